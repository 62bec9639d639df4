"""Facts in one line, as a person would say them."""

from wenwu.atlas.facts import Facts
from wenwu.atlas.model import Atlas
from wenwu.atlas.rule import Value
from wenwu.atlas.text import Lang

SAID = (
    "culture", "dance", "occasion", "gender", "costume", "motif", "turn", "tradition", "carrier", "colour",
    "on", "style", "scene", "purpose", "dominant", "deceased_age", "marital", "direction", "prop",
)  # fmt: skip
PLAIN = {
    "woman": "女", "man": "男", "left": "左旋", "right": "右旋", "buddhist": "佛教", "bon": "苯教",
    "unknown": "传承未说", "mourner": "服丧者", "dancer": "舞者", "traditional": "传统", "modern": "现代",
    "hunting": "狩猎", "decoration": "装饰", "cw": "顺时针", "ccw": "逆时针", "married": "已婚",
    "unmarried": "未婚", "red": "红", "yellow": "黄", "black": "黑", "white": "白", "green": "绿",
    "blue": "蓝",
}  # fmt: skip


def say_facts(facts: Facts, atlas: Atlas, lang: Lang) -> str:
    """What was understood: each fact once, by the names that the atlas has for it."""
    said: dict[str, None] = {}
    shared = {key[6:] for key in facts.scene if key.startswith("share.")}
    for view in (facts.scene, *facts.subjects):
        for key, value in view.items():
            if (key, value) == ("on", "dancer") or (key == "colour" and value in shared):
                continue
            if key in SAID:
                said[_word(key, value, atlas, lang)] = None
            elif key.startswith("share."):
                said[f"{_word(key, key[6:], atlas, lang)} {float(str(value)):.0%}"] = None
    return ("，" if lang == "zh" else ", ").join(said)


def _word(key: str, value: Value, atlas: Atlas, lang: Lang) -> str:
    """One fact as people say it."""
    if isinstance(value, tuple):
        return ("、" if lang == "zh" else " and ").join(_word(key, item, atlas, lang) for item in value)
    if key == "deceased_age":
        return f"逝者{value:g}岁" if lang == "zh" else f"the dead aged {value:g}"
    text = str(value)
    tables = (
        *(atlas.cultures, atlas.described, atlas.dances, atlas.costumes),
        *(atlas.motifs, atlas.occasions, atlas.carriers),
    )
    for table in tables:
        if text in table:
            return str(table[text].names.say(lang))
    return PLAIN.get(text, text) if lang == "zh" else text
