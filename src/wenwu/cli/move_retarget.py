"""`wenwu move retarget`: a motion onto the rig of a BVH of your own."""

import json
from pathlib import Path
from typing import Annotated

import typer

from wenwu.base.whole import whole_file
from wenwu.motion.bvh import require_bvh
from wenwu.motion.incoming import read_motion
from wenwu.motion.retarget import retarget as onto
from wenwu.motion.rig import read_take
from wenwu.motion.rig_bvh import with_rows


def retarget(
    file: Annotated[Path, typer.Argument(help="A motion: .bvh, .npz, .amc beside its .asf, or .pkl.")],
    rig: Annotated[Path, typer.Option(help="A BVH with your rig; its motion is not used.")],
    out: Annotated[Path, typer.Option("--out", "-o", help="The BVH to write, with your rig's names.")],
    in_place: Annotated[bool, typer.Option("--in-place", help="Keep the dancer over one spot.")] = False,
    fps: Annotated[
        float | None, typer.Option(help="Resample to this frame rate; as it came if left out.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object instead of text.")] = False,
) -> None:
    """Put a motion on your own rig: its bones, names, channels and order stay as they are."""
    require_bvh(out)
    imported = read_motion(file, fps=fps)
    made = onto(imported.clip, read_take(rig), rig.name, in_place)
    text = with_rows(rig, made.rows, imported.clip.fps)
    with whole_file(out) as part:
        part.write_text(text, encoding="utf-8", newline="\n")
    if as_json:
        data = {
            "frames": len(made.rows), "fps": imported.clip.fps, "notes": list(imported.notes),
            "lost": list(made.lost), "mapped": made.mapped, "distance_mm": round(made.error, 3),
            "bend_deg": round(made.bend, 3),
        }  # fmt: skip
        typer.echo(json.dumps(data, ensure_ascii=False, indent=2))
        return
    typer.echo(f"{out}: {len(made.rows)} frames on {len(made.mapped)} joints of {rig.name}")
    for sentence in (*imported.notes, *(f"lost: {lost}" for lost in made.lost)):
        typer.echo(f"  {sentence}")
    typer.echo(
        f"  limbs point {made.bend:.2f}° off, joints lie {made.error:.0f} mm off: the bones are the rig's"
    )
