"""What was changed is told in both languages, from what the trace keeps of it."""

import dataclasses
import re
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from wenwu.atlas.load import load_atlas
from wenwu.atlas.rule import Rule
from wenwu.atlas.rules import judge
from wenwu.base.trace import Trace
from wenwu.motifs.photo import import_photo
from wenwu.motifs.photo_file import NOT_MIRRORED
from wenwu.pipeline import ask_rules
from wenwu.prompt.brief import Brief
from wenwu.prompt.facts import facts_of
from wenwu.prompt.read import read_brief
from wenwu.prompt.settle import settle
from wenwu.prompt.wishes import Wishes
from wenwu.report.changes import CHANGED, changes_in
from wenwu.report.dossier import write_dossier
from wenwu.report.film import Film
from wenwu.report.page_words import words
from wenwu.report.reading_words import note_in, reading_words

ATLAS = load_atlas()
CHINESE = re.compile(r"[\u4e00-\u9fff]")
RULE = "bai.more"


def bai(lang: str) -> Brief:
    return read_brief("A Bai woman dances with the bawang whip", Wishes(dance="bai_bawang", lang=lang), ATLAS)


EVENTS: dict[str, tuple[str, dict[str, Any], str, str]] = {
    "replaced": (
        "replaced",
        {"phrase": "knee_and_foot", "before": {"way": "feet_only", "component": 1},
         "after": {"way": "plain", "component": None}, "margin": -5.04},
        "“Knee and foot”, danced as feet_only (component 2), was 5.0° beyond the rule, which nothing mends; "
        "it was drawn again as plain (as written).",
        "“击膝脚”依feet_only（分量2）来跳，超出规则5.0°，无从修正；已改依plain（依舞谱）重新抽取。",
    ),
    "variant": (
        "changed",
        {"before": "village", "after": "married", "margin": -92.0},
        "The form “village whip” of the dance stays 92.0° beyond the rule in every way that was tried; "
        "“married” is danced instead.",
        "此舞的“村中霸王鞭”样式，所有各种跳法皆超出规则92.0°；改跳“已婚”。",
    ),
    "brief": (
        "changed", {"because": "no fire at a funeral", "because_zh": "葬礼不用火"},
        "The brief was changed: no fire at a funeral", "所求已改：葬礼不用火",
    ),
    "withdrawn": (
        "left out", {"because": "withdrawn by A", "because_zh": "A 撤回"},
        "The rule is not applied: withdrawn by A", "此规则不予适用：A 撤回",
    ),
    "tempo": (
        "left out", {"phrases": ["knee_and_foot", "nobody"]},
        "Written faster or slower than the rest, they go at the tempo of the music: Knee and foot, nobody.",
        "以下各句舞谱所写速度与其余不同，现依音乐的速度：击膝脚、nobody。",
    ),
    "reason": (
        "set aside", {"dancer": 1, "because": "a {workshop}"},
        "The rule was set aside for dancer 2: a {workshop}", "对舞者2搁置该规则：a {workshop}",
    ),
    "no repair": (
        "set aside", {"dancer": 0, "angle": "knee_l.flexion", "because": "no repair is known that keeps it"},
        "The rule was set aside for dancer 1: no repair is known that keeps both it and the dance.",
        "对舞者1搁置该规则：尚无既守此规则又保全舞蹈的修正办法。",
    ),
    "too little": ("changed", {}, "as the trace tells it", "as the trace tells it"),
}  # fmt: skip


@pytest.mark.parametrize("case", EVENTS)
@pytest.mark.parametrize("lang", ["en", "zh"])
def test_each_change_is_told_in_both_languages(case: str, lang: str) -> None:
    kind, data, en, zh = EVENTS[case]
    trace = Trace()
    trace.add("motion", kind, "as the trace tells it", rule=RULE, **data)
    (change,) = changes_in(trace, bai(lang), ATLAS, words()[lang])
    assert (change.text, change.rule) == (en if lang == "en" else zh, RULE)


