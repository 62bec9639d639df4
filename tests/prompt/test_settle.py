"""Settling a brief: soft rules are kept by the least change, hard ones refuse; changes are traced."""

import dataclasses

import pytest

from wenwu.atlas.load import load_atlas
from wenwu.atlas.model import Atlas, Motif
from wenwu.atlas.rules import judge
from wenwu.base.errors import RefusedError
from wenwu.base.trace import Trace
from wenwu.prompt.facts import facts_of, shown_motifs
from wenwu.prompt.read import read_brief
from wenwu.prompt.settle import settle
from wenwu.prompt.wishes import Wishes


@pytest.fixture(scope="module")
def atlas() -> Atlas:
    """The shipped atlas; the flame motif stands in it whatever the motif files hold."""
    atlas = load_atlas()
    flame = Motif.model_validate({
        "id": "yi.flame", "culture": "yi", "names": {"en": "flame", "zh": "火纹"}, "family": "flame",
        "sacred": 2, "source": ["P", "CSSTYI"], "standing": "sourced",
    })  # fmt: skip
    return dataclasses.replace(atlas, motifs={"yi.flame": flame, **atlas.motifs})


def brief_of(prompt: str, atlas: Atlas, **wishes: object):
    return read_brief(prompt, Wishes(**wishes), atlas)


def test_a_lawful_brief_stays_as_it_is(atlas):
    brief, trace = brief_of("A Dai woman dances the peacock dance", atlas), Trace()
    settled, verdict = settle(brief, atlas, trace)
    assert settled == brief and verdict.lawful and len(trace) == 0


def test_a_motif_that_may_not_be_shown_is_left_out(atlas):
    brief, trace = brief_of("Yi women dance the torch dance at a funeral", atlas), Trace()
    assert "yi.flame" in shown_motifs(brief, atlas)
    settled, verdict = settle(brief, atlas, trace)
    assert settled.without == ("yi.flame",) and "yi.flame" not in shown_motifs(settled, atlas)
    assert verdict.lawful and judge(facts_of(settled, atlas), atlas).lawful
    assert [(e.kind, e.data["rule"]) for e in trace] == [("changed", "yi.flame_funeral")]
    assert "Wang P. (2026)" in next(iter(trace)).text


def test_an_angle_is_brought_to_its_bound_and_a_ring_turned(atlas):
    bent = brief_of("A Dai woman dances the peacock dance, wrists bent 70 degrees, elbows 10 degrees", atlas)
    settled, _ = settle(bent, atlas, Trace())
    assert [(a.angle, a.degrees) for a in settled.angles] == [("wrist.bend", 65.0), ("elbow.flexion", 20.0)]
    ring = brief_of("Dai people dance ga guang counter-clockwise", atlas)
    assert settle(ring, atlas, Trace())[0].direction == "cw"


def test_a_reason_keeps_the_brief(atlas):
    wish = {"dai.gaguang_direction": "the village dances it so"}
    ring = brief_of("Dai people dance ga guang counter-clockwise", atlas, set_aside=wish)
    assert settle(ring, atlas, Trace())[0].direction == "ccw"


def test_a_hard_rule_refuses(atlas):
    with pytest.raises(RefusedError, match=r"miao\.jinji_direction"):
        settle(brief_of("Six Miao women dance the pheasant dance clockwise", atlas), atlas, Trace())
