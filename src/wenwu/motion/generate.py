"""Generating: a brief's motion as `wenwu animate` makes it, before the firewall looks at it."""

from types import MappingProxyType

from wenwu.atlas.model import Atlas
from wenwu.base.trace import Trace
from wenwu.body.performer import load_body
from wenwu.motion.compose import compose
from wenwu.motion.other_way import Again
from wenwu.motion.performance import Performance
from wenwu.motion.repertoire import repertoire_for
from wenwu.prompt.brief import Brief


def generate(
    brief: Brief, atlas: Atlas, trace: Trace, fps: float = 60.0, again: Again = MappingProxyType({})
) -> Performance:
    """The score's phrases, pelvis, trunk and arms drawn by the network that has learnt the dance.

    `again` names phrases that are danced another way than they were first drawn.
    """
    skeletons = {part.performer: load_body(part.performer).skeleton for part in brief.cast}
    return compose(brief, atlas, skeletons, trace, fps, repertoire_for(brief, atlas, trace), again)