def test_no_kind_of_change_is_left_without_an_example() -> None:
    assert {kind for kind, *_ in EVENTS.values()} | {"repaired"} == CHANGED


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_a_brief_that_was_settled_says_why(lang: str) -> None:
    asked = read_brief("Yi women dance the torch dance at a funeral", Wishes(lang=lang), ATLAS)
    trace = Trace()
    settle(asked, ATLAS, trace)
    (change,) = changes_in(trace, asked, ATLAS, words()[lang])
    lead = (
        "The brief was changed: the torch and flame motif"
        if lang == "en"
        else "所求已改：火把节的火纹不用于葬礼"
    )
    assert change.text.startswith(lead) and change.rule == "yi.flame_funeral"


@pytest.mark.parametrize(
    ("lang", "said"),
    [("en", "The rule is not applied: withdrawn by Dai elders, 2026-02-01: ours"),
     ("zh", "此规则不予适用：2026-02-01 Dai elders 撤回：ours")],
)  # fmt: skip
def test_a_rule_that_was_withdrawn_is_told(lang: str, said: str) -> None:
    shipped = ATLAS.rule("dai.peacock_wrist")
    word = {"by": "Dai elders", "date": "2026-02-01", "because": "ours"}
    gone = Rule.model_validate({**shipped.model_dump(), "enabled": False, "withdrawn_by": [word]})
    atlas = dataclasses.replace(ATLAS, rules={**ATLAS.rules, gone.id: gone})
    brief = read_brief("A Dai woman dances the peacock dance", Wishes(lang=lang), atlas)
    trace = Trace()
    ask_rules(brief, atlas, trace)
    assert said in [change.text for change in changes_in(trace, brief, atlas, words()[lang])]


def test_the_page_tells_them_in_its_language(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("wenwu.report.dossier.font_faces", lambda text: "")  # cutting fonts takes longest
    trace = Trace()
    for kind, data, *_ in EVENTS.values():
        if data:
            trace.add("motion", kind, "told in English alone", rule="any.restricted", **data)
    for lang in ("en", "zh"):
        brief, folder = bai(lang), tmp_path / lang
        folder.mkdir()
        verdict = judge(facts_of(brief, ATLAS), ATLAS)
        write_dossier(folder, brief, ATLAS, verdict, trace, Film(b"film", b"poster", b"contact"))
        page = (folder / "report.html").read_text("utf-8")
        changes = page[page.index('<section id="changes"') :]
        changes = changes[: changes.index("</section>")]
        told = [en if lang == "en" else zh for _, data, en, zh in EVENTS.values() if data]
        assert all(text[1:] in changes for text in told) and "told in English alone" not in page


WIDE = "the lens is 0.81 of the picture's diagonal; width by height is 0.712, give or take 3.1 %"


def notes() -> set[str]:
    """What is noted of cloths with and without straight edges, with given corners, and without a ground."""
    rng = np.random.default_rng(4)
    cloth = np.clip(np.tile(rng.random((24, 24, 3)), (5, 5, 1)) * [0.9, 0.2, 0.2], 0, 1)
    framed = np.full((200, 200, 3), 0.95)
    framed[40:160, 40:160] = cloth
    cut = framed[:, 40:]
    corners = np.array([[45, 45], [150, 40], [155, 155], [42, 150]], float)
    read = [import_photo(framed), import_photo(cut), import_photo(cloth), import_photo(framed, corners)]
    return {note for photo in read for note in photo.assumed}


def test_how_a_cloth_was_found_is_told_in_chinese() -> None:
    met = notes()
    assert any(note.startswith("the corners") for note in met) and len(met) >= 6
    more = {
        WIDE, NOT_MIRRORED, "scaled down from 3000 × 2000",
        "the repeat was found in a part of the picture and followed over the rest",
        "bends of up to 12.5 pixels were taken out by the cloth's own repeat",
    }  # fmt: skip
    for note in met | more:
        said = note_in(note, reading_words("zh"))
        assert CHINESE.search(said) and not re.search("[A-Za-z]{3}", said), note
        assert re.findall(r"\d+\.?\d*", note) == re.findall(r"\d+\.?\d*", said)
        assert note_in(note, reading_words("en")) == note
