"""The network that looks: what torch makes of its weights, tokens where they belong, what it refuses."""

import numpy as np
import pytest

from wenwu.base.errors import InputError
from wenwu.base.seed import generator
from wenwu.memory import backbone
from wenwu.memory.backbone import features, gathered, look

IMAGES = generator(1, "images").integers(0, 256, (2, 128, 128, 3)).astype(np.uint8)


def by_torch(images: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The graph walked node by node in torch: an independent run of the same file."""
    torch = pytest.importorskip("torch", reason="parity with torch needs the extra [train]")
    onnx = pytest.importorskip("onnx", reason="parity with torch needs the extra [train]")
    graph = onnx.load(str(backbone.weights() / "lite0.onnx")).graph
    known = {
        t.name: torch.from_numpy(onnx.numpy_helper.to_array(t).copy()).float() for t in graph.initializer
    }
    known["images"] = torch.from_numpy((images.transpose(0, 3, 1, 2).astype(np.float32) - 127) / 128)
    for node in graph.node:
        given = [known[name] for name in node.input]
        if node.op_type == "Conv":
            facts = {a.name: onnx.helper.get_attribute_value(a) for a in node.attribute}
            step, pads = facts["strides"][0], []
            for size, kernel in (
                (given[0].shape[3], facts["kernel_shape"][1]),
                (given[0].shape[2], facts["kernel_shape"][0]),
            ):
                more = max((-(-size // step) - 1) * step + kernel - size, 0)
                pads += [more // 2, more - more // 2]
            padded = torch.nn.functional.pad(given[0], pads)
            out = torch.conv2d(padded, given[1], given[2], step, 0, 1, facts["group"])
        else:
            out = {
                "Cast": lambda x: x, "Identity": lambda x: x, "Add": lambda a, b: a + b,
                "Clip": lambda x, low, high: x.clamp(low, high),
            }[node.op_type](*given)  # fmt: skip
        known[node.output[0]] = out
    return known["middle"].numpy(), known["last"].numpy()


@pytest.mark.parametrize("side", [128, 176])
def test_it_agrees_with_torch(side: int) -> None:
    images = generator(2, side).integers(0, 256, (2, side, side, 3)).astype(np.uint8)
    middle, last = by_torch(images)
    seen = look(images, 1)
    assert seen.last.shape == (2, 320, -(-side // 32), -(-side // 32))
    np.testing.assert_allclose(seen.middle, middle, atol=1e-3)
    np.testing.assert_allclose(seen.last, last, atol=1e-3)


def test_tokens_lie_row_by_row() -> None:
    maps = np.zeros((1, 1, 8, 8), np.float32)
    maps[0, 0, :2, 6:] = 1  # top right
    assert gathered(maps)[0, :, 0].tolist() == [0, 0, 0, 1, *[0] * 12]


def test_uneven_parts_keep_the_mean() -> None:
    maps = generator(1, "maps").normal(size=(2, 3, 11, 11)).astype(np.float32)
    np.testing.assert_allclose(gathered(maps).mean(1), maps.mean((2, 3)), atol=1e-5)


def test_tokens_are_sixteen_of_432() -> None:
    seen = look(IMAGES, 1)
    assert seen.tokens.shape == (2, 16, 432)
    np.testing.assert_allclose(seen.tokens[:, :, :320].mean(1), seen.last.mean((2, 3)), atol=1e-4)


@pytest.mark.parametrize(("kind", "wide"), [("middle", 224), ("last", 320), ("head", 1280)])
def test_features_have_their_width_and_tell_pictures_apart(kind: backbone.Kind, wide: int) -> None:
    rows = features(np.concatenate([IMAGES, IMAGES[:1]]), kind, threads=1)
    assert rows.shape == (3, wide)
    np.testing.assert_allclose(rows[0], rows[2], atol=1e-4)
    assert np.abs(rows[0] - rows[1]).max() > 1e-2


def test_a_batch_changes_nothing() -> None:
    one = np.concatenate([look(IMAGES[k : k + 1], 1).last for k in range(2)])
    np.testing.assert_allclose(look(IMAGES, 1).last, one, atol=1e-4)


def test_what_it_refuses() -> None:
    with pytest.raises(InputError, match="pictures of 32 pixels a side; 64 to 320 can be looked at"):
        look(np.zeros((1, 32, 32, 3), np.uint8))
    with pytest.raises(InputError, match="there is no picture to look at; give at least one"):
        look(np.zeros((0, 128, 128, 3), np.uint8))
