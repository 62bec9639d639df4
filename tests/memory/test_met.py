"""With which words a form was met: what is new to it, and that it goes through a file unchanged."""

import json

import numpy as np
import pytest

from wenwu.base.errors import InputError
from wenwu.memory.met import Met
from wenwu.memory.vocabulary import Vocabulary

WORDS = Vocabulary(
    (("", "dai", "yi"), ("", "wedding"), ("", "apron", "hem"), ("",), ("", "woman")),
    ("bird", "ring"),
    ("sun",),
)
FORM = np.array([0, 0, 1])
SAID = np.array([[1, 0, 1, 0, 0], [0, 1, 2, 0, 0], [2, 0, 1, 0, 1]])
MET = Met.learnt(WORDS, FORM, SAID)


def test_what_was_met_is_not_new_and_what_is_unsaid_never_is() -> None:
    assert not MET.new(FORM, SAID).any()
    assert not MET.new(np.array([0, 1]), np.zeros((2, 5), np.int64)).any()


def test_a_known_form_in_other_hands_is_new_by_that_word() -> None:
    context = np.array([[2, 1, 1, 0, 1]])
    new = MET.new(np.array([0]), context)
    assert new.tolist() == [[True, False, False, False, True]]
    assert MET.named(new[0], context[0]) == ("culture yi", "role woman")


def test_each_word_is_asked_for_by_itself() -> None:
    """The bird was met with the Dai and on a hem, though never on a hem of the Dai."""
    assert not MET.new(np.array([0]), np.array([[1, 0, 2, 0, 0]])).any()


def test_it_goes_through_a_file() -> None:
    data = json.loads(json.dumps(MET.as_data()))
    assert data["bird"] == [["dai"], ["wedding"], ["apron", "hem"], [], []]
    again = Met.of_data(WORDS, data)
    for a, b in zip(MET.tables, again.tables, strict=True):
        assert (a[:, 1:] == b[:, 1:]).all()


@pytest.mark.parametrize(
    "wrong", [None, {"owl": [[]] * 5}, {"bird": [["dai"]]}, {"bird": [["martian"], [], [], [], []]}]
)
def test_what_is_damaged_is_refused(wrong: object) -> None:
    with pytest.raises(InputError) as found:
        Met.of_data(WORDS, wrong)
    assert str(found.value) == "what the memory has met is damaged; train or install it again"
