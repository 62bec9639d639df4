"""`wenwu pack check`: every fault of a pack in one sentence with file and line, and all of them at once."""
# ruff: noqa: E501  (whole sentences are compared, and stand on one line)

from pathlib import Path

import pytest

from wenwu.atlas.contradiction import contradictions, never_heard, shadowed
from wenwu.atlas.cycle import cycles, one_sided
from wenwu.atlas.load import check_packs, load_atlas
from wenwu.atlas.lookalike import odd, skeleton, twins
from wenwu.atlas.model import Concept
from wenwu.atlas.rule import Rule
from wenwu.atlas.rulebook import Rulebook
from wenwu.base.errors import InputError

from .test_user_packs import RULE, pack

NUMBER = """
[[rule]]
id = "dai.number"
about = { en = "a number", zh = "数" }
when = { dance = "dai_peacock" }
forbid = { "wrist.bend" = { above = 50 } }
strength = "soft"
source = "own"
standing = "claimed"
passes = [{ dance = "dai_peacock", "wrist.bend" = 50 }, { dance = "dai_peacock", "wrist.bend" = 20 }]
fails = [{ dance = "dai_peacock", "wrist.bend" = 51 }, { dance = "dai_peacock", "wrist.bend" = 80 }]
"""
NEED = """
[[rule]]
id = "dai.need"
about = { en = "a fan", zh = "须持扇" }
when = { dance = "dai_peacock" }
require = { prop = "fan" }
strength = "soft"
source = "own"
standing = "claimed"
passes = [{ dance = "dai_peacock", prop = "fan" }, { dance = "dai_gaguang", prop = "drum" }]
fails = [{ dance = "dai_peacock", prop = "drum" }, { dance = "dai_peacock", prop = "pole" }]
"""
STRAIGHT = """
[[rule]]
id = "dai.straight"
about = { en = "a wrist bent far", zh = "手腕弯得多" }
when = { dance = "dai_peacock", variant = "stage_female" }
require = { "wrist.bend" = { at_least = 66 } }
strength = "soft"
source = "own"
standing = "claimed"
passes = [{ dance = "dai_peacock", variant = "stage_female", "wrist.bend" = 66 }, { "wrist.bend" = 2 }]
fails = [{ dance = "dai_peacock", variant = "stage_female", "wrist.bend" = 65 }, { dance = "dai_peacock", variant = "stage_female", "wrist.bend" = 5 }]
"""
PERMIT = """
[[rule]]
id = "dai.permit"
about = { en = "a fan is fine", zh = "可持扇" }
when = { dance = "dai_peacock", occasion = "stage" }
permit = ["dai.mine"]
strength = "advisory"
source = "own"
standing = "claimed"
passes = [{ dance = "dai_peacock", occasion = "stage" }, { dance = "dai_peacock", occasion = "stage", prop = "fan" }]
fails = [{ dance = "dai_peacock" }, { dance = "dai_gaguang", occasion = "stage" }]
"""


def said(folder: Path, level: str = "error") -> list[str]:
    """The sentences of one level; the shipped packs stay usable whatever was found."""
    found = [str(complaint) for complaint in check_packs(folder) if complaint.level == level]
    assert all("\n" not in sentence for sentence in found)
    assert load_atlas().dance("dai_peacock")
    return found


def test_a_good_pack_has_nothing_against_it(tmp_path):
    assert check_packs(pack(tmp_path, RULE + NUMBER + PERMIT)) == []


