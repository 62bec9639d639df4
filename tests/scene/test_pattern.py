"""A cloth that somebody brings: what is answered decides, then what it looks like, then whose word it is."""

from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from PIL import Image

from wenwu.atlas.load import load_atlas
from wenwu.base.errors import InputError, RefusedError
from wenwu.base.trace import Trace
from wenwu.memory.reading import Meant, Reading, Recalled
from wenwu.motifs.context import Context
from wenwu.motifs.photo import Photo
from wenwu.prompt.brief import Brief, Pattern
from wenwu.prompt.cloth import motifs_on
from wenwu.prompt.facts import facts_of
from wenwu.prompt.read import read_brief
from wenwu.prompt.settle import settle
from wenwu.prompt.wishes import Wishes
from wenwu.report.brief_file import read_brief_file, write_brief
from wenwu.report.film import note_of
from wenwu.report.worn import awaits_review
from wenwu.scene import pattern as judged
from wenwu.scene.cloth_reading import ClothReading, squared
from wenwu.scene.kept_sign import Kept
from wenwu.scene.own_cloth import OwnCloth
from wenwu.scene.panel import Bolt, Panel
from wenwu.scene.pattern import with_pattern
from wenwu.scene.texture import Wardrobe

ATLAS = load_atlas()
MIAO = "A Miao woman dances the wooden drum dance"
DAI = "A Dai woman dances the peacock dance"
SHA = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"  # of "abc", FIPS 180-2


@pytest.fixture
def photograph(tmp_path: Path) -> Path:
    path = tmp_path / "cloth.jpg"
    path.write_bytes(b"abc")
    return path


def pattern(photograph: Path, **more: Any) -> Pattern:
    said = {"source": "my aunt's chest", "permission": "my aunt's, by letter", "sacred": "no"}
    return Pattern.model_validate({"file": str(photograph), **said, **more})


def asked(photograph: Path, prompt: str = MIAO, **more: Any) -> Brief:
    return read_brief(prompt, Wishes(dancers=1, pattern=pattern(photograph, **more)), ATLAS)


def found(kind: str, size: tuple[float, float] = (0.2, 0.3)) -> OwnCloth:
    colour = np.full((30, 20, 3), 0.5)
    plain = Photo(colour, np.ones((30, 20), bool), None, (), None, None, 0.0, None, None, ("said so",))
    return OwnCloth(kind, colour, size, (kind != "whole", kind == "tile"), plain)  # type: ignore[arg-type]


def read(motifs: tuple[str, ...] = (), concepts: dict[str, float] | None = None) -> ClothReading:
    """What the memory might say: of nothing known, or of these motifs."""
    meant = Meant(Context(), concepts or {}, 0.5, (), ())
    recalled = (Recalled(3, 0.9, motifs or ("miao.star",), ("miao",)),)
    nothing = np.zeros(4, np.float32)
    known = bool(motifs)
    reading = Reading(
        recalled,
        (meant,),
        0.95 if known else 0.4,
        known,
        np.zeros((4, 4), np.float32),
        nothing,
        nothing[None],
    )
    return ClothReading(reading, "photograph", None)


@pytest.fixture
def seen(monkeypatch: pytest.MonkeyPatch) -> SimpleNamespace:
    """What the photograph turns out to be; a test may change it before it asks."""
    told = SimpleNamespace(cloth=found("tile"), reading=read())
    monkeypatch.setattr(judged, "own_cloth", lambda pattern: told.cloth)
    monkeypatch.setattr(judged, "read_cloth", lambda cloth, brief, atlas: told.reading)
    return told


INSTEAD = "; what may be worn there is a motif of the atlas: "
RESTRICTED = {
    "deity": f"refused: cloth.jpg shows a deity, as was answered{INSTEAD}",
    "rite": f"refused: cloth.jpg shows a rite, as was answered{INSTEAD}",
    "unknown": "refused: nobody has said whether cloth.jpg shows a deity or a rite, so it counts as if it did"
    + INSTEAD,
}


@pytest.mark.parametrize("answer", RESTRICTED)
def test_what_is_or_may_be_sacred_is_not_worn_nor_even_read(answer: str, photograph: Path) -> None:
    with pytest.raises(RefusedError) as refused:
        with_pattern(asked(photograph, sacred=answer), ATLAS, Trace())
    said = str(refused.value)
    assert said.startswith(RESTRICTED[answer]) and "(rule any.restricted, hard, sourced; " in said
    assert "lawful would be: " in said and "--set-aside" not in said


