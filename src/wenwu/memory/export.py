"""From a trained network to the files that reading needs: a graph in half precision, banks, words, cards.

Only training imports this module. Everything is written into a new folder beside and renamed at the end.
"""

import json
import shutil
import warnings
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import torch
from onnx import TensorProto, helper, numpy_helper
from torch import Tensor, nn

from wenwu.base.errors import InputError, OutputError
from wenwu.memory.card import Card
from wenwu.memory.memory import VERSION
from wenwu.memory.net import CHANNELS, PLACES, Net
from wenwu.memory.vocabulary import PARTS, Vocabulary

LITTLE = 64  # numbers; smaller tensors stay in single precision
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
    net: Net, words: Vocabulary, facts: Mapping[str, Any], cards: Sequence[Card], folder: Path
) -> None:
    """Write encoder.onnx, banks.npz, memory.json and cards.json; a memory that is there is replaced whole."""
    require_free(folder)
    part = folder.with_name(f".{folder.name}.part")
    try:
        shutil.rmtree(part, ignore_errors=True)
        part.mkdir(parents=True)
        write_graph(net, part / "encoder.onnx")
        with (part / "banks.npz").open("wb") as file:
            np.savez(file, **banks(net))  # type: ignore[arg-type]
        _write(part / "memory.json", {"version": VERSION, "words": words.as_data(), **facts})
        _write(part / "cards.json", {"cards": [card.as_data() for card in cards]})
        old = folder.with_name(f".{folder.name}.old")
        if folder.exists():
            shutil.rmtree(old, ignore_errors=True)
            folder.rename(old)
        part.rename(folder)
        shutil.rmtree(old, ignore_errors=True)
    except OSError as error:
        raise OutputError(f"the memory cannot be written to {folder}: {error.strerror}") from error
    finally:
        shutil.rmtree(part, ignore_errors=True)


def require_free(folder: Path) -> None:
    """InputError where a folder holds anything but a memory: all of it would be replaced."""
    if not folder.exists() or (folder / "memory.json").is_file():
        return
    if not folder.is_dir() or any(folder.iterdir()):
        raise InputError(f"{folder} holds something else than a memory; name a new folder")


def _write(path: Path, data: Mapping[str, Any]) -> None:
    path.write_text(json.dumps(data, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def write_graph(net: Net, path: Path, half: bool = True) -> None:
    """The graph that `Looking` is, its larger tensors in half precision unless told not to."""
    net.eval()
    example = torch.zeros(2, PLACES, CHANNELS), torch.zeros(2, len(PARTS), dtype=torch.long)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        torch.onnx.export(
            Looking(net).eval(), example, str(path), input_names=list(INPUTS), output_names=list(OUTPUTS),
            dynamic_axes={name: {0: "n"} for name in (*INPUTS, *OUTPUTS)}, opset_version=17, dynamo=False,
        )  # fmt: skip
    if half:
        model = onnx.load(str(path))
        _halve(model.graph)
        onnx.save(model, str(path))


def _halve(graph: onnx.GraphProto) -> None:
    """Large tensors as half precision, cast back when the graph is loaded."""
    casts, kept = [], []
    for tensor in graph.initializer:
        if tensor.data_type != TensorProto.FLOAT or int(np.prod(tensor.dims)) < LITTLE:
            kept.append(tensor)
            continue
        name = f"{tensor.name}.half"
        kept.append(numpy_helper.from_array(numpy_helper.to_array(tensor).astype(np.float16), name))
        casts.append(helper.make_node("Cast", [name], [tensor.name], to=TensorProto.FLOAT))
    nodes = [*casts, *graph.node]
    del graph.initializer[:], graph.node[:]
    graph.initializer.extend(kept)
    graph.node.extend(nodes)


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
