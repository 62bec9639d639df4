"""Arranging: the grammar is kept, the end is reached, the seed decides."""

from itertools import pairwise

import pytest

from wenwu.atlas.score import Score, Step
from wenwu.base.errors import InputError
from wenwu.motion.arrange import Wish, arrange, cuts

WOMAN = (frozenset({"woman", "stage_female", "dancer"}),)


def phrase(name: str, **more: object) -> dict:
    return {"id": name, "beats": 8, "keys": [{"beat": 0, "knee": 20}, {"beat": 7, "knee": 30}], **more}


def score(*phrases: dict, **more: object) -> Score:
    row = {"id": "d", "culture": "c", "bpm": 60, "source": ["S"], "standing": "claimed"}
    return Score.model_validate(row | {"style": {"pulse": {"amp": 10}}, "phrase": list(phrases)} | more)


def test_a_phrase_may_be_cut_at_whole_beats_with_both_feet_down() -> None:
    steps = (Step(f="l", lift=2.6, land=3.4, to=(0, 0)), Step(f="r", lift=5.0, land=5.9, to=(0, 0)))
    assert cuts(8.0, steps) == [2, 4, 5, 6, 7, 8]


def test_opening_and_following_are_kept_for_every_seed() -> None:
    book = score(
        phrase("a", role=["opening"]), phrase("b"), phrase("c", role=["close"]),
        grammar={"follow": {"a": ["b"], "b": ["b", "c"], "c": []}, "repeat": 2},
    )  # fmt: skip
    for seed in range(8):
        names = [p.phrase.id for p in arrange(book, Wish(42.0, "solo", WOMAN, seed))]
        assert names[0] == "a"
        assert all(now == "b" or (now == "c" and before == "b") for before, now in pairwise(names))
        assert "b b b" not in " ".join(names)


def test_the_main_step_is_always_danced() -> None:
    def danced(book: Score, seed: int) -> bool:
        return any(p.phrase.id == "main" for p in arrange(book, Wish(26.0, "solo", WOMAN, seed)))

    phrases = (phrase("a"), phrase("b"), phrase("main", weight=0.05))
    assert all(danced(score(*phrases, grammar={"must": ["main"]}), seed) for seed in range(8))
    assert not all(danced(score(*phrases), seed) for seed in range(8))


def test_phrases_follow_without_gap_and_end_before_the_end() -> None:
    book = score(phrase("a"), phrase("b"), phrase("c"))
    for seed in range(10):
        order = arrange(book, Wish(27.3, "solo", WOMAN, seed))
        for one, two in pairwise(order):
            assert two.start == one.start + one.beats
        assert 0.7 <= 27.3 - (order[-1].start + order[-1].beats) < 3


def test_what_only_some_may_dance_is_left_to_them() -> None:
    book = score(phrase("a"), phrase("men", only=["man"]))
    mixed = (*WOMAN, frozenset({"man", "x", "dancer"}))
    assert all(p.phrase.id == "a" for p in arrange(book, Wish(40.0, "solo", mixed, 1)))
    men = (frozenset({"man"}),)
    assert any(p.phrase.id == "men" for s in range(9) for p in arrange(book, Wish(40.0, "solo", men, s)))


def test_seeds_differ_and_repeat() -> None:
    book = score(*(phrase(n) for n in "abcdef"))
    orders = [tuple(p.name for p in arrange(book, Wish(42.0, "solo", WOMAN, s))) for s in range(7)]
    again = [tuple(p.name for p in arrange(book, Wish(42.0, "solo", WOMAN, s))) for s in range(7)]
    assert orders == again
    assert len(set(orders)) >= 6


def test_nothing_to_dance_is_said() -> None:
    book = score(phrase("a", only=["man"]))
    with pytest.raises(InputError) as caught:
        arrange(book, Wish(20.0, "solo", WOMAN, 1))
    assert str(caught.value) == "no phrase of d suits dancer, stage_female, woman in a solo"


def test_no_foot_lifts_again_that_has_just_taken_the_weight() -> None:
    def walked(name: str, last: str) -> dict:
        other = {"l": "r", "r": "l"}[last]
        times = {other: (0, 1), last: (7, 8)}
        steps = [{"f": f, "lift": up, "land": down, "to": [0, 0]} for f, (up, down) in times.items()]
        return phrase(name, steps=steps, mirrors=False)

    book = score(walked("left", "l"), walked("right", "r"), grammar={"repeat": 9})
    for seed in range(6):
        names = {p.phrase.id for p in arrange(book, Wish(34.0, "solo", WOMAN, seed))}
        assert len(names) == 1, "each may only follow itself"
