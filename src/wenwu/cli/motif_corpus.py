"""`wenwu motif corpus`: a labelled set of drawn motifs, the same for the same number and seed."""

import json
from collections import Counter
from pathlib import Path
from typing import Annotated

import typer

from wenwu.cli.own import open_atlas
from wenwu.cli.waiting import Waiting
from wenwu.motifs.corpus import load_corpus
from wenwu.motifs.corpus_make import Asked, make_corpus


def corpus(
    out: Annotated[Path, typer.Option("--out", "-o", help="A new folder for the corpus.")],
    n: Annotated[int, typer.Option("--n", help="How many pictures.")] = 30_000,
    seed: Annotated[int, typer.Option(help="Another seed, another corpus.", min=0)] = 1,
    size: Annotated[int, typer.Option(help="Pixels across: 128 or 256.")] = 128,
    jobs: Annotated[int, typer.Option(help="Processes; 0 as many as there are cores.", min=0, max=256)] = 0,
    as_json: Annotated[bool, typer.Option("--json", help="Say what was made as one JSON object.")] = False,
    pack: Annotated[list[Path] | None, typer.Option(help="A folder of your own packs.")] = None,
) -> None:
    """Draw a labelled corpus; broken off, it goes on when the same command is run again."""
    atlas = open_atlas(pack)
    with Waiting(quiet=as_json) as waiting:
        digest = make_corpus(out, atlas, Asked(n, seed, size), jobs, waiting)
    made = load_corpus(out)
    splits = Counter(record["split"] for record in made.records)
    if as_json:
        typer.echo(json.dumps({"out": str(out), "n": len(made), "seed": seed, "size": size, "sha256": digest,
                               "splits": dict(splits)}))  # fmt: skip
        return
    typer.echo(f"{out}: {len(made)} pictures of {size} × {size}, sha256 {digest}")
    typer.echo("  " + ", ".join(f"{split} {count}" for split, count in splits.items()))
