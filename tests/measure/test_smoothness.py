"""Jerk, slow share, spikes, alignment and skating: sines, metronomes, and feet that slide as told."""

from dataclasses import replace

import numpy as np
import pytest

from wenwu.body.skeleton import AT
from wenwu.measure import beat_alignment, skate, smoothness
from wenwu.measure.interval import interval

FPS = 30.0
TIME = np.arange(0, 20, 1 / FPS)


def swinging(hertz: float, size: float = 0.3, time: np.ndarray = TIME) -> np.ndarray:
    """All joints on a line, to and fro."""
    return np.repeat(size * np.sin(2 * np.pi * hertz * time)[:, None, None] * [1.0, 0, 0], 24, 1)


def test_jerk_of_a_sine() -> None:
    hertz, size = 0.5, 0.3
    known = size * (2 * np.pi * hertz) ** 3 * 2 / np.pi  # mean of |cos|
    assert smoothness.clip_jerk(swinging(hertz, size), FPS) == pytest.approx(known, rel=0.01)


def test_a_straight_way_has_no_jerk() -> None:
    assert smoothness.clip_jerk(TIME[:, None, None] * np.ones((1, 24, 3)), FPS) == pytest.approx(0, abs=1e-6)


@pytest.mark.parametrize(
    ("hertz", "least", "most"), [(2.0, 0.98, 1.02), (6.0, 0.45, 0.55), (12.0, 0.0, 0.02)]
)
def test_the_low_pass_halves_at_six_hertz_and_has_no_lag(hertz: float, least: float, most: float) -> None:
    """Twice a Butterworth: its amplitude at the cut is (1/√2)²."""
    wave = swinging(hertz)
    passed = smoothness.low_passed(wave, FPS)[100:-100, 0, 0]
    gain = passed @ wave[100:-100, 0, 0] / (wave[100:-100, 0, 0] @ wave[100:-100, 0, 0])
    assert least <= gain <= most


def test_shares_of_speed_energy_of_two_sines() -> None:
    both = swinging(1.5, 0.3) + swinging(9.0, 0.02)
    known = (1.5 * 0.3) ** 2 / ((1.5 * 0.3) ** 2 + (9.0 * 0.02) ** 2)
    assert smoothness.slow_share(both, FPS) == pytest.approx(known, abs=0.005)
    assert smoothness.slow_share(np.zeros((60, 24, 3)), FPS) == 1.0


def test_a_spike_is_mended_and_a_hard_stop_is_not() -> None:
    wave = swinging(0.5)
    spiky = wave.copy()
    spiky[200, 5, 1] += 0.5
    assert smoothness.spikes(spiky, FPS).sum() in (3, 5)
    mended = smoothness.without_spikes(spiky, FPS)
    assert np.abs(mended - wave).max() < 0.03
    assert smoothness.clip_jerk(mended, FPS) < 1.5 * smoothness.clip_jerk(wave, FPS)
    assert smoothness.clip_jerk(spiky, FPS) > 2 * smoothness.clip_jerk(wave, FPS)
    assert smoothness.without_spikes(wave, FPS) is wave


def test_shaking_raises_jerk_far_above_any_dancer() -> None:
    noise = np.random.default_rng(1).normal(0, 0.004, (len(TIME), 24, 3))
    assert smoothness.clip_jerk(swinging(0.5) + noise, FPS) > 550
    assert smoothness.slow_share(swinging(0.5) + noise, FPS) < 0.95


def test_another_rate_is_the_same_movement() -> None:
    fine = swinging(0.7, time=np.arange(0, 10, 1 / 120))
    coarse = swinging(0.7, time=np.arange(0, 10, 1 / FPS))
    assert smoothness.at_rate(fine, 120.0) == pytest.approx(coarse)
    spline = smoothness.at_rate(coarse, FPS, 100.0)
    assert spline == pytest.approx(swinging(0.7, time=np.arange(len(spline)) / 100), abs=1e-4)


