"""Figure 3: which concepts are taken for which, where one form means several things, with context and
without.

The row "gate" of Table 2, all of its seeds: counts are of pictures times seeds. Without context the same
networks are asked with nothing said. The paper tells its figure in words and prints no counts.
"""

import csv
import io
import tempfile
from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
from jaxtyping import Int64
from numpy import ndarray

from wenwu.measure.animate import machine
from wenwu.measure.confusion_map import draw_confusion
from wenwu.measure.heat_map import write_png
from wenwu.measure.memory_extra import require_extra
from wenwu.measure.memory_ground import Ground, digest_of_rows, load_ground, make_ground
from wenwu.measure.table2 import asked_of
from wenwu.measure.workers import each

ASKED = {"in_context": "in its context", "unsaid": "nothing said of the context"}
WORST = 6  # confusions that are told
PAPER = (
    "power is taken for shelter, and shelter is named rightly 76 % of the time; life and courage are "
    "confused (the Mongolian antler); coin charms of the Yi are read as power; a Bai sign of "
    "several elements as harmony"
)

Counts = Int64[ndarray, "C C"]


def run(
    data: Path | None = None, quick: bool = False, out: Path | None = None, corpus: Path | None = None
) -> dict[str, Any]:
    """Counts by concept, with context and without; with `out`, fig3.csv and fig3.png in it.

    `data` is not read: real pictures have no context that anybody wrote down.
    """
    from wenwu.measure.memory_result import result_of

    require_extra()
    with tempfile.TemporaryDirectory() as folder:
        place = make_ground(corpus, out or Path(folder), quick)
        found = each(partial(result_of, place), asked_of("gate", quick))
        result = measured(load_ground(place), found) | {"quick": quick}
    if out is not None:
        _write(out, result)
    return result


def measured(ground: Ground, found: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """The counts of some results, and what they say."""
    rows, words = ground.many, ground.lesson.words.concepts
    meant = ground.lesson.concept[rows]
    shown = np.unique([meant, *(np.array(one[how]["guess"]) for one in found for how in ASKED)])
    names = [ground.atlas.concepts[words[k]].names.en for k in shown]
    result: dict[str, Any] = {
        "n": len(rows), "seeds": len(found), "machine": machine(), "corpus_sha256": ground.corpus.digest,
        "many_sha256": digest_of_rows(ground.corpus, rows), "said": {"concepts": names, "paper": PAPER},
    }  # fmt: skip
    for how in ASKED:
        each_seed = [confusion(meant, np.array(one[how]["guess"]), shown) for one in found]
        counts = np.sum(each_seed, axis=0)
        told = zip(names, _right(counts), strict=True)
        result[how] = {
            "accuracy": float(np.trace(counts) / counts.sum()), "counts": counts.tolist(),
            "right": {name: share for name, share in told if share is not None},
            "worst": _worst(counts, names),
        }  # fmt: skip
    return result


def confusion(
    meant: Int64[ndarray, " N"], guess: Int64[ndarray, " N"], shown: Int64[ndarray, " C"]
) -> Counts:
    """How often each concept (row) was taken for each (column)."""
    counts = np.zeros((len(shown), len(shown)), np.int64)
    np.add.at(counts, (np.searchsorted(shown, meant), np.searchsorted(shown, guess)), 1)
    return counts


def _right(counts: Counts) -> list[float | None]:
    """Share named rightly, by concept; None for one that nothing meant."""
    return [float(row[k] / row.sum()) if row.sum() else None for k, row in enumerate(counts)]


def _worst(counts: Counts, names: Sequence[str]) -> list[dict[str, Any]]:
    """The confusions that take most pictures."""
    wrong = counts - np.diag(np.diag(counts))
    order = np.argsort(-wrong, axis=None, kind="stable")[:WORST]
    places = [(int(k) // len(names), int(k) % len(names)) for k in order]
    return [
        {"meant": names[i], "taken_for": names[j], "count": int(wrong[i, j]), "of": int(counts[i].sum())}
        for i, j in places
        if wrong[i, j]
    ]


def _write(out: Path, result: Mapping[str, Any]) -> None:
    names = result["said"]["concepts"]
    lines = io.StringIO()
    writer = csv.writer(lines, lineterminator="\n")
    writer.writerow(["context", "meant", "taken_for", "count"])
    for how in ASKED:
        for name, row in zip(names, result[how]["counts"], strict=True):
            writer.writerows(
                [how, name, other, count] for other, count in zip(names, row, strict=True) if count
            )
    out.mkdir(parents=True, exist_ok=True)
    (out / "fig3.csv").write_text(lines.getvalue(), encoding="utf-8")
    maps = {
        f"{said}: {100 * result[how]['accuracy']:.1f} % named rightly": np.array(result[how]["counts"])
        for how, said in ASKED.items()
    }
    note = (
        f"rows: what was meant; columns: what it was taken for. {result['n']} drawings whose form has "
        f"several meanings × {result['seeds']} seeds. Blue: right, red: wrong, by share of the row."
    )
    write_png(out / "fig3.png", draw_confusion(maps, names, note))


def table(result: Mapping[str, Any]) -> str:
    """What is confused most, with context and without, and the paper's words."""
    lines = []
    for how, said in ASKED.items():
        one = result[how]
        lines.append(f"  {said}: {100 * one['accuracy']:.1f} % of {result['n']} × {result['seeds']} seeds")
        lines += [
            f"    {worst['meant']} taken for {worst['taken_for']}: {worst['count']} of {worst['of']}"
            for worst in one["worst"]
        ]
    return "\n".join([*lines, f"  the paper, of other data and without counts: {result['said']['paper']}"])
