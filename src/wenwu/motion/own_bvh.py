"""Telling our own BVH files from others that happen to use the same names."""

from pathlib import Path

import numpy as np

from wenwu.body.skeleton import AT, JOINTS, PARENTS
from wenwu.motion.bones import unit_of
from wenwu.motion.bvh import read_bvh
from wenwu.motion.bvh_text import Joint, parse
from wenwu.motion.clip import Clip

ALONG = {
    "LowerArm": (1, 0, 0),
    "Hand": (1, 0, 0),
    "LowerLeg": (0, -1, 0),
    "Foot": (0, -1, 0),
}  # the left side's
NEAR = 0.94  # cosine (20°): a T-pose with legs vertical, so that zero turns mean what ours mean


def read_own(path: Path) -> tuple[Clip, tuple[str, ...]] | None:
    """The clip of a BVH with our 24 joints in our T-pose, and what was assumed; None for any other BVH."""
    joints, _, _ = parse(path)
    at = {joint.name: row for row, joint in enumerate(joints)}
    if len(joints) != len(JOINTS) or not all(name in at for name in JOINTS):
        return None
    hung = {joint.name: joints[joint.parent].name for joint in joints if joint.parent >= 0}
    if hung != {JOINTS[k]: JOINTS[parent] for k, parent in enumerate(PARENTS) if parent >= 0}:
        return None
    offset = {joint.name: joint.offset for joint in joints}
    if not _in_t_pose(joints):
        return None
    leg = float(np.linalg.norm(offset["leftLowerLeg"]) + np.linalg.norm(offset["leftFoot"]))
    unit, guess = unit_of(leg)
    return read_bvh(path, unit), (
        f"our own {len(AT)} joints in our T-pose: turns are taken over as they are",
        guess,
    )


def _in_t_pose(joints: list[Joint]) -> bool:
    offset = {joint.name: joint.offset for joint in joints}
    for part, line in ALONG.items():
        for side, sign in (("left", 1), ("right", -1)):
            bone = offset[side + part]
            length = float(np.linalg.norm(bone))
            if length == 0 or bone @ (np.array(line) * [sign, 1, 1]) < NEAR * length:
                return False
    return True
