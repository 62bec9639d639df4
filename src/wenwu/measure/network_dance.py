"""The network's dance, as `wenwu animate` makes it: drawn, then seen through the firewall."""

from wenwu.atlas.load import load_atlas
from wenwu.base.trace import Trace
from wenwu.measure.score_only import solo
from wenwu.motion.clip import Clip
from wenwu.motion.firewall import guard
from wenwu.motion.generate import generate


def network_dance(dance: str, seed: int, seconds: float) -> Clip:
    """One dancer's clip. Raises RefusedError where a hard rule cannot be kept."""
    brief, atlas, trace = solo(dance, seed, seconds), load_atlas(), Trace()
    return guard(generate(brief, atlas, trace), brief, atlas, trace).dancers[0].clip
