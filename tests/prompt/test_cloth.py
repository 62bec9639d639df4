"""Motifs and colours that a sentence asks for are worn; what is left out is gone; the rest is said."""

import pytest

from wenwu.atlas.load import load_atlas
from wenwu.motifs.textile import draw_textile
from wenwu.prompt.cloth import cloths, motifs_on, palette_name
from wenwu.prompt.facts import facts_of
from wenwu.prompt.read import read_brief
from wenwu.prompt.wishes import Wishes

ATLAS = load_atlas()


def brief_of(said):
    return read_brief(said, Wishes(), ATLAS)


def test_a_motif_asked_for_is_drawn_where_the_atlas_puts_it():
    plain = brief_of("Yi women dance the torch dance")
    asked = plain.model_copy(update={"motifs": ("yi.fireweed_feather",)})
    assert "yi.fireweed_feather" not in motifs_on(plain, ATLAS)
    assert motifs_on(asked, ATLAS)[0] == "yi.fireweed_feather"
    changed = [cloth for cloth in cloths(asked, ATLAS).values() if "yi.fireweed_feather" in cloth.motifs()]
    assert len(changed) == 1 and set(changed[0].zones) & set(ATLAS.motif("yi.fireweed_feather").placement)
    drawn = draw_textile(changed[0], ATLAS, (0.6, 0.4), 400.0, 1)
    assert any(placed.motif == "yi.fireweed_feather" for placed in drawn.placements)


def test_what_is_left_out_is_drawn_nowhere_and_judged_nowhere():
    brief = brief_of("Yi women dance the torch dance")
    assert "yi.flame" in motifs_on(brief, ATLAS)
    left = brief.model_copy(update={"without": ("yi.flame",)})
    assert "yi.flame" not in motifs_on(left, ATLAS)
    assert all(subject.get("motif") != "yi.flame" for subject in facts_of(left, ATLAS).subjects)


def test_every_motif_on_the_cloth_is_judged():
    brief = brief_of("Yi women dance the torch dance")
    judged = {subject.get("motif") for subject in facts_of(brief, ATLAS).subjects}
    assert set(motifs_on(brief, ATLAS)) <= judged


def test_a_colour_asked_for_is_the_ground_and_the_contrast_stays():
    brief = brief_of("A Dai woman in pink dances the peacock dance")
    skirt, usual = cloths(brief, ATLAS)["dai.tube_skirt"], ATLAS.textile("dai.tube_skirt")
    assert (usual.ground, skirt.ground) == ("turquoise", "pink")
    assert set(skirt.colours()) == set(usual.colours())
    assert skirt.bands[0].stripes[-1] == "pink" and skirt.bands[4].stripes[1] == "turquoise"


@pytest.mark.parametrize(("word", "name"), [("red", "red"), ("black", "black"), ("purple", None)])
def test_a_word_is_the_palettes_nearest_or_nothing(word, name):
    assert palette_name(word, {"red": "#C1272D", "black": "#141414", "white": "#F4F1E8"}) == name


def test_what_has_no_place_is_said():
    brief = brief_of("A Tibetan woman in purple dances guozhuang")
    said = [a for a in brief.assumed if a.field == "colours"]
    assert len(said) == 1 and said[0].because
