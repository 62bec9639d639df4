"""From a trained network to the files that reading needs: a graph in eight bits, banks, words, cards.

Only training imports this module. Everything is written into a new folder beside and renamed at the end.
"""

import json
import warnings
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import torch
from onnx import TensorProto, helper, numpy_helper
from torch import Tensor, nn

from wenwu.base.errors import InputError
from wenwu.base.whole import replaced_folder
from wenwu.memory.card import Card
from wenwu.memory.memory import VERSION
from wenwu.memory.net import CHANNELS, PLACES, Net
from wenwu.memory.pictures import SHEET
from wenwu.memory.vocabulary import PARTS, Vocabulary

LITTLE = 64  # numbers; smaller tensors stay in single precision
STEPS = 127  # whole numbers on either side of 0 in eight bits
INPUTS = ("tokens", "context")
OUTPUTS = ("form", "meaning", "form_query", "meaning_query", "where")


class Looking(nn.Module):
    """The part that runs anew for each picture: encoder and both φ."""

    def __init__(self, net: Net) -> None:
        super().__init__()
        self.net = net

    def forward(self, tokens: Tensor, context: Tensor) -> tuple[Tensor, ...]:
        """Form, meaning, φ of both, and where it looked."""
        form, meaning, where = self.net.encoder(tokens, context)
        return form, meaning, self.net.visual.query(form), self.net.semantic.query(meaning), where


def export(
    net: Net,
    words: Vocabulary,
    facts: Mapping[str, Any],
    cards: Sequence[Card],
    folder: Path,
    sheet: bytes = b"",
) -> None:
    """Write encoder.onnx, banks.npz, memory.json, cards.json and, where there is a sheet, pictures.webp.

    A memory that is there is replaced whole, at the end. InputError where the folder holds something else,
    OutputError where it cannot be written.
    """
    require_free(folder)
    with replaced_folder(folder) as part:
        write_graph(net, part / "encoder.onnx")
        with (part / "banks.npz").open("wb") as file:
            np.savez(file, **banks(net))  # type: ignore[arg-type]
        _write(part / "memory.json", {"version": VERSION, "words": words.as_data(), **facts})
        _write(part / "cards.json", {"cards": [card.as_data() for card in cards]})
        if sheet:
            (part / SHEET).write_bytes(sheet)


def require_free(folder: Path) -> None:
    """InputError where a folder holds anything but a memory: all of it would be replaced."""
    if not folder.exists() or (folder / "memory.json").is_file():
        return
    if not folder.is_dir() or any(folder.iterdir()):
        raise InputError(f"{folder} holds something else than a memory; name a new folder")


def _write(path: Path, data: Mapping[str, Any]) -> None:
    path.write_text(json.dumps(data, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def write_graph(net: Net, path: Path, small: bool = True) -> None:
    """The graph that `Looking` is, its matrices in eight bits unless told not to."""
    net.eval()
    example = torch.zeros(2, PLACES, CHANNELS), torch.zeros(2, len(PARTS), dtype=torch.long)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        torch.onnx.export(
            Looking(net).eval(), example, str(path), input_names=list(INPUTS), output_names=list(OUTPUTS),
            dynamic_axes={name: {0: "n"} for name in (*INPUTS, *OUTPUTS)}, opset_version=17, dynamo=False,
        )  # fmt: skip
    if small:
        model = onnx.load(str(path))
        _to_eight_bits(model.graph)
        onnx.save(model, str(path))


def _to_eight_bits(graph: onnx.GraphProto) -> None:
    """Matrices as whole numbers of eight bits with a step for each row or each column, whichever is nearer.

    They are multiplied out once, when the graph is loaded. What passes through them stays in single
    precision: were it rounded too, by a scale of all that is asked at once, a context could be felt in the
    form.
    """
    made, kept = [], []
    for tensor in graph.initializer:
        if (
            tensor.data_type != TensorProto.FLOAT
            or len(tensor.dims) != 2
            or int(np.prod(tensor.dims)) < LITTLE
        ):
            kept.append(tensor)
            continue
        whole, step = min((_rounded(numpy_helper.to_array(tensor), axis) for axis in (0, 1)), key=_off)[:2]
        names = [f"{tensor.name}.{part}" for part in ("eighth", "step", "whole")]
        kept += [numpy_helper.from_array(whole, names[0]), numpy_helper.from_array(step, names[1])]
        made.append(helper.make_node("Cast", names[:1], names[2:], to=TensorProto.FLOAT))
        made.append(helper.make_node("Mul", [names[2], names[1]], [tensor.name]))
    nodes = [*made, *graph.node]
    del graph.initializer[:], graph.node[:]
    graph.initializer.extend(kept)
    graph.node.extend(nodes)


def _rounded(matrix: np.ndarray, axis: int) -> tuple[np.ndarray, np.ndarray, float]:
    """Whole numbers, the step of each row or column, and the squared error."""
    step = np.maximum(np.abs(matrix).max(axis, keepdims=True), 1e-9) / STEPS
    whole = np.rint(matrix / step)
    return whole.astype(np.int8), step.astype(np.float32), float(((whole * step - matrix) ** 2).sum())


def _off(rounded: tuple[np.ndarray, np.ndarray, float]) -> float:
    return rounded[2]


@torch.no_grad()
def banks(net: Net) -> dict[str, np.ndarray]:
    """Rows and keys of both banks, temperatures, the gate, the matrices of eq. 6 and the last layer."""
    out: dict[str, Tensor] = {
        "prototypes": net.prototypes, "prototype_keys": net.visual.keys(net.prototypes),
        "concepts": net.concepts, "concept_keys": net.semantic.keys(net.concepts),
        "heat": 1 / net.sharp.exp().clamp(1, 100), "gate": net.gate.weight[0], "lean": net.gate.bias,
        "visual": net.visual.hand_on.weight, "semantic": net.semantic.hand_on.weight,
        "norm_weight": net.norm.weight, "norm_bias": net.norm.bias, "last_weight": net.last.weight,
        "last_bias": net.last.bias,
    }  # fmt: skip
    arrays = {name: value.detach().numpy().astype(np.float32) for name, value in out.items()}
    return {n: a.astype(np.float16) if a.size >= LITTLE and a.ndim > 1 else a for n, a in arrays.items()}
