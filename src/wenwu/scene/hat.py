"""Hats and wrapped cloths: turban, doppa, brimmed hat, crown of tiers, bands of beads, tassels."""

from collections.abc import Callable

import numpy as np

from wenwu.atlas.costume import Ornament
from wenwu.scene.form import Form
from wenwu.scene.head import Head, head_of
from wenwu.scene.headdress import HAIR, around_head
from wenwu.scene.loft import Loft, sheet, tube
from wenwu.scene.ornament import ball, drop, on_bone, revolved
from wenwu.scene.panel import Bolt, Panel


def hat(form: Form, worn: Ornament) -> list[Panel]:
    """The panels of one hat."""
    head = head_of(form.body.performer.id)
    return _MAKERS[worn.kind](form, head, worn) if worn.kind in _MAKERS else []


def _turban(form: Form, head: Head, worn: Ornament) -> list[Panel]:
    """Coils of cloth wound round the head, each tilted a little otherwise, over a covered crown."""
    base = head.chin + 0.76 * (head.crown - head.chin)
    coils = []
    for k in range(6):
        t = k / 5
        angle = np.linspace(-np.pi, np.pi, 65)
        path, out = around_head(
            head, base + 0.058 * t, 0.008, 0.016 + 0.012 * np.sin(np.pi * min(t + 0.25, 1))
        )
        path = path + np.array([0, 1, 0]) * (0.013 * np.sin(angle + 2.1 * k) * (1 if k else 0.4))[:, None]
        fold = 0.017 * (1 + 0.12 * np.sin(2 * angle + k))
        coils.append(tube(path + out * 0.002, fold, 8, uv=(0.0, 0.98)))
    crown = dome(head, base + 0.045, 0.020)
    bolt = Bolt(str(worn.textile), 0.12, 0.62)
    cap = Bolt(str(worn.textile), 0.2, 0.2)
    return [
        on_bone(form, "turban", coils, "head", "cloth", bolt=bolt),
        on_bone(form, "turban_top", [crown], "head", "cloth", bolt=cap),
    ]


def dome(head: Head, low: float, lift: float) -> Loft:
    """A covering of the crown, its texture laid flat from above."""
    rim, _ = around_head(head, low, 0.0, lift, 49)
    peak = np.array([0.0, head.crown + lift, head.centre[2]])
    rows = []
    for t in np.linspace(0.02, 1, 7):
        ring = peak + (rim - peak) * np.array([t, 1 - np.sqrt(1 - min(t, 0.999) ** 2), t])
        rows.append(ring)
    grid = np.stack(rows)
    uv = np.stack([0.5 + (grid[..., 0] - peak[0]) / 0.24, 0.5 + (grid[..., 2] - peak[2]) / 0.24], -1)
    return sheet(grid, np.clip(uv, 0, 1), closed=True)


def _hero_knot(form: Form, head: Head, worn: Ornament) -> list[Panel]:
    """A slender wound horn of cloth that stands out from the turban's front."""
    sign = 1.0 if worn.side == "left" else -1.0
    foot = head.on_skull(np.array([[0.55 * sign, 0.55, 0.63]]), 0.030)[0]
    t = np.linspace(0, 1, 24)
    path = foot + np.stack([sign * (0.05 * t + 0.10 * t**1.4), 0.05 * t + 0.13 * t**1.2, 0.05 * t], 1)
    radius = 0.015 * (1 - 0.72 * t) * (1 + 0.07 * np.sin(40 * t))
    return [
        on_bone(
            form,
            "hero_knot",
            [tube(path, radius, 10, uv=(0.0, 0.98)), ball(path[-1], 0.0052)],
            "head",
            "cloth",
            bolt=Bolt(str(worn.textile), 0.08, 0.24),
        )
    ]


