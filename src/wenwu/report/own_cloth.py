"""The section on a cloth that somebody brought: what, by whose leave, how it was read, where it is worn."""

from collections.abc import Mapping
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any

from jaxtyping import UInt8
from numpy import ndarray
from PIL import Image

from wenwu.atlas.model import Atlas, Meaning
from wenwu.atlas.rules import Verdict
from wenwu.atlas.text import Lang
from wenwu.base.trace import Trace
from wenwu.motifs.picture import read_picture
from wenwu.prompt.brief import Brief, Pattern
from wenwu.prompt.pattern import wearers
from wenwu.report.bibliography import Bibliography
from wenwu.report.reading_words import note_in, reading_words
from wenwu.report.rows import RuleRow, rule_rows
from wenwu.scene.cloth_reading import squared, to_bytes
from wenwu.scene.own_cloth import own_cloth
from wenwu.scene.pattern import cloth_findings

THUMB, QUALITY = 360, 80  # [px] the longer side of a thumbnail; of its JPEG


@dataclass(frozen=True)
class ConceptRow:
    """A concept that the memory read in it."""

    name: str
    chance: str
    standing: str
    sources: tuple[int, ...]


@dataclass(frozen=True)
class ClothRow:
    """Everything the page says about the cloth; what follows `shows` is empty where nobody looked at it."""

    name: str
    print: str
    source: str
    permission: str
    shows: str
    found: str
    how: tuple[str, ...]
    worn: tuple[str, ...]
    width: str
    known: bool
    likeness: str
    likes: tuple[str, ...]  # motifs, each with its people
    kept: tuple[str, ...]  # signs that are kept
    concepts: tuple[ConceptRow, ...]
    rules: tuple[RuleRow, ...]


def cloth_row(
    brief: Brief, atlas: Atlas, verdict: Verdict, trace: Trace, words: Mapping[str, Any], cites: Bibliography
) -> ClothRow | None:
    """The row; None where nobody brought a cloth."""
    pattern, w = brief.pattern, words["cloth"]
    if pattern is None:
        return None
    told = told_of(trace)
    cloth = own_cloth(pattern) if told else None
    notes = cloth.photo.assumed if cloth else ()
    costumes = [costume.names.say(brief.lang) for costume, _ in wearers(brief, atlas)] if cloth else []
    on = w["pieces"].get(pattern.on, pattern.on.replace("_", " "))
    return ClothRow(
        Path(pattern.file).name,
        pattern.print[:16],
        pattern.source,
        pattern.permission,
        w["shows"][pattern.sacred],
        w["found"][cloth.kind] if cloth else "",
        tuple(note_in(note, reading_words(brief.lang)) for note in notes),
        tuple(f"{name}: {on}" if brief.lang == "en" else f"{name}：{on}" for name in costumes),
        f"{100 * pattern.width:.3g} cm" if pattern.width else "",
        bool(told.get("known")),
        f"{told.get('likeness', 0.0):.2f}",
        tuple(_likes(pattern, atlas, brief)),
        tuple(w["signs"].get(family, family.replace("_", " ")) for family in pattern.kept),
        tuple(_concepts(told, atlas, cites, brief)),
        tuple(rule_rows(cloth_findings(verdict, brief, atlas), words, cites, brief.lang)),
    )


def cloth_pictures(pattern: Pattern) -> tuple[bytes, bytes]:
    """The photograph, and what is worn of it, as small JPEGs."""
    cloth = own_cloth(pattern)
    return (
        small_jpeg(to_bytes(read_picture(Path(pattern.file), side=2 * THUMB).colour)),
        small_jpeg(to_bytes(cloth.colour if cloth.kind == "whole" else squared(cloth.colour))),
    )


def told_of(trace: Trace) -> dict[str, Any]:
    """What the memory said, from the trace."""
    return next((dict(e.data) for e in trace if (e.stage, e.kind) == ("memory", "read")), {})


def found_of(trace: Trace, lang: Lang) -> dict[str, Any]:
    """How it repeats and how that was found, from the trace."""
    found = next((e.data for e in trace if (e.stage, e.kind) == ("scene", "found")), {"how": ()})
    words = reading_words(lang)
    return {"repeats": found.get("cloth"), "how": [note_in(note, words) for note in found["how"]]}


def _likes(pattern: Pattern, atlas: Atlas, brief: Brief) -> list[str]:
    """The motifs it looks like, each with its people."""
    known = [atlas.motif(id) for id in pattern.looks_like]
    people = [atlas.culture(m.culture).names.say(brief.lang) for m in known]
    return [f"{p} · {m.names.say(brief.lang)}" for p, m in zip(people, known, strict=True)]


def _concepts(told: Mapping[str, Any], atlas: Atlas, cites: Bibliography, brief: Brief) -> list[ConceptRow]:
    """Concepts with their chances, and on whose word."""
    rows = []
    for id, chance in told.get("concepts", {}).items():
        name = atlas.concepts[id].names.say(brief.lang) if id in atlas.concepts else id
        meaning = meaning_of(id, brief.pattern, atlas)
        standing, sources = (meaning.standing, meaning.source) if meaning else ("claimed", ())
        rows.append(ConceptRow(name, f"{chance:.2f}", standing, cites.cite(sources)))
    return rows


def meaning_of(concept: str, pattern: Pattern | None, atlas: Atlas) -> Meaning | None:
    """Which meaning of what the cloth looks like says so; None where the memory alone does."""
    motifs = [atlas.motif(id) for id in (pattern.looks_like if pattern else ())]
    said = (meaning for motif in motifs for meaning in motif.meanings if meaning.enabled)
    return next((meaning for meaning in said if concept in meaning.concepts), None)


def small_jpeg(colour: UInt8[ndarray, "H W 3"]) -> bytes:
    """A small JPEG of the pixels alone: whatever the file said beside them is gone."""
    image, out = Image.fromarray(colour), BytesIO()
    image.thumbnail((THUMB, THUMB))
    image.save(out, "JPEG", quality=QUALITY, optimize=True)
    return out.getvalue()
