"""What must hold for every set of rules and facts."""

import hypothesis.strategies as st
from hypothesis import given, settings

from wenwu.atlas.facts import Facts
from wenwu.atlas.model import Atlas
from wenwu.atlas.rule import Rule
from wenwu.atlas.rules import judge

WORDS = ("occasion", "motif", "gender", "prop", "dance")
VALUES = st.sampled_from(["a", "b", "c"])
NUMBERS = st.sampled_from(["wrist.bend", "elbow.flexion", "share.red"])
DEGREES = st.integers(0, 90).map(float)
TEXT = {"en": "x", "zh": "x"}

several = VALUES | st.lists(VALUES, min_size=1, max_size=2).map(tuple)
conditions = st.dictionaries(st.sampled_from(WORDS), several, max_size=2)
bound = st.builds(lambda word, n: {word: n}, st.sampled_from(["above", "below"]), DEGREES)
bounds = st.dictionaries(NUMBERS, bound, max_size=1)
asked = st.builds(lambda a, b: {**a, **b}, conditions, bounds).filter(bool)


@st.composite
def rule_lists(draw: st.DrawFn) -> list[dict]:
    """Up to six rules of every kind that can stop a scene or permit one."""
    found = []
    for index in range(draw(st.integers(0, 6))):
        kind = draw(st.sampled_from(["forbid", "require", "direction", "caption", "permit"]))
        effect = {
            "forbid": draw(asked), "require": draw(asked), "direction": draw(st.sampled_from(["cw", "ccw"])),
            "caption": TEXT, "permit": (f"dai.r{draw(st.integers(0, 5))}",),
        }[kind]  # fmt: skip
        hard = draw(st.booleans())
        found.append({
            "id": f"dai.r{index}", "culture": draw(st.sampled_from(["dai", "any"])), "about": TEXT,
            "source": "HAR1", "standing": "sourced" if hard else "claimed",
            "strength": "hard" if hard else "soft", kind: effect,
            "when": draw(conditions), "unless": draw(conditions),
            "passes": [{}, {}], "fails": [{}, {}],
        })  # fmt: skip
    return found


scenes = st.builds(
    lambda words, numbers, way: {"culture": "dai", **words, **numbers, **way},
    st.dictionaries(st.sampled_from(WORDS), VALUES, max_size=4),
    st.dictionaries(NUMBERS, DEGREES, max_size=2),
    st.sampled_from([{}, {"direction": "cw"}, {"direction": "ccw"}]),
)
fact_sets = st.tuples(scenes, st.lists(scenes, max_size=3).map(tuple))  # for Facts(*…)


def atlas_of(rules: list[dict]) -> Atlas:
    return Atlas(rules={rule["id"]: Rule.model_validate(rule) for rule in rules})


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
    """Setting everything aside leaves exactly the hard breaches."""
    aside = Facts(*facts, {rule["id"]: "because" for rule in rules})
    plain, eased = judge(Facts(*facts), atlas_of(rules)), judge(aside, atlas_of(rules))
    assert eased.must_change == ()
    assert [f.rule.id for f in eased.refused] == [f.rule.id for f in plain.refused]
