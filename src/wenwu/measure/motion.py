"""How good a dance is: every source of dances and every control beside real dancers, by one set of measures.

A row a source (`sources`), over every dance of the atlas, held to the dance's own score danced with seeds
that nothing learns from; and, where a folder of recordings is given, the same measures on real dancers. Each
measure is a file of its own: `similarity`, `diversity`, `fid`, `beat_alignment`, `skate`, `smoothness`.
"""

from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from wenwu.atlas.load import load_atlas
from wenwu.measure import yardstick
from wenwu.measure.animate import machine
from wenwu.measure.held_out import HeldOut
from wenwu.measure.made import Made, made
from wenwu.measure.planner import planned
from wenwu.measure.recorded import find_recordings, read_recordings
from wenwu.measure.sources import makes, sources
from wenwu.measure.summary import made_summary
from wenwu.measure.workers import each

CLIPS, SECONDS = 12, 16.0  # a dance and source; twice as many are held out
FIRST = 502  # seeds from here on, those of the corpus' test and validation parts left out
QUICK_CLIPS, QUICK_DANCES = 3, 3
PAPER_DTW = 85.3  # [%] what its distance and its chance level are is not said
COLUMNS = {
    "n": "n", "S_same_variant": "S way", "S_any_variant": "S phrase", "S": "S",
    "pairwise_S_same_phrase": "seeds",
    "fid_k_corrected_m_30fps_ratio": "FIDk×", "fid_g_corrected_m_30fps_ratio": "FIDg×",
    "beat_above_chance": "beat", "skate_declared_cm_s": "skate", "skate_seen_cm_s": "seen",
    "jerk_m_s3": "jerk", "jerk_below_6hz_m_s3": "<6 Hz", "speed_energy_below_6hz_percent": "% <6 Hz",
}  # fmt: skip


def run(data: Path | None = None, quick: bool = False, planner_url: str | None = None) -> dict[str, Any]:
    """Every row's numbers as "row: metric"; means over clips with 95 % bootstrap intervals."""
    folder = find_recordings(data)
    recordings = yardstick.rows(read_recordings(folder)) if folder else {}
    dances, seeds = asked(quick)
    result: dict[str, Any] = {
        "quick": quick, "n": len(dances) * len(seeds), "seed": seeds[0], "seeds": len(seeds),
        "seconds": SECONDS, "held_out_clips": 2 * len(seeds), "machine": machine(),
        "recordings": "measured" if folder else "none given; --data DIR or WENWU_DATA names them",
        "paper_dtw_similarity_percent": PAPER_DTW,
    }  # fmt: skip
    found = each(partial(of_dance, seeds=seeds, planner_url=planner_url), dances)
    rows: dict[str, Mapping[str, Any]] = dict(recordings)
    for name in sources(planner_url):
        own = {dance: one[name] for dance, one in zip(dances, found, strict=True) if name in one}
        if own:
            rows[name] = made_summary(list(own.values())) | _by_dance(own)
    return result | {
        f"{row}: {metric}": value
        for row, line in rows.items()
        for metric, value in line.items()
        if np.isfinite(value)  # what could not be measured is left out
    }


def asked(quick: bool) -> tuple[list[str], list[int]]:
    """Which dances and which seeds."""
    dances = sorted(load_atlas().scores)
    if quick:
        first = [dance for dance in planned() if dance in dances]
        dances = sorted((first + [dance for dance in dances if dance not in first])[:QUICK_DANCES])
    count = QUICK_CLIPS if quick else CLIPS
    seeds = [seed for seed in range(FIRST, FIRST + 2 * count + 2) if seed % 10 > 1]
    return dances, seeds[:count]


def of_dance(dance: str, seeds: Sequence[int], planner_url: str | None) -> dict[str, Made]:
    """What every source that can makes of one dance."""
    held = HeldOut.of(dance, 2 * len(seeds), SECONDS)
    return {
        name: made(source, held, seeds, SECONDS)
        for name, source in sources(planner_url).items()
        if makes(name, dance, planner_url)
    }


def _by_dance(found: Mapping[str, Made]) -> dict[str, float]:
    """S, the spread of seeds and the distances over their floors of each dance."""
    out = {}
    for dance, one in found.items():
        out[f"{dance} S_any_variant"] = float(np.nanmean(one.phrase))
        out[f"{dance} pairwise_S"] = float(one.seeds.mean()) if len(one.seeds) else float("nan")
        out |= {f"{dance} {kind}_ratio": beside.ratio for kind, beside in one.spread.items()}
    return out


def table(result: Mapping[str, Any]) -> str:
    """A line a row: the main figures; the paper's beside them in the title."""
    rows: dict[str, dict[str, Any]] = {}
    for key, value in result.items():
        row, _, metric = key.partition(": ")
        if metric in COLUMNS:
            rows.setdefault(row, {})[metric] = value
    width = max(map(len, rows), default=0)
    title = "quick: few dances and seeds, no figure to publish" if result["quick"] else "full"
    lines = [
        f"{title}; n {result['n']} clips a source, seeds from {result['seed']}; "
        f"the paper: {PAPER_DTW} % by a distance that it does not define",
        " " * width + "".join(f"{head:>10}" for head in COLUMNS.values()),
    ]
    for row, line in rows.items():
        lines.append(f"{row:<{width}}" + "".join(f"{_cell(line.get(metric)):>10}" for metric in COLUMNS))
    return "\n".join(lines)


def _cell(value: float | None) -> str:
    return "–" if value is None else f"{value:.3g}"
