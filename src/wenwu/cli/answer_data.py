"""An answer of the rules as plain JSON values."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from wenwu.atlas.lawful import lawful_way
from wenwu.atlas.model import Atlas
from wenwu.atlas.rules import Finding
from wenwu.atlas.text import Lang, disputes, tell
from wenwu.cli.answer import Answer
from wenwu.prompt.brief import Pattern
from wenwu.prompt.pattern import wearers
from wenwu.prompt.said import say_facts


def as_data(prompt: str, answer: Answer, atlas: Atlas) -> dict[str, Any]:
    """The whole answer as plain JSON values."""
    verdict, lang = answer.verdict, answer.lang
    return {
        "prompt": prompt,
        "verdict": answer.state,
        "lawful": answer.state == "lawful",
        "refusal": answer.refusal or None,
        "findings": [finding_data(finding, atlas, lang) for finding in verdict.findings],
        "disputed_beside": {rule.id: list(disputes(rule, lang)) for rule in answer.beside},
        "brief": answer.brief.model_dump(mode="json") if answer.brief else None,
        "understood": say_facts(answer.facts, atlas, lang) if answer.facts else None,
        "described": answer.described or None,
        "cloth": _cloth(answer, atlas),
    }


def finding_data(finding: Finding, atlas: Atlas, lang: Lang) -> dict[str, Any]:
    """One rule that spoke: what it found, on whose word, how sure."""
    rule = finding.rule
    instead = lawful_way(rule)
    return {
        "rule": rule.id,
        "effect": finding.effect,
        "strength": rule.strength,
        "standing": rule.standing,
        "sources": sources_data(rule.source, atlas),
        "facts": {key: list(value) if isinstance(value, tuple) else value for key, value in finding.about},
        "breach": finding.breach,
        "stops": finding.stops,
        "margin": finding.margin,
        "set_aside": finding.set_aside or None,
        "text": tell(finding, atlas, lang),
        "lawful_if": instead.say(lang) if instead else None,
        "disputes": list(disputes(rule, lang)),
    }


def sources_data(ids: Iterable[str], atlas: Atlas) -> list[dict[str, Any]]:
    """Sources by id, title, kind, grade and year."""
    found = (atlas.source(id) for id in ids)
    return [{"id": s.id, "title": s.title, "kind": s.kind, "grade": s.grade, "year": s.year} for s in found]


def _cloth(answer: Answer, atlas: Atlas) -> dict[str, Any] | None:
    """What was said of a cloth, what it was read as, where it would be worn, which rules speak of it."""
    brief, pattern = answer.brief, answer.brief.pattern if answer.brief else None
    if brief is None or pattern is None:
        return None
    found = [finding_data(finding, atlas, answer.lang) for finding in answer.of_cloth]
    return {
        "file": Path(pattern.file).name,
        "sha256": pattern.print or None,
        "source": pattern.source,
        "permission": pattern.permission,
        "sacred": pattern.sacred,
        "may_be_worn": not answer.refusal,
        "read": _read(pattern, answer, atlas),
        "worn": {
            "piece": pattern.on,
            "costumes": [costume.id for costume, _ in wearers(brief, atlas)],
            "width": pattern.width,
        } if pattern.width else None,
        "findings": found,
    }  # fmt: skip


def _read(pattern: Pattern, answer: Answer, atlas: Atlas) -> dict[str, Any] | None:
    """What the photograph was found to be and to look like; None where it was not looked at."""
    from wenwu.report.own_cloth import found_of, meaning_of, told_of

    told = told_of(answer.trace)
    if not told:
        return None
    concepts = []
    for id, chance in told["concepts"].items():
        meaning = meaning_of(id, pattern, atlas)
        standing, sources = (meaning.standing, meaning.source) if meaning else ("claimed", ())
        row = {"concept": id, "chance": chance, "standing": standing}
        concepts.append({**row, "sources": sources_data(sources, atlas)})
    return {
        "known": told["known"],
        "likeness": told["likeness"],
        "view": told["view"],
        "looks_like": list(pattern.looks_like),
        "kept": list(pattern.kept),
        "concepts": concepts,
        **found_of(answer.trace, answer.lang),
    }
