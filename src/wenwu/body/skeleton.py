"""The skeleton: 24 joints in SMPL order under VRM 1.0 humanoid names.

Metres, y up, facing +z, the dancer's left is +x. Identity rotations are the T-pose, legs vertical.
"""

from dataclasses import dataclass

import numpy as np
from jaxtyping import Float
from numpy import ndarray

from wenwu.body.rotation import multiply, turn

JOINTS = (
    "hips", "leftUpperLeg", "rightUpperLeg", "spine", "leftLowerLeg", "rightLowerLeg",
    "chest", "leftFoot", "rightFoot", "upperChest", "leftToes", "rightToes",
    "neck", "leftShoulder", "rightShoulder", "head", "leftUpperArm", "rightUpperArm",
    "leftLowerArm", "rightLowerArm", "leftHand", "rightHand", "leftMiddleProximal", "rightMiddleProximal",
)  # fmt: skip
PARENTS = (-1, 0, 0, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 9, 9, 12, 13, 14, 16, 17, 18, 19, 20, 21)
AT = {name: i for i, name in enumerate(JOINTS)}


@dataclass(frozen=True)
class Skeleton:
    """The bones of one person: where each joint sits in its parent's frame, in the T-pose."""

    offset: Float[ndarray, "24 3"]  # [m]; row 0 is the hips above the floor in the T-pose
    heel: Float[ndarray, "3"]  # [m] floor point under the heel, in the left foot's frame
    toe_length: float  # [m] from the ball of the foot to the tip of the toes

    def forward(
        self, rotation: Float[ndarray, "T 24 4"], root: Float[ndarray, "T 3"]
    ) -> tuple[Float[ndarray, "T 24 4"], Float[ndarray, "T 24 3"]]:
        """World rotations and world positions [m] of every joint."""
        world = np.empty_like(rotation)
        position = np.empty((*rotation.shape[:2], 3))
        world[:, 0], position[:, 0] = rotation[:, 0], root
        for joint, parent in enumerate(PARENTS[1:], start=1):
            world[:, joint] = multiply(world[:, parent], rotation[:, joint])
            position[:, joint] = position[:, parent] + turn(world[:, parent], self.offset[joint])
        return world, position

    @property
    def thigh(self) -> float:
        """Length of the thigh [m]."""
        return float(np.linalg.norm(self.offset[AT["leftLowerLeg"]]))

    @property
    def shank(self) -> float:
        """Length of the shank [m]."""
        return float(np.linalg.norm(self.offset[AT["leftFoot"]]))
