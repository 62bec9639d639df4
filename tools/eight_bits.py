"""What whole numbers of eight bits lose: of the shipped memory's transformer, and of the network that looks.

    python tools/eight_bits.py CORPUS [IMAGES]

CORPUS is one that `wenwu motif corpus` wrote; IMAGES a folder of real pictures with a labels.csv (file,
class, group). The transformer is shipped in eight bits: its accuracy, split by split, stands beside that
which torch had when it was trained (memory.json). The network that looks is shipped in half precision: here
its weights alone are put into eight bits, or its weights and all that passes through it (static, by channel,
calibrated on 256 pictures of `train`), and what comes out is held against the shipped one. Nothing is
written. Needs [train].
"""

import csv
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import onnxruntime as ort
from onnx import TensorProto, helper, numpy_helper
from onnxruntime.quantization import CalibrationDataReader, QuantFormat, QuantType, quantize_static
from PIL import Image

from wenwu.base.seed import generator
from wenwu.memory.backbone import SIDE, gathered, weights
from wenwu.memory.calibrate import area_under
from wenwu.memory.crop import prepared
from wenwu.memory.memory import load_memory
from wenwu.memory.prototypes import unit
from wenwu.motifs.context import Context
from wenwu.motifs.corpus import Corpus, load_corpus

SPLITS = ("test", "unseen_seed", "unseen_parameters", "unseen_pair", "unseen_family")
ASKED, CALIBRATED, BATCH, TIMED = 600, 256, 32, 100  # pictures of a split; of the calibration; at once; timed
GROUPS = 5  # a class of real pictures has at least so many


def main() -> None:
    """Print a line for each way of keeping the network that looks."""
    corpus, images = load_corpus(Path(sys.argv[1])), Path(sys.argv[2]) if len(sys.argv) > 2 else None
    with tempfile.TemporaryDirectory() as scratch:
        shipped: dict[str, np.ndarray] = {}
        for name, path in variants(corpus, Path(scratch)).items():
            session = opened(path)
            tokens = {split: seen(session, pictures(corpus, split)) for split in SPLITS}
            shipped = shipped or tokens
            print(f"{name}: {path.stat().st_size / 1e6:.2f} MB, {milliseconds(session):.2f} ms")
            print(f"  nearness to the shipped one {nearness(tokens, shipped)}")
            print(f"  concepts {accuracies(corpus, tokens)}")
            if images:
                print(f"  real pictures, nearest neighbour: {real(session, images):.3f}", flush=True)


def variants(corpus: Corpus, folder: Path) -> dict[str, Path]:
    """The network as it is shipped, with its weights in eight bits, and with everything in eight bits."""
    kept = weights() / "lite0.onnx"
    whole, eighth, static = (folder / f"{name}.onnx" for name in ("whole", "eighth", "static"))
    onnx.save(single(kept), whole)
    onnx.save(weight_only(single(kept)), eighth)
    quantize_static(
        whole, static, Calibration(corpus), quant_format=QuantFormat.QDQ, per_channel=True,
        activation_type=QuantType.QUInt8, weight_type=QuantType.QInt8,
    )  # fmt: skip
    return {"half precision": kept, "weights in eight bits": eighth, "all in eight bits": static}


def single(path: Path) -> onnx.ModelProto:
    """The network with its weights in single precision."""
    model = onnx.load(path)
    known = {tensor.name: tensor for tensor in model.graph.initializer}
    for node in [n for n in model.graph.node if n.op_type == "Cast" and n.input[0] in known]:
        value = numpy_helper.to_array(known[node.input[0]]).astype(np.float32)
        model.graph.initializer.append(numpy_helper.from_array(value, node.output[0]))
        model.graph.initializer.remove(known[node.input[0]])
        model.graph.node.remove(node)
    return model


def weight_only(model: onnx.ModelProto) -> onnx.ModelProto:
    """Every kernel as whole numbers of eight bits with a step for each channel that comes out."""
    made, kept = [], []
    for tensor in model.graph.initializer:
        value = numpy_helper.to_array(tensor)
        if value.ndim != 4:
            kept.append(tensor)
            continue
        step = np.maximum(np.abs(value).max((1, 2, 3), keepdims=True), 1e-9) / 127
        parts = [f"{tensor.name}.{part}" for part in ("eighth", "step", "whole")]
        kept.append(numpy_helper.from_array(np.rint(value / step).astype(np.int8), parts[0]))
        kept.append(numpy_helper.from_array(step.astype(np.float32), parts[1]))
        made.append(helper.make_node("Cast", parts[:1], parts[2:], to=TensorProto.FLOAT))
        made.append(helper.make_node("Mul", [parts[2], parts[1]], [tensor.name]))
    nodes = [*made, *model.graph.node]
    del model.graph.initializer[:], model.graph.node[:]
    model.graph.initializer.extend(kept)
    model.graph.node.extend(nodes)
    return model


