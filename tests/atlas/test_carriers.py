"""What motifs are put on: every carrier that a pack or a rule names is one the atlas knows."""

from wenwu.atlas.load import load_atlas
from wenwu.atlas.rule import Compare

ATLAS = load_atlas()
NAMED_BY_FACTS = (
    *("cradle_cover", "ritual_blanket", "manuscript", "temple_textile", "temple"),
    *("dress", "boots", "gloves", "tent", "fan"),
)


def carriers_asked(carriers: object) -> set[str]:
    if carriers is None or isinstance(carriers, Compare):
        return set()
    return {carriers} if isinstance(carriers, str) else set(carriers)  # type: ignore[call-overload]


def test_every_place_of_a_motif_is_a_carrier():
    for motif in ATLAS.motifs.values():
        assert set(motif.placement) <= set(ATLAS.carriers), motif.id


def test_every_carrier_a_rule_asks_for_is_one():
    asked = set()
    for rule in ATLAS.rules.values():
        for conditions in (rule.when, rule.unless, rule.forbid or {}, rule.require or {}):
            asked |= carriers_asked(conditions.get("carrier"))
    assert len(asked) >= 5
    assert asked <= set(ATLAS.carriers)


def test_the_ten_that_only_facts_named_say_by_whose_word():
    for id in NAMED_BY_FACTS:
        assert ATLAS.carriers[id].source, id
    assert ATLAS.carriers["cradle_cover"].standing == "sourced"
    assert ATLAS.carriers["tent"].standing == "claimed"


def test_contexts_that_claim_something_say_how_sure():
    for id in ("munao_zongge", "imperial", "ceremony"):
        occasion = ATLAS.occasions[id]
        assert occasion.standing == "claimed"
        assert occasion.source and set(occasion.source) <= set(ATLAS.sources)
    assert ATLAS.occasions["festival"].standing is None


def test_related_motifs_are_told_apart_or_together():
    """Kin share a form or a concept; the opposed share no concept."""

    def concepts(id: str) -> set[str]:
        return {c for meaning in ATLAS.motifs[id].meanings for c in meaning.concepts}

    for relation in ATLAS.relations.values():
        shared = concepts(relation.of) & concepts(relation.to)
        same_form = ATLAS.motifs[relation.of].family == ATLAS.motifs[relation.to].family != "none"
        assert (bool(shared) or same_form) if relation.kind == "kin" else not shared, relation.id
