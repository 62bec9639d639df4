"""The repertoire: what the network can dance of one dance, for each kind of dancer, and how likely each way
is.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import partial
from itertools import product
from typing import Any

import numpy as np
from jaxtyping import Float
from numpy import ndarray

from wenwu.atlas.model import Atlas, Dance
from wenwu.atlas.score import Phrase, Score
from wenwu.base.trace import Trace
from wenwu.motion.clock import Clock
from wenwu.motion.curve import ramp
from wenwu.motion.dancer_frame import FPS
from wenwu.motion.drawn import Passage
from wenwu.motion.learnt import Learnt
from wenwu.motion.manner import Manner
from wenwu.motion.mdn import Mixture, Network, load_network
from wenwu.motion.prior import PhrasePrior, Priors, learnt_as, load_priors
from wenwu.motion.score import Placed
from wenwu.motion.timeline import phase_of, timeline_of
from wenwu.motion.ways import Ways, unmatched, ways_of
from wenwu.prompt.brief import Brief, Gender, Part
from wenwu.prompt.encode import can_encode, encode, known_texts, phrase_text, phrase_texts

LET_GO = 0.3  # [s] from drawn arms to written ones
ALONE = "alone"  # the network learnt from dancers who dance with nobody


@dataclass(frozen=True)
class Repertoire:
    """One dance as the network knows it."""

    network: Network
    dance: Dance
    score: Score
    reference: Float[ndarray, "128"]
    variety: float  # 0 the canon: the likeliest ways and no noise; 1 all the spread that was learnt
    priors: Priors
    texts: Mapping[str, Float[ndarray, "256"]]  # whose numbers are known
    usual: bool = True  # whether the reference is the dance's own
    ruled: bool = True  # whether the prior has a say in the ways, and the rules in the kinematics
    _ways: dict[str, Ways] = field(default_factory=dict, init=False, repr=False, compare=False)

    @property
    def temperature(self) -> float:
        """Of drawing the ways: 1, by their weights, at the usual variety of one half."""
        return 2 * self.variety

    @property
    def manner(self) -> Manner | None:
        """How a clip of the user's own moves the drawn path; None where none is followed."""
        return None if self.usual else Manner.between(self.network.reference(self.dance.id), self.reference)

    def odds(self, part: Part) -> Mapping[str, Mapping[str, float]]:
        """Phrase → variant → how likely it is drawn, for one kind of dancer."""
        return {p.id: self.ways(p, part).odds(self.temperature) for p in self.score.phrase}

    def ways(self, phrase: Phrase, part: Part) -> Ways:
        """The components of a phrase, judged at the score's own tempo."""
        key = "/".join(self._learnt(phrase, part))
        if key not in self._ways:
            told = self.network.facts.get("ways", {}).get(key)
            if told is not None and self.usual and self.ruled:
                names = tuple(told["variant"])
                own = Ways(np.array(told["weight"]), names, unmatched(self.prior(phrase, part), names))
                self._ways[key] = own
            else:
                self._ways[key] = self.judged(phrase, part)
        return self._ways[key]

    def judged(self, phrase: Phrase, part: Part) -> Ways:
        """The same, whatever is written in the network's file."""
        tempo = phrase.bpm or self.score.bpm
        beat = np.arange(0, phrase.beats, tempo / 60 / FPS)
        rows = timeline_of(beat, 0.0, phrase.beats, tempo)
        mixture = self.mixture(phrase, part, rows)
        ways = ways_of(mixture, self.prior(phrase, part), phase_of(rows))
        return ways if self.ruled else replace(ways, weight=mixture.weight)

    def passages(self, order: tuple[Placed, ...], part: Part) -> tuple[Passage, ...]:
        """Every phrase of an order for one dancer."""
        return tuple(self._passage(placed, part) for placed in order)

    def _passage(self, placed: Placed, part: Part) -> Passage:
        phrase, component = placed.phrase, self.component(placed, part)
        return Passage(placed, partial(self.mixture, phrase, part), self.prior(phrase, part), component)

    def component(self, placed: Placed, part: Part) -> int | None:
        """Which component dances a phrase: the one that was chosen, where for this dancer too it dances the
        variant; else the likeliest that does.
        """
        ways, chosen = self.ways(placed.phrase, part), placed.component
        if chosen is not None and ways.variant[chosen] == placed.variant.id:
            return chosen
        return ways.component(placed.variant.id)

    def tell(self, order: tuple[Placed, ...], part: Part, trace: Trace) -> None:
        """Say which way each phrase is danced, and how likely the others were."""
        for passage in self.passages(order, part):
            phrase, name = passage.placed.phrase.id, passage.placed.variant.id
            ways, component = self.ways(passage.placed.phrase, part), passage.component
            weight = 0.0 if component is None else round(float(ways.weight[component]), 4)
            by = (
                "as it is written, for no component dances it so" if component is None
                else f"by component {component + 1} of {len(ways.weight)}, weight {weight:.2f}"
            )  # fmt: skip
            odds = {way: round(share, 3) for way, share in ways.odds(self.temperature).items()}
            trace.add(
                "motion", "chose", f"{phrase} is danced as {name} {by}; variety {self.variety:g}",
                way=name, phrase=phrase, component=component, weight=weight, odds=odds, variety=self.variety,
                temperature=self.temperature, network=self.network.fingerprint,
            )  # fmt: skip

    def mixture(self, phrase: Phrase, part: Part, rows: Float[ndarray, "T P"]) -> Mixture:
        """What the network says of a phrase in these frames."""
        gender, form = self._learnt(phrase, part)[2:]
        text = phrase_text(self.dance, phrase, gender, form)
        numbers = self.texts[text] if text in self.texts else encode(text)
        return self.network.predict(numbers, self.reference, rows)

    def prior(self, phrase: Phrase, part: Part) -> PhrasePrior:
        """The authored prior of a phrase."""
        dance, name, gender, form = self._learnt(phrase, part)
        return self.priors[dance, name, f"{gender}/{form}"]

    def _learnt(self, phrase: Phrase, part: Part) -> tuple[str, str, str, str]:
        """Dance, phrase, gender and form as the network was told them: a form that only dresses otherwise
        was not.
        """
        key = learnt_as(self.dance.id, phrase.id, f"{part.gender}/{part.variant}", self.priors)
        gender, _, form = key[2].partition("/")
        return key[0], key[1], gender, form

    def knows(self, names: tuple[str, ...], part: Part) -> bool:
        """Whether a dancer carries the dance as those the network learnt from: no instrument, no other
        role.
        """
        usual = {part.gender, part.variant, ALONE}
        return not (set(names) & set(self.score.styles)) - usual

    def shares(
        self, order: tuple[Passage, ...], clock: Clock, alone: bool
    ) -> tuple[Float[ndarray, " T"], Float[ndarray, " T"]]:
        """Trunk and arms: 1 where they are drawn, 0 where the score's are kept, ramps between.

        Where no component dances a variant, all is as written. A score may write arms otherwise for one who
        has neighbours; and where a prop strikes the body or an instrument, only what is written meets it.
        """
        trunk = np.ones(len(clock.beat))
        arms = trunk * (alone or ALONE not in self.score.styles)
        for passage in order:
            outside = 1 - _during(passage.placed, clock)
            trunk = trunk * (outside if passage.component is None else 1)
            arms = arms * (outside if _strikes(passage.placed) else 1)
        return trunk, trunk * arms


