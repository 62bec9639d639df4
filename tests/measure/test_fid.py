"""The Fréchet distance against its closed form, features against plain loops, published faults."""

import numpy as np
import pytest
from scipy.linalg import sqrtm

from wenwu.body.skeleton import AT
from wenwu.measure import fid, geometric, kinetic


@pytest.fixture
def rng() -> np.random.Generator:
    return np.random.default_rng(3)


def wandering(rng: np.random.Generator, frames: int = 40) -> np.ndarray:
    """Joints that wander smoothly, at sixty frames a second."""
    walk = np.cumsum(np.cumsum(rng.normal(0, 2e-4, (frames, 24, 3)), 0), 0)
    return rng.normal(0, 0.4, (24, 3)) + walk


def test_two_gaussians(rng: np.random.Generator) -> None:
    mix = rng.normal(size=(5, 5))
    one, two = rng.normal(size=(400, 5)), rng.normal(size=(300, 5)) @ mix + 1.5
    a, b = np.cov(one, rowvar=False), np.cov(two, rowvar=False)
    apart = one.mean(0) - two.mean(0)
    known = apart @ apart + np.trace(a + b - 2 * sqrtm(a @ b).real)
    assert fid.frechet(one, two) == pytest.approx(known)


def test_one_number_has_a_closed_form(rng: np.random.Generator) -> None:
    one, two = rng.normal(0, 1, (50, 1)), rng.normal(2, 3, (50, 1))
    known = (one.mean() - two.mean()) ** 2 + (one.std(ddof=1) - two.std(ddof=1)) ** 2
    assert fid.frechet(one, two) == pytest.approx(known)


def test_a_set_is_no_way_from_itself_even_with_few_clips(rng: np.random.Generator) -> None:
    rows = rng.normal(size=(6, 72))
    assert fid.frechet(rows, rows) == pytest.approx(0, abs=1e-9)


def loops(place: np.ndarray, fps: float, published: bool) -> np.ndarray:
    """The kinetic features by plain loops over frames, from their definition."""
    if published:
        place = place - place[0, 0]
    frames, step, out = len(place), 1 / fps, []
    for j in range(place.shape[1]):
        p, floor, up, effort = place[:, j], [], [], []
        for i in range(1, frames):
            v = [(p[t] - p[t - 1]) / step for t in range(i - 2, i + 3) if t >= 1 and t < frames]
            a = []
            for t in range(i - 2, i + 3):
                if t >= 1 and t + 1 < frames:
                    before = p[t] - p[t - 1] / step if published else (p[t] - p[t - 1]) / step
                    a.append(((p[t + 1] - p[t]) / step - before) / step)
            mean = np.mean(v, axis=0)
            floor.append(mean[0] ** 2 + mean[2] ** 2)
            up.append(mean[1] ** 2)
            effort.append(np.linalg.norm(np.mean(a, axis=0)))
        out += [np.mean(floor), np.mean(up), np.mean(effort)]
    return np.array(out)


@pytest.mark.parametrize("published", [True, False])
def test_kinetic_features_are_the_loops(published: bool, rng: np.random.Generator) -> None:
    place = wandering(rng)
    found = kinetic.as_published(place) if published else kinetic.corrected(place, 60.0)
    assert found == pytest.approx(loops(place, 60.0, published))


def test_what_was_published_grows_with_the_way_and_what_was_meant_does_not() -> None:
    time = np.arange(120)[:, None, None] / 60
    steady = np.zeros((120, 24, 3)) + np.array([1.0, 0, 0]) * time  # one metre a second, no acceleration
    assert kinetic.corrected(steady, 60.0)[2::3] == pytest.approx(np.zeros(24), abs=1e-9)
    assert kinetic.as_published(steady)[2] > 1000


def test_kinetic_features_do_not_depend_on_the_rate() -> None:
    def circling(fps: float) -> np.ndarray:
        angle = 2 * np.pi * np.arange(int(10 * fps)) / fps
        return np.repeat(np.stack([np.cos(angle), np.sin(angle), 0 * angle], 1)[:, None], 24, 1)

    slow, quick = (kinetic.corrected(circling(fps), fps) for fps in (60.0, 240.0))
    assert slow == pytest.approx(quick, rel=0.05)
    assert quick[2] == pytest.approx((2 * np.pi) ** 2, rel=0.01)  # a = ω² r


