"""A Clip: one dancer's motion on one skeleton."""

from dataclasses import dataclass

from jaxtyping import Bool, Float
from numpy import ndarray

from wenwu.body.skeleton import Skeleton


@dataclass(frozen=True)
class Clip:
    """Root path, local rotations, hands, contacts and beats, one row a frame."""

    skeleton: Skeleton
    fps: float
    root: Float[ndarray, "T 3"]  # [m] world position of the hips
    rotation: Float[ndarray, "T 24 4"]  # local quaternions wxyz; the hips' is in the world
    hand: Float[
        ndarray, "T 2 7"
    ]  # left, right: curl of thumb…little (0 straight, 1 fist), fan [deg], thumb across
    contact: Bool[ndarray, "T 2"]  # left, right foot planted
    beat: Float[ndarray, " T"]  # beats since the start
    marks: tuple[tuple[int, str], ...] = ()  # (frame, phrase id) where each phrase begins

    def __len__(self) -> int:
        return len(self.root)

    def positions(self) -> Float[ndarray, "T 24 3"]:
        """World positions of the joints [m]."""
        return self.skeleton.forward(self.rotation, self.root)[1]
