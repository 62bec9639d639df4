"""Directions of an upper arm, gone over from one to another."""

import numpy as np
import pytest

from wenwu.body.ranges import load_limits
from wenwu.motion.swing import ROUND, mixed_swing


def points(plane: np.ndarray, elevation: np.ndarray) -> np.ndarray:
    """Where an arm of one metre ends: outward, forward, down."""
    out, up = np.radians(plane), np.radians(elevation)
    return np.stack([np.sin(up) * np.cos(out), np.sin(up) * np.sin(out), np.cos(up)], -1)


def swing(plane: float, elevation: float) -> tuple[np.ndarray, np.ndarray]:
    return np.array([plane]), np.array([elevation])


def test_the_ends_are_the_two_and_half_way_is_between_them() -> None:
    one, other = swing(0.0, 60.0), swing(80.0, 60.0)
    assert mixed_swing(one, other, np.zeros(1)) == one
    np.testing.assert_allclose(points(*mixed_swing(one, other, np.ones(1))), points(*other), atol=ROUND**2)
    wanted = points(*one) + points(*other)
    np.testing.assert_allclose(
        points(*mixed_swing(one, other, np.full(1, 0.5))), wanted / np.linalg.norm(wanted), atol=ROUND**2
    )


def test_the_way_between_two_is_gone_evenly() -> None:
    share = np.linspace(0, 1, 61)
    one, other = (np.full(61, 126.0), np.full(61, 70.0)), (np.full(61, -30.0), np.full(61, 70.0))
    hand = points(*mixed_swing(one, other, share))[1:]  # with a share of 0 nothing is held back
    steps = np.linalg.norm(np.diff(hand, axis=0), axis=-1)
    assert steps.max() < 1.02 * steps.min()


@pytest.mark.parametrize("elevation", [5.0, 60.0, 120.0, 175.0])
@pytest.mark.parametrize("beyond", [1.0, 40.0, 90.0])
def test_what_lies_outside_the_range_is_brought_into_it(beyond: float, elevation: float) -> None:
    limit = load_limits()["shoulder.plane"]
    for end, sign in ((limit.low, -1), (limit.high, 1)):
        plane, _ = mixed_swing(swing(0.0, 9.0), swing(end + sign * beyond, elevation), np.ones(1))
        assert limit.low <= plane[0] <= limit.high


def test_an_arm_that_passes_its_hanging_does_not_jump() -> None:
    turn = np.linspace(-180, 180, 721)  # the drawn arm circles round once while it hangs a little
    drawn = turn, np.full(721, 12.0)
    for share in (0.3, 0.6, 1.0):
        for written in (-40.0, 60.0, 120.0):
            told = np.full(721, written), np.full(721, 8.0)
            hand = points(*mixed_swing(told, drawn, np.full(721, share)))
            assert np.linalg.norm(np.diff(hand, axis=0), axis=-1).max() < 0.003
            assert np.linalg.norm(np.diff(hand, n=2, axis=0), axis=-1).max() < 0.0002  # and has no corner
