"""The firewall: how many breaches it finds, how often it stops what is lawful, what it lets out.

Near misses of every rule over an angle, ±0.25°, 1° and 3° from its bound, as bumps and between two frames, on
motion nobody checked; ring dances the right way and the wrong way round; clips mended and looked at again.
Shares with Wilson's 95 % interval; 3,838 without a miss put the lower end above 99.9 %.
"""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from wenwu.atlas.load import load_atlas
from wenwu.measure.animate import machine
from wenwu.measure.circling import ring_rules, tally_ring
from wenwu.measure.interception import Count, Tally, angle_rules_of, tally
from wenwu.measure.loose_motion import DRIFT, RIGS, SPREAD, Source, rigs, sources
from wenwu.measure.mending import NONE, Mended, mended
from wenwu.measure.signature_sweep import wilson
from wenwu.measure.workers import cores, each

PIECES, RINGS, CLIPS = 220, 120, 400  # of each rule and source; of each rule about the way round; to mend
QUICK = 8, 6, 24
SHARD = 50  # clips that are mended in one go
Made = Mapping[str, Source]


def run(
    data: Path | None = None, quick: bool = False, clips: int | None = None, first: int = 0,
    pieces: int | None = None, made: Made | None = None,
) -> dict[str, Any]:  # fmt: skip
    """Every rule's counts and shares [%]. `first` is the first seed, so that runs can be laid end to end.

    `made` names the sources of motion; those of `loose_motion` where none are given.
    """
    few, rings, some = QUICK if quick else (PIECES, RINGS, CLIPS)
    count, atlas = pieces or few, load_atlas()
    found = dict(made or sources(data))
    jobs = [(rule.id, name) for rule, _ in angle_rules_of(atlas) for name in _rows(found, data)]
    tallies = each(partial(_tally, found=found, pieces=count, data=data, first=first), jobs)
    ways, others = ring_rules(atlas)
    tallies += each(partial(tally_ring, clips=rings, first=first), [rule.id for rule, _ in ways])
    result: dict[str, Any] = {
        "quick": quick, "seed": first, "pieces_of_each_kind": count, "machine": machine(),
        "noise_deg": SPREAD, "noise_m": DRIFT, "direction_rules_not_asked": ", ".join(others),
    }  # fmt: skip
    if "cmu" not in found:
        result["recordings"] = "none: neither --data nor WENWU_DATA names a folder; those rows are left out"
    near = [one for one in tallies if one.source != "score"]
    result["n"] = sum(one.made.broken + one.made.kept for one in near)
    made_of_all, came_of_all = (
        sum(counts, Count()) for counts in zip(*((t.made, t.came) for t in near), strict=True)
    )
    result |= {f"all {name}": value for name, value in _shares(made_of_all).items()}
    result |= _mending(found, clips or some, first)
    result["rows"] = _table_rows(tallies, near) | {
        "all": _shares(made_of_all), "all as it came": _shares(came_of_all),
    }  # fmt: skip
    result["by_distance"] = {
        f"{one.rule} {one.source}": {
            "unmade": one.unmade,
            **{how: _said(c) for how, c in sorted(one.by.items())},
        }
        for one in tallies
    }
    return result


def _rows(found: Made, data: Path | None) -> list[str]:
    """The sources, and recordings once more after a way through other programs' rigs."""
    return [*found, *(["cmu retargeted"] if "cmu" in found and len(rigs(data)) == len(RIGS) else [])]


def _tally(job: tuple[str, str], found: Made, pieces: int, data: Path | None, first: int) -> Tally:
    rule, name = job
    if name == "cmu retargeted":
        return tally(rule, name, found["cmu"], pieces, rigs(data), first)
    return tally(rule, name, found[name], pieces, (), first)


def _table_rows(tallies: Sequence[Tally], near: Sequence[Tally]) -> dict[str, dict[str, float]]:
    """Each rule on each source and on all; each source with all rules; and what nobody changed."""
    rows = {f"{one.rule} {one.source}": _shares(one.made) for one in tallies}
    kinds: Mapping[str, Callable[[Tally], str]] = {"rule": lambda t: t.rule, "source": lambda t: t.source}
    for word, of in kinds.items():
        for name in dict.fromkeys(map(of, near)):
            rows[f"all of {word} {name}"] = _shares(sum((t.made for t in near if of(t) == name), Count()))
    return rows | {f"{one.rule} {one.source} as it came": _shares(one.came) for one in near}


def _shares(count: Count) -> dict[str, float]:
    """Interception and false alarms [%] with their intervals; no share where there was nothing to judge."""
    out: dict[str, float] = {}
    caught = count.broken - count.missed
    for what, hits, n in (("intercepted", caught, count.broken), ("false_alarms", count.stopped, count.kept)):
        low, high = (min(max(100 * end, 0.0), 100.0) for end in wilson(hits, n))
        out |= {f"{what}_n": n, **({f"{what}_percent": 100 * hits / n} if n else {})}
        out |= {f"{what}_low": low, f"{what}_high": high}
    return out


def _said(count: Count) -> str:
    return f"{count.missed} of {count.broken} missed, {count.stopped} of {count.kept} stopped"


def _mending(found: Made, clips: int, first: int) -> dict[str, Any]:
    """The clips of the first source, mended in shards."""
    name = next(iter(found))
    starts = list(range(first, first + clips, SHARD))
    sizes = [min(SHARD, first + clips - start) for start in starts]
    done = each(partial(_shard, make=found[name]), list(zip(starts, sizes, strict=True)))
    total: Mended = sum(done, NONE)
    high = wilson(total.broken_after, total.clips)[1]
    return {
        "mended_source": name, "mended_clips": total.clips, "mended_frames": total.frames,
        "mended_broken_before": total.broken_before, "mended_broken_after": total.broken_after,
        "mended_broken_after_percent_high": 100 * high, "mended_worst_margin_deg": total.worst_after,
        "mended_legs_changed": total.legs_changed, "cores": cores(),
        "mended_ms_a_clip": 1e3 * total.seconds / max(total.clips, 1),
    }  # fmt: skip


def _shard(start_and_size: tuple[int, int], make: Source) -> Mended:
    start, size = start_and_size
    return mended(make, size, start)


def table(result: Mapping[str, Any]) -> str:
    """A row a rule and source: what was intercepted, and what was stopped though lawful."""
    rows: Mapping[str, Mapping[str, float]] = result["rows"]
    wide = max(map(len, rows), default=0)
    lines = [f"{'rule and source':<{wide}} {'intercepted %':>28} {'n':>6} {'false alarms %':>28} {'n':>6}"]
    for row, shares in rows.items():
        cells = [_cell(shares, what) for what in ("intercepted", "false_alarms")]
        lines.append(f"{row:<{wide}} {' '.join(cells)}")
    after, clips = result["mended_broken_after"], result["mended_clips"]
    lines.append(f"mended: {result['mended_broken_before']} of {clips} clips broke a rule, {after} after it")
    return "\n".join([*lines, "quick: too few for a statement"] if result["quick"] else lines)


def _cell(shares: Mapping[str, float], what: str) -> str:
    """A share, its interval and its number."""
    share, n = shares.get(f"{what}_percent"), shares[f"{what}_n"]
    spread = f"({shares[f'{what}_low']:.3f} … {shares[f'{what}_high']:.3f})"
    return f"{'nothing' if share is None else f'{share:.3f} {spread}':>28} {n:>6}"
