"""Training the network of hidden places: parts of a set kept on disk, steps, checkpoints, export to ONNX.

Only `wenwu train hidden` imports this module. Pictures whose group holds one of a named class are left out:
what tells forms apart is tested on those.
"""

import time
import warnings
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
import torch.nn.functional as F
from jaxtyping import Float, Float32
from numpy import ndarray
from safetensors import SafetensorError, safe_open
from safetensors.torch import load_file, save_file
from torch import Tensor

from wenwu.base.errors import InputError, OutputError
from wenwu.base.seed import generator
from wenwu.base.whole import whole_file
from wenwu.memory.hidden import SIDE
from wenwu.memory.hidden_net import HiddenNet
from wenwu.memory.hidden_set import HiddenSet, Sources, hidden_set
from wenwu.memory.labelled import LabelledSet, load_labelled
from wenwu.memory.real_learn import chosen
from wenwu.motifs.corpus import load_corpus

VERSION = "hidden 1"
LICENCE = "CC BY-SA 4.0"
WARM = 50  # steps to the full rate
SOFT = 20.0  # [px] below which a hidden place hardly counts
OVERLAP = 0.5  # weight of the Dice loss beside the cross-entropy
LEAST = 50  # pictures to learn from
DAMAGED = "damaged"  # the split of a corpus that is damaged already

Say = Callable[[str], None]


@dataclass(frozen=True)
class HiddenCourse:
    """One training run."""

    steps: int = 4000
    batch: int = 32
    rate: float = 2e-3
    decay: float = 1e-4
    parts: int = 8  # of the set
    each: int = 1600  # pictures in a part
    minutes: float = 30.0  # stops then, wherever it is
    seed: int = 1
    save_every: float = 60.0  # [s]


def learn_hidden(
    folder: Path, corpus: Path, work: Path, course: HiddenCourse, say: Say, free: bool = False,
    without: tuple[str, ...] = (),
) -> dict[str, str]:  # fmt: skip
    """Train, and write `hidden.onnx` in the work folder; returns what the weights say of themselves.

    InputError where too few pictures are left, OutputError where the work folder cannot be written to.
    """
    pictures = chosen(load_labelled(folder), free, without)
    sources = sources_of(pictures, corpus)
    made = gathered(sources, work, course, say)
    net, step, spent = train_hidden(made, course, work, say)
    facts = {
        "steps": str(step), "minutes": f"{spent / 60:.1f}", "seed": str(course.seed),
        "pictures": str(len(made)), "real": str(len(sources.reals)), "drawn": str(len(sources.drawns)),
    }  # fmt: skip
    export(net, work / "hidden.onnx", facts)
    return facts


def sources_of(pictures: LabelledSet, corpus: Path) -> Sources:
    """Real pictures that no bench asks for, and drawn motifs that are whole."""
    classes = set(pictures.classes())
    asked = {row.group for row in pictures.rows if row.named and row.name in classes}
    reals = [k for k, row in enumerate(pictures.rows) if row.group not in asked]
    if len(reals) < LEAST:
        raise InputError(
            f"{len(reals)} pictures of {pictures.folder} are of no class that is told apart; "
            f"{LEAST} are the least"
        )
    drawn = load_corpus(corpus)
    whole = [k for name, rows in drawn.splits.items() if name != DAMAGED for k in rows.tolist()]
    return Sources(pictures.picture, reals, drawn.picture, whole)


def gathered(sources: Sources, work: Path, course: HiddenCourse, say: Say) -> HiddenSet:
    """The set, part by part from the work folder, or made and kept there."""
    parts = []
    try:
        work.mkdir(parents=True, exist_ok=True)
        for part in range(course.parts):
            path = work / f"set_{course.seed}_{part}_{course.each}.npz"
            if not path.is_file():
                say(f"part {part + 1} of {course.parts}")
                made = hidden_set(sources, course.each, course.seed, part)
                with whole_file(path) as beside, beside.open("wb") as file:
                    np.savez(file, pictures=made.pictures, hidden=made.hidden)
            parts.append(_loaded(path))
    except OSError as error:
        raise OutputError(f"the pictures cannot be kept in {work}: {error.strerror}") from error
    return HiddenSet(
        np.concatenate([part.pictures for part in parts]), np.concatenate([part.hidden for part in parts])
    )


