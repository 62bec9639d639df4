"""Arranging: which phrases a performance dances, in which variants, in which order, to its very end."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from itertools import pairwise

import numpy as np

from wenwu.atlas.score import Phrase, Score, Step, Variant
from wenwu.base.errors import InputError
from wenwu.base.seed import generator
from wenwu.motion.score import PLAIN, Placed, danced_keys

LEAST_CUT = 2.0  # [beats] a phrase is never cut shorter
HOLD = 0.75  # [beats] the feet rest at least this long at the end
STILL = 0.9  # [beats] the best time between the last key and the end
SOON = 0.75  # [beats] too soon for a foot to lift again after it took the weight
TRIES = 40
NEARLY = 1.1  # [beats] a loss that does not matter


@dataclass(frozen=True)
class Wish:
    """What an order has to suit."""

    beats: float  # whole length of the performance at the score's own speed
    shape: str  # of the formation
    cast: tuple[frozenset[str], ...]  # gender, variant and role of each dancer: a phrase must suit them all
    seed: int
    odds: Mapping[str, Mapping[str, float]] = field(default_factory=dict)  # phrase → variant → how likely


def arrange(score: Score, wish: Wish) -> tuple[Placed, ...]:
    """Phrases by the seed and the score's grammar: opening, body, close; the last one cut to fit.

    Of TRIES orders the first drawn is danced that is nearly as good as the best: it has the main step,
    ends in a closing phrase, holds little still, no foot stumbles, and its phrases differ.
    """
    lead = 1.0 if wish.beats >= 5 else 0.0
    draws = [_draw(score, wish, lead, generator(wish.seed, "arrange", k)) for k in range(TRIES)]
    costs = [_cost(order, wish.beats, set(score.grammar.must)) for order in draws]
    return next(order for order, cost in zip(draws, costs, strict=True) if cost <= min(costs) + NEARLY)


def suits(only: Iterable[str], cast: Iterable[frozenset[str]]) -> bool:
    """Whether a phrase or variant may be danced by every one of the cast."""
    names = set(only)
    return not names or all(names & tags for tags in cast)


def _draw(score: Score, wish: Wish, lead: float, rng: np.random.Generator) -> tuple[Placed, ...]:
    order: list[Placed] = []
    at, left = lead, wish.beats - lead - HOLD
    while left >= LEAST_CUT or not order:
        phrase = _next_phrase(score, wish, order, left, rng)
        if phrase is None:
            break
        variant = _next_variant(phrase, wish, order, rng)
        steps = phrase.steps if variant.steps is None else variant.steps
        beats = _span(phrase, steps, left, rng)
        if beats == 0 and order:
            break
        beats = beats or cuts(phrase.beats, steps)[0]  # too short for any: the end cuts it
        placed = Placed(phrase, variant, _flips(phrase, variant, wish, order, rng), at, beats)
        if order and stumbles(order[-1], placed) and _may_flip(phrase, variant, wish):
            placed = replace(placed, mirror=not placed.mirror)
        order.append(placed)
        at, left = at + beats, left - beats / _speed(score, phrase)
    return tuple(order)


def _cast(wish: Wish) -> str:
    return ", ".join(sorted(frozenset.union(*wish.cast)))


def _speed(score: Score, phrase: Phrase) -> float:
    return (phrase.bpm or score.bpm) / score.bpm


def _next_phrase(
    score: Score, wish: Wish, order: list[Placed], left: float, rng: np.random.Generator
) -> Phrase | None:
    """One phrase that may stand here, drawn by weight."""
    able = [p for p in score.phrase if suits(p.only, wish.cast)]
    able = [p for p in able if not p.formation or wish.shape in p.formation]
    if not able:
        raise InputError(f"no phrase of {score.id} suits {_cast(wish)} in a {wish.shape}")
    if not order:
        able = [p for p in able if "opening" in p.role] or able
    else:
        last = order[-1].phrase.id
        follow = score.grammar.follow.get(last)
        run = score.grammar.repeat
        tired = len(order) >= run and all(o.phrase.id == last for o in order[-run:])
        able = [p for p in able if (follow is None or p.id in follow) and not (tired and p.id == last)]
        ending = left <= 9
        able = [p for p in able if "close" in p.role or "body" in p.role or not ending] or able
        able = [p for p in able if ending or p.role != ("close",)] or able
    if not able:
        return None
    weight = np.array([p.weight for p in able])
    return able[int(rng.choice(len(able), p=weight / weight.sum()))]


def _next_variant(phrase: Phrase, wish: Wish, order: list[Placed], rng: np.random.Generator) -> Variant:
    able = [v for v in (PLAIN, *phrase.variants) if suits(v.only, wish.cast)]
    used = {o.variant.id for o in order if o.phrase.id == phrase.id}
    able = [v for v in able if v.id not in used] or able
    odds = wish.odds.get(phrase.id, {})
    weight = np.array([odds.get(v.id, 0.0) for v in able])
    if not weight.any():  # the network knows none of these: as the score says
        weight = np.array([v.weight for v in able])
    return able[int(rng.choice(len(able), p=weight / weight.sum()))]


def _flips(
    phrase: Phrase, variant: Variant, wish: Wish, order: list[Placed], rng: np.random.Generator
) -> bool:
    if not _may_flip(phrase, variant, wish):
        return variant.mirror and phrase.mirrors
    if order and order[-1].phrase.id == phrase.id:
        return not order[-1].mirror
    return bool(rng.random() < 0.5) != variant.mirror


def _may_flip(phrase: Phrase, variant: Variant, wish: Wish) -> bool:
    """Whether left and right may be exchanged; round a ring the way itself decides."""
    travel = phrase.travel if variant.travel is None else variant.travel
    return phrase.mirrors and not (wish.shape == "ring" and abs(sum(t.left for t in travel)) > 0.05)


def stumbles(one: Placed, two: Placed) -> bool:
    """Whether the second phrase lifts the very foot that the first has just come down on."""
    landed = [s for s in _steps(one) if s.land <= one.beats + 1e-6 and s.w > 0.5]
    lifted = _steps(two)
    if not landed or not lifted:
        return False
    last, first = max(landed, key=lambda s: s.land), min(lifted, key=lambda s: s.lift)
    soon = one.beats - last.land + first.lift < SOON
    return soon and (last.f == first.f) == (one.mirror == two.mirror)


def _steps(placed: Placed) -> tuple[Step, ...]:
    return placed.phrase.steps if placed.variant.steps is None else placed.variant.steps


def _span(phrase: Phrase, steps: tuple[Step, ...], left: float, rng: np.random.Generator) -> float:
    """How much of a phrase is danced: all of it, a half in a short performance, or what still fits."""
    places = cuts(phrase.beats, steps)
    fitting = [b for b in places if b <= left + 1e-6]
    if not fitting:
        return 0.0
    half = phrase.beats / 2
    if half in fitting and left < 2 * phrase.beats and left - half >= LEAST_CUT and rng.random() < 0.6:
        return half
    return max(fitting)


def cuts(beats: float, steps: tuple[Step, ...]) -> list[float]:
    """The whole beats at which a phrase may end: no foot is in the air, and the last one is its own end."""
    whole = [float(b) for b in range(int(LEAST_CUT), int(np.ceil(beats))) if b < beats]
    free = [b for b in whole if not any(s.lift < b - 0.01 and s.land > b + 0.01 for s in steps)]
    return [*free, beats]


def _cost(order: tuple[Placed, ...], beats: float, must: set[str]) -> float:
    if not order:
        return 1e9
    last = max((key.beat for key in danced_keys(order[-1])), default=0.0)
    still = abs(beats - (order[-1].start + last) - STILL)
    closes = "close" in order[-1].phrase.role
    kinds = {o.phrase.id for o in order}
    lacks = bool(must) and not must & kinds
    stumbling = sum(stumbles(one, two) for one, two in pairwise(order))
    return still + 5.0 * lacks + 2.0 * stumbling - 1.0 * closes - 0.7 * min(len(kinds), 4)
