"""How well a network has learnt, split by split: accuracy, purity, calibration, novelty."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from jaxtyping import Bool, Float, Int64
from numpy import ndarray
from scipy.special import softmax

from wenwu.base.seed import generator
from wenwu.memory.cache import Cache
from wenwu.memory.calibrate import area_under, calibration_error, novelty_threshold, temperature
from wenwu.memory.held_back import Strange, spread
from wenwu.memory.lesson import Lesson
from wenwu.memory.met import Met
from wenwu.memory.net import Net
from wenwu.memory.prototypes import purity, stood_for
from wenwu.memory.train import encoded

SEEN = ("valid", "test", "unseen_seed", "unseen_parameters", "unseen_pair")
NEW = "unseen_family"
SAMPLE = 4000  # pictures of `train` that say what a prototype stands for
RIDGE = 1.0

Told = dict[str, ndarray]
Rows = Int64[ndarray, " R"]


@dataclass(frozen=True, eq=False)
class Heats:
    """By which temperature the chances of a picture are told, as a reading tells them."""

    known: float
    strange: float | None  # of a form with a word of its context that it was never met with
    stands: Int64[ndarray, " K"]  # the form of each prototype
    met: Met

    def strange_of(self, told: Told, context: Int64[ndarray, "N 5"]) -> Bool[ndarray, " N"]:
        """Which pictures hold a word that is new to the form they are taken for."""
        form = self.stands[told["prototypes"].argmax(1)]
        return np.asarray(self.met.new(form, context).any(1) & (form >= 0))

    def of(self, strange: Bool[ndarray, " N"]) -> Float[ndarray, " N"]:
        """The temperature of each picture."""
        return np.where(strange, self.strange or self.known, self.known)


def scored(net: Net, lesson: Lesson, cache: Cache, strange: Strange | None = None) -> dict[str, Any]:
    """Temperature and threshold from `valid`, everything else from splits that were never trained on.

    Without a split `valid` only what was trained on is left for the two; `calibrated_on` says which it was.
    `strange` is what pairs that were held back told of forms in strange hands; without it they are believed
    like any other.
    """
    parts = {name: rows[rows < cache.count] for name, rows in lesson.splits.items()}
    learnt = generator(1, "scored").permutation(parts["train"])[:SAMPLE]
    held = parts["valid"] if len(parts.get("valid", ())) else learnt
    known, valid = encoded(net, lesson, cache, learnt), encoded(net, lesson, cache, held)
    heats = Heats(
        temperature(valid["logits"], lesson.concept[held]),
        strange.spreads * spread(valid["logits"]) if strange else None,
        stood_for(known["prototypes"].argmax(1), lesson.form[learnt], len(net.prototypes)),
        Met.learnt(lesson.words, lesson.form[parts["train"]], lesson.context[parts["train"]]),
    )
    bank = net.prototypes.numpy()
    below = novelty_threshold(_likeness(valid, bank))
    told_by = "valid" if held is not learnt else "train"
    out: dict[str, Any] = {
        "temperature": heats.known, "strange_temperature": heats.strange, "unknown_below": below,
        "calibrated_on": told_by, "held_back": dict(strange.facts) if strange else None,
    }  # fmt: skip
    near = {}
    for name in (*SEEN, NEW):
        rows = parts.get(name, np.zeros(0, np.int64))
        if len(rows):
            told = encoded(net, lesson, cache, rows)
            near[name] = _likeness(told, bank)
            out[name] = {"n": len(rows), "called_unknown": float((near[name] < below).mean())}
            if name != NEW:
                out[name] |= _of_split(lesson, (told, rows), (known, learnt), heats)
    if "test" in near and NEW in near:
        out["novelty_auroc"] = area_under(near["test"], near[NEW])
    if len(parts.get("test", ())):
        out["test"] |= _with_less(net, lesson, cache, parts)
    return out


def _likeness(told: Told, bank: Float[ndarray, "K D"]) -> Float[ndarray, " N"]:
    """Cosine to the nearest prototype."""
    return np.asarray((told["form"] @ bank.T).max(1))


def _of_split(
    lesson: Lesson, these: tuple[Told, Rows], learnt: tuple[Told, ndarray], heats: Heats
) -> dict[str, Any]:
    """Accuracy, purities and calibration of one split; what a prototype stands for is known from `learnt`.

    Beside them what needs no network: the concept that a form most often has in training, and one for all.
    """
    told, rows = these
    named, labels = told["logits"].argmax(1), lesson.concept[rows]

    def pure(read: str, of: Int64[ndarray, " N"]) -> float:
        return purity(told[read].argmax(1), of[rows], (learnt[0][read].argmax(1), of[learnt[1]]))

    new = heats.strange_of(told, lesson.context[rows])
    trained = lesson.splits["train"]
    by_form = stood_for(lesson.form[trained], lesson.concept[trained], len(lesson.words.forms))
    out: dict[str, Any] = {
        "concept_accuracy": float((named == labels).mean()),
        "current_accuracy": float(lesson.current[rows, named].mean()),
        "visual_purity": pure("prototypes", lesson.form),
        "semantic_purity": pure("concepts", lesson.concept),
        "ece": calibration_error(told["logits"], labels, heats.of(new)),
        "strange": float(new.mean()),
        "by_form_alone": float((by_form[lesson.form[rows]] == labels).mean()),
        "always_the_commonest": float(np.bincount(labels).max() / len(labels)),
    }
    if new.any():
        sure, right = softmax(told["logits"][new] / heats.of(new)[new, None], axis=1).max(1), named == labels
        out |= {"strange_accuracy": float(right[new].mean()), "strange_sureness": float(sure.mean())}
        out["ece_by_one_temperature"] = calibration_error(told["logits"], labels, heats.known)
    return out


def _with_less(net: Net, lesson: Lesson, cache: Cache, parts: dict[str, ndarray]) -> dict[str, float]:
    """The network with nothing said of the context, and a ridge regression on the context alone."""
    rows, labels = parts["test"], lesson.concept[parts["test"]]
    unsaid = encoded(net, lesson, cache, rows, np.zeros_like(lesson.context[rows]))
    hot = _hot(lesson)
    x, y = hot[parts["train"]], np.eye(len(lesson.words.concepts))[lesson.concept[parts["train"]]]
    found = np.linalg.solve(x.T @ x + RIDGE * np.eye(x.shape[1]), x.T @ y)
    return {
        "picture_only": float((unsaid["logits"].argmax(1) == labels).mean()),
        "context_only": float(((hot[rows] @ found).argmax(1) == labels).mean()),
    }


def _hot(lesson: Lesson) -> Float[ndarray, "N W"]:
    """A 1 for each word that is said, for each two of them, and for the whole context."""
    said = [
        np.unique(lesson.context[:, [a, b]], axis=0, return_inverse=True)[1]
        for a in range(5)
        for b in range(a + 1)
    ]
    said.append(np.unique(lesson.context, axis=0, return_inverse=True)[1])
    return np.concatenate([np.eye(int(of.max()) + 1)[of.ravel()] for of in said], 1)
