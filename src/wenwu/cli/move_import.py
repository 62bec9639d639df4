"""`wenwu move import`: anybody's motion as a BVH of our 24 joints, and a list of what was assumed."""

import json
from pathlib import Path
from typing import Annotated, Any

import typer

from wenwu.base.whole import whole_file
from wenwu.motion.bvh import require_bvh, write_bvh
from wenwu.motion.incoming import Imported, read_motion


def bring(
    file: Annotated[Path, typer.Argument(help="A motion: .bvh, .npz, .amc beside its .asf, or .pkl.")],
    out: Annotated[Path, typer.Option("--out", "-o", help="The BVH to write.")],
    fps: Annotated[
        float | None, typer.Option(help="Resample to this frame rate; as it came if left out.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object instead of text.")] = False,
) -> None:
    """Read a motion of any skeleton, say what was assumed, and write it as a BVH that wenwu reads."""
    require_bvh(out)
    imported = read_motion(file, fps=fps)
    with whole_file(out) as part:
        write_bvh(imported.clip, part)
    if as_json:
        typer.echo(json.dumps(as_data(imported), ensure_ascii=False, indent=2))
        return
    clip = imported.clip
    typer.echo(f"{out}: {len(clip)} frames at {clip.fps:.4g} a second, {(len(clip) - 1) / clip.fps:.2f} s")
    for note in imported.notes:
        typer.echo(f"  {note}")
    typer.echo(f"  the 36 degrees of freedom hold it to {imported.residual:.1f} mm on average")


def as_data(imported: Imported) -> dict[str, Any]:
    """The report as plain data; times in seconds, lengths in millimetres."""
    clip = imported.clip
    planted = clip.contact.mean(axis=0)
    return {
        "frames": len(clip),
        "fps": clip.fps,
        "seconds": (len(clip) - 1) / clip.fps,
        "notes": list(imported.notes),
        "mapped": dict(imported.mapped),
        "residual_mm": round(imported.residual, 3),
        "planted_share": {"left": round(float(planted[0]), 3), "right": round(float(planted[1]), 3)},
    }


globals()["import"] = bring  # the command's name is a keyword, which no function can have
