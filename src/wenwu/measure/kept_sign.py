"""Is the svastika found on a cloth that somebody brings, and is anything else taken for it.

Made cloths with the sign (`made_sign`) and of forms near it (`near_sign`), every motif and composed cloth of
the atlas, and real pictures with labels.csv where `--data` or WENWU_DATA names them: those whose words name
the sign are to be found, the others are not. Each picture is searched once, as a photograph whose repeat was
not found, and every threshold is asked of the same likenesses. No picture is written.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from wenwu.measure.made_sign import SEED
from wenwu.measure.signature_sweep import wilson
from wenwu.measure.sought_sign import Sought, atlas_jobs, made_jobs, real_jobs, sought
from wenwu.measure.workers import each
from wenwu.scene.kept_sign import LOOKS

EACH, QUICK = 20, 1  # made cloths of each setting or form, by wear
STEP = 40  # of the atlas and of real pictures, quick: every so many
SWEEP = tuple(round(0.5 + 0.05 * k, 2) for k in range(9))
BANDS: Mapping[str, tuple[float, ...]] = {  # where a measure of a made cloth is parted
    "share": (0.1, 0.15, 0.25), "stroke": (0.14, 0.2, 0.25), "foot": (0.75, 0.95), "lean": (0.87, 0.93),
}  # fmt: skip
WITH = ("signed", "real signed")  # kinds that hold the sign
SHOWN = 12  # names of what was taken for it, in the table

Row = dict[str, Any]


def run(data: Path | None = None, quick: bool = False) -> dict[str, Any]:
    """Shares found and shares taken for it, with Wilson's 95 % intervals; how they lie; each threshold."""
    step = STEP if quick else 1
    asked = [*made_jobs(QUICK if quick else EACH), *atlas_jobs(step), *real_jobs(data, step)]
    return {"seed": SEED, "quick": quick, **summary(each(sought, asked))}


def summary(rows: Sequence[Sought], looks: float = LOOKS) -> dict[str, Any]:
    """By kind of picture, by what a made cloth is like, by threshold; and what was taken for the sign."""
    kinds = {kind: [row for row in rows if row.kind == kind] for kind in dict.fromkeys(r.kind for r in rows)}
    return {
        "n": len(rows), "threshold": looks,
        "kinds": {kind: share(of, looks) for kind, of in kinds.items()},
        "found_by": {name: parted(kinds.get("signed", ()), name, looks) for name in
                     ("setting", "wear", "hand", *BANDS)},
        "near_by_form": parted(kinds.get("near", ()), "form", looks),
        "missed": sorted(row.name for row in kinds.get("real signed", ()) if row.likeness < looks),
        "taken": dict(Counter(row.name for row in rows if row.kind not in WITH and row.likeness >= looks)),
        "sweep": {f"{at:.2f}": {kind: share(of, at) for kind, of in kinds.items()} for at in SWEEP},
    }  # fmt: skip


def share(rows: Sequence[Sought], looks: float) -> Row:
    """How many are at least so like it."""
    found = sum(row.likeness >= looks for row in rows)
    low, high = wilson(found, len(rows))
    return {"share": found / max(len(rows), 1), "interval": (low, high), "n": len(rows)}


def parted(rows: Iterable[Sought], name: str, looks: float) -> dict[str, Row]:
    """The share of each kind of made cloth: by a word, or by the band that a measure lies in."""
    by: dict[str, list[Sought]] = {}
    for row in rows:
        by.setdefault(_band(row.how[name], BANDS.get(name, ())), []).append(row)
    return {band: share(of, looks) for band, of in sorted(by.items())}


def _band(value: str | float, edges: Sequence[float]) -> str:
    if isinstance(value, str):
        return value
    above = [edge for edge in edges if value >= edge]
    below = [edge for edge in edges if value < edge]
    return f"{above[-1]:.2f} to {below[0]:.2f}" if above and below else (
        f"from {above[-1]:.2f}" if above else f"below {below[0]:.2f}"
    )  # fmt: skip


def table(result: Mapping[str, Any]) -> str:
    """Kinds, what they are like, thresholds."""
    lines = [f"  {'at ' + format(result['threshold'], '.2f'):<34}{'share':>7}  95 % interval        n"]
    lines += [_line(kind, row) for kind, row in result["kinds"].items()]
    for name, bands in (*result["found_by"].items(), ("near, by form", result["near_by_form"])):
        lines += [f"  {name}", *(_line(f"  {band}", row) for band, row in bands.items())]
    kinds = list(result["kinds"])
    lines.append("  " + f"{'threshold':<12}" + "".join(f"{kind:>13}" for kind in kinds))
    for at, row in result["sweep"].items():
        lines.append("  " + f"{at:<12}" + "".join(f"{row[kind]['share']:>13.3f}" for kind in kinds))
    most = sorted(result["taken"].items(), key=lambda one: -one[1])
    more = f" and {len(most) - SHOWN} more" if len(most) > SHOWN else ""
    lines.append("  taken for it: " + ", ".join(f"{name} × {k}" for name, k in most[:SHOWN]) + more)
    return "\n".join([*lines, "  real ones missed: " + (", ".join(result["missed"]) or "none")])


def _line(name: str, row: Row) -> str:
    low, high = row["interval"]
    return f"  {name:<34}{row['share']:>7.3f}  [{low:.3f}, {high:.3f}]  {row['n']:>7}"
