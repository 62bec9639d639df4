"""What one file cannot see: ids that lead nowhere, standings that outrun sources, examples that fail."""

from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from typing import Any

from wenwu.atlas.facts import NAMES, Facts, is_fact
from wenwu.atlas.model import Atlas, Dance, Described, Motif, Source
from wenwu.atlas.record import Claim, Standing
from wenwu.atlas.rule import Rule
from wenwu.atlas.rules import judge
from wenwu.base.errors import InputError

Records = Mapping[str, Mapping[str, Any]]
Origin = Mapping[tuple[str, str], str]
RANK: Mapping[Standing, int] = {"claimed": 0, "sourced": 1, "confirmed": 2}
ID_FACTS = {"motif": "motif", "dance": "dance", "costume": "costume", "culture": "culture"}


def validate(records: Records, origin: Origin) -> None:
    """Refuse the first record whose words do not hold together, naming the line it begins on."""
    for (kind, id), at in sorted(origin.items(), key=lambda item: item[1]):
        for complaint in _complaints(kind, records[kind][id], records):
            raise InputError(f"{at}: {kind} {id!r} {complaint}")


def _complaints(kind: str, record: Any, records: Records) -> Iterator[str]:
    for claim in _claims(record):
        yield from _sources(claim, records["source"])
    yield from _unknown(
        "culture", getattr(record, "culture", "any"), {**records["culture"], "any": None}, kind
    )
    if isinstance(record, Rule):
        yield from _rule(record, records)
    if isinstance(record, Motif):
        yield from _colours(record, records["culture"][record.culture].palette)
        for meaning in record.meanings:
            for concept in meaning.concepts:
                yield from _unknown("concept", concept, records["concept"])
    if isinstance(record, Described):
        for occasion in record.occasions:
            yield from _unknown("occasion", occasion, records["occasion"])
    if isinstance(record, Dance):
        yield from _dance(record, records)


def _claims(record: Any) -> Iterator[Claim]:
    """The record and every claim inside it."""
    if isinstance(record, Claim):
        yield record
    for held in ("meanings", "signatures", "known", "routes"):
        for inner in getattr(record, held, ()):
            yield from _claims(inner)


def best_standing(claim: Claim, sources: Mapping[str, Source]) -> Standing:
    """As sure as the sources make it: one of grade A, or two of grade B, is sourced."""
    grades = [sources[id].grade for id in set(claim.source)]
    return "sourced" if "A" in grades or grades.count("B") >= 2 else "claimed"


def _sources(claim: Claim, sources: Mapping[str, Source]) -> Iterator[str]:
    for id in claim.source:
        yield from _unknown("source", id, sources)
    if claim.standing == "confirmed":
        yield "says 'confirmed', which needs a culture bearer's signed record"
    elif RANK[claim.standing] > RANK[best_standing(claim, sources)]:
        named = ", ".join(f"{id} (grade {sources[id].grade})" for id in claim.source)
        yield f"says 'sourced', but its sources do not carry that: {named}; write 'claimed'"


def _unknown(kind: str, id: str, known: Mapping[str, Any], asker: str = "") -> Iterator[str]:
    """A complaint when an id leads nowhere. Peoples without a pack may be named by rites."""
    if id in known or (kind == "culture" and asker == "rite"):
        return
    near = get_close_matches(id, known, n=1)
    yield f"names the {kind} {id!r}, which is not in the atlas" + (
        f"; did you mean {near[0]!r}?" if near else ""
    )


def _colours(motif: Motif, palette: Mapping[str, str]) -> Iterator[str]:
    for colour in motif.colours:
        if not colour.startswith("#") and colour not in palette:
            yield f"uses the colour {colour!r}, which the palette lacks; it has {', '.join(palette)}"


def _dance(dance: Dance, records: Records) -> Iterator[str]:
    for occasion in dance.occasions:
        yield from _unknown("occasion", occasion, records["occasion"])
    for motif in dance.motifs:
        yield from _unknown("motif", motif, records["motif"])
    for variant in dance.variants:
        for gender, costume in variant.costumes.items():
            yield from _unknown("costume", costume, records["costume"])
            if variant.gender not in ("any", gender):
                yield f"dresses a {gender} for the variant {variant.id!r}, which a {variant.gender} dances"
    for gender, id in dance.default.items():
        if not any(v.id == id and v.gender in ("any", gender) for v in dance.variants):
            yield f"has the default {id!r} for a {gender}, which is none of its variants"
    low, high, usual = dance.tempo
    if not 20 < low <= usual <= high < 300:
        yield f"has the tempo {dance.tempo}, which is not low, high, default in beats a minute"
    if not dance.formation.least <= dance.formation.usual <= dance.formation.most:
        yield "has a formation whose least, usual and most are out of order"


def _rule(rule: Rule, records: Records) -> Iterator[str]:
    for conditions in (rule.when, rule.unless, rule.forbid or {}, rule.require or {}):
        for key, wanted in conditions.items():
            if not is_fact(key):
                near = get_close_matches(key, NAMES, n=1)
                yield f"asks for {key!r}, which is no fact" + (f"; did you mean {near[0]!r}?" if near else "")
            for id in wanted if isinstance(wanted, tuple) else (wanted,):
                if key in ID_FACTS and isinstance(id, str):
                    kind = ID_FACTS[key]
                    yield from _unknown(kind, id, {**records[kind], **_described(kind, records)})
    for id in rule.permit or ():
        yield from _unknown("rule", id, records["rule"])
    yield from _examples(rule, records)


def _described(kind: str, records: Records) -> Mapping[str, Any]:
    """What is described of a kind, without being made yet."""
    return {id: record for id, record in records["described"].items() if record.kind == kind}


def _examples(rule: Rule, records: Records) -> Iterator[str]:
    """A rule is judged alone: content with its passes, stopping its fails (or silent, if it only speaks)."""
    alone = rule.model_copy(update={"enabled": True})
    atlas = Atlas(rules={rule.id: alone}, motifs=records["motif"], dances=records["dance"])
    for wanted, examples in ((True, rule.passes), (False, rule.fails)):
        for example in examples:
            for key in example:
                if not is_fact(key):
                    yield f"has an example with {key!r}, which is no fact"
            found = judge(Facts({"culture": rule.culture, **frozen(example)}), atlas).findings
            content = (
                bool(found) if rule.effect in ("meaning", "caption") else not any(f.breach for f in found)
            )
            if rule.effect == "permit":
                content = bool(found)
            if content is not wanted:
                word = "pass" if wanted else "fail"
                yield f"has an example that should {word} and does not: {dict(example)}"


def frozen(example: Mapping[str, Any]) -> dict[str, Any]:
    """An example's facts with lists made unchangeable."""
    return {key: tuple(value) if isinstance(value, list) else value for key, value in example.items()}
