"""Borders of hanging cloth: bands that move with the rows of the cloth they are sewn to."""

from dataclasses import replace

import numpy as np

from wenwu.scene.hanging import HEM, Hanging
from wenwu.scene.panel import Bolt

LIFT = 0.003  # [m]


def hem_border(cloth: Hanging, textile: str, width: float) -> Hanging:
    """A border along the lower edge of a hanging cloth."""
    fine = len(cloth.weave.deepest)
    down = cloth.flat[:fine, 0, 1]
    start = int(np.searchsorted(down, down[-1] - width))
    start = min(max(start - 1, 0), fine - 3)
    share = (down[-1] - width - down[start]) / max(down[start + 1] - down[start], 1e-9)
    first = cloth.weave.down[start] * (1 - share) + cloth.weave.down[start + 1] * share
    rows = np.concatenate([first[None], cloth.weave.down[start + 1 :]])
    v = np.concatenate([[0.0], down[start + 1 :] - (down[-1] - width)])
    u = cloth.flat[0, :, 0]
    flat = np.stack(np.broadcast_arrays((u - u.min())[None], np.append(v, v[-1] - HEM / 2)[:, None]), -1)
    deep = np.concatenate([cloth.weave.deepest[start : start + 1], cloth.weave.deepest[start + 1 :]])
    weave = replace(cloth.weave, down=rows, deepest=deep, lift=cloth.weave.lift + LIFT)
    bolt = Bolt(textile, float(np.ptp(u)), width, cloth.bolt.wraps)
    return replace(
        cloth,
        name=f"{cloth.name}_hem",
        bolt=bolt,
        weave=weave,
        flat=flat,
        moves_as=cloth.moves_as or cloth.name,
    )
