"""A cloth of the user's own on the terminal: the same that the report's page says of it, shorter."""

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from rich.console import Console
from rich.text import Text

from wenwu.atlas.model import Atlas
from wenwu.cli.answer import Answer

if TYPE_CHECKING:
    from wenwu.report.bibliography import Bibliography
    from wenwu.report.own_cloth import ClothRow

STEP = "    "
Words = Mapping[str, Any]


def tell_cloth(out: Console, answer: Answer, atlas: Atlas) -> None:
    """What was said of it, what it was read as, where it would be worn; nothing where nobody brought one.

    The rules that speak of it are for the caller to tell, below.
    """
    from wenwu.report.bibliography import Bibliography
    from wenwu.report.own_cloth import cloth_row
    from wenwu.report.page_words import words
    from wenwu.report.worn import awaits_review

    if answer.brief is None:
        return
    w, cites = words()[answer.lang], Bibliography(atlas, answer.lang)
    row = cloth_row(answer.brief, atlas, answer.verdict, answer.trace, w, cites)
    if row is None:
        return
    colon = "：" if answer.lang == "zh" else ": "
    out.print(Text(f"{w['cloth']['title']}{colon}{row.name}", style="bold"))
    for line in _lines(row, w, colon, cites):
        out.print(Text(f"{STEP}{line}"))
    if row.found and awaits_review(answer.brief, atlas):
        out.print(Text(f"{STEP}{w['preview_only']}", style="yellow"))


def _lines(row: "ClothRow", w: Words, colon: str, cites: "Bibliography") -> Iterator[str]:
    said = w["cloth"]
    yield f"{said['source']}{colon}{row.source}"
    yield f"{said['permission']}{colon}{row.permission}"
    yield f"{said['question']} {row.shows}"
    if not row.found:
        return
    yield f"{said['how']}{colon}{row.found}"
    yield from (f"{STEP}{note}" for note in row.how)
    yield f"{said['would']}{colon}{said['comma'].join(row.worn)}"
    yield f"{said['width']}{colon}{row.width}"
    yield f"{said['reading']}{colon}{_read(row, said)}"
    for concept in row.concepts:
        marks = "".join(f" [{number}]" for number in concept.sources)
        standing = w["standings"][concept.standing]
        yield f"{STEP}{said['concept']}{colon}{concept.name} {concept.chance} ({standing}){marks}"
    cited = {number for concept in row.concepts for number in concept.sources}
    for entry in cites.entries():
        if entry.number in cited:
            yield f"{STEP}[{entry.number}] {entry.title} ({entry.kind}, {w['grade']} {entry.grade})"
    if not row.rules:
        yield said["rules_none"]


def _read(row: "ClothRow", said: Words) -> str:
    """What it looks like, in a paragraph."""
    likeness = said["likeness"].format(like=row.likeness)
    if not row.likes and not row.kept:
        return said["gap"].join((said["unknown"], likeness))
    told = [said["kept_like"].format(what=said["comma"].join(row.kept))] if row.kept else []
    if row.likes:
        told += [said["like"].format(what=said["comma"].join(row.likes)), likeness, said["likes_only"]]
    return said["gap"].join(told)
