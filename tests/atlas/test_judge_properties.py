"""What must hold for every set of rules and facts."""

import hypothesis.strategies as st
from hypothesis import given, settings

from wenwu.atlas.facts import Facts
from wenwu.atlas.model import Atlas, Dance, Motif
from wenwu.atlas.rule import Rule
from wenwu.atlas.rules import judge

from .plain_judge import plain_judge

WORDS = ("occasion", "motif", "gender", "prop", "dance")
VALUES = st.sampled_from(["a", "b", "c"])
NUMBERS = st.sampled_from(["wrist.bend", "elbow.flexion", "share.red"])
DEGREES = st.integers(0, 90).map(float)
TEXT = {"en": "x", "zh": "x"}

several = VALUES | st.lists(VALUES, min_size=1, max_size=2).map(tuple)
words = st.dictionaries(st.sampled_from(WORDS), several | st.just({"none_of": ("a", "b")}), max_size=2)
bound = st.builds(
    lambda word, n: {word: n}, st.sampled_from(["above", "below", "at_least", "at_most"]), DEGREES
)
bounds = st.dictionaries(NUMBERS | st.just("sacred"), bound, max_size=1)
conditions = st.builds(lambda a, b: {**a, **b}, words, bounds)
asked = conditions.filter(bool)
exemptions = st.builds(lambda a, b: {**a, **b}, conditions, st.sampled_from([{}, {}, {"override": True}]))
years = st.sampled_from([{}, {}, {"since": 1900}, {"until": 1911}, {"since": 1644, "until": 1911}])


@st.composite
def rule_lists(draw: st.DrawFn) -> list[dict]:
    """Up to six rules of every kind that can stop a scene or permit one."""
    found = []
    for index in range(draw(st.integers(0, 6))):
        kind = draw(st.sampled_from(["forbid", "require", "direction", "caption", "meaning", "permit"]))
        effect = {
            "forbid": draw(asked), "require": draw(asked), "direction": draw(st.sampled_from(["cw", "ccw"])),
            "caption": TEXT, "meaning": TEXT, "permit": (f"dai.r{draw(st.integers(0, 5))}",),
        }[kind]  # fmt: skip
        hard = draw(st.booleans())
        found.append({
            "id": f"dai.r{index}", "culture": draw(st.sampled_from(["dai", "any"])), "about": TEXT,
            "source": "HAR1", "standing": "sourced" if hard else "claimed",
            "strength": "hard" if hard else "soft", kind: effect,
            "when": draw(conditions), "unless": draw(exemptions), "enabled": draw(st.integers(0, 9)) > 0,
            "passes": [{}, {}], "fails": [{}, {}], **draw(years),
        })  # fmt: skip
    return found


scenes = st.builds(
    lambda words, numbers, way: {"culture": "dai", **words, **numbers, **way},
    st.dictionaries(st.sampled_from(WORDS), VALUES, max_size=4),
    st.dictionaries(NUMBERS, DEGREES, max_size=2),
    st.sampled_from([{}, {"direction": "cw"}, {"direction": "ccw"}, {"year": 1800}, {"prop": ("a", "c")}]),
)
fact_sets = st.tuples(scenes, st.lists(scenes, max_size=3).map(tuple))  # for Facts(*…)


CLAIM = {"source": "own", "standing": "claimed", "names": TEXT, "culture": "yi"}
MOTIFS = {"a": Motif(id="a", family="b", sacred=3, **CLAIM), "b": Motif(id="b", family="a", **CLAIM)}
FORMATION = {"shape": "ring", "least": 1, "usual": 2, "most": 3}
DANCES = {
    "c": Dance(
        id="c", tempo=(60, 90, 80), formation=FORMATION, about=TEXT, facts={"prop": "b"}, sacred=4, **CLAIM
    )
}


def atlas_of(rules: list[dict]) -> Atlas:
    found = {rule["id"]: Rule.model_validate(rule) for rule in rules}
    return Atlas(rules=found, motifs=MOTIFS, dances=DANCES)


@settings(max_examples=150, deadline=None)
@given(rule_lists(), fact_sets, st.randoms(use_true_random=False))
def test_order_never_changes_a_verdict(rules, facts, random):
    """Not the order of rules in files, not that of subjects, not that of facts."""
    mixed = random.sample(rules, len(rules))
    scene, subjects = facts
    shuffled = tuple(
        dict(random.sample(list(s.items()), len(s))) for s in random.sample(subjects, len(subjects))
    )
    assert judge(Facts(*facts), atlas_of(rules)) == judge(Facts(scene, shuffled), atlas_of(mixed))


@settings(max_examples=150, deadline=None)
@given(rule_lists(), fact_sets, asked)
def test_one_more_forbidding_rule_never_makes_a_scene_lawful(rules, facts, forbidden):
    more = {
        "id": "dai.more", "culture": "any", "about": TEXT, "source": "HAR1", "standing": "sourced",
        "strength": "hard", "forbid": forbidden, "passes": [{}, {}], "fails": [{}, {}],
    }  # fmt: skip
    before, after = judge(Facts(*facts), atlas_of(rules)), judge(Facts(*facts), atlas_of([*rules, more]))
    assert before.lawful or not after.lawful
    assert {f.rule.id for f in before.refused} <= {f.rule.id for f in after.refused}


@settings(max_examples=100, deadline=None)
@given(rule_lists(), fact_sets)
def test_the_same_question_has_the_same_answer(rules, facts):
    assert judge(Facts(*facts), atlas_of(rules)) == judge(Facts(*facts), atlas_of(rules))


@settings(max_examples=100, deadline=None)
@given(rule_lists(), fact_sets)
def test_reasons_only_ever_make_soft_rules_lawful(rules, facts):
    """Setting everything aside leaves the breaches of hard rules, but for those that name an override."""
    aside = Facts(*facts, {rule["id"]: "because" for rule in rules})
    plain, eased = judge(Facts(*facts), atlas_of(rules)), judge(aside, atlas_of(rules))
    assert all("override" in f.rule.unless for f in eased.must_change)
    gone = [f for f in plain.refused if f not in eased.refused]
    assert all("override" in f.rule.unless for f in gone)
    assert {f.rule.id for f in eased.findings} == {f.rule.id for f in plain.findings}  # nothing is kept quiet


@settings(max_examples=400, deadline=None)
@given(rule_lists(), fact_sets, st.sampled_from(["", "because"]))
def test_the_index_finds_what_asking_every_rule_finds(rules, facts, reason):
    """Against an engine without index or anything made ready."""
    asked, atlas = Facts(*facts, {rule["id"]: reason for rule in rules}), atlas_of(rules)
    verdict = judge(asked, atlas)
    found = {(f.rule.id, f.about, f.breach, f.margin, f.set_aside) for f in verdict.findings}
    assert found == plain_judge(asked, atlas)
    assert len(found) == len(verdict.findings)


@settings(max_examples=150, deadline=None)
@given(rule_lists(), fact_sets)
def test_a_margin_has_the_sign_of_its_answer(rules, facts):
    for finding in judge(Facts(*facts), atlas_of(rules)).findings:
        if finding.margin and finding.effect in ("forbid", "require"):
            assert (finding.margin < 0) is finding.breach
