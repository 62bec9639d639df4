"""Headdresses: what is worn over the hair, each fitted to the skull it sits on."""

from collections.abc import Callable

import numpy as np
from jaxtyping import Float
from numpy import ndarray

from wenwu.atlas.costume import Ornament
from wenwu.scene.form import Form
from wenwu.scene.head import Head, head_of
from wenwu.scene.loft import Loft, sheet, tube
from wenwu.scene.ornament import ball, drop, flower, leaf, on_bone, revolved
from wenwu.scene.panel import Bolt, Panel

HAIR = 0.016  # [m] of hair under a headdress


def headdress(form: Form, worn: Ornament) -> list[Panel]:
    """The panels of one thing on the head."""
    head = head_of(form.body.performer.id)
    return _MAKERS[worn.kind](form, head, worn) if worn.kind in _MAKERS else []


def around_head(
    head: Head, height: float, rise: float, lift: float, count: int = 65
) -> tuple[Float[ndarray, "N 3"], Float[ndarray, "N 3"]]:
    """A closed path round the head at a height [m], `rise` higher in front, and the outward directions."""
    angle = np.linspace(-np.pi, np.pi, count)
    level = height + rise * np.cos(angle)
    flat = np.stack([np.sin(angle), np.zeros(count), np.cos(angle)], 1)
    slope = np.zeros(count)
    for _ in range(10):
        unit = flat + np.stack([0 * slope, slope, 0 * slope], 1)
        unit /= np.linalg.norm(unit, axis=1, keepdims=True)
        sine = np.clip((level - head.centre[1]) / (head.skull(unit) + lift), -0.97, 0.97)
        slope = sine / np.sqrt(1 - sine**2)
    return head.on_skull(unit, lift), flat


def _brow(head: Head) -> float:
    return head.chin + 0.80 * (head.crown - head.chin)


def _flower(form: Form, head: Head, worn: Ornament) -> list[Panel]:
    places = np.array([[0.70, 0.60, 0.42], [0.50, 0.80, 0.30], [0.86, 0.42, 0.22], [0.62, 0.74, 0.2]])
    out = []
    for k in range(worn.count):
        direction = places[k % 4] / np.linalg.norm(places[k % 4])
        petals, heart = flower(
            head.on_skull(direction[None], HAIR + 0.006)[0],
            direction + np.array([0, 0, 0.45]),
            0.034 - 0.004 * k,
        )
        out.append(on_bone(form, f"flower{k}", petals, "head", "petal", worn.colours[k % len(worn.colours)]))
        out.append(on_bone(form, f"flower{k}_heart", [heart], "head", "gold"))
    return out


def _comb(form: Form, head: Head, worn: Ornament) -> list[Panel]:
    direction = np.array([0.40, 0.90, -0.16])
    foot = head.on_skull(direction[None] / np.linalg.norm(direction), HAIR + 0.004)[0]
    across = np.linspace(-1, 1, 13)
    grid = np.stack(
        [
            foot
            + np.stack(
                [0.036 * across, h * (1 - 0.35 * across**2), -0.010 * across**2 - 0.1 * h + 0 * across], 1
            )
            for h in (0.036, 0.026, 0.012, -0.012)
        ]
    )
    uv = np.stack(np.meshgrid(np.linspace(0, 1, 13), np.linspace(0, 1, 4)), -1)
    pearls = [ball(p + np.array([0, 0.003, 0]), 0.0042) for p in grid[0, ::2]]
    return [on_bone(form, "comb", [sheet(grid, uv), *pearls], "head", _metal(worn))]


def _metal(worn: Ornament) -> str:
    return "gold" if worn.metal in ("gold", "brass") else "silver"