class Calibration(CalibrationDataReader):
    """Pictures of `train`, by which the ranges of what passes through are found."""

    def __init__(self, corpus: Corpus) -> None:
        rows = generator(1, "eight bits").choice(corpus.rows("train"), CALIBRATED, replace=False)
        self.batches = iter([scaled(corpus.pictures(rows[k : k + 16])) for k in range(0, len(rows), 16)])

    def get_next(self) -> dict[str, np.ndarray] | None:
        """The next batch."""
        batch = next(self.batches, None)
        return None if batch is None else {"images": batch}


def pictures(corpus: Corpus, split: str) -> Iterator[np.ndarray]:
    """The first pictures of a split, as the network takes them."""
    rows = corpus.rows(split)[:ASKED]
    for k in range(0, len(rows), BATCH):
        yield scaled(corpus.pictures(rows[k : k + BATCH]))


def scaled(images: Any, cut: bool = True) -> np.ndarray:
    """Cropped, in the network's range."""
    return np.asarray((prepared(images, SIDE, cut).transpose(0, 3, 1, 2).astype(np.float32) - 127) / 128)


def opened(path: Path) -> ort.InferenceSession:
    """A session on one core."""
    options = ort.SessionOptions()
    options.intra_op_num_threads, options.log_severity_level = 1, 3
    return ort.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])


def seen(session: ort.InferenceSession, batches: Iterator[np.ndarray]) -> np.ndarray:
    """Tokens, rounded as the cache rounds them."""
    maps = [session.run(["last", "middle"], {"images": batch}) for batch in batches]
    tokens = [np.concatenate([gathered(last), gathered(middle)], -1) for last, middle in maps]
    return np.concatenate(tokens).astype(np.float16).astype(np.float32)


def milliseconds(session: ort.InferenceSession) -> float:
    """Processor time of one picture, the median."""
    image, took = np.zeros((1, 3, SIDE, SIDE), np.float32), []
    for _ in range(TIMED):
        began = time.process_time()
        session.run(None, {"images": image})
        took.append(time.process_time() - began)
    return 1e3 * float(np.median(took))


def nearness(tokens: dict[str, np.ndarray], shipped: dict[str, np.ndarray]) -> str:
    """Cosines of the last map's and of block 10's numbers, mean and hundredth part."""
    told = []
    for name, part in (("last map", slice(0, 320)), ("block 10", slice(320, 432))):
        pairs = [(tokens[s][..., part].reshape(-1, part.stop - part.start),
                  shipped[s][..., part].reshape(-1, part.stop - part.start)) for s in SPLITS]  # fmt: skip
        cosine = np.concatenate([(unit(a) * unit(b)).sum(1) for a, b in pairs])
        told.append(f"{name} {cosine.mean():.4f} ({np.quantile(cosine, 0.01):.4f})")
    return ", ".join(told)


def accuracies(corpus: Corpus, tokens: dict[str, np.ndarray]) -> str:
    """Of the shipped memory on these tokens, with torch's on all of a split in brackets; and the AUROC."""
    memory = load_memory()
    concept = corpus.labels["concept"]
    told, near = [], {}
    for split in SPLITS:
        rows = corpus.rows(split)[:ASKED]
        said = [Context(**corpus.records[row]["semantic"]["context"]) for row in rows]
        answer = memory.answer(tokens[split], said)
        near[split] = (answer.form @ memory.banks["prototypes"].T).max(1)
        wanted = [concept.words[concept.of[row]] for row in rows]
        right = np.mean(
            [memory.words.concepts[k] == w for k, w in zip(answer.logits.argmax(1), wanted, strict=True)]
        )
        if "concept_accuracy" in memory.facts[split]:
            told.append(f"{split} {right:.4f} ({memory.facts[split]['concept_accuracy']:.4f})")
    return (
        f"{', '.join(told)}; AUROC of unknown families {area_under(near['test'], near['unseen_family']):.4f}"
    )


def real(session: ort.InferenceSession, folder: Path) -> float:
    """Share of real pictures whose nearest of another group is of their class: block 10, whitened."""
    with (folder / "labels.csv").open(encoding="utf-8") as file:
        rows = [row for row in csv.DictReader(file) if (folder / row["file"]).is_file()]
    groups = {c: {r["group"] for r in rows if r["class"] == c} for c in {r["class"] for r in rows}}
    rows = [row for row in rows if len(groups[row["class"]]) >= GROUPS]
    out = []
    for k in range(0, len(rows), BATCH):
        images = [np.asarray(Image.open(folder / r["file"]).convert("RGB")) for r in rows[k : k + BATCH]]
        maps = session.run(["middle"], {"images": scaled(images, cut=False)})[0]
        out.append(np.concatenate([maps.mean((2, 3)), maps.std((2, 3))], 1))
    found = np.concatenate(out) - np.concatenate(out).mean(0)
    value, vector = np.linalg.eigh(np.cov(found.T))
    found = unit(found @ vector / np.sqrt(np.maximum(value, 1e-3 * value.max())))
    group, label = (np.array([row[name] for row in rows]) for name in ("group", "class"))
    near = np.where(group[:, None] == group[None], -2, found @ found.T)
    return float((label[near.argmax(1)] == label).mean())


if __name__ == "__main__":
    main()
