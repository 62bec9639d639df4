"""One row and seed of Table 2: taught, asked, and kept as JSON, so that a bench that was stopped goes on.

A result is kept under the digest of what it depends on: the records of the corpus, the looks at it, the
course, and the text of the modules that learn and score. Only benches import this module, for it needs
torch.
"""

import hashlib
import json
import time
from dataclasses import asdict, dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import torch
from jaxtyping import Float32
from numpy import ndarray
from safetensors.torch import load_file, save_file

from wenwu.measure.memory_ground import Ground, Place, load_ground, write_json
from wenwu.measure.memory_purity import by_means, by_read, learnt_rows
from wenwu.measure.memory_real import load_real
from wenwu.measure.memory_rows import ROWS, Row, net_of, taught, told
from wenwu.memory.course import Course
from wenwu.memory.loss import Terms
from wenwu.memory.net import Net

LEARN = ("net", "train", "loss", "lesson", "prototypes", "concepts", "course")  # of the memory
OWN = ("memory_rows", "memory_purity", "memory_result", "single_bank")  # beside them

Told = dict[str, ndarray]


@dataclass(frozen=True)
class Asked:
    """One row, one seed, how much it may learn."""

    row: str
    seed: int
    steps: int
    batch: int
    prototypes: int
    gamma: float

    @property
    def course(self) -> Course:
        """As a course of training."""
        terms = Terms(gamma=self.gamma)
        plain = Course(steps=self.steps, batch=self.batch, seed=self.seed, terms=terms, tended=False)
        return replace(plain, size=replace(plain.size, prototypes=self.prototypes))


def result_of(place: Place, asked: Asked) -> dict[str, Any]:
    """The result of one row and seed, taken from the work folder where it is there."""
    path = path_of(place, asked, "json")
    if not path.is_file():
        torch.set_num_threads(1)
        ground = load_ground(place)
        began = time.process_time()
        net = taught(ROWS[asked.row], ground, asked.course)
        seconds = time.process_time() - began
        found = {**asdict(asked), "corpus": ground.corpus.digest, "processor_seconds": seconds}
        _keep_net(net, path_of(place, asked, "safetensors"))
        write_json(path, found | scores(ROWS[asked.row], net, ground, asked))
    found = json.loads(path.read_text("utf-8"))
    if place.real is not None:
        found["real"] = _of_real(place, asked)
    return found


def load_net(place: Place, asked: Asked) -> Net:
    """The network of a result that is kept."""
    row, ground, course = ROWS[asked.row], load_ground(place), asked.course
    words = ground.lesson.words
    contexts, concepts = tuple(map(len, words.contexts)), len(words.concepts)
    made = net_of(row, contexts, concepts, course.size)
    made.load_state_dict(load_file(path_of(place, asked, "safetensors")))
    return made.eval()


def scores(row: Row, net: Net, ground: Ground, asked: Asked) -> dict[str, Any]:
    """Accuracy and purities on the pictures of several meanings and on `test`, in context and with nothing
    said. What a prototype stands for is known from training pictures in their contexts, in both cases.
    """
    learnt, test, many = learnt_rows(ground), ground.rows("test"), ground.many
    known, own = told(row, net, ground, learnt), np.isin(test, many)
    out: dict[str, Any] = {}
    for name, said in (("in_context", True), ("unsaid", False)):
        seen = told(row, net, ground, test, said)
        only = {key: value[own] for key, value in seen.items()}
        out[name] = {"n": len(many), "guess": only["logits"].argmax(1).tolist()}
        out[name] |= _of(row, ground, asked, (known, learnt), (only, many))
        out[f"test_{name}"] = _of(row, ground, asked, (known, learnt), (seen, test))
    return out


def _of(
    row: Row, ground: Ground, asked: Asked, known: tuple[Told, ndarray], seen: tuple[Told, ndarray]
) -> dict[str, float]:
    """Accuracy and purities of one set of pictures."""
    (before, learnt), (now, rows), lesson = known, seen, ground.lesson
    count = len(lesson.words.concepts)
    if row.rows.visual:
        form = by_read(before["prototypes"], now["prototypes"])
    else:
        form = by_means(before["form"], now["form"], asked.prototypes, asked.seed, lesson.places[learnt])
    if row.single:
        meaning = form
    elif row.rows.semantic:
        meaning = by_read(before["concepts"], now["concepts"])
    else:
        meaning = by_means(before["meaning"], now["meaning"], count, asked.seed)
    return {
        "accuracy": float((now["logits"].argmax(1) == lesson.concept[rows]).mean()),
        "visual_purity": form.purity(lesson.form[learnt], lesson.form[rows]),
        "semantic_purity": meaning.purity(lesson.concept[learnt], lesson.concept[rows]),
    }


def _of_real(place: Place, asked: Asked) -> dict[str, Any]:
    assert place.real is not None
    net = load_net(place, asked)
    real = load_real(place.real, place.work)
    return real.scores(form_of(net, real.tokens))


@torch.inference_mode()
def form_of(net: Net, tokens: Float32[ndarray, "N 16 432"]) -> Float32[ndarray, "N D"]:
    """The form of pictures, with nothing said of them."""
    parts = (torch.from_numpy(tokens[k : k + 256]) for k in range(0, len(tokens), 256))
    words = len(net.encoder.words)
    return np.concatenate(
        [net(part, torch.zeros(len(part), words, dtype=torch.long)).form.numpy() for part in parts]
    )


def path_of(place: Place, asked: Asked, ending: str) -> Path:
    """Where a result, or its network, is kept."""
    digest = load_ground(place).corpus.digest
    told = json.dumps([asdict(asked), asdict(asked.course), digest, place.views, code()], sort_keys=True)
    key = hashlib.sha256(told.encode()).hexdigest()[:16]
    return place.work / "rows" / f"{asked.row}-{asked.seed}-{key}.{ending}"


@lru_cache(maxsize=1)
def code() -> str:
    """sha256 of the modules by which rows are taught and scored; crop and looks stand in the tokens' card."""
    here = Path(__file__).parent
    files = [
        *(here.parent / "memory" / f"{name}.py" for name in LEARN),
        *(here / f"{name}.py" for name in OWN),
    ]
    return hashlib.sha256(b"".join(file.read_bytes() for file in files)).hexdigest()


def _keep_net(net: Net, path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f".{path.name}.part")
    save_file({name: value.contiguous() for name, value in net.state_dict().items()}, beside)
    beside.replace(path)
