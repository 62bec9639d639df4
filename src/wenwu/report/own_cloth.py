"""The section on a cloth that somebody brought: what, by whose leave, how it was read, where it is worn."""

from collections.abc import Mapping
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any

from jaxtyping import UInt8
from numpy import ndarray
from PIL import Image

from wenwu.atlas.model import Atlas
from wenwu.atlas.rules import Finding, Verdict
from wenwu.base.trace import Trace
from wenwu.motifs.picture import read_picture
from wenwu.prompt.brief import Brief, Pattern
from wenwu.prompt.pattern import wearers
from wenwu.report.bibliography import Bibliography
from wenwu.report.rows import RuleRow, rule_rows
from wenwu.scene.cloth_reading import squared, to_bytes
from wenwu.scene.own_cloth import own_cloth
from wenwu.scene.pattern import about_cloth

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
    """Everything the page says about the cloth."""

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
    likes: tuple[str, ...]
    concepts: tuple[ConceptRow, ...]
    rules: tuple[RuleRow, ...]
    photograph: bytes  # JPEG
    cloth: bytes


def cloth_row(
    brief: Brief, atlas: Atlas, verdict: Verdict, trace: Trace, words: Mapping[str, Any], cites: Bibliography
) -> ClothRow | None:
    """The row; None where nobody brought a cloth."""
    pattern, w = brief.pattern, words["cloth"]
    if pattern is None:
        return None
    told = told_of(trace)
    cloth = own_cloth(pattern)
    costumes = [costume.names.say(brief.lang) for costume, _ in wearers(brief, atlas)]
    on = w["pieces"].get(pattern.on, pattern.on.replace("_", " "))
    return ClothRow(
        Path(pattern.file).name,
        pattern.print[:16],
        pattern.source,
        pattern.permission,
        w["shows"][pattern.sacred],
        w["found"][cloth.kind],
        tuple(cloth.photo.assumed) if brief.lang == "en" else (),
        tuple(f"{name}: {on}" if brief.lang == "en" else f"{name}：{on}" for name in costumes),
        f"{100 * (pattern.width or 0):.3g} cm",
        bool(told.get("known")),
        f"{told.get('likeness', 0.0):.2f}",
        tuple(_likes(pattern, atlas, words, brief)),
        tuple(_concepts(told, atlas, cites, brief)),
        tuple(rule_rows(_spoken(pattern, verdict), words, cites, brief.lang)),
        small_jpeg(to_bytes(read_picture(Path(pattern.file), side=2 * THUMB).colour)),
        small_jpeg(to_bytes(cloth.colour if cloth.kind == "whole" else squared(cloth.colour))),
    )


def told_of(trace: Trace) -> dict[str, Any]:
    """What the memory said, from the trace."""
    return next((dict(e.data) for e in trace if (e.stage, e.kind) == ("memory", "read")), {})


def _likes(pattern: Pattern, atlas: Atlas, words: Mapping[str, Any], brief: Brief) -> list[str]:
    """The motifs it looks like, each with its people, and the signs that are kept."""
    kept = [words["cloth"]["signs"].get(family, family.replace("_", " ")) for family in pattern.kept]
    known = [atlas.motif(id) for id in pattern.looks_like]
    people = [atlas.culture(m.culture).names.say(brief.lang) for m in known]
    return [*kept, *(f"{p} · {m.names.say(brief.lang)}" for p, m in zip(people, known, strict=True))]


def _concepts(told: Mapping[str, Any], atlas: Atlas, cites: Bibliography, brief: Brief) -> list[ConceptRow]:
    """Concepts with their chances; standing and sources are those of the motif's meaning that says so."""
    pattern = brief.pattern
    said = [
        m for id in (pattern.looks_like if pattern else ()) for m in atlas.motif(id).meanings if m.enabled
    ]
    rows = []
    for id, chance in told.get("concepts", {}).items():
        meaning = next((m for m in said if id in m.concepts), None)
        name = atlas.concepts[id].names.say(brief.lang) if id in atlas.concepts else id
        standing, sources = (meaning.standing, meaning.source) if meaning else ("claimed", ())
        rows.append(ConceptRow(name, f"{chance:.2f}", standing, cites.cite(sources)))
    return rows


def _spoken(pattern: Pattern, verdict: Verdict) -> list[Finding]:
    """The findings that looked at what the cloth looks like."""
    ours = {("motif", id) for id in pattern.looks_like} | {("family", family) for family in pattern.kept}
    return [f for f in verdict.findings if about_cloth(f) and not ours.isdisjoint(f.about)]


def small_jpeg(colour: UInt8[ndarray, "H W 3"]) -> bytes:
    """A small JPEG of the pixels alone: whatever the file said beside them is gone."""
    image, out = Image.fromarray(colour), BytesIO()
    image.thumbnail((THUMB, THUMB))
    image.save(out, "JPEG", quality=QUALITY, optimize=True)
    return out.getvalue()