def stepping(bpm: float, late: float = 0.0) -> np.ndarray:
    """A body that rests on every beat, `late` seconds after it."""
    beat = (TIME - late) * bpm / 60
    x = np.floor(beat) + (lambda u: u - np.sin(2 * np.pi * u) / (2 * np.pi))(beat % 1)
    return np.repeat(0.3 * x[:, None, None] * [1.0, 0, 0], 24, 1)


@pytest.mark.parametrize("smoothed", [False, True])
def test_a_metronome_is_with_its_beat_and_not_with_another(smoothed: bool) -> None:
    music = np.arange(0, 20, 60 / 90)
    found = {
        late: beat_alignment.above_chance(
            music, beat_alignment.slow_moments(stepping(90, late), FPS, smoothed), 20.0
        )
        for late in (0.004, 0.33)
    }
    assert found[0.004] > 0.7 and found[0.33] < 0


def test_the_score_of_known_times() -> None:
    music = np.array([1.0, 2.0, 3.0])
    assert beat_alignment.score(music, music) == 1.0
    late = music + beat_alignment.WIDTH
    assert beat_alignment.score(music, late) == pytest.approx(np.exp(-0.5))
    assert beat_alignment.score(music, np.array([])) == 0.0


def test_white_noise_scores_as_often_published_and_nothing_above_chance() -> None:
    rng = np.random.default_rng(3)
    music, raw, above = np.arange(0.2, 20, 0.5), [], []
    for _ in range(12):
        noise = rng.normal(0, 0.01, (1200, 24, 3))
        dance = beat_alignment.slow_moments(noise, 60.0, smoothed=True)
        raw.append(beat_alignment.score(music, dance))
        above.append(beat_alignment.above_chance(music, dance, 20.0))
    assert 0.24 < np.mean(raw) < 0.33
    assert abs(np.mean(above)) < 0.03


def test_beats_are_where_the_count_is_whole() -> None:
    assert beat_alignment.beat_times(np.arange(91) / 30 * 2, 30.0) == pytest.approx(np.arange(7) / 2)


def test_a_planted_foot_that_is_pulled_slides_as_fast_as_it_is_pulled(clip_of) -> None:
    frames = 120
    clip = clip_of({"root.turn": np.zeros(frames)}, frames)
    clip = replace(clip, contact=np.ones((frames, 2), bool))
    assert skate.declared_slide(clip) == pytest.approx(np.zeros(2 * frames), abs=1e-9)
    pulled = replace(clip, root=clip.root + np.arange(frames)[:, None] / clip.fps * [0.2, 0, 0])
    assert skate.declared_slide(pulled) == pytest.approx(np.full(2 * frames, 0.2))
    assert skate.seen_slide(pulled.positions(), pulled.fps).mean() == pytest.approx(0.2)


def test_a_foot_in_the_air_or_not_declared_does_not_slide(clip_of, marching) -> None:
    clip = clip_of({"root.turn": np.zeros(60)}, 60)
    assert not len(skate.declared_slide(clip))
    march = marching(seconds=6)
    standing = skate.detected(march.positions(), march.fps)
    height = march.positions()[:, [AT["leftToes"], AT["rightToes"]], 1]
    assert standing[height < height.min() + 0.01].mean() > 0.9
    assert not standing[height > height.min() + 0.06].any()


def test_frames_that_settle_are_left_out(clip_of) -> None:
    frames = 60
    clip = clip_of({"root.turn": np.zeros(frames)}, frames)
    contact = np.zeros((frames, 2), bool)
    contact[20:40] = True
    count = len(skate.declared_slide(replace(clip, contact=contact)))
    assert count == 2 * (20 - 2 * round(skate.SETTLING * clip.fps))


def test_the_interval_of_a_mean_is_the_textbooks() -> None:
    values = np.random.default_rng(2).normal(5, 2, 400)
    low, high = interval(values)
    assert (low, high) == pytest.approx((values.mean() - 0.196, values.mean() + 0.196), abs=0.03)
    assert np.isnan(interval(np.array([]))).all()
