"""Table 1: line, curve, symmetry, hue, saturation, complexity of our own motifs, beside the paper's rows.

Ours are measured by the definitions of `wenwu.motifs.descriptors` on motifs drawn from the grammar; the
paper's were measured, it does not say how, on pictures that nobody else has. Neither says anything about a
people: ours depends on which of its motifs the atlas holds (docs/paper.md 26).
"""

import statistics
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from jaxtyping import Float
from numpy import ndarray

from wenwu.atlas.load import load_atlas
from wenwu.atlas.model import Atlas
from wenwu.measure.animate import machine
from wenwu.measure.drawn_motifs import SIDE, Drawn, drawn_motifs
from wenwu.measure.heat_map import draw_heat_maps, write_png
from wenwu.measure.interval import interval
from wenwu.measure.paper_table import claims, correlations, paper_table
from wenwu.motifs.descriptors import NAMES, describe

TIMES, QUICK, SEED = 6, 1, 1
HUE = NAMES.index("hue")
FILE = "table1_correlations.png"
Row = Float[ndarray, " 6"]  # in the order of NAMES; a picture of greys has no hue (nan)


def run(data: Path | None = None, quick: bool = False, out: Path | None = None) -> dict[str, Any]:
    """Means with 95 % bootstrap intervals over motifs, correlations, contradictions, time a picture."""
    atlas, paper = load_atlas(), paper_table()
    drawn = [d for culture in atlas.cultures for d in drawn_motifs(atlas, culture, _times(quick), SEED)]
    motifs, milliseconds = measured(drawn)
    ours = matrix_of(np.stack(list(motifs.values())))
    rows = {culture: row_of(culture, motifs, atlas, paper) for culture in (*paper, *_others(atlas, paper))}
    result: dict[str, Any] = {
        "n": len(drawn), "motifs": len(motifs), "drawings_of_each": _times(quick), "seed": SEED,
        "side_px": SIDE, "quick": quick,
        "cpu_ms_a_picture": statistics.median(cpu for cpu, _ in milliseconds),
        "wall_ms_a_picture": statistics.median(wall for _, wall in milliseconds), "machine": machine(),
        "rows": rows,
        "correlations_paper": _named(correlations(paper)), "correlations_ours": _named(ours),
        "agreement_over_cultures": agreement(rows),
        "contradictions": {f"section {c.section}: {c.says}": c.shows for c in claims(paper) if not c.holds},
    }  # fmt: skip
    if out is not None:
        maps = {
            f"The paper's Table 1, {len(paper)} rows": correlations(paper),
            f"Ours, {len(motifs)} motifs": ours,
        }
        write_png(
            out / FILE, draw_heat_maps(maps, NAMES, "Pearson's r; in ours, hue by the circular R (0…1)")
        )
        result["heat_map"] = str(out / FILE)
    return result


def _times(quick: bool) -> int:
    return QUICK if quick else TIMES


def _others(atlas: Atlas, paper: Mapping[str, Any]) -> list[str]:
    return sorted(set(atlas.cultures) - set(paper))


def measured(drawn: Sequence[Drawn]) -> tuple[dict[str, Row], list[tuple[float, float]]]:
    """The mean row of each motif over its drawings; and [ms] of the processor and of the clock a picture.

    One thread, the drawing left out.
    """
    found: dict[str, list[Row]] = {}
    spent = []
    describe(drawn[0].colour)  # compiled before the clock runs
    for one in drawn:
        wall, cpu = time.perf_counter(), time.thread_time()
        row = describe(one.colour).row()
        spent.append((1000 * (time.thread_time() - cpu), 1000 * (time.perf_counter() - wall)))
        found.setdefault(one.motif, []).append(np.array([np.nan if v is None else v for v in row.values()]))
    return {motif: mean_row(np.stack(rows)) for motif, rows in found.items()}, spent


def mean_row(rows: Float[ndarray, "N 6"]) -> Row:
    """Means of the columns; of hue, around the circle."""
    mean = rows.mean(0)
    hues = rows[np.isfinite(rows[:, HUE]), HUE]
    mean[HUE] = np.angle(np.exp(2j * np.pi * hues).mean()) / (2 * np.pi) % 1 if len(hues) else np.nan
    return mean


