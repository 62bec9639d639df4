"""What cannot be read or may not be danced: one sentence each, the exact words, the right exit code."""
# ruff: noqa: E501  (whole sentences are compared, and stand on one line)

import math

import pytest

from wenwu.atlas.load import load_atlas
from wenwu.atlas.model import Atlas
from wenwu.base.errors import InputError, RefusedError
from wenwu.prompt.read import read_brief
from wenwu.prompt.wishes import Wishes

SAID = "A Dai woman dances the peacock dance"
KNOWN = ", ".join(sorted(culture.names.en for culture in load_atlas().cultures.values()))
IDS = ", ".join(sorted(load_atlas().cultures))


@pytest.fixture(scope="module")
def atlas() -> Atlas:
    return load_atlas()


def sentence(error: type, prompt: str, atlas: Atlas, **wishes: object) -> str:
    with pytest.raises(error) as raised:
        read_brief(prompt, Wishes(**wishes), atlas)
    assert raised.value.exit_code == (1 if error is RefusedError else 2)
    assert "\n" not in str(raised.value)
    return str(raised.value)


@pytest.mark.parametrize(
    ("prompt", "said"),
    [
        ("", "the sentence is empty; say who dances what, for example 'A Dai woman dances the peacock dance'"),
        ("  \n。 ", "the sentence is empty; say who dances what, for example 'A Dai woman dances the peacock dance'"),
        ("Une femme dai danse la danse du paon", "the sentence seems to be French; wenwu reads English and Chinese"),
        ("Eine Frau der Dai tanzt den Pfauentanz", "the sentence seems to be German; wenwu reads English and Chinese"),
        ("Una mujer dai baila la danza del pavo real", "the sentence seems to be Spanish; wenwu reads English and Chinese"),
        ("Женщина танцует", "the sentence is written in Cyrillic; wenwu reads English and Chinese"),
        ("タイ族の女性が孔雀の舞を踊る", "the sentence is written in Japanese; wenwu reads English and Chinese"),
        ("x" * 3000, "the sentence has 3000 letters; at most 2000 are read"),
        ("A Zulu woman dances", f"the sentence names no culture and no dance of the atlas; it knows {KNOWN}"),
        ("hello", f"the sentence names no culture and no dance of the atlas; it knows {KNOWN}"),
        ("A Tibettan woman dances", f"no culture 'tibettan' in the atlas; did you mean 'Tibetan'? known: {KNOWN}"),
        ("A Dai woman dances the peacok dance",
         "no dance 'peacok dance' in the atlas; did you mean 'peacock dance'? known: ga guang, peacock dance"),
        ("傣族姑娘跳狮子舞", "no dance '狮子舞' in the atlas; known: 孔雀舞, 戛伴光"),
        ("A Dai woman dances the fan dance",
         "no dance 'fan dance' in the atlas; did you mean 'peacock dance'? known: ga guang, peacock dance"),
        ("A Dai woman dances the peacock dance and ga guang",
         "the sentence names more than one dance (peacock dance, ga guang); one film holds one dance, choose one"),
        ("Dai children dance the peacock dance", "the cast is grown up; 'children' cannot dance here, ask for a woman or a man"),
        ("500 Yi women dance the left-foot dance", "500 dancers do not fit; ask for 1 to 12"),
        ("A Dai woman dances for 0 seconds", "0 seconds cannot be danced; ask for 2 to 600 seconds"),
    ],
)  # fmt: skip
def test_not_understood(atlas, prompt, said):
    assert sentence(InputError, prompt, atlas) == said


@pytest.mark.parametrize(
    ("wishes", "said"),
    [
        ({"seconds": 0.0}, "0 seconds cannot be danced; ask for 2 to 600 seconds"),
        ({"seconds": 1e9}, "1e+09 seconds cannot be danced; ask for 2 to 600 seconds"),
        ({"seconds": math.nan}, "nan seconds cannot be danced; ask for 2 to 600 seconds"),
        ({"seconds": math.inf}, "inf seconds cannot be danced; ask for 2 to 600 seconds"),
        ({"seconds": -3.0}, "-3 seconds cannot be danced; ask for 2 to 600 seconds"),
        ({"size": "1281x720"},
         "the size 1281x720 does not work; width and height are even numbers from 128 to 3840, for example 1280x720"),
        ({"size": "99999x2"},
         "the size 99999x2 does not work; width and height are even numbers from 128 to 3840, for example 1280x720"),
        ({"size": "big"}, "'big' is no size; width and height are even numbers from 128 to 3840, for example 1280x720"),
        ({"dancers": 500}, "500 dancers do not fit; ask for 1 to 12"),
        ({"dancers": 0}, "0 dancers do not fit; ask for 1 to 12"),
        ({"dancers": 3}, "the sentence asks for 1 dancers and --dancers for 3; choose one number"),
        ({"fps": 0}, "0 frames a second do not work; ask for 10 to 60, for example 30"),
        ({"seed": -1}, "the seed -1 does not work; it is a whole number from 0 to 2^63 - 1"),
        ({"profile": "huge"}, "no profile 'huge'; there are preview, mobile, master"),
        ({"formats": "mp4,gif"}, "no format 'gif'; there are mp4, glb, bvh"),
        ({"lang": "fr"}, "no language 'fr'; reports are written in en or zh"),
        ({"culture": "dia"}, f"no culture 'dia' in the atlas; did you mean 'dai'? known: {IDS}"),
        ({"performer": "woman_9"},
         "no performer 'woman_9'; did you mean 'woman_2'? known: man_1, man_2, man_elder, woman_1, woman_2, woman_elder"),
        ({"performer": "man_1"}, "the sentence asks for a woman, and performer 'man_1' is a man; make them agree"),
        ({"role": "man"}, "the sentence asks for a woman, and --role is a man; make them agree"),
        ({"role": "stagefemale"},
         "no role of dai_peacock 'stagefemale'; did you mean 'stage_female'? known: folk_male_frame, man, stage_female, woman"),
    ],
)  # fmt: skip
def test_wishes_that_cannot_be(atlas, wishes, said):
    assert sentence(InputError, SAID, atlas, **wishes) == said


