"""Contexts as people write them: ids and names in both languages; what nobody knows is one sentence."""

import pytest

from wenwu.atlas.load import load_atlas
from wenwu.base.errors import InputError
from wenwu.memory.asked import context_of, filled, known_context
from wenwu.motifs.context import Context

ATLAS = load_atlas()


@pytest.mark.parametrize(
    ("text", "context"),
    [
        ("culture=yi, occasion=torch_festival", Context("yi", "torch_festival")),
        ("culture=Yi, occasion=Torch Festival, carrier=cuff", Context("yi", "torch_festival", "sleeve_cuff")),
        ("民族＝彝族，场合=火把节；载体=袖口", Context("yi", "torch_festival", "sleeve_cuff")),
        ("people = Nuosu, role=women, placement=in a row", Context("yi", "", "", "row", "woman")),
        ("culture=苗族, placement=单独, role=男", Context("miao", "", "", "alone", "man")),
        ("", Context()),
        ("role=man,", Context(role="man")),
    ],
)
def test_a_context_is_read(text: str, context: Context) -> None:
    assert context_of(text, ATLAS) == context


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("culture=dia", "no culture 'dia' in the atlas; did you mean 'dai'? known: bai, dai, "),
        (
            "occasion=torch fest",
            "no occasion 'torch fest' in the atlas; did you mean 'torch_festival'? known: ",
        ),
        ("carrier=moon", "no carrier 'moon' in the atlas; "),
        ("role=child", "no role 'child'; it is man or woman"),
        ("placement=upside down", "no placement 'upside down'; it is alone, field or row"),
        (
            "colour=red",
            "'colour=red' says nothing of a context; write for example "
            '"culture=yi, occasion=torch festival, carrier=hem, placement=row, role=woman"',
        ),
        ("yi", "'yi' says nothing of a context; write for example "),
        ("culture=", "'culture=' says nothing of a context; write for example "),
        (
            "culture=yi, people=dai",
            "the context 'culture=yi, people=dai' says its culture twice; give another --context",
        ),
    ],
)
def test_what_nobody_knows_is_refused(text: str, sentence: str) -> None:
    with pytest.raises(InputError) as refused:
        context_of(text, ATLAS)
    assert str(refused.value).startswith(sentence)


def test_every_word_of_the_atlas_is_its_own_name() -> None:
    for part in ("culture", "occasion", "carrier"):
        for id in getattr(ATLAS, f"{part}s"):
            assert getattr(known_context({part: id}, ATLAS), part) == id


def test_an_open_part_is_filled_and_a_said_one_stays() -> None:
    assert filled(Context("yi", "", "hem"), Context("dai", "wedding")) == Context("yi", "wedding", "hem")


def test_single_parts_left_out_are_unsaid() -> None:
    assert known_context({"culture": None, "occasion": "", "role": "woman"}, ATLAS) == Context(role="woman")
