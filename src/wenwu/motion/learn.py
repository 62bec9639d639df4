"""Learning one dance of a pack: a corpus danced from its score, its prior, and a network of its own beside
it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch

from wenwu.atlas.model import Atlas
from wenwu.base.errors import InputError
from wenwu.motion.corpus import score_corpus
from wenwu.motion.learnt import Learnt
from wenwu.motion.mdn_batch import scale_of, shelves_of
from wenwu.motion.mdn_net import Size
from wenwu.motion.mdn_train import Course, Say, add_facts, export, facts_of, judged, train
from wenwu.motion.prior import learn_priors, save_priors
from wenwu.motion.repertoire import all_ways
from wenwu.motion.sequence import split_of
from wenwu.prompt.encode import keep_texts, phrase_texts

SEEDS = 20  # performances of each dancer in the corpus: two in ten are held out
STEPS, HIDDEN = 1500, 96


@dataclass(frozen=True)
class Lesson:
    """How long to learn, and where a run that was stopped can go on."""

    work: Path
    minutes: float = 12.0
    seed: int = 1
    steps: int = STEPS
    seeds: int = SEEDS


def learn_dance(atlas: Atlas, dance: str, lesson: Lesson, say: Say) -> Mapping[str, Any]:
    """Train, and put the weights beside the dance's score; returns what they say of themselves."""
    torch.set_num_threads(1)
    home = Learnt.beside(atlas, dance)
    say("dancing the score for a corpus")
    ((_, sequences),) = score_corpus(atlas, lesson.work / "corpus", range(lesson.seeds), [dance])
    parts = {n: [s for s in sequences if split_of(s.seed) == n] for n in ("train", "valid", "test")}
    if not all(parts.values()):
        raise InputError(f"{dance} is too short to learn from: no phrase lasts two thirds of a second")
    save_priors(learn_priors(parts["train"]), home.prior)
    keep_texts(phrase_texts(atlas.dance(dance), atlas.score(dance)), home.texts)
    shelves = shelves_of(parts["train"], scale_of(parts["train"]))
    course = Course(steps=lesson.steps, minutes=lesson.minutes, size=Size(HIDDEN), seed=lesson.seed)
    run = train(parts["train"], [], shelves, course, lesson.work / "run", say)
    facts = facts_of(run, course) | {"sequences": {n: len(p) for n, p in parts.items()}}
    facts["test"] = judged(run.net, parts["test"], shelves)
    export(run.net, shelves, facts, home.network)
    add_facts(home.network, {"ways": all_ways(dance, atlas, home)})
    return facts