def test_the_refusal_is_in_the_language_of_the_sentence(photograph: Path) -> None:
    with pytest.raises(RefusedError, match=r"^不予生成：据所答，cloth\.jpg绘有神祇；可改用图谱中的.+；"):
        with_pattern(asked(photograph, "一位苗族姑娘跳木鼓舞", sacred="deity"), ATLAS, Trace())


@pytest.mark.parametrize("answer", RESTRICTED)
def test_the_rules_refuse_it_too_where_nobody_called_with_pattern(answer: str, photograph: Path) -> None:
    with pytest.raises(RefusedError, match=r"any\.restricted"):
        settle(asked(photograph, sacred=answer), ATLAS, Trace())


def test_a_reason_does_not_open_what_is_restricted(photograph: Path) -> None:
    brief = asked(photograph, sacred="deity").model_copy(update={"set_aside": {"any.restricted": "I want"}})
    with pytest.raises(RefusedError, match=r"any\.restricted"):
        with_pattern(brief, ATLAS, Trace())


BLANK = {
    "source": "cloth.jpg comes without its source; say --pattern-source",
    "permission": "cloth.jpg comes without its permission; say --pattern-permission",
}


@pytest.mark.parametrize("name", BLANK)
def test_a_blank_answer_is_none(name: str, photograph: Path) -> None:
    blank: dict[str, Any] = {name: "  "}
    with pytest.raises(InputError) as refused:
        with_pattern(asked(photograph, **blank), ATLAS, Trace())
    assert str(refused.value) == BLANK[name]


def test_unknown_to_the_memory_it_is_worn_on_the_users_word(photograph: Path, seen: SimpleNamespace) -> None:
    trace = Trace()
    brief = with_pattern(asked(photograph), ATLAS, trace)
    worn = brief.pattern
    assert worn is not None and worn.print == SHA
    assert (worn.on, worn.width, worn.looks_like, worn.kept) == ("skirt", 0.5, (), ())
    told = {event.kind: event for event in trace}
    assert told["read"].text == (
        "cloth.jpg: nothing like it in memory; it is worn on the word of whoever brought it"
    )
    assert told["brought"].data["source"] == "my aunt's chest"
    assert told["brought"].data["permission"] == "my aunt's, by letter"
    settled, verdict = settle(brief, ATLAS, Trace())
    assert verdict.lawful and settled.pattern == worn and not awaits_review(brief, ATLAS)


def test_what_was_not_said_is_listed_as_assumed(photograph: Path, seen: SimpleNamespace) -> None:
    assumed = {a.field: a for a in with_pattern(asked(photograph), ATLAS, Trace()).assumed}
    assert assumed["pattern_on"].value == "skirt"
    assert assumed["pattern_width"].value == "50 cm" and "our guess" in assumed["pattern_width"].because
    said = with_pattern(asked(photograph, on="apron", width=0.3), ATLAS, Trace())
    assert not {a.field for a in said.assumed} & {"pattern_on", "pattern_width"}


def test_a_piece_that_bears_nothing_ancestral_comes_first(photograph: Path, seen: SimpleNamespace) -> None:
    """The Dai tube skirt is larger than the blouse, and bears the peacock's eye (level 2)."""
    brief = with_pattern(asked(photograph, DAI), ATLAS, Trace())
    assert brief.pattern and brief.pattern.on == "jacket"


def test_its_own_motifs_make_way_where_it_is_worn(photograph: Path, seen: SimpleNamespace) -> None:
    plain = read_brief(MIAO, Wishes(dancers=1), ATLAS)
    brief = with_pattern(asked(photograph, on="skirt"), ATLAS, Trace())
    gone = set(motifs_on(plain, ATLAS)) - set(motifs_on(brief, ATLAS))
    assert gone == {"miao.bronze_drum_wax", "miao.wax_fern", "miao.swirl"}


def test_what_it_looks_like_is_judged_as_any_motif(photograph: Path, seen: SimpleNamespace) -> None:
    """The maple is never read as power (a soft rule); read as origin it is worn."""
    seen.reading = read(("miao.maple",), {"power": 0.7, "origin": 0.2})
    with pytest.raises(RefusedError) as refused:
        with_pattern(asked(photograph), ATLAS, Trace())
    said = str(refused.value)
    assert said.startswith("refused: cloth.jpg looks like this sign: Miao ") and "(likeness 0.95)" in said
    assert "rule miao.maple_not_power, soft" in said
    assert said.endswith('; to wear it all the same, say why: --set-aside "miao.maple_not_power: …"')
    aside = asked(photograph).model_copy(update={"set_aside": {"miao.maple_not_power": "it is a plane tree"}})
    brief = with_pattern(aside, ATLAS, Trace())
    assert brief.pattern and brief.pattern.looks_like == ("miao.maple",)
    seen.reading = read(("miao.maple",), {"origin": 0.9, "power": 0.1})
    assert with_pattern(asked(photograph), ATLAS, Trace()).pattern


