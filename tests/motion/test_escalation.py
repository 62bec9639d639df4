"""Escalation: a rule that no mending keeps is kept by another component, by another variant, or by nobody."""

import dataclasses
import re
from collections.abc import Callable

import numpy as np
import pytest

from wenwu.atlas.model import Atlas
from wenwu.atlas.rule import Rule
from wenwu.atlas.score import Phrase, Step, Variant
from wenwu.base.errors import RefusedError
from wenwu.base.trace import Trace
from wenwu.body.clinical import read
from wenwu.motion import escalation
from wenwu.motion.compose import ordered, tags_of
from wenwu.motion.escalation import lawful
from wenwu.motion.firewall import guard, mend
from wenwu.motion.generate import generate
from wenwu.motion.other_way import SLIGHT, Way, fits, other_variants, other_ways, redrawn
from wenwu.motion.performance import Performance
from wenwu.motion.repertoire import repertoire_for
from wenwu.motion.score import PLAIN, Placed
from wenwu.pipeline import perform
from wenwu.prompt.brief import Brief, Pattern
from wenwu.prompt.read import read_brief
from wenwu.prompt.wishes import Wishes
from wenwu.report.changes import changes_in
from wenwu.report.page_words import words

DANCE, FPS = "bai_bawang", 30.0  # two variants for women; seed 3 begins on the feet, with high knees
HARD = {"strength": "hard", "source": "HAR1", "standing": "sourced"}
SOFT = {"strength": "soft", "source": "P", "standing": "claimed"}
NEVER = {"knee.flexion": {"at_most": -5.0}}  # no knee keeps it
Danced = tuple[Brief, Performance, Trace]


@pytest.fixture(scope="module")
def first(atlas):
    """The performance as it is drawn first, with its brief."""
    brief = brief_for(atlas)
    return brief, generate(brief, atlas, Trace(), FPS)


def brief_for(atlas: Atlas, **more: object) -> Brief:
    said = str(more.pop("said", "A Bai woman dances with the bawang whip"))
    return read_brief(said, Wishes(dance=DANCE, dancers=1, seconds=4.0, seed=3, **more), atlas)  # type: ignore[arg-type]


def ruled(atlas: Atlas, **fields: object) -> Atlas:
    """The atlas with one more rule about the dance."""
    base = {
        "id": "bai.more", "culture": "bai", "about": {"en": "more", "zh": "更多"},
        "when": {"dance": DANCE}, "passes": [{}, {}], "fails": [{}, {}], **HARD,
    }  # fmt: skip
    rule = Rule.model_validate({**base, **fields})
    return dataclasses.replace(atlas, rules={**atlas.rules, rule.id: rule})


def danced(atlas: Atlas, brief: Brief | None = None) -> Danced:
    brief, told, trace = brief or brief_for(atlas), Trace(), Trace()
    performance = escalation.generate(brief, atlas, told, FPS)
    return (*lawful(performance, brief, atlas, told, trace, FPS), trace)


def knees(performance: Performance) -> float:
    """The deepest knee [deg]."""
    clip = performance.dancers[0].clip
    return float(max(read(f"knee_{side}.flexion", clip.rotation).max() for side in "lr"))


def same(one: Performance, other: Performance) -> bool:
    pairs = zip(one.dancers, other.dancers, strict=True)
    return all(np.array_equal(a.clip.rotation, b.clip.rotation) for a, b in pairs)


def told_in(lang: str, trace: Trace, brief: Brief, atlas: Atlas) -> list[str]:
    """The changes as the page tells them."""
    asked = brief.model_copy(update={"lang": lang})
    return [change.text for change in changes_in(trace, asked, atlas, words()[lang])]


def test_what_keeps_the_rules_is_danced_as_drawn_and_told_as_before(atlas, first):
    brief, performance, trace = danced(atlas)
    plain = Trace()
    kept = guard(generate(first[0], atlas, plain, FPS), first[0], atlas, plain)
    assert brief == first[0] and same(performance, kept)
    assert trace.to_jsonl() == plain.to_jsonl()


def test_the_next_component_is_danced_where_the_first_breaks_a_rule(atlas, first):
    most = knees(first[1]) - 5
    brief, performance, trace = danced(ruled(atlas, require={"knee.flexion": {"at_most": most}}))
    assert knees(performance) <= most and brief == first[0]
    (told,) = (event for event in trace if event.kind == "replaced")
    assert told.data == {
        "rule": "bai.more", "dancer": 0, "angle": told.data["angle"], "phrase": "knee_and_foot",
        "before": {"way": "feet_only", "component": 1}, "after": {"way": "knees_only", "component": 3},
        "margin": -5.0,
    }  # fmt: skip
    assert told.text == (
        "knee_and_foot danced as feet_only (component 2) is 5.0° beyond bai.more, which nothing mends; it is "
        "drawn again as knees_only (component 4)"
    )
    assert told_in("zh", trace, brief, atlas)[0] == (
        "“击膝脚”依feet_only（分量2）来跳，超出规则5.0°，无从修正；已改依knees_only（分量4）重新抽取。"
    )
    assert told_in("en", trace, brief, atlas)[0].startswith("“Knee and foot”, danced as feet_only (")
    (way,) = (event.data for event in trace if "way" in event.data)  # of the first nothing else is told
    assert (way["way"], way["component"]) == ("knees_only", 3)
    judged = [event.data["margin"] for event in trace if event.kind == "judged"]
    assert judged and min(judged) >= 0
    assert performance.dancers[0].clip.marks[0] == (
        first[1].dancers[0].clip.marks[0][0],
        "knee_and_foot/knees_only",
    )


