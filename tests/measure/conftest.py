"""A made-up dancer for the tests: marches on the spot at a known rate, and does what else is asked."""

from collections.abc import Callable, Mapping

import numpy as np
import pytest
from numpy import ndarray

from wenwu.body.clinical import rotations
from wenwu.body.skeleton import AT, Skeleton
from wenwu.motion.clip import Clip

FPS = 60.0
OFFSETS = {
    "hips": (0, 0.80, 0), "leftUpperLeg": (0.09, 0, 0), "leftLowerLeg": (0, -0.35, 0),
    "leftFoot": (0, -0.38, 0), "leftToes": (0, -0.05, 0.10),
    "spine": (0, 0.07, 0), "chest": (0, 0.06, 0), "upperChest": (0, 0.08, 0),
    "neck": (0, 0.28, 0), "leftShoulder": (0.02, 0.21, 0), "head": (0, 0.10, 0.04),
    "leftUpperArm": (0.12, -0.02, 0), "leftLowerArm": (0.22, 0, 0), "leftHand": (0.20, 0, 0),
    "leftMiddleProximal": (0.08, 0, 0),
}  # fmt: skip


def skeleton() -> Skeleton:
    """A plain body, the same on both sides."""
    offset = np.zeros((24, 3))
    for name, place in OFFSETS.items():
        offset[AT[name]] = place
        if name.startswith("left"):
            offset[AT[name.replace("left", "right")]] = np.array(place) * [-1, 1, 1]
    return Skeleton(offset, np.array([0.0, -0.07, -0.05]), 0.07)


def marching(
    seconds: float = 8.0, rate: float = 1.0, kick: bool = False, first: str = "l", arms: str = "own"
) -> Clip:
    """Steps at `rate` a second, feet in turn; the arm of the own or the other side, or none, rises too."""
    time = np.arange(round(seconds * FPS)) / FPS
    phase = np.clip(time * rate - 0.5, 0, None)
    step, within = np.floor(phase).astype(int), phase % 1
    lift = np.where(time * rate > 0.5, np.sin(np.pi * np.clip(within / 0.6, 0, 1)) ** 2, 0.0)
    hanging = np.full(len(time), 20.0)
    channels: dict[str, ndarray] = {f"shoulder_{side}.elevation": hanging for side in "lr"}
    for side in "lr":
        mine = (step % 2 == 0) == (side == first)
        up = lift * mine
        channels[f"hip_{side}.flexion"] = (55 if kick else 40) * up
        channels[f"knee_{side}.flexion"] = (15 if kick else 80) * up
        arm = {"own": side, "other": "r" if side == "l" else "l"}.get(arms)
        if arm:
            held = np.convolve(mine.astype(float), np.ones(25) / 25, "same")  # up until the other foot's turn
            channels[f"shoulder_{arm}.elevation"] = 20 + 60 * held
            channels[f"shoulder_{arm}.plane"] = 80 + 0 * time
    return clip_of(channels, len(time))


def clip_of(channels: Mapping[str, ndarray], frames: int, root: ndarray | None = None) -> Clip:
    """A clip of authored angles [deg]; arms hang unless they are told otherwise."""
    still = np.tile([0.0, 0.80, 0.0], (frames, 1))
    return Clip(
        skeleton=skeleton(), fps=FPS, root=still if root is None else root, rotation=rotations(channels),
        hand=np.zeros((frames, 2, 7)), contact=np.zeros((frames, 2), bool), beat=np.zeros(frames),
    )  # fmt: skip


@pytest.fixture(name="marching")
def _marching() -> Callable[..., Clip]:
    return marching


@pytest.fixture(name="clip_of")
def _clip_of() -> Callable[..., Clip]:
    return clip_of
