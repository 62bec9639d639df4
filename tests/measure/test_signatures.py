"""Each measure on a movement made to have it; bands, distances and the reader's independence."""

import ast
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

import wenwu.measure.movement
import wenwu.measure.signatures
from wenwu.atlas.load import load_atlas
from wenwu.atlas.model import Dance, Signature
from wenwu.base.errors import WenwuError
from wenwu.measure.movement import Movement
from wenwu.measure.signatures import FAR, MEASURES, STATS, Reading, distance, measured, nearest, readings

FPS = 60.0


def band(read: str, stat: str, low: float, high: float, unit: str) -> Signature:
    words = {"id": "made_up", "en": "made up", "zh": "杜撰", "source": ("own",), "standing": "claimed"}
    return Signature(read=read, stat=stat, low=low, high=high, unit=unit, **words)


def dance(*signatures: Signature, tempo: tuple[float, float, float] = (60, 120, 90)) -> Dance:
    known = load_atlas().dance("yi_torch_circle")
    return known.model_copy(update={"signatures": signatures, "tempo": tempo})


@pytest.fixture(name="walking_round")
def _walking_round(clip_of):
    return lambda degrees: walking_round(clip_of, degrees)


def walking_round(clip_of, degrees: float, seconds: float = 6.0) -> Movement:
    angle = np.radians(np.linspace(0, degrees, round(seconds * FPS)))
    root = np.stack([1.5 * np.sin(angle), 0 * angle + 0.8, 1.5 * np.cos(angle)], 1)
    return Movement(clip_of({"knee_l.flexion": 0 * angle}, len(angle), root))


def test_a_ring_has_a_direction(walking_round) -> None:
    assert measured(walking_round(70), "travel.ring", "sign") == 1  # +z toward +x: anticlockwise from above
    assert measured(walking_round(-70), "travel.ring", "sign") == -1
    assert measured(walking_round(2), "travel.ring", "sign") == 0


def test_the_first_foot_is_told(marching) -> None:
    assert measured(Movement(marching(first="l")), "step.start_foot", "sign") == 1
    assert measured(Movement(marching(first="r")), "step.start_foot", "sign") == -1


def test_steps_and_kicks_are_counted_by_the_second(marching) -> None:
    treading, kicking = Movement(marching(rate=1.5)), Movement(marching(rate=1.5, kick=True))
    assert measured(treading, "step.count", "rate") == pytest.approx(1.4, abs=0.15)
    assert measured(kicking, "kick.count", "rate") == pytest.approx(1.4, abs=0.15)
    assert measured(treading, "kick.count", "rate") == 0


def test_same_side_hands_are_told_from_crossed_ones(marching) -> None:
    assert measured(Movement(marching(arms="own")), "arm_leg.same_side", "share") > 0.95
    assert measured(Movement(marching(arms="other")), "arm_leg.same_side", "share") < 0.05


def test_the_pulse_of_the_hips_is_the_knees_rate(clip_of) -> None:
    time = np.arange(0, 8, 1 / FPS)
    root = np.stack([0 * time, 0.8 + 0.02 * np.cos(2 * np.pi * 1.7 * time), 0 * time], 1)
    movement = Movement(clip_of({"knee_l.flexion": 0 * time}, len(time), root))
    assert measured(movement, "knee.flexion", "rate") == pytest.approx(1.7, abs=0.03)


def test_a_tremor_is_found_where_it_lasts_and_a_shrug_is_none(clip_of) -> None:
    time = np.arange(0, 8, 1 / FPS)
    shrug = 8 * np.sin(2 * np.pi * 1.2 * time)
    shaken = shrug * (time < 5) + 5 * np.sin(2 * np.pi * 5.2 * time) * (time >= 5)
    for lift, low, high in ((shrug, 1.0, 1.7), (shaken, 5.0, 5.6)):
        movement = Movement(clip_of({"girdle_l.elevation": lift}, len(time)))
        assert low < measured(movement, "girdle.elevation", "rate") < high
    still = Movement(clip_of({"knee_l.flexion": 0 * time}, len(time)))
    assert measured(still, "girdle.elevation", "rate") == 0


