"""The parts of reading: numbers, spelling, words, languages."""

import pytest

from wenwu.atlas.load import load_atlas
from wenwu.atlas.model import Atlas
from wenwu.base.errors import InputError
from wenwu.prompt.hear import Group, hear
from wenwu.prompt.lexicon import build_lexicon, find_words, normal
from wenwu.prompt.numerals import beats_in, counts_in, degrees_in, number_of, seconds_in
from wenwu.prompt.wishes import check_size


@pytest.fixture(scope="module")
def atlas() -> Atlas:
    return load_atlas()


@pytest.mark.parametrize(
    ("word", "number"),
    [("7", 7), ("2.5", 2.5), ("a", 1), ("twelve", 12), ("twenty", 20), ("twenty five", 25),
     ("half", 0.5), ("两", 2), ("十", 10), ("十二", 12), ("二十", 20), ("三十五", 35), ("一百二十", 120),
     ("many", None), ("", None)],
)  # fmt: skip
def test_numbers(word, number):
    assert number_of(word) == number


@pytest.mark.parametrize(
    ("text", "seconds"),
    [("for 20 seconds", [20]), ("ten seconds", [10]), ("half a minute", [30]), ("two minutes", [120]),
     ("20s", [20]),
     ("二十秒", [20]), ("半分钟", [30]), ("12.5 sec", [12.5]), ("six women", []), ("second woman", [])],
)  # fmt: skip
def test_seconds(text, seconds):
    assert [a.value for a in seconds_in(text)] == seconds


def test_tempo_degrees_and_counts():
    assert [a.value for a in beats_in("at 90 bpm")] == [90]
    assert [a.value for a in beats_in("每分钟九十拍")] == [90]
    assert [a.value for a in degrees_in("65° and 20 degrees, 七十度")] == [65, 20, 70]
    assert [a.value for a in counts_in("a pair of women and three men")] == [2, 3]


def test_spelling_does_not_matter():
    assert normal("Water–Splashing  FESTIVAL!") == "water splashing festival"
    assert normal("Ｄａｉ") == "dai"
    assert normal("Tai Lü") == "tai lu"
    assert normal("བོད་པ") == "བོད་པ"  # marks of other scripts carry meaning


def test_latin_words_are_found_whole_and_the_longest_first(atlas):
    lexicon = build_lexicon(atlas)

    def found(text: str) -> list[str]:
        return [token.text for token in find_words(normal(text), lexicon)]

    assert "yi" not in found("playing with young ideas")
    assert found("left-foot dance") == ["left foot dance"]
    assert found("torch festival") == ["torch festival"]
    assert found("泼水节孔雀舞") == ["泼水节", "孔雀舞"]


def test_every_label_of_the_atlas_is_understood(atlas):
    """Each name of each culture, dance, occasion and rite leads back to it, alone in a text."""
    lexicon = build_lexicon(atlas)
    for kind, table in (
        ("culture", atlas.cultures),
        ("dance", atlas.dances),
        ("occasion", atlas.occasions),
        ("rite", atlas.rites),
    ):
        for id, record in table.items():
            native = [name.text for name in record.names.native]
            for label in (
                record.names.en,
                record.names.zh,
                record.names.pinyin,
                *record.names.aliases,
                *native,
            ):
                if label:
                    senses = [s for token in find_words(normal(label), lexicon) for s in token.senses]
                    assert (kind, id) in {(s.kind, s.id) for s in senses}, (id, label)


@pytest.mark.parametrize(
    ("sentence", "groups"),
    [
        ("A Dai woman", (Group("woman", 1),)),
        ("Dai women", (Group("woman", None),)),
        ("six young Dai women", (Group("woman", 6),)),
        ("three men and two women", (Group("man", 3), Group("woman", 2))),
        ("an old Yi man", (Group("man", 1, elder=True),)),
        ("a Yi grandmother", (Group("woman", 1, elder=True),)),
        ("six dancers", (Group("any", 6),)),
        ("men and women", (Group("mixed", None),)),
        ("男女六人", (Group("mixed", 6),)),
        ("男女各三人", (Group("mixed", 6),)),
        ("三男三女", (Group("man", 3), Group("woman", 3))),
        ("一位傣族姑娘", (Group("woman", 1),)),
        ("两个美丽的傣族姑娘", (Group("woman", 2),)),
        ("一位老奶奶", (Group("woman", 1, elder=True),)),
        ("twelve beats of joy", ()),
    ],
)
def test_who_dances(atlas, sentence, groups):
    assert hear(sentence, atlas).groups == groups


def test_a_number_of_something_else_is_no_number_of_dancers(atlas):
    assert hear("A Dai woman dances for 20 seconds, wrists 70 degrees", atlas).groups == (Group("woman", 1),)
    assert hear("At 90 bpm Dai women dance", atlas).groups == (Group("woman", None),)


def test_names_in_other_scripts_do_not_make_a_sentence_foreign(atlas):
    assert hear("A ꆈꌠ woman dances", atlas).lang == "en"
    assert hear("一位ئۇيغۇر姑娘跳舞", atlas).lang == "zh"
    with pytest.raises(InputError, match="written in Arabic"):
        hear("ترقص امرأة", atlas)


def test_sizes():
    assert check_size("1280x720") == (1280, 720)
    assert check_size(" 640 X 360 ") == (640, 360)


def test_any_text_gets_an_answer_or_one_sentence(atlas):
    """Odd input is refused, never a crash."""
    for text in (
        "\0",
        "🙂",
        "((((",
        "9" * 400,
        "a" * 1999,
        "的的的的",
        "Dai " * 300,
        "-1 women",
        "½ Dai women",
        "٣ Dai women",
        "①傣族女子",
    ):
        try:
            hear(text, atlas)
        except InputError as error:
            assert "\n" not in str(error)