def standing() -> np.ndarray:
    """A figure that stands with its arms hanging."""
    at = {
        "hips": (0, 1, 0), "spine": (0, 1.1, 0), "chest": (0, 1.2, 0), "upperChest": (0, 1.3, 0),
        "neck": (0, 1.5, 0), "head": (0, 1.65, 0),
        "leftUpperLeg": (0.1, 0.95, 0), "leftLowerLeg": (0.1, 0.5, 0),
        "leftFoot": (0.1, 0.08, 0), "leftToes": (0.1, 0.03, 0.15), "leftShoulder": (0.05, 1.45, 0),
        "leftUpperArm": (0.2, 1.45, 0), "leftLowerArm": (0.2, 1.17, 0), "leftHand": (0.2, 0.92, 0),
        "leftMiddleProximal": (0.2, 0.84, 0),
    }  # fmt: skip
    out = np.zeros((24, 3))
    for name, place in at.items():
        out[AT[name]] = place
        if name.startswith("left"):
            out[AT[name.replace("left", "right")]] = np.array(place) * [-1, 1, 1]
    return out


def test_a_hand_that_rises_is_seen_only_by_the_mended_features() -> None:
    place = np.repeat(standing()[None], 31, 0)
    for name in ("rightLowerArm", "rightHand"):
        place[:, AT[name], 1] += np.linspace(0, 1.0, 31)  # a metre in a second
    fast, rises = 5, 2  # the right arm's things, in order: see Scene._arms
    mended, published = geometric.corrected(place, 30.0), geometric.as_published(place)
    assert mended[rises] == 1.0 and published[rises] == 0.0
    assert mended[fast] == 1.0


def test_a_bent_knee_and_a_raised_foot_are_seen() -> None:
    place = np.repeat(standing()[None], 10, 0)
    assert geometric.corrected(place, 30.0)[[18 + 1, 18 + 2]] == pytest.approx([0, 0])
    place[:, AT["rightLowerLeg"]] = [-0.1, 0.95, 0.45]
    place[:, AT["rightFoot"]] = [-0.1, 0.55, 0.4]
    place[:, AT["rightToes"]] = [-0.1, 0.5, 0.5]
    assert geometric.corrected(place, 30.0)[[18 + 1, 18 + 2]] == pytest.approx([1, 1])


def test_all_features_are_shares(rng: np.random.Generator) -> None:
    for found in (geometric.as_published(wandering(rng)), geometric.corrected(wandering(rng), 60.0)):
        assert found.shape == (32,) and ((found >= 0) & (found <= 1)).all()


def test_a_feature_that_never_varies_decides_only_what_was_published(rng: np.random.Generator) -> None:
    reference, other = rng.random((20, 32)), rng.random((20, 32))
    reference[:, 4] = 0.0
    kinds = fid.KINDS
    assert fid.fid(reference, other, kinds["fid_g_as_published_m_60fps"]) > 1e12
    assert fid.fid(reference, other, kinds["fid_g_corrected_m_30fps"]) < 1e4


def test_the_same_maker_stands_on_the_floor_and_a_fault_far_above(rng: np.random.Generator) -> None:
    kind = fid.KINDS["fid_k_corrected_m_30fps"]
    reference, same = rng.gamma(4.0, size=(48, 72)), rng.gamma(4.0, size=(24, 72))
    assert fid.beside_floor(reference, same, kind).ratio == pytest.approx(1, abs=0.15)
    assert fid.beside_floor(reference, same + 4, kind).ratio > 3


def test_a_half_holds_whole_performances(rng: np.random.Generator) -> None:
    kind = fid.KINDS["fid_k_corrected_m_30fps"]
    performances = np.repeat(rng.normal(0, 3, (10, 72)), 2, 0) + rng.normal(0, 0.1, (20, 72))
    owner = [k // 2 for k in range(20)]
    split, mixed = (fid.beside_floor(performances, performances, kind, g).floor for g in (owner, None))
    assert split > 1.2 * mixed  # twins on both sides would make the floor too low
