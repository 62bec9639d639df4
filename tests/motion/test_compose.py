"""Composing: exact length and tempo, the same again, another seed, groups that never collide."""

import hashlib

import numpy as np
import pytest

from wenwu.base.trace import Trace
from wenwu.body.performer import load_body
from wenwu.body.readouts import read
from wenwu.motion.compose import compose

OURS = ("dai_peacock", "miao_jinji", "yi_left_foot")
SIX = ("woman_1", "man_1", "woman_2", "man_2", "woman_elder", "man_elder")


def fingerprint(performance) -> str:
    parts = hashlib.sha256()
    for dancer in performance.dancers:
        for field in ("root", "rotation", "hand", "contact", "beat"):
            parts.update(np.ascontiguousarray(getattr(dancer.clip, field)).tobytes())
    return parts.hexdigest()


@pytest.mark.parametrize("seconds", [0.5, 3.0, 7.5, 11.3])
def test_it_lasts_exactly_as_long_as_asked(make, seconds: float) -> None:
    performance = make("dai_peacock", seconds=seconds)
    clip = performance.dancers[0].clip
    assert len(clip) == round(seconds * 30) * 2
    assert clip.fps == 60


def test_beats_lie_exactly_on_the_grid_of_the_tempo(make) -> None:
    clip = make("yi_left_foot", tempo=100.0).dancers[0].clip
    assert np.allclose(clip.beat, np.arange(len(clip)) / 60 * 100 / 60, atol=1e-9)
    starts = [clip.beat[frame] for frame, _ in clip.marks]
    assert np.allclose(starts, np.round(starts), atol=100 / 60 / 60)


@pytest.mark.parametrize("dance", OURS)
def test_equal_briefs_give_equal_bytes_and_seeds_differ(make, brief_of, atlas, dance: str) -> None:
    asked = brief_of(dance, ("woman_1",), seed=3, seconds=6.0)
    bones = {"woman_1": load_body("woman_1").skeleton}
    first, again = (compose(asked, atlas, bones, Trace()) for _ in range(2))
    assert fingerprint(first) == fingerprint(again)
    other = make(dance, ("woman_1",), seed=4, seconds=6.0)
    apart = np.linalg.norm(first.dancers[0].clip.positions() - other.dancers[0].clip.positions(), axis=-1)
    assert apart.mean() > 0.03
    assert apart.max() > 0.3


def test_the_trace_names_the_phrases(brief_of, atlas) -> None:
    trace = Trace()
    compose(brief_of("yi_left_foot"), atlas, {"woman_1": load_body("woman_1").skeleton}, trace)
    kinds = [(e.kind, e.text) for e in trace]
    assert kinds[0][0] == "chose"
    assert "three_and_kick" in kinds[0][1]
    assert ("assumed", "one dancer shows one of a group: the joined hands are left out") in kinds


def test_a_joined_ring_holds_hands_goes_its_way_and_keeps_apart(make, measures) -> None:
    ring = make("yi_left_foot", SIX, seconds=5.0)
    free = {m.split("/")[0] for _, m in ring.dancers[0].clip.marks} & {"turn_over"}
    gap = measures.joined(ring)
    assert len(gap) == 6
    if free:
        gap = np.sort(gap, 1)[:, : gap.shape[1] // 3]
    assert gap.max() < 0.02
    assert measures.nearest(ring) > 0.5
    for dancer in ring.dancers:
        angle = np.unwrap(np.arctan2(dancer.clip.root[:, 0], dancer.clip.root[:, 2]))
        assert angle[-1] > angle[0], "anticlockwise from above"
        for side in "lr":
            assert np.abs(read(f"wrist_{side}.flexion", dancer.clip.rotation)).max() < 40


def test_players_lead_inside_and_the_file_goes_round_facing_its_way(make, measures) -> None:
    ring = make("miao_jinji", ("man_1", "woman_1", "woman_2", "woman_elder"), seconds=5.0)
    radius = [np.hypot(d.clip.root[:, 0], d.clip.root[:, 2]).mean() for d in ring.dancers]
    assert radius[0] < min(radius[1:]) - 0.5
    assert measures.nearest(ring) > 0.5
    man = ring.dancers[0].clip
    assert read("shoulder_l.elevation", man.rotation).max() < 60, "he carries his pipes"
    for dancer in ring.dancers:
        root = dancer.clip.root
        angle = np.unwrap(np.arctan2(root[:, 0], root[:, 2]))
        assert angle[-1] - angle[0] > 0.2


@pytest.mark.parametrize("shape", ["pair", "line", "arc", "ring", "two_lines"])
def test_no_formation_collides(make, measures, shape: str) -> None:
    cast = ("woman_1", "woman_2", "woman_elder")[: 2 if shape == "pair" else 3]
    performance = make("dai_peacock", cast, shape=shape, seconds=4.0)
    assert performance.formation == shape
    assert measures.nearest(performance) > 0.6


@pytest.mark.parametrize("dance", ["dai_gaguang", "miao_wooden_drum"])
def test_one_dancer_goes_round_the_drum_and_not_through_it(make, dance: str) -> None:
    alone = make(dance, seconds=6.0)
    (dancer,) = alone.dancers
    assert (alone.formation, alone.joined) == ("ring", ())
    assert np.linalg.norm(dancer.clip.root[:, [0, 2]], axis=1).min() > 0.6
    round_ = np.degrees(np.arctan2(dancer.clip.root[:, 0], dancer.clip.root[:, 2])) % 360
    assert 20 < abs(round_[len(round_) // 2] - 180) < 70, "beside the drum, not behind it"


def test_one_dancer_goes_round_the_drum_as_the_ring_does(make) -> None:
    root = make("dai_gaguang", seconds=8.0).dancers[0].clip.root
    way = np.degrees(np.unwrap(np.arctan2(root[:, 0], root[:, 2])))
    assert way[-1] - way[0] < -20, "clockwise from above"


def test_dancers_differ_a_little(make) -> None:
    ring = make("miao_jinji", ("woman_1",) * 3, seconds=4.0)
    arms = [read("shoulder_l.elevation", d.clip.rotation) for d in ring.dancers]
    apart = [np.abs(a - arms[0]).mean() for a in arms[1:]]
    assert all(0.05 < a < 4 for a in apart)


def test_faster_than_written_lifts_less(make) -> None:
    slow, fast = make("miao_jinji", tempo=92.0), make("miao_jinji", tempo=110.0)
    span = [np.ptp(p.dancers[0].clip.root[120:, 1]) for p in (slow, fast)]
    assert span[1] < span[0]


def test_the_clock_of_a_phrase_with_its_own_tempo_still_ends_on_time(make) -> None:
    clip = make("tibetan_guozhuang", seconds=12.0).dancers[0].clip
    assert len(clip) == 720
    assert np.all(np.diff(clip.beat) > 0)