def matrix_of(rows: Float[ndarray, "N 6"]) -> Float[ndarray, "6 6"]:
    """Pearson's r of the columns; of hue with x the circular R = √(r² of x on cos and sin of hue), 0…1."""
    matrix = np.corrcoef(rows.T)
    seen = rows[np.isfinite(rows[:, HUE])]
    turn = 2 * np.pi * seen[:, HUE]
    way = np.stack([np.cos(turn), np.sin(turn), np.ones_like(turn)], 1)
    for k in range(len(NAMES)):
        x = seen[:, k] - seen[:, k].mean()
        left = x - way @ np.linalg.lstsq(way, x, rcond=None)[0]
        matrix[HUE, k] = matrix[k, HUE] = np.sqrt(max(1 - float(left @ left) / float(x @ x), 0))
    matrix[HUE, HUE] = 1.0
    return matrix


def row_of(culture: str, motifs: Mapping[str, Row], atlas: Atlas, paper: Mapping[str, Row]) -> dict[str, Any]:
    """A culture's means over its motifs, and the paper's."""
    own = [row for id, row in motifs.items() if atlas.motif(id).culture == culture]
    said: dict[str, Any] = {"motifs": len(own)}
    if own:
        rows = np.stack(own)
        said["ours"] = _rounded(mean_row(rows))
        spans = {name: interval(rows[:, k], f"{culture} {name}") for k, name in enumerate(NAMES) if k != HUE}
        said["interval_95"] = {name: [round(end, 3) for end in span] for name, span in spans.items()}
    if culture in paper:
        said["paper"] = _rounded(paper[culture])
    return said


def _rounded(row: Row) -> dict[str, float | None]:
    return {n: round(float(v), 3) if np.isfinite(v) else None for n, v in zip(NAMES, row, strict=True)}


def agreement(rows: Mapping[str, Mapping[str, Any]]) -> dict[str, float | int]:
    """r of each column, ours with the paper's, over the cultures that have both; hue left out."""
    both = [row for row in rows.values() if "ours" in row and "paper" in row]
    said: dict[str, float | int] = {"n": len(both)}
    for name in (name for name in NAMES if name != "hue"):
        ours, theirs = ([row[who][name] for row in both] for who in ("ours", "paper"))
        said[name] = round(float(np.corrcoef(ours, theirs)[0, 1]), 3)
    return said


def _named(matrix: Float[ndarray, "6 6"]) -> dict[str, dict[str, float]]:
    return {a: {b: round(float(matrix[i, j]), 3) for j, b in enumerate(NAMES)} for i, a in enumerate(NAMES)}


def table(result: Mapping[str, Any]) -> str:
    """The rows, both correlation matrices and the contradictions, in plain lines."""
    head = "  " + f"{'':<12}{'':<8}" + "".join(f"{name:>12}" for name in NAMES)
    lines = [head]
    for culture, row in result["rows"].items():
        lines += [f"  {culture:<12}{'paper':<8}{_cells(row['paper'])}"] if "paper" in row else []
        who = f"{culture if 'paper' not in row else '':<12}{'ours':<8}"
        lines.append(
            f"  {who}{_cells(row['ours'])}   {row['motifs']} motifs"
            if "ours" in row
            else f"  {who}none is drawn"
        )
    for name in ("correlations_paper", "correlations_ours"):
        lines += ["", f"  {name.replace('_', ', ')}", head]
        lines += [f"  {a:<20}{_cells(row)}" for a, row in result[name].items()]
    agree = result["agreement_over_cultures"]
    lines += ["", f"  r of ours with the paper's over {agree['n']} cultures: "
              + ", ".join(f"{name} {agree[name]:.2f}" for name in NAMES if name in agree)]  # fmt: skip
    lines += ["", "  The paper's text against its own table"]
    lines += [f"  {says}: {shows}" for says, shows in result["contradictions"].items()]
    return "\n".join(lines)


def _cells(row: Mapping[str, float | None]) -> str:
    return "".join(f"{'grey' if row[name] is None else format(row[name], '.2f'):>12}" for name in NAMES)
