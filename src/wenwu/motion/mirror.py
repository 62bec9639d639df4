"""A mirror: left is right, in the 36 numbers and in a clip."""

from dataclasses import replace

import numpy as np
from jaxtyping import Float
from numpy import ndarray

from wenwu.body.angles import DOF
from wenwu.body.clinical import MIDLINE
from wenwu.body.skeleton import JOINTS
from wenwu.motion.clip import Clip


def _other(name: str) -> str:
    """The name of the other side's joint or number."""
    for one, two in (("left", "right"), ("right", "left"), ("_l.", "_r."), ("_r.", "_l.")):
        if one in name:
            return name.replace(one, two)
    return name


OTHER_JOINT = [JOINTS.index(_other(name)) for name in JOINTS]
OTHER_DOF = [DOF.index(_other(name)) for name in DOF]
SIGN = np.array([-1.0 if name in (*MIDLINE, "root.x") else 1.0 for name in DOF])


def mirrored_dof(dof: Float[ndarray, "T 36"]) -> Float[ndarray, "T 36"]:
    """The 36 numbers of the same movement seen in a mirror."""
    return dof[:, OTHER_DOF] * SIGN


def mirrored_clip(clip: Clip) -> Clip:
    """The same clip seen in a mirror."""
    return replace(
        clip,
        root=clip.root * np.array([-1.0, 1, 1]),
        rotation=clip.rotation[:, OTHER_JOINT] * np.array([1.0, 1.0, -1.0, -1.0]),
        hand=clip.hand[:, ::-1],
        contact=clip.contact[:, ::-1],
    )