def _crown(form: Form, head: Head, worn: Ornament) -> list[Panel]:
    """A band of chased plates with a scalloped edge, drops over the brow, and rosettes on stems."""
    low, out = around_head(head, _brow(head) - 0.002, 0.006, HAIR + 0.004, 97)
    angle = np.linspace(-np.pi, np.pi, 97)
    peak = 0.052 + 0.016 * np.abs(np.cos(6 * angle)) ** 0.7 + 0.02 * np.clip(np.cos(angle), 0, 1)
    rows = [
        low + out * (0.003 + 0.014 * t**1.5) + np.array([0, 1, 0]) * (peak * t)[:, None]
        for t in np.linspace(1, 0, 6)
    ]
    uv = np.stack(np.meshgrid(np.linspace(0, 6, 97), np.linspace(0, 1, 6)), -1)
    band = sheet(np.stack(rows), uv % 1.0001, closed=True)
    drops = [drop(low[k] + out[k] * 0.006, 0.028, 0.005) for k in range(30, 67, 2)]
    extras: list[Loft] = []
    for k in range(12, 86, 6):
        foot = rows[0][k]
        tip = foot + np.array([0, 0.028 + 0.02 * np.cos(angle[k]), 0]) + out[k] * 0.012
        extras.append(tube(np.linspace(foot, tip, 4), np.full(4, 0.0012), 5))
        extras += [*flower(tip, out[k] + np.array([0, 0.5, 0]), 0.014, 6)[0], ball(tip, 0.005)]
    return [
        on_bone(form, "silver_crown", [band], "head", "chased"),
        on_bone(form, "crown_drops", drops + extras, "head", "silver"),
    ]


def _horns(form: Form, head: Head, worn: Ornament) -> list[Panel]:
    """Two wide flat horns that rise from the brow, and a disc between them."""
    span = worn.size or 0.6
    foot = head.on_skull(np.array([[0.0, 0.72, 0.69]]), HAIR + 0.02)[0]
    parts: list[Loft] = []
    for sign in (1.0, -1.0):
        t = np.linspace(0, 1, 36)
        path = foot + np.stack(
            [
                sign * (0.012 + span / 2 * np.sin(t * 2.15) ** 0.9),
                0.50 * span * t**1.25 + 0.01 * t,
                -0.03 * t - 0.02 * np.sin(np.pi * t),
            ],
            1,
        )
        forward = np.gradient(path, axis=0)
        forward /= np.linalg.norm(forward, axis=1, keepdims=True)
        wide = 0.044 * (1 - t) ** 0.55 + 0.004
        across = np.stack([-forward[:, 1], forward[:, 0], 0 * t], 1) * sign
        s = np.linspace(1, -1, 7)
        grid = (
            path[None]
            + s[:, None, None] * wide[None, :, None] * across[None]
            + np.array([0, 0, 0.008]) * (1 - s**2)[:, None, None]
        )
        uv = np.stack(np.meshgrid(np.linspace(0, 4, 36) % 1.0001, np.linspace(0, 1, 7)), -1)
        front = sheet(grid if sign < 0 else grid[:, ::-1], uv)
        parts += [front, ball(path[-1], 0.008)]
    disc = revolved(
        np.array([[0.002, 0.010], [0.012, 0.008], [0.026, 0.004], [0.034, 0.0], [0.034, -0.003]]),
        foot + np.array([0, 0.03, 0.014]),
        24,
        np.array([[1, 0, 0], [0, 0, -1], [0, 1, 0.0]]),
        0.06,
        12,
    )
    return [
        on_bone(form, "silver_horns", parts, "head", "chased"),
        on_bone(form, "horn_disc", [disc], "head", "silver"),
    ]