@pytest.fixture
def redraws(first, monkeypatch):
    """`generate` that draws nothing anew, and how often it was asked."""
    count = []

    def drawn(brief: Brief, *_: object) -> Performance:
        count.append(brief.cast[0].variant)
        part, dancer = brief.cast[0], first[1].dancers[0]
        other = dataclasses.replace(dancer, variant=part.variant, costume=part.costume)
        return dataclasses.replace(first[1], dancers=(other,))

    monkeypatch.setattr(escalation, "generate", drawn)
    return count


def test_another_variant_is_danced_where_no_component_keeps_the_rule(atlas, redraws):
    village = ruled(atlas, when={"dance": DANCE, "variant": "village"}, require=NEVER)
    brief, performance, trace = danced(village)
    assert brief.cast[0].variant == performance.dancers[0].variant == "married"
    assert brief.cast[0].costume == performance.dancers[0].costume != brief_for(atlas).cast[0].costume
    tried = [event for event in trace if event.kind in ("replaced", "changed")]
    assert [event.kind for event in tried] == ["replaced"] * (len(tried) - 1) + ["changed"]
    assert {event.data["rule"] for event in tried} == {"bai.more"} and len(tried) > 2
    assert (tried[-1].data["before"], tried[-1].data["after"]) == ("village", "married")
    for lang, now in (("en", "; “married” is danced instead."), ("zh", "；改跳“已婚”。")):
        told = [text for text in told_in(lang, trace, brief, atlas) if text.endswith(now)]
        assert len(told) == 1 and not {event.text for event in tried} & {*told_in(lang, trace, brief, atlas)}
    afters = [tuple(event.data["after"].values()) for event in tried[:-1]]
    assert len(set(afters)) == len(afters) and ("feet_only", 1) not in afters


def test_a_variant_that_was_asked_for_is_kept(atlas, redraws):
    strict = ruled(atlas, when={"dance": DANCE, "variant": "married"}, require=NEVER)
    with pytest.raises(RefusedError, match=r"bai\.more"):
        danced(strict, brief_for(atlas, role="married"))


def test_a_variant_that_another_rule_stops_is_not_danced(atlas, redraws):
    strict = ruled(atlas, when={"dance": DANCE, "variant": "village"}, require=NEVER)
    both = ruled(strict, id="bai.other", forbid={"variant": "married"})
    with pytest.raises(RefusedError, match=r"bai\.more"):
        danced(both)


def test_a_dress_without_the_piece_of_the_users_own_cloth_is_not_changed_into(atlas):
    brief = brief_for(atlas)
    cloth = Pattern(file="a.png", source="s", permission="p", sacred="no", on="apron", width=0.5)
    worn = brief.model_copy(update={"pattern": cloth})
    dress = next(other_variants(brief, brief.cast[0], atlas)).cast[0].costume
    assert [b.cast[0].costume for b in other_variants(worn, worn.cast[0], atlas)] == [dress]
    old = atlas.costume(dress)
    bare = old.model_copy(update={"pieces": tuple(p for p in old.pieces if p.kind != "apron")})
    without = dataclasses.replace(atlas, costumes={**atlas.costumes, dress: bare})
    assert list(other_variants(worn, worn.cast[0], without)) == []
    assert len(list(other_variants(brief, brief.cast[0], without))) == 1


ENGLISH, CHINESE = "A Bai woman dances with the bawang whip", "白族女子跳霸王鞭"
NONE = "refused: drawn again in 7 other ways, none keeps it"


@pytest.mark.parametrize(
    ("strength", "said", "lead"),
    [
        (HARD, ENGLISH, f"{NONE}; more, "),
        (HARD, CHINESE, "不予生成：另试7种跳法，皆不合；更多，"),
        (SOFT, ENGLISH, f"{NONE}, and no reason to set it aside is on record; more, "),
        (SOFT, CHINESE, "不予生成：另试7种跳法，皆不合，未记录搁置的理由；更多，"),
    ],
)
def test_what_nothing_keeps_is_refused(atlas, redraws, strength, said, lead):
    strict = ruled(atlas, require=NEVER, **strength)
    with pytest.raises(RefusedError, match="^" + re.escape(lead)):
        danced(strict, brief_for(strict, said=said))
    assert redraws == ["village"] * 4 + ["married"] * 4  # the first, then seven more


def test_the_whole_story_refuses_what_nothing_keeps_and_leaves_no_folder(atlas, redraws, tmp_path):
    strict = ruled(atlas, require=NEVER)
    trace = Trace()
    with pytest.raises(RefusedError, match=r"^refused: drawn again in 7 other ways, none keeps it; more, "):
        perform(brief_for(strict), strict, tmp_path / "out", trace)
    assert not list(tmp_path.iterdir()) and redraws == ["village"] * 3 + ["married"] * 4
    assert [e.kind for e in trace if e.kind in ("replaced", "changed")].count("changed") == 1


