"""Ways: components told apart by the prior, drawn by weight and temperature."""

import numpy as np
import pytest

from wenwu.body.angles import DOF, unproject
from wenwu.motion.dancer_frame import states
from wenwu.motion.ik import standing
from wenwu.motion.mdn import Mixture
from wenwu.motion.prior import learn_priors
from wenwu.motion.score_body import score_body
from wenwu.motion.sequence import Sequence
from wenwu.motion.timeline import phase_of, timeline_of
from wenwu.motion.ways import Ways, angles_of, ways_of

BEAT = np.arange(90) / 30 * 2
ROWS = timeline_of(BEAT, 0.0, 6.0, 120.0)


def arms(lift: float) -> np.ndarray:
    """Three seconds in which both arms swing about a height [deg]."""
    dof = np.tile(standing(), (90, 1))
    dof[:, 1] = 0.8
    for side in "lr":
        dof[:, DOF.index(f"shoulder_{side}.up")] = lift + 15 * np.sin(2 * np.pi * BEAT / 6)
    return dof


def places(dof: np.ndarray) -> np.ndarray:
    return score_body().forward(*unproject(dof))[1]


@pytest.fixture(scope="module")
def prior():
    def danced(variant: str, lift: float) -> Sequence:
        dof = arms(lift)
        return Sequence(
            "score", "d", "p", variant, "woman/x", 2, ("a", "b"), states(places(dof)), dof, ROWS,
            np.zeros(128), np.ones(24, bool),
        )  # fmt: skip

    return learn_priors([danced("plain", -60), danced("plain", -60), danced("high", 20)])["d", "p", "woman/x"]


def test_each_component_is_the_variant_it_moves_like(prior) -> None:
    mean = np.stack([states(places(arms(lift))) for lift in (22, -58, -61)], 1)
    told = Mixture(np.tile(np.log([0.2, 0.2, 0.6]), (90, 1)), mean, np.full_like(mean, 0.05))
    ways = ways_of(told, prior, phase_of(ROWS))
    assert ways.variant == ("high", "plain", "plain")
    assert ways.weight.sum() == pytest.approx(1)
    assert ways.component("high") == 0
    assert ways.component("low") is None


def test_a_way_that_no_prior_knows_is_drawn_less(prior) -> None:
    """The network is sure of a component that swings the arms where no variant does."""
    mean = np.stack([states(places(arms(lift))) for lift in (-60, 80)], 1)
    told = Mixture(np.tile(np.log([0.2, 0.8]), (90, 1)), mean, np.full_like(mean, 0.05))
    ways = ways_of(told, prior, phase_of(ROWS))
    assert ways.weight[1] < 0.4 < ways.weight[0]


def test_temperature() -> None:
    ways = Ways(np.array([0.1, 0.6, 0.3]), ("a", "b", "a"))
    assert ways.odds(1.0) == pytest.approx({"a": 0.4, "b": 0.6})
    assert ways.odds(0.5) == pytest.approx({"a": 0.16 / 0.52, "b": 0.36 / 0.52})
    assert ways.odds(0.0) == {"a": 0.0, "b": 1.0}


def test_places_become_the_numbers_they_came_from() -> None:
    dof = arms(-30)
    assert angles_of(places(dof), dof)[:, 3:] == pytest.approx(dof[:, 3:], abs=0.5)