def _doppa(form: Form, head: Head, worn: Ornament) -> list[Panel]:
    """A stiff four-cornered cap: four upright sides, and a top that folds to a low peak."""
    angle = np.linspace(-np.pi, np.pi, 73)
    low, _ = around_head(head, head.chin + 0.845 * (head.crown - head.chin), 0.012, 0.011, 73)
    centre = low[:-1].mean(0)
    power = 3.2
    corner = (np.abs(np.cos(angle - np.pi / 4)) ** power + np.abs(np.sin(angle - np.pi / 4)) ** power) ** (
        -1 / power
    )
    height = worn.size or 0.062
    square = (
        np.stack([0.079 * corner * np.sin(angle), np.full(73, height), 0.088 * corner * np.cos(angle)], 1)
        + centre
    )
    rows = [low + (square - low) * t for t in np.linspace(1, 0, 5)]
    wall = sheet(
        np.stack(rows), np.stack(np.meshgrid(np.linspace(0, 1, 73), np.linspace(0, 1, 5)), -1), closed=True
    )
    fold = np.abs(np.cos(2 * angle)) ** 4
    peak = centre + np.array([0, height + 0.026, 0])
    tops = []
    for t in np.linspace(0.02, 1, 8):
        ring = peak + (square - peak) * np.array([t, t, t])
        ring[:, 1] += 0.010 * np.sin(np.pi * t) * (1 - fold)
        tops.append(ring)
    top_grid = np.stack(tops)
    uv = np.stack(
        [0.5 + (top_grid[..., 0] - centre[0]) / 0.21, 0.5 + (top_grid[..., 2] - centre[2]) / 0.21], -1
    )
    top = sheet(top_grid, uv, closed=True)
    girth = float(np.linalg.norm(np.diff(square, axis=0), axis=1).sum())
    return [
        on_bone(
            form, "doppa_wall", [wall], "head", "cloth", bolt=Bolt(str(worn.textile), girth, height, True)
        ),
        on_bone(form, "doppa_top", [top], "head", "cloth", bolt=Bolt(str(worn.textile), 0.21, 0.21)),
    ]


def _hat(form: Form, head: Head, worn: Ornament) -> list[Panel]:
    """A round hat with a turned-up brim and a knob of cord on its peak."""
    centre = np.array([0.0, head.chin + 0.80 * (head.crown - head.chin), head.centre[2] - 0.004])
    size = float(head.skull(np.array([[1.0, 0.1, 0.0]]))[0]) + 0.026
    tilt = np.array([[1, 0, 0], [0, 0.995, 0.10], [0, -0.10, 0.995]])
    crown = np.array(
        [[0.004, 0.128], [0.022, 0.124], [0.045, 0.108], [0.066, 0.086], [size, 0.052], [size + 0.002, 0.0]]
    )
    brim = np.array(
        [
            [size + 0.030, 0.055],
            [size + 0.036, 0.050],
            [size + 0.034, 0.028],
            [size + 0.022, 0.004],
            [size + 0.006, -0.010],
            [size - 0.004, -0.008],
        ]
    )
    inner = np.array([[size + 0.004, 0.010], [size + 0.018, 0.030], [size + 0.030, 0.055]])
    girth = 2 * np.pi * size
    knob = [
        ball(centre + np.array([0, 0.136, 0.0]), 0.010),
        *[drop(centre + np.array([0.002 * k, 0.130, -0.01 + 0.002 * k]), 0.05, 0.004) for k in range(3)],
    ]
    oval = np.diag([1.0, 1.0, 1.12]) @ tilt
    return [
        on_bone(
            form,
            "hat",
            [revolved(crown, centre, 40, oval)],
            "head",
            "cloth",
            bolt=Bolt(str(worn.textile), girth, 0.17, True),
        ),
        on_bone(
            form,
            "hat_brim",
            [revolved(brim, centre, 40, oval), revolved(inner, centre, 40, oval)],
            "head",
            "velvet",
            "brown",
        ),
        on_bone(form, "hat_knob", knob, "head", "cloth", "red"),
    ]


