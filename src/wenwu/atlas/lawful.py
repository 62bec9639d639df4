"""What would make a scene lawful: a rule's own words for it, or its conditions turned round."""

from collections.abc import Mapping

from wenwu.atlas.record import Text
from wenwu.atlas.rule import Compare, Rule, Wanted

Phrase = tuple[str, str]  # English, Chinese
WITHIN: Mapping[str, Phrase] = {
    "above": ("more than {}", "大于{}"),
    "below": ("less than {}", "小于{}"),
    "at_least": ("at least {}", "不小于{}"),
    "at_most": ("at most {}", "不大于{}"),
}
BEYOND = {"above": "at_most", "below": "at_least", "at_least": "below", "at_most": "above"}
WAYS: Mapping[str, Phrase] = {
    "cw": ("a ring that goes clockwise", "圈行顺时针"),
    "ccw": ("a ring that goes counter-clockwise", "圈行逆时针"),
    "left": ("the sign turning left", "图形左旋"),
    "right": ("the sign turning right", "图形右旋"),
}


def lawful_way(rule: Rule) -> Text | None:
    """What a scene that breaks the rule could do instead; None for a rule that nothing breaks."""
    if rule.lawful:
        return rule.lawful
    if rule.direction:
        en, zh = WAYS[rule.direction]
    elif rule.require:
        en, zh = _joined([_is(key, wanted) for key, wanted in rule.require.items()], " and ", "，且")
    elif rule.forbid:
        en, zh = _joined([_is_not(key, wanted) for key, wanted in rule.forbid.items()], " or ", "，或")
    else:
        return None
    return Text(en=en, zh=zh)


def _joined(parts: list[Phrase], en: str, zh: str) -> Phrase:
    return en.join(part[0] for part in parts), zh.join(part[1] for part in parts)


def _is(key: str, wanted: Wanted) -> Phrase:
    if isinstance(wanted, Compare):
        parts = [_in_words(WITHIN[name], bound) for name, bound in wanted.bounds]
        if wanted.none_of:
            parts.append(_other_than(wanted.none_of))
        en, zh = _joined(parts, " and ", "且")
    else:
        en, zh = _joined([(word, word) for word in map(_word, _several(wanted))], " or ", "或")
    return f"{key} {en}", f"{key} {zh}"


def _is_not(key: str, wanted: Wanted) -> Phrase:
    if isinstance(wanted, Compare):
        parts = [_in_words(WITHIN[BEYOND[name]], bound) for name, bound in wanted.bounds]
        if wanted.none_of:
            parts.append(_joined([(word, word) for word in wanted.none_of], " or ", "或"))
        en, zh = _joined(parts, " or ", "或")
    else:
        en, zh = _other_than(tuple(map(_word, _several(wanted))))
    return f"{key} {en}", f"{key} {zh}"


def _other_than(words: tuple[str, ...]) -> Phrase:
    return f"other than {' or '.join(words)}", f"不为{'、'.join(words)}"


def _in_words(pattern: Phrase, bound: float) -> Phrase:
    return pattern[0].format(f"{bound:g}"), pattern[1].format(f"{bound:g}")


def _several(wanted: str | bool | float | tuple[str, ...]) -> tuple[str | bool | float, ...]:
    return wanted if isinstance(wanted, tuple) else (wanted,)


def _word(value: str | bool | float) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return f"{value:g}" if isinstance(value, float) else str(value)
