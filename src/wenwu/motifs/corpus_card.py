"""What tells people and programs about a corpus: a card, Croissant metadata, the meanings of its labels."""

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from wenwu.atlas.model import Atlas
from wenwu.motifs.croissant import croissant
from wenwu.motifs.labels import LICENCE
from wenwu.motifs.order import Order
from wenwu.motifs.sense import Sense, meanings_of
from wenwu.motifs.shard import file_digest, shard_digest

MEANINGS = "meanings.jsonl"


@dataclass(frozen=True)
class Made:
    """What a corpus was made from, and what came of it."""

    seed: int
    size: int  # [px]
    digest: str  # sha256 of metadata.jsonl


def write_card(
    folder: Path, shards: Sequence[Path], orders: Sequence[Order], made: Made, atlas: Atlas
) -> None:
    """meanings.jsonl, README.md and croissant.json of a corpus whose shards and records are written."""
    senses = list({(o.sense.motif, o.sense.meanings): o.sense for o in orders}.values())
    lines = [json.dumps(row, ensure_ascii=False) for sense in senses for row in meaning_rows(sense, atlas)]
    (folder / MEANINGS).write_text("\n".join(dict.fromkeys(lines)) + "\n", "utf-8")
    (folder / "README.md").write_text(card(orders, made), "utf-8")
    digests = {path.name: shard_digest(path) for path in shards}
    for name in ("metadata.jsonl", MEANINGS):
        digests[name] = file_digest(folder / name)
    data = croissant(digests, len(orders), made.size, date.today().isoformat())
    (folder / "croissant.json").write_text(json.dumps(data, ensure_ascii=False, indent=2) + "\n", "utf-8")


def meaning_rows(sense: Sense, atlas: Atlas) -> list[dict[str, Any]]:
    """The stated meanings behind a sense, with sources and standing."""
    return [
        {
            "id": f"{sense.motif}#{k}", "motif": sense.motif, "context": meaning.context, "en": meaning.en,
            "zh": meaning.zh, "concepts": list(meaning.concepts), "source": list(meaning.source),
            "standing": meaning.standing,
        }
        for k, meaning in zip(sense.meanings, meanings_of(sense, atlas), strict=True)
    ]  # fmt: skip


def card(orders: Sequence[Order], made: Made) -> str:
    """The README of a corpus."""
    splits = Counter(order.split for order in orders)
    whole = sum(count for split, count in splits.items() if split != "damaged")
    rows = "\n".join(f"| {split} | {count:,} |" for split, count in splits.items())
    motifs, concepts = {o.sense.motif for o in orders}, {o.sense.concept for o in orders}
    cultures = {o.sense.culture for o in orders}
    return CARD.format(
        count=len(orders), whole=whole, size=made.size, seed=made.seed, digest=made.digest, rows=rows,
        licence=LICENCE, motifs=len(motifs), concepts=len(concepts), cultures=len(cultures),
    )  # fmt: skip


CARD = """# A corpus of drawn motifs

{count:,} pictures of {size} × {size} pixels: {motifs} motifs of {cultures} peoples, {concepts} concepts.
Made by `wenwu motif corpus --n {whole} --size {size} --seed {seed}`. Its records are frozen: sha256
`{digest}`, checked by `sha256sum -c corpus.sha256`.

**These are drawings, not photographs.** Each is drawn by a grammar from an entry of an atlas: its people's
dyes, a craft that their textiles name, a place that the atlas allows. No bearer of any of these cultures made
or checked a picture here. What is sacred at level 3 or 4 is not in it. Meanings are the atlas' own
statements, most of them claims: `meanings.jsonl` gives the words, sources and standing of each. It does not
tell who somebody is, and is not meant to.

| split | pictures |
|---|---|
{rows}

A split holds whole drawings; no drawing is in two. `unseen_seed` holds the hands of other makers,
`unseen_parameters` other numbers, `unseen_pair` pairs of a people and a family that no other split has,
`unseen_family` such families. `damaged` holds each picture of `test` once more, with damage of a kind and a
severity, and a mask of where it is lost (`*.lost.png`).

- `shard-*.zip`: lossless WebP files, uncompressed in the zip.
- `metadata.jsonl`: one record a picture; `pixels` is the sha256 of its RGB bytes. `visual`: family, form,
  topology, craft, dyes with the share that each covers. `semantic`: motif, `concept` (to be learnt),
  `concepts` (all that are current there), `context` (what is said), `stands` (all of it), sacred level.
  `geographic`: people, place, route.
- `croissant.json`: the same for programs (MLCommons Croissant 1.0).

The same form means different things in different contexts: `form` and `context` together always tell
`concept`, neither does alone.

Licence of the pictures: {licence}. The signs and what they mean belong to their peoples.
"""
