"""The memory beside its yardsticks: leakage, γ, prototypes, damage, finding again, on drawings and real
pictures.

Two kinds of memory are asked. *Taught* is the row "gate" of Table 2, by each of its seeds, with the
budget of that table. *Shipped* is the memory that comes with the program; on drawings it is asked only
where the corpus is the very one whose `train` it learnt, for another could hold its pictures in `test`.
"""

import tempfile
from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
from jaxtyping import Float
from numpy import ndarray

from wenwu.atlas.load import load_atlas
from wenwu.measure.animate import machine
from wenwu.measure.hog import hog
from wenwu.measure.leakage import Channels, leakage
from wenwu.measure.memory_extra import require_extra
from wenwu.measure.memory_ground import Ground, Place, digest_of_rows, load_ground, make_ground
from wenwu.measure.memory_purity import learnt_rows
from wenwu.measure.memory_real import find_real, load_real
from wenwu.measure.memory_speed import speeds
from wenwu.measure.memory_told import Tell, told_by_files
from wenwu.measure.memory_worn import worn
from wenwu.measure.memory_yardsticks import of_real_pictures, summed
from wenwu.measure.nearness import nearness
from wenwu.measure.neighbours import asked_of as found_by
from wenwu.measure.table2 import GAMMA, PROTOTYPES, QUICK_PROTOTYPES, asked_of, spread, summary
from wenwu.measure.workers import each
from wenwu.memory.memory import Memory, load_memory

GAMMAS = (0.03, 0.05, 0.1, 0.2, 0.5)  # beside γ = .07 of Table 2
COUNTS = (16, 32, 64, 256)  # beside its 128 prototypes
QUICK_GAMMAS, QUICK_COUNTS = (0.5,), (16,)
ONE = 1  # seed of a sweep's other points: one only
PAPER_POINTS = 12.7  # of accuracy that γ = .07 is worth, the paper says, without saying beside what


def run(
    data: Path | None = None,
    quick: bool = False,
    out: Path | None = None,
    corpus: Path | None = None,
    speed: bool = False,
) -> dict[str, Any]:
    """Everything of the memory but Table 2 and Figure 3; with `speed`, times alone, which need no torch.

    `data` names real pictures, `corpus` a corpus to take instead of drawing one; work is kept in `out`.
    """
    if speed:
        return {"speed": speeds(quick)}
    require_extra()
    with tempfile.TemporaryDirectory() as folder:
        return measured(make_ground(corpus, out or Path(folder), quick, find_real(data)), quick)


def measured(place: Place, quick: bool) -> dict[str, Any]:
    """All of it on a ground."""
    ground, shipped = load_ground(place), load_memory()
    result: dict[str, Any] = {
        "n": len(ground.rows("test")), "many": len(ground.many), "quick": quick, "machine": machine(),
        "corpus_sha256": ground.corpus.digest, "many_sha256": digest_of_rows(ground.corpus, ground.many),
        "shipped_learnt_this_corpus": shipped.facts.get("corpus") == ground.corpus.digest,
    }  # fmt: skip
    result |= _sweeps(place, quick)
    taught = [_of_taught(place, one) for one in asked_of("gate", quick)]
    result["taught"] = {"seeds": len(taught), **_over_seeds(taught)}
    result["yardsticks"] = _yardsticks(ground)
    if result["shipped_learnt_this_corpus"]:
        result["shipped"] = drawn(told_by_files(shipped, ground), ground, shipped.banks["prototypes"])
    if place.real is not None:
        real = load_real(place.real, place.work)
        result["real"] = of_real_pictures(real) | {
            "shipped": real.scores(_form(shipped, real.tokens)),
            "taught": _mean_of([one["real"] for one in _results(place, asked_of("gate", quick))]),
        }
    return result | {"nearness": nearness(shipped, load_atlas())}


def drawn(tell: Tell, ground: Ground, bank: Float[ndarray, "K D"]) -> dict[str, Any]:
    """One memory on the drawings: leakage, damage, finding forms again."""
    learnt, asked = learnt_rows(ground), ground.rows("test")
    known, now = tell(learnt, True), tell(asked, True)
    rows = np.concatenate([learnt, asked])
    both = {name: np.concatenate([known[name], now[name]]) for name in ("form", "meaning")}
    channels = Channels(rows, len(learnt), both["form"], both["meaning"], summed(ground.cache.tokens(rows)))
    return {
        "leakage": leakage(channels, ground.lesson),
        "worn": worn(tell, ground, bank, learnt),
        "found_again": _found(now["form"], known["form"], ground),
    }


