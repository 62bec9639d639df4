"""Does a dance stay itself? Performances become BVH files, and a reader that knows nothing else names them.

Every dance, every performer its sources let dance it, many seeds. The reader is `signatures`; what makes the
performances is the road that `wenwu animate` takes, up to its BVH.
"""

import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from itertools import product
from pathlib import Path
from typing import Any

import numpy as np

from wenwu.atlas.load import load_atlas
from wenwu.atlas.model import Atlas, Dance
from wenwu.base.errors import RefusedError
from wenwu.base.trace import Trace
from wenwu.body.performer import performers
from wenwu.measure.movement import Movement
from wenwu.measure.signatures import nearest, readings
from wenwu.measure.workers import each
from wenwu.motion.bvh import write_bvh
from wenwu.motion.firewall import guard
from wenwu.motion.generate import generate
from wenwu.prompt.brief import Brief
from wenwu.prompt.read import read_brief
from wenwu.prompt.wishes import Wishes

SEEDS, SECONDS = 10, 12.0  # [s] twelve hold two or three phrases and the end
FPS = 60.0  # [frames/s] of the motion
CERTAIN = 1.96  # standard errors of a 95 % interval


@dataclass(frozen=True)
class Named:
    """One performance: what it was, what it was taken for, which signatures held."""

    dance: str
    taken_for: str
    performer: str
    seed: int
    held: dict[str, bool]

    def __str__(self) -> str:
        return f"{self.dance} by {self.performer}, seed {self.seed}, taken for {self.taken_for}"


def run(
    data: Path | None = None,
    seeds: int = SEEDS,
    seconds: float = SECONDS,
    dances: Sequence[str] | None = None,
    people: Sequence[str] | None = None,
) -> dict[str, Any]:
    """Share of performances named rightly, the confusion matrix, and how often each signature holds."""
    atlas = load_atlas()
    work = partial(_of_dance, seeds=range(1, seeds + 1), seconds=seconds, people=people)
    named = [one for found in each(work, dances or sorted(atlas.scores)) for one in found]
    right, n = sum(one.dance == one.taken_for for one in named), len(named)
    low, high = wilson(right, n)
    matrix = {d: dict.fromkeys(atlas.scores, 0) for d in atlas.scores if any(x.dance == d for x in named)}
    held: dict[str, dict[str, list[bool]]] = {d: {} for d in matrix}
    for one in named:
        matrix[one.dance][one.taken_for] += 1
        for signature, holds in one.held.items():
            held[one.dance].setdefault(signature, []).append(holds)
    shares = {d: {s: float(np.mean(v)) for s, v in rows.items()} for d, rows in held.items()}
    return {
        "accuracy": right / n if n else 0.0, "accuracy_low": low, "accuracy_high": high, "n": n, "seed": 1,
        "seeds": seeds, "seconds": seconds, "confusion": matrix, "signatures_held": shares,
        "mistaken": [str(one) for one in named if one.dance != one.taken_for],
    }  # fmt: skip


def _of_dance(dance: str, seeds: Sequence[int], seconds: float, people: Sequence[str] | None) -> list[Named]:
    """Every lawful performance of one dance."""
    atlas = load_atlas()
    known = {name: atlas.dance(name) for name in atlas.scores}
    found = []
    with tempfile.TemporaryDirectory() as folder:
        for performer, seed in product(people or tuple(performers()), seeds):
            path = Path(folder) / f"{dance}_{performer}_{seed}.bvh"
            if write(atlas, known[dance], performer, seed, seconds, path):
                found.append(_named(path, known, dance, performer, seed))
                path.unlink()
    return found


def write(atlas: Atlas, dance: Dance, performer: str, seed: int, seconds: float, path: Path) -> bool:
    """One performance as a BVH; False where the atlas does not let this performer dance it."""
    try:
        brief = _brief(atlas, dance, performer, seed, seconds)
    except RefusedError:
        return False
    trace = Trace()
    performance = guard(generate(brief, atlas, trace, FPS), brief, atlas, trace)
    write_bvh(performance.dancers[0].clip, path)
    return True


def _brief(atlas: Atlas, dance: Dance, performer: str, seed: int, seconds: float) -> Brief:
    gender = performers()[performer].gender
    wishes = Wishes(dance=dance.id, performer=performer, dancers=1, seconds=seconds, seed=seed)
    return read_brief(f"A {gender} dances the {dance.names.en}", wishes, atlas)


def _named(path: Path, known: dict[str, Dance], dance: str, performer: str, seed: int) -> Named:
    movement = Movement.of_file(path)
    held = {r.signature.id: r.holds for r in readings(movement, known[dance])}
    return Named(dance, nearest(movement, known), performer, seed, held)


def wilson(right: int, n: int) -> tuple[float, float]:
    """The 95 % interval of a share after Wilson (1927), J. Am. Stat. Assoc. 22: 209."""
    if n == 0:
        return 0.0, 1.0
    share, z2 = right / n, CERTAIN**2 / n
    middle, spread = share + z2 / 2, CERTAIN * np.sqrt(share * (1 - share) / n + z2 / (4 * n))
    return float((middle - spread) / (1 + z2)), float((middle + spread) / (1 + z2))


def table(result: dict[str, Any]) -> str:
    """The confusion matrix as text: rows are what was danced, columns what it was taken for."""
    matrix = result["confusion"]
    columns = list(next(iter(matrix.values()))) if matrix else []
    wide = max((len(name) for name in matrix), default=0)
    short = [f"{k + 1:>4d}" for k in range(len(columns))]
    lines = [" " * (wide + 4) + "".join(short)]
    for name, row in matrix.items():
        counts = "".join(f"{row[column]:>4d}" for column in columns)
        lines.append(f"{columns.index(name) + 1:>2d} {name:<{wide}} {counts}")
    share = f"{100 * result['accuracy']:.1f} % of {result['n']} named rightly"
    interval = f"95 % interval {100 * result['accuracy_low']:.1f} to {100 * result['accuracy_high']:.1f} %"
    return "\n".join([*lines, f"{share}, {interval}"])
