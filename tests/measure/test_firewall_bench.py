"""The bench of the firewall: its near misses are where they say, and it notices a firewall that fails."""

import json

import numpy as np
import pytest

from wenwu.atlas.load import load_atlas
from wenwu.base.seed import generator
from wenwu.body.clinical import rotations
from wenwu.measure import firewall as bench
from wenwu.measure.circling import ring_rules, tally_ring
from wenwu.measure.interception import Count, angle_rules_of, tally
from wenwu.measure.loose_motion import FPS, SPREAD, coloured, free_network, noisy_score, sources
from wenwu.measure.mending import mended
from wenwu.measure.near_miss import BEYOND, ENDS, Bounds, between_frames, bumped, well_inside, worst
from wenwu.measure.true_angles import true_angle
from wenwu.motion import firewall
from wenwu.motion.clip import Clip

WRIST = true_angle("wrist_r.bend"), Bounds(-np.inf, 65.0)
NECK = true_angle("neck.flexion"), Bounds(-3.0, 3.0)


def piece() -> np.ndarray:
    """Arms that swing, wrists that bend past the rule, a head that nods and turns."""
    time = np.arange(36) / FPS
    return rotations({
        "wrist_r.flexion": -50 + 30 * np.sin(6 * time), "wrist_r.deviation": 10 * np.cos(5 * time),
        "neck.flexion": 20 * np.sin(4 * time), "neck.twist": 30 * np.sin(3 * time),
    })  # fmt: skip


@pytest.mark.parametrize(("angle", "bounds"), [WRIST, NECK])
def test_pieces_are_brought_well_inside(angle, bounds):
    assert worst(angle, bounds, well_inside(angle, bounds, piece()), 1) > bounds.room - 1e-6
    assert Bounds(-3, 3).room == 2 and Bounds(-np.inf, 65).room == 6


@pytest.mark.parametrize(("angle", "bounds"), [WRIST, NECK])
@pytest.mark.parametrize("beyond", [b for b in BEYOND if b > -2])
def test_a_bump_is_as_far_beyond_as_it_says(angle, bounds, beyond):
    found = bumped(angle, bounds, piece(), beyond, FPS, generator(3, "bump"))
    assert found is not None and worst(angle, bounds, found) == pytest.approx(-beyond, abs=0.05)


@pytest.mark.parametrize(("angle", "bounds"), [WRIST, NECK])
@pytest.mark.parametrize("beyond", [b for b in BEYOND if b > 0])
def test_between_two_frames_only_the_way_is_beyond(angle, bounds, beyond):
    found = between_frames(angle, bounds, piece(), beyond, generator(4, "between"))
    assert found is not None
    assert worst(angle, bounds, found, 1) >= ENDS - 1e-6
    assert worst(angle, bounds, found) == pytest.approx(-beyond, abs=0.01)


def test_the_noise_is_as_large_as_it_says_and_slow():
    noise = coloured(np.random.default_rng(1).normal(size=(20_000, 2)))
    assert noise.std(0) == pytest.approx([1, 1], abs=0.08)
    power = np.abs(np.fft.rfft(noise[:, 0])) ** 2
    rate = np.fft.rfftfreq(len(noise), 1 / FPS)
    assert power[rate < 1].sum() > 0.6 * power.sum() and power[rate > 4].sum() < 0.01 * power.sum()
    assert SPREAD == 8


@pytest.mark.parametrize("name", ["score and noise", "network"])
def test_clips_of_a_source_are_told_by_their_seeds(name):
    make = {"score and noise": noisy_score, "network": free_network}[name]
    one, again, other = (make("dai_peacock", seed, 1.0) for seed in (1, 1, 2))
    assert len(one) == 30 and one.fps == FPS
    assert np.array_equal(one.rotation, again.rotation) and not np.array_equal(one.rotation, other.rotation)


def test_every_shipped_rule_over_an_angle_is_asked():
    rules = {rule.id for rule, _ in angle_rules_of(load_atlas())}
    assert rules == {
        "dai.peacock_elbow", "dai.peacock_wrist", "manchu.knives_below_head", "mongolian.bowl_head",
        "tujia.baishou_shoulder_height",
    }  # fmt: skip
    ways, others = ring_rules(load_atlas())
    assert {rule.id for rule, _ in ways} >= {"miao.jinji_direction", "tibetan.guozhuang_direction"}
    assert "tibetan.yungdrung_bon" in others


def still(dance: str, seed: int, seconds: float) -> Clip:
    """A source of its own: one piece, whatever is asked for."""
    clip = noisy_score("mongolian_shoulder", 0, 1.2)
    return Clip(clip.skeleton, FPS, clip.root, piece(), clip.hand, clip.contact, clip.beat)


def test_the_firewall_as_it_is():
    found = tally("dai.peacock_wrist", "still", still, 2)
    assert (found.made.missed, found.made.stopped) == (0, 0)
    assert found.made.broken >= 10 and found.made.kept >= 8
    assert found.came == Count(broken=1, missed=0, kept=1, stopped=0)


def test_a_firewall_that_does_not_look_between_frames_is_noticed(monkeypatch):
    monkeypatch.setattr(
        firewall, "least_margin", lambda name, rotation, *_: np.full(len(rotation) - 1, np.inf)
    )
    found = tally("dai.peacock_wrist", "still", still, 2)
    assert found.by["between +3"].missed == 2 and found.by["bump +3"].missed == 0


def test_a_firewall_that_cries_out_is_noticed(monkeypatch):
    monkeypatch.setattr(firewall, "least_margin", lambda name, rotation, *_: np.full(len(rotation) - 1, -1.0))
    found = tally("dai.peacock_wrist", "still", still, 1)
    assert found.made.stopped == found.made.kept > 0


def test_rings_are_told_apart():
    found = tally_ring("miao.jinji_direction", 1)
    assert found.by["way round"] == Count(broken=1, missed=0, kept=1, stopped=0)


def test_mended_clips_break_nothing():
    found = mended(noisy_score, 4, first=4)
    assert (found.clips, found.frames) == (4, 480) and found.broken_before > 0
    assert (found.broken_after, found.legs_changed) == (0, 0) and found.worst_after >= 0


def test_clips_that_are_not_mended_are_noticed(monkeypatch):
    monkeypatch.setattr("wenwu.measure.mending._through_firewall", lambda clip, part: clip)
    assert mended(noisy_score, 4, first=4).broken_after > 0


def test_the_bench_in_small(monkeypatch):
    monkeypatch.delenv("WENWU_DATA", raising=False)
    monkeypatch.setattr(bench, "each", lambda work, asked: [work(one) for one in asked])
    monkeypatch.setattr(bench, "ring_rules", lambda atlas: ([], ["a rule that no dance calls"]))
    monkeypatch.setattr(bench, "QUICK", (1, 1, 2))
    result = bench.run(quick=True, made={"still": still})
    assert list(sources()) == ["noisy score", "free network"] and "left out" in result["recordings"]
    assert result["direction_rules_not_asked"] == "a rule that no dance calls"
    assert result["quick"] and result["mended_clips"] == 2 and result["n"] > 30
    assert result["rows"]["all"]["intercepted_percent"] == 100
    assert result["rows"]["all of source still"]["false_alarms_n"] > 10
    assert "too few" in bench.table(result) and json.dumps(result)


def test_what_was_not_there_has_no_share():
    shares = bench._shares(Count(broken=3838, missed=0))
    assert shares["intercepted_low"] > 99.9 and shares["intercepted_percent"] == 100
    assert "false_alarms_percent" not in shares and shares["false_alarms_n"] == 0