@pytest.mark.parametrize(
    ("prompt", "said"),
    [
        ("A Dai woman and a Miao man dance",
         "refused: the sentence names 2 cultures (Dai, Miao); a dance belongs to one culture and is not mixed with another's, choose one"),
        ("傣族和苗族的姑娘跳舞", "不予生成：句中有2种文化（傣族、苗族）；一舞属于一种文化，不作拼合，请择其一"),
        ("A Miao woman dances the peacock dance",
         "refused: the peacock dance is a dance of the Dai and is not set on the Miao; ask for a Dai dancer, "
         "or for a dance of the Miao: golden pheasant dance, wooden drum dance"),
        ("一位苗族姑娘跳孔雀舞", "不予生成：孔雀舞是傣族的舞，不作苗族舞；可选傣族舞者，或苗族的锦鸡舞、反排木鼓舞"),
        ("A Yi man dances the torch dance",
         "refused: the sources of the atlas describe this torch dance as danced by women only; ask for women"),
        ("A Dai woman dances the peacock dance in a skirt with the Yi flame pattern",
         "refused: the sentence names 2 cultures (Dai, Yi); a dance belongs to one culture and is not mixed with another's, choose one"),
        ("A Dai woman dances the peacock dance in a skirt with the flame pattern",
         "refused: flame is a motif of the Yi and is not put on the dress of the Dai; ask for a motif of the Dai"),
        ("傣族姑娘跳孔雀舞，裙上有火把纹", "不予生成：火纹是彝族的纹样，不用于傣族的服饰；请选傣族的纹样"),
        ("The peacock dance and the sanam",
         "refused: the sentence names 2 cultures (Dai, Uyghur); a dance belongs to one culture and is not mixed with another's, choose one"),
    ],
)  # fmt: skip
def test_understood_and_refused(atlas, prompt, said):
    assert sentence(RefusedError, prompt, atlas) == said


def test_culture_option_against_the_sentence(atlas):
    assert "names 2 cultures (Dai, Miao)" in sentence(RefusedError, SAID, atlas, culture="miao")


@pytest.mark.parametrize(
    ("prompt", "words"),
    [
        (
            "a Bimo ritual atlas",
            ["Bimo ritual atlas", "any.restricted", "hard", "sourced", "UNESCO", "left-foot dance"],
        ),
        ("彝族毕摩图谱", ["毕摩图谱", "any.restricted", "强制", "有据", "UNESCO", "左脚舞"]),
        ("A Yi woman dances a Bimo ritual", ["Bimo", "any.restricted"]),
        ("Tibetan monks dance cham", ["Cham", "any.restricted", "guozhuang"]),
        ("a Dongba dance of the Naxi", ["Dongba", "any.restricted"]),
        ("a Manchu shaman dances", ["Manchu shamanic rite", "any.restricted"]),
        ("an exorcism rite", ["exorcism", "any.unnamed_rite", "hard", "sourced", "UNESCO"]),
        ("a rite", ["rite without a name", "any.unnamed_rite"]),
        ("Yi women dance the torch dance at an exorcism", ["exorcism", "any.unnamed_rite"]),
        ("彝族妇女在驱鬼仪式上跳朵洛荷", ["驱邪", "any.unnamed_rite"]),
        ("Miao people dance the pheasant dance at a secret ritual", ["any.unnamed_rite"]),
        ("A Dai woman dances the peacock dance at an ancestor rite", ["any.unnamed_rite"]),
    ],
)
def test_rites(atlas, prompt, words):
    said = sentence(RefusedError, prompt, atlas)
    for word in words:
        assert word in said, said


def test_a_rite_that_the_dance_names_is_lawful(atlas):
    brief = read_brief("Miao people dance the golden pheasant dance at an ancestor rite", Wishes(), atlas)
    assert brief.occasion == "ancestor_rite"
