"""What each row of Table 2 costs: parameters, and milliseconds a picture in torch, ONNX and ONNX of eight
bits.

Only benches import this module, for it needs torch. Counted is what the answer depends on: a number of
the network that no gradient of the answer reaches is none of the row's. Time is that of one picture and
one thread behind the network that looks, which is the same for all rows and is told once; every figure is
the median of some rounds, on the wall and of the processor.
"""

import logging
import tempfile
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import torch
from torch import Tensor, nn

from wenwu.base.seed import generator
from wenwu.measure.memory_rows import ROWS, Row, net_of
from wenwu.measure.milliseconds import milliseconds
from wenwu.memory.backbone import SIDE, look, session, weights
from wenwu.memory.net import CHANNELS, PLACES, Net, Size

ROUNDS, QUICK = 60, 5


class Answering(nn.Module):
    """Tokens and context to what is named: the whole row behind the network that looks."""

    def __init__(self, net: Net) -> None:
        super().__init__()
        self.net = net

    def forward(self, tokens: Tensor, context: Tensor) -> Tensor:
        """The concepts' logits."""
        logits: Tensor = self.net(tokens, context).logits
        return logits


def costs(
    contexts: tuple[int, ...], concepts: int, size: Size, quick: bool = False
) -> dict[str, dict[str, Any]]:
    """By row, parameters [M] and milliseconds; the row `looking` is the frozen network before all of them."""
    rounds = QUICK if quick else ROUNDS
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    out = {"looking": _of_looking(rounds)}
    for name, row in ROWS.items():
        torch.manual_seed(1)
        net = net_of(row, contexts, concepts, size).eval()
        out[name] = cost_of(row, net, a_picture(contexts), rounds)
    torch.set_num_threads(threads)
    return out


def cost_of(row: Row, net: Net, given: tuple[Tensor, Tensor], rounds: int) -> dict[str, Any]:
    """One network's, by a picture's tokens and their context."""
    asked = Answering(net).eval()
    count = parameters(row, net, given) / 1e6
    with torch.inference_mode():
        times = _named("torch", lambda: asked(*given), rounds)
    return {"parameters_m": count} | times | onnx_times(asked, given, rounds)


def parameters(row: Row, net: Net, given: tuple[Tensor, Tensor]) -> int:
    """How many numbers the answer depends on; the banks' rows among them."""
    net.zero_grad()
    Answering(net)(*given).square().sum().backward()
    reached = sum(p.numel() for p in net.parameters() if p.grad is not None)
    net.zero_grad()
    banks = net.prototypes.numel() if row.rows.visual else 0
    if row.rows.semantic and not row.single:
        banks += net.concepts.numel()
    return reached + banks


def a_picture(contexts: tuple[int, ...]) -> tuple[Tensor, Tensor]:
    """Made-up tokens of one picture, and a context."""
    rng = generator(1, "a picture")
    context = [[int(rng.integers(count)) for count in contexts]]
    tokens = rng.normal(size=(1, PLACES, CHANNELS)).astype(np.float32)
    return torch.from_numpy(tokens), torch.tensor(context)


def _of_looking(rounds: int) -> dict[str, Any]:
    picture = generator(1, "looking").integers(0, 256, (1, SIDE, SIDE, 3)).astype(np.uint8)
    session(1)
    graph = onnx.load(str(weights() / "lite0.onnx"))
    count = sum(int(np.prod(tensor.dims)) for tensor in graph.graph.initializer)
    return {"parameters_m": count / 1e6} | _named("onnx", lambda: look(picture, 1), rounds)


def onnx_times(asked: nn.Module, given: tuple[Tensor, ...], rounds: int) -> dict[str, float]:
    """Milliseconds of a module as an ONNX graph, in single precision and with weights of eight bits."""
    from onnxruntime.quantization import QuantType, quantize_dynamic

    names = [f"input_{k}" for k in range(len(given))]
    out: dict[str, float] = {}
    with tempfile.TemporaryDirectory() as folder, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        plain, small = Path(folder) / "plain.onnx", Path(folder) / "small.onnx"
        torch.onnx.export(asked, given, str(plain), input_names=names, opset_version=17, dynamo=False)
        logging.disable(logging.WARNING)  # advice about graphs of other makers
        quantize_dynamic(str(plain), str(small), weight_type=QuantType.QInt8)
        logging.disable(logging.NOTSET)
        fed = {name: value.numpy() for name, value in zip(names, given, strict=True)}
        for kind, path in (("onnx", plain), ("int8", small)):
            ready = _session(path)
            used = {one.name: fed[one.name] for one in ready.get_inputs()}
            out |= _named(kind, lambda ready=ready, used=used: ready.run(None, used), rounds)  # type: ignore[misc]
            out[f"{kind}_mb"] = path.stat().st_size / 2**20
    return out


def _session(path: Path) -> Any:
    import onnxruntime as ort

    options = ort.SessionOptions()
    options.intra_op_num_threads = 1
    options.log_severity_level = 3
    return ort.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])


def _named(kind: str, work: Callable[[], object], rounds: int) -> dict[str, float]:
    wall, processor = milliseconds(work, rounds)
    return {f"{kind}_ms": wall, f"{kind}_processor_ms": processor}
