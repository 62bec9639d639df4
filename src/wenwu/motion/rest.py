"""The pose in which somebody's rig and our skeleton are laid side by side.

A rig's numbers mean nothing until it is known how a joint is turned when its body stands. One pose is taken
as known: all zeros where that looks like a person who stands, else the frame of the clip in which the dancer
stands most plainly. In it our skeleton is stood the same way (`stand.stood`). From there every joint turns as
the rig's does: W(t) = A G(t) G₀⁻¹ A⁻¹ W₀, with G the rig's world rotation and A the turn from its axes
to ours.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from jaxtyping import Bool, Float
from numpy import ndarray

from wenwu.base.errors import InputError
from wenwu.body.rotation import conjugate, from_matrix, multiply
from wenwu.motion.rig import Take
from wenwu.motion.stand import across, stood

STANDS = 0.6  # of the leg's length: the feet are at least so far below the hips of somebody who stands
SIDES = ("left", "right")
LEG, ARM = ("UpperLeg", "LowerLeg", "Foot"), ("UpperArm", "LowerArm", "Hand")
Joints = Mapping[str, int]
Places = Float[ndarray, "T J 3"]


@dataclass(frozen=True)
class Rest:
    """The known pose of a rig, and ours in it."""

    axes: Float[ndarray, "3 3"]  # ours = axes @ the file's
    theirs: Float[ndarray, "J 4"]  # world rotations of the rig's joints, the file's axes
    place: Float[ndarray, "J 3"]  # world places, our axes and the file's unit
    ours: Float[ndarray, "24 4"]  # world rotations of our joints
    frame: int | None  # which frame of the clip it is; None where all channels are zero

    def leg(self, joints: Joints) -> float:
        """Hip to ankle along the bones, in the file's unit."""
        return float(np.mean([_length(self.place[None], joints, side, LEG) for side in SIDES]))


def rest_of(take: Take, joints: Joints, offset: Float[ndarray, "24 3"], file: str) -> Rest:
    """The known pose; `offset` is our skeleton's. Raises InputError where nobody stands, at zero or ever."""
    world, place = take.world()
    zero, spots = take.rig.zero()
    axes = _axes(spots, joints)
    if axes is not None and _stands(spots[None] @ axes.T, joints)[0]:
        spots = spots @ axes.T
        return Rest(axes, zero, spots, stood(spots, joints, offset), None)
    axes = _upright(place, joints)
    seen = place @ axes.T
    stands = _stands(seen, joints)
    if not stands.any():
        raise InputError(
            f"{file} shows nobody who stands, neither with all channels at zero nor in any frame; add a "
            "frame in which the dancer stands upright"
        )
    frame = int(np.where(stands, _plainness(seen, joints), -np.inf).argmax())
    return Rest(axes, world[frame], seen[frame], stood(seen[frame], joints, offset), frame)


def turned_as(rest: Rest, world: Float[ndarray, "T 4"], row: int, joint: int) -> Float[ndarray, "T 4"]:
    """Our joint's world rotation over time, from that of the rig's joint in `row`."""
    axes = from_matrix(rest.axes)
    moved = multiply(world, conjugate(rest.theirs[row])[None])
    return multiply(multiply(multiply(axes[None], moved), conjugate(axes)[None]), rest.ours[joint][None])


def turned_back(rest: Rest, ours: Float[ndarray, "T 4"], row: int, joint: int) -> Float[ndarray, "T 4"]:
    """The rig's joint's world rotation over time, from ours: the inverse of `turned_as`."""
    axes = from_matrix(rest.axes)
    moved = multiply(ours, conjugate(rest.ours[joint])[None])
    return multiply(multiply(multiply(conjugate(axes)[None], moved), axes[None]), rest.theirs[row][None])


def _axes(place: Float[ndarray, "J 3"], joints: Joints) -> Float[ndarray, "3 3"] | None:
    """Which of the file's axes point left, up and ahead; None where two of them fall together."""
    hips = (place[joints["leftUpperLeg"]] + place[joints["rightUpperLeg"]]) / 2
    up = _nearest(place[joints["head"]] - hips)
    line = across(place, joints)
    left = _nearest(line - up * (line @ up))
    if not up.any() or not left.any() or abs(left @ up) > 0:
        return None
    return np.stack([left, up, np.cross(left, up)])


def _upright(place: Places, joints: Joints) -> Float[ndarray, "3 3"]:
    """The file's axes with its upward one as y; x stays x unless it points up."""
    up = _nearest(np.median(place[:, joints["head"]] - place[:, joints["hips"]], axis=0))
    left = np.eye(3)[1 if up[0] else 0]
    return np.stack([left, up, np.cross(left, up)])


def _nearest(line: Float[ndarray, "3"]) -> Float[ndarray, "3"]:
    """The axis nearest to a line, with its sign."""
    out = np.zeros(3)
    axis = int(np.abs(line).argmax())
    out[axis] = np.sign(line[axis])
    return out


def _stands(place: Places, joints: Joints) -> Bool[ndarray, " T"]:
    """Feet well below the hips, head above hips and hands."""
    high = {name: place[:, row, 1] for name, row in joints.items()}
    fine = (high["head"] > high["leftUpperLeg"]) & (high["head"] > high["leftHand"])
    for side in SIDES:
        drop = high[f"{side}UpperLeg"] - high[f"{side}Foot"]
        fine &= drop > STANDS * np.maximum(_length(place, joints, side, LEG), 1e-9)
    return fine


def _plainness(place: Places, joints: Joints) -> Float[ndarray, " T"]:
    """How plainly somebody stands: legs and trunk upright, arms straight, feet level."""
    out = np.zeros(len(place))
    for side in SIDES:
        leg = place[:, joints[side + LEG[0]]] - place[:, joints[side + LEG[2]]]
        arm = place[:, joints[side + ARM[0]]] - place[:, joints[side + ARM[2]]]
        out += 2 * leg[:, 1] / np.maximum(_length(place, joints, side, LEG), 1e-9)
        out += np.linalg.norm(arm, axis=1) / np.maximum(_length(place, joints, side, ARM), 1e-9)
    trunk = place[:, joints["head"]] - place[:, joints["hips"]]
    out += 3 * trunk[:, 1] / np.maximum(np.linalg.norm(trunk, axis=1), 1e-9)
    uneven = place[:, joints["leftFoot"], 1] - place[:, joints["rightFoot"], 1]
    return out - 3 * np.abs(uneven) / np.maximum(_length(place, joints, "left", LEG), 1e-9)


def _length(place: Places, joints: Joints, side: str, bones: tuple[str, ...]) -> Float[ndarray, " T"]:
    """A limb's length along its bones."""
    rows = [joints[side + bone] for bone in bones]
    return sum(
        (np.linalg.norm(place[:, a] - place[:, b], axis=1) for a, b in pairwise(rows)),
        np.zeros(len(place)),
    )