def _loaded(path: Path) -> HiddenSet:
    try:
        with np.load(path, allow_pickle=False) as stored:
            return HiddenSet(stored["pictures"], stored["hidden"])
    except (ValueError, KeyError, EOFError, zipfile.BadZipFile) as error:
        raise InputError(f"{path} is damaged; remove it to make it anew") from error


def train_hidden(made: HiddenSet, course: HiddenCourse, work: Path, say: Say) -> tuple[HiddenNet, int, float]:
    """A net trained to the end of its course, or further from the folder's checkpoint; steps and seconds."""
    torch.manual_seed(int(generator(course.seed, "hidden").integers(2**31)))
    net = HiddenNet()
    optimiser = torch.optim.AdamW(net.parameters(), course.rate, weight_decay=course.decay)
    step, spent = _resume(net, optimiser, course, work)
    rng = generator(course.seed, "hidden batches", step)
    begun, saved, told = time.monotonic() - spent, time.monotonic(), []
    while (done := _done(course, step, time.monotonic() - begun)) < 1:
        for part in optimiser.param_groups:
            part["lr"] = course.rate * min(1.0, (step + 1) / WARM) * 0.5 * (1 + np.cos(np.pi * done)) + 1e-5
        told.append(_one_step(net, optimiser, made, course.batch, rng))
        step += 1
        if step % 100 == 0:
            say(f"step {step}: {np.mean(told):.3f}")
            told = []
        if time.monotonic() - saved > course.save_every:
            _keep(net, optimiser, (course, step, time.monotonic() - begun), work)
            saved = time.monotonic()
    spent = time.monotonic() - begun
    _keep(net, optimiser, (course, step, spent), work)
    return net.eval(), step, spent


def _done(course: HiddenCourse, step: int, spent: float) -> float:
    """Share of the course that is behind, by steps or by time."""
    return max(step / course.steps, spent / (60 * course.minutes))


def _one_step(
    net: HiddenNet, optimiser: torch.optim.Optimizer, made: HiddenSet, count: int, rng: np.random.Generator
) -> float:
    images, hidden = drawn_batch(made, count, rng)
    odds = net(images)
    loss = F.binary_cross_entropy_with_logits(odds, hidden) + OVERLAP * unlike(odds.sigmoid(), hidden)
    optimiser.zero_grad()
    loss.backward()  # type: ignore[no-untyped-call]
    optimiser.step()
    return float(loss.detach())


def unlike(chance: Float[Tensor, "B H W"], hidden: Float[Tensor, "B H W"]) -> Float[Tensor, ""]:
    """Dice loss, the mean over pictures: a small hole counts as a large one. A whole picture: 0 to 1."""
    both, each = (chance * hidden).sum((1, 2)), (chance + hidden).sum((1, 2))
    return (1 - (2 * both + SOFT) / (each + SOFT)).mean()


def drawn_batch(
    made: HiddenSet, count: int, rng: np.random.Generator
) -> tuple[Float[Tensor, "B 3 H W"], Float[Tensor, "B H W"]]:
    """Pictures by lot, turned, mirrored and in other colours: where something lies has no hand."""
    rows = rng.integers(0, len(made), count)
    each = [_other_way(made.pictures[row], made.hidden[row], rng) for row in rows]
    images = torch.from_numpy(np.stack([image for image, _ in each])).permute(0, 3, 1, 2) - 0.5
    hidden = torch.from_numpy(np.stack([mask for _, mask in each]))
    return images.contiguous(memory_format=torch.channels_last), hidden


def _other_way(
    picture: ndarray, hidden: ndarray, rng: np.random.Generator
) -> tuple[Float32[ndarray, "H W 3"], Float32[ndarray, "H W"]]:
    """One picture turned, mirrored, in other colours or darker by lot."""
    turn, mirror = int(rng.integers(4)), -1 if rng.random() < 0.5 else 1
    image = np.rot90(picture, turn)[:, ::mirror].astype(np.float32) / 255
    mask = np.rot90(hidden, turn)[:, ::mirror].astype(np.float32) / 255
    image = image[..., rng.permutation(3)] if rng.random() < 0.2 else image
    image = 1 - image if rng.random() < 0.1 else image
    image = np.clip(image * np.float32(rng.uniform(0.7, 1.2)), 0, 1) if rng.random() < 0.3 else image
    return np.ascontiguousarray(image), np.ascontiguousarray(mask)