def _found(asked: Float[ndarray, "N D"], among: Float[ndarray, "M D"], ground: Ground) -> dict[str, Any]:
    """Forms of `test` found again among pictures of `train`; the concept of the nearest."""
    form, concept = ground.lesson.form, ground.lesson.concept
    test, learnt = ground.rows("test"), learnt_rows(ground)
    nearest = found_by(asked, concept[test], among, concept[learnt])
    return found_by(asked, form[test], among, form[learnt]) | {"concept_of_nearest": nearest["r_at_1"]}


def _yardsticks(ground: Ground) -> dict[str, Any]:
    """The same finding by HOG and by the frozen network."""
    test, learnt = ground.rows("test"), learnt_rows(ground)
    described = [hog(ground.corpus.picture(row) for row in rows) for rows in (test, learnt)]
    seen = [summed(ground.cache.tokens(rows)) for rows in (test, learnt)]
    even = [(one - seen[1].mean(0)) / (seen[1].std(0) + 1e-3) for one in seen]
    return {"hog": _found(described[0], described[1], ground),
            "lite0_nearest": _found(even[0], even[1], ground)}  # fmt: skip


def _of_taught(place: Place, asked: Any) -> dict[str, Any]:
    from wenwu.measure.memory_result import load_net
    from wenwu.measure.memory_rows import ROWS, told

    ground, net = load_ground(place), load_net(place, asked)
    return drawn(partial(told, ROWS[asked.row], net, ground), ground, net.prototypes.numpy())


def _results(place: Place, asked: Sequence[Any]) -> list[dict[str, Any]]:
    from wenwu.measure.memory_result import result_of

    return each(partial(result_of, place), asked)


def _sweeps(place: Place, quick: bool) -> dict[str, Any]:
    """γ and the number of prototypes, each alone; Table 2's point by all seeds, the others by one."""
    plain = asked_of("gate", quick)
    gammas = [asked_of("gate", quick, gamma=value)[0] for value in (QUICK_GAMMAS if quick else GAMMAS)]
    counts = [asked_of("gate", quick, prototypes=value)[0] for value in (QUICK_COUNTS if quick else COUNTS)]
    found = _results(place, [*plain, *gammas, *counts])
    base, rest = summary(found[: len(plain)]), [summary([one]) for one in found[len(plain) :]]
    usual = QUICK_PROTOTYPES if quick else PROTOTYPES
    by_gamma = {one.gamma: row for one, row in zip(gammas, rest, strict=False)} | {GAMMA: base}
    by_count = {one.prototypes: row for one, row in zip(counts, rest[len(gammas) :], strict=True)} | {
        usual: base
    }
    return {
        "gamma": {f"{value:g}": by_gamma[value] for value in sorted(by_gamma)},
        "prototypes": {str(value): by_count[value] for value in sorted(by_count)},
        "paper_points_of_gamma": PAPER_POINTS,
    }


def _over_seeds(results: Sequence[Any]) -> Any:
    """Numbers as mean and spread over seeds, whatever they stand in; words and counts as they are."""
    first = results[0]
    if isinstance(first, Mapping):
        return {
            key: _over_seeds([one[key] for one in results]) for key in first if not key.endswith("interval")
        }
    if isinstance(first, list):
        return [_over_seeds(ones) for ones in zip(*results, strict=True)]
    return spread(results) if isinstance(first, float) else first


def _mean_of(results: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    plain = [{k: v for k, v in one.items() if not isinstance(v, tuple | list)} for one in results]
    return dict(_over_seeds(plain))


def _form(memory: Memory, tokens: Float[ndarray, "N 16 432"]) -> Float[ndarray, "N D"]:
    from wenwu.motifs.context import Context

    parts = [tokens[k : k + 256] for k in range(0, len(tokens), 256)]
    return np.concatenate([memory.answer(part, [Context()] * len(part)).form for part in parts])


def table(result: Mapping[str, Any]) -> str:
    """As lines."""
    from wenwu.measure.memory_text import text

    return text(result)
