"""The rule engine, on cases worked by hand."""

import pytest

from wenwu.atlas.facts import Facts
from wenwu.atlas.load import load_atlas
from wenwu.atlas.model import Atlas
from wenwu.atlas.rule import Compare, Rule
from wenwu.atlas.rules import judge
from wenwu.atlas.text import source_line, tell


@pytest.fixture(scope="module")
def atlas() -> Atlas:
    return load_atlas()


def rule(id: str = "dai.test", **fields: object) -> Rule:
    base = {
        "culture": "dai", "about": {"en": "a test", "zh": "测试"}, "source": "P", "standing": "claimed",
        "strength": "soft", "passes": [{}, {}], "fails": [{}, {}],
    }  # fmt: skip
    return Rule.model_validate({"id": id, **base, **fields})


def rules(*given: Rule) -> Atlas:
    return Atlas(rules={r.id: r for r in given})


PEACOCK = {"culture": "dai", "dance": "dai_peacock"}


@pytest.mark.parametrize(
    ("variant", "angle", "degrees", "margin"),
    [
        ("stage_female", "wrist.bend", 68.0, -3.0),
        ("stage_female", "wrist.bend", 65.0, 0.0),
        ("stage_female", "wrist.bend", 60.0, 5.0),
        ("stage_female", "elbow.flexion", 19.9, -0.1),
        ("stage_female", "elbow.flexion", 20.0, 0.0),
        ("folk_male_frame", "wrist.bend", 68.0, None),
    ],
)
def test_peacock_angles(atlas, variant, angle, degrees, margin):
    verdict = judge(Facts(PEACOCK, ({"variant": variant, angle: degrees},)), atlas)
    found = [f for f in verdict.findings if f.margin is not None]
    if margin is None:
        assert found == [] and verdict.lawful
    else:
        assert [f.margin for f in found] == [pytest.approx(margin)]
        assert verdict.lawful is (margin >= 0)


def test_torch_motif_at_a_funeral_and_at_a_harvest(atlas):
    shown = ({"motif": "yi.flame"},)
    funeral = judge(Facts({"culture": "yi", "occasion": "funeral"}, shown), atlas)
    assert [f.rule.id for f in funeral.must_change] == ["yi.flame_funeral"]
    assert not funeral.refused  # a claim stops nothing for good
    assert judge(Facts({"culture": "yi", "occasion": "harvest_festival"}, shown), atlas).lawful


def test_a_soft_rule_is_set_aside_only_with_a_reason(atlas):
    facts = {"culture": "yi", "occasion": "funeral"}, ({"motif": "yi.flame"},)
    verdict = judge(Facts(*facts, {"yi.flame_funeral": "the family asked for it"}), atlas)
    assert verdict.lawful
    assert [f.set_aside for f in verdict.findings if f.set_aside] == ["the family asked for it"]
    assert not judge(Facts(*facts, {"yi.flame_funeral": ""}), atlas).lawful


def test_a_hard_rule_cannot_be_set_aside(atlas):
    verdict = judge(
        Facts({"rite_named": False, "rite": "exorcism"}, (), {"any.unnamed_rite": "for art"}), atlas
    )
    assert [f.rule.id for f in verdict.refused] == ["any.unnamed_rite"]


def test_directions(atlas):
    wrong = judge(Facts({"culture": "miao", "dance": "miao_jinji", "direction": "cw"}), atlas)
    assert [f.rule.id for f in wrong.refused] == ["miao.jinji_direction"]
    assert judge(Facts({"culture": "miao", "dance": "miao_jinji"}), atlas).direction == "ccw"
    bon = {"culture": "tibetan", "dance": "tibetan_guozhuang", "tradition": "bon", "direction": "ccw"}
    assert judge(Facts(bon), atlas).lawful
    assert not judge(Facts({**bon, "tradition": "buddhist"}), atlas).lawful


def test_yungdrung_turns_by_tradition(atlas):
    shown = {"culture": "tibetan", "motif": "tibetan.yungdrung", "opt_in": True, "profile": "preview"}
    assert [
        f.rule.id for f in judge(Facts({**shown, "tradition": "bon", "turn": "right"}), atlas).refused
    ] == ["tibetan.yungdrung_bon"]
    assert not judge(Facts({**shown, "tradition": "bon", "turn": "left"}), atlas).refused
    ask = judge(Facts({**shown, "tradition": "unknown"}), atlas)
    assert "tibetan.yungdrung_ask" in {f.rule.id for f in ask.advisories}


def test_meanings_by_context(atlas):
    def reading(**facts: object) -> list[str]:
        verdict = judge(Facts({"culture": "yi", "motif": "yi.coin", **facts}), atlas)
        return [text.en for text in verdict.meanings("yi.coin")]

    assert reading(carrier="child_carrier") == ["wards off evil"]
    assert reading(carrier="bag") == ["wealth"]
    assert reading() == []
    antler = {"culture": "mongolian", "motif": "mongolian.antler"}
    for angle, meaning in ((45.1, "courage"), (45.0, "force of life")):
        verdict = judge(Facts({**antler, "tip_angle": angle}), atlas)
        assert [text.en for text in verdict.meanings("mongolian.antler")] == [meaning]


