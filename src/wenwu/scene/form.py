"""The form: a performer's body as a tailor sees it, with the heights and centres that lengths count from."""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from jaxtyping import Float
from numpy import ndarray
from scipy.spatial import cKDTree

from wenwu.body.performer import Body, load_body
from wenwu.scene.section import crossings, hull_ring
from wenwu.scene.shell import Shell, body_shell, clipped

ARMHOLE = 0.012  # [m] from the shoulder joint outward to the seam of the sleeve


@dataclass(frozen=True)
class Form:
    """One body to be dressed."""

    body: Body
    shell: Shell  # the body-hugging surface, arms and legs included
    trunk: Shell  # the same without arms
    tree: cKDTree  # of the shell's vertices

    @property
    def bones(self) -> int:
        """Number of bones of the performer's own rig."""
        return len(self.body.rig.names)

    def mark(self, name: str) -> Float[ndarray, "3"]:
        """A landmark [m]."""
        return self.body.landmarks[name]

    def from_shoulder(self, length: float) -> float:
        """Height [m] of a length on the scale 0 shoulder, .5 hip joint, .75 knee, 1 ankle."""
        marks = ("leftUpperArm", "leftUpperLeg", "leftLowerLeg", "leftFoot")
        heights = [float(self.mark(m)[1]) for m in marks]
        return _scaled(length, [0, 0.5, 0.75, 1], heights)

    def from_waist(self, length: float) -> float:
        """Height [m] of a length on the scale 0 waist, .5 knee, 1 ankle."""
        heights = [float(self.mark(m)[1]) for m in ("waist_l", "leftLowerLeg", "leftFoot")]
        return _scaled(length, [0, 0.5, 1], heights)

    def middle(self, height: Float[ndarray, "*N"] | float) -> Float[ndarray, "*N"]:
        """z [m] of the plane between front and back at a height."""
        marks = ("leftLowerLeg", "hip_l", "waist_l", "bust_l", "leftUpperArm", "neck")
        points = sorted((float(self.mark(m)[1]), float(self.mark(m)[2])) for m in marks)
        y, z = np.array(points).T
        return np.asarray(np.interp(height, y, z))

    def carried(self, points: Float[ndarray, "*N 3"]) -> Float[ndarray, "*N B"]:
        """Bone weights of points near the body: those of the nearest places on it."""
        flat = points.reshape(-1, 3)
        distance, near = self.tree.query(flat, k=6)
        weight = 1 / (distance + 0.004) ** 2
        weight /= weight.sum(1, keepdims=True)
        return np.einsum("nk,nkb->nb", weight, self.shell.share[near]).reshape(*points.shape[:-1], -1)

    def around(self, height: float, angle: Float[ndarray, " A"], ease: float) -> Float[ndarray, " A"]:
        """Radius [m] of a taut cloth round trunk and legs, about (0, middle), by angle from +z toward +x."""
        centre = np.array([0.0, float(self.middle(height))])
        level = min(height, float(self.trunk.vertices[:, 1].max()) - 0.01)
        points = crossings(self.trunk, 1, max(level, 0.06)).reshape(-1, 2)
        direction = np.stack([np.sin(angle), np.cos(angle)], 1)
        return hull_ring(points, centre, direction) + ease


def _scaled(length: float, scale: list[float], heights: list[float]) -> float:
    if length > scale[-1]:
        return heights[-1] - (length - scale[-1]) * (heights[0] - heights[-1])
    if length < 0:
        return heights[0] - length * (heights[0] - heights[1]) / (scale[1] - scale[0])
    return float(np.interp(length, scale, heights))


@lru_cache(maxsize=8)
def form_of(performer: str) -> Form:
    """The form of a performer."""
    body = load_body(performer)
    shell = body_shell(performer)
    reach = float(body.landmarks["leftUpperArm"][0]) + ARMHOLE
    arms = shell.share[:, [i for i, n in enumerate(body.rig.names) if "Arm" in n or "Hand" in n]].sum(1)
    trunk = clipped(shell, np.minimum(reach - np.abs(shell.vertices[:, 0]), 0.6 - arms))
    return Form(body, shell, trunk, cKDTree(shell.vertices))


def arm_length(form: Form) -> float:
    """From the shoulder joint to the wrist [m]."""
    return float(form.mark("leftHand")[0] - form.mark("leftUpperArm")[0])
