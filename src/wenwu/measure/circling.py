"""Circling: ring dances as they are composed, and as a mirror shows them; does the linter tell the way round?

Truth is the composer's own: the angle swept about the ring's centre, which the linter is not told.
"""

from collections.abc import Iterator
from functools import cache

import numpy as np

from wenwu.atlas.load import load_atlas
from wenwu.atlas.model import Atlas
from wenwu.atlas.rule import Rule
from wenwu.atlas.rules import speaks
from wenwu.base.errors import WenwuError
from wenwu.measure.guarantees import performed
from wenwu.measure.interception import Count, Tally
from wenwu.measure.loose_motion import danceable
from wenwu.motion.clip import Clip
from wenwu.motion.lint import WAYS, directions
from wenwu.motion.mirror import mirrored_clip
from wenwu.motion.part import Part, part_of
from wenwu.motion.travel import SHOWN

SECONDS = 10.0  # [s] of a performance
RING = 6  # most dancers of a ring


def ring_rules(atlas: Atlas) -> tuple[list[tuple[Rule, Part]], list[str]]:
    """The rules about the way round that a dance alone calls, each with a part; and ids of the others."""
    found, others = [], []
    for id in sorted(atlas.rules):
        rule = atlas.rules[id]
        if not rule.enabled or rule.direction is None:
            continue
        part = _part(rule, atlas)
        if part is not None and rule.direction in ("cw", "ccw") and speaks(rule, part.view, atlas):
            found.append((rule, part))
        else:
            others.append(id)
    return found, others


def _part(rule: Rule, atlas: Atlas) -> Part | None:
    dance = rule.when.get("dance")
    try:
        return part_of(atlas, rule.culture, dance) if isinstance(dance, str) else None
    except WenwuError:
        return None


def tally_ring(rule: str, clips: int, first: int = 0) -> Tally:
    """Some dancers of ring dances, each the right way round and the wrong way."""
    atlas = load_atlas()
    own, part = next(pair for pair in ring_rules(atlas)[0] if pair[0].id == rule)
    out, sign = Tally(rule, "score"), WAYS[str(own.direction)]
    for clip, centre in _dancers(danceable(part.dance), clips, first):
        for turned_over in (False, True):
            seen = mirrored_clip(clip) if turned_over else clip
            middle = (-centre[0] if turned_over else centre[0], centre[1])
            swept = _swept(seen, middle) * sign
            if abs(swept) < SHOWN:
                out.unmade += 1
                continue
            told = [one for one in directions(seen, part, atlas) if one.rule.id == rule]
            broken = any(one.margin is not None and one.margin < 0 for one in told)
            out.by.setdefault("way round", Count()).take(swept < 0, broken)
    return out


def _dancers(dance: str, clips: int, first: int) -> Iterator[tuple[Clip, tuple[float, float]]]:
    """Dancers of rings, and the ring's centre; seeds count on until there are enough."""
    usual = min(RING, load_atlas().dance(dance).formation.usual)
    for number in range(clips):
        seed, place = divmod(first + number, usual)
        performance = _ring(dance, seed, usual)
        yield performance.dancers[place].clip, performance.centre


@cache
def _ring(dance: str, seed: int, dancers: int):  # type: ignore[no-untyped-def]
    return performed(load_atlas(), dance, seed, SECONDS, {"dancers": dancers})[1]


def _swept(clip: Clip, centre: tuple[float, float]) -> float:
    """Degrees round the ring's centre, anticlockwise positive."""
    x, z = clip.root[:, 0] - centre[0], clip.root[:, 2] - centre[1]
    angle = np.unwrap(np.arctan2(x, z))
    return float(np.degrees(angle[-1] - angle[0]))