def test_a_motif_of_level_four_is_refused_for_good(photograph: Path, seen: SimpleNamespace) -> None:
    seen.reading = read(("jingpo.ritual_blanket",))
    aside = dict.fromkeys(("any.restricted", "any.not_drawn", "jingpo.blanket_only"), "I want")
    brief = asked(photograph).model_copy(update={"set_aside": aside})
    with pytest.raises(RefusedError, match=r"Jingpo .+rule any\.restricted, hard"):
        with_pattern(brief, ATLAS, Trace())


def test_a_svastika_needs_what_any_svastika_needs(photograph: Path, seen: SimpleNamespace) -> None:
    """By its family, whosever cloth it is: opt-in and a reason, and then the slate of what is sacred."""
    seen.reading = replace(read(), kept=Kept("svastika", 0.93))
    with pytest.raises(RefusedError) as refused:
        with_pattern(asked(photograph), ATLAS, Trace())
    said = str(refused.value)
    assert "looks like this sign: svastika (likeness 0.93)" in said
    assert '--set-aside "any.not_drawn: …"' in said and '--set-aside "any.svastika: …"' in said
    aside = {"any.svastika": "the cloth's own border", "any.not_drawn": "a photograph, not a drawing"}
    brief = with_pattern(asked(photograph).model_copy(update={"set_aside": aside}), ATLAS, Trace())
    assert brief.pattern and brief.pattern.kept == ("svastika",)
    assert awaits_review(brief, ATLAS) and note_of(brief, awaits_review(brief, ATLAS)).startswith(
        "Preview: awaiting review"
    )
    with pytest.raises(RefusedError, match=r"any\.sacred_preview"):
        with_pattern(brief.model_copy(update={"profile": "master"}), ATLAS, Trace())


def test_a_prototype_of_several_motifs_is_this_peoples_own(photograph: Path, seen: SimpleNamespace) -> None:
    seen.reading = read(("naxi.star", "miao.star"))
    brief = with_pattern(asked(photograph), ATLAS, Trace())
    assert brief.pattern and brief.pattern.looks_like == ("miao.star",)
    assert {"motif": "miao.star"}.items() <= dict(list(facts_of(brief, ATLAS).subjects)[-1]).items()


def test_what_a_brief_says_it_looks_like_counts_for_nothing(photograph: Path, seen: SimpleNamespace) -> None:
    brief = with_pattern(asked(photograph, looks_like=("miao.maple",), read_as=("origin",)), ATLAS, Trace())
    assert brief.pattern and brief.pattern.looks_like == () and brief.pattern.read_as == ()


def test_judged_again_it_is_the_same(photograph: Path, seen: SimpleNamespace, tmp_path: Path) -> None:
    first, second = Trace(), Trace()
    once = with_pattern(asked(photograph), ATLAS, first)
    write_brief(once, tmp_path / "brief.toml")
    again = with_pattern(read_brief_file(tmp_path / "brief.toml"), ATLAS, second)
    assert again == once and first.to_jsonl() == second.to_jsonl()


def test_another_photograph_in_its_place_is_refused(photograph: Path, seen: SimpleNamespace) -> None:
    brief = with_pattern(asked(photograph), ATLAS, Trace())
    photograph.write_bytes(b"abd")
    with pytest.raises(InputError) as refused:
        with_pattern(brief, ATLAS, Trace())
    assert str(refused.value) == (
        "cloth.jpg is not the photograph that the brief holds: its SHA-256 is a52d159f262b, "
        "not ba7816bf8f01; bring that file, or take `print` out of the brief to have this one judged"
    )
    photograph.unlink()
    with pytest.raises(InputError, match=r"cloth\.jpg cannot be read: No such file or directory$"):
        with_pattern(brief, ATLAS, Trace())


def test_a_piece_that_the_costume_has_not_is_refused(photograph: Path, seen: SimpleNamespace) -> None:
    for on in ("cape", "leggings"):
        with pytest.raises(InputError) as refused:
            with_pattern(asked(photograph, on=on), ATLAS, Trace())
        assert str(refused.value) == (
            f"no {on} of this costume can be made of a cloth; "
            "--pattern-on takes skirt, jacket, ribbons, apron"
        )


