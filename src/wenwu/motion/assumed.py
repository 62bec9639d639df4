"""Sentences about what was assumed of somebody's file, and what of it was left out."""

from collections.abc import Mapping

import numpy as np
from jaxtyping import Float
from numpy import ndarray

from wenwu.motion.rest import Rest
from wenwu.motion.rig import Take

AXES = ("x", "y", "z")
STILL = 1e-3  # of a quaternion: less than this over a clip is no motion


def axes_said(rest: Rest) -> str:
    """Which of the file's axes were taken for up and for ahead."""
    up, ahead = _axis(rest.axes[1]), _axis(rest.axes[2])
    if rest.frame is None:
        return f"{up} was taken for up and {ahead} for ahead, from the pose with all channels at zero"
    return f"{up} was taken for up, from where the head is over the hips; the heading was left as it is"


def rest_said(rest: Rest, fps: float) -> str:
    """Which pose was taken as known."""
    if rest.frame is None:
        return "the pose with all channels at zero was taken as known: trunk upright, feet flat"
    return (
        "the pose with all channels at zero shows nobody who stands, so the frame at "
        f"{rest.frame / fps:.2f} s was taken as known: trunk upright, feet flat, knees and elbows on their "
        "hinges"
    )


def lifted_said(lift: float) -> str:
    """How far the clip was moved to stand on the floor [m]."""
    if abs(lift) < 5e-4:
        return "the soles stand on the floor as they came"
    return f"moved {'up' if lift > 0 else 'down'} by {abs(lift):.3f} m, so that the soles stand on the floor"


def borrowed_said(borrowed: tuple[str, ...]) -> tuple[str, ...]:
    """Joints that the file has not."""
    if not borrowed:
        return ()
    return (f"the file has no {_list(borrowed)}: held still, with the lengths of a usual body, scaled",)


def unused_said(take: Take, joints: Mapping[str, int]) -> tuple[str, ...]:
    """Joints of the file that move on their own and that we have no place for."""
    used = set(joints.values())
    lost = [
        joint.name
        for row, joint in enumerate(take.rig.joints)
        if row not in used and _moves(take.local[:, row]) and not _passed_on(take, row, used)
    ]
    if not lost:
        return ()
    return (f"left out, for our skeleton has no such joints: {_list(tuple(lost))}",)


def _axis(line: Float[ndarray, "3"]) -> str:
    axis = int(np.abs(line).argmax())
    return ("−" if line[axis] < 0 else "") + AXES[axis]


def _moves(local: Float[ndarray, "T 4"]) -> bool:
    return bool(np.abs(np.abs(local @ local[0]) - 1).max() > STILL**2)


def _passed_on(take: Take, row: int, used: set[int]) -> bool:
    """Whether a joint of ours hangs below, and so turns with this one."""
    return any(child in used or _passed_on(take, child, used) for child in take.rig.children(row))


def _list(names: tuple[str, ...], most: int = 6) -> str:
    more = f" and {len(names) - most} more" if len(names) > most else ""
    return ", ".join(names[:most]) + more
