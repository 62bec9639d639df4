"""A reading as plain values, in both languages at once: what `--json` prints and reading.json holds."""

from collections.abc import Iterable
from typing import Any

from wenwu.atlas.model import Atlas, Motif, Names
from wenwu.atlas.record import Claim
from wenwu.memory.memory import Memory
from wenwu.memory.photo import PhotoRead
from wenwu.memory.reading import Meant, Recalled
from wenwu.memory.real import RealReading
from wenwu.memory.stated import kept_signs, recalled_motifs, spoken, stated

CERTAIN = 0.9999  # no chance is told as more
NOT_MEASURED = "not measured on photographs"


def photo_data(photo: PhotoRead, memory: Memory, atlas: Atlas) -> dict[str, Any]:
    """All that was read of one picture. What is unknown has no prototypes and meanings, and says the least
    unlike ones under a name of their own.
    """
    reading = photo.reading
    high, wide = photo.colour.shape[:2]
    motifs = recalled_motifs(reading, atlas)
    told = {
        "prototypes": [_prototype(one, memory, atlas) for one in reading.prototypes],
        "meanings": [_meant(meant, photo, motifs, atlas) for meant in reading.meanings],
    }
    nothing: dict[str, Any] = {"prototypes": [], "meanings": []}
    named = {meant.context.culture for meant in reading.meanings} - {""}
    own = motifs if reading.known else ()
    cultures = named | {motif.culture for motif in own[:1]} or set(atlas.cultures)
    return {
        "file": photo.file, "width": wide, "height": high, "noted": list(photo.noted),
        "known": reading.known, "likeness": round(reading.likeness, 4),
        "known_from": round(float(memory.facts["unknown_below"]), 4),
        **(told if reading.known else nothing),
        "least_unlike": None if reading.known else told,
        "real": _real(photo.real),
        "kept_signs": [
            {**_sign(one.motif), "sacred": one.motif.sacred, "like": list(one.like), **_word_of(one.motif)}
            for one in kept_signs(cultures, own, atlas)
        ],
        "where": {"shares": reading.where.astype(float).round(4).tolist(),
                  "square": {name: round(v, 1) for name, v in photo.square._asdict().items()}},
        "evidence": {
            "share": round(photo.evidence.share, 4), "damaged": photo.evidence.damaged,
            "scant": photo.evidence.scant, "how": list(photo.evidence.how),
        },
    }  # fmt: skip


def _real(seen: RealReading | None) -> dict[str, Any] | None:
    """Among real pictures; the classes of what is unlike them are only the least unlike."""
    if seen is None:
        return None
    told = [{"name": one.name, "chance": min(round(one.chance, 4), CERTAIN)} for one in seen.classes]
    return {
        "known": seen.known, "likeness": round(seen.likeness, 4), "classes": told if seen.known else [],
        "least_unlike": None if seen.known else told,
        "hidden": {
            "share": round(seen.hidden, 4), "left": round(seen.left, 4), "filled_by": list(seen.filled_by),
        },
    }  # fmt: skip


def memory_data(memory: Memory) -> dict[str, Any]:
    """How reliable this memory's chances have been, split by split, and on what it learnt."""
    kept = ("n", "concept_accuracy", "ece", "called_unknown")
    splits = {
        name: {key: facts[key] for key in kept if key in facts}
        for name, facts in memory.facts.items()
        if isinstance(facts, dict) and "n" in facts
    }
    about: dict[str, Any] = {name: memory.facts.get(name) for name in ("corpus", "trained_on")}
    return {**about, "reliability": splits, "photographs": NOT_MEASURED}


def sources_data(pictures: Iterable[dict[str, Any]], atlas: Atlas) -> dict[str, Any]:
    """Every source that some readings name, by its id."""
    ids = sorted({id for picture in pictures for id in _cited(picture)})
    found = (atlas.source(id) for id in ids)
    return {s.id: {"title": s.title, "kind": s.kind, "grade": s.grade, "year": s.year} for s in found}


def _cited(value: Any) -> Iterable[str]:
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from inner if key == "sources" else _cited(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _cited(inner)


def _names(names: Names) -> dict[str, Any]:
    own = [{"text": one.text, "latin": one.latin, "who": one.who} for one in names.native]
    return {"en": names.en, "zh": names.zh, **({"own": own} if own else {})}


def _sign(motif: Motif) -> dict[str, Any]:
    return {"motif": motif.id, "culture": motif.culture, "name": _names(motif.names)}


def _word_of(claim: Claim) -> dict[str, Any]:
    return {"standing": claim.standing, "sources": list(claim.source)}


def _prototype(one: Recalled, memory: Memory, atlas: Atlas) -> dict[str, Any]:
    card = memory.cards[one.number]
    peoples = [
        {"id": id, "name": _names(atlas.cultures[id].names)} for id in one.cultures if id in atlas.cultures
    ]
    return {
        "number": one.number, "weight": round(one.weight, 4),
        "motifs": [_sign(atlas.motifs[id]) for id in one.motifs if id in atlas.motifs], "cultures": peoples,
        "training_pictures": card["pictures"], "purity": card["purity"],
    }  # fmt: skip


def _meant(meant: Meant, photo: PhotoRead, motifs: tuple[Motif, ...], atlas: Atlas) -> dict[str, Any]:
    concepts = [
        {
            "id": id, "name": _names(atlas.concepts[id].names), "chance": min(round(chance, 4), CERTAIN),
            "stated": [
                {"motif": one.motif.id, "context": one.meaning.context, "here": one.here,
                 "en": one.meaning.en, "zh": one.meaning.zh, **_word_of(one.meaning)}
                for one in stated(id, meant, motifs, atlas)
            ],
        }
        for id, chance in meant.concepts.items()
        if id in atlas.concepts
    ]  # fmt: skip
    rules = [
        {
            "id": one.rule.id, "text": (one.rule.caption or one.rule.about).model_dump(),
            "effect": one.rule.effect, "strength": one.rule.strength, "here": one.here,
            "would_be_broken": one.breach, **_word_of(one.rule),
        }
        for one in spoken(meant, photo.reading, atlas)
    ]  # fmt: skip
    said = {part: word for part, word in meant.context._asdict().items() if word}
    return {
        "context": said, "concepts": concepts, "gate": round(meant.gate, 4), "rules": rules,
        "assumed_unsaid": list(meant.assumed), "never_met_with": list(meant.strange),
    }  # fmt: skip
