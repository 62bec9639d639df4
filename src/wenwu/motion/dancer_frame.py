"""The dancer's own frame: joint places as one who walks and turns along with the dancer sees them.

The origin is the point of the floor under the hips, the z axis where the pelvis faces, both smoothed over
SLOW seconds, so that steps and sways stay in the places and only the way over the floor is taken out. Lengths
are those of a body whose leg (hip to ankle) is `SCORE_LEG`, as scores are written.
"""

from dataclasses import dataclass

import numpy as np
from jaxtyping import Float
from numpy import ndarray
from scipy.ndimage import gaussian_filter1d

from wenwu.body.skeleton import AT
from wenwu.motion.chain import from_parent

FPS = 30.0  # [frames/s] of every sequence the network reads or draws
SLOW = 0.4  # [s] standard deviation of the smoothing of ground point and heading
SIDES = ("leftUpperLeg", "rightUpperLeg")


@dataclass(frozen=True)
class DancerFrame:
    """Where the dancer is and faces, smoothed, in every frame."""

    ground: Float[ndarray, "T 2"]  # [m] x, z in the world
    heading: Float[ndarray, " T"]  # [rad] to the left of +z, unwrapped
    scale: float = 1.0  # the dancer's leg over the score's

    @classmethod
    def of(cls, place: Float[ndarray, "T 24 3"], fps: float, scale: float = 1.0) -> "DancerFrame":
        """The frame of world positions [m]; facing is read from the line through the hip joints."""
        across = place[:, AT[SIDES[0]]] - place[:, AT[SIDES[1]]]
        heading = np.unwrap(np.arctan2(-across[:, 2], across[:, 0]))
        slow = SLOW * fps
        ground = gaussian_filter1d(place[:, 0][:, [0, 2]], slow, axis=0, mode="nearest")
        return cls(ground, gaussian_filter1d(heading, slow, mode="nearest"), scale)

    def seen(self, place: Float[ndarray, "T J 3"]) -> Float[ndarray, "T J 3"]:
        """World positions [m] as seen from the frame, in the score's metres."""
        out = np.array(place, float)
        out[..., 0] -= self.ground[:, None, 0]
        out[..., 2] -= self.ground[:, None, 1]
        return _turned(out, -self.heading) / self.scale

    def placed(self, seen: Float[ndarray, "T J 3"]) -> Float[ndarray, "T J 3"]:
        """The inverse of `seen`: back into the world."""
        out = _turned(np.asarray(seen, float) * self.scale, self.heading)
        out[..., 0] += self.ground[:, None, 0]
        out[..., 2] += self.ground[:, None, 1]
        return out


def states(seen: Float[ndarray, "T 24 3"], fps: float = FPS) -> Float[ndarray, "T 144"]:
    """What the network speaks of: 72 coordinates, each joint from its parent [m], and their velocities
    [m/s].
    """
    flat = from_parent(np.asarray(seen, float)).reshape(len(seen), -1)
    rate = np.gradient(flat, 1 / fps, axis=0) if len(flat) > 1 else np.zeros_like(flat)
    return np.concatenate([flat, rate], 1)


def _turned(place: Float[ndarray, "T J 3"], angle: Float[ndarray, " T"]) -> Float[ndarray, "T J 3"]:
    """Turned to the left about the y axis [rad]."""
    c, s = np.cos(angle)[:, None], np.sin(angle)[:, None]
    x, y, z = place[..., 0], place[..., 1], place[..., 2]
    return np.stack([c * x + s * z, y, c * z - s * x], -1)
