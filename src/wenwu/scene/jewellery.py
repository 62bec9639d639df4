"""Jewellery: rings, locks, plates, strings of beads on neck, ears, waist and wrists."""

from collections.abc import Callable

import numpy as np
from jaxtyping import Float
from numpy import ndarray
from scipy.spatial import cKDTree

from wenwu.atlas.costume import Ornament
from wenwu.scene.band import band
from wenwu.scene.form import Form
from wenwu.scene.loft import Loft
from wenwu.scene.ornament import ball, draped_on, drop, on_body, on_bone, plate, revolved, ring
from wenwu.scene.panel import Panel
from wenwu.scene.weave import on_surface, resampled

CLOTHES = 0.024  # [m] of clothes under jewellery on the chest


def jewellery(form: Form, worn: Ornament) -> list[Panel]:
    """The panels of one ornament of the body."""
    return _MAKERS[worn.kind](form, worn) if worn.kind in _MAKERS else []


def _metal(worn: Ornament) -> str:
    return "gold" if worn.metal in ("gold", "brass") else "silver"


def round_neck(form: Form, wide: float, deep: float, lift: float, count: int = 65) -> Float[ndarray, "N 3"]:
    """A closed path on shoulders and chest, `deep` [m] lower in front than behind."""
    nape, throat = form.mark("nape"), form.mark("throat")
    angle = np.linspace(-np.pi, np.pi, count)
    centre = (nape + throat) / 2
    half = float(throat[2] - nape[2]) / 2
    front = np.clip(np.cos(angle), 0, 1) ** 1.5
    path = np.stack(
        [
            (0.05 + wide) * np.sin(angle) * (1 - 0.25 * front),
            nape[1] - 0.02 - (nape[1] - throat[1]) * (0.5 + 0.5 * np.cos(angle)) - deep * front,
            centre[2] + (half + wide * 0.8) * np.cos(angle),
        ],
        1,
    )
    placed, _ = on_surface(form.trunk, cKDTree(form.trunk.vertices), path, lift)
    for _ in range(16):
        inner = placed[:-1]
        inner = 0.5 * inner + 0.25 * (np.roll(inner, 1, 0) + np.roll(inner, -1, 0))
        placed = np.concatenate([inner, inner[:1]])
    return placed


def _rings(form: Form, worn: Ornament) -> list[Panel]:
    rings = [
        ring(round_neck(form, 0.022 + 0.018 * k, 0.012 + 0.024 * k, CLOTHES + 0.005), 0.0068 + 0.0008 * k, 7)
        for k in range(worn.count)
    ]
    return [on_body(form, "neck_rings", rings, _metal(worn))]


def _on_chest(
    form: Form, x: Float[ndarray, "*N"], y: Float[ndarray, "*N"], lift: float
) -> Float[ndarray, "*N 3"]:
    """Places before the chest: the foremost body at each height, bridged across the breasts."""
    front = form.trunk.vertices[form.trunk.normals[:, 2] > 0.1]
    levels = np.linspace(float(np.min(y)) - 0.02, float(np.max(y)) + 0.02, 24)
    depth = np.array([front[np.abs(front[:, 1] - h) < 0.02, 2].max(initial=0.0) for h in levels])
    for _ in range(3):
        depth = np.convolve(np.pad(depth, 1, mode="edge"), [0.25, 0.5, 0.25], mode="valid")
    z = np.interp(y, levels, depth) + lift - 1.9 * x**2
    return np.stack([x, y, z], -1)


def _breast_lock(form: Form, worn: Ornament) -> list[Panel]:
    """A wide crescent plate on the chest, bells along its lower edge."""
    middle = float(form.mark("bust_l")[1]) + 0.035
    s, t = np.linspace(-1, 1, 25), np.linspace(0, 1, 8)
    top = middle + 0.034 * s**2
    low = middle - 0.078 + 0.105 * np.abs(s) ** 2.4
    x = np.broadcast_to(0.098 * s[None], (8, 25))
    y = top[None] + (low - top)[None] * t[:, None]
    grid = _on_chest(form, x, y, CLOTHES + 0.006)
    bells = [drop(p - np.array([0, 0.002, -0.003]), 0.034, 0.0055) for p in grid[-1, 2:-2:2]]
    knobs = [ball(grid[2, k] + np.array([0, 0, 0.003]), 0.006) for k in (4, 8, 12, 16, 20)]
    return [
        on_body(form, "breast_lock", plate(grid), "chased"),
        on_body(form, "lock_bells", bells + knobs, "silver"),
    ]


def _collar_plate(form: Form, worn: Ornament) -> list[Panel]:
    """A plate at the throat and drops under it."""
    throat = form.mark("throat")
    s, t = np.linspace(-1, 1, 21), np.linspace(0, 1, 6)
    y = float(throat[1]) - 0.012 - 0.046 * t[:, None] * (1 - 0.4 * s[None] ** 2) + 0.016 * s[None] ** 2
    grid = _on_chest(form, np.broadcast_to(0.062 * s[None], (6, 21)), y, CLOTHES + 0.004)
    bells = [drop(p, 0.03, 0.005) for p in grid[-1, 2:-2:3]]
    return [
        on_body(form, "collar_plate", plate(grid), "chased"),
        on_body(form, "collar_drops", bells, "silver"),
    ]


