"""Table 2: banks and gate one after the other, on one frozen network, the same drawings and the same budget.

Asked are the pictures of `test` whose form means several things, in their contexts. Beside the rows that are
trained stand single cues and yardsticks that learn no form. Each trained row is taught by three seeds. The
paper's row stands beside ours; its data are others, so neither is better than the other by these numbers.
"""

import tempfile
import tomllib
from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from wenwu.measure.animate import machine
from wenwu.measure.memory_extra import require_extra
from wenwu.measure.memory_ground import SEED, Place, digest_of_rows, load_ground, make_ground
from wenwu.measure.memory_real import find_real
from wenwu.measure.workers import each

SEEDS, STEPS, BATCH, PROTOTYPES, GAMMA = (1, 2, 3), 300, 96, 128, 0.07
QUICK_SEEDS, QUICK_STEPS, QUICK_BATCH, QUICK_PROTOTYPES = (1,), 40, 48, 48
TRAINED = ("baseline", "visual_bank", "semantic_bank", "full", "gate", "image_only", "single_bank")
METRICS = ("visual_purity", "semantic_purity", "accuracy")
AIMS: Mapping[str, float] = {"visual_purity": 0.92, "semantic_purity": 0.88, "accuracy": 0.965}
CUES = ("context_only", "image_only", "colour_histogram")
APART = 15.0  # points that each of those has to stay below the gate
ORDER = (  # metric, the row that should have less, the row that should have more
    *((f"{bank}_purity", less, more) for bank in ("visual", "semantic")
      for less, more in (("baseline", f"{bank}_bank"), (f"{bank}_bank", "full"), ("full", "gate"))),
    *(("accuracy", less, more) for less, more in (
        ("baseline", "visual_bank"), ("baseline", "semantic_bank"), ("visual_bank", "full"),
        ("semantic_bank", "full"), ("full", "gate"), ("single_bank", "gate"))),
)  # fmt: skip


def run(
    data: Path | None = None, quick: bool = False, out: Path | None = None, corpus: Path | None = None
) -> dict[str, Any]:
    """Every row: purities, accuracy, their spread over seeds, parameters, times; order and aims, held or not.

    `data` names real pictures, `corpus` a corpus to take instead of drawing one; work is kept in `out`.
    """
    require_extra()
    with tempfile.TemporaryDirectory() as folder:
        place = make_ground(corpus, out or Path(folder), quick, find_real(data))
        return measured(place, quick)


def measured(place: Place, quick: bool) -> dict[str, Any]:
    """The table on a ground."""
    from wenwu.measure.memory_cost import costs
    from wenwu.measure.memory_result import result_of
    from wenwu.measure.memory_yardsticks import yardsticks
    from wenwu.measure.resnet_rows import resnet_costs, small_resnet_result

    ground = load_ground(place)
    every = [asked_of(name, quick) for name in TRAINED]
    asked = [one for ones in zip(*every, strict=True) for one in ones]  # all rows of a seed, then the next
    found = each(partial(result_of, place), asked)
    by_row: dict[str, list[dict[str, Any]]] = {}
    for one, result in zip(asked, found, strict=True):
        by_row.setdefault(one.row, []).append(result)
    by_row |= yardsticks(place, asked[0].prototypes, tuple(one.seed for one in asked_of("gate", quick)))
    by_row["small_resnet"] = [small_resnet_result(place, by_row["gate"][0])]
    words = ground.lesson.words
    spent = costs(tuple(map(len, words.contexts)), len(words.concepts), asked[0].course.size, quick)
    spent |= resnet_costs(tuple(map(len, words.contexts)), len(words.concepts), asked[0].course.size, quick)
    rows = {name: summary(results) | spent.get(name, {}) for name, results in by_row.items()}
    rows["resnet50"] = spent["resnet50"]
    return {
        "n": len(ground.many), "seeds": len(asked_of("gate", quick)), "seed": SEED, "quick": quick,
        "machine": machine(), "corpus_sha256": ground.corpus.digest, "corpus_pictures": len(ground.corpus),
        "learnt_from": len(ground.rows("train")), "test": len(ground.rows("test")),
        "many_sha256": digest_of_rows(ground.corpus, ground.many), "views": place.views,
        "steps": asked[0].steps, "batch": asked[0].batch, "prototypes": asked[0].prototypes,
        "concepts": len(words.concepts), "looking": spent["looking"], "rows": rows,
        "order": order(by_row), "aims": aims(rows), "paper": paper(),
    }  # fmt: skip


def asked_of(row: str, quick: bool, **other: Any) -> list[Any]:
    """A row by every seed of the bench, or with another number of prototypes or another γ."""
    from wenwu.measure.memory_result import Asked

    plain = {"steps": QUICK_STEPS if quick else STEPS, "batch": QUICK_BATCH if quick else BATCH,
             "prototypes": QUICK_PROTOTYPES if quick else PROTOTYPES, "gamma": GAMMA}  # fmt: skip
    return [Asked(row, seed, **(plain | other)) for seed in (QUICK_SEEDS if quick else SEEDS)]


def summary(results: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Mean and standard deviation over seeds of each metric; real pictures where they were asked."""
    out: dict[str, Any] = {"n_seeds": len(results)}
    for asked in ("in_context", "unsaid", "test_in_context"):
        if asked in results[0]:
            out[asked] = {metric: spread([one[asked][metric] for one in results]) for metric in METRICS}
    if "real" in results[0]:
        told = ("r_at_1", "r_at_1_over_classes", "map")
        out["real"] = {"n": results[0]["real"]["n"]} | {
            name: spread([one["real"][name] for one in results]) for name in told
        }
    return out


def spread(values: Sequence[float]) -> tuple[float, float]:
    """Mean and standard deviation (of a sample; 0 for one value)."""
    return float(np.mean(values)), float(np.std(values, ddof=1)) if len(values) > 1 else 0.0


def order(by_row: Mapping[str, Sequence[Mapping[str, Any]]]) -> dict[str, dict[str, Any]]:
    """Each step of the paper's order: the difference seed by seed, and in how many seeds it is above 0."""
    out = {}
    for metric, less, more in ORDER:
        pairs = zip(by_row[less], by_row[more], strict=True)
        off = [two["in_context"][metric] - one["in_context"][metric] for one, two in pairs]
        above = sum(value > 0 for value in off)
        out[f"{metric}: {less} < {more}"] = {
            "difference": spread(off), "seeds": len(off), "seeds_that_hold": above,
            "holds": above == len(off),
        }  # fmt: skip
    return out


def aims(rows: Mapping[str, Mapping[str, Any]]) -> dict[str, dict[str, Any]]:
    """What full with gate is to reach, and how far single cues are to stay below it."""
    gate = rows["gate"]["in_context"]
    found = {f"gate {metric}": (aim, gate[metric][0]) for metric, aim in AIMS.items()}
    for cue in CUES:  # form is never told the context, so what sees the picture alone has its visual purity
        points = 100 * (gate["accuracy"][0] - rows[cue]["in_context"]["accuracy"][0])
        found[f"{cue} below the gate, accuracy [points]"] = (APART, points)
    return {what: {"aim": aim, "found": now, "held": now >= aim} for what, (aim, now) in found.items()}


def paper() -> dict[str, Any]:
    """The paper's rows."""
    return dict(tomllib.loads((Path(__file__).parent / "table2.toml").read_text("utf-8"))["row"])


def table(result: Mapping[str, Any]) -> str:
    """The rows as lines, the paper's beside them, then order and aims."""
    from wenwu.measure.table2_text import text

    return text(result)
