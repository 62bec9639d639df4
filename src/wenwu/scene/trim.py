"""Trims: hems, collars, openings and cuffs, laid along the edges of a garment."""

from collections.abc import Iterator

import numpy as np
from jaxtyping import Float
from numpy import ndarray

from wenwu.atlas.costume import Piece, Trim
from wenwu.scene.form import Form
from wenwu.scene.panel import Bolt, Panel
from wenwu.scene.shell import Shell, rims
from wenwu.scene.upper import Cut
from wenwu.scene.weave import Edge, border, grid_panel, lengths, loop_path, resampled

STAND = 0.034  # [m] height of a stand collar


def trims(form: Form, piece: Piece, made: Cut, name: str) -> Iterator[Panel]:
    """Every border of an upper garment but the cuffs."""
    by_edge: dict[str, Trim] = {t.edge: t for t in piece.trims}
    loops = rims(made.trunk)
    neck = max(
        loops,
        key=lambda loop: (
            float(made.trunk.vertices[loop, 1].mean()) - 9 * abs(float(made.trunk.vertices[loop, 0].mean()))
        ),
    )
    low = min(loops, key=lambda loop: float(made.trunk.vertices[loop, 1].mean()))
    if piece.gap > 0:
        yield from _open_front(piece, made, name, by_edge)
        return
    laid: dict[str, Edge] = {}
    if "hem" in by_edge:
        laid["hem"] = Edge(loop_path(made.trunk, low), by_edge["hem"].width, closed=True, below=True)
    if piece.collar == "stand":
        yield _stand(form, piece, name, loop_path(made.trunk, neck))
    elif "collar" in by_edge:
        laid["collar"] = Edge(loop_path(made.trunk, neck), by_edge["collar"].width, closed=True)
    closing = _closing(form, piece, made)
    if "opening" in by_edge and closing is not None:
        laid["opening"] = Edge(closing, by_edge["opening"].width, both=True)
    for word, edge in laid.items():
        yield border(f"{name}_{word}", by_edge[word].textile, made.trunk, edge)


def _stand(form: Form, piece: Piece, name: str, path: Float[ndarray, "N 3"]) -> Panel:
    """A collar that stands up round the neck."""
    path = path[::-1]  # columns run right, seen from outside
    trim = next((t for t in piece.trims if t.edge == "collar"), None)
    centre = path[:-1].mean(0)
    outward = (path - centre) * [1, 0, 1]
    outward /= np.linalg.norm(outward, axis=1, keepdims=True)
    width = trim.width if trim else STAND
    rise = np.linspace(0, width, 4)
    lean = outward * 0.32 - np.array([0, 0, 0.0])
    up = np.array([0.0, 1.0, 0.25]) - lean
    up /= np.linalg.norm(up, axis=1, keepdims=True)
    rows = [path + up * r + outward * 0.003 for r in rise[::-1]]
    inside = rows[0] - outward * 0.004 - up * 0.012
    grid = np.stack([inside, *rows, rows[-1] - up * 0.006])
    v = np.array([0.012, *(width - rise[::-1]), width - 0.002])
    flat = np.stack(np.broadcast_arrays(lengths(path)[None], v[:, None]), -1)
    bolt = Bolt(trim.textile if trim else piece.textile, float(lengths(path)[-1]), width, True)
    return grid_panel(f"{name}_collar", bolt, grid, flat, form.carried(grid), closed=True)


def _closing(form: Form, piece: Piece, made: Cut) -> Float[ndarray, "N 3"] | None:
    """Where the upper flap ends, on the front of the garment, from the neck down."""
    throat, bust, waist = form.mark("throat"), form.mark("bust_r"), form.mark("waist_r")
    start = float(throat[1]) - 0.02
    if piece.overlap == "front":
        knots = np.array([[0.0, start], [0.0, made.hem + 0.004]])
    elif piece.overlap in ("right", "left"):
        side = -1.0 if piece.overlap == "right" else 1.0
        reach = abs(float(bust[0]))
        knots = np.array(
            [
                [0.0, start],
                [side * 0.3 * reach, start - 0.045],
                [side * 0.78 * reach, start - 0.10],
                [side * 0.98 * reach, start - 0.155],
                [side * 0.97 * abs(float(waist[0])), float(waist[1]) + 0.02],
                [side * 1.0 * abs(float(waist[0])), made.hem + 0.004],
            ]
        )
    else:
        return None
    knots = knots[np.concatenate([[True], np.diff(knots[:, 1]) < -1e-3])]
    if piece.collar == "crossed":
        knots[0] = [0.0, float(form.mark("bust_l")[1]) - 0.015]
        knots = knots[np.concatenate([[True], knots[1:, 1] < knots[0, 1] - 0.01])]
    fine = resampled(np.column_stack([knots, np.zeros(len(knots))]), 60)[:, :2]
    for _ in range(6):
        fine[1:-1] = 0.5 * fine[1:-1] + 0.25 * (fine[:-2] + fine[2:])
    return resampled(_front(made.trunk, fine), 48)[::-1]


def _front(shell: Shell, points: Float[ndarray, "N 2"]) -> Float[ndarray, "N 3"]:
    """The foremost places of a shell at (x, y)."""
    front = shell.vertices[shell.normals[:, 2] > -0.1]
    out = np.zeros((len(points), 3))
    for k, (x, y) in enumerate(points):
        distance = np.hypot(front[:, 0] - x, front[:, 1] - y)
        near = np.argsort(distance)[:5]
        weight = 1 / (distance[near] + 0.003) ** 2
        out[k] = [x, y, float((front[near, 2] * weight).sum() / weight.sum())]
    for _ in range(3):
        out[1:-1, 2] = 0.5 * out[1:-1, 2] + 0.25 * (out[:-2, 2] + out[2:, 2])
    return out


def _open_front(piece: Piece, made: Cut, name: str, by_edge: dict[str, Trim]) -> Iterator[Panel]:
    """Hem and front edges of a garment that stands open: one rim runs along all of them."""
    loop = max(rims(made.trunk), key=lambda loop: float(np.ptp(made.trunk.vertices[loop, 1])))
    at_hem = made.trunk.vertices[loop, 1] < made.hem + 0.003
    start = int(np.argmax(at_hem & ~np.roll(at_hem, 1)))
    loop, at_hem = np.roll(loop, -start), np.roll(at_hem, -start)
    count = int(np.argmin(at_hem)) if not at_hem.all() else len(loop)
    for edge, part in (("hem", loop[:count]), ("opening", np.append(loop[count - 1 :], loop[0]))):
        if edge in by_edge and len(part) > 3:
            path = made.trunk.vertices[part]
            path = resampled(path, max(12, round(lengths(path)[-1] / 0.012)))
            laid = Edge(path, by_edge[edge].width, below=edge == "hem")
            yield border(f"{name}_{edge}", by_edge[edge].textile, made.trunk, laid)
