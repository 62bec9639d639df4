"""What a rule waits for that the atlas rules out: other people's dance, a variant that its dance has not."""

from collections.abc import Iterator, Mapping
from typing import Any

from wenwu.atlas.complaint import shown
from wenwu.atlas.rule import Rule, Wanted

Records = Mapping[str, Mapping[str, Any]]


def unreachable(rule: Rule, records: Records) -> Iterator[tuple[str, str]]:
    """The part of a rule, and why it can never hold."""
    if rule.culture == "any":
        return
    own = _shows_its_own(rule, records)
    for kind in ("dance", "costume"):
        known = _known(kind, records)
        for id in words(rule.when.get(kind)):
            if id in known and known[id].culture != rule.culture and not own:
                yield "when", f"waits for the {kind} {id!r} of the pack {known[id].culture!r}, not its own"
    yield from _variants(rule, records)


def _variants(rule: Rule, records: Records) -> Iterator[tuple[str, str]]:
    """A variant that none of the dances it is asked with has."""
    dances = [records["dance"][id] for id in words(rule.when.get("dance")) if id in records["dance"]]
    variants = {variant.id for dance in dances for variant in dance.variants}
    for part in ("when", "unless", "forbid", "require"):
        for id in words((getattr(rule, part) or {}).get("variant")):
            if dances and id not in variants:
                yield (
                    part,
                    f"waits for the variant {shown(id)}, which the dance has not; it has "
                    + ", ".join(sorted(variants)),
                )


def _shows_its_own(rule: Rule, records: Records) -> bool:
    """Whether it is about a motif of its own culture: such a rule speaks in any people's dance."""
    parts = (rule.when, rule.forbid or {}, rule.require or {})
    named = [id for part in parts for id in words(part.get("motif"))]
    return any(id in records["motif"] and records["motif"][id].culture == rule.culture for id in named)


def words(wanted: Wanted | None) -> tuple[Any, ...]:
    """The words of a condition, where it names any."""
    if isinstance(wanted, str):
        return (wanted,)
    return wanted if isinstance(wanted, tuple) else ()


def _known(kind: str, records: Records) -> Mapping[str, Any]:
    described = {id: record for id, record in records["described"].items() if record.kind == kind}
    return {**described, **records[kind]}
