"""A rule's own examples: it is judged alone, and each of them has to come out as written."""

from collections.abc import Iterator, Mapping
from typing import Any

from wenwu.atlas.facts import Facts, is_fact
from wenwu.atlas.model import Atlas
from wenwu.atlas.rule import Rule, Value
from wenwu.atlas.rulebook import OVERRIDE
from wenwu.atlas.rules import Finding, judge

REASON = "as the example says"
Records = Mapping[str, Mapping[str, Any]]


def alone(rule: Rule, records: Records) -> Atlas:
    """An atlas of one rule, switched on."""
    return Atlas(
        rules={rule.id: rule.model_copy(update={"enabled": True})},
        motifs=records["motif"],
        dances=records["dance"],
    )


def examples(rule: Rule, records: Records) -> Iterator[str]:
    """A complaint for every example that cannot be read or comes out otherwise than written."""
    atlas = alone(rule, records)
    for wanted, given in ((True, rule.passes), (False, rule.fails)):
        for example in given:
            strange = [unreadable(key, value) for key, value in example.items() if unreadable(key, value)]
            yield from strange
            if not strange and content(rule, judged(rule, frozen(example), atlas)) is not wanted:
                word = "pass" if wanted else "fail"
                yield f"has an example that should {word} and does not: {dict(example)}"


def unreadable(key: str, value: Any) -> str:
    """What is wrong with one fact of an example."""
    if not is_fact(key):
        return f"has an example with {key!r}, which is no fact"
    words = value if isinstance(value, list | tuple) else [value]
    plain = all(isinstance(word, str | bool | float | int) for word in words)
    if not plain or (isinstance(value, int) and abs(value) > 1e15):
        return f"has an example whose {key!r} is no word, number, yes or no, or list of words"
    return ""


def judged(rule: Rule, facts: Mapping[str, Value], atlas: Atlas) -> tuple[Finding, ...]:
    """What a rule alone finds. `override = true` stands for a recorded reason against it."""
    reasons = {rule.id: REASON} if facts.get(OVERRIDE) else {}
    scene = {key: value for key, value in facts.items() if key != OVERRIDE}
    return judge(Facts({"culture": rule.culture, **scene}, (), reasons), atlas).findings


def content(rule: Rule, found: tuple[Finding, ...]) -> bool:
    """Whether a rule is content: it is not broken; or it speaks, where all it does is speak."""
    if rule.effect in ("meaning", "caption", "permit"):
        return bool(found)
    return not any(finding.breach and not finding.set_aside for finding in found)


def frozen(example: Mapping[str, Any]) -> dict[str, Value]:
    """An example's facts with lists made unchangeable."""
    return {key: tuple(value) if isinstance(value, list) else value for key, value in example.items()}
