"""A rig: somebody's skeleton as a BVH describes it, and where its joints are while it moves."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from jaxtyping import Float
from numpy import ndarray

from wenwu.body.rotation import about, multiply, turn
from wenwu.motion.bvh_text import Joint, parse

AXES = {"X": 0, "Y": 1, "Z": 2}


@dataclass(frozen=True)
class Rig:
    """Joints in file order, in the file's own unit and axes."""

    joints: tuple[Joint, ...]

    @property
    def names(self) -> tuple[str, ...]:
        """As the file writes them."""
        return tuple(joint.name for joint in self.joints)

    def children(self, joint: int) -> list[int]:
        """Rows of the joints that hang from one."""
        return [k for k, other in enumerate(self.joints) if other.parent == joint]

    def forward(
        self, local: Float[ndarray, "T J 4"], place: Float[ndarray, "T J 3"]
    ) -> tuple[Float[ndarray, "T J 4"], Float[ndarray, "T J 3"]]:
        """World rotations and positions from local rotations and local places."""
        world, position = np.empty_like(local), np.empty_like(place)
        for k, joint in enumerate(self.joints):
            if joint.parent < 0:
                world[:, k], position[:, k] = local[:, k], place[:, k]
            else:
                up = world[:, joint.parent]
                world[:, k] = multiply(up, local[:, k])
                position[:, k] = position[:, joint.parent] + turn(up, place[:, k])
        return world, position

    def zero(self) -> tuple[Float[ndarray, "J 4"], Float[ndarray, "J 3"]]:
        """World rotations and positions where every channel is zero."""
        count = len(self.joints)
        local = np.tile([1.0, 0, 0, 0], (1, count, 1))
        place = np.stack([joint.offset for joint in self.joints])[None]
        world, position = self.forward(local, place)
        return world[0], position[0]


@dataclass(frozen=True)
class Take:
    """A rig in motion."""

    rig: Rig
    fps: float
    local: Float[ndarray, "T J 4"]
    place: Float[ndarray, "T J 3"]  # of each joint in its parent

    def world(self) -> tuple[Float[ndarray, "T J 4"], Float[ndarray, "T J 3"]]:
        """World rotations and positions."""
        return self.rig.forward(self.local, self.place)


def read_take(path: Path) -> Take:
    """Any BVH. Raises InputError, with the line where there is one."""
    joints, fps, rows = parse(path)
    rig = Rig(tuple(joints))
    local = np.tile([1.0, 0, 0, 0], (len(rows), len(joints), 1))
    place = np.tile(np.stack([joint.offset for joint in joints]), (len(rows), 1, 1))
    column = 0
    for k, joint in enumerate(joints):
        for channel in joint.channels:
            axis, value = AXES[channel[0]], rows[:, column]
            if channel.endswith("rotation"):
                local[:, k] = multiply(local[:, k], about(axis, value))
            else:
                place[:, k, axis] = value  # replaces the offset, as in other readers
            column += 1
    return Take(rig, fps, local, place)
