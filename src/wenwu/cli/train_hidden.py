"""`wenwu train hidden`: from whole pictures, a network that tells what lies under something or is gone."""

from importlib.util import find_spec
from pathlib import Path
from typing import Annotated

import typer

NEEDED = ("torch", "onnx", "safetensors")  # of the extra [train]


def hidden(
    data: Annotated[Path, typer.Argument(metavar="DIR", help="A folder of pictures with labels.csv.")],
    corpus: Annotated[
        Path, typer.Option(help="Drawn motifs beside them, as `wenwu motif corpus --size 256` writes them.")
    ],
    out: Annotated[Path, typer.Option("--out", "-o", help="A folder for set, checkpoint and network.")],
    minutes: Annotated[float, typer.Option(help="Stop learning after so long, wherever it is.")] = 30.0,
    steps: Annotated[int, typer.Option(help="Stop after so many steps.", min=1)] = 4000,
    parts: Annotated[int, typer.Option(help="Parts of the set, of 1,600 pictures each.", min=1)] = 12,
    seed: Annotated[int, typer.Option(help="Another seed, another network.")] = 1,
    threads: Annotated[int, typer.Option(help="Cores to use.", min=1)] = 2,
    free: Annotated[bool, typer.Option("--free", help="Only rows with redistributable yes.")] = False,
    without: Annotated[list[str], typer.Option(help="A class, culture or source to leave out.")] = [],  # noqa: B006
) -> None:
    """Spoil whole pictures and learn where they were spoilt. A run that was stopped goes on.

    Pictures of a class that can be told apart (five groups or more) are left out: they are for tests.
    """
    from wenwu.base.errors import InputError

    missing = [name for name in NEEDED if find_spec(name) is None]
    if missing:
        raise InputError(f"learning needs {', '.join(missing)}: pip install 'wenwu[train]'")
    if not minutes > 0:
        raise InputError(f"{minutes:g} minutes are no time to learn in; say how many, for example 30")
    import torch

    from wenwu.memory.hidden_train import HiddenCourse, learn_hidden

    torch.set_num_threads(threads)
    course = HiddenCourse(steps=steps, minutes=minutes, parts=parts, seed=seed)
    facts = learn_hidden(data, corpus, out, course, typer.echo, free, tuple(without))
    typer.echo(f"{facts['steps']} steps in {facts['minutes']} minutes. {out / 'hidden.onnx'} written")
