"""The visual bank: k-means with geography, moving, growing, merging, and reading that never writes."""

import numpy as np
import pytest
from scipy.cluster.vq import kmeans2

from wenwu.base.errors import InputError
from wenwu.base.seed import generator
from wenwu.memory import prototypes
from wenwu.memory.prototypes import (
    Bank,
    attend,
    founded,
    lloyd,
    purity,
    seeded,
    squared,
    stood_for,
    unit,
    with_places,
)

NOWHERE = np.full((1, 2), np.nan)


def cloud(count: int = 200, wide: int = 6) -> np.ndarray:
    rng = generator(1, "cloud")
    middles = rng.normal(size=(4, wide)) * 3
    return middles[rng.integers(0, 4, count)] + rng.normal(size=(count, wide)) * 0.4


def test_without_geography_it_is_k_means() -> None:
    """The same start, the same centres as scipy's."""
    points = cloud()
    start = seeded(points, 4, generator(2, "start"))
    centres, best = lloyd(points, start, 50)
    theirs, labels = kmeans2(points, start, iter=50, minit="matrix")
    np.testing.assert_allclose(centres, theirs, atol=1e-9)
    assert (best == labels).all()


def test_a_weight_of_zero_leaves_distances_alone() -> None:
    points, places = unit(cloud()), generator(3, "places").uniform(-80, 80, (200, 2))
    np.testing.assert_allclose(squared(with_places(points, places, 0.0), with_places(points, places, 0.0)),
                               squared(points, points), atol=1e-9)  # fmt: skip


def test_geography_adds_its_share() -> None:
    """Two equal pictures, a quarter of the globe apart: λ · (chord / 2)² = λ / 2."""
    alike = np.ones((2, 3)) / np.sqrt(3)
    joint = with_places(alike, np.array([[0.0, 0.0], [0.0, 90.0]]), 0.4)
    assert squared(joint[:1], joint[1:])[0, 0] == pytest.approx(0.2)


def test_geography_parts_equal_forms_on_a_toy_map() -> None:
    """One form of two far peoples: one prototype without geography, one for each people with much of it."""
    rng = generator(4, "map")
    form = unit(np.array([1.0, 0.0, 0.0]) + 0.01 * rng.normal(size=(40, 3)))
    places = np.repeat([[25.0, 100.0], [48.0, 130.0]], 20, axis=0) + rng.normal(size=(40, 2)) * 0.2
    people = np.repeat([0, 1], 20)
    joint = with_places(form, places, 5.0)
    best = lloyd(joint, seeded(joint, 2, generator(1)), 30)[1]
    assert purity(best, people) == 1.0
    plain = lloyd(form, seeded(form, 2, generator(1)), 30)[1]
    assert purity(plain, people) < 0.9


def test_unknown_places_stand_at_the_middle() -> None:
    joint = with_places(np.zeros((3, 2)), np.array([[10.0, 20.0], [10.0, 20.0], [np.nan, np.nan]]), 1.0)
    np.testing.assert_allclose(joint[2], joint[0])


def test_k_means_plus_plus_takes_far_points() -> None:
    points = np.concatenate([np.zeros((50, 2)), np.full((1, 2), 100.0)])
    assert any((seeded(points, 2, generator(1)) == 100).all(1))


def test_reading_is_a_softmax_by_hand() -> None:
    keys, query = np.array([[1.0, 0.0], [0.0, 1.0]]), np.array([[0.6, 0.8]])
    by_hand = np.exp(np.array([0.6, 0.8]) / 0.1)
    np.testing.assert_allclose(attend(keys, query, 0.1)[0], by_hand / by_hand.sum())


def test_a_prototype_moves_to_what_is_nearest() -> None:
    bank = Bank(np.eye(3), np.zeros(3))
    came = unit(np.array([[1.0, 0.2, 0.0], [1.0, 0.0, 0.2]]))
    moved = bank.moved(came, kept=0.9)
    np.testing.assert_allclose(moved.rows[0], unit((0.9 * np.eye(3)[0] + 0.1 * came.mean(0))[None])[0])
    np.testing.assert_allclose(moved.rows[1:], np.eye(3)[1:])
    assert moved.counts.tolist() == [2, 0, 0]


