"""A reading in words: what the memory says of a picture and what the atlas states of it, in one language."""

from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np

from wenwu.atlas.model import Atlas, Motif
from wenwu.atlas.text import Lang
from wenwu.memory.memory import Memory
from wenwu.memory.photo import PhotoRead
from wenwu.memory.stated import kept_signs, recalled_motifs
from wenwu.motifs.evidence import Evidence
from wenwu.report.bibliography import Bibliography, Entry
from wenwu.report.reading_rows import (
    KeptRow,
    MeantRow,
    PrototypeRow,
    RealRow,
    SureRow,
    context_words,
    meant_row,
    prototype_row,
    real_row,
    share_of,
    sign_row,
    unknown_words,
)
from wenwu.report.reading_words import Words, note_in, reading_words

SPLITS = ("test", "unseen_seed", "unseen_parameters", "unseen_pair", "unseen_family")
ANSWERED = 0.01  # prototypes with less of the answer stand in reading.json alone


@dataclass(frozen=True)
class ReadingView:
    """All that is said of one picture."""

    file: str
    size: tuple[int, int]  # [px] wide, high
    known: bool
    lead: str
    prototypes: tuple[PrototypeRow, ...]  # none where it is unknown, nor meanings
    meanings: tuple[MeantRow, ...]
    asked: tuple[tuple[tuple[str, str], ...], ...]
    unsaid: tuple[str, ...]
    kept: tuple[KeptRow, ...]
    anyones: bool  # no people was asked for or recalled: the kept signs are those of all
    real: RealRow | None
    sure: tuple[SureRow, ...]
    looked: str
    evidence: tuple[str, ...]
    noted: tuple[str, ...]
    sources: tuple[Entry, ...] = field(default=())


def reading_view(photo: PhotoRead, memory: Memory, atlas: Atlas, lang: Lang) -> ReadingView:
    """Everything that is said of a picture. Of what is unlike all that is known, no meaning is told."""
    w, cites, reading = reading_words(lang), Bibliography(atlas, lang), photo.reading
    known = reading.known
    motifs = recalled_motifs(reading, atlas) if known else ()
    high, wide = photo.colour.shape[:2]
    least = float(memory.facts["unknown_below"])
    lead = w["known_lead" if known else "unknown_lead"].format(likeness=reading.likeness, least=least)
    prototypes = [
        prototype_row(one, memory, atlas, w) for one in reading.prototypes if known and one.weight >= ANSWERED
    ]
    asked = tuple(tuple(context_words(meant, atlas, w)) for meant in reading.meanings)
    meanings = [
        meant_row(meant, words, photo, motifs, atlas, cites)
        for meant, words in zip(reading.meanings, asked, strict=True)
        if known
    ]
    return ReadingView(
        photo.file, (wide, high), known, lead, tuple(prototypes), tuple(meanings), asked,
        tuple(dict.fromkeys(line for one in reading.meanings for line in unknown_words(one, atlas, w))),
        tuple(_kept(photo, motifs, atlas, w, cites)), not _peoples(photo, motifs),
        real_row(photo.real, w), tuple(_sure(memory, w)),
        _looked(photo, w), tuple(_evidence(photo.evidence, w)),
        tuple(note_in(note, w) for note in photo.noted), tuple(cites.entries()),
    )  # fmt: skip


def _kept(
    photo: PhotoRead, motifs: tuple[Motif, ...], atlas: Atlas, w: Words, cites: Bibliography
) -> Iterator[KeptRow]:
    """Of the peoples that were asked for or recalled; of all where neither names one."""
    for one in kept_signs(_peoples(photo, motifs) or set(atlas.cultures), motifs, atlas):
        motif, lang = one.motif, w["lang"]
        meanings = [m.zh if lang == "zh" else m.en for m in motif.meanings if m.enabled]
        like = ", ".join(atlas.motif(id).names.say(lang) for id in one.like)
        yield KeptRow(
            sign_row(motif, atlas, w), w["sacred"][str(motif.sacred)], "; ".join(meanings),
            w["kept_like"].format(like=like) if like else "", motif.standing, cites.cite(motif.source),
        )  # fmt: skip


def _peoples(photo: PhotoRead, motifs: tuple[Motif, ...]) -> set[str]:
    """Whose it may be: who was asked for, and whose sign was recalled first."""
    asked = {meant.context.culture for meant in photo.reading.meanings}
    return (asked | {motif.culture for motif in motifs[:1]}) - {""}


def _sure(memory: Memory, w: Words) -> Iterator[SureRow]:
    for split in SPLITS:
        facts = memory.facts.get(split)
        if isinstance(facts, dict) and "n" in facts:
            told = (facts.get(name) for name in ("concept_accuracy", "ece", "called_unknown"))
            yield SureRow(w["splits"][split], int(facts["n"]), *told)


def _looked(photo: PhotoRead, w: Words) -> str:
    """The ninth of the picture that was looked at most."""
    seen = photo.attention
    thirds = [[float(part.sum()) for part in np.array_split(row, 3, 1)] for row in np.array_split(seen, 3, 0)]
    share = np.array(thirds) / max(float(seen.sum()), 1e-9)
    down, across = np.unravel_index(int(share.argmax()), share.shape)
    return w["mostly"].format(place=w["places"][f"{down}{across}"], share=share_of(float(share.max())))


def _evidence(evidence: Evidence, w: Words) -> Iterator[str]:
    """Its share first, and how it was told."""
    beside = 1 - float((evidence.shown | evidence.lost).mean())
    if evidence.damaged:
        yield w["share"].format(share=share_of(evidence.share), lost=share_of(1 - evidence.share))
    else:
        yield w["share_beside"].format(beside=share_of(beside)) if beside >= ANSWERED else w["share_whole"]
    if evidence.scant:
        yield w["scant"]
    yield from (w["how"][how] for how in evidence.how)
    yield w["how"]["never"]
