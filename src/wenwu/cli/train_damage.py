"""`wenwu train damage`: from prints of the same crests, a network that loses ink as those prints did."""

from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from wenwu.motifs.damage_train import Run
    from wenwu.motifs.loss_set import LossSet

NEEDED = ("torch", "onnx", "safetensors")  # of the extra [train]


def damage(
    data: Annotated[Path, typer.Argument(metavar="DIR", help="A folder of motif images with labels.csv.")],
    out: Annotated[Path, typer.Option("--out", "-o", help="A folder for masks, checkpoint and network.")],
    minutes: Annotated[float, typer.Option(help="Stop learning after so long, wherever it is.")] = 30.0,
    steps: Annotated[int, typer.Option(help="Stop after so many steps.", min=1)] = 4000,
    seed: Annotated[int, typer.Option(help="Another seed, another network.")] = 1,
) -> None:
    """Lay prints of one crest over each other, take what each lacks, and learn how ink is lost.

    labels.csv has the columns file, kind, group: rows of kind woodblock_scan and of one group are prints of
    one crest. A quarter of the crests is held back. A run that was stopped goes on.
    """
    from wenwu.base.errors import InputError

    missing = [name for name in NEEDED if find_spec(name) is None]
    if missing:
        raise InputError(f"learning needs {', '.join(missing)}: pip install 'wenwu[train]'")
    if not minutes > 0:
        raise InputError(f"{minutes:g} minutes are no time to learn in; say how many, for example 30")
    import torch

    from wenwu.motifs.damage_train import Course, export, train

    torch.set_num_threads(1)
    masks = _masks(data, out)
    learnt = masks.part("train")
    if not len(learnt):
        raise InputError(f"{data} holds too few crests: none is left to learn from; more prints are needed")
    course = Course(steps=steps, minutes=minutes, seed=seed)
    run = train(learnt, course, out / f"run_{seed}", typer.echo)
    export(run.mean, out / "loss.onnx", _facts(run, learnt, seed))
    crests = len(set(learnt.group))
    typer.echo(
        f"{run.step} steps in {run.spent / 60:.1f} minutes on {len(learnt)} prints of {crests} crests; "
        f"{len(masks) - len(learnt)} prints held back. {out / 'loss.onnx'} written"
    )


def _masks(data: Path, out: Path) -> "LossSet":
    """The loss masks, found once; InputError where those that are kept are of other prints."""
    from wenwu.base.errors import InputError
    from wenwu.motifs.loss_masks import find_groups
    from wenwu.motifs.loss_set import gather, load_losses, save_losses

    kept = out / "losses.npz"
    if kept.is_file():
        masks = load_losses(kept)
        if not set(masks.file) <= {file.name for files in find_groups(data).values() for file in files}:
            raise InputError(f"{kept} is of other prints than those in {data}; name another folder for --out")
        return masks
    masks = gather(data, typer.echo)
    out.mkdir(parents=True, exist_ok=True)
    save_losses(masks, kept)
    return masks


def _facts(run: "Run", learnt: "LossSet", seed: int) -> dict[str, str]:
    """What the weights say of themselves."""
    return {
        "steps": str(run.step), "minutes": f"{run.spent / 60:.1f}", "seed": str(seed),
        "prints": str(len(learnt)), "crests": str(len(set(learnt.group))),
    }  # fmt: skip
