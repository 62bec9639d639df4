"""`wenwu move from-video`: the motion of one dancer in a film of your own."""

import json
from pathlib import Path
from typing import Annotated

import typer

from wenwu.base.whole import whole_file
from wenwu.cli.move_import import as_data
from wenwu.motion.bvh import require_bvh, write_bvh
from wenwu.motion.filmed import read_film
from wenwu.motion.incoming import at_rate
from wenwu.motion.pose_model import load_pose_model


def from_video(
    file: Annotated[Path, typer.Argument(help="A film of one dancer, by a level camera that keeps still.")],
    out: Annotated[Path, typer.Option("--out", "-o", help="The BVH to write.")],
    model: Annotated[
        Path, typer.Option(help="pose_landmark_full.tflite of the npm package @mediapipe/pose.")
    ],
    consent: Annotated[str, typer.Option(help="Who agreed to be filmed and used so, and when; it is kept.")],
    fps: Annotated[
        float | None, typer.Option(help="Resample to this frame rate; the film's if left out.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object instead of text.")] = False,
) -> None:
    """Read a film of your own and write the dancer's motion as a BVH. Nothing leaves your machine."""
    require_bvh(out)
    filmed = read_film(file, load_pose_model(model), consent)
    imported = at_rate(filmed.imported, fps)
    with whole_file(out) as part:
        write_bvh(imported.clip, part)
    if as_json:
        seen = {point: round(value, 3) for point, value in filmed.confidence.items()}
        typer.echo(json.dumps(as_data(imported) | {"confidence": seen}, ensure_ascii=False, indent=2))
        return
    clip = imported.clip
    typer.echo(f"{out}: {len(clip)} frames at {clip.fps:.4g} a second, {(len(clip) - 1) / clip.fps:.2f} s")
    for note in imported.notes:
        typer.echo(f"  {note}")
    least = sorted(filmed.confidence.items(), key=lambda one: one[1])[:4]
    typer.echo("  least surely seen: " + ", ".join(f"{point} {value:.0%}" for point, value in least))