def _pagoda(form: Form, head: Head, worn: Ornament) -> list[Panel]:
    """A crown of tiers that narrow to a spire."""
    centre = np.array([0.0, head.chin + 0.80 * (head.crown - head.chin), head.centre[2]])
    size = float(head.skull(np.array([[1.0, 0.2, 0.0]]))[0]) + 0.012
    rows, height = [], 0.0
    tiers = [size * 1.0, size * 0.92, size * 0.72, size * 0.54, size * 0.38, size * 0.24]
    for k, radius in enumerate(tiers):
        step = 0.042 - 0.003 * k
        rows += [
            (radius + 0.010, height),
            (radius + 0.012, height + 0.006),
            (radius, height + 0.010),
            (radius * 0.93, height + step),
        ]
        height += step
    rows += [(0.012, height + 0.03), (0.006, height + 0.09), (0.001, height + 0.11)]
    profile = np.array(rows)[::-1]
    leaves = [
        drop(np.array([np.sin(a) * (r + 0.012), h, np.cos(a) * (r + 0.012)]) + centre, 0.016, 0.004)
        for r, h in ((tiers[0], 0.0), (tiers[2], 0.082))
        for a in np.linspace(0, 2 * np.pi, 20, endpoint=False)
    ]
    return [
        on_bone(
            form, "pagoda_crown", [revolved(profile, centre, 32, np.diag([1, 1, 1.1]))], "head", "chased_gold"
        ),
        on_bone(form, "crown_leaves", leaves, "head", "gold"),
    ]


def _headband(form: Form, head: Head, worn: Ornament) -> list[Panel]:
    """A band of beads over the brow, with strands at the temples."""
    path, out = around_head(head, head.chin + 0.79 * (head.crown - head.chin), 0.012, HAIR * 0.75, 97)
    rows = np.stack(
        [
            path + out * 0.002 + np.array([0, 0.011, 0]),
            path + out * 0.004,
            path + out * 0.001 - np.array([0, 0.011, 0]),
        ]
    )
    band = sheet(
        rows, np.stack(np.meshgrid(np.linspace(0, 12, 97) % 1.0001, np.linspace(0, 1, 3)), -1), closed=True
    )
    beads: dict[str, list[Loft]] = {c: [] for c in worn.colours}
    for n, k in enumerate(range(2, 96, 4)):
        beads[worn.colours[n % len(worn.colours)]].append(
            ball(path[k] + out[k] * 0.008, 0.0085 if n % 2 else 0.0065)
        )
    strands: list[Loft] = []
    for side in (24, 27, 30, 66, 69, 72):
        for n in range(worn.count if worn.count > 1 else 8):
            place = (
                path[side]
                + out[side] * (0.008 + 0.010 * np.sin(min(n, 9) / 9 * np.pi / 2))
                - np.array([0, 0.014 + 0.0095 * n, 0])
            )
            (beads[worn.colours[n % len(worn.colours)]] if n % 3 else strands).append(ball(place, 0.0048))
    return [
        on_bone(form, "headband", [band], "head", "chased"),
        on_bone(form, "headband_silver", strands, "head", "silver"),
        *[on_bone(form, f"headband_{c}", lofts, "head", "gem", c) for c, lofts in beads.items() if lofts],
    ]


def _tassels(form: Form, head: Head, worn: Ornament) -> list[Panel]:
    """Thick cords of thread wound round the head, their ends hanging beside the left ear."""
    base = head.chin + 0.83 * (head.crown - head.chin)
    cords = []
    for k in range(4):
        angle = np.linspace(-np.pi, np.pi, 65)
        path, out = around_head(head, base + 0.011 * k, 0.004, 0.014 + 0.004 * (k % 2))
        wave = 0.006 * np.sin(angle * 3 + 2 * k)
        cords.append(tube(path + out * 0.004 + np.array([0, 1, 0]) * wave[:, None], np.full(65, 0.0095), 7))
    start = head.on_skull(np.array([[0.95, 0.12, 0.05]]), 0.020)[0]
    t = np.linspace(0, 1, 10)
    for k in range(14):
        a = 2 * np.pi * k / 14
        fan = np.stack([0.012 * t + 0.012 * np.cos(a) * t, -0.15 * t, 0.014 * np.sin(a) * t], 1)
        cords.append(tube(start + fan, 0.0035 * (1 - 0.3 * t), 5))
    return [on_bone(form, "tassels", [*cords, ball(start, 0.014)], "head", "cloth", worn.colours[0])]


_MAKERS: dict[str, Callable[[Form, Head, Ornament], list[Panel]]] = {
    "turban": _turban,
    "hero_knot": _hero_knot,
    "doppa": _doppa,
    "hat": _hat,
    "pagoda_crown": _pagoda,
    "headband": _headband,
    "tassels": _tassels,
}