def test_attempts_are_bounded(atlas, redraws, monkeypatch):
    monkeypatch.setattr(escalation, "MOST", 2)
    with pytest.raises(RefusedError, match=r"^refused: drawn again in 2 other ways, none keeps it; more, "):
        danced(ruled(atlas, require=NEVER))
    assert len(redraws) == 1 + 2


def test_a_soft_rule_with_a_reason_on_record_is_set_aside_and_nothing_is_drawn_again(atlas, first):
    lax = ruled(atlas, require=NEVER, **SOFT)
    brief, performance, trace = danced(lax, brief_for(lax, set_aside={"bai.more": "a workshop on knees"}))
    assert same(performance, first[1]) and brief.cast == first[0].cast
    assert {e.data["because"] for e in trace if e.kind == "set aside"} == {"a workshop on knees"}
    assert not [e for e in trace if e.kind in ("replaced", "changed")]


def test_a_breach_is_told_where_it_is_worst(atlas, first):
    strict = ruled(atlas, require={"knee.flexion": {"at_most": 30.0}})
    left = mend(first[1], first[0], strict, Trace())[1]
    knee = {
        name: read(name, first[1].dancers[0].clip.rotation) for name in ("knee_l.flexion", "knee_r.flexion")
    }
    assert {breach.watch.name for breach in left} == set(knee)
    for breach in left:
        angle = knee[breach.watch.name]
        assert abs(breach.frame - int(angle.argmax())) <= 5  # a bound between frames counts for both
        assert breach.margin == pytest.approx(30 - angle.max(), abs=0.5)
        assert breach.finding.stops and breach.finding.margin == breach.margin


def test_ways_are_tried_by_their_weight_and_the_drawn_one_not_again(atlas, first):
    known = repertoire_for(first[0], atlas, Trace())
    assert known is not None
    order = ordered(first[0], atlas.score(DANCE), FPS, known)[1]
    part = first[0].cast[0]
    ways = known.ways(order[0].phrase, part)
    found = [way.component for way in other_ways(order, 0, part, tags_of(first[0]), known)]
    drawn = known.component(order[0], part)
    assert drawn not in found and len(found) == 3
    weights = [float(ways.weight[k]) for k in found if k is not None]
    rest = sorted((float(w) for k, w in enumerate(ways.weight) if k != drawn), reverse=True)
    assert weights == [w for w in rest if w >= SLIGHT] and len(weights) < len(rest)
    forward = next(v for v in order[0].phrase.variants if v.id == "forward")
    chosen = [dataclasses.replace(order[0], variant=forward, component=k) for k in (0, 2, 1, None)]
    best = ways.component("forward")  # two dance it; one that dances another variant is no choice
    assert [known.component(one, part) for one in chosen] == [0, 2, best, best] and best in (0, 2)
    written = list(other_ways(order, 0, part, tags_of(first[0]), None))
    assert {way.component for way in written} == {None} and order[0].variant not in [
        w.variant for w in written
    ]


def phrase(**more: object) -> Phrase:
    step = Step(f="l", lift=1.0, land=1.8, to=(0.1, 0.0))
    late = Step(f="r", lift=3.5, land=4.5, to=(0.1, 0.0))
    other = Variant(id="late", steps=(late,))
    turned = Variant(id="turned", mirror=True)
    return Phrase(id="walk", beats=8, steps=(step,), variants=(other, turned), **more)  # type: ignore[arg-type]


def placed(of: Callable[..., Phrase] = phrase, beats: float = 4.0, **more: object) -> Placed:
    return Placed(of(**more), PLAIN, False, 1.0, beats)


def test_a_way_that_ends_with_a_foot_in_the_air_does_not_fit():
    late = phrase().variants[0]
    assert not fits((placed(),), 0, late) and fits((placed(beats=8.0),), 0, late)
    assert redrawn((placed(),), {("walk", "plain"): Way(late, 1)}) == (placed(),)


def test_a_foot_that_would_stumble_does_not_fit():
    """The next phrase lifts the very foot that this one would put down last."""
    early = Step(f="l", lift=0.2, land=0.9, to=(0.1, 0.0))
    follows = dataclasses.replace(placed(), phrase=phrase().model_copy(update={"steps": (early,)}), start=5.0)
    lands = Variant(id="lands", steps=(Step(f="l", lift=3.0, land=3.9, to=(0.1, 0.0)),))
    assert fits((placed(),), 0, lands) and not fits((placed(), follows), 0, lands)


def test_a_mirrored_way_turns_the_phrase_round():
    turned = phrase().variants[1]
    (out,) = redrawn((placed(),), {("walk", "plain"): Way(turned, 2)})
    assert (out.variant, out.mirror, out.component) == (turned, True, 2)
    (kept,) = redrawn((placed(mirrors=False),), {("walk", "plain"): Way(turned, 2)})
    assert kept.mirror is False
