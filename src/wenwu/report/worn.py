"""What is worn: costumes in a sentence, and the motifs on their cloth."""

from dataclasses import dataclass

from wenwu.atlas.model import Atlas
from wenwu.prompt.brief import Brief
from wenwu.prompt.cloth import motifs_on
from wenwu.report.bibliography import Bibliography

SACRED = 3  # this level and above comes out only as a preview


@dataclass(frozen=True)
class CostumeRow:
    """One costume of the cast."""

    id: str
    text: str
    standing: str
    sources: tuple[int, ...]
    note: str


def costume_rows(brief: Brief, atlas: Atlas, cites: Bibliography) -> list[CostumeRow]:
    """Each costume of the cast, once."""
    rows = []
    for id in dict.fromkeys(part.costume for part in brief.cast):
        costume = atlas.costume(id)
        text = costume.names.say(brief.lang)
        if brief.lang == "en":
            text = f"{text[:1].upper()}{text[1:]}: {costume.style}"
        note = costume.note if brief.lang == "en" else ""
        rows.append(CostumeRow(id, text, costume.standing, cites.cite(costume.source), note))
    return rows


def awaits_review(brief: Brief, atlas: Atlas) -> bool:
    """Whether something sacred (level 3) is shown that nobody of the culture has reviewed yet."""
    brought = brief.pattern.looks_like if brief.pattern else ()
    levels = (atlas.motif(id).sacred for id in (*motifs_on(brief, atlas), *brought))
    kept = bool(brief.pattern and brief.pattern.kept)
    sacred = kept or max([atlas.dance(brief.dance).sacred, *levels]) >= SACRED
    return sacred and atlas.culture(brief.culture).review.state != "reviewed"
