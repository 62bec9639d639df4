"""The yardsticks of `bench generation` on ways of making a dance whose answer is known."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from wenwu.atlas.load import load_atlas
from wenwu.atlas.model import Atlas
from wenwu.base.seed import generator
from wenwu.body.clinical import rotations
from wenwu.body.performer import load_body
from wenwu.measure import generation
from wenwu.measure.near_miss import Bounds, between_frames, worst
from wenwu.measure.true_angles import true_angle
from wenwu.motion import firewall
from wenwu.motion.clip import Clip
from wenwu.motion.performance import Dancer, Performance
from wenwu.prompt.brief import Brief

FPS, FRAMES = 30.0, 24
PEACOCK = "dai_peacock"
Way = Callable[[Brief, Atlas], Performance]


def holding(**angles: float) -> np.ndarray:
    """One pose [deg] held, elbows bent as the peacock's rule asks."""
    held = {"elbow_l.flexion": 60.0, "elbow_r.flexion": 60.0} | {
        name.replace("__", "."): value for name, value in angles.items()
    }
    return rotations({name: np.full(FRAMES, value) for name, value in held.items()})


def way_of(rotation: np.ndarray, variant: str = "stage_female") -> Way:
    """A way of making a dance that always makes this one."""

    def way(brief: Brief, atlas: Atlas) -> Performance:
        part = brief.cast[0]
        skeleton = load_body(part.performer).skeleton
        root = np.tile(skeleton.offset[0], (len(rotation), 1))
        still = np.zeros((len(rotation), 2), bool)
        clip = Clip(skeleton, FPS, root, rotation, np.zeros((len(rotation), 2, 7)), still, np.arange(24.0))
        return Performance(
            brief.dance, (Dancer(clip, part.performer, "woman", part.role, variant, part.costume),), "solo"
        )

    return way


def keeps(rotation: np.ndarray, variant: str = "stage_female", dance: str = PEACOCK) -> bool:
    return generation._keeps(way_of(rotation, variant), dance, 1, load_atlas())


def test_a_wrist_of_68_degrees_is_counted_where_the_rule_speaks_and_nowhere_else() -> None:
    assert not keeps(holding(wrist_r__flexion=68))
    assert not keeps(holding(wrist_l__flexion=-68))
    assert keeps(holding(wrist_r__flexion=60))
    assert keeps(holding(wrist_r__flexion=68), variant="folk_male_frame")


def test_a_limit_of_the_body_is_counted_though_no_rule_speaks_of_it() -> None:
    assert keeps(holding(knee_r__flexion=100))
    assert not keeps(holding(knee_r__flexion=170))
    assert not keeps(holding(knee_r__flexion=-10))


def between() -> np.ndarray:
    """Frames that all keep the wrist's rule, and one way between two of them that does not."""
    angle, bounds = true_angle("wrist_r.bend"), Bounds(-np.inf, 65.0)
    assert angle is not None
    found = between_frames(angle, bounds, holding(wrist_r__flexion=-50), 1.0, generator(4, "between"))
    assert found is not None and worst(angle, bounds, found, 1) > 0
    return found


def test_what_is_broken_between_two_frames_is_counted() -> None:
    assert not keeps(between())


def test_a_bench_that_does_not_look_between_frames_would_be_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        firewall, "least_margin", lambda name, rotation, *_: np.full(len(rotation) - 1, np.inf)
    )
    assert keeps(between())


def test_the_shares_of_lawful_clips_and_their_intervals(monkeypatch: pytest.MonkeyPatch) -> None:
    def half(brief: Brief, atlas: Atlas) -> Performance:
        bend = 68.0 if brief.seed % 2 else 60.0
        return way_of(holding(wrist_r__flexion=bend))(brief, atlas)

    few = replace_scores(load_atlas(), [PEACOCK])
    monkeypatch.setattr(generation, "WAYS", {"whole": way_of(holding()), "half": half})
    found = generation._lawful(few, 4)
    assert found["whole_lawful_percent"] == 100 and found["half_lawful_percent"] == 50
    assert found["whole_lawful_interval"] == "51.0 to 100.0"  # 4/(4 + 1.96²)
    assert found["half_lawful_interval"] == "15.0 to 85.0"


def replace_scores(atlas: Atlas, dances: list[str]) -> Atlas:
    """The atlas with the scores of these dances alone."""
    return replace(atlas, scores={dance: atlas.scores[dance] for dance in dances})


class Clock:
    """A clock that goes on only when it is told to."""

    def __init__(self) -> None:
        self.now = 0.0

    def perf_counter(self) -> float:
        return self.now


def test_seconds_are_the_median_of_warm_runs_and_the_firewall_is_in_them(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    clock, atlas, turns = Clock(), load_atlas(), {"network": 0, "score": 0}
    held = holding()

    def taking(name: str, warm: float) -> Way:
        def way(brief: Brief, atlas: Atlas) -> Performance:
            turns[name] += 1
            clock.now += 50.0 if turns[name] <= 5 else warm  # the first five are cold
            assert brief.seconds == 10 and len(brief.cast) == 1
            return way_of(held)(brief, atlas)

        return way

    def guard(performance: Performance, *_: object) -> Performance:
        clock.now += 0.25
        return performance

    monkeypatch.setattr(generation, "time", clock)
    monkeypatch.setattr(np.linalg, "svd", lambda work: work)  # what a machine is compared by
    monkeypatch.setattr(generation, "guard", guard)
    monkeypatch.setattr(
        generation, "WAYS", {"network": taking("network", 2.0), "score": taking("score", 1.0)}
    )
    found = generation._seconds(atlas, 2)
    assert found == {"network_seconds": 2.25, "score_seconds": 1.25, "reference_seconds": 0.0}


@pytest.mark.parametrize(("share", "pairs"), [(1.0, 12), (0.5, 12), (0.0, 12), (-0.2, 12)])
def test_the_share_of_the_way_to_a_reference(
    share: float, pairs: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    own = {dance: generator(3, dance).normal(size=128) for dance in sorted(load_atlas().scores)}

    def features(dance: str, like: tuple[float, ...], atlas: Atlas) -> np.ndarray:
        return own[dance] + share * (np.array(like) - own[dance]) if like else own[dance]

    monkeypatch.setattr(generation, "_features", features)
    monkeypatch.setattr(generation, "_still", lambda dance, like, atlas: dance == "dai_peacock")
    found = generation._steering(load_atlas(), True)
    assert found["like_pairs"] == pairs and found["like_named_percent"] == 25
    assert found["like_share_median"] == pytest.approx(share) == found["like_share_least"]


def test_without_rules_the_network_dances_otherwise_and_from_the_same_brief() -> None:
    atlas = load_atlas()
    brief = generation.solo(PEACOCK, 3, 4.0)
    free, usual, again = (
        generation.WAYS[name](brief, atlas).dancers[0].clip.rotation
        for name in ("unconstrained", "network", "network")
    )
    assert np.array_equal(usual, again) and free.shape == usual.shape
    assert np.abs(free - usual).max() > 0.01
