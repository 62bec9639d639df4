"""The shipped packs: they load, hold together, and look no surer than their sources."""

import time

import pytest

from wenwu.atlas.load import HERE, check_shipped, load_atlas
from wenwu.atlas.model import Atlas
from wenwu.atlas.validate import best_standing
from wenwu.base.errors import InputError

CULTURES = {"dai", "miao", "yi", "tibetan", "mongolian", "uyghur"}
DANCES = {
    "dai_peacock", "dai_gaguang", "miao_jinji", "miao_wooden_drum", "yi_left_foot", "yi_torch_circle",
    "tibetan_guozhuang", "mongolian_shoulder", "uyghur_sanam",
}  # fmt: skip
HAN_SCRIPTS = {"Talu": (0x1980, 0x19DF), "Yiii": (0xA000, 0xA4CF), "Tibt": (0x0F00, 0x0FFF),
               "Mong": (0x1800, 0x18AF), "Arab": (0x0600, 0x06FF), "Hang": (0xAC00, 0xD7AF)}  # fmt: skip


@pytest.fixture(scope="module")
def atlas() -> Atlas:
    return load_atlas()


def test_every_culture_and_dance_is_there(atlas):
    assert set(atlas.cultures) == {f.name for f in (HERE / "cultures").iterdir() if any(f.glob("*.toml"))}
    assert set(atlas.cultures) >= CULTURES and set(atlas.dances) >= DANCES
    assert {dance.culture for dance in atlas.dances.values()} <= set(atlas.cultures)


def test_the_packs_hold_together():
    """Ids lead somewhere, standings are carried by sources, every rule's examples come out as written."""
    check_shipped()


def test_claims_are_never_hard(atlas):
    for rule in atlas.rules.values():
        assert not (rule.standing == "claimed" and rule.strength == "hard"), rule.id
        assert best_standing(rule, atlas.sources) == "sourced" or rule.standing == "claimed", rule.id


def test_what_nobody_looked_up_is_switched_off_or_only_about_our_own_conduct(atlas):
    """A rule about a people that rests on our own knowledge alone ships disabled."""
    for rule in atlas.rules.values():
        if rule.source == ("own",) and rule.culture != "any" and rule.id != "tibetan.guozhuang_bon":
            assert not rule.enabled, rule.id


def test_six_signatures_at_least(atlas):
    for dance in atlas.dances.values():
        assert len(dance.signatures) >= 6, dance.id
        assert len({s.id for s in dance.signatures}) == len(dance.signatures)
        assert all(s.low <= s.high for s in dance.signatures)


def test_own_script_names_are_in_their_own_script(atlas):
    """A mislabelled name is worse than none."""
    for culture in atlas.cultures.values():
        for name in culture.names.native:
            assert name.source, (culture.id, name.text)
            if name.script in HAN_SCRIPTS:
                first, last = HAN_SCRIPTS[name.script]
                assert all(first <= ord(letter) <= last for letter in name.text if letter.isalpha()), name
            else:
                assert name.script == "Latn" and name.text.isascii(), name


def test_grade_c_sources_carry_no_link(atlas):
    assert any(source.url for source in atlas.sources.values())
    for source in atlas.sources.values():
        assert not (source.grade in "CD" and source.url), source.id


def test_every_dance_can_be_cast_and_dressed(atlas):
    for dance in atlas.dances.values():
        assert set(dance.cast) <= set(dance.default), dance.id
        for gender, variant in dance.default.items():
            assert gender in dance.variant(variant).costumes, dance.id
            costume = atlas.costume(dance.variant(variant).costumes[gender])
            assert (costume.gender, costume.culture) == (gender, dance.culture)


def test_loading_is_quick():
    load_atlas()  # warm
    started = time.perf_counter()
    load_atlas()
    assert time.perf_counter() - started < 0.05


def test_unknown_ids_offer_the_nearest(atlas):
    with pytest.raises(InputError) as error:
        atlas.culture("dia")
    known = ", ".join(sorted(atlas.cultures))
    assert str(error.value) == f"no culture 'dia' in the atlas; did you mean 'dai'? known: {known}"
    with pytest.raises(InputError, match=r"no dance 'peacok' in the atlas"):
        atlas.dance("peacok")
