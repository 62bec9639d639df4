"""The corpus: phrases as sequences in the dancer's own frame."""

import os
from pathlib import Path

import numpy as np
import pytest

from wenwu.base.errors import InputError
from wenwu.base.trace import Trace
from wenwu.body.performer import load_body
from wenwu.body.skeleton import AT
from wenwu.motion.chain import from_hips
from wenwu.motion.compose import compose
from wenwu.motion.corpus import performance_sequences, seen_from
from wenwu.motion.corpus_real import real_sequences
from wenwu.motion.dancer import leg_scale
from wenwu.motion.dancer_frame import DancerFrame, states
from wenwu.motion.mirror import OTHER_JOINT, mirrored_clip
from wenwu.motion.reference import reference_of, reference_of_clip
from wenwu.motion.sequence import load, save, split_of
from wenwu.motion.timeline import HARMONICS, WIDTH, no_timeline, phase_of, timeline_of


@pytest.fixture(scope="module")
def clip(atlas, brief_of):
    brief = brief_of("dai_peacock", seconds=8.0)
    return compose(brief, atlas, {"woman_1": load_body("woman_1").skeleton}, Trace(), fps=30).dancers[0].clip


@pytest.fixture(scope="module")
def sequences(atlas, brief_of):
    return list(performance_sequences(atlas, brief_of("yi_left_foot", seconds=12.0, seed=3)))


def test_the_dancers_frame_is_undone_by_placing_again(clip) -> None:
    place = clip.positions()
    frame = DancerFrame.of(place, clip.fps, 1.13)
    assert frame.placed(frame.seen(place)) == pytest.approx(place, abs=1e-9)


def test_the_dancers_frame_walks_and_turns_along() -> None:
    """A stiff figure carried along a curve is nearly still in its own frame."""
    t = np.arange(300) / 30
    figure = np.random.default_rng(1).normal(size=(24, 3)) * 0.3
    figure[AT["leftUpperLeg"]], figure[AT["rightUpperLeg"]] = [0.1, 0.9, 0], [-0.1, 0.9, 0]
    figure[0] = [0, 1, 0]
    yaw, c, s = 0.5 * t, np.cos(0.5 * t), np.sin(0.5 * t)
    place = np.stack([
        figure[:, 0] * c[:, None] + figure[:, 2] * s[:, None] + t[:, None],
        np.tile(figure[:, 1], (300, 1)),
        figure[:, 2] * c[:, None] - figure[:, 0] * s[:, None] + 0.2 * t[:, None],
    ], -1)  # fmt: skip
    frame = DancerFrame.of(place, 30)
    assert frame.heading[60:-60] == pytest.approx(yaw[60:-60], abs=1e-6)
    assert frame.seen(place)[60:-60] == pytest.approx(np.tile(figure, (180, 1, 1)), abs=1e-4)


def test_velocities_are_those_of_the_coordinates(clip) -> None:
    seen, _ = seen_from(clip)
    state = states(seen)
    assert from_hips(state[:, :72].reshape(-1, 24, 3)) == pytest.approx(seen)
    step = (state[2:, :72] - state[:-2, :72]) / 2 * 30
    assert state[1:-1, 72:] == pytest.approx(step)


def test_a_mirror_of_a_mirror_is_the_clip(clip) -> None:
    twice = mirrored_clip(mirrored_clip(clip))
    assert twice.rotation == pytest.approx(clip.rotation)
    once = mirrored_clip(clip).positions()
    flat = clip.positions()[:, OTHER_JOINT] * np.array([-1.0, 1, 1])
    assert once == pytest.approx(flat, abs=0.02)  # the two sides of a person differ by millimetres


def test_phase_and_beat() -> None:
    rows = timeline_of(np.array([1.0, 5.0, 9.0]), start=1.0, length=8.0, tempo=50.0)
    assert rows.shape == (3, WIDTH)
    assert phase_of(rows) == pytest.approx([0, 0.5, 1])
    assert rows[:, 2 * HARMONICS] == pytest.approx([0, 0, 0], abs=1e-9)
    assert rows[:, 2 * HARMONICS + 2] == pytest.approx([0.5] * 3)
    assert rows[:, -1] == pytest.approx([1] * 3)
    assert not no_timeline(4).any()


def test_phases_past_the_end_stay_there() -> None:
    late = timeline_of(np.array([9.2]), start=1.0, length=8.0, tempo=50.0)
    assert phase_of(late) == pytest.approx([1.0])


def test_a_taller_dancer_has_the_same_reference(clip) -> None:
    place, scale = clip.positions(), leg_scale(clip.skeleton)
    one = reference_of_clip(place, 30, scale)
    two = reference_of_clip(place * 1.2, 30, scale * 1.2)
    assert one.shape == (128,)
    assert two == pytest.approx(one, abs=1e-6)


def test_a_reference_tells_how_large_one_moves(clip) -> None:
    seen, _ = seen_from(clip)
    small = seen.mean(0) + 0.5 * (seen - seen.mean(0))
    one, two = reference_of(seen), reference_of(small)
    assert two[72:96] == pytest.approx(0.5 * one[72:96])
    assert two[:72] == pytest.approx(one[:72])


def test_sequences_are_whole_phrases(atlas, sequences) -> None:
    phrases = {p.id: p for p in atlas.score("yi_left_foot").phrase}
    assert len(sequences) >= 2
    for s in sequences:
        assert s.phrase in phrases
        assert s.variant in {"plain", *(v.id for v in phrases[s.phrase].variants)}
        assert s.state.shape == (len(s.timeline), 144)
        assert phase_of(s.timeline)[0] < 0.02
        assert np.all(np.diff(phase_of(s.timeline)) > 0)
        assert s.texts[0].startswith("left-foot dance") or "left" in s.texts[0]


def test_kept_and_read_again(sequences, tmp_path: Path) -> None:
    save(sequences, tmp_path / "c.npz")
    again = load(tmp_path / "c.npz")
    assert [(s.phrase, s.variant, s.texts, s.seed) for s in again] == [
        (s.phrase, s.variant, s.texts, s.seed) for s in sequences
    ]
    assert again[0].state == pytest.approx(sequences[0].state, abs=4e-3)


def test_nothing_to_keep_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"no sequence to write to c\.npz"):
        save([], tmp_path / "c.npz")


def test_splits_go_by_seed() -> None:
    assert [split_of(s) for s in (0, 1, 2, 9, 10, 21)] == ["test", "valid", "train", "train", "test", "valid"]


def test_a_folder_without_a_manifest_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"holds no manifest\.csv"):
        list(real_sequences(tmp_path, ("cmu",)))


@pytest.mark.skipif("WENWU_DATA" not in os.environ, reason="WENWU_DATA names no folder with mocap")
def test_real_clips_mask_what_they_do_not_hold() -> None:
    data = Path(os.environ["WENWU_DATA"])
    cmu = next(real_sequences(data, ("cmu",)))
    aist = next(real_sequences(data, ("aist++",)))
    assert not cmu.mask[[AT["chest"], AT["upperChest"], AT["leftMiddleProximal"]]].any()
    assert cmu.mask[AT["leftToes"]]
    assert not aist.mask[AT["leftToes"]]
    hips = cmu.state[:, :3]
    assert 0.6 < hips[:, 1].mean() < 1.0
    assert np.abs(hips[:, [0, 2]]).max() < 0.5
