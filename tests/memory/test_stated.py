"""What the atlas states of what was recalled: looked up by name, never by a number of the memory."""

import numpy as np

from wenwu.atlas.load import load_atlas
from wenwu.memory.reading import Meant, Reading, Recalled
from wenwu.memory.stated import kept_signs, recalled_motifs, spoken, stated
from wenwu.motifs.context import Context

ATLAS = load_atlas()


def reading(*prototypes: Recalled, meant: tuple[Meant, ...] = ()) -> Reading:
    where = np.full((4, 4), 1 / 16, np.float32)
    return Reading(
        prototypes, meant, 0.95, True, where, np.zeros(8, np.float32), np.zeros((1, 8), np.float32)
    )


def recalled(number: int, weight: float, *motifs: str) -> Recalled:
    return Recalled(number, weight, motifs, ())


def meant(context: Context, taboos: tuple[str, ...] = (), **concepts: float) -> Meant:
    return Meant(context, concepts, 0.5, taboos, ())


def test_weak_prototypes_recall_nothing() -> None:
    found = recalled_motifs(
        reading(
            recalled(1, 0.8, "yi.flame"), recalled(2, 0.09, "li.frog_woven"), recalled(3, 0.11, "yi.coin")
        ),
        ATLAS,
    )
    assert [motif.id for motif in found] == ["yi.flame", "yi.coin"]


def test_where_all_are_weak_the_first_counts() -> None:
    found = recalled_motifs(reading(recalled(1, 0.06, "yi.flame"), recalled(2, 0.05, "yi.coin")), ATLAS)
    assert [motif.id for motif in found] == ["yi.flame"]


def test_a_motif_that_the_atlas_has_not_is_left_out() -> None:
    found = recalled_motifs(reading(recalled(1, 0.9, "nobody.nothing", "yi.coin")), ATLAS)
    assert [motif.id for motif in found] == ["yi.coin"]


def test_the_meaning_of_the_context_comes_first_with_its_standing() -> None:
    """The coin of the Yi: wealth in any context, warding off evil on a child's carrier; both claimed."""
    coin = [ATLAS.motif("yi.coin")]
    (wards,) = stated("shelter", meant(Context("yi", "", "child_carrier")), coin, ATLAS)
    assert wards.here and wards.meaning.en == "wards off evil" and wards.meaning.standing == "claimed"
    (elsewhere,) = stated("shelter", meant(Context("yi", "", "bag")), coin, ATLAS)
    assert not elsewhere.here
    (foreign,) = stated("wealth", meant(Context("dai")), coin, ATLAS)
    assert not foreign.here
    assert not stated("rain", meant(Context("yi")), coin, ATLAS)


def test_what_holds_in_the_context_comes_before_what_is_stated_first() -> None:
    """The tiger is listed as a guardian in a rite before it is one on a child's hat."""
    tiger = [ATLAS.motif("yi.tiger")]
    assert [m.context for m in tiger[0].meanings] == ["ancestor_rite", "child_hat"]
    hat, rite = stated("shelter", meant(Context("yi", "", "child_hat")), tiger, ATLAS)
    assert (hat.meaning.context, hat.here) == ("child_hat", True)
    assert (rite.meaning.context, rite.here) == ("ancestor_rite", False)


def test_what_is_said_of_any_people_asked_holds_where_nothing_was_said() -> None:
    (any_one,) = stated("wealth", meant(Context()), [ATLAS.motif("yi.coin")], ATLAS)
    assert any_one.here


def test_rules_are_judged_in_their_context() -> None:
    """The flame at a funeral would break its rule; at the Torch Festival the rule speaks of elsewhere."""
    names = ("yi.flame_funeral",)
    for occasion, breach in (("funeral", True), ("torch_festival", False)):
        one = meant(Context("yi", occasion), names, light=0.9)
        (rule,) = spoken(one, reading(recalled(1, 0.9, "yi.flame"), meant=(one,)), ATLAS)
        assert rule.rule.id == "yi.flame_funeral" and rule.breach is breach


def test_a_rule_about_a_reading_speaks_where_that_is_likely() -> None:
    for concept, breach in (("power", True), ("wealth", False)):
        one = meant(Context("yi"), ("yi.coin_not_power",), **{concept: 0.9})
        (rule,) = spoken(one, reading(recalled(1, 0.9, "yi.coin"), meant=(one,)), ATLAS)
        assert rule.here and rule.breach is breach


def test_signs_of_level_three_and_four_are_those_of_the_people() -> None:
    found = kept_signs({"yi"}, (), ATLAS)
    assert [one.motif.id for one in found] == ["yi.bimo_atlas", "yi.tiger"]
    assert all(one.motif.sacred >= 3 and not one.like for one in found)


def test_a_sign_of_the_same_family_resembles_whoever_it_belongs_to() -> None:
    """The mirror of the Manchu shaman is drawn as circles within circles, and so is the drum of wax."""
    drum = ATLAS.motif("miao.bronze_drum_wax")
    assert drum.family == ATLAS.motif("manchu.mirror").family
    first, *others = kept_signs({"yi"}, (drum,), ATLAS)
    assert first.motif.id == "manchu.mirror" and first.like == ("miao.bronze_drum_wax",)
    assert [one.motif.id for one in others] == ["yi.bimo_atlas", "yi.tiger"]


def test_a_sign_without_a_form_resembles_nothing() -> None:
    cloth = ATLAS.motif("dong.shiny_indigo")
    assert cloth.family == "none" and not kept_signs(set(), (cloth,), ATLAS)