def _necklace(form: Form, worn: Ornament) -> list[Panel]:
    path = resampled(round_neck(form, 0.026, 0.115, CLOTHES + 0.004), 76)
    colours = worn.colours or (_metal(worn),)
    beads: dict[str, list[Loft]] = {c: [] for c in colours}
    for k, place in enumerate(path[:-1]):
        middle = abs(k - 37.5) < 9
        beads[colours[(k // (2 if middle else 3)) % len(colours)]].append(
            ball(place, 0.0075 if middle and k % 2 else 0.005)
        )
    return [
        on_body(
            form,
            f"necklace_{c}",
            lofts,
            "gem" if c not in ("gold", "silver") else c,
            c if c not in ("gold", "silver") else "",
        )
        for c, lofts in beads.items()
        if lofts
    ]


def _earrings(form: Form, worn: Ornament) -> list[Panel]:
    parts: list[Loft] = []
    gems: list[Loft] = []
    for side, sign in (("l", 1), ("r", -1)):
        lobe = form.mark(f"ear_{side}") + np.array([-0.011 * sign, -0.026, 0.010])
        angle = np.linspace(0, 2 * np.pi, 15)
        hoop = lobe + np.stack(
            [0.003 * np.sin(angle) * sign, -0.011 + 0.011 * np.cos(angle), 0.011 * np.sin(angle)], 1
        )
        parts += [ring(hoop, 0.0016, 6), drop(lobe - np.array([0, 0.022, 0]), 0.024, 0.0055)]
        (gems if worn.colours else parts).append(ball(lobe - np.array([0, 0.026, 0]), 0.0058))
    out = [on_bone(form, "earrings", parts, "head", _metal(worn))]
    return out + ([on_bone(form, "ear_gems", gems, "head", "gem", worn.colours[0])] if gems else [])


def _ear_bead(form: Form, worn: Ornament) -> list[Panel]:
    lobe = form.mark("ear_l" if worn.side == "left" else "ear_r") + np.array([0.003, -0.032, 0.002])
    return [
        on_bone(form, f"ear_bead_{k}", [ball(lobe - np.array([0, 0.016 * k, 0]), 0.009)], "head", "gem", c)
        for k, c in enumerate(worn.colours)
    ]


def _belt(form: Form, worn: Ornament) -> list[Panel]:
    waist = float(form.mark("waist_l")[1])
    out = band(
        form,
        "belt",
        None,
        waist - 0.012,
        0.042,
        0.031,
        material="chased" if worn.metal == "silver" else "chased_gold",
    )
    place = np.array([0.0, waist - 0.012, float(out.vertices[:, 2].max()) + 0.002])
    lying = np.array([[1, 0, 0], [0, 0, -1], [0, 1, 0.0]])
    buckle = revolved(
        np.array([[0.002, 0.010], [0.014, 0.009], [0.026, 0.004], [0.030, 0.0], [0.030, -0.004]]),
        place,
        24,
        lying,
        0.05,
        10,
    )
    return [out, draped_on(form, "buckle", [buckle], _metal(worn))]


def _bells(form: Form, worn: Ornament) -> list[Panel]:
    y = float(form.mark("waist_l")[1]) - 0.035
    angle = np.linspace(0.3, 2 * np.pi - 0.3, worn.count)
    radius = form.around(y, angle, 0.055)
    centre = float(form.middle(y))
    bells = [
        drop(np.array([r * np.sin(a), y, centre + r * np.cos(a)]), 0.05, 0.008)
        for a, r in zip(angle, radius, strict=True)
    ]
    return [on_body(form, "bells", bells, "silver")]


def _bracelets(form: Form, worn: Ornament) -> list[Panel]:
    out: list[Loft] = []
    angle = np.linspace(0, 2 * np.pi, 25)
    for word, sign in (("left", 1), ("right", -1)):
        wrist = form.mark(f"{word}Hand")
        for k in range(2):
            place = wrist + np.array([sign * (-0.002 + 0.011 * k), 0, 0])
            out.append(
                ring(
                    place + np.stack([0 * angle, 0.029 * np.sin(angle), 0.034 * np.cos(angle)], 1), 0.0042, 7
                )
            )
    return [on_body(form, "bracelets", out, _metal(worn))]


_MAKERS: dict[str, Callable[[Form, Ornament], list[Panel]]] = {
    "neck_rings": _rings,
    "breast_lock": _breast_lock,
    "collar_plate": _collar_plate,
    "necklace": _necklace,
    "earrings": _earrings,
    "ear_bead": _ear_bead,
    "belt": _belt,
    "bells": _bells,
    "bracelets": _bracelets,
}
