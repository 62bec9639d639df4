"""The prior: mixtures over the 36 degrees of freedom and their rates."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from scipy.stats import norm

from wenwu.base.errors import InputError
from wenwu.motion.learnt import Learnt
from wenwu.motion.prior import (
    KNOTS,
    SHARP,
    component_weights,
    learn_priors,
    learnt_as,
    load_priors,
    save_priors,
    with_rates,
)
from wenwu.motion.sequence import Sequence
from wenwu.motion.timeline import phase_of, timeline_of


def sequence(variant: str, knee: float, seed: int = 2) -> Sequence:
    """Four seconds in which one knee is bent so far, the other swings once."""
    beat = np.arange(120) / 30 * 2
    dof = np.zeros((120, 36))
    dof[:, 12] = knee + np.random.default_rng(seed).normal(0, 3, 120)
    dof[:, 13] = 20 * np.sin(2 * np.pi * beat / 8)
    return Sequence(
        "score", "d", "p", variant, "woman/x", seed, ("a", "b"), np.zeros((120, 144)), dof,
        timeline_of(beat, 0.0, 8.0, 120.0), np.zeros(128), np.ones(24, bool),
    )  # fmt: skip


@pytest.fixture(scope="module")
def learnt():
    own = [sequence("plain", 10, s) for s in (2, 3, 4)] + [sequence("deep", 60, s) for s in (5,)]
    return learn_priors(own)["d", "p", "woman/x"]


def test_variants_are_components_weighed_by_how_often_they_are_danced(learnt) -> None:
    assert learnt.variants == ("plain", "deep")
    assert learnt.weight == pytest.approx([0.75, 0.25])
    assert learnt.mean[0, :, 12] == pytest.approx(np.full(KNOTS, 10), abs=3)
    assert learnt.mean[1, :, 12] == pytest.approx(np.full(KNOTS, 60), abs=4)


def test_a_movement_is_told_by_its_variant(learnt) -> None:
    plain, deep = sequence("?", 12, 9), sequence("?", 55, 9)
    assert learnt.nearest(plain.dof, phase_of(plain.timeline)) == "plain"
    assert learnt.nearest(deep.dof, phase_of(deep.timeline)) == "deep"
    odd = replace(plain, dof=plain.dof + 40)
    assert learnt.log_match(plain.dof, phase_of(plain.timeline)) > learnt.log_match(
        odd.dof, phase_of(odd.timeline)
    )


def test_density_is_the_one_of_scipy(learnt) -> None:
    one = sequence("?", 12, 9)
    phase = phase_of(one.timeline)
    mean, sigma = learnt.at(phase)
    rows = with_rates(one.dof)
    by_hand = [norm.logpdf(rows, mean[:, v], sigma[:, v]).mean() for v in range(2)]
    assert learnt.log_density(one.dof, phase) == pytest.approx(by_hand)


def test_a_variants_own_mean_is_as_lawful_as_can_be(learnt) -> None:
    one = sequence("?", 12, 9)
    phase = phase_of(one.timeline)
    mean, sigma = learnt.at(phase)
    z = (with_rates(one.dof)[:, None] - mean) / sigma
    assert learnt.log_match(one.dof, phase) == pytest.approx(-SHARP / 2 * (z**2).mean((0, 2)).min())
    own = replace(learnt, mean=np.tile([[[5.0] * 36 + [0.0] * 36]], (2, KNOTS, 1)))
    assert own.log_match(np.full((120, 36), 5.0), phase) == pytest.approx(0)


def test_between_knots_it_is_a_straight_line(learnt) -> None:
    half = 0.5 / (KNOTS - 1)
    mean, _ = learnt.at(np.array([0.0, half, 2 * half]))
    assert mean[1] == pytest.approx((mean[0] + mean[2]) / 2)


def test_weights_of_components() -> None:
    w = component_weights(np.log([0.5, 0.3, 0.2]), np.log([0.1, 0.4, 0.1]))
    assert w == pytest.approx(np.array([0.05, 0.12, 0.02]) / 0.19)


def test_kept_and_read_again(learnt, tmp_path: Path) -> None:
    save_priors({("d", "p", "woman/x"): learnt}, tmp_path / "p.npz")
    stored = load_priors(tmp_path / "p.npz")
    again = stored[learnt_as("d", "p", "man/y", stored)]
    assert again.variants == learnt.variants
    assert again.mean == pytest.approx(learnt.mean, rel=2e-3, abs=2e-2)


def test_an_unknown_phrase_is_refused() -> None:
    with pytest.raises(InputError, match="the prior knows no phrase 'waltz' of 'dai_peacock'; wenwu train"):
        learnt_as("dai_peacock", "waltz", "", {})


def test_every_phrase_of_the_atlas_has_one(atlas) -> None:
    known = {key[:2] for key in load_priors(Learnt.shipped().prior)}
    missing = {(d, p.id) for d, s in atlas.scores.items() for p in s.phrase} - known
    assert not missing
    for prior in load_priors(Learnt.shipped().prior).values():
        assert np.isfinite(prior.mean).all()
        assert prior.sigma.min() > 0
        assert prior.weight.sum() == pytest.approx(1)
