"""`wenwu check`, `cultures` and `show`, as a newcomer would run them."""

import json

import pytest
import typer
from typer.testing import CliRunner

from wenwu.base.errors import WenwuError
from wenwu.cli.check import check
from wenwu.cli.cultures import cultures
from wenwu.cli.show import show

app = typer.Typer()
for command in (check, cultures, show):
    app.command()(command)


class Answer:
    """What a command said and how it ended; a foreseen error is its sentence and its exit code."""

    def __init__(self, *arguments: str):
        result = CliRunner().invoke(app, arguments)
        error = result.exception
        if isinstance(error, WenwuError):
            self.text, self.code = str(error), error.exit_code
        else:
            assert error is None or isinstance(error, SystemExit), error
            self.text, self.code = result.output, result.exit_code


FLAME = "yi.flame_funeral"


def test_a_lawful_sentence():
    answer = Answer("check", "A Dai woman dances the peacock dance at the Water-Splashing Festival")
    assert answer.code == 0
    lines = answer.text.splitlines()
    assert lines[0] == "understood: peacock dance of the Dai, 1 woman, Water-Splashing Festival, 10 s"
    assert lines[1] == "lawful"
    assert any(line.startswith("- assumed: variant = stage_female;") for line in lines)
    assert any("danced by men" in line and "sourced" in line for line in lines)


def test_the_torch_dance_at_a_harvest_festival_passes():
    for sentence in ("Yi women dance the torch dance at a harvest festival", "彝族妇女在丰收节跳朵洛荷"):
        answer = Answer("check", sentence)
        assert answer.code == 0, answer.text


@pytest.mark.parametrize(
    ("sentence", "words"),
    [
        ("Yi women dance the torch dance with the torch motif at a funeral",
         [FLAME, "must change", "soft", "claimed", "Wang P. (2026)", "lawful would be"]),
        ("the torch motif at a Yi funeral", [FLAME, "claimed", "Wang P. (2026)"]),
        ("彝族葬礼上的火把纹", [FLAME, "须更改", "软性", "仅为主张", "Wang P. (2026)", "可行的做法"]),
        ("a Bimo ritual atlas",
         ["refused: Bimo ritual atlas", "any.restricted", "hard", "sourced", "UNESCO"]),
        ("an exorcism rite", ["refused: exorcism", "any.unnamed_rite", "hard", "sourced", "UNESCO"]),
        ("一场驱鬼仪式", ["不予生成：驱邪", "any.unnamed_rite", "强制", "有据", "UNESCO"]),
        ("A Dai woman dances the peacock dance, wrists bent back 68 degrees",
         ["must change", "dai.peacock_wrist", "3.0° beyond it", "claimed", "Wang P. (2026)"]),
        ("Six Miao women dance the golden pheasant dance clockwise",
         ["refused", "miao.jinji_direction", "hard", "sourced"]),
    ],
)  # fmt: skip
def test_what_stops_a_sentence_is_named(sentence, words):
    answer = Answer("check", sentence)
    assert answer.code == 1, answer.text
    for word in words:
        assert word in answer.text, answer.text


def test_the_men_s_form_may_bend_further():
    assert Answer("check", "A Dai man dances the peacock dance, wrists bent back 68 degrees").code == 0


def test_setting_a_claim_aside_needs_a_reason():
    sentence = "A Dai woman dances the peacock dance, wrists bent back 68 degrees"
    for mark in (": ", "="):
        aside = Answer("check", sentence, "--set-aside", f"dai.peacock_wrist{mark}the dancer asked: for it")
        assert aside.code == 0 and "set aside because: the dancer asked: for it" in aside.text
    bare = Answer("check", sentence, "--set-aside", "dai.peacock_wrist")
    assert bare.code == 2
    assert bare.text == "'dai.peacock_wrist' gives no reason; say --set-aside \"rule.id: reason\""


def test_misuse_exits_with_two():
    for arguments in (
        ("check", ""), ("check", "Une femme dai danse"), ("check", "hello"),
        ("check", "Dai", "--dancers", "500"),
        ("check", "Dai", "--culture", "dia"), ("check", "Dai", "--lang", "fr"), ("show", "nothing"),
        ("cultures", "--lang", "fr"), ("check", "Dai", "--pack", "nowhere"),
    ):  # fmt: skip
        assert Answer(*arguments).code == 2, arguments


