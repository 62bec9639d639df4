"""Another way: what a phrase, and then a dance, may be danced as where a rule stops what was drawn."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import pairwise

from wenwu.atlas.model import Atlas
from wenwu.atlas.rules import judge
from wenwu.atlas.score import Variant
from wenwu.motion.arrange import cuts, stumbles, suits
from wenwu.motion.repertoire import Repertoire
from wenwu.motion.score import PLAIN, Placed
from wenwu.prompt.brief import Brief, Part
from wenwu.prompt.facts import facts_of

SLIGHT = 0.01  # a component that the prior all but rules out is no way to dance a phrase
Order = tuple[Placed, ...]


@dataclass(frozen=True)
class Way:
    """One way to dance a phrase."""

    variant: Variant
    component: int | None = None  # of the network; none: as the score writes it

    @property
    def name(self) -> str:
        """As the trace calls it."""
        by = "as written" if self.component is None else f"component {self.component + 1}"
        return f"{self.variant.id} ({by})"

    @property
    def data(self) -> dict[str, str | int | None]:
        """As the trace keeps it; the component counts from 0."""
        return {"way": self.variant.id, "component": self.component}


Again = Mapping[tuple[str, str], Way]  # phrase and variant as first drawn → the way that is danced instead


def redrawn(order: Order, again: Again) -> Order:
    """The order with some phrases danced another way, wherever that way fits."""
    out = list(order)
    for k, placed in enumerate(order):
        way = again.get((placed.phrase.id, placed.variant.id))
        if way is not None and fits(order, k, way.variant):
            out[k] = replace(_as(placed, way.variant), component=way.component)
    return tuple(out)


def fits(order: Order, at: int, variant: Variant) -> bool:
    """Whether a phrase may be danced so in its place: no foot ends in the air, and none stumbles."""
    placed = _as(order[at], variant)
    steps = placed.phrase.steps if variant.steps is None else variant.steps
    if placed.beats not in cuts(placed.phrase.beats, steps):
        return False
    beside = [*order[max(at - 1, 0) : at], placed, *order[at + 1 : at + 2]]
    before = order[max(at - 1, 0) : at + 2]
    return sum(map(_stumble, pairwise(beside))) <= sum(map(_stumble, pairwise(before)))


def _as(placed: Placed, variant: Variant) -> Placed:
    """A phrase in its place, in another variant: one that is a mirror of the other turns it round."""
    flips = placed.phrase.mirrors and placed.variant.mirror != variant.mirror
    return replace(placed, variant=variant, mirror=placed.mirror != flips)


def _stumble(pair: tuple[Placed, Placed]) -> bool:
    return stumbles(*pair)


def other_ways(
    order: Order, at: int, part: Part, tags: tuple[frozenset[str], ...], known: Repertoire | None
) -> Iterator[Way]:
    """Every other way to dance the phrase at a place, the likeliest first, that suits all who dance it."""
    placed = order[at]
    named = {v.id: v for v in (PLAIN, *placed.phrase.variants) if suits(v.only, tags)}
    for way in _likeliest(placed, part, named, known):
        if fits(order, at, way.variant):
            yield way


def _likeliest(
    placed: Placed, part: Part, named: Mapping[str, Variant], known: Repertoire | None
) -> Iterator[Way]:
    if known is None:
        others = [v for v in named.values() if v.id != placed.variant.id]
        yield from (Way(v) for v in sorted(others, key=lambda v: -v.weight))
        return
    ways = known.ways(placed.phrase, part)
    drawn = known.component(placed, part)
    for k in sorted(range(len(ways.weight)), key=lambda k: -ways.weight[k]):
        if k != drawn and ways.weight[k] >= SLIGHT and ways.variant[k] in named:
            yield Way(named[ways.variant[k]], k)


def other_variants(brief: Brief, part: Part, atlas: Atlas) -> Iterator[Brief]:
    """The brief with everybody of a part's kind in another variant of the dance, where the rules let that be.

    A variant that is not the usual one was asked for, and is kept. So is a cloth of the user's own: a dress
    without the piece that is made of it is none to change into.
    """
    dance, gender = atlas.dance(brief.dance), part.gender
    if part.variant != dance.default.get(gender):
        return
    for variant in dance.variants:
        if variant.id == part.variant or variant.gender not in ("any", gender):
            continue
        if gender not in variant.costumes or not _wears(variant.costumes[gender], part, brief, atlas):
            continue
        other = {
            "variant": variant.id, "costume": variant.costumes[gender], "role": variant.role,
            "props": tuple(variant.props),
        }  # fmt: skip
        cast = tuple(
            one.model_copy(update=other) if (one.gender, one.variant) == (gender, part.variant) else one
            for one in brief.cast
        )
        changed = brief.model_copy(update={"cast": cast})
        if judge(facts_of(changed, atlas), atlas).lawful:
            yield changed


def _wears(costume: str, part: Part, brief: Brief, atlas: Atlas) -> bool:
    """Whether a costume has the piece that is made of the user's own cloth, where the part's own has it."""
    if brief.pattern is None:
        return True
    on = brief.pattern.on
    had, has = (any(piece.kind == on for piece in atlas.costume(id).pieces) for id in (part.costume, costume))
    return has or not had
