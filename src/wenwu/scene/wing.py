"""The peacock dancer's frame: fans of feathers at both sides and three behind, carried on the back."""

import numpy as np

from wenwu.atlas.costume import Piece
from wenwu.scene.form import Form
from wenwu.scene.ornament import leaf, on_bone
from wenwu.scene.panel import Bolt, Panel

TAIL = 3


def wing_frame(form: Form, piece: Piece) -> list[Panel]:
    """`count` feathers to each side and a tail of three."""
    back = form.mark("waist_back") + np.array([0, 0.06, -0.045])
    feathers = []
    for sign in (1.0, -1.0):
        for k in range(piece.count):
            t = k / max(piece.count - 1, 1)
            along = np.array([sign * (1.0 - 0.25 * t), 0.85 - 1.35 * t, -0.30 - 0.12 * t])
            foot = back + np.array([sign * 0.06, 0.04 - 0.05 * t, 0.006 * k])
            feathers.append(
                leaf(foot, along, np.array([0, 0.2, 1.0]), (0.62 - 0.06 * t, 0.17), 0.10, (12, 7))
            )
    tail = []
    for k in range(TAIL):
        along = np.array([0.42 * (k - 1), -0.80, -0.75])
        tail.append(
            leaf(
                back + np.array([0.03 * (k - 1), -0.10, -0.01]),
                along,
                np.array([0, 0.8, -0.6]),
                (0.72, 0.20),
                0.05,
                (14, 7),
            )
        )
    bolt = Bolt(piece.textile, 0.17, 0.62)
    return [
        on_bone(form, "wing_feathers", feathers, "upperChest", "silk", bolt=bolt),
        on_bone(form, "tail_feathers", tail, "hips", "silk", bolt=bolt),
    ]
