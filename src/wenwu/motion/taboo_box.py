"""Rules as a box: what angle rules leave of the 36 degrees of freedom, for inverse kinematics (Ω)."""

from collections.abc import Iterable

import numpy as np

from wenwu.body.angles import INDEX
from wenwu.motion.firewall import Watch
from wenwu.motion.ik import Box, body_box

INSIDE = 0.5  # [deg] from a bound, so that what is smoothed later still keeps it


def taboo_box(watches: Iterable[Watch]) -> Box:
    """The body's own box cut to every rule over one angle; rules over several together are the firewall's."""
    box = body_box()
    for watch in watches:
        name, low, high = watch.name, watch.bound.low, watch.bound.high
        if name.endswith(".bend"):  # a size: the same to either side
            name, low = name.replace("bend", "flexion"), -high
        if watch.beside or name not in INDEX:
            continue
        own = Box(np.full(36, -np.inf), np.full(36, np.inf))
        own.low[INDEX[name]], own.high[INDEX[name]] = low + INSIDE, high - INSIDE
        cut = box.within(own.low, own.high)
        box = cut if (cut.low <= cut.high).all() else box  # two rules at odds: the firewall decides
    return box
