"""The plan of a corpus: every picture settled before the first is drawn, from a number, a seed and the atlas.

A split is made of whole drawings, never of single pictures: what is learnt and what is tested share none.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import product
from typing import Any

import numpy as np
from jaxtyping import Float, Int
from numpy import ndarray

from wenwu.atlas.model import Atlas, Motif
from wenwu.base.errors import InputError
from wenwu.base.seed import generator
from wenwu.motifs.balance import balance
from wenwu.motifs.context import UNSAID, Context, Contexts, differing
from wenwu.motifs.damage import KINDS
from wenwu.motifs.dressing import Dressing, dressings
from wenwu.motifs.library import motif_family, motif_params
from wenwu.motifs.order import Harm, Order, Pose
from wenwu.motifs.recipe import Recipe
from wenwu.motifs.sense import Sense, find_senses, rivals_of

SHARES: Mapping[str, float] = {  # of all pictures
    "train": 0.66, "valid": 0.06, "test": 0.08, "unseen_seed": 0.05, "unseen_parameters": 0.05,
    "unseen_pair": 0.04, "unseen_family": 0.06,
}  # fmt: skip
EACH = 3  # pictures of one drawing
HANDS, NEW_HANDS = 40, 10  # makers who are learnt from; makers of `unseen_seed` alone
SEVERITIES, ALTITUDES = (0.2, 0.4, 0.6), (0.0, 1500.0, 3500.0)  # of damage; [m]
UNTOLD = 0.5  # chance that a part of the context stays unsaid, where the rest still tells
LEAST, MOST = 100, 1_000_000  # pictures


@dataclass(frozen=True, eq=False)
class Subject:
    """One form of one motif in all its senses, with what is open about it."""

    motif: Motif
    senses: tuple[Sense, ...]
    weights: Float[ndarray, " S"]
    rivals: tuple[Contexts, ...]  # of each sense: where its form means something else
    dressings: tuple[Dressing, ...]


def plan_corpus(atlas: Atlas, recipe: Recipe, count: int, seed: int) -> tuple[Order, ...]:
    """`count` orders, numbered from 0, split by split, and each picture of `test` once more, damaged.

    InputError for a count that makes no corpus.
    """
    if not LEAST <= count <= MOST:
        raise InputError(f"a corpus of {count} pictures cannot be made; ask for {LEAST} to {MOST}")
    planner = Planner(atlas, recipe, seed)
    orders: list[Order] = []
    drawing = 0
    for split, pictures in zip(SHARES, whole_shares(list(SHARES.values()), count).tolist(), strict=True):
        end = len(orders) + pictures
        for subject in planner.spread(split, -(-pictures // EACH)):
            orders += planner.drawing(split, subject, drawing, range(len(orders), end)[:EACH])
            drawing += 1
    return (*orders, *_damaged([o for o in orders if o.split == "test"], count, seed))


def _damaged(tested: Sequence[Order], first: int, seed: int) -> Iterator[Order]:
    """The pictures of `test` once more, every kind of damage at every severity equally often."""
    rng = generator(seed, "corpus", "damaged")
    ways = list(product(KINDS, SEVERITIES))
    for number, (k, order) in enumerate(zip(rng.permutation(len(tested)), tested, strict=True), first):
        kind, severity = ways[k % len(ways)]
        harm = Harm(order.number, kind, severity, float(rng.choice(ALTITUDES)))
        yield replace(order, number=number, split="damaged", harm=harm)


class Planner:
    """What the atlas lets be drawn, by split, and the orders that a seed makes of it."""

    def __init__(self, atlas: Atlas, recipe: Recipe, seed: int):
        self.atlas, self.recipe, self.seed = atlas, recipe, seed
        self.senses = find_senses(atlas, recipe)
        self.dressings = {s.motif: dressings(atlas.motif(s.motif), atlas) for s in self.senses}
        owned = {split: tuple(s for s in self.senses if self._belongs(s, split)) for split in SHARES}
        each = {own: tuple(self._subjects_of(own)) for own in set(owned.values())}
        self._subjects = {split: each[own] for split, own in owned.items()}

    def _subjects_of(self, own: Sequence[Sense]) -> Iterator[Subject]:
        weights = balance(own)
        for motif, form in dict.fromkeys((s.motif, s.form) for s in own):
            which = [k for k, s in enumerate(own) if (s.motif, s.form) == (motif, form)]
            senses = tuple(own[k] for k in which)
            rivals = tuple(rivals_of(sense, self.senses) for sense in senses)
            yield Subject(self.atlas.motif(motif), senses, weights[which], rivals, self.dressings[motif])

    def _belongs(self, sense: Sense, split: str) -> bool:
        """Whether a sense may be drawn in a split."""
        if sense.family in self.recipe.unseen_families:
            return split == "unseen_family"
        if (sense.culture, sense.family) in self.recipe.unseen_pairs:
            return split == "unseen_pair"
        if split == "unseen_parameters":
            return bool(self.recipe.numbers(self.atlas.motif(sense.motif), sense.concept))
        return split not in ("unseen_family", "unseen_pair")

    def spread(self, split: str, drawings: int) -> Iterator[Subject]:
        """The subjects of so many drawings, by their weights, in no order."""
        subjects = self._subjects[split]
        counts = whole_shares([float(s.weights.sum()) for s in subjects], drawings)
        which = np.repeat(np.arange(len(subjects)), counts)
        generator(self.seed, "corpus", split).shuffle(which)
        return (subjects[k] for k in which)

    def drawing(self, split: str, subject: Subject, drawing: int, numbers: Sequence[int]) -> Iterator[Order]:
        """The orders of one drawing: one set of numbers, one hand, several pictures."""
        rng = generator(self.seed, "corpus", "drawing", drawing)
        params = self._params(split, subject, rng)
        new = split == "unseen_seed"
        hand = int(rng.integers(HANDS, HANDS + NEW_HANDS) if new else rng.integers(HANDS))
        share = subject.weights / subject.weights.sum()
        first = rng.random()
        for k, number in enumerate(numbers):
            at = int(np.searchsorted(np.cumsum(share), (first + k / EACH) % 1.0, side="right"))
            yield self._order(split, subject, min(at, len(share) - 1), (number, drawing, params, hand))

    def _params(self, split: str, subject: Subject, rng: np.random.Generator) -> dict[str, Any]:
        """A motif's numbers: those that vary within what the split may show, the others as they stand."""
        over: dict[str, Any] = {}
        for varies in self.recipe.numbers(subject.motif, subject.senses[0].concept):
            over[varies.number] = varies.unseen(rng) if split == "unseen_parameters" else varies.seen(rng)
        return motif_params(subject.motif, over)

    def _order(
        self, split: str, subject: Subject, at: int, made: tuple[int, int, dict[str, Any], int]
    ) -> Order:
        number, drawing, params, hand = made
        rng = generator(self.seed, "corpus", "picture", number)
        sense, culture = subject.senses[at], self.atlas.culture(subject.motif.culture)
        stands = sense.contexts[rng.integers(len(sense.contexts))]
        return Order(
            number, split, drawing, sense, params, hand,
            subject.dressings[rng.integers(len(subject.dressings))],
            told(stands, subject.rivals[at], rng), stands, _pose(subject.motif, rng),
            int(rng.integers(len(culture.places))) if culture.places else -1,
            int(rng.integers(len(culture.routes))) if culture.routes else -1,
        )  # fmt: skip


