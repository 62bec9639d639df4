"""Everything there is to say about packs that are read, each thing in one sentence with file and line."""

from collections.abc import Iterator, Mapping
from typing import Any

from wenwu.atlas.complaint import Complaint
from wenwu.atlas.contradiction import contradictions, never_heard, shadowed
from wenwu.atlas.cycle import cycles, one_sided
from wenwu.atlas.domain import impossible
from wenwu.atlas.lookalike import odd, twins
from wenwu.atlas.near_miss import near_misses
from wenwu.atlas.reach import unreachable
from wenwu.atlas.record import Claim
from wenwu.atlas.rule import Rule
from wenwu.atlas.rulebook import Rulebook
from wenwu.atlas.tomlfile import Place
from wenwu.atlas.validate import Origin, Records, validate


def check(records: Records, origin: Origin) -> Iterator[Complaint]:
    """All complaints about the records that have an origin, among all records."""
    yield from validate(records, origin)
    yield from _alone(records, origin)
    yield from _together(records, origin)
    yield from _letters(records, origin)
    yield from _open_disputes(records, origin)


def _said(origin: Origin, kind: str, id: str, part: str, what: str) -> str:
    place: Place = origin[kind, id]
    return f"{place.at(part)}: {kind} {id!r} {what}"


def _alone(records: Records, origin: Origin) -> Iterator[Complaint]:
    """What is wrong with one rule by itself."""
    for id, rule in _mine("rule", records, origin):
        for part, why in impossible(rule):
            yield Complaint(_said(origin, "rule", id, part, f"waits for what can never be: {why}"))
        for part, why in (*unreachable(rule, records), *near_misses(rule, records)):
            yield Complaint(_said(origin, "rule", id, part, why))
    for concept, opposite in one_sided(records["concept"]):
        if ("concept", concept) in origin:
            what = f"is opposed to {opposite!r}, which is not opposed to it"
            yield Complaint(_said(origin, "concept", concept, "opposite", what))


def _mine(kind: str, records: Records, origin: Origin) -> Iterator[tuple[str, Any]]:
    return ((id, record) for id, record in records[kind].items() if (kind, id) in origin)


def _together(records: Records, origin: Origin) -> Iterator[Complaint]:
    """What is wrong between rules, of which one at least is looked at."""
    rules: Mapping[str, Rule] = records["rule"]
    clauses = list(Rulebook(rules.values()).clauses.values())
    ids = {id for kind, id in origin if kind == "rule"}
    for one, other, case in contradictions(clauses, ids):
        mine, theirs = sorted((one, other), key=lambda c: (c.rule.id in ids, c.rule.id), reverse=True)
        scope = {*one.rule.when, *other.rule.when}
        where = ", ".join(f"{k} = {v}" for k, v in case.items() if k in scope) or "everywhere"
        what = f"contradicts {theirs.rule.id!r} with equal strength and closeness ({where})"
        yield Complaint(_said(origin, "rule", mine.rule.id, mine.rule.effect, what))
    for one, other in shadowed(clauses, ids):
        if one.rule.id in ids:
            what = f"is shadowed: {other.rule.id!r} stops everything that it stops"
            yield Complaint(_said(origin, "rule", one.rule.id, one.rule.effect, what), "warning")
    for one in never_heard([clause for clause in clauses if clause.rule.id in ids]):
        why = "other rules permit every case" if one.permits else "`unless` holds wherever `when` does"
        part = "unless" if one.unless else "when"
        yield Complaint(_said(origin, "rule", one.rule.id, part, f"is never heard: {why}"))
    yield from _permits(rules, origin)


def _permits(rules: Mapping[str, Rule], origin: Origin) -> Iterator[Complaint]:
    for ring in cycles(rules):
        mine = [id for id in ring if ("rule", id) in origin]
        if mine:
            way = " → ".join([*ring, ring[0]])
            yield Complaint(_said(origin, "rule", mine[0], "permit", f"permits itself in a ring: {way}"))
    for id, rule in rules.items():
        if ("rule", id) not in origin:
            continue
        for permitted in (rules[name] for name in rule.permit or () if name in rules):
            if permitted.specificity >= rule.specificity:
                what = f"permits {permitted.id!r} and is no closer to the case, so it changes nothing"
                yield Complaint(_said(origin, "rule", id, "permit", what))
            elif permitted.strength == "hard" and rule.standing == "claimed":
                what = f"permits the hard rule {permitted.id!r} on a claim, which permits nothing hard"
                yield Complaint(_said(origin, "rule", id, "permit", what))


def _letters(records: Records, origin: Origin) -> Iterator[Complaint]:
    """Look-alikes, in ids and in words."""
    for kind, table in records.items():
        for first, second in twins(table):
            mine = next((id for id in (second, first) if (kind, id) in origin), None)
            if mine:
                other = first if mine == second else second
                yield Complaint(
                    _said(
                        origin, kind, mine, "id", f"looks like {other!r}; an eye may take one for the other"
                    )
                )
    for (kind, id), place in origin.items():
        for what in odd(records[kind][id]):
            yield Complaint(f"{place}: {kind} {id!r} {what}")


def _open_disputes(records: Records, origin: Origin) -> Iterator[Complaint]:
    for (kind, id), place in origin.items():
        record = records[kind][id]
        for dispute in record.disputed_by if isinstance(record, Claim) else ():
            state = "is disputed" if record.enabled else "is disputed and switched off"
            what = f"{state} by {dispute.by} ({dispute.date}): {dispute.because}"
            yield Complaint(f"{place.at('disputed_by')}: {kind} {id!r} {what}", "note")
