"""S against every path by hand, and against what it must not like."""

from itertools import product

import numpy as np
import pytest

from wenwu.measure.diversity import pairwise, same_phrase
from wenwu.measure.similarity import centred, correlation, likeness, plain_distance, poses, squared, warp
from wenwu.measure.takes import Take

FPS = 30.0


def dance(rng: np.random.Generator, frames: int = 150) -> np.ndarray:
    """A standing figure whose arms and legs swing by a few sines."""
    time = np.arange(frames) / FPS
    still = rng.normal(0, 0.3, (24, 3))
    still[[1, 2]] = [[0.1, 0, 0], [-0.1, 0, 0]]
    wave = sum(
        rng.normal(0, 0.12, (24, 3)) * np.sin(2 * np.pi * f * time + rng.uniform(0, 6))[:, None, None]
        for f in (0.3, 0.7, 1.1)
    )
    wave[:, :3] = 0
    return still + wave + [0, 1, 0]


def by_hand(cost: np.ndarray) -> float:
    """The least sum over every path of steps of one, by trying all of them."""
    rows, columns = cost.shape
    best = np.inf
    for moves in product("drb", repeat=rows + columns - 2):
        i = j = 0
        total = cost[0, 0]
        for move in moves:
            if (i, j) == (rows - 1, columns - 1):
                break
            i, j = i + (move in "db"), j + (move in "rb")
            if i >= rows or j >= columns:
                break
            total += cost[i, j]
        if (i, j) == (rows - 1, columns - 1):
            best = min(best, total)
    return best


@pytest.mark.parametrize("shape", [(1, 1), (1, 4), (3, 2), (4, 4), (3, 5)])
def test_the_path_is_the_best_of_all_paths(shape: tuple[int, int], rng: np.random.Generator) -> None:
    cost = rng.random(shape)
    path = warp(cost)
    assert tuple(path[0]) == (0, 0) and tuple(path[-1]) == (shape[0] - 1, shape[1] - 1)
    steps = np.diff(path, axis=0)
    assert ((steps >= 0) & (steps <= 1)).all() and (steps.sum(1) > 0).all()
    assert cost[path[:, 0], path[:, 1]].sum() == pytest.approx(by_hand(cost))


def test_squared_is_the_squared_distance(rng: np.random.Generator) -> None:
    a, b = rng.random((5, 3)), rng.random((7, 3))
    assert squared(a, b) == pytest.approx(((a[:, None] - b[None]) ** 2).sum(-1))


def test_poses_have_unit_energy_and_no_mean(rng: np.random.Generator) -> None:
    flat = poses(dance(rng))
    assert (flat**2).sum(1).mean() == pytest.approx(1)
    assert flat.mean(0) == pytest.approx(np.zeros(flat.shape[1]), abs=1e-12)


def test_place_heading_and_size_do_not_count(rng: np.random.Generator) -> None:
    place = dance(rng)
    c, s = np.cos(1.1), np.sin(1.1)
    turned = place @ np.array([[c, 0, s], [0, 1, 0], [-s, 0, c]]) + [3, 0, -2]
    assert correlation(poses(place), poses(1.2 * turned)) == pytest.approx(1, abs=1e-3)


def test_tempo_does_not_count_much_and_another_dance_does(rng: np.random.Generator) -> None:
    place, other = dance(rng), dance(rng)
    slower = np.stack(
        [np.interp(np.arange(0, 149, 0.8), np.arange(150), c) for c in place.reshape(150, -1).T], 1
    )
    same = correlation(poses(place), poses(slower.reshape(-1, 24, 3)))
    assert same > 0.98 and correlation(poses(place), poses(other)) < 0.8


def test_a_pose_that_is_held_is_like_nothing(rng: np.random.Generator) -> None:
    place = dance(rng)
    held = np.repeat(place.mean(0, keepdims=True), len(place), axis=0)
    assert not poses(held).any()
    assert correlation(poses(held), poses(place)) == 0 and correlation(poses(held), poses(held)) == 0
    assert likeness(0.0, 0.3) < 0


def test_the_plain_distance_likes_a_held_pose_better_than_another_dance(rng: np.random.Generator) -> None:
    """Why it is not what we report: doing nothing is nearer than dancing something else."""
    place = dance(rng)
    other = place.mean(0) + (dance(rng) - dance(rng).mean(0))
    held = np.repeat(place.mean(0, keepdims=True), len(place), axis=0)
    assert plain_distance(place, held) < plain_distance(place, other)


@pytest.mark.parametrize(("r", "chance", "s"), [(0.3, 0.3, 0.0), (1.0, 0.3, 1.0), (0.65, 0.3, 0.5)])
def test_s_is_nought_at_chance_and_one_for_a_copy(r: float, chance: float, s: float) -> None:
    assert likeness(r, chance) == pytest.approx(s)


def test_shaking_lowers_it_the_more_the_stronger(rng: np.random.Generator) -> None:
    place = dance(rng)
    found = [
        correlation(poses(place), poses(place + rng.normal(0, size, place.shape))) for size in (0, 0.05, 0.2)
    ]
    assert found[0] == pytest.approx(1) and found[0] > found[1] + 0.02 > found[2] + 0.1


def test_a_frozen_generator_is_one_and_strangers_are_not(rng: np.random.Generator) -> None:
    one = dance(rng)
    strangers = [poses(dance(rng)) for _ in range(3)]
    assert pairwise([poses(one)] * 3) == pytest.approx(np.ones(3))
    assert pairwise(strangers).max() < 0.8
    takes = [
        [Take("a", "plain", one, np.arange(150) / 30), Take("b", "plain", dance(rng), np.arange(150) / 30)]
    ]
    assert same_phrase(takes * 2) == pytest.approx(np.ones(2))
    assert not len(same_phrase([takes[0][:1], takes[0][1:]]))


def test_a_phrase_cut_short_is_compared_as_far_as_it_goes(rng: np.random.Generator) -> None:
    place, beat = dance(rng), np.arange(150) / 15
    whole, half = Take("a", "plain", place, beat), Take("a", "plain", place[:76], beat[:76])
    assert same_phrase([[whole], [half]]) == pytest.approx([1.0])
    assert whole.pose(5.0) == pytest.approx(centred(place[:76]))


@pytest.fixture
def rng() -> np.random.Generator:
    return np.random.default_rng(7)
