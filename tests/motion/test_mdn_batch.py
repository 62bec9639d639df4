"""Batches: what the network is shown, and the variants beside it."""

import numpy as np
import pytest

torch = pytest.importorskip("torch", reason="training needs the extra [train]")

from wenwu.motion.mdn import INPUT  # noqa: E402
from wenwu.motion.mdn_batch import EVERY, KNOTS, VARIANTS, batch_of, scale_of, shelves_of  # noqa: E402
from wenwu.motion.sequence import Sequence  # noqa: E402
from wenwu.motion.timeline import timeline_of  # noqa: E402
from wenwu.prompt.encode import known_texts  # noqa: E402

TEXT = next(iter(known_texts()))


def sequence(variant: str, height: float, seed: int, frames: int = 120) -> Sequence:
    rng = np.random.default_rng(seed)
    state = rng.normal(0, 0.1, (frames, 144))
    state[:, 1] += height
    rows = timeline_of(np.linspace(0, 8, frames), 0.0, 8.0, 120.0)
    return Sequence(
        "score", "d", "p", variant, "woman/x", seed, (TEXT,), state, np.zeros((frames, 36)), rows,
        rng.normal(size=128), np.ones(24, bool),
    )  # fmt: skip


@pytest.fixture(scope="module")
def own() -> list[Sequence]:
    return [
        sequence("plain", 0.0, 2),
        sequence("plain", 0.0, 3),
        sequence("plain", 0.0, 4),
        sequence("low", -1, 5),
    ]


def test_variants_weigh_what_they_are_danced(own) -> None:
    scale = scale_of(own)
    shelf = shelves_of(own, scale).shelves["d", "p", "woman/x"]
    assert shelf.names == ("plain", "low")
    assert shelf.weight == pytest.approx([0.75, 0.25])
    assert shelf.mean.shape == (2, KNOTS, 144)
    apart = (shelf.mean[0, :, 1] - shelf.mean[1, :, 1]) * scale.spread[1]
    assert apart.mean() == pytest.approx(1, abs=0.06)


def test_a_batch_holds_what_is_known_and_pads_the_rest(own) -> None:
    shelves = shelves_of(own, scale_of(own))
    batch = batch_of([own[0], sequence("low", -1, 6, frames=40)], shelves, np.random.default_rng(1), 96)
    assert batch.x.shape == (2, 96, INPUT)
    assert batch.state.shape == (2, 96 // EVERY, 144)
    assert batch.valid.sum(1).tolist() == [48, 20]
    assert batch.prior.mean.shape == (2, 48, VARIANTS, 144)
    assert batch.prior.weight[0].tolist() == pytest.approx([0.75, 0.25, 0, 0, 0])
    assert batch.learnt.all()
    assert (batch.known[0] == 1).all()