def told(stands: Context, rivals: Contexts, rng: np.random.Generator) -> Context:
    """What is said of a context: some of it, yet enough that the form can mean only one thing."""
    differs = differing(stands, rivals)
    said = np.ones(len(stands), bool)
    for part in rng.permutation(len(stands)):
        less = said.copy()
        less[part] = False
        if rng.random() < UNTOLD and differs[:, less].any(1).all():
            said = less
    return Context(*(word if kept else UNSAID for word, kept in zip(stands, said, strict=True)))


def _pose(motif: Motif, rng: np.random.Generator) -> Pose:
    """A little turned, larger or smaller, off the middle; never mirrored, and nothing upright turned far."""
    family = motif_family(motif)
    steady = family.upright or family.joins or family.counted or motif.handed
    angle = float(np.clip(rng.normal(0, 2.5 if steady else 6), -15, 15))
    right, down = np.clip(rng.normal(0, 0.025, 2), -0.06, 0.06).tolist()
    return Pose(round(angle, 2), round(float(rng.uniform(0.8, 1.08)), 3), round(right, 4), round(down, 4))


def whole_shares(shares: Sequence[float], count: int) -> Int[ndarray, " N"]:
    """Whole numbers in the ratio of `shares` that add up to `count` (largest remainders)."""
    exact = np.array(shares, float) / sum(shares) * count
    whole = np.floor(exact + 1e-9).astype(int)
    whole[np.argsort(whole - exact, kind="stable")[: count - int(whole.sum())]] += 1
    return whole
