"""The bench of hearing music: its tracks are what they say, and a hearer that errs is noticed."""

import numpy as np
import pytest

from wenwu.base.seed import generator
from wenwu.measure import music as bench
from wenwu.measure.music import Heard, Kind, beats, heard, is_noise_refused, nearest, summary, track
from wenwu.motion.beats import RATE, Pulse

EVEN, ROUGH = Kind(), Kind(noise=0.1, uneven=0.01, missing=0.2)


def test_an_even_track_has_its_tempo_and_a_drifting_one_goes_to_and_fro() -> None:
    even = 60 / np.diff(beats(EVEN, 100.0, generator(1, "a")))
    assert even == pytest.approx(100) and len(even) > 30
    drifting = 60 / np.diff(beats(Kind(drift=0.04), 100.0, generator(1, "a")))
    assert drifting.min() == pytest.approx(96, abs=0.3) and drifting.max() == pytest.approx(104, abs=0.3)


def test_players_are_as_uneven_as_said() -> None:
    off = [
        beats(Kind(uneven=0.01), 90.0, generator(seed, "b")) - beats(EVEN, 90.0, generator(seed, "b"))
        for seed in range(40)
    ]
    assert np.concatenate(off).std() == pytest.approx(0.01, rel=0.1)


def test_clicks_begin_at_their_times_and_noise_is_as_loud_as_said() -> None:
    sound = track(np.array([1.0, 2.5]), 0.0, generator(1, "c"))
    assert np.flatnonzero(np.abs(sound) > 1e-9)[0] == pytest.approx(RATE, abs=1)
    assert not sound[round(1.05 * RATE) : round(2.5 * RATE)].any()
    assert track(np.zeros(0), 0.25, generator(1, "c")).std() == pytest.approx(0.2, rel=0.02)


def test_beats_are_held_to_the_nearest() -> None:
    assert nearest(np.array([1.0, 2.0]), np.array([1.02, 5.0])) == pytest.approx([0.02, 0.98])
    assert np.isinf(nearest(np.array([1.0]), np.zeros(0))).all()


def test_the_summary_of_two_tracks_by_hand() -> None:
    good = Heard(False, True, np.array([0.01, 0.02, 0.5]), np.array([0.01, 0.02, 0.03, 0.2]))
    told = summary([good, Heard(True, False, np.zeros(0), np.zeros(0))])
    assert (told["n"], told["beats"], told["pulse_right_percent"]) == (2, 3, 50)
    assert told["refused_percent"] == 50
    assert told["found_percent"] == pytest.approx(200 / 3) and told["wrong_percent"] == 25
    assert told["median_ms"] == pytest.approx(15) and told["most_ms"] == pytest.approx(20)


def test_beats_of_clicks_are_found_and_noise_has_none() -> None:
    told = summary([heard(EVEN, seed) for seed in range(1, 4)])
    assert told["pulse_right_percent"] == told["found_percent"] == 100 and told["wrong_percent"] == 0
    assert told["most_ms"] < 4
    assert summary([heard(ROUGH, seed) for seed in range(1, 4)])["found_percent"] > 90
    assert all(is_noise_refused(seed) for seed in range(1, 4))


def test_a_hearer_that_is_late_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    finds = bench.find_beats
    monkeypatch.setattr(bench, "find_beats", lambda rise, tempo: finds(rise, tempo) + 0.03)
    assert summary([heard(EVEN, 1)])["median_ms"] == pytest.approx(30, abs=1)
    monkeypatch.setattr(bench, "find_beats", lambda rise, tempo: finds(rise, tempo) + 0.1)
    assert summary([heard(EVEN, 1)])["found_percent"] == 0


def test_a_hearer_that_takes_anything_for_a_pulse_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bench, "clear_pulse", lambda rise: Pulse(41.0, 1.0))
    assert not is_noise_refused(1)
    assert (heard(EVEN, 1).refused, heard(EVEN, 1).right) == (False, False)
