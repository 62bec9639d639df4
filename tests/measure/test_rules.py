"""The bench of the rules: what it prints, and that its books are what they say."""

from wenwu.atlas.rules import judge
from wenwu.measure.rule_set import rule_set, scenes
from wenwu.measure.rules import SIZES, run


def test_a_book_holds_as_many_rules_as_it_says_and_they_speak():
    atlas = rule_set(300, 1)
    assert len(atlas.rulebook.clauses) == 300
    spoken = {f.rule.effect for facts in scenes(200, 300, 1) for f in judge(facts, atlas).findings}
    assert spoken == {"forbid", "require", "direction", "meaning", "caption"}
    assert rule_set(300, 1).rules == atlas.rules and rule_set(300, 2).rules != atlas.rules


def test_what_is_printed():
    found = run(verdicts=30, loads=1)
    assert (found["n"], found["seed"]) == (30, 1) and found["machine"]
    for size in SIZES:
        assert 0 < found[f"verdict_us_{size}_rules"] < 10_000
        assert found[f"findings_{size}_rules"] > 0
    assert found["findings_shipped"] > 3
    assert found["load_and_validate_seconds"] >= found["load_seconds"] > 0
    assert found["growth_exponent_1000_to_10000"] < 1
    assert found["reference_us"] > 0
