"""Costumes as data: what the packs hold, and what the schema refuses."""

import pytest
from pydantic import ValidationError

from wenwu.atlas.costume import Costume, Piece, Sleeve
from wenwu.atlas.load import load_atlas

CULTURES = ("dai", "miao", "yi", "tibetan", "mongolian", "uyghur")
COSTUME = {
    "id": "test.f",
    "culture": "dai",
    "gender": "woman",
    "names": {"en": "a dress", "zh": "衣"},
    "style": "test",
    "source": ["own"],
    "standing": "claimed",
    "pieces": [{"kind": "skirt", "textile": "dai.tube_skirt"}],
}


@pytest.mark.parametrize("culture", CULTURES)
def test_every_culture_dresses_women_and_men(culture):
    worn = [c for c in load_atlas().costumes.values() if c.culture == culture]
    assert {c.gender for c in worn} == {"woman", "man"}


def test_every_textile_and_colour_of_a_costume_exists():
    atlas = load_atlas()
    for costume in atlas.costumes.values():
        for textile in costume.textiles():
            assert atlas.textile(textile).culture == costume.culture, (costume.id, textile)
        palette = atlas.culture(costume.culture).palette
        asked = [c for o in (*costume.head, *costume.ornaments) for c in o.colours]
        asked += [c for c in (costume.footwear.colour, costume.footwear.trim) if c]
        for colour in asked:
            assert colour.startswith("#") or colour in palette or colour in ("gold", "silver"), (
                costume.id,
                colour,
            )


def test_every_costume_that_a_dance_names_exists():
    atlas = load_atlas()
    named = [(g, c) for d in atlas.dances.values() for v in d.variants for g, c in v.costumes.items()]
    assert named
    for gender, costume in named:
        assert atlas.costume(costume).gender == gender


def test_no_costume_looks_surer_than_own_knowledge_makes_it():
    for costume in load_atlas().costumes.values():
        if set(costume.source) <= {"own"}:
            assert costume.standing == "claimed"


def test_left_foot_costume_says_that_it_is_ours():
    for gender in ("f", "m"):
        assert "our own" in load_atlas().costume(f"yi.{gender}.mouding").note


def test_textiles_come_once_each_and_from_sleeves_and_trims_too():
    piece = Piece(
        kind="jacket",
        textile="a.b",
        sleeve=Sleeve(textile="a.c"),
        trims=(
            {"edge": "hem", "textile": "a.b", "width": 0.03},
            {"edge": "cuff", "textile": "a.d", "width": 0.03},
        ),
    )
    costume = Costume(**COSTUME | {"pieces": [piece]})
    assert costume.textiles() == ("a.b", "a.d", "a.c")


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"pieces": []}, "pieces"),
        ({"pieces": [{"kind": "toga", "textile": "dai.sash"}]}, "kind"),
        ({"pieces": [{"kind": "skirt", "textile": "dai.sash", "pleats": 900}]}, "pleats"),
        ({"pieces": [{"kind": "skirt", "textile": "dai.sash", "colour": "red"}]}, "colour"),
        ({"gender": "girl"}, "gender"),
        ({"source": []}, "source"),
    ],
)
def test_what_the_schema_refuses(change, field):
    with pytest.raises(ValidationError) as refused:
        Costume(**COSTUME | change)
    assert any(field in error["loc"] for error in refused.value.errors())
