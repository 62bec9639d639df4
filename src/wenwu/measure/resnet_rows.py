"""Two networks that look in place of the frozen one: ResNet-50, for its size and its time, and a small
ResNet.

Only benches import this module, for it needs torch. The small one is trained from scratch, with
everything behind it, on the pictures themselves, and stops when it has had as many seconds of the
processor as the row "gate" had on tokens that were looked at beforehand. ResNet-50 is not trained: two
cores do not train it.
"""

import json
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass, field, replace
from typing import Any

import numpy as np
import torch
from jaxtyping import Float32, Int64, UInt8
from numpy import ndarray
from torch import nn

from wenwu.base.seed import generator
from wenwu.measure.memory_cost import cost_of
from wenwu.measure.memory_ground import Ground, Place, load_ground, write_json
from wenwu.measure.memory_result import Asked, path_of, scores
from wenwu.measure.memory_rows import ROWS, taught
from wenwu.memory.backbone import GRID, SIDE
from wenwu.memory.cache import Cache
from wenwu.memory.course import Course, Run
from wenwu.memory.crop import prepared
from wenwu.memory.net import Net, Size
from wenwu.memory.resnet import PART, PIXELS, resnet50, small_resnet, with_eyes
from wenwu.memory.train import draw, one_step, started, train_rows
from wenwu.motifs.corpus import Corpus

LIKE = "gate"  # the row that both are beside
TRIAL = 2  # steps by which the time of one is measured
LEAST = 10  # steps
ROUNDS = 20
FEW = 3000  # pictures of `train`

Made = Callable[[], tuple[nn.Module, int]]


@dataclass(frozen=True, eq=False)
class Parts(Cache):
    """Pictures of a corpus as tokens: 4 × 4 parts of 1,024 grey pixels, −1…1, in one view."""

    corpus: Corpus
    kept: dict[int, UInt8[ndarray, "S S"]] = field(default_factory=dict)

    def tokens(
        self, rows: Int64[ndarray, " B"], view: Int64[ndarray, " B"] | int = 0
    ) -> Float32[ndarray, "B 16 P"]:
        """The parts of some pictures, cut to their figures."""
        if not len(rows):
            return np.zeros((0, GRID * GRID, PIXELS), np.float32)
        grey = np.stack([self._cut(int(row)) for row in rows])
        parts = grey.reshape(-1, GRID, PART, GRID, PART).transpose(0, 1, 3, 2, 4)
        return parts.reshape(len(rows), GRID * GRID, PIXELS).astype(np.float32) / 127.5 - 1

    def _cut(self, row: int) -> UInt8[ndarray, "S S"]:
        if row not in self.kept:
            self.kept[row] = prepared([self.corpus.picture(row)], SIDE)[0, ..., 0]
        return self.kept[row]


def small_resnet_result(place: Place, like: dict[str, Any]) -> dict[str, Any]:
    """The small ResNet by the seed and the seconds of a result, kept in the work folder."""
    asked = Asked(LIKE, *(like[name] for name in ("seed", "steps", "batch", "prototypes", "gamma")))
    path = path_of(place, asked, "json").with_name(f"small_resnet-{path_of(place, asked, 'json').name}")
    if not path.is_file():
        torch.set_num_threads(1)
        ground = load_ground(place)
        few, seen = _few(ground), Parts(ground.cache.folder, 1, ground.cache.count, ground.corpus)
        steps = steps_in(few, seen, asked.course, like["processor_seconds"])
        net = taught(ROWS[LIKE], few, replace(asked.course, steps=steps), _with_small, seen)
        write_json(
            path,
            {**asdict(asked), "steps": steps} | scores(ROWS[LIKE], net, replace(ground, cache=seen), asked),
        )
    kept: dict[str, Any] = json.loads(path.read_text("utf-8"))
    return kept


def _few(ground: Ground) -> Ground:
    """The same ground with no more pictures to learn from than the few steps would draw."""
    rows = generator(1, "few").permutation(ground.rows("train"))[:FEW]
    lesson = replace(ground.lesson, splits={**ground.lesson.splits, "train": np.sort(rows)})
    return replace(ground, lesson=lesson)


def steps_in(ground: Ground, seen: Cache, course: Course, seconds: float) -> int:
    """How many steps fit into seconds of the processor, by some that are tried and thrown away."""
    rows = train_rows(ground.lesson, ground.cache)
    run, course = _with_small(started(ground.lesson, ground.cache, rows, course), course)
    rng = generator(course.seed, "trial")
    batches = [draw(ground.lesson, seen, rows, course, rng) for _ in range(TRIAL + 1)]
    one_step(run, batches[0], ground.lesson, course)
    began = time.process_time()
    for batch in batches[1:]:
        one_step(run, batch, ground.lesson, course)
    return max(LEAST, round(seconds * TRIAL / (time.process_time() - began)))


def _with_small(run: Run, course: Course) -> tuple[Run, Course]:
    net = with_eyes(run.net, small_resnet())
    return Run(net, torch.optim.AdamW(net.parameters(), course.rate, weight_decay=0.05)), course


def resnet_costs(
    contexts: tuple[int, ...], concepts: int, size: Size, quick: bool = False
) -> dict[str, dict[str, Any]]:
    """Parameters and milliseconds of both, with everything behind them."""
    out, rounds, threads = {}, 2 if quick else ROUNDS, torch.get_num_threads()
    torch.set_num_threads(1)
    kinds: dict[str, Made] = {"resnet50": resnet50, "small_resnet": small_resnet}
    for name, made in kinds.items():
        torch.manual_seed(1)
        net = with_eyes(Net(contexts, concepts, size), made()).eval()
        parts = torch.zeros(1, GRID * GRID, PIXELS), torch.zeros(1, len(contexts), dtype=torch.long)
        out[name] = cost_of(ROWS[LIKE], net, parts, rounds) | {"own_eyes": True}
    torch.set_num_threads(threads)
    return out
