"""The score's own body: the skeleton that 72 coordinates are told for, whoever dances."""

from dataclasses import replace
from functools import cache

from wenwu.body.performer import load_body
from wenwu.body.skeleton import Skeleton
from wenwu.motion.dancer import leg_scale

PATTERN = "woman_1"  # whose proportions it has; its leg (hip to ankle) is SCORE_LEG


@cache
def score_body() -> Skeleton:
    """One body for all: a dancer's 36 numbers are carried onto it, and back from it."""
    own = load_body(PATTERN).skeleton
    scale = leg_scale(own)
    return replace(own, offset=own.offset / scale, heel=own.heel / scale, toe_length=own.toe_length / scale)
