"""The two-sample tests: half where there is nothing to tell, more where there is; statistics by hand."""

import numpy as np
import pytest
from scipy import ndimage

from wenwu.base.seed import generator
from wenwu.measure.damage import by_hand, run, simulated, table
from wenwu.measure.loss_statistics import NAMES, statistics
from wenwu.measure.two_sample import FOLDS, folds, told, told_by_logistic
from wenwu.motifs.damage import KINDS
from wenwu.motifs.loss_set import LossSet


def of(name: str, whole: np.ndarray, lost: np.ndarray) -> float:
    return float(statistics(whole, lost)[NAMES.index(name)])


def bars() -> np.ndarray:
    whole = np.zeros((64, 64), bool)
    whole[10:14, 4:60] = whole[30:34, 4:60] = whole[50:54, 4:60] = True
    return whole


def test_statistics_of_two_gaps() -> None:
    whole, lost = bars(), np.zeros((64, 64), bool)
    lost[10:14, 20:28] = lost[30:34, 40:42] = True
    mass = whole.sum() / 1000
    assert of("pieces", whole, lost) == pytest.approx(2 / mass)
    assert of("largest_piece", whole, lost) == pytest.approx(32 / 40)
    assert of("piece_size", whole, lost) == pytest.approx((32 + 8) / 2)
    assert of("run_across", whole, lost) == pytest.approx(5)  # four runs of 8, four of 2
    assert of("run_down", whole, lost) == pytest.approx(4)
    assert of("breaks", whole, lost) == pytest.approx(2 / mass)
    assert of("free_edge", whole, lost) == pytest.approx(0.5)
    assert of("edge_by_area", whole, lost) == pytest.approx((20 + 8) / 40)


def test_even_loss_is_less_patchy_than_loss_in_one_corner() -> None:
    whole = np.ones((64, 64), bool)
    even = generator(1, "even").random((64, 64)) < 0.1
    corner = np.zeros_like(even)
    corner[:20, :20] = True
    assert of("patchiness", whole, even) < 0.25 * of("patchiness", whole, corner)


def crests(n: int) -> tuple[str, ...]:
    return tuple(f"g{k // 3}" for k in range(n)) * 2


def test_equal_samples_cannot_be_told_and_unequal_ones_can() -> None:
    rng, n = generator(2, "features"), 150
    false = np.repeat([False, True], n)
    same = rng.standard_normal((2 * n, 6))
    fair = told_by_logistic(same, false, crests(n))
    assert fair.low < 0.5 < fair.high and fair.n == 2 * n
    shifted = same + np.where(false[:, None], [1.5, 0, 0, 0, 0, 0], 0)
    seen = told_by_logistic(shifted, false, crests(n))
    assert seen.accuracy == pytest.approx(0.77, abs=0.06) and seen.low > 0.65  # Φ(.75)


def test_a_crest_is_never_fitted_and_tested() -> None:
    group = crests(60)
    fold = folds(group, 1)
    assert set(fold) == set(range(FOLDS))
    assert all(
        len({int(f) for f, g in zip(fold, group, strict=True) if g == name}) == 1 for name in set(group)
    )


def test_crests_that_repeat_one_verdict_widen_the_interval() -> None:
    right = np.repeat(generator(3, "right").random(20) < 0.6, 10)
    apart = told(right, tuple(f"g{k}" for k in range(200)))
    together = told(right, tuple(f"g{k // 10}" for k in range(200)))
    assert together.high - together.low > 2 * (apart.high - apart.low)


def test_simulated_loss_has_the_area_and_the_strokes_of_the_real() -> None:
    whole = np.stack([ndimage.binary_dilation(bars(), iterations=k) for k in (0, 1)])
    lost = whole.copy()
    lost[:, :, :20] = lost[:, :, 32:] = False
    inside = np.ones(whole.shape, np.float32)
    real = LossSet(whole, lost, inside, np.array([0, 1], np.float32), ("g1", "g2"), ("a", "b"))
    false = simulated(real, by_hand, "procedural")
    assert not (false.lost & ~whole).any() and false.group == real.group
    assert np.allclose(false.share, real.share, atol=0.03)
    assert (simulated(real, by_hand, "procedural").lost == false.lost).all()
    assert (false.lost != real.lost).any()


def test_the_network_tells_stripes_from_specks_and_not_specks_from_specks() -> None:
    pytest.importorskip("torch", reason="torch is absent: install the train extra")
    from wenwu.measure.two_sample_net import told_by_network

    rng, n = generator(5, "net"), 15
    whole = np.ones((2 * n, 72, 72), bool)
    specks = rng.random((2 * n, 72, 72)) < 0.2
    stripes = specks.copy()
    stripes[n:] = np.repeat(rng.random((n, 72, 1)) < 0.2, 72, axis=2)
    false, group = np.repeat([False, True], n), tuple(f"g{k}" for k in range(n)) * 2
    assert told_by_network(whole, stripes, false, group).accuracy > 0.9
    fair = told_by_network(whole, specks, false, group)
    assert fair.accuracy < 0.8


def test_the_bench_without_data_times_every_kind_and_says_what_it_lacks() -> None:
    result = run(None)
    assert all(result[f"{kind}_ms"] > 0 for kind in KINDS)
    assert "needs --data" in result["comparison"] and table(result) == ""
