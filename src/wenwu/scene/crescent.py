"""The crescent headdress: an embroidered band rising to a curve over the brow, a white fringe, a tassel."""

import numpy as np
from jaxtyping import Float
from numpy import ndarray

from wenwu.atlas.costume import Ornament
from wenwu.scene.form import Form
from wenwu.scene.hat import dome
from wenwu.scene.head import Head, head_of
from wenwu.scene.headdress import around_head
from wenwu.scene.loft import Loft, sheet, tube
from wenwu.scene.ornament import ball, on_bone
from wenwu.scene.panel import Bolt, Panel
from wenwu.scene.weave import lengths

AROUND = 97  # points of a turn
LOW, HIGH = 0.030, 0.080  # [m] height of the band behind and over the brow
HAIR = 0.016  # [m]
FRINGE = 0.022  # [m]
TASSEL = 0.215  # [m] it ends over the shoulder
STRANDS = 26


def crescent(form: Form, worn: Ornament) -> list[Panel]:
    """The panels of the headdress; its tassel hangs at `worn.side` (both: none)."""
    head = head_of(form.body.performer.id)
    white = worn.colours[0] if worn.colours else "#F7F5EF"
    band, top, bolt = _band(head, str(worn.textile))
    out = [
        on_bone(form, "crescent", [band], "head", "cloth", bolt=bolt),
        on_bone(form, "crescent_top", [dome(head, _base(head) + 0.02, HAIR + 0.004)], "head", "cloth", white),
        on_bone(form, "crescent_fringe", _fringe(top), "head", "cloth", white),
    ]
    if worn.side != "both":
        tassel = _tassel(head, 1.0 if worn.side == "left" else -1.0)
        out.append(on_bone(form, "crescent_tassel", tassel, "head", "cloth", white))
    return out


def _base(head: Head) -> float:
    return head.chin + 0.765 * (head.crown - head.chin)


def _band(head: Head, textile: str) -> tuple[Loft, Float[ndarray, "N 3"], Bolt]:
    """The band, its upper edge, and the cloth it is cut from."""
    path, out = around_head(head, _base(head), 0.014, HAIR, AROUND)
    angle = np.linspace(-np.pi, np.pi, AROUND)
    height = LOW + (HIGH - LOW) * np.cos(angle / 2) ** 4
    share = np.linspace(1, 0, 5)
    up = np.array([0.0, 1.0, 0.0])
    rows = np.stack(
        [path + up * (height * s)[:, None] + out * (0.004 + 0.010 * np.sin(np.pi * s * 0.55)) for s in share]
    )
    girth = float(lengths(path)[-1])
    uv = np.stack(np.broadcast_arrays(np.linspace(0, 1, AROUND)[None], (1 - share)[:, None]), -1)
    return sheet(rows, uv, closed=True), rows[0], Bolt(textile, girth, HIGH, True)


def _fringe(top: Float[ndarray, "N 3"]) -> list[Loft]:
    """Two rows of short white threads that stand up along the front of the upper edge and lean over."""
    middle = top.mean(0)
    out = []
    for k in np.linspace(12, AROUND - 13, 150):
        i = int(k)
        foot = top[i] + (k - i) * (top[min(i + 1, AROUND - 1)] - top[i])
        away = (foot - middle) * [1, 0, 1]
        away /= np.linalg.norm(away)
        size = FRINGE * (0.9 + 0.25 * np.sin(7.3 * k))
        for lean in (-0.5, 0.2, 0.9):
            bend = np.stack([away * lean * size * t**2 + np.array([0, size * t, 0]) for t in (0, 0.5, 1.0)])
            out.append(tube(foot + bend - away * 0.004, np.array([0.0040, 0.0046, 0.0022]), 5))
    return out


def _tassel(head: Head, sign: float) -> list[Loft]:
    """A bundle of threads under a bead beside the ear."""
    start = head.on_skull(np.array([[0.92 * sign, 0.36, 0.16]]), HAIR + 0.012)[0]
    t = np.linspace(0, 1, 8)
    out = [ball(start, 0.012)]
    for k in range(STRANDS):
        turn, ring = 2.4 * k, 0.011 * np.sqrt((k + 0.5) / STRANDS)
        spread = np.minimum(1, 3 * t) * (1 + 0.35 * t)
        x, z = ring * np.sin(turn) * spread, ring * np.cos(turn) * spread
        path = np.stack(
            [x + 0.020 * sign * np.sqrt(t), -TASSEL * t * (0.94 + 0.06 * np.sin(5 * k)), z + 0.012 * t], 1
        )
        out.append(tube(start + path, 0.0036 * (1 - 0.3 * t), 5))
    return out
