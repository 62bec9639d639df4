"""The rule engine: facts about a scene in, findings out. Pure, and blind to the order of rules and facts.

A rule speaks about a view (the scene, or the scene as one dancer or one motif shows it) when all of `when`
hold and `unless` does not, the scene's year lies in the rule's, and no closer rule permits the case. What the
view does not know is never held against it: an unknown fact fails `when`, fulfils no `forbid`, and leaves a
`require` open.

Where subjects say something about a rule's facts, each of them is judged, and the bare scene only where it
says something else about the same fact (a dance's level beside a motif's); where none does, the bare scene.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

from wenwu.atlas.conditions import View
from wenwu.atlas.facts import ANGLES, Facts
from wenwu.atlas.model import Atlas
from wenwu.atlas.record import Text
from wenwu.atlas.rule import Effect, Rule, Value
from wenwu.atlas.rulebook import RANK, Clause, clause, turning

About = tuple[tuple[str, Value], ...]


class Finding(NamedTuple):
    """One rule that spoke, and what it found."""

    rule: Rule
    about: About  # the facts it looked at, by name
    breach: bool
    margin: float | None = None  # how far inside the rule (+) or outside (-); degrees for angles
    set_aside: str = ""  # the recorded reason, where the rule was set aside

    @property
    def effect(self) -> Effect:
        """What kind of rule spoke."""
        return self.rule.effect

    @property
    def stops(self) -> bool:
        """Whether the scene may not go ahead as it is."""
        return self.breach and not self.set_aside and self.rule.strength != "advisory"


@dataclass(frozen=True)
class Verdict:
    """All findings: the stopping ones first, then by strength, specificity and id."""

    findings: tuple[Finding, ...]

    @property
    def lawful(self) -> bool:
        """Nothing stops the scene."""
        return not any(finding.stops for finding in self.findings)

    @property
    def refused(self) -> tuple[Finding, ...]:
        """Breaches of hard rules: the scene is not made."""
        return tuple(f for f in self.findings if f.stops and f.rule.strength == "hard")

    @property
    def must_change(self) -> tuple[Finding, ...]:
        """Breaches of soft rules: repaired, or set aside with a recorded reason."""
        return tuple(f for f in self.findings if f.stops and f.rule.strength == "soft")

    @property
    def advisories(self) -> tuple[Finding, ...]:
        """Captions, and breaches that only ask for thought."""
        return tuple(f for f in self.findings if not f.stops and (f.effect == "caption" or f.breach))

    @property
    def kept(self) -> tuple[Finding, ...]:
        """Rules that were asked and are kept, with their margins."""
        asks = ("forbid", "require", "direction")
        return tuple(f for f in self.findings if f.effect in asks and not f.breach)

    @property
    def direction(self) -> str | None:
        """The way the ring goes by the strongest and then the closest rule, where one speaks."""
        ways = [f.rule for f in self.findings if f.rule.direction in ("cw", "ccw") and not f.set_aside]
        closest = min(ways, key=lambda r: (RANK[r.strength], -r.specificity, r.id), default=None)
        return closest.direction if closest else None

    def meanings(self, motif: str) -> tuple[Text, ...]:
        """What the motif means here by the closest rules; several where they are equally close."""
        spoken = [f for f in self.findings if f.rule.meaning and dict(f.about).get("motif") == motif]
        closest = max((f.rule.specificity for f in spoken), default=0)
        return tuple(f.rule.meaning for f in spoken if f.rule.meaning and f.rule.specificity == closest)


def judge(facts: Facts, atlas: Atlas) -> Verdict:
    """What the rules of the atlas say about a scene."""
    book, scene = atlas.rulebook, known(facts.scene, atlas)
    cultures = _cultures(scene, atlas)
    near = [_near(subject, scene, cultures, atlas) for subject in facts.subjects]
    hidden = {key for own, _, _ in near for key in own.keys() & scene.keys() if own[key] != scene[key]}
    every = cultures.union(*[theirs for _, _, theirs in near])
    answer = _Answer(facts.set_aside)
    for ruling in book.always(every) + book.about(scene, every):
        touched = False
        for own, view, theirs in near:
            if not ruling.keys.isdisjoint(own):
                touched = True
                answer.ask(ruling, view, theirs)
        if not touched or not ruling.keys.isdisjoint(hidden):
            answer.ask(ruling, scene, cultures)
    for own, view, theirs in near:
        for ruling in book.about(own, theirs):
            answer.ask(ruling, view, theirs)
    return answer.verdict()


class _Answer:
    """The findings of the rules that speak, each once, whatever the order in which they are asked."""

    def __init__(self, reasons: Mapping[str, str]):
        self._reasons = reasons
        self._found: dict[tuple[str, About], tuple[Clause, Finding]] = {}
        self._rules: set[str] = set()

    def ask(self, ruling: Clause, view: View, cultures: frozenset[str]) -> None:
        """Keep what a rule finds in a view, where it speaks."""
        if not ruling.speaks(view, cultures):
            return
        id = ruling.rule.id
        finding = _apply(ruling, view, self._reasons.get(id, "") if self._reasons else "")
        if finding is not None:
            self._found[id, finding.about] = ruling, finding
            self._rules.add(id)

    def verdict(self) -> Verdict:
        """The findings in their own order."""
        told = list(self._found.values())
        if len(told) > len(self._rules):  # one rule about several subjects: by what it found
            told.sort(key=lambda pair: repr(pair[1].about))
        told.sort(key=lambda pair: (not pair[1].stops, pair[0].order))
        return Verdict(tuple([finding for _, finding in told]))


def _near(
    subject: View, scene: View, cultures: frozenset[str], atlas: Atlas
) -> tuple[View, View, frozenset[str]]:
    """What a subject says, with what the atlas knows of it; the scene through it; whose rules that calls."""
    if "motif" in subject or "dance" in subject or "culture" in subject:
        own = known(subject, atlas)
        view = {**scene, **own}
        return own, view, _cultures(view, atlas)
    return subject, {**scene, **subject}, cultures


def _cultures(view: View, atlas: Atlas) -> frozenset[str]:
    """Whose rules a view calls: its own culture's, those of the motif it shows, and those of all."""
    motif = atlas.motifs.get(str(view["motif"])) if "motif" in view else None
    own = ("any", str(view["culture"])) if "culture" in view else ("any",)
    return frozenset((*own, motif.culture) if motif else own)


