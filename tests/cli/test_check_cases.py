"""`wenwu check` on sentences that ask what may be: verdict, rule, on whose word, what would be lawful."""

import pytest
from typer.testing import CliRunner

from wenwu.cli.main import app

CASES = [  # sentence in English, in Chinese; exit; rule; what has to be said in each language
    (
        ("Mongolian wrestling danced by a woman", "女子跳蒙古族摔跤"), 1, "mongolian.eagle_entry_men",
        (("must change", "claimed", "lawful would be"), ("须更改", "仅为主张", "可行的做法")),
    ),
    (
        ("The torch motif at a Yi funeral", "彝族葬礼上用火纹"), 1, "yi.flame_funeral",
        (("stops it", "Wang P. (2026)", "ram's horn"), ("不合", "Wang P. (2026)", "羊角纹")),
    ),
    (
        ("The elephant motif beside a hunting scene of the Dai", "傣族神象纹与狩猎场景"), 1,
        "dai.elephant_hunting_scene", (("not set beside a hunt",), ("神象不与狩猎之景并置",)),
    ),
    (
        ("A traditional Han wedding, white dominant", "汉族传统婚礼，白色为主"), 1, "han.white_wedding",
        (("must change", "grade C"), ("须更改", "C级")),
    ),
    (
        ("A Bon swastika turning right", "苯教雍仲右旋"), 1, "tibetan.yungdrung_bon",
        (("refused", "hard, sourced", "turns left"), ("不予生成", "强制，有据", "左旋")),
    ),
    (
        ("A Buddhist swastika turning left", "佛教雍仲左旋"), 1, "tibetan.yungdrung_buddhist",
        (("advisory, sourced", "may use either", "any.not_drawn"), ("提示，有据", "两向皆可")),
    ),
    (
        ("Black and yellow, above 15 % each, at the Jingpo Munao Zongge",
         "景颇族目瑙纵歌，黑色和黄色各占20%"), 1, "jingpo.black_yellow",
        (("soft, claimed", "disputed by JPWOMEN"), ("软性，仅为主张", "JPWOMEN 提出异议")),
    ),
    (
        ("A tiger on a Yi woman's dress", "彝族妇女衣上的虎纹"), 1, "yi.tiger_ritual_men",
        (("disputed elsewhere", "disputed by YITIGER"), ("他处有争议", "YITIGER 提出异议")),
    ),
    (
        ("A Dai woman dances the peacock dance with wrists bent 68 degrees",
         "一位傣族姑娘跳孔雀舞，手腕弯曲68度"), 1, "dai.peacock_wrist", (("3.0° beyond it",), ("超出3.0°",)),
    ),
]  # fmt: skip


def check(*words):
    return CliRunner().invoke(app, ["check", *words])


@pytest.mark.parametrize(("said", "exit_code", "rule", "told"), CASES, ids=[case[2] for case in CASES])
def test_the_rule_speaks_in_both_languages(said, exit_code, rule, told):
    for sentence, words in zip(said, told, strict=True):
        answer = check(sentence)
        assert answer.exit_code == exit_code, answer.output
        flat = "".join(answer.output.split())
        for word in (rule, *words):
            assert "".join(word.split()) in flat, answer.output


def test_the_folk_form_is_free_to_bend_its_wrists():
    answer = check(
        "A Dai man dances the peacock dance with wrists bent 68 degrees", "--role", "folk_male_frame"
    )
    assert answer.exit_code == 0 and "dai.peacock_wrist" not in answer.output


def test_an_override_needs_the_stage_and_a_reason_and_is_told():
    rule = "mongolian.eagle_entry_men"
    reason = f"{rule}=a women's troupe, agreed with the club"
    on_stage = check("Mongolian wrestling danced by a woman on stage", "--set-aside", reason)
    assert on_stage.exit_code == 0 and "set aside" in on_stage.output
    assert "agreed with the club" in " ".join(on_stage.output.split())
    assert check("Mongolian wrestling danced by a woman on stage").exit_code == 1
    assert check("Mongolian wrestling danced by a woman at Naadam", "--set-aside", reason).exit_code == 1


def test_an_old_mans_funeral_may_show_red():
    young, old = (
        check(f"Red on the mourners at a Han funeral, the dead aged {age}")
        for age in ("fifty", "eighty five")
    )
    assert young.exit_code == 1 and "han.red_funeral" in young.output
    assert old.exit_code == 0 and "han.red_funeral" not in old.output


@pytest.mark.parametrize(
    ("sentence", "start"),
    [
        ("A Mongolian man dances the eagle entry of wrestling",
         "the wrestlers' eagle entry is described in the atlas and cannot be danced yet; missing: "),
        ("A Han woman dances at New Year", "the atlas has no dance of the Han that can be danced yet; "),
        ("汉族女子在春节跳舞", "图谱中还没有可跳的汉族舞"),
    ],
)  # fmt: skip
def test_what_is_only_described_is_not_animated(sentence, start, tmp_path):
    answer = CliRunner().invoke(app, ["animate", sentence, "-o", str(tmp_path / "x")])
    assert str(answer.exception).startswith(start), answer.exception
    assert not list(tmp_path.iterdir())
