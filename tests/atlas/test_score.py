"""Scores: the schema refuses what it cannot dance, and our scores are as rich as they must be."""

from itertools import pairwise

import pytest
from pydantic import ValidationError

from wenwu.atlas.load import load_atlas
from wenwu.atlas.score import Pose, Score
from wenwu.motion.arrange import cuts

ATLAS = load_atlas()
BARE = {
    "id": "d", "culture": "c", "bpm": 60, "source": ["S"], "standing": "claimed",
    "style": {"pulse": {"amp": 9}}, "phrase": [{"id": "a", "beats": 8}],
}  # fmt: skip


def test_a_name_without_side_sets_both() -> None:
    assert Pose(elbow=30.0, elbow_r=50.0, knee=10.0).channels() == {"knee": 10, "elbow_l": 30, "elbow_r": 50}


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"phrase": [{"id": "a", "beats": 8}] * 2}, "score d: a phrase id is used twice"),
        ({"sequence": ["b"]}, "score d: no phrase 'b'; known: a"),
        ({"grammar": {"must": ["b"]}}, "score d: no phrase 'b'; known: a"),
        ({"phrase": [{"id": "a", "beats": 8, "keys": [{"beat": 0, "pose": "x"}]}]}, "score d: no pose 'x'"),
        ({"tempo": 60}, "Extra inputs are not permitted"),
        ({"phrase": []}, "at least 1 item"),
    ],
)
def test_what_cannot_be_danced_is_refused_in_so_many_words(change: dict, words: str) -> None:
    Score.model_validate(BARE)
    with pytest.raises(ValidationError) as caught:
        Score.model_validate(BARE | change)
    assert words in str(caught.value)


@pytest.mark.parametrize("dance", sorted(ATLAS.scores))
def test_each_score_has_four_phrases_of_three_variants_and_a_place_to_end(dance: str) -> None:
    score = ATLAS.score(dance)
    assert len(score.phrase) >= 4
    for phrase in score.phrase:
        assert len({v.id for v in phrase.variants}) >= 3, phrase.id
        assert {"en", "zh"} <= set(phrase.names), phrase.id
    assert min(cuts(p.beats, p.steps)[0] for p in score.phrase) <= 4
    assert any("opening" in p.role for p in score.phrase)
    assert score.own


@pytest.mark.parametrize("dance", sorted(ATLAS.scores))
def test_no_foot_steps_twice_at_once(dance: str) -> None:
    score = ATLAS.score(dance)
    for phrase in score.phrase:
        for steps in (phrase.steps, *(v.steps for v in phrase.variants if v.steps is not None)):
            for side in "lr":
                mine = sorted((s.lift, s.land) for s in steps if s.f == side)
                assert all(a[1] <= b[0] + 1e-9 for a, b in pairwise(mine)), phrase.id
