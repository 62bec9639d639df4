"""Typefaces: the page carries its own letters, so that every script shows anywhere."""

import base64
from dataclasses import dataclass
from functools import cache
from io import BytesIO
from pathlib import Path

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont

FOLDER = Path(__file__).parent / "fonts"
SMALL = (
    64 * 1024
)  # [bytes] such a font goes into the page whole: cutting it would cost more time than it saves


@dataclass(frozen=True)
class Face:
    """One font file and what the style sheet calls it."""

    file: str
    family: str
    weight: int = 400
    style: str = "normal"


FACES = (
    Face("display", "Display"),
    Face("serif", "Text"),
    Face("serif-italic", "Text", style="italic"),
    Face("serif-bold", "Text", weight=700),
    Face("sans", "Label"),
    Face("sans-bold", "Label", weight=700),
    Face("han", "Han"),
    Face("yiii", "Scripts"),
    Face("tibt", "Scripts"),
    Face("mong", "Scripts"),
    Face("arab", "Scripts"),
    Face("talu", "Scripts"),
    Face("tale", "Scripts"),
    Face("lana", "Scripts"),
    Face("plrd", "Scripts"),
)


def font_faces(text: str) -> str:
    """The @font-face rules for the characters of a text, fonts included; only faces that are needed.

    Every family covers other characters, so each face names its own by unicode-range.
    """
    return "\n".join(rule for face in FACES if (rule := _rule(face, text)))


def _rule(face: Face, text: str) -> str:
    keep = {ord(character) for character in text} & characters(face.file)
    special = keep - set(range(0x20, 0x7F)) if face.family in ("Han", "Scripts") else keep
    if not special:
        return ""
    data = base64.b64encode(_cut(face.file, keep)).decode("ascii")
    ranges = ",".join(f"U+{code:X}" for code in sorted(special))
    return (
        f"@font-face{{font-family:'{face.family}';font-weight:{face.weight};font-style:{face.style};"
        f"src:url(data:font/woff;base64,{data}) format('woff');unicode-range:{ranges}}}"
    )


@cache
def characters(file: str) -> frozenset[int]:
    """The characters one of our fonts can show."""
    with TTFont(FOLDER / f"{file}.woff", lazy=True) as font:
        return frozenset(font.getBestCmap() or ())


def shows(text: str) -> list[str]:
    """The characters of a text that none of our fonts can show."""
    known = frozenset().union(*(characters(face.file) for face in FACES))
    return sorted({c for c in text if ord(c) not in known and not c.isspace() and c.isprintable()})


def _cut(file: str, keep: set[int]) -> bytes:
    """A font with these characters and their shaping; a small one whole."""
    whole = (FOLDER / f"{file}.woff").read_bytes()
    if len(whole) <= SMALL:
        return whole
    with TTFont(FOLDER / f"{file}.woff", recalcTimestamp=False) as font:
        options = Options(layout_features=["*"], notdef_outline=True)  # type: ignore[no-untyped-call]
        cutter = Subsetter(options)  # type: ignore[no-untyped-call]
        cutter.populate(unicodes=keep)  # type: ignore[no-untyped-call]
        cutter.subset(font)  # type: ignore[no-untyped-call]
        font.flavor = "woff"
        out = BytesIO()
        font.save(out)
    return out.getvalue()
