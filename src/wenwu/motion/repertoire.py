"""The repertoire: what the network can dance of one dance, for each kind of dancer, and how likely each way
is.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
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
from wenwu.motion.drawn import Sung
from wenwu.motion.learnt import Learnt
from wenwu.motion.mdn import Mixture, Network, load_network
from wenwu.motion.prior import PhrasePrior, Priors, load_priors, prior_of
from wenwu.motion.score import Placed
from wenwu.motion.timeline import phase_of, timeline_of
from wenwu.motion.ways import Ways, ways_of
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
    _ways: dict[str, Ways] = field(default_factory=dict)

    @property
    def temperature(self) -> float:
        """Of drawing the ways: 1, by their weights, at the usual variety of one half."""
        return 2 * self.variety

    def odds(self, part: Part) -> Mapping[str, Mapping[str, float]]:
        """Phrase → variant → how likely it is drawn, for one kind of dancer."""
        return {p.id: self.ways(p, part).odds(self.temperature) for p in self.score.phrase}

    def ways(self, phrase: Phrase, part: Part) -> Ways:
        """The components of a phrase, judged at the score's own tempo."""
        key = f"{self.dance.id}/{phrase.id}/{part.gender}/{part.variant}"
        if key not in self._ways:
            told = self.network.facts.get("ways", {}).get(key)
            if told is not None and self.usual and self.ruled:
                self._ways[key] = Ways(np.array(told["weight"]), tuple(told["variant"]))
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

    def sing(self, order: tuple[Placed, ...], part: Part) -> tuple[Sung, ...]:
        """Every phrase of an order for one dancer; a variant that no component dances is danced by its
        phrase's likeliest.
        """
        return tuple(self._sung(placed, part) for placed in order)

    def _sung(self, placed: Placed, part: Part) -> Sung:
        ways = self.ways(placed.phrase, part)
        component = ways.component(placed.variant.id)
        if component is None:
            component = int(np.argmax(ways.weight))
        phrase = placed.phrase
        return Sung(
            placed, lambda rows: self.mixture(phrase, part, rows), self.prior(phrase, part), component
        )

    def tell(self, order: tuple[Placed, ...], part: Part, trace: Trace) -> None:
        """Say which way each phrase is danced, and how likely the others were."""
        for sung in self.sing(order, part):
            phrase, way = sung.placed.phrase, self.ways(sung.placed.phrase, part)
            odds = {name: round(share, 3) for name, share in way.odds(self.temperature).items()}
            trace.add(
                "motion", "chose",
                f"{phrase.id} is danced as {sung.placed.variant.id}: component {sung.component + 1} of "
                f"{len(way.weight)}, weight {way.weight[sung.component]:.2f}, variety {self.variety:g}",
                way=sung.placed.variant.id, phrase=phrase.id, component=sung.component,
                weight=round(float(way.weight[sung.component]), 4), odds=odds, variety=self.variety,
                temperature=self.temperature, network=self.network.fingerprint,
            )  # fmt: skip

    def mixture(self, phrase: Phrase, part: Part, rows: Float[ndarray, "T P"]) -> Mixture:
        """What the network says of a phrase in these frames."""
        text = phrase_text(self.dance, phrase, part.gender, part.variant)
        numbers = self.texts[text] if text in self.texts else encode(text)
        return self.network.predict(numbers, self.reference, rows)

    def prior(self, phrase: Phrase, part: Part) -> PhrasePrior:
        """The authored prior of a phrase."""
        return prior_of(self.dance.id, phrase.id, f"{part.gender}/{part.variant}", self.priors)

    def knows(self, names: tuple[str, ...], part: Part) -> bool:
        """Whether a dancer carries the dance as those the network learnt from: no instrument, no other
        role.
        """
        usual = {part.gender, part.variant, ALONE}
        return not (set(names) & set(self.score.styles)) - usual

    def arms(self, order: tuple[Placed, ...], clock: Clock, alone: bool) -> Float[ndarray, " T"]:
        """1 where the arms are those it learnt, 0 where the score's are kept, ramps between.

        A score may write arms otherwise for one who has neighbours; and where a prop strikes the body or an
        instrument, only what is written meets it.
        """
        share = (
            np.ones(len(clock.beat)) if alone or ALONE not in self.score.styles else np.zeros(len(clock.beat))
        )
        for placed in order:
            own = next((v.strikes for v in placed.phrase.variants if v.id == placed.variant.id), None)
            if placed.phrase.strikes if own is None else own:
                width = LET_GO * clock.rate  # [beats]
                inside = ramp((clock.beat - placed.start + width) / width) * ramp(
                    (placed.start + placed.beats + width - clock.beat) / width
                )
                share = share * (1 - inside)
        return share


def repertoire_for(brief: Brief, atlas: Atlas, trace: Trace) -> Repertoire | None:
    """What the network knows of a brief's dance; None, and told, where it has not learnt all of its
    phrases.
    """
    own = repertoire_of(brief.dance, atlas, Learnt.of(atlas, brief.dance), brief.variety, brief.like)
    if own is None:
        trace.add(
            "motion", "assumed", "no network has learnt this dance: it is danced as the score writes it"
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
