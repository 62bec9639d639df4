"""`wenwu bench fig3`: counts by hand, what is confused most, the files and the picture."""

import csv
import io
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from wenwu.atlas.load import load_atlas
from wenwu.measure import fig3
from wenwu.measure.confusion_map import FIELD, HEAD, draw_confusion
from wenwu.measure.fig3 import confusion, measured, table
from wenwu.measure.heat_map import PAPER
from wenwu.measure.memory_ground import Ground
from wenwu.memory.lesson import Lesson
from wenwu.memory.vocabulary import Vocabulary
from wenwu.motifs.corpus import Corpus

WORDS = ("courage", "harmony", "power", "shelter", "sun")
MEANT = np.array([0, 2, 2, 3, 3, 3])
SEEN = [{"in_context": {"guess": [0, 2, 2, 3, 3, 2]}, "unsaid": {"guess": [2, 3, 2, 3, 2, 2]}},
        {"in_context": {"guess": [0, 2, 2, 3, 3, 3]}, "unsaid": {"guess": [0, 3, 3, 3, 2, 2]}}]  # fmt: skip


def made(kind, **parts):
    """An object of a kind, of which only some parts are there."""
    one = object.__new__(kind)
    one.__dict__.update(parts)
    return one


class Asked(Ground):
    """A ground of which all six pictures are asked."""

    many = np.arange(6)


@pytest.fixture
def ground():
    lesson = made(Lesson, words=made(Vocabulary, concepts=WORDS), concept=MEANT)
    corpus = Corpus(Path(), tuple({"id": str(k)} for k in range(6)), "0" * 64)
    return made(Asked, lesson=lesson, corpus=corpus, atlas=load_atlas())


def test_counts_by_hand():
    found = confusion(MEANT, np.array([0, 2, 3, 3, 3, 2]), np.array([0, 2, 3]))
    assert found.tolist() == [[1, 0, 0], [0, 1, 1], [0, 1, 2]]


def test_what_is_confused_most_is_told_for_both(ground):
    result = measured(ground, SEEN)
    names = [load_atlas().concepts[word].names.en for word in ("courage", "power", "shelter")]
    assert result["said"]["concepts"] == names  # what nobody meant and nobody said is not drawn
    assert result["in_context"]["counts"] == [[2, 0, 0], [0, 4, 0], [0, 1, 5]]
    assert result["in_context"]["accuracy"] == pytest.approx(11 / 12)
    assert result["unsaid"]["counts"] == [[1, 1, 0], [0, 1, 3], [0, 4, 2]]
    worst = result["unsaid"]["worst"][0]
    assert worst == {"meant": names[2], "taken_for": names[1], "count": 4, "of": 6}
    only = result["in_context"]["worst"]  # what is named rightly is no confusion, however often
    assert only == [{"meant": names[2], "taken_for": names[1], "count": 1, "of": 6}]
    assert result["unsaid"]["right"][names[1]] == pytest.approx(1 / 4)
    said = table(result)
    assert f"{names[2]} taken for {names[1]}: 4 of 6" in said and "without counts" in said


def test_the_files_hold_every_count(ground, tmp_path):
    result = measured(ground, SEEN)
    fig3._write(tmp_path, result)
    rows = list(csv.DictReader(io.StringIO((tmp_path / "fig3.csv").read_text("utf-8"))))
    for how in ("in_context", "unsaid"):
        assert sum(int(row["count"]) for row in rows if row["context"] == how) == 12
    with Image.open(tmp_path / "fig3.png") as picture:
        assert picture.width > 600 and picture.height > 300


def test_a_planted_confusion_shows_red_and_a_right_one_blue():
    names = [f"concept {k}" for k in range(20)]
    counts = np.diag(np.full(20, 9))
    counts[3, 5] = 9
    page = draw_confusion({"a": counts}, names, "a note")
    left = page.shape[1] - 36 - 20 * FIELD  # the field's own left edge

    def colour(i: int, j: int) -> tuple[int, ...]:
        return tuple(int(v) for v in page[HEAD + FIELD * i + 3, left + FIELD * j + 3])

    right, wrong, empty = colour(0, 0), colour(3, 5), colour(0, 1)
    assert right[2] > right[0] + 50 and wrong[0] > wrong[2] + 50 and empty == PAPER
