"""The Naxi and the Bai pack on cases worked by hand."""

import pytest

from wenwu.atlas.facts import Facts
from wenwu.atlas.load import load_atlas
from wenwu.atlas.model import Atlas
from wenwu.atlas.rules import judge


@pytest.fixture(scope="module")
def atlas() -> Atlas:
    return load_atlas()


def _must_change(atlas, scene, *subjects):
    return {f.rule.id for f in judge(Facts(scene, subjects), atlas).must_change}


def test_the_frog_compass_is_no_ornament_and_is_drawn_nowhere(atlas):
    compass = atlas.motif("naxi.frog_compass")
    assert not compass.drawable and compass.sacred == 3
    scene = {"culture": "naxi"}
    assert "naxi.frog_not_decoration" in _must_change(
        atlas, scene, {"motif": compass.id, "purpose": "decoration"}
    )
    on_cloth = {m for t in atlas.textiles.values() if t.culture == "naxi" for m in t.motifs()}
    assert compass.id not in on_cloth and "naxi.seven_discs" in on_cloth


def test_five_elements_are_kept_beside_the_papers_seven(atlas):
    compass = atlas.motif("naxi.frog_compass")
    assert compass.params["elements"] == 5
    assert [d.by for d in compass.disputed_by] == ["P"]
    assert "seven" in compass.disputed_by[0].because and "five" in compass.disputed_by[0].because


def test_what_only_the_paper_says_of_frog_and_bone_is_switched_off(atlas):
    assert not atlas.motif("naxi.withered_bone").enabled
    assert not atlas.relations["naxi.frog_and_bone"].enabled


def test_remeicuo_is_described_and_not_for_a_wedding(atlas):
    assert atlas.described["naxi_remeicuo"].offer == "naxi_alili"
    scene = {"culture": "naxi", "dance": "naxi_remeicuo"}
    assert _must_change(atlas, scene | {"occasion": "wedding"}) == {"naxi.remeicuo_wedding"}
    assert _must_change(atlas, scene | {"occasion": "funeral"}) == set()


@pytest.mark.parametrize(("direction", "broken"), [("cw", set()), ("ccw", {"naxi.alili_direction"})])
def test_alili_goes_clockwise(atlas, direction, broken):
    assert _must_change(atlas, {"culture": "naxi", "dance": "naxi_alili", "direction": direction}) == broken


def test_the_dongba_rite_offers_alili(atlas):
    rite = atlas.rites["naxi.dongba"]
    assert rite.sacred == 4 and rite.offer == "naxi_alili"


@pytest.mark.parametrize(
    ("marital", "costume", "broken"),
    [
        ("unmarried", "bai.f.dali", set()),
        ("married", "bai.f.dali_married", set()),
        ("married", "bai.f.dali", {"bai.bun_married"}),
        ("unmarried", "bai.f.dali_married", {"bai.tassel_unmarried"}),
    ],
)
def test_tassel_and_bun_say_who_is_married(atlas, marital, costume, broken):
    scene = {"culture": "bai", "dance": "bai_bawang"}
    assert _must_change(atlas, scene, {"marital": marital, "costume": costume}) == broken


def test_the_tassel_of_the_unmarried_hangs_at_the_left(atlas):
    heads = [worn for worn in atlas.costume("bai.f.dali").head if worn.kind == "fringe_crescent"]
    assert [worn.side for worn in heads] == ["left"]
    assert not any(worn.kind == "fringe_crescent" for worn in atlas.costume("bai.f.dali_married").head)


def test_benzhu_is_shelter_and_never_harmony(atlas):
    benzhu = atlas.motif("bai.benzhu")
    assert not benzhu.drawable and benzhu.never == ("harmony",)
    assert [c for m in benzhu.meanings for c in m.concepts] == ["shelter"]
    scene = {"culture": "bai"}
    harmony, shelter = ({"motif": "bai.benzhu", "reading": r} for r in ("harmony", "shelter"))
    assert "bai.benzhu_not_harmony" in _must_change(atlas, scene, harmony)
    assert "bai.benzhu_not_harmony" not in _must_change(atlas, scene, shelter)
