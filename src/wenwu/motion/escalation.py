"""Escalation: where no mending keeps a rule, another way of the phrase, another variant, then a refusal.

First the phrase that offends is drawn again with the next likeliest component of the network, one after the
other; then everybody of that kind dances another variant of the dance that the rules let be; in the end there
is a refusal that says how much was tried. What keeps the rules as drawn is not touched. Nothing here is left
to chance: equal briefs try the same in the same order.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from wenwu.atlas.model import Atlas
from wenwu.atlas.rules import Verdict
from wenwu.atlas.text import Unlawful, refusal
from wenwu.base.trace import Trace
from wenwu.motion.compose import ordered, tags_of
from wenwu.motion.firewall import Breach, mend
from wenwu.motion.generate import generate
from wenwu.motion.other_way import Again, Order, Way, other_variants, other_ways
from wenwu.motion.performance import Performance
from wenwu.motion.repertoire import Repertoire, repertoire_for
from wenwu.prompt.brief import Brief, Part

MOST = 12  # performances that are drawn again for one brief


@dataclass(frozen=True)
class Attempt:
    """One performance, mended as far as it goes."""

    brief: Brief
    performance: Performance
    left: tuple[Breach, ...]  # what no mending keeps
    told: Trace

    @classmethod
    def of(cls, performance: Performance, brief: Brief, atlas: Atlas, told: Trace) -> "Attempt":
        """A performance through the firewall."""
        kept, left = mend(performance, brief, atlas, told)
        return cls(brief, kept, left, told)


def lawful(
    performance: Performance, brief: Brief, atlas: Atlas, told: Trace, trace: Trace, fps: float = 60.0
) -> tuple[Brief, Performance]:
    """A performance that keeps every angle rule, or sets one aside for a recorded reason; and its brief.

    `told` holds what was told while the first performance was drawn. The trace gets an event for each that
    was drawn again and then all that is told of the last. Raises RefusedError where none keeps the rules.
    """
    first = Attempt.of(performance, brief, atlas, told)
    search = Search(atlas, trace, fps)
    last = search.through_phrases(first)
    if last.left:
        part = brief.cast[first.left[0].watch.dancer]
        for other in other_variants(brief, part, atlas):
            if last.left and search.drawn < MOST:
                last = search.through_phrases(search.in_variant(other, part, first.left[0]))
    if last.left:
        raise _refused(first.left[0], search.drawn, brief, atlas)
    trace.extend(last.told)
    return last.brief, last.performance


@dataclass
class Search:
    """Performances drawn again, each told."""

    atlas: Atlas
    trace: Trace
    fps: float
    drawn: int = 0

    def through_phrases(self, attempt: Attempt) -> Attempt:
        """The attempt with phrases that offend danced another way, until none is left to try."""
        if not attempt.left:
            return attempt
        brief, again, waiting = attempt.brief, dict[tuple[str, str], Way](), dict[object, Iterator[Way]]()
        known = repertoire_for(brief, self.atlas, Trace())
        order = ordered(brief, self.atlas.score(brief.dance), self.fps, known)[1]
        while attempt.left and self.drawn < MOST:
            breach = attempt.left[0]
            part, at = brief.cast[breach.watch.dancer], _place(attempt, breach)
            key = order[at].phrase.id, order[at].variant.id
            if key not in waiting:
                waiting[key] = other_ways(order, at, part, tags_of(brief), known)
            way = next(waiting[key], None)
            if way is None:
                break
            self._tell_way(breach, again.get(key) or _first(order, at, part, known), way, key[0])
            again[key] = way
            attempt = self._drawn(brief, again)
        return attempt

    def in_variant(self, other: Brief, part: Part, breach: Breach) -> Attempt:
        """The dance in another of its variants."""
        now = other.cast[breach.watch.dancer].variant
        self.trace.add(
            "motion", "changed",
            f"the variant {part.variant} of the dance stays {-breach.margin:.1f}° beyond "
            f"{breach.watch.rule.id} in every way that was tried; {now} is danced instead",
            rule=breach.watch.rule.id, before=part.variant, after=now, margin=round(breach.margin, 3),
        )  # fmt: skip
        return self._drawn(other, {})

    def _drawn(self, brief: Brief, again: Again) -> Attempt:
        self.drawn += 1
        told = Trace()
        return Attempt.of(generate(brief, self.atlas, told, self.fps, again), brief, self.atlas, told)

    def _tell_way(self, breach: Breach, before: Way, after: Way, phrase: str) -> None:
        self.trace.add(
            "motion", "replaced",
            f"{phrase} danced as {before.name} is {-breach.margin:.1f}° beyond {breach.watch.rule.id}, which "
            f"nothing mends; it is drawn again as {after.name}",
            rule=breach.watch.rule.id, dancer=breach.watch.dancer, angle=breach.watch.name, phrase=phrase,
            before=before.data, after=after.data, margin=round(breach.margin, 3),
        )  # fmt: skip


def _place(attempt: Attempt, breach: Breach) -> int:
    """Which phrase is danced where a rule is broken most; the first, before it begins."""
    marks = attempt.performance.dancers[breach.watch.dancer].clip.marks
    return max(sum(frame <= breach.frame for frame, _ in marks) - 1, 0)


def _first(order: Order, at: int, part: Part, known: Repertoire | None) -> Way:
    """The way a phrase was first drawn."""
    return Way(order[at].variant, known.component(order[at], part) if known else None)


def _refused(breach: Breach, drawn: int, brief: Brief, atlas: Atlas) -> Unlawful:
    """The refusal: what was tried, and, of a soft rule, that nobody gave a reason to set it aside."""
    zh, soft = brief.lang == "zh", breach.watch.rule.strength != "hard"
    said = []
    if drawn:
        said.append(
            f"另试{drawn}种跳法，皆不合" if zh else f"drawn again in {drawn} other ways, none keeps it"
        )
    if soft:
        said.append("未记录搁置的理由" if zh else "and no reason to set it aside is on record")
    return refusal(Verdict((breach.finding,)), atlas, brief.lang, ("，" if zh else ", ").join(said))