def test_all_is_said_at_once(tmp_path):
    """Two broken records, a broken file and an id that leads nowhere, in the order of file and line."""
    pack(tmp_path, RULE.replace("strength", "strenght").replace("about", "abuot"))
    pack(tmp_path, "[[motif", "motifs.toml")
    pack(tmp_path, RULE.replace("dai_peacock", "yi_peacock"), culture="yi")
    found = said(tmp_path)
    assert [sentence.split(": ")[0] for sentence in found] == [
        "dai/motifs.toml:1", "dai/rules.toml:2", "dai/rules.toml:2", "dai/rules.toml:4", "dai/rules.toml:7",
        "yi/rules.toml:3",
    ]  # fmt: skip
    assert "lacks 'about'" in found[1] and "lacks 'strength'" in found[2]


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (RULE + NEED, "dai/rules.toml:17: rule 'dai.need' contradicts 'dai.mine' with equal strength and closeness (dance = dai_peacock)"),
        (STRAIGHT, "dai/rules.toml:6: rule 'dai.straight' contradicts 'dai.peacock_wrist' with equal strength and closeness (dance = dai_peacock, variant = stage_female)"),
        (PERMIT.replace(', occasion = "stage" }', " }", 1) + RULE,
         "dai/rules.toml:6: rule 'dai.permit' permits 'dai.mine' and is no closer to the case, so it changes nothing"),
        (PERMIT.replace("dai.mine", "any.restricted"),
         "dai/rules.toml:6: rule 'dai.permit' permits the hard rule 'any.restricted' on a claim, which permits nothing hard"),
        (PERMIT.replace("dai.mine", "dai.permit"), "dai/rules.toml:6: rule 'dai.permit' permits itself in a ring: dai.permit → dai.permit"),
        (RULE.replace('"fan" }\n', '"fan" }\nunless = { dance = "dai_peacock" }\n', 1),
         "dai/rules.toml:7: rule 'dai.mine' is never heard: `unless` holds wherever `when` does"),
        (RULE.replace('when = { dance = "dai_peacock" }', 'when = { dance = "miao_jinji" }'),
         "dai/rules.toml:5: rule 'dai.mine' waits for the dance 'miao_jinji' of the pack 'miao', not its own"),
        (RULE.replace('when = { dance = "dai_peacock" }', 'when = { dance = "dai_peacock", variant = "folk" }'),
         "dai/rules.toml:5: rule 'dai.mine' waits for the variant 'folk', which the dance has not; it has folk_male_frame, stage_female"),
        (RULE.replace('when = { dance = "dai_peacock" }', 'when = { occasion = "stagging" }'),
         "dai/rules.toml:3: rule 'dai.mine' names the occasion 'stagging', which is not in the atlas; did you mean 'stage'?"),
        (RULE.replace('prop = "fan" }\n', 'gender = "female" }\n', 1),
         "dai/rules.toml:6: rule 'dai.mine' waits for what can never be: 'gender' is never 'female'; it may be woman, man"),
        (RULE.replace('when = { dance = "dai_peacock" }', 'when = { joined = "yes" }'),
         "dai/rules.toml:5: rule 'dai.mine' waits for what can never be: 'joined' is true or false, and never 'yes'"),
        (NUMBER.replace("{ above = 50 }", "{ above = 50, below = 40 }"),
         "dai/rules.toml:6: rule 'dai.number' waits for what can never be: no number can be above 50 and below 40 as 'wrist.bend' is asked to be"),
        (NUMBER.replace("above = 50", "above = 400"),
         "dai/rules.toml:6: rule 'dai.number' waits for what can never be: no number can be above 400 as 'wrist.bend' is asked to be"),
        (NUMBER.replace("above = 50", "above = inf"),
         "dai/rules.toml:6: rule 'dai.number' waits for what can never be: a bound of 'wrist.bend' is no finite number"),
        (NUMBER.replace('"wrist.bend" = 50 }', '"wrist.bend" = 49 }'),
         "dai/rules.toml:6: rule 'dai.number' has no example that lies on its bound (wrist.bend above 50), so the comparison is untested"),
        (NUMBER.replace('"wrist.bend" = 51 }', '"wrist.bend" = 54 }'),
         "dai/rules.toml:6: rule 'dai.number' has no example within 3 above its bound (wrist.bend above 50)"),
        (RULE.replace("forbid = {", "forbid = { override = true,"),
         "dai/rules.toml:3: rule 'dai.mine' asks for 'override' elsewhere than in unless = { override = true }"),
        (RULE + RULE.replace("dai.mine", "dai.rnine"), "dai/rules.toml:14: rule 'dai.rnine' looks like 'dai.mine'; an eye may take one for the other"),
        (RULE.replace("no fans", "n\u043e fans"), "dai/rules.toml:3: rule 'dai.mine' holds 'n\u043e', whose '\u043e' (U+043E) only looks like a Latin letter"),
        (RULE.replace("no fans", "no\u200b fans"), "dai/rules.toml:3: rule 'dai.mine' holds 'no\\u200b fans', with the invisible mark U+200B in it"),
        ("rule = [1, 2]", "dai/rules.toml:1: a rule is written as a table under [[rule]]"),
        ("rule = 3", "dai/rules.toml:1: a rule is written as a table under [[rule]]"),
        (f"x = 1\nrule = {'[' * 45}{']' * 45}", "dai/rules.toml:2: 'rule' is nested 45 levels deep; a pack needs no more than 16"),
        (NUMBER.replace('"wrist.bend" = 20 }', '"wrist.bend" = 20, prop = { a = 1 } }'),
         "dai/rules.toml:3: rule 'dai.number' has an example whose 'prop' is no word, number, yes or no, or list of words"),
        (RULE.replace('prop = "drum" }', "prop = { a = 1 } }"),
         "dai/rules.toml:3: rule 'dai.mine' has an example whose 'prop' is no word, number, yes or no, or list of words"),
    ],
)  # fmt: skip
def test_one_fault_one_sentence(tmp_path, text, sentence):
    found = said(pack(tmp_path, text))
    assert sentence in found, found
    with pytest.raises(InputError):
        load_atlas(tmp_path)  # and nobody dances by such a pack