def _strikes(placed: Placed) -> bool:
    """Whether a prop strikes something in a phrase."""
    own = placed.variant.strikes
    return bool(placed.phrase.strikes if own is None else own)


def _during(placed: Placed, clock: Clock) -> Float[ndarray, " T"]:
    """1 while a phrase is danced, ramps of LET_GO before and after."""
    width = LET_GO * clock.rate  # [beats]
    since, left = clock.beat - placed.start, placed.start + placed.beats - clock.beat
    return ramp((since + width) / width) * ramp((left + width) / width)


def repertoire_for(brief: Brief, atlas: Atlas, trace: Trace) -> Repertoire | None:
    """What the network knows of a brief's dance; None, and told, where it has not learnt all of its
    phrases by these words.
    """
    own = repertoire_of(brief.dance, atlas, Learnt.of(atlas, brief.dance), brief.variety, brief.like)
    if own is None:
        trace.add(
            "motion",
            "assumed",
            "the network has not learnt all phrases and words of this dance: it is danced as written",
        )
    return own


def repertoire_of(
    dance: str, atlas: Atlas, learnt: Learnt, variety: float = 0.0, like: tuple[float, ...] = ()
) -> Repertoire | None:
    """A dance as some weights know it; None where they do not know all of its phrases."""
    network, priors, score = load_network(learnt.network), load_priors(learnt.prior), atlas.score(dance)
    known = {key[1] for key in priors if key[0] == dance}
    texts, words = known_texts(learnt.texts), phrase_texts(atlas.dance(dance), score)
    told = all(text in texts for text in words) or can_encode()
    if dance not in network.dances or any(p.id not in known for p in score.phrase) or not told:
        return None
    return Repertoire(
        network, atlas.dance(dance), score, np.array(like) if like else network.reference(dance), variety,
        priors, texts, usual=not like,
    )  # fmt: skip


def all_ways(dance: str, atlas: Atlas, learnt: Learnt) -> dict[str, dict[str, Any]]:
    """The ways of every phrase for every kind of dancer, as they are written into a network's file."""
    own = repertoire_of(dance, atlas, learnt)
    if own is None:
        return {}
    out: dict[str, dict[str, Any]] = {}
    sexes: tuple[Gender, Gender] = ("woman", "man")
    for variant, gender in product(own.dance.variants, sexes):
        if variant.gender not in ("any", gender) or gender not in variant.costumes:
            continue
        part = Part(gender=gender, performer="", variant=variant.id, costume="")
        for phrase in own.score.phrase:
            ways = own.judged(phrase, part)
            key = f"{dance}/{phrase.id}/{gender}/{variant.id}"
            out[key] = {"weight": np.round(ways.weight, 5).tolist(), "variant": list(ways.variant)}
    return out
