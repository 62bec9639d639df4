"""Generating: what the network draws is a dance, the same for the same seed, and lawful."""

import subprocess
import sys
from dataclasses import replace

import numpy as np
import pytest

from wenwu.base.trace import Trace
from wenwu.motion.firewall import guard
from wenwu.motion.generate import generate
from wenwu.motion.likeness import features
from wenwu.motion.repertoire import repertoire_for
from wenwu.prompt.read import read_brief
from wenwu.prompt.wishes import Wishes

DANCE = "tibetan_guozhuang"


def brief_for(atlas, seed: int = 1, variety: float = 0.5, **more):
    wishes = Wishes(dance=DANCE, dancers=1, seconds=6.0, seed=seed, variety=variety, **more)
    return read_brief("A Tibetan woman dances guozhuang", wishes, atlas)


@pytest.fixture(scope="module")
def danced(atlas):
    """`danced(seed, variety)` is one dancer's clip and what was told."""

    def dance(**wishes):
        brief = brief_for(atlas, **wishes)
        trace = Trace()
        return generate(brief, atlas, trace, 30).dancers[0].clip, trace

    return dance


@pytest.fixture(scope="module")
def usual(danced):
    return danced()


def test_the_same_seed_is_the_same_to_the_bit(danced, usual) -> None:
    assert (danced()[0].rotation == usual[0].rotation).all()


def test_another_seed_and_more_variety_are_another_performance(danced, usual) -> None:
    assert np.abs(danced(seed=2)[0].rotation - usual[0].rotation).max() > 0.1
    canon, wild = danced(variety=0.0)[0], danced(variety=1.0)[0]
    assert np.abs(canon.rotation - wild.rotation).max() > 0.02


def test_the_trace_says_which_way_each_phrase_is_danced(usual) -> None:
    told = [event.data for event in usual[1] if "way" in event.data]
    phrases = next(event.data["phrases"] for event in usual[1] if "phrases" in event.data)
    assert [row["phrase"] for row in told] == [name.split("/")[0].split(":")[0] for name in phrases]
    for row in told:
        assert row["odds"][row["way"]] > 0
        assert sum(row["odds"].values()) == pytest.approx(1, abs=0.01)


def test_feet_limits_and_hands_hold(atlas, measures) -> None:
    brief = brief_for(atlas, seed=3, variety=1.0)
    clip = guard(generate(brief, atlas, Trace()), brief, atlas, Trace()).dancers[0].clip
    assert measures.slide(clip).max() < 0.01
    assert measures.beyond(clip) <= 0


def test_a_clip_of_ones_own_steers_how_it_is_danced(danced, usual) -> None:
    small = replace(usual[0], rotation=np.tile(usual[0].rotation[:1], (len(usual[0]), 1, 1)))
    like = features(small)
    assert len(like) == 128
    other = danced(like=like, variety=0.0)[0]
    assert np.abs(other.rotation - danced(variety=0.0)[0].rotation).max() > 0.02


def test_a_dance_that_no_network_has_learnt_is_danced_as_written(atlas) -> None:
    brief, trace = brief_for(atlas), Trace()
    unknown = replace(
        atlas, dances={**atlas.dances, "new": atlas.dance(DANCE).model_copy(update={"id": "new"})},
        scores={**atlas.scores, "new": atlas.score(DANCE)},
    )  # fmt: skip
    assert repertoire_for(brief.model_copy(update={"dance": "new"}), unknown, trace) is None
    assert "has not learnt all phrases and words of this dance" in next(iter(trace)).text


def test_torch_is_not_needed() -> None:
    code = (
        "import sys; sys.modules['torch'] = None\n"
        "from wenwu.atlas.load import load_atlas\nfrom wenwu.base.trace import Trace\n"
        "from wenwu.motion.generate import generate\nfrom wenwu.prompt.read import read_brief\n"
        "from wenwu.prompt.wishes import Wishes\natlas = load_atlas()\n"
        "brief = read_brief('Yi left-foot dance', Wishes(dancers=1, seconds=3.0), atlas)\n"
        "trace = Trace()\ngenerate(brief, atlas, trace)\nprint(any('way' in e.data for e in trace))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.stdout.strip() == "True", done.stderr