def test_a_cloth_without_a_repeat_lies_on_a_rectangle_only(photograph: Path, seen: SimpleNamespace) -> None:
    seen.cloth = found("whole", (1.0, 1.5))
    brief = with_pattern(asked(photograph), ATLAS, Trace())
    assert brief.pattern and brief.pattern.on == "apron"
    assert brief.pattern.width == pytest.approx(0.3)  # the apron's own, and 45 of its 64 cm high
    with pytest.raises(InputError) as refused:
        with_pattern(asked(photograph, on="skirt"), ATLAS, Trace())
    assert str(refused.value) == (
        "cloth.jpg shows no repeat, so it is laid once, on a piece that is one rectangle; "
        "say --pattern-on apron"
    )
    with pytest.raises(InputError, match=r"one rectangle; ask for a dance whose dress has an apron$"):
        with_pattern(asked(photograph, DAI), ATLAS, Trace())
    with pytest.raises(InputError, match=r"would be 5 cm on its shorter side, less than 8; name"):
        with_pattern(asked(photograph, width=0.05), ATLAS, Trace())


def test_a_brief_without_a_cloth_stays_as_it_is() -> None:
    brief, trace = read_brief(MIAO, Wishes(), ATLAS), Trace()
    assert with_pattern(brief, ATLAS, trace) is brief and not len(trace)


def test_repeats_are_shown_to_the_memory_in_about_a_square() -> None:
    assert squared(np.zeros((100, 15, 3))).shape == (100, 105, 3)
    assert squared(np.zeros((10, 42, 3))).shape == (40, 42, 3)


def panel(name: str, textile: str) -> Panel:
    flat = np.zeros((3, 2))
    faces = np.array([[0, 1, 2]])
    return Panel(
        name, Bolt(textile, 0.3, 0.4), np.zeros((3, 3)), np.zeros((3, 3)), flat, faces, np.ones((3, 1))
    )


def test_the_wardrobe_lays_a_piece_once_and_credits_it(
    photograph: Path, monkeypatch: pytest.MonkeyPatch, seen: SimpleNamespace
) -> None:
    monkeypatch.setattr("wenwu.scene.texture.own_cloth", lambda pattern: found("whole", (1.0, 1.0)))
    brief = with_pattern(asked(photograph, on="apron"), ATLAS, Trace()).model_copy()
    wardrobe = Wardrobe(ATLAS, brief, 200)
    made = wardrobe.material(panel("apron", "own_cloth:miao.apron"))
    tied = wardrobe.material(panel("apron_band", "own_cloth:miao.apron"))
    other = wardrobe.material(panel("skirt", "miao.pleated_long"))
    ground = ATLAS.culture("miao").palette[ATLAS.textile("miao.apron").ground]
    assert np.unique(tied.texture.reshape(-1, 3), axis=0).tolist() == [list(bytes.fromhex(ground[1:]))]
    assert made.texture.shape[:2] == (80, 60) and (made.texture[40, 30] == 128).all()
    assert made.credit == "my aunt's chest (my aunt's, by letter)" and other.credit == ""


def test_a_brief_whose_cloth_was_never_judged_is_not_dressed(photograph: Path) -> None:
    wardrobe = Wardrobe(ATLAS, asked(photograph, on="apron"), 200)
    with pytest.raises(InputError, match=r"^the cloth of the brief was not looked at yet: with_pattern does"):
        wardrobe.material(panel("apron", "own_cloth:miao.apron"))


def test_a_real_file_from_end_to_end(tmp_path: Path) -> None:
    """A made cloth, rows of Fs: found, read by the memory, laid in its own colours."""
    cell = np.full((40, 40, 3), [200, 180, 120], np.uint8)
    cell[6:34, 8:15] = cell[6:13, 8:32] = cell[18:24, 8:26] = [40, 50, 120]
    path = tmp_path / "made.png"
    Image.fromarray(np.tile(cell, (4, 5, 1))).save(path)
    brief = with_pattern(asked(path, on="apron", width=0.5), ATLAS, Trace())
    image = Wardrobe(ATLAS, brief, 400).material(panel("apron", "own_cloth:miao.apron")).texture
    assert brief.pattern and len(brief.pattern.print) == 64
    for colour in ([200, 180, 120], [40, 50, 120]):
        assert (np.abs(image.astype(int) - colour).max(-1) < 30).mean() > 0.15
