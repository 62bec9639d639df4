"""The rows of Table 2 that are trained: what each has, how it is taught, and what it then says of pictures.

Only benches import this module, for it needs torch. All rows share the frozen network that looks, the
corpus, the looks at it, the steps and their seeds. A row without a bank learns without that bank's terms:
eq. 3 belongs to the visual bank, eq. 4 and the bank's own cross entropy to the semantic one.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

import numpy as np
import torch
from jaxtyping import Int64
from numpy import ndarray

from wenwu.base.seed import generator
from wenwu.measure.memory_ground import Ground
from wenwu.measure.single_bank import SingleBank
from wenwu.memory.cache import Cache
from wenwu.memory.concepts import begun
from wenwu.memory.course import Course, Run
from wenwu.memory.loss import Terms
from wenwu.memory.net import Net, Rows, Size
from wenwu.memory.train import (
    FOUNDED,
    begin_concepts,
    draw,
    encoded,
    found_prototypes,
    one_step,
    settle,
    started,
    train_rows,
)

Remake = Callable[[Run, Course], tuple[Run, Course]]
NOTHING = Terms(visual=0.0, semantic=0.0, recalled=0.0, orthogonal=0.0)


@dataclass(frozen=True)
class Row:
    """What a row has and learns by."""

    rows: Rows = field(default_factory=Rows)
    terms: Terms = field(default_factory=Terms)
    said: bool = True  # whether it is ever told the context
    single: bool = False  # one bank for both


ROWS: Mapping[str, Row] = {
    "baseline": Row(Rows(False, False, False), NOTHING),
    "visual_bank": Row(Rows(True, False, False), replace(NOTHING, visual=1.0)),
    "semantic_bank": Row(Rows(False, True, False), replace(NOTHING, semantic=1.0, recalled=0.5)),
    "full": Row(Rows(True, True, False)),
    "gate": Row(),
    "image_only": Row(said=False),
    "single_bank": Row(terms=replace(NOTHING, visual=1.0, semantic=1.0), single=True),
}


def taught(
    row: Row, ground: Ground, course: Course, remade: Remake | None = None, pictures: Cache | None = None
) -> Net:
    """A network of the row, trained to the end of the course. Prototypes stay as many as they are.

    `remade` puts another network in the place of the one that a run begins with; that may look at `pictures`
    instead of tokens.
    """
    lesson, cache = ground.lesson, ground.cache
    course = replace(course, rows=row.rows, terms=replace(row.terms, gamma=course.terms.gamma),
                     unsaid=course.unsaid if row.said else 1.0)  # fmt: skip
    rows = train_rows(lesson, cache)
    run = started(lesson, cache, rows, course)
    remade = remade or (_with_one_bank if row.single else None)
    if remade:
        run, course = remade(run, course)
    cache = pictures or cache
    begin_concepts(run.net, begun(ground.atlas, lesson.words.concepts))
    rng = generator(course.seed, "batches", 0)
    while run.step < course.steps:
        if run.founded < len(FOUNDED) and run.step >= FOUNDED[run.founded] * course.steps:
            found_prototypes(run, lesson, cache, rows, course)
            run.founded += 1
        one_step(run, draw(lesson, cache, rows, course, rng), lesson, course)
    settle(run, lesson, cache, rows)
    return run.net


def _with_one_bank(run: Run, course: Course) -> tuple[Run, Course]:
    """The same run with another network, and a course that founds as many prototypes as it has."""
    tables = [table for table in run.net.encoder.words if isinstance(table, torch.nn.Embedding)]
    contexts = tuple(table.num_embeddings for table in tables)
    net = SingleBank(contexts, len(run.net.concepts), course.size)
    net.encoder.middle.copy_(run.net.encoder.middle)
    net.encoder.spread.copy_(run.net.encoder.spread)
    size = replace(course.size, prototypes=len(net.prototypes))
    optimiser = torch.optim.AdamW(net.parameters(), course.rate, weight_decay=0.05)
    return Run(net, optimiser), replace(course, size=size)


def net_of(row: Row, contexts: tuple[int, ...], concepts: int, size: Size) -> Net:
    """A network of the row, untaught."""
    return SingleBank(contexts, concepts, size) if row.single else Net(contexts, concepts, size, row.rows)


def told(
    row: Row, net: Net, ground: Ground, rows: Int64[ndarray, " R"], said: bool = True
) -> dict[str, ndarray]:
    """What a network makes of pictures in their contexts, or with nothing said."""
    nothing = np.zeros_like(ground.lesson.context[rows])
    return encoded(net, ground.lesson, ground.cache, rows, None if said and row.said else nothing)