def test_turns_and_swings_of_the_pelvis(clip_of) -> None:
    time = np.arange(0, 6, 1 / FPS)
    whirl = Movement(clip_of({"root.turn": 360 * np.clip(time - 2, 0, 1)}, len(time)))
    assert measured(whirl, "root.turn", "high") == pytest.approx(360, abs=1)
    assert measured(whirl, "root.turn", "rate") == 0
    swing = Movement(clip_of({"root.turn": 20 * np.sin(2 * np.pi * time)}, len(time)))
    assert measured(swing, "root.turn", "rate") == pytest.approx(2, abs=0.2)


def test_angles_are_pooled_over_sides(clip_of) -> None:
    frames = 100
    channels = {"elbow_l.flexion": np.full(frames, 20.0), "elbow_r.flexion": np.linspace(30, 90, frames)}
    movement = Movement(clip_of(channels, frames))
    assert measured(movement, "elbow.flexion", "low") == pytest.approx(20)
    assert measured(movement, "elbow.flexion", "high") == pytest.approx(88.8, abs=0.1)
    assert measured(movement, "elbow.flexion", "range") == pytest.approx(57.6, abs=0.1)


def test_a_miss_counts_steps_outside_the_band() -> None:
    signature = band("knee.flexion", "median", 10, 30, "deg")
    inside, near, far = (Reading(signature, v, 10.0, 30.0) for v in (20.0, 38.0, 300.0))
    assert inside.holds and inside.miss == 0
    assert not near.holds and near.miss == pytest.approx(1 + 0.05)
    assert far.miss == pytest.approx(FAR + 0.05)


def test_a_band_by_the_beat_becomes_hertz_over_the_dances_tempo(marching) -> None:
    made = dance(band("step.count", "rate", 1, 2, "per_beat"), tempo=(60, 120, 90))
    (reading,) = readings(Movement(marching(rate=1.0)), made)
    assert (reading.low, reading.high) == (1.0, 4.0)


def test_the_nearest_dance_is_named(marching) -> None:
    high = dance(band("hip.flexion", "high", 35, 60, "deg"))
    low = dance(band("hip.flexion", "high", 0, 15, "deg"))
    movement = Movement(marching())
    assert distance(movement, high) < 0.1 < distance(movement, low)
    assert nearest(movement, {"low": low, "high": high}) == "high"


def test_an_unknown_measure_is_refused(marching) -> None:
    with pytest.raises(WenwuError, match=r"measure 'nose\.length median'"):
        measured(Movement(marching(seconds=2)), "nose.length", "median")


def test_every_signature_of_the_atlas_can_be_measured(marching) -> None:
    movement, atlas = Movement(marching(seconds=3)), load_atlas()
    for name in atlas.scores:
        assert len(readings(movement, atlas.dance(name))) >= 6, f"{name} has fewer than six signatures"
        assert np.isfinite(distance(movement, atlas.dance(name)))


def test_a_standing_dancer_can_be_measured(clip_of) -> None:
    movement = Movement(clip_of({"knee_l.flexion": np.zeros(180)}, 180))
    assert all(np.isfinite(measure(movement)) for measure in MEASURES.values())
    assert all(np.isfinite(stat(np.zeros((2, 180)), FPS)) for stat in STATS.values())


def test_a_mirrored_movement_turns_the_ring_round(walking_round) -> None:
    movement = walking_round(80)
    mirrored = Movement(replace(movement.clip, root=movement.clip.root * [-1, 1, 1]))
    assert measured(mirrored, "travel.ring", "sign") == -measured(movement, "travel.ring", "sign")


@pytest.mark.parametrize("module", [wenwu.measure.movement, wenwu.measure.signatures])
def test_the_reader_knows_nothing_of_the_score(module) -> None:
    tree = ast.parse(Path(module.__file__).read_text("utf-8"))
    imported = {node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) and node.module}
    ours = {name for name in imported if name.startswith("wenwu.")}
    allowed = {"wenwu.base.errors", "wenwu.body.readouts", "wenwu.body.skeleton", "wenwu.atlas.model",
               "wenwu.motion.bvh", "wenwu.motion.clip", "wenwu.measure.movement"}  # fmt: skip
    assert ours <= allowed