def test_it_grows_below_a_cosine_and_no_further_than_its_cap() -> None:
    bank = Bank(np.eye(3)[:1], np.ones(1))
    new = np.array([[1.0, 0.1, 0.0], [0.0, 1.0, 0.0], [0.0, 1.0, 0.1], [0.0, 0.0, 1.0]])
    assert len(bank.grown(new, 9, 0.5).rows) == 3
    assert len(bank.grown(new, 2, 0.5).rows) == 2
    assert len(bank.grown(new[:1], 9, 0.5).rows) == 1


def test_twins_merge_by_their_counts() -> None:
    rows = unit(np.array([[1.0, 0.0], [1.0, 0.02], [0.0, 1.0]]))
    merged = Bank(rows, np.array([3.0, 1.0, 5.0])).merged(0.99)
    assert merged.counts.tolist() == [4, 5]
    np.testing.assert_allclose(merged.rows[0], unit((3 * rows[0] + rows[1])[None])[0])
    assert len(merged.merged(0.99).rows) == 2
    assert len(Bank(rows, np.ones(3)).merged(0.99, fewest=3).rows) == 3


def test_a_bank_is_tended_within_its_bounds() -> None:
    """Of four asked for two are twins, and three new forms came: one twin goes, as many come as may."""
    axes = np.eye(8)
    bank = Bank(unit(np.array([axes[0], axes[0] + 0.01 * axes[1], axes[2], axes[3]])), np.zeros(4))
    came = np.concatenate([np.repeat(axes[:1], 3, 0), axes[2:7]])
    tended = bank.tended(came, 4)
    assert len(tended.rows) == 6 and tended.counts[1:].tolist() == [1] * 5
    np.testing.assert_allclose(tended.rows[3:], axes[4:7])
    alike = Bank(unit(np.repeat(axes[:1], 4, 0) + 0.01 * axes[1:5]), np.zeros(4))
    assert len(alike.tended(axes[:1], 4).rows) == 2


def test_what_a_prototype_stood_for_by_hand() -> None:
    assert stood_for(np.array([0, 0, 0, 2]), np.array([1, 1, 0, 3]), 4).tolist() == [1, -1, 3, -1]


def test_reading_never_writes() -> None:
    assert not _written(Bank.read)


def test_planted_fault_a_read_that_writes_is_seen() -> None:
    def greedy(bank: Bank, keys: np.ndarray, query: np.ndarray, temperature: float) -> np.ndarray:
        bank.rows[0] += 0.1
        return attend(keys, query, temperature)

    assert _written(greedy)


def _written(read) -> bool:
    bank = Bank(unit(cloud(8)), np.ones(8))
    rows, counts = bank.rows.copy(), bank.counts.copy()
    for _ in range(3):
        read(bank, bank.rows, unit(cloud(5)), 0.1)
        bank.nearest(cloud(5))
    return not ((bank.rows == rows).all() and (bank.counts == counts).all())


def test_a_bank_is_founded_on_the_sphere() -> None:
    bank = founded(cloud(), np.repeat(NOWHERE, 200, 0), generator(1), 4)
    np.testing.assert_allclose(np.linalg.norm(bank.rows, axis=1), 1)
    assert bank.counts.sum() == 200


def test_equal_pictures_found_no_bank() -> None:
    with pytest.raises(InputError) as found:
        founded(np.ones((50, 3)), np.repeat(NOWHERE, 50, 0), generator(1), 8)
    assert str(found.value) == (
        "50 pictures, of which too few differ, make no 8 prototypes; "
        "give more pictures or ask for fewer prototypes"
    )


def test_purity_by_hand() -> None:
    came, labels = np.array([0, 0, 0, 1, 1]), np.array([2, 2, 1, 0, 0])
    assert purity(came, labels) == pytest.approx(4 / 5)
    assert purity(np.array([0, 1, 1, 2]), np.array([2, 0, 2, 1]), (came, labels)) == pytest.approx(2 / 4)


def test_the_papers_128_are_what_is_asked_for() -> None:
    assert prototypes.COUNT == 128 and prototypes.FEWEST < 1 < prototypes.MOST