def test_the_closest_meaning_wins_and_equals_stand_together():
    wide = rule("dai.wide", strength="advisory", meaning={"en": "wide", "zh": "宽"}, when={"motif": "dai.x"})
    close = rule(
        "dai.close", strength="advisory", meaning={"en": "close", "zh": "近"},
        when={"motif": "dai.x", "occasion": "wedding"},
    )  # fmt: skip
    twin = close.model_copy(update={"id": "dai.twin"})
    facts = Facts({"culture": "dai", "motif": "dai.x", "occasion": "wedding"})
    assert [m.en for m in judge(facts, rules(wide, close)).meanings("dai.x")] == ["close"]
    assert len(judge(facts, rules(wide, close, twin)).meanings("dai.x")) == 2


def test_a_permit_switches_off_only_wider_rules_it_names():
    forbid = rule("dai.no", forbid={"prop": "fan"}, when={"dance": "dai_x"})
    other = rule("dai.other", forbid={"prop": "fan"}, when={"dance": "dai_x"})
    permit = rule(
        "dai.yes", permit="dai.no", when={"dance": "dai_x", "occasion": "stage"}, strength="advisory"
    )
    facts = Facts({"culture": "dai", "dance": "dai_x", "occasion": "stage", "prop": "fan"})
    assert judge(facts, rules(forbid)).must_change
    assert judge(facts, rules(forbid, permit)).lawful
    assert [f.rule.id for f in judge(facts, rules(forbid, other, permit)).must_change] == ["dai.other"]
    level = permit.model_copy(update={"when": {"dance": "dai_x"}})  # no closer than what it would permit
    assert not judge(facts, rules(forbid, level)).lawful


def test_unless_and_unknown_facts():
    red = rule("dai.red", forbid={"colour": "red"}, unless={"deceased_age": Compare(at_least=80)})
    assert not judge(Facts({"culture": "dai", "colour": "red"}), rules(red)).lawful
    assert not judge(Facts({"culture": "dai", "colour": "red", "deceased_age": 79.0}), rules(red)).lawful
    assert judge(Facts({"culture": "dai", "colour": "red", "deceased_age": 80.0}), rules(red)).lawful
    assert judge(Facts({"culture": "dai"}), rules(red)).findings == ()
    need = rule("dai.need", require={"start_foot": "left"})
    assert judge(Facts({"culture": "dai"}), rules(need)).findings == ()  # unknown: still open
    assert not judge(Facts({"culture": "dai", "start_foot": "right"}), rules(need)).lawful


def test_a_pair_of_shares_breaks_only_together():
    both = {"share.black": Compare(at_least=0.15), "share.yellow": Compare(at_least=0.15)}
    pair = rule("dai.pair", forbid=both)
    for black, yellow, lawful in (
        (0.4, 0.2, False),
        (0.15, 0.15, False),
        (0.4, 0.14, True),
        (0.1, 0.5, True),
    ):
        shares = {"culture": "dai", "share.black": black, "share.yellow": yellow}
        verdict = judge(Facts(shares), rules(pair))
        assert verdict.lawful is lawful, (black, yellow)
        assert verdict.findings[0].margin == pytest.approx(-min(black - 0.15, yellow - 0.15))


def test_each_dancer_is_judged_by_their_own_facts(atlas):
    players = ({"prop": "lusheng", "gender": "man"}, {"prop": "lusheng", "gender": "woman"})
    verdict = judge(Facts({"culture": "miao", "dance": "miao_jinji"}, players), atlas)
    broken = [f for f in verdict.findings if f.stops]
    assert [dict(f.about)["gender"] for f in broken] == ["woman"]


def test_disabled_rules_are_silent(atlas):
    prayer = judge(Facts({"culture": "uyghur", "dance": "uyghur_sanam", "place": "mosque"}), atlas)
    assert prayer.lawful


def test_a_finding_names_rule_standing_source_and_the_lawful_way(atlas):
    facts = Facts({"culture": "yi", "occasion": "funeral"}, ({"motif": "yi.flame"},))
    finding = judge(facts, atlas).must_change[0]
    english, chinese = tell(finding, atlas, "en"), tell(finding, atlas, "zh")
    for word in ("rule yi.flame_funeral", "soft", "claimed", "Wang P. (2026)", "lawful would be"):
        assert word in english
    for word in ("规则yi.flame_funeral", "软性", "仅为主张", "可行的做法"):
        assert word in chinese
    assert source_line(atlas.source("GAGUANG"), link=True) == "戛伴光舞 (web page, grade C)"
    assert "<https://www.himalayanart.org" in source_line(atlas.source("HAR1"), link=True)