def test_a_ring_of_permits(tmp_path):
    ring = "".join(
        PERMIT.replace("dai.permit", f"dai.p{n}").replace("dai.mine", f"dai.p{(n + 1) % 3}") for n in range(3)
    )
    found = said(pack(tmp_path, ring))
    assert sum("in a ring: dai.p0 → dai.p1 → dai.p2 → dai.p0" in sentence for sentence in found) == 1


def test_a_long_ring_is_no_deep_one():
    ids = [f"dai.p{n}" for n in range(3000)]
    base = {"culture": "dai", "about": {"en": "x", "zh": "x"}, "source": "own", "standing": "claimed",
            "strength": "soft", "passes": [{}, {}], "fails": [{}, {}]}  # fmt: skip
    one = Rule.model_validate({"id": "dai.p", "permit": "dai.p", **base})
    table = {
        id: one.model_copy(update={"id": id, "permit": (after,)}) for id, after in zip(ids, [*ids[1:], None])
    }
    assert list(cycles({id: rule for id, rule in table.items() if rule.permit != (None,)})) == []


def test_opposites_are_mutual():
    def concept(id: str, *opposite: str) -> Concept:
        return Concept(id=id, names={"en": id, "zh": id}, opposite=opposite)

    mutual = {"life": concept("life", "death"), "death": concept("death", "life")}
    assert list(one_sided(mutual)) == []
    assert list(one_sided({**mutual, "death": concept("death")})) == [("life", "death")]
    assert list(one_sided({"life": concept("life", "life")})) == [("life", "life")]


def clauses(*given: dict) -> list:
    base = {"culture": "dai", "about": {"en": "x", "zh": "x"}, "source": "HAR1", "standing": "sourced",
            "strength": "soft", "passes": [{}, {}], "fails": [{}, {}]}  # fmt: skip
    found = [Rule.model_validate({**base, "id": f"dai.r{n}", **words}) for n, words in enumerate(given)]
    return list(Rulebook(found).clauses.values())


CLASHES = [
    ({"forbid": {"gender": "woman"}}, {"forbid": {"gender": "man"}}, True),
    ({"forbid": {"gender": "woman"}}, {"require": {"gender": "woman"}}, True),
    ({"forbid": {"gender": "woman"}}, {"require": {"gender": "man"}}, False),
    ({"require": {"prop": "fan"}}, {"require": {"prop": ("fan", "drum")}}, False),
    ({"require": {"prop": "fan"}}, {"require": {"prop": "drum"}}, True),
    ({"require": {"prop": "fan"}, "when": {"occasion": "stage"}}, {"require": {"prop": "drum"}, "when": {"occasion": "funeral"}}, False),
    ({"require": {"prop": "fan"}, "when": {"gender": "man"}}, {"require": {"prop": "drum"}, "when": {"occasion": "funeral"}}, True),
    ({"require": {"prop": "fan"}}, {"require": {"prop": "drum"}, "when": {"occasion": "funeral"}}, False),  # closer
    ({"require": {"prop": "fan"}}, {"require": {"prop": "drum"}, "strength": "hard"}, False),  # stronger
    ({"require": {"prop": "fan"}, "unless": {"gender": "man"}}, {"require": {"prop": "drum"}, "when": {"gender": "man"}}, False),
    ({"forbid": {"tempo": {"above": 90}}}, {"forbid": {"tempo": {"below": 90}}}, False),  # 90 it is
    ({"forbid": {"tempo": {"at_least": 90}}}, {"forbid": {"tempo": {"below": 90}}}, True),
    ({"require": {"tempo": {"above": 90}}}, {"require": {"tempo": {"below": 95}}}, False),
    ({"direction": "cw"}, {"direction": "ccw"}, True),
    ({"direction": "cw"}, {"direction": "left"}, False),
    ({"direction": "cw"}, {"forbid": {"direction": "cw"}}, True),
    ({"forbid": {"prop": "fan", "gender": "man"}}, {"require": {"prop": "fan"}}, False),
]  # fmt: skip


