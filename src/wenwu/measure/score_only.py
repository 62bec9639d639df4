"""The score alone: a dance as its score has it, with no network and no firewall."""

from functools import lru_cache

from wenwu.atlas.load import load_atlas
from wenwu.base.errors import RefusedError
from wenwu.base.trace import Trace
from wenwu.body.performer import load_body, performers
from wenwu.motion.clip import Clip
from wenwu.motion.compose import compose
from wenwu.prompt.brief import Brief
from wenwu.prompt.read import read_brief
from wenwu.prompt.wishes import Wishes


@lru_cache(maxsize=64)
def score_only(dance: str, seed: int, seconds: float, performer: str | None = None) -> Clip:
    """One dancer's clip; the seed picks the performer too, unless one is named."""
    brief = solo(dance, seed, seconds, performer)
    name = brief.cast[0].performer
    performance = compose(brief, load_atlas(), {name: load_body(name).skeleton}, Trace())
    return performance.dancers[0].clip


def solo(dance: str, seed: int, seconds: float, performer: str | None = None) -> Brief:
    """The brief of one dancer: the seed's, or the next whom the dance's sources let dance it."""
    atlas, people = load_atlas(), tuple(performers())
    first = people.index(performer) if performer else seed + seed // 10
    for turn in range(len(people)):
        name = people[(first + turn) % len(people)]
        wishes = Wishes(dance=dance, performer=name, dancers=1, seconds=seconds, seed=seed)
        words = f"A {performers()[name].gender} dances the {atlas.dance(dance).names.en}"
        try:
            return read_brief(words, wishes, atlas)
        except RefusedError:
            continue
    return read_brief(atlas.dance(dance).names.en, Wishes(dance=dance, seconds=seconds, seed=seed), atlas)
