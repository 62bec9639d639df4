"""The round cap: a low wall of cloth round the head under a soft flat top."""

import numpy as np

from wenwu.atlas.costume import Ornament
from wenwu.scene.form import Form
from wenwu.scene.head import head_of
from wenwu.scene.headdress import around_head
from wenwu.scene.loft import sheet
from wenwu.scene.ornament import on_bone
from wenwu.scene.panel import Bolt, Panel
from wenwu.scene.weave import lengths

HEIGHT, LIFT = 0.062, 0.014  # [m] of the wall, and of the hair under it
AROUND = 73


def round_cap(form: Form, worn: Ornament) -> list[Panel]:
    """Wall, top and the turned-up edge."""
    head = head_of(form.body.performer.id)
    base = head.chin + 0.77 * (head.crown - head.chin)
    path, out = around_head(head, base, 0.010, LIFT, AROUND)
    height = worn.size or HEIGHT
    share = np.linspace(1, 0, 5)
    up = np.array([0.0, 1.0, 0.0])
    rows = np.stack([path + up * height * s + out * (0.003 + 0.012 * s) for s in share])
    edge = np.stack([path + up * 0.020 + out * 0.009, path + up * 0.010 + out * 0.0105, path + out * 0.006])
    girth = float(lengths(path)[-1])
    uv = np.stack(np.broadcast_arrays(np.linspace(0, 1, AROUND)[None], (1 - share)[:, None]), -1)
    uv_edge = np.stack(
        np.broadcast_arrays(np.linspace(0, 1, AROUND)[None], np.linspace(0.6, 1, 3)[:, None]), -1
    )
    rim = rows[0]
    peak = rim.mean(0) + up * 0.020
    levels = [peak + (rim - peak) * t + up * 0.010 * np.sin(np.pi * t) for t in np.linspace(0.02, 1, 7)]
    flat = np.stack(levels)
    uv_top = np.stack([0.5 + (flat[..., 0] - peak[0]) / 0.26, 0.5 + (flat[..., 2] - peak[2]) / 0.26], -1)
    wall = Bolt(str(worn.textile), girth, height, True)
    return [
        on_bone(form, "round_cap", [sheet(rows, uv, closed=True)], "head", "cloth", bolt=wall),
        on_bone(form, "round_cap_edge", [sheet(edge, uv_edge, closed=True)], "head", "cloth", bolt=wall),
        on_bone(
            form, "round_cap_top", [sheet(flat, uv_top, closed=True)], "head", "cloth",
            bolt=Bolt(str(worn.textile), 0.26, 0.26),
        ),
    ]  # fmt: skip
