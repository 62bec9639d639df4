"""The network's dances: as `wenwu animate` makes them, seen through the firewall, and free of rules."""

from dataclasses import replace

from wenwu.atlas.load import load_atlas
from wenwu.atlas.model import Atlas
from wenwu.base.trace import Trace
from wenwu.body.performer import load_body
from wenwu.measure.score_only import solo
from wenwu.motion.clip import Clip
from wenwu.motion.compose import compose
from wenwu.motion.firewall import guard
from wenwu.motion.generate import generate
from wenwu.motion.performance import Performance
from wenwu.motion.repertoire import repertoire_for
from wenwu.prompt.brief import Brief


def network_dance(dance: str, seed: int, seconds: float) -> Clip:
    """One dancer's clip. Raises RefusedError where a hard rule cannot be kept."""
    brief, atlas, trace = solo(dance, seed, seconds), load_atlas(), Trace()
    return guard(generate(brief, atlas, trace), brief, atlas, trace).dancers[0].clip


def unconstrained_dance(dance: str, seed: int, seconds: float) -> Clip:
    """The same dancer's clip by the network alone."""
    return unconstrained(solo(dance, seed, seconds), load_atlas()).dancers[0].clip


def unconstrained(brief: Brief, atlas: Atlas, fps: float = 60.0) -> Performance:
    """The network with all of its spread, its components by π alone, inverse kinematics without the rules'
    box; no firewall.
    """
    bodies = {part.performer: load_body(part.performer).skeleton for part in brief.cast}
    known = repertoire_for(brief.model_copy(update={"variety": 1.0}), atlas, Trace())
    free = None if known is None else replace(known, ruled=False)
    return compose(brief, atlas, bodies, Trace(), fps, free)
