"""What the network is trained for, against scipy and sampling."""

import numpy as np
import pytest
from scipy.stats import norm

torch = pytest.importorskip("torch", reason="training needs the extra [train]")

from wenwu.body.skeleton import AT  # noqa: E402
from wenwu.motion.chain import from_parent  # noqa: E402
from wenwu.motion.mdn_loss import (  # noqa: E402
    HINGES,
    Prior,
    Told,
    angle_losses,
    divergence,
    hinge_angles,
    likelihood,
)
from wenwu.motion.score_body import score_body  # noqa: E402

GEN = torch.Generator()


@pytest.fixture(autouse=True)
def _same_numbers_whatever_ran_before() -> None:
    GEN.manual_seed(3)


def told(b: int = 2, t: int = 5, k: int = 3, d: int = 144) -> Told:
    return Told(
        torch.log_softmax(torch.randn(b, k, generator=GEN), -1),
        torch.randn(b, t, k, d, generator=GEN),
        0.3 + torch.rand(b, t, k, d, generator=GEN),
    )


def test_one_component_is_a_plain_gaussian() -> None:
    one = told(k=1)
    state = torch.randn(2, 5, 144, generator=GEN)
    found = likelihood(one, state, torch.ones_like(state), sharp=60.0)
    by_hand = norm.logpdf(state.numpy(), one.mean[:, :, 0].numpy(), one.sigma[:, :, 0].numpy()).mean()
    assert float(found) == pytest.approx(-by_hand, rel=1e-5)


def test_numbers_that_are_not_known_do_not_count() -> None:
    mixture, state = told(), torch.randn(2, 5, 144, generator=GEN)
    known = torch.ones_like(state)
    known[..., 30:60] = 0
    wild = state.clone()
    wild[..., 30:60] += 100
    assert float(likelihood(mixture, state, known, 60.0)) == pytest.approx(
        float(likelihood(mixture, wild, known, 60.0))
    )
    assert float(likelihood(mixture, wild, torch.ones_like(known), 60.0)) > 100


def test_a_mixture_that_is_its_prior_has_no_divergence() -> None:
    mixture = told()
    same = Prior(mixture.log_weight.exp(), mixture.mean, mixture.sigma)
    every = torch.ones(2, 5)
    assert float(divergence(mixture, same, every, torch.tensor([True, True]))) == pytest.approx(0, abs=1e-6)


def test_the_divergence_bounds_what_sampling_finds() -> None:
    """One frame, two numbers, one phrase: D_KL by 200,000 samples is below the matched bound."""
    rng = np.random.default_rng(5)
    weight, omega = np.array([0.6, 0.4]), np.array([0.5, 0.5])
    mean, sigma = np.array([[0.0, 0.0], [2.0, 1.0]]), np.array([[0.5, 0.4], [0.3, 0.6]])
    aim, wide = mean + 0.2, sigma * 1.3
    pick = rng.choice(2, size=200_000, p=weight)
    x = mean[pick] + sigma[pick] * rng.standard_normal((200_000, 2))

    def log_p(w: np.ndarray, m: np.ndarray, s: np.ndarray) -> np.ndarray:
        each = norm.logpdf(x[:, None], m, s).sum(-1) + np.log(w)
        return np.logaddexp.reduce(each, axis=1)

    sampled = (log_p(weight, mean, sigma) - log_p(omega, aim, wide)).mean()
    each = (np.log(wide / sigma) + (sigma**2 + (mean - aim) ** 2) / (2 * wide**2) - 0.5).sum(1)
    bound = (weight * (each + np.log(weight / omega))).sum()
    assert 0 < sampled <= bound + 0.01
    tensor = [torch.tensor(v, dtype=torch.float32)[None] for v in (mean, sigma, aim, wide)]
    mixture = Told(
        torch.tensor(np.log(weight), dtype=torch.float32)[None], tensor[0][:, None], tensor[1][:, None]
    )
    prior = Prior(torch.tensor(omega, dtype=torch.float32)[None], tensor[2][:, None], tensor[3][:, None])
    found = float(divergence(mixture, prior, torch.ones(1, 1), torch.tensor([True])))
    evenly = each.mean() / 2  # ours counts a rare variant as much as a common one, and is told a number of y
    odds = float((weight * np.log(weight / omega)).sum()) / 144
    assert found == pytest.approx(evenly + odds, rel=1e-4)


def test_hinges_read_the_angle_between_two_bones() -> None:
    place = torch.zeros(1, 24, 3)
    place[0, AT["leftLowerArm"]] = torch.tensor([0.3, 0.0, 0.0])
    place[0, AT["leftHand"]] = torch.tensor([0.3, 0.2, 0.0])
    bones = torch.tensor(from_parent(place.numpy()), dtype=torch.float32).reshape(1, 72)
    angle = hinge_angles(bones)[0, list(HINGES).index("elbow_l")]
    assert float(angle) == pytest.approx(np.pi / 2, abs=1e-3)


def test_both_limits_count() -> None:
    """An elbow folded to 170° of 150 costs; one at 90° does not, and neither does at its own reference."""
    spread, middle = torch.ones(144), torch.zeros(144)
    rest = score_body().forward(np.tile([1.0, 0, 0, 0], (1, 24, 1)), np.zeros((1, 3)))[1][0]
    cost = []
    for degrees in (90.0, 170.0):
        bones = from_parent(rest)
        for name in ("leftHand", "leftMiddleProximal"):  # forearm and hand in one line
            long = np.linalg.norm(bones[AT[name]])
            bones[AT[name]] = long * np.array([np.cos(np.radians(degrees)), 0, np.sin(np.radians(degrees))])
        numbers = torch.tensor(bones.reshape(72), dtype=torch.float32)
        mean = torch.cat([numbers, torch.zeros(72)]).reshape(1, 1, 1, 144)
        mixture = Told(torch.zeros(1, 1), mean, torch.ones_like(mean))
        prior = Prior(torch.ones(1, 1), mean, torch.ones_like(mean))
        cost.append([float(c) for c in angle_losses(mixture, prior, torch.ones(1, 1), middle, spread)])
    assert cost[0][0] == cost[1][0] == 0
    assert cost[1][1] - cost[0][1] == pytest.approx(np.radians(20) ** 2 / len(HINGES), rel=0.02)


def test_weight_on_a_component_that_matches_no_variant_costs() -> None:
    mixture = told(k=2)
    prior = Prior(torch.tensor([[1.0, 0.0], [1.0, 0.0]]), mixture.mean, mixture.sigma)
    every, both = torch.ones(2, 5), torch.tensor([True, True])
    sure = Told(torch.log(torch.tensor([[1 - 1e-6, 1e-6]] * 2)), mixture.mean, mixture.sigma)
    torn = Told(torch.log(torch.tensor([[0.5, 0.5]] * 2)), mixture.mean, mixture.sigma)
    assert float(divergence(sure, prior, every, both)) == pytest.approx(0, abs=1e-3)
    assert float(divergence(torn, prior, every, both)) == pytest.approx(0.5, abs=0.01)
