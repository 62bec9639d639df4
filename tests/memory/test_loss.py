"""Eq. 3, 4 and 5 against sums written out by hand, and faults that must be seen."""

import math

import numpy as np
import pytest

from wenwu.base.seed import generator

torch = pytest.importorskip("torch", reason="the losses need the extra [train]")

from wenwu.memory.loss import contrast, margins, orthogonality, triplet, weights  # noqa: E402


def rows(count: int = 7, wide: int = 5, name: str = "rows") -> "torch.Tensor":
    made = torch.from_numpy(generator(1, name).normal(size=(count, wide)))
    return torch.nn.functional.normalize(made, dim=1)


LABELS = torch.tensor([0, 0, 1, 1, 1, 2, 0])
SAME = LABELS[:, None] == LABELS[None]
OTHER = ~torch.eye(7, dtype=torch.bool)


def by_hand(query, keys, positive, negative, gamma, times=None) -> list[float]:
    """−log ΣP / (ΣP + ΣN), one number after the other."""
    out = []
    for i in range(len(query)):
        on = off = 0.0
        for j in range(len(keys)):
            near = math.exp(sum(float(a) * float(b) for a, b in zip(query[i], keys[j], strict=True)) / gamma)
            near *= 1.0 if times is None else float(times[i, j])
            on += near if positive[i, j] else 0.0
            off += near if negative[i, j] else 0.0
        out.append(-math.log(on / (on + off)) if on else 0.0)
    return out


def test_eq_3_is_the_sum_by_hand() -> None:
    query, keys = rows(), rows(name="keys")
    found = contrast(query, keys, SAME & OTHER, ~SAME, 0.2)
    np.testing.assert_allclose(found, by_hand(query, keys, SAME & OTHER, ~SAME, 0.2), atol=1e-9)
    assert found[5] == 0  # nothing else has its label


def test_eq_3_weighs_conflicts_as_told() -> None:
    query, keys = rows(), rows(name="keys")
    times = torch.where(LABELS[:, None] + LABELS[None] == 3, 4.0, 1.0).double()
    found = contrast(query, keys, SAME & OTHER, ~SAME, 0.2, times.log())
    np.testing.assert_allclose(found, by_hand(query, keys, SAME & OTHER, ~SAME, 0.2, times), atol=1e-9)


def test_eq_3_is_bounded_below_as_printed_it_is_not() -> None:
    axis = torch.eye(5).double()[:1].repeat(7, 1)
    assert float(contrast(axis, axis, SAME & OTHER, ~SAME & False).min()) == 0
    assert -math.log(math.exp(1 / 0.07) / math.exp(-1 / 0.07)) < -28  # the paper's ratio, positives left out


def test_planted_fault_positives_dropped() -> None:
    query = rows()
    whole = contrast(query, query, SAME & OTHER, ~SAME)
    none = contrast(query, query, SAME & False, ~SAME)
    assert float(whole.sum()) > 0 and float(none.sum()) == 0


def test_eq_4_is_the_hardest_by_hand() -> None:
    anchor, margin = rows(), margins(torch.tensor([0, 1, 2, 3, 0, 3, 1])).double()
    found = triplet(anchor, anchor, SAME & OTHER, ~SAME, margin)
    for i in range(7):
        away = [float((anchor[i] - anchor[j]).norm()) for j in range(7)]
        far = [away[j] for j in range(7) if SAME[i, j] and j != i]
        near = [away[j] for j in range(7) if not SAME[i, j]]
        wanted = max(0.0, float(margin[i]) + max(far) - min(near)) if far else 0.0
        assert float(found[i]) == pytest.approx(wanted, abs=1e-6)


def test_delta_grows_with_sacredness() -> None:
    found = margins(torch.arange(5))
    np.testing.assert_allclose(found, [0.8, 0.8 + 0.4 / 3, 0.8 + 0.8 / 3, 1.2, 1.2], atol=1e-6)


def test_planted_fault_a_constant_delta_changes_the_loss() -> None:
    anchor = rows()
    told = triplet(anchor, anchor, SAME & OTHER, ~SAME, margins(torch.tensor([3] * 7)).double())
    flat = triplet(anchor, anchor, SAME & OTHER, ~SAME, torch.full((7,), 0.8).double())
    assert float((told - flat).max()) == pytest.approx(0.4, abs=1e-6)


def test_eq_5_by_class_and_time() -> None:
    alpha, beta = weights(torch.tensor([0, 3]), 1.0)
    np.testing.assert_allclose(alpha, [0.6, 0.3], atol=1e-6)
    np.testing.assert_allclose(beta, [0.4, 0.7], atol=1e-6)
    first, later = weights(torch.tensor([0]), 0.0), weights(torch.tensor([0]), 0.4)
    assert float(first[0]) > float(later[0]) > 0.6 and float(first[1]) < float(later[1]) < 0.4
    np.testing.assert_allclose(weights(torch.tensor([0]), 0.0, scheduled=False)[1], 0.4, atol=1e-6)


def test_orthogonality_is_the_mean_squared_correlation() -> None:
    a, b = rows(40, 3, "a"), rows(40, 3, "b")
    wanted = np.corrcoef(a.T, b.T)[:3, 3:]
    assert float(orthogonality(a, b)) == pytest.approx(float((wanted**2).mean()), abs=1e-9)


def test_planted_fault_one_channel_for_both_is_seen() -> None:
    a = rows(40, 3, "a")
    assert float(orthogonality(a, a)) > 5 * float(orthogonality(a, rows(40, 3, "b")))
