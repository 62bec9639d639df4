"""The rule engine, on cases worked by hand."""
# ruff: noqa: E501  (whole sentences are compared, and stand on one line)

import pytest

from wenwu.atlas.facts import Facts
from wenwu.atlas.lawful import lawful_way
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


def test_a_dance_s_level_is_judged_beside_its_motifs(atlas):
    """A motif of level 0 does not hide a level 4 of the scene, nor the other way round."""
    four = {"culture": "dai", "dance": "dai_peacock", "sacred": 4.0}
    hidden = judge(Facts(four, ({"motif": "dai.peacock_eye", "gender": "woman"},)), atlas)
    assert [f.rule.id for f in hidden.refused] == ["any.restricted"]
    shown = {"culture": "tibetan", "profile": "master", "reviewed": False}
    sign = judge(Facts(shown, ({"motif": "tibetan.yungdrung", "opt_in": True},)), atlas)
    assert "any.sacred_preview" in [f.rule.id for f in sign.refused]


def test_years():
    court = rule("dai.court", forbid={"colour": "yellow"}, since=1644, until=1911)
    today = rule("dai.today", forbid={"colour": "yellow"}, since=1949)
    for year, spoken in (
        (1643, []),
        (1644, ["dai.court"]),
        (1911, ["dai.court"]),
        (1912, []),
        (1949, ["dai.today"]),
    ):
        facts = Facts({"culture": "dai", "colour": "yellow", "year": year})
        assert [f.rule.id for f in judge(facts, rules(court, today)).findings] == spoken, year
    present = Facts({"culture": "dai", "colour": "yellow"})  # no year is named
    assert [f.rule.id for f in judge(present, rules(court, today)).findings] == ["dai.today"]
    with pytest.raises(ValueError, match="since 1911 lies after until 1644"):
        rule(forbid={"colour": "yellow"}, since=1911, until=1644)


def test_a_hard_rule_that_names_an_override_is_set_aside_there_and_logged():
    wrestling = rule(
        "dai.wrestling", when={"costume": "wrestler"}, forbid={"gender": "woman"}, strength="hard",
        standing="sourced", unless={"place": "stage", "override": True},
    )  # fmt: skip
    danced = {"culture": "dai", "costume": "wrestler", "gender": "woman"}
    reason = {"dai.wrestling": "the troupe's own decision of 2026-11-20"}
    assert not judge(Facts({**danced, "place": "stage"}), rules(wrestling)).lawful  # no reason
    assert not judge(
        Facts({**danced, "place": "stage", "override": True}), rules(wrestling)
    ).lawful  # nor a fact
    assert not judge(Facts({**danced, "place": "festival"}, (), reason), rules(wrestling)).lawful  # not there
    verdict = judge(Facts({**danced, "place": "stage"}, (), reason), rules(wrestling))
    assert verdict.lawful and verdict.refused == ()
    assert [(f.rule.id, f.breach, f.set_aside) for f in verdict.findings] == [
        ("dai.wrestling", True, "the troupe's own decision of 2026-11-20")
    ]


def test_a_claim_permits_nothing_hard():
    forbid = rule("dai.no", forbid={"prop": "fan"}, strength="hard", standing="sourced")
    permit = rule("dai.yes", permit="dai.no", when={"occasion": "stage"}, strength="advisory")
    facts = Facts({"culture": "dai", "occasion": "stage", "prop": "fan"})
    assert not judge(facts, rules(forbid, permit)).lawful
    known = permit.model_copy(update={"standing": "sourced"})
    assert judge(facts, rules(forbid, known)).lawful


def test_a_margin_is_given_only_where_the_number_decides():
    both = rule("dai.men", forbid={"gender": "man", "wrist.bend": Compare(above=65)})
    for gender, margin in (("man", -3.0), ("woman", None)):
        found = judge(Facts({"culture": "dai", "gender": gender, "wrist.bend": 68.0}), rules(both)).findings
        assert [f.margin for f in found] == [margin]
    antler = rule("dai.antler", strength="advisory", when={"tip_angle": Compare(above=45)},
                  meaning={"en": "courage", "zh": "勇武"})  # fmt: skip
    found = judge(Facts({"culture": "dai", "tip_angle": 60.0}), rules(antler)).findings
    assert [f.margin for f in found] == [15.0]


def test_the_strongest_and_closest_direction_is_the_ring_s():
    wide = rule("dai.wide", direction="cw")
    close = rule("dai.close", direction="ccw", when={"occasion": "wedding"})
    facts = {"culture": "dai", "occasion": "wedding"}
    assert judge(Facts(facts), rules(wide, close)).direction == "ccw"
    assert judge(Facts({**facts, "direction": "ccw"}), rules(wide, close)).direction == "ccw"
    hard = wide.model_copy(update={"strength": "hard"})
    assert judge(Facts(facts), rules(hard, close)).direction == "cw"


@pytest.mark.parametrize(
    ("words", "english", "chinese"),
    [
        ({"forbid": {"wrist.bend": {"above": 65}}}, "wrist.bend at most 65", "wrist.bend 不大于65"),
        ({"forbid": {"motif": "dai.elephant"}}, "motif other than dai.elephant", "motif 不为dai.elephant"),
        ({"forbid": {"share.black": {"at_least": 0.15}, "share.yellow": {"at_least": 0.15}}},
         "share.black less than 0.15 or share.yellow less than 0.15", "share.black 小于0.15，或share.yellow 小于0.15"),
        ({"require": {"gender": "man", "joined": True}}, "gender man and joined true", "gender man，且joined true"),
        ({"require": {"prop": {"none_of": ["fan", "drum"]}}}, "prop other than fan or drum", "prop 不为fan、drum"),
        ({"direction": "ccw"}, "a ring that goes counter-clockwise", "圈行逆时针"),
        ({"forbid": {"prop": "fan"}, "lawful": {"en": "no fan", "zh": "不持扇"}}, "no fan", "不持扇"),
    ],
)  # fmt: skip
def test_what_would_be_lawful(words, english, chinese):
    way = lawful_way(rule(**words))
    assert (way.en, way.zh) == (english, chinese)
    assert lawful_way(rule(caption={"en": "x", "zh": "x"})) is None


def test_every_asking_rule_says_what_would_be_lawful(atlas):
    for one in atlas.rules.values():
        assert (lawful_way(one) is not None) is (one.effect in ("forbid", "require", "direction")), one.id


def test_a_finding_without_words_of_its_own_says_the_lawful_way_all_the_same(atlas):
    dark = rule("dai.dark", forbid={"share.black": Compare(above=0.5)})
    finding = judge(Facts({"culture": "dai", "share.black": 0.62}), rules(dark)).must_change[0]
    english, chinese = tell(finding, atlas, "en"), tell(finding, atlas, "zh")
    assert english.startswith("a test, 12.0% beyond it (rule dai.dark, soft, claimed; source: ")
    assert english.endswith("; lawful would be: share.black at most 0.5")
    assert chinese.endswith("；可行的做法：share.black 不大于0.5")
