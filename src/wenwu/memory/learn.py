"""Learning a memory from a corpus: tokens, lesson, course, scores, and the files that reading needs.

Only `wenwu train memory` imports this module.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import torch

from wenwu.atlas.load import load_atlas
from wenwu.memory.cache import Cache, Say, embed
from wenwu.memory.card import cards
from wenwu.memory.course import Course, Run
from wenwu.memory.export import export, require_free
from wenwu.memory.held_back import Strange, strange_hands
from wenwu.memory.lesson import Lesson, lesson_of
from wenwu.memory.met import Met
from wenwu.memory.pictures import sheet_of
from wenwu.memory.prototypes import Bank
from wenwu.memory.score import scored
from wenwu.memory.train import encoded, train, train_rows
from wenwu.motifs.corpus import Corpus, load_corpus


@dataclass(frozen=True)
class Task:
    """How long and how large."""

    minutes: float = 60.0
    steps: int = 1500
    views: int = 3
    prototypes: int = 128
    seed: int = 1
    threads: int = 2

    @property
    def course(self) -> Course:
        """As a course of training."""
        plain = Course(steps=self.steps, seed=self.seed, minutes=self.minutes)
        return replace(plain, size=replace(plain.size, prototypes=self.prototypes))


def learn_memory(folder: Path, out: Path, task: Task, say: Say) -> Mapping[str, Any]:
    """Train on the corpus in `folder` and write the memory to `out`; returns its scores.

    Tokens and checkpoints lie in `out` with `-work` added, and are taken up again. InputError before anything
    is begun where `out` holds something else than a memory.
    """
    out = out.resolve()
    require_free(out)
    torch.set_num_threads(task.threads)
    corpus, atlas = load_corpus(folder), load_atlas()
    lesson = lesson_of(corpus, atlas)
    work = out.with_name(f"{out.name}-work")
    cache = embed(corpus, work / "tokens", say, task.views, task.seed, task.threads)
    run = train(lesson, atlas, cache, task.course, work / "run", say)
    strange = strange_hands(lesson, atlas, cache, task.course, work / "held-back", say)
    return write_memory(run, corpus, lesson, cache, task.course, out, strange)


def write_memory(
    run: Run,
    corpus: Corpus,
    lesson: Lesson,
    cache: Cache,
    course: Course,
    out: Path,
    strange: Strange | None = None,
) -> Mapping[str, Any]:
    """Scores, cards, pictures and files of a finished run, in one step."""
    scores = scored(run.net, lesson, cache, strange)
    rows = train_rows(lesson, cache)
    form = encoded(run.net, lesson, cache, rows)["form"]
    bank = Bank(run.net.prototypes.numpy(), np.zeros(len(run.net.prototypes), np.float32))
    facts = {
        **scores, "corpus": corpus.digest, "trained_on": len(rows), "steps": run.step,
        "minutes": round(run.spent / 60, 1), "prototypes": len(bank.rows), "course": asdict(course),
        "met": Met.learnt(lesson.words, lesson.form[rows], lesson.context[rows]).as_data(),
    }  # fmt: skip
    made = cards(bank, corpus, rows, form)
    sheet = sheet_of([card.examples[0] for card in made], corpus)
    export(run.net, lesson.words, facts, made, out, sheet)
    return facts