def _pheasant(form: Form, head: Head, worn: Ornament) -> list[Panel]:
    """A silver bird on the bun: breast forward, wings up, long tail feathers behind, drops on the brow."""
    seat = head.on_skull(np.array([[0.0, 0.985, 0.17]]), HAIR + 0.030)[0]
    body = ball(seat, 0.021, np.array([0.8, 0.85, 1.35]), 14)
    t = np.linspace(0, 1, 10)
    neck = seat + np.stack([0 * t, 0.008 + 0.055 * t, 0.022 + 0.016 * np.sin(t * 2.6)], 1)
    parts = [body, tube(neck, 0.0105 - 0.004 * t, 8), ball(neck[-1] + np.array([0, 0.003, 0.003]), 0.010)]
    parts.append(
        leaf(
            neck[-1] + np.array([0, 0.003, 0.010]),
            np.array([0, -0.25, 1.0]),
            np.array([0, 1.0, 0.2]),
            (0.018, 0.006),
        )
    )
    parts += [
        leaf(
            neck[-1] + np.array([0, 0.01, 0]),
            np.array([0, 1.0, -0.25 * k]),
            np.array([1.0, 0, 0]),
            (0.028, 0.008),
        )
        for k in (1, 2, 4)
    ]
    for sign in (1.0, -1.0):
        for k in range(5):
            along = np.array([sign * (1.0 + 0.1 * k), 0.55 - 0.12 * k, -0.15 - 0.28 * k])
            parts.append(
                leaf(
                    seat + np.array([sign * 0.012, 0.010, 0.004 - 0.004 * k]),
                    along,
                    np.array([0, 1.0, 0.6]),
                    (0.078 - 0.006 * k, 0.022),
                    0.22,
                )
            )
    for k in range(7):
        spread = (k - 3) / 3
        along = np.array([0.42 * spread, 0.75 - 0.1 * spread**2, -1.0])
        parts.append(
            leaf(
                seat + np.array([0.006 * spread, 0.012, -0.020]),
                along,
                np.array([0, 1.0, 0.7]),
                (0.19 - 0.03 * spread**2, 0.020),
                -0.45,
                (12, 4),
            )
        )
    low, out = around_head(head, _brow(head) + 0.018, 0.012, HAIR - 0.003, 65)
    rows = np.stack([low + np.array([0, 0.016, 0]), low + out * 0.003 + np.array([0, 0.008, 0]), low])
    band = sheet(
        rows, np.stack(np.meshgrid(np.linspace(0, 10, 65) % 1.0001, np.linspace(0, 1, 3)), -1), closed=True
    )
    drops = [drop(low[k] + out[k] * 0.005, 0.022, 0.004) for k in range(23, 42, 1)]
    return [
        on_bone(form, "pheasant", parts + drops, "head", "silver"),
        on_bone(form, "pheasant_band", [band], "head", "chased"),
    ]


def _folded_cloth(form: Form, head: Head, worn: Ornament) -> list[Panel]:
    """A thick folded cloth that lies on the crown like a tile and reaches over the brow, held by braids."""
    x, z = np.linspace(-1, 1, 17), np.linspace(-1, 1, 21)
    centre = np.array([0.0, head.crown + 0.015, head.centre[2] + 0.022])
    half = np.array([0.098, 0.128])
    layers = []
    for k in range(3):
        lift, size = 0.011 * k, 1 - 0.02 * k
        sag = 0.030 * np.abs(x) ** 2.6
        y = lift - sag[None] - 0.022 * np.clip(-z, 0, 1)[:, None] ** 2 + 0.010 * np.clip(z, 0, 1)[:, None]
        top = (
            np.stack(np.broadcast_arrays(size * half[0] * x[None], y, size * half[1] * z[:, None]), -1)
            + centre
        )
        rim = 0.0095
        edge = np.concatenate([top[:1], top, top[-1:]], 0)
        edge = np.concatenate([edge[:, :1], edge, edge[:, -1:]], 1)
        edge[0, :, 1] -= rim
        edge[-1, :, 1] -= rim
        edge[:, 0, 1] -= rim
        edge[:, -1, 1] -= rim
        u = np.concatenate([[0.0], np.linspace(0, 1, 17), [1.0]])
        v = np.concatenate([[0.0], np.linspace(0, 1, 21), [1.0]])
        layers.append(sheet(edge, np.stack(np.meshgrid(u, v), -1)))
    bolt = Bolt(str(worn.textile), 2 * half[0], 2 * half[1])
    path, out = around_head(head, head.chin + 0.93 * (head.crown - head.chin), 0.002, 0.022)
    twist = [
        tube(path + out * 0.006 * s + np.array([0, 0.007 * s, 0]), np.full(65, 0.009), 7) for s in (1, -1)
    ]
    return [
        on_bone(form, "headcloth", layers, "head", "cloth", bolt=bolt),
        on_bone(form, "head_braids", twist, "head", "cloth", "#17110F"),
    ]


_MAKERS: dict[str, Callable[[Form, Head, Ornament], list[Panel]]] = {
    "flower": _flower,
    "comb": _comb,
    "silver_crown": _crown,
    "silver_horns": _horns,
    "pheasant": _pheasant,
    "folded_cloth": _folded_cloth,
}