def test_json_is_one_object_that_says_everything():
    answer = Answer("check", "Yi women dance the torch dance at a funeral with the flame pattern", "--json")
    data = json.loads(answer.text)
    assert answer.code == 1
    assert (data["verdict"], data["lawful"], data["refusal"]) == ("must change", False, None)
    first = data["findings"][0]
    assert (first["rule"], first["stops"], first["standing"], first["strength"]) == (
        FLAME,
        True,
        "claimed",
        "soft",
    )
    assert first["sources"] == [{
        "id": "P", "kind": "paper", "grade": "B", "year": 2026,
        "title": "Wang P. (2026) MASSN, International Journal of Information and Communication Technology "
                 "27(7) 1-20, doi 10.1504/IJICT.2026.10075954",
    }]  # fmt: skip
    assert data["brief"]["occasion"] == "funeral" and first["facts"]["motif"] == "yi.flame"
    refused = json.loads(Answer("check", "an exorcism rite", "--json").text)
    assert refused["verdict"] == "refused" and refused["brief"] is None
    assert refused["findings"][0]["rule"] == "any.unnamed_rite"
    mixed = json.loads(Answer("check", "A Miao woman dances the peacock dance", "--json").text)
    assert mixed["verdict"] == "refused" and "is a dance of the Dai" in mixed["refusal"]


def test_check_says_the_same_twice():
    sentence = "Yi people dance the left-foot dance"
    assert Answer("check", sentence).text == Answer("check", sentence).text


def test_cultures_lists_all_with_their_own_names():
    text = Answer("cultures").text
    for word in (
        "dai",
        "傣族",
        "ꆈꌠ (Nuosu)",
        "བོད་པ (bod pa)",
        "ᠮᠣᠩᠭᠣᠯ (Mongol)",
        "ئۇيغۇر (Uyghur)",
        "uyghur_sanam",
        "not yet reviewed",
    ):
        assert word in text, word
    assert "Lolo," not in text  # names given by others are understood and not shown
    assert "尚未审阅" in Answer("cultures", "--lang", "zh").text


def test_show_gives_sources_and_standing():
    rule = Answer("show", FLAME).text
    for word in (
        "standing: claimed",
        "Wang P. (2026)",
        "grade B",
        "when: occasion = funeral or mourning",
        "forbid: motif = yi.flame",
        "pass",
        "fail",
    ):
        assert word in rule, word
    dance = Answer("show", "dai_peacock").text
    for word in (
        "孔雀舞",
        "stage_female",
        "half_squat",
        "dai.peacock_wrist",
        "PEA5",
        "grade C",
        "tempo: 60 to 100",
    ):
        assert word in dance, word
    assert "http" not in dance
    assert Answer("show", "孔雀舞").text == Answer("show", "peacock dance").text == dance
    disputed = Answer("show", "yi.tiger_ritual_men").text
    assert "disputed by" in disputed and "woman ritualist" in disputed
    assert "switched off" in Answer("show", "yi.forelock").text
    assert "<https://www.himalayanart.org" in Answer("show", "HAR1").text
    assert "restricted" in Answer("show", "tibetan.cham").text


def test_show_works_for_every_record_in_both_languages():
    from wenwu.atlas.load import load_atlas
    from wenwu.cli.show import TABLES, find_record, tell_claim
    from wenwu.cli.table import console

    atlas = load_atlas()
    assert tell_claim and console
    for table in TABLES:
        for id in getattr(atlas, table):
            assert find_record(id, atlas).id == id or table == "sources"
    for id in (
        "dai",
        "miao_jinji",
        "tibetan.yungdrung_bon",
        "yi.f.liangshan",
        "yi.bimo_ritual",
        "torch_festival",
        "MIAO1",
    ):
        for lang in ("en", "zh"):
            answer = Answer("show", id, "--lang", lang)
            assert answer.code == 0 and answer.text.splitlines()[0] == id
        assert json.loads(Answer("show", id, "--json").text)["id"] == id


def test_show_offers_the_nearest_id():
    answer = Answer("show", "dai_peacok")
    assert answer.text.startswith("no record 'dai_peacok' in the atlas; did you mean 'dai_peacock'?")
