"""What one file cannot see: ids that lead nowhere, standings that outrun sources, examples that fail."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from difflib import get_close_matches
from typing import Any

from wenwu.atlas.complaint import Complaint, in_order
from wenwu.atlas.costume import Costume
from wenwu.atlas.example import examples
from wenwu.atlas.facts import NAMES, is_fact
from wenwu.atlas.model import Concept, Culture, Dance, Described, Motif, Relation, Rite, Source
from wenwu.atlas.record import Claim, Standing
from wenwu.atlas.rule import Rule
from wenwu.atlas.rulebook import OVERRIDE
from wenwu.atlas.textile import Textile
from wenwu.atlas.tomlfile import Place
from wenwu.base.errors import InputError

Records = Mapping[str, Mapping[str, Any]]
Origin = Mapping[tuple[str, str], Place]
HELD: Mapping[type, str] = {  # where a record holds claims of its own
    Motif: "meanings",
    Dance: "signatures",
    Described: "known",
    Culture: "routes",
}
RANK: Mapping[Standing, int] = {"claimed": 0, "sourced": 1, "confirmed": 2}
ID_FACTS: Mapping[str, tuple[str, ...]] = {  # facts that are ids → the kinds they may be of
    "motif": ("motif",),
    "dance": ("dance",),
    "costume": ("costume",),
    "culture": ("culture",),
    "occasion": ("occasion", "rite"),
    "rite": ("rite", "occasion"),
}


def validate(records: Records, origin: Origin) -> Iterator[Complaint]:
    """Every record whose words do not hold together, with the line it begins on."""
    for (kind, id), place in origin.items():
        for complaint in _complaints(kind, records[kind][id], records):
            yield Complaint(f"{place}: {kind} {id!r} {complaint}")


def refuse_first(complaints: Iterable[Complaint]) -> None:
    """Raise the first error, by file and line."""
    for complaint in in_order(c for c in complaints if c.level == "error"):
        raise InputError(str(complaint))


def _complaints(kind: str, record: Any, records: Records) -> Iterator[str]:
    for claim in _claims(record):
        yield from _sources(claim, records["source"])
    for name in (*getattr(getattr(record, "names", None), "native", ()), *_exonyms(record)):
        for id in name.source:
            yield from _unknown("source", id, records["source"])
    yield from _unknown(
        "culture", getattr(record, "culture", "any"), {**records["culture"], "any": None}, kind
    )
    look = LOOKS.get(type(record))
    if look:
        yield from look(record, records)


def _exonyms(record: Any) -> Iterable[Any]:
    return getattr(getattr(record, "names", None), "exonyms", ())


def _claims(record: Any) -> Iterator[Claim]:
    """The record and every claim inside it."""
    if isinstance(record, Claim):
        yield record
    held = HELD.get(type(record))
    if held:
        yield from getattr(record, held)


def best_standing(claim: Claim, sources: Mapping[str, Source]) -> Standing:
    """As sure as the sources make it: one of grade A, or two of grade B, is sourced."""
    grades = [sources[id].grade for id in set(claim.source)]
    return "sourced" if "A" in grades or grades.count("B") >= 2 else "claimed"


def _sources(claim: Claim, sources: Mapping[str, Source]) -> Iterator[str]:
    for id in claim.source:
        yield from _unknown("source", id, sources)
    if claim.standing == "confirmed":
        yield "says 'confirmed', which needs a culture bearer's signed record"
    elif not set(claim.source) <= set(sources):
        return
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


def _motif(motif: Motif, records: Records) -> Iterator[str]:
    culture: Culture | None = records["culture"].get(motif.culture)
    palette = culture.palette if culture else {}
    for colour in motif.colours if culture else ():
        if not colour.startswith("#") and colour not in palette:
            yield f"uses the colour {colour!r}, which the palette lacks; it has {', '.join(palette)}"
    for concept in (c for meaning in motif.meanings for c in meaning.concepts):
        yield from _unknown("concept", concept, records["concept"])


def _described(described: Described, records: Records) -> Iterator[str]:
    for occasion in described.occasions:
        yield from _unknown("occasion", occasion, records["occasion"])
    for motif in described.motifs:
        yield from _unknown("motif", motif, records["motif"])
    if described.offer:
        yield from _unknown("dance", described.offer, records["dance"])
    yield from _facts(described.facts)


def _costume(costume: Costume, records: Records) -> Iterator[str]:
    for textile in costume.textiles():
        yield from _unknown("textile", textile, records["textile"])


def _textile(textile: Textile, records: Records) -> Iterator[str]:
    for sign in textile.signs():
        if sign.motif:
            yield from _unknown("motif", sign.motif, records["motif"])


def _rite(rite: Rite, records: Records) -> Iterator[str]:
    if rite.offer:
        yield from _unknown("dance", rite.offer, records["dance"])


def _concept(concept: Concept, records: Records) -> Iterator[str]:
    for opposite in concept.opposite:
        yield from _unknown("concept", opposite, records["concept"])


def _relation(relation: Relation, records: Records) -> Iterator[str]:
    for end in (relation.of, relation.to):
        if "." in end:
            yield from _unknown("motif", end, records["motif"])


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
    yield from _facts(dance.facts)


def _facts(facts: Iterable[str]) -> Iterator[str]:
    for key in facts:
        if not is_fact(key):
            yield f"holds the fact {key!r}, which is none" + _near(key)


def _near(key: str) -> str:
    near = get_close_matches(key, NAMES, n=1)
    return f"; did you mean {near[0]!r}?" if near else ""


def _rule(rule: Rule, records: Records) -> Iterator[str]:
    for name in ("when", "unless", "forbid", "require"):
        for key, wanted in (getattr(rule, name) or {}).items():
            if not is_fact(key):
                yield f"asks for {key!r}, which is no fact" + _near(key)
            if key == OVERRIDE and (name != "unless" or wanted is not True):
                yield "asks for 'override' elsewhere than in unless = { override = true }"
            yield from _known_ids(key, wanted, records)
    for id in rule.permit or ():
        yield from _unknown("rule", id, records["rule"])
    yield from examples(rule, records)


def _known_ids(key: str, wanted: Any, records: Records) -> Iterator[str]:
    """A complaint for every id among the words of a condition that leads nowhere."""
    kinds = ID_FACTS.get(key, ())
    known = {id: None for kind in kinds for id in (*records[kind], *_only_described(kind, records))}
    for id in wanted if isinstance(wanted, tuple) else (wanted,):
        if kinds and isinstance(id, str):
            yield from _unknown(kinds[0], id, known)


def _only_described(kind: str, records: Records) -> Iterator[str]:
    """What is described of a kind, without being made yet."""
    return (id for id, record in records["described"].items() if record.kind == kind)


LOOKS: Mapping[type, Callable[[Any, Records], Iterator[str]]] = {
    Rule: _rule,
    Motif: _motif,
    Described: _described,
    Dance: _dance,
    Costume: _costume,
    Textile: _textile,
    Rite: _rite,
    Concept: _concept,
    Relation: _relation,
}
