"""The sheepskin: a fleece worn on the back, its row of discs with hanging cords, and its crossed straps."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np
from jaxtyping import Float
from numpy import ndarray

from wenwu.atlas.costume import Ornament
from wenwu.scene.band import bandolier
from wenwu.scene.form import Form
from wenwu.scene.loft import Loft, joined, sheet, tube
from wenwu.scene.ornament import made_of, plate
from wenwu.scene.panel import Bolt, Panel

CLOTHES = 0.054  # [m] of clothes under the fleece
STAND_OFF = 0.022  # [m] more at its lower edge, over what hangs there
ROWS, COLUMNS = 19, 25
TOP, BOTTOM = 0.085, 0.475  # from the shoulder, on the scale of garments
OUTLINE = ((0.0, 0.140), (0.12, 0.158), (0.45, 0.165), (0.62, 0.160), (0.85, 0.178), (1.0, 0.130))  # half [m]
DISC, DISC_ROW = 0.0225, 0.30  # [m] radius; share of the way down where the row of discs lies
CORD = 0.19  # [m]
STRAP = 0.046  # [m]


def sheepskin(form: Form, worn: Ornament) -> list[Panel]:
    """The panels of the fleece, of its discs or of its straps."""
    return _MAKERS[worn.kind](form, worn) if worn.kind in _MAKERS else []


def _back(form: Form) -> tuple[Float[ndarray, "R C 3"], float, float]:
    """The fleece's surface, rows down, columns from left to right of the wearer; its size."""
    high, low = form.from_shoulder(TOP), form.from_shoulder(BOTTOM)
    t = np.linspace(0, 1, ROWS)
    y = high + (low - high) * t
    half = np.interp(t, *np.array(OUTLINE).T)
    angle = np.linspace(np.pi - 1.45, np.pi + 1.45, 91)
    rows = []
    for level, wide, down in zip(y, half, t, strict=True):
        radius = form.around(float(level), angle, CLOTHES + STAND_OFF * down**2)
        x, z = radius * np.sin(angle), float(form.middle(float(level))) + radius * np.cos(angle)
        across = np.linspace(wide, -wide, COLUMNS)
        rows.append(np.stack([across, np.full(COLUMNS, level), np.interp(-across, -x, z)], 1))
    return np.stack(rows), 2 * max(w for _, w in OUTLINE), high - low


def _carried(form: Form, points: Float[ndarray, "N 3"]) -> Float[ndarray, "N B"]:
    """Weights of trunk bones alone: neither arm nor leg pulls at the fleece."""
    share = form.carried(points)
    limb = [
        k for k, n in enumerate(form.body.rig.names) if any(w in n for w in ("Arm", "Hand", "Leg", "Foot"))
    ]
    share[:, limb] = 0
    lost = share.sum(1) < 1e-6
    share[lost, form.body.rig.names.index("chest")] = 1
    return share / share.sum(1, keepdims=True)


def _worn(
    form: Form, name: str, parts: list[Loft], material: str, colour: str = "", bolt: Bolt | None = None
) -> Panel:
    return made_of(name, parts, _carried(form, joined(parts).vertices), material, colour, bolt)


def _fleece(form: Form, worn: Ornament) -> list[Panel]:
    grid, width, height = _back(form)
    rim = np.concatenate([grid[0], grid[1:, -1], grid[-1, -2::-1], grid[-2:0:-1, 0], grid[:1, 0]])
    wool = 0.009 * (1 + 0.28 * np.sin(np.arange(len(rim)) * 2.1))
    bolt = Bolt(str(worn.textile), width, height)
    return [
        _worn(form, "sheepskin", plate(grid, 0.012), "felt", bolt=bolt),
        _worn(
            form, "sheepskin_rim", [tube(rim, wool, 7)], "felt", worn.colours[0] if worn.colours else "black"
        ),
    ]


def _discs(form: Form, worn: Ornament) -> list[Panel]:
    """Discs in one level row, each with two cords that hang from its middle."""
    grid, _, _ = _back(form)
    row = grid[round(DISC_ROW * (ROWS - 1))]
    places = np.linspace(row[0, 0] * 0.88, row[-1, 0] * 0.88, worn.count)
    discs, cords = [], []
    for x in places:
        k = int(np.argmin(np.abs(row[:, 0] - x)))
        low, high = row[max(k - 1, 0)], row[min(k + 1, COLUMNS - 1)]
        face = np.cross(high - low, [0.0, 1.0, 0.0])
        face *= -np.sign(face[2]) / np.linalg.norm(face)
        centre = np.array([x, row[k, 1], float(np.interp(-x, -row[:, 0], row[:, 2]))]) + face * 0.006
        discs.append(_disc(centre, face))
        cords += [_cord(form, grid, centre + face * 0.004, side) for side in (-0.0045, 0.0045)]
    bolt = Bolt(str(worn.textile), 2 * DISC, 2 * DISC)
    return [
        _worn(form, "star_discs", discs, "cloth", bolt=bolt),
        _worn(form, "star_cords", cords, "leather", worn.colours[0] if worn.colours else "#F7F5EF"),
    ]


def _disc(centre: Float[ndarray, "3"], face: Float[ndarray, "3"]) -> Loft:
    """A round of cloth, a little domed, its picture flat on it."""
    angle, radius = np.linspace(0, 2 * np.pi, 33), np.linspace(0.02, 1, 7)
    side = np.cross([0.0, 1.0, 0.0], face)
    side /= np.linalg.norm(side)
    up = np.cross(face, side)
    x, y = radius[:, None] * np.sin(angle), radius[:, None] * np.cos(angle)
    dome = 0.005 * (1 - radius**2)
    grid = centre + DISC * (x[..., None] * side + y[..., None] * up) + dome[:, None, None] * face
    return sheet(grid, np.stack([0.5 + x / 2, 0.5 - y / 2], -1), closed=True)


def _cord(form: Form, grid: Float[ndarray, "R C 3"], start: Float[ndarray, "3"], aside: float) -> Loft:
    """A leather cord down over the fleece."""
    y = start[1] - np.linspace(0, CORD, 9)
    column = grid[:, int(np.argmin(np.abs(grid[ROWS // 2, :, 0] - start[0])))]
    z = np.interp(-y, -column[:, 1], column[:, 2]) - 0.012
    path = np.stack([np.full(9, start[0] + aside), y, np.minimum(z, start[2])], 1)
    return tube(path, np.full(9, 0.0021), 5)


def _straps(form: Form, worn: Ornament) -> list[Panel]:
    """Two bands that cross before the breast, one over each shoulder."""
    one = bandolier(form, "strap_left", str(worn.textile), STRAP, 0.036)
    other = _mirrored(bandolier(form, "strap_right", str(worn.textile), STRAP, 0.040), form)
    return [one, other]


def _mirrored(panel: Panel, form: Form) -> Panel:
    """The panel on the other side of the body; the cloth's own pattern is not turned over."""
    flip = np.array([-1.0, 1, 1])
    vertices = panel.vertices * flip
    return replace(
        panel, name="strap_right", vertices=vertices, normals=panel.normals * flip,
        faces=panel.faces[:, ::-1], share=form.carried(vertices),
    )  # fmt: skip


_MAKERS: dict[str, Callable[[Form, Ornament], list[Panel]]] = {
    "sheepskin": _fleece,
    "star_discs": _discs,
    "crossed_straps": _straps,
}
