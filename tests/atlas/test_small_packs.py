"""Packs that hold what sources say and no dance yet: they claim nothing more than that."""

import pytest

from wenwu.atlas.load import load_atlas
from wenwu.base.errors import RefusedError
from wenwu.motifs.library import draw_motif

ATLAS = load_atlas()
DESCRIBED_ONLY = ("han", "zhuang", "hani", "li", "gaoshan", "jingpo", "oroqen", "hezhe")
PAPER_ONLY = ("gaoshan", "hani", "oroqen", "hezhe")


def test_they_are_there_and_hold_no_dance():
    assert set(DESCRIBED_ONLY) <= set(ATLAS.cultures)
    assert not [dance.id for dance in ATLAS.dances.values() if dance.culture in DESCRIBED_ONLY]


def test_each_has_its_official_code_and_a_place():
    codes = {id: ATLAS.cultures[id].codes["gb3304"] for id in DESCRIBED_ONLY}
    assert codes == {"han": "HA", "zhuang": "ZH", "hani": "HN", "li": "LI", "gaoshan": "GS", "jingpo": "JP",
                     "oroqen": "OR", "hezhe": "HZ"}  # fmt: skip
    assert all(ATLAS.cultures[id].places and "iso639_3" in ATLAS.cultures[id].codes for id in DESCRIBED_ONLY)


def test_every_name_of_a_people_says_on_whose_word():
    for culture in ATLAS.cultures.values():
        for name in (*culture.names.native, *culture.names.exonyms):
            assert name.source, (culture.id, name.text)


def test_the_umbrella_label_says_that_it_is_one_and_draws_nothing():
    gaoshan = ATLAS.cultures["gaoshan"]
    assert "umbrella label" in gaoshan.note and "specific people" in gaoshan.note
    assert not gaoshan.names.native
    motifs = [motif for motif in ATLAS.motifs.values() if motif.culture == "gaoshan"]
    assert motifs and all(not motif.enabled for motif in motifs)
    with pytest.raises(RefusedError):
        draw_motif(motifs[0], ATLAS)


def test_no_rule_of_theirs_binds():
    """Their sources are of grade B and C, or a record of long ago: nothing there is hard."""
    rules = [rule for rule in ATLAS.rules.values() if rule.culture in DESCRIBED_ONLY]
    assert len(rules) >= 15
    assert not [rule.id for rule in rules if rule.strength == "hard"]


def test_what_is_not_drawn_says_why():
    for motif in ATLAS.motifs.values():
        if motif.culture in DESCRIBED_ONLY and not motif.drawable:
            assert motif.family == "none" and motif.note, motif.id


def test_what_is_described_lacks_something_and_offers_only_what_can_be_danced():
    ours = [one for one in ATLAS.described.values() if one.culture in DESCRIBED_ONLY]
    assert {one.id for one in ours if one.kind == "dance"} == {
        "han_yangge_ne", "han_yangge_haiyang", "zhuang_biandan", "zhuang_frog", "li_bamboo", "jingpo_munao"
    }  # fmt: skip
    assert ATLAS.described["jingpo_munao"].sacred == 3
    for one in ATLAS.described.values():
        assert one.missing, one.id
        assert not one.offer or one.offer in ATLAS.dances, one.id
        assert one.id not in ATLAS.dances and one.id not in ATLAS.costumes, one.id


def test_every_meaning_is_of_an_occasion_a_carrier_or_any():
    contexts = {"any", *ATLAS.occasions, *ATLAS.carriers}
    for motif in ATLAS.motifs.values():
        assert {meaning.context for meaning in motif.meanings} <= contexts, motif.id


def test_every_motif_that_means_something_says_it_in_concepts():
    for motif in ATLAS.motifs.values():
        for meaning in motif.meanings:
            assert meaning.concepts, (motif.id, meaning.en)
