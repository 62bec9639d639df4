"""The network of ink loss: it runs without torch, keeps the share, and says the same as torch."""

from importlib.resources import files
from pathlib import Path

import numpy as np
import pytest

from wenwu.base.seed import generator
from wenwu.motifs.damage import wear
from wenwu.motifs.damage_net import LEARNT, PLANES, WEIGHTS, lose, noises, planes, weakness

SHIPPED = Path(str(files("wenwu.motifs").joinpath(WEIGHTS)))


def strokes() -> np.ndarray:
    y, x = np.mgrid[:104, :128] / 104 - 0.5
    return ((np.abs(np.hypot(y, x - 0.1) - 0.35) < 0.03) | (np.abs(y - 0.05) < 0.04)).astype(np.float32)


def test_weights_are_small_and_say_their_licence() -> None:
    onnx = pytest.importorskip("onnx", reason="onnx is absent: install the train extra")
    assert SHIPPED.stat().st_size < 1_000_000
    said = {prop.key: prop.value for prop in onnx.load(str(SHIPPED)).metadata_props}
    assert said["licence"] == "CC BY-SA 4.0" and int(said["steps"]) > 0 and int(said["crests"]) > 50
    card = (SHIPPED.parent / "CARD.md").read_text("utf-8")
    assert "CC BY-SA 4.0" in card and "CODH" in card and (SHIPPED.parent / "LICENSE.md").is_file()


@pytest.mark.parametrize("kind", LEARNT)
@pytest.mark.parametrize("share", [0.0, 0.05, 0.3, 1.0])
def test_as_much_is_lost_as_was_asked(kind: str, share: float) -> None:
    lost, whole = lose(strokes(), kind, share, generator(1, "lose")), strokes() > 0.5
    assert not (lost & ~whole).any()
    assert lost.sum() / whole.sum() == pytest.approx(share, abs=0.002)
    assert (lose(strokes(), kind, share, generator(1, "lose")) == lost).all()


def test_another_seed_loses_elsewhere() -> None:
    first, second = (lose(strokes(), "ink", 0.2, generator(seed, "lose")) for seed in (1, 2))
    assert (first & second).sum() < 0.8 * first.sum()


def test_sides_that_eight_does_not_divide() -> None:
    assert weakness(np.ones((33, 50), np.float32), "ink", 0.2, generator(1, "odd")).shape == (33, 50)


def test_noises_have_spread_one() -> None:
    made = noises((160, 160), generator(2, "noise"))
    assert [float(n.std()) for n in made] == pytest.approx([1, 1, 1], abs=0.25)
    assert planes(strokes(), 1, 0.2, generator(2, "noise")).shape == (PLANES, 104, 128)


def test_a_picture_loses_ink_by_the_network() -> None:
    picture = np.where(strokes()[..., None] > 0.5, (0.1, 0.1, 0.12), (0.9, 0.88, 0.8)).astype(np.float32)
    left = [wear(picture, {"ink": s}, generator(3, "net"), learnt=True) for s in (0.0, 0.2, 0.5, 1.0)]
    loss = [one.loss for one in left]
    assert loss == sorted(loss) and loss[0] == 0 and (left[0].image == picture).all()
    assert loss[3] / (strokes() > 0.5).mean() == pytest.approx(0.6, abs=0.02)
    assert all((one.image[~one.mask] == picture[~one.mask]).all() for one in left)
    large = np.kron(picture, np.ones((3, 3, 1), np.float32))
    assert wear(large, {"edge": 0.5}, generator(3, "net"), learnt=True).image.shape == large.shape


def test_torch_and_onnx_agree(tmp_path: Path) -> None:
    torch = pytest.importorskip("torch", reason="torch is absent: install the train extra")
    pytest.importorskip("onnx", reason="onnx is absent: install the train extra")
    import onnxruntime as ort

    from wenwu.motifs.damage_gan import Generator
    from wenwu.motifs.damage_train import export

    torch.manual_seed(1)
    net = Generator().eval()
    torch.nn.init.normal_(net.out.weight, std=0.3)
    export(net, tmp_path / "net.onnx", {"steps": "0"})
    seen = planes(strokes(), 0, 0.2, generator(4, "parity"))[None]
    with torch.inference_mode():
        expected = net(torch.from_numpy(seen)).numpy()
    (found,) = ort.InferenceSession(str(tmp_path / "net.onnx"), providers=["CPUExecutionProvider"]).run(
        None, {"planes": seen}
    )
    assert np.abs(found - expected).max() < 1e-4 and np.abs(expected).std() > 0.1


def test_training_goes_on_from_a_checkpoint_and_keeps_the_share(tmp_path: Path) -> None:
    torch = pytest.importorskip("torch", reason="torch is absent: install the train extra")
    pytest.importorskip("safetensors", reason="safetensors is absent: install the train extra")
    from wenwu.motifs.damage_gan import lost_of
    from wenwu.motifs.damage_train import Course, train
    from wenwu.motifs.loss_set import LossSet

    rng = generator(5, "train")
    whole = rng.random((4, 80, 80)) < 0.5
    masks = LossSet(
        whole, whole & (rng.random(whole.shape) < 0.2), np.ones(whole.shape, np.float32),
        np.zeros(4, np.float32), ("g",) * 4, ("f",) * 4,
    )  # fmt: skip
    course = Course(steps=2, batch=2)
    first = train(masks, course, tmp_path, lambda text: None)
    again = train(masks, Course(steps=3, batch=2), tmp_path, lambda text: None)
    assert first.step == 2 and again.step == 3 and again.spent >= first.spent
    assert not list(tmp_path.glob("*.part"))
    resumed = train(masks, Course(steps=3, batch=2), tmp_path, lambda text: None)
    for one, two in zip(again.mean.parameters(), resumed.mean.parameters(), strict=True):
        assert torch.equal(one, two)
    weak = torch.randn(2, 1, 40, 40, requires_grad=True)
    lost = lost_of(weak, torch.ones(2, 1, 40, 40), torch.tensor([0.1, 0.4]))
    assert lost.detach().mean((1, 2, 3)).tolist() == pytest.approx([0.1, 0.4], abs=0.01)
    lost.sum().backward()
    assert float(weak.grad.abs().sum()) > 0