def _keep(
    net: HiddenNet, optimiser: torch.optim.Optimizer, where: tuple[HiddenCourse, int, float], work: Path
) -> None:
    """A checkpoint as safetensors, whole or not at all."""
    course, step, spent = where
    tensors = {f"net.{n}": t.contiguous() for n, t in net.state_dict().items()}
    for k, state in optimiser.state_dict()["state"].items():
        tensors |= {f"opt.{k}.{n}": torch.as_tensor(v).contiguous() for n, v in state.items()}
    facts = {"version": VERSION, "step": str(step), "spent": str(spent), "course": _told(course)}
    part = work / "hidden.part"
    try:
        save_file(tensors, part, facts)
        part.replace(work / "hidden.safetensors")
    except (OSError, SafetensorError) as error:
        part.unlink(missing_ok=True)
        raise OutputError(f"the checkpoint cannot be written to {work}; the last one is kept") from error


def _resume(
    net: HiddenNet, optimiser: torch.optim.Optimizer, course: HiddenCourse, work: Path
) -> tuple[int, float]:
    """Step and seconds that the folder's checkpoint had come to; 0 where there is none."""
    path = work / "hidden.safetensors"
    if not path.exists():
        return 0, 0.0
    try:
        with safe_open(path, "pt") as stored:
            facts = stored.metadata() or {}
        tensors = load_file(path)
    except (OSError, SafetensorError) as error:
        raise InputError(f"{path} is damaged; remove it to begin anew") from error
    if facts.get("version") != VERSION or facts.get("course") != _told(course):
        raise InputError(f"{path} is of another version or course; remove it, or name another folder")
    net.load_state_dict({n[4:]: t for n, t in tensors.items() if n.startswith("net.")})
    states: dict[int, dict[str, Tensor]] = {}
    for name, tensor in tensors.items():
        if name.startswith("opt."):
            _, k, key = name.split(".", 2)
            states.setdefault(int(k), {})[key] = tensor
    optimiser.load_state_dict(optimiser.state_dict() | {"state": states})
    return int(facts["step"]), float(facts["spent"])


def _told(course: HiddenCourse) -> str:
    return f"{course.seed} {course.parts}×{course.each} {course.batch} {course.rate:g} {course.decay:g}"


def export(net: HiddenNet, path: Path, facts: Mapping[str, str]) -> None:
    """Write chances that places are hidden as ONNX, weights in half precision, facts and licence inside."""
    import onnx

    chances = torch.nn.Sequential(net, torch.nn.Sigmoid()).eval()
    part = path.with_name(f".{path.name}.part")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            torch.onnx.export(
                chances, (torch.zeros(2, 3, SIDE, SIDE),), str(part), input_names=["images"],
                output_names=["hidden"], dynamic_axes={"images": {0: "b"}, "hidden": {0: "b"}},
                opset_version=17, dynamo=False,
            )  # fmt: skip
        model = onnx.load(str(part))
        _halve(model.graph)
        onnx.helper.set_model_props(model, {"licence": LICENCE, **facts})
        onnx.save(model, str(part))
        part.replace(path)
    except OSError as error:
        raise OutputError(f"{path.name} cannot be written to {path.parent}: {error.strerror}") from error
    finally:
        part.unlink(missing_ok=True)


def _halve(graph: Any) -> None:
    """Kernels are kept in half precision and made single again once, when the graph is loaded."""
    from onnx import TensorProto, helper, numpy_helper

    kept, made = [], []
    for tensor in graph.initializer:
        if tensor.data_type == TensorProto.FLOAT and len(tensor.dims) == 4:
            half = numpy_helper.to_array(tensor).astype(np.float16)
            kept.append(numpy_helper.from_array(half, f"{tensor.name}.kept"))
            made.append(
                helper.make_node("Cast", [f"{tensor.name}.kept"], [tensor.name], to=TensorProto.FLOAT)
            )
        else:
            kept.append(tensor)
    nodes = [*made, *graph.node]
    del graph.initializer[:], graph.node[:]
    graph.initializer.extend(kept)
    graph.node.extend(nodes)


def chances_of(net: HiddenNet, pictures: ndarray) -> Float[ndarray, "N H W"]:
    """What torch makes of pictures in squares, for a test of the export."""
    with torch.no_grad():
        images = torch.from_numpy(pictures).permute(0, 3, 1, 2).float() / 255 - 0.5
        chances: ndarray = net.eval()(images).sigmoid().numpy()
    return chances