@pytest.mark.parametrize(("one", "other", "clash"), CLASHES)
def test_contradictions(one, other, clash):
    assert bool(list(contradictions(clauses(one, other)))) is clash
    assert bool(list(contradictions(clauses(other, one)))) is clash


def test_shadows():
    wide, close = (
        {"forbid": {"prop": ("fan", "pole")}},
        {"forbid": {"prop": "fan"}, "when": {"occasion": "stage"}},
    )
    assert [(a.rule.id, b.rule.id) for a, b in shadowed(clauses(wide, close))] == [("dai.r1", "dai.r0")]
    assert list(shadowed(clauses(wide, {**close, "strength": "hard"}))) == []
    assert list(shadowed(clauses({**wide, "unless": {"occasion": "stage"}}, close))) == []
    assert [(a.rule.id, b.rule.id) for a, b in shadowed(clauses(wide, wide))] == [("dai.r1", "dai.r0")]
    looser, tighter = {"forbid": {"tempo": {"above": 90}}}, {"forbid": {"tempo": {"above": 80}}}
    assert [(a.rule.id, b.rule.id) for a, b in shadowed(clauses(looser, tighter))] == [("dai.r0", "dai.r1")]


def test_a_shadow_is_a_warning(tmp_path):
    assert said(pack(tmp_path, RULE + RULE.replace("dai.mine", "dai.other")), "warning") == [
        "dai/rules.toml:17: rule 'dai.other' is shadowed: 'dai.mine' stops everything that it stops"
    ]
    assert load_atlas(tmp_path).rule("dai.other")


def test_a_rule_that_is_permitted_everywhere_is_never_heard():
    rule = {"forbid": {"prop": "fan"}, "when": {"gender": "man"}}
    everywhere = {"permit": "dai.r0", "when": {"gender": "man"}, "unless": {"place": "nowhere"}, "since": 1}
    assert list(never_heard(clauses(rule, everywhere))) == []  # the place is not always another
    both = {"permit": "dai.r0", "when": {"gender": ("man", "woman")}, "unless": {"age": "elder"}}
    assert list(never_heard(clauses(rule, both, {**both, "unless": {"age": "adult"}}))) != []


def test_a_dispute_is_listed_with_its_line(tmp_path):
    disputed = RULE.replace(
        'standing = "claimed"',
        'standing = "claimed"\ndisputed_by = [{ by = "Ai", because = "my aunt does", date = "2026-11-27" }]',
    )
    assert said(pack(tmp_path, disputed), "note") == [
        "dai/rules.toml:10: rule 'dai.mine' is disputed by Ai (2026-11-27): my aunt does"
    ]
    assert said(tmp_path) == []


def test_look_alikes():
    assert list(twins(["lion", "1ion", "lian", "rnan", "man"])) == [("1ion", "lion"), ("man", "rnan")]
    assert skeleton("\u0440\u0435\u0430\u0441\u043e\u0441\u043a") == skeleton("peacock")
    assert list(odd(Concept(id="a", names={"en": "a", "zh": "\u4e00", "pinyin": "y\u012b"}))) == []
    # a name in Cyrillic is a name; only a word of two alphabets is odd
    assert (
        list(odd(Concept(id="a", names={"en": "a", "zh": "\u4e00", "aliases": ["\u0431\u04e9\u0445"]}))) == []
    )


def test_a_link_out_and_ten_megabytes_are_told_with_the_rest(tmp_path):
    outside = tmp_path / "outside.toml"
    outside.write_text(RULE, encoding="utf-8")
    folder = tmp_path / "mine"
    folder.mkdir()
    pack(folder, RULE.replace('"soft"', '"loud"'))
    (folder / "dai" / "dances.toml").symlink_to(outside)
    (folder / "dai" / "motifs.toml").write_bytes(b"# " + b"x" * 10_000_000)
    found = said(folder)
    assert "dai/dances.toml leads out of its pack; a pack holds its files itself" in found
    assert "dai/motifs.toml is 10.0 MB; a file of a pack may be at most 2 MB" in found
    assert (
        "dai/rules.toml:7: rule 'dai.mine': strength is 'loud'; it may be 'hard', 'soft' or 'advisory'"
        in found
    )
