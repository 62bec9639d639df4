"""The network at work: eq. 7, the mirror, foreign files, and the same numbers as in training."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from scipy.stats import multivariate_normal

from wenwu.base.errors import InputError
from wenwu.motion.learnt import Learnt
from wenwu.motion.mdn import INPUT, Mixture, Network, load_network
from wenwu.motion.timeline import WIDTH, timeline_of


@pytest.fixture(scope="module")
def network() -> Network:
    return load_network(Learnt.shipped().network)


@pytest.fixture(scope="module")
def mixture(network: Network) -> Mixture:
    rows = timeline_of(np.arange(40) / 20, 0.0, 8.0, 90.0)
    return network.predict(np.ones(256) / 16, network.reference("dai_peacock"), rows)


def test_shapes_and_weights(mixture: Mixture) -> None:
    assert mixture.mean.shape == mixture.sigma.shape == (40, 5, 144)
    assert mixture.weight.sum() == pytest.approx(1, abs=1e-5)
    assert (mixture.sigma > 0).all()


def test_density_is_that_of_a_diagonal_gaussian(mixture: Mixture) -> None:
    state = mixture.mean[:, 2] + 0.01
    found = mixture.log_density(state)
    by_hand = multivariate_normal(mixture.mean[7, 1], np.diag(mixture.sigma[7, 1] ** 2)).logpdf(state[7])
    assert found[7, 1] == pytest.approx(by_hand)


def test_a_mirror_of_a_mirror(mixture: Mixture) -> None:
    twice = mixture.mirrored().mirrored()
    assert twice.mean == pytest.approx(mixture.mean)
    assert not np.allclose(mixture.mirrored().mean, mixture.mean)
    assert mixture.sized(1.1).mean == pytest.approx(1.1 * mixture.mean)


def test_the_same_numbers_every_time(network: Network, mixture: Mixture) -> None:
    rows = timeline_of(np.arange(40) / 20, 0.0, 8.0, 90.0)
    again = Network(network.graph).predict(np.ones(256) / 16, network.reference("dai_peacock"), rows)
    assert (again.mean == mixture.mean).all()


def test_it_says_what_it_is(network: Network) -> None:
    assert "dai_peacock" in network.dances
    assert network.facts["steps"] > 1000
    assert len(network.fingerprint) == 12
    assert not network.reference("waltz").any()


def test_files_that_are_no_network(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"there is no network at .*; wenwu train motion writes one"):
        load_network(tmp_path / "none.onnx")
    torn = tmp_path / "torn.onnx"
    torn.write_bytes(Learnt.shipped().network.read_bytes()[:5000])
    with pytest.raises(InputError, match=r"torn\.onnx is no motion network that wenwu wrote"):
        load_network(torn)
    large = tmp_path / "large.onnx"
    with large.open("wb") as file:
        file.truncate(33 * 2**20)
    with pytest.raises(InputError, match="larger than a motion network can be"):
        load_network(large)


def test_it_runs_as_it_was_trained(tmp_path: Path) -> None:
    torch = pytest.importorskip("torch", reason="training needs the extra [train]")
    pytest.importorskip("onnx", reason="training needs the extra [train]")
    from wenwu.motion.mdn_batch import Shelves
    from wenwu.motion.mdn_net import InMetres, Net, Scale, Size
    from wenwu.motion.mdn_train import export

    torch.manual_seed(2)
    net = Net(Size(hidden=16, components=3)).eval()
    rng = np.random.default_rng(4)
    scale = Scale(rng.normal(size=144), rng.uniform(0.1, 1, 144))
    export(net, Shelves(scale, {"d": np.zeros(128)}), {"steps": 1}, tmp_path / "n.onnx")
    rows = rng.normal(size=(50, INPUT))
    rows[:, :384] = rows[0, :384]
    own = load_network(tmp_path / "n.onnx")
    found = own.predict(rows[0, :256], rows[0, 256:384], rows[:, 384:])
    with torch.inference_mode():
        log_weight, mean, sigma = InMetres(net, scale)(torch.tensor(rows[None], dtype=torch.float32))
    assert found.mean == pytest.approx(mean[0].numpy(), abs=1e-4)
    assert found.sigma == pytest.approx(sigma[0].numpy(), abs=1e-4)
    assert found.log_weight[0] == pytest.approx(log_weight[0].numpy(), abs=1e-5)
    assert rows.shape[1] == 384 + WIDTH
    assert replace(found).weight.shape == (3,)