def speaks(rule: Rule, view: View, atlas: Atlas) -> bool:
    """Whether a rule has anything to say about a view."""
    ruling = atlas.rulebook.clauses.get(rule.id)
    if not rule.enabled or ruling is None or ruling.rule is not rule:
        ruling = clause(rule)
    return rule.enabled and ruling.speaks(known(view, atlas), _cultures(view, atlas))


def known(view: View, atlas: Atlas) -> View:
    """The view with what the atlas itself knows about its motif and its dance."""
    motif = atlas.motifs.get(str(view["motif"])) if "motif" in view else None
    dance = atlas.dances.get(str(view["dance"])) if "dance" in view else None
    more: dict[str, Value] = {}
    if dance:
        more |= {**dance.facts, "sacred": float(dance.sacred)}
    if motif:
        more |= {"sacred": float(motif.sacred), "family": motif.family}
    return {**more, **view} if more else view


def breaks(ruling: Clause, view: View) -> bool:
    """Whether a view breaks a rule that speaks about it; what is not known breaks nothing."""
    found = _apply(ruling, view, "")
    return found is not None and found.breach


def _apply(ruling: Clause, view: View, reason: str) -> Finding | None:
    """The finding of a rule that speaks; None where the facts it asks for are not known."""
    rule, breach, margin = ruling.rule, False, None
    if ruling.asks is not None:
        weighed = ruling.asks.weigh(view)
        if weighed is None:
            return None
        breach, margin = weighed
        if rule.require is not None:
            breach = not breach
        elif margin is not None:
            margin = -margin
    elif rule.direction is not None:
        breach = view.get(turning(rule.direction), rule.direction) not in (rule.direction, "either")
    elif rule.permit is None:
        margin = ruling.when.amount(view)
    about = tuple([(key, view[key]) for key in ruling.names if key in view])
    aside = reason if reason and breach and ruling.may_be_set_aside(view) else ""
    return Finding(rule, about, breach, margin, aside)


def angle_rules(facts: Facts, atlas: Atlas, dancer: View) -> tuple[Rule, ...]:
    """The rules about joint angles that speak about one dancer, by culture and id."""
    view = known({**facts.scene, **dancer}, atlas)
    cultures = _cultures(view, atlas)
    spoken = [
        c.rule for c in atlas.rulebook.clauses.values() if readouts(c.rule) and c.speaks(view, cultures)
    ]
    return tuple(sorted(spoken, key=lambda rule: (rule.culture, rule.id)))


def readouts(rule: Rule) -> tuple[str, ...]:
    """The joint angles a rule bounds."""
    return tuple(key for key in (rule.forbid or rule.require or {}) if key in ANGLES)
