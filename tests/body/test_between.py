"""Bounds between frames: never better than the truth, and close to it."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.spatial.transform import Rotation

from wenwu.body.between import TOLERANCE, least_margin, reach
from wenwu.body.clinical import rotations
from wenwu.body.readouts import READOUTS, read
from wenwu.body.rotation import slerp

FINE = 200
NAMES = sorted(READOUTS)
OTHER = {"trunk.roll": "trunk.pitch", "trunk.pitch": "trunk.roll"}


def poses(seed: int, count: int = 2, share: float = 0.8) -> np.ndarray:
    """Random poses within the joints' ranges."""
    rng, channels = np.random.default_rng(seed), {}
    for name, readout in READOUTS.items():
        if name.startswith("trunk") or (name.endswith("bend") and name.startswith("wrist")):
            continue
        low, high = (readout.low, readout.high) if readout.limit else (-30.0, 30.0)
        channels[name] = (low + high) / 2 + share * (high - low) / 2 * rng.uniform(-1, 1, count)
    return rotations(channels)


def between(rotation: np.ndarray) -> np.ndarray:
    """From the first pose to the second by scipy's rotation vectors, all joints, FINE steps."""
    first, second = (Rotation.from_quat(pose[:, [1, 2, 3, 0]]) for pose in rotation)
    whole = (first.inv() * second).as_rotvec()
    parts = [first * Rotation.from_rotvec(share * whole) for share in np.linspace(0, 1, FINE + 1)]
    return np.stack([part.as_quat()[:, [3, 0, 1, 2]] for part in parts])


@pytest.mark.parametrize("name", NAMES)
@given(seed=st.integers(0, 10_000), small=st.floats(0.02, 0.3))
@settings(max_examples=8, deadline=None)
def test_the_reach_is_never_overstepped(name: str, seed: int, small: float) -> None:
    """Anywhere within the spread the read-out differs by no more than the bound."""
    first, second = poses(seed)
    near = slerp(first, second, np.full(24, small))
    pair = np.stack([first, near])
    spread = np.degrees(2 * np.arccos(np.clip(np.abs((first * near).sum(-1)), 0, 1)))
    allowed = float(reach(name, first[None], spread[None])[0])
    angle = read(name, between(pair))
    off = np.abs((angle - angle[0] + 180) % 360 - 180).max()
    assert off <= allowed + 1e-6


@pytest.mark.parametrize("name", [n for n in NAMES if not n.endswith((".plane", "root.turn"))])
@given(seed=st.integers(0, 10_000))
@settings(max_examples=8, deadline=None)
def test_the_margin_is_sound_and_tight(name: str, seed: int) -> None:
    start, end = poses(seed, share=0.6)
    step = slerp(start, end, np.full(24, 0.15))
    film = np.stack([start, step])
    angle = read(name, between(film))
    if np.ptp(angle) > 90:
        return  # it went round
    if name.startswith("trunk") and np.abs(read(OTHER[name], between(film))).max() > 80:
        return  # lying flat, where a lean to the other side ends its chart and the bound is only sound
    high = float(angle.max()) - 0.2
    truth = float(np.minimum(angle - (high - 400), high - angle).min())
    told = float(least_margin(name, film, high - 400, high)[0])
    assert truth - TOLERANCE - 2e-2 <= told <= truth + 1e-6


def test_a_bulge_between_two_lawful_frames_is_seen() -> None:
    """The thigh stands out 30 degrees at both frames, and farther on the way from one to the other."""
    thigh = {"hip_r.abduction": [30.0, 30.0], "hip_r.flexion": [-10.0, 50.0], "hip_r.rotation": [30.0, -30.0]}
    film = rotations({name: np.array(value) for name, value in thigh.items()})
    assert read("hip_r.abduction", film) == pytest.approx(30.0)
    farthest = float(read("hip_r.abduction", between(film)).max())
    assert farthest > 31.0
    told = least_margin("hip_r.abduction", film, -np.inf, 31.0)[0]
    assert told == pytest.approx(31.0 - farthest, abs=0.03)


def test_a_hanging_arm_that_does_not_move_ends_quickly() -> None:
    film = np.repeat(rotations({"shoulder_l.elevation": np.zeros(1)}), 50, axis=0)
    assert np.isfinite(least_margin("shoulder_l.plane", film, -90, 90)).all()
