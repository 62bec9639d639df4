"""SVG pictures from outside, drawn only where nothing in them runs, fetches or links: else one sentence."""

import re
from xml.etree import ElementTree

import resvg_py

from wenwu.base.errors import InputError
from wenwu.motifs.picture import SMALLEST, Picture, picture_of

BYTES = 5_000_000  # of one SVG
ELEMENTS, LONGEST = 50_000, 16  # parts; times as long as wide
TRAPS = {
    "an entity": re.compile(rb"<!\s*(ENTITY|DOCTYPE[^>]*\[)", re.I),
    "a script": re.compile(rb"<\s*([\w.-]+:)?script|javascript\s*:|[\s\"'/]on[a-z]+\s*=", re.I),
    "foreign content": re.compile(rb"<\s*([\w.-]+:)?(foreignObject|iframe|object|embed)\b", re.I),
    "a style sheet from elsewhere": re.compile(rb"@import|<\?xml-stylesheet", re.I),
}
OWN = ("#", "data:image/png", "data:image/jpeg", "data:image/gif", "data:image/webp")
NUMBER = re.compile(r"-?\d+(?:\.\d+)?(?:[eE][-+]?\d+)?")
LINK = re.compile(r"url\(\s*['\"]?\s*(?!['\"#\s])", re.I)


def is_svg(name: str, data: bytes) -> bool:
    """Whether a file is an SVG by its name or its first bytes."""
    return name.lower().endswith(".svg") or b"<svg" in data[:1000].lower()


def svg_picture(data: bytes, name: str, side: int) -> Picture:
    """An SVG `side` [px] long on white where it is clear; InputError where it holds more than a drawing."""
    if len(data) > BYTES:
        raise InputError(f"the drawing {name!r} is larger than {BYTES // 10**6} MB; simplify it first")
    for what, trap in TRAPS.items():
        if trap.search(data):
            raise InputError(f"the drawing {name!r} holds {what}; save it as a plain drawing or as PNG")
    root = _root(data, name)
    _require_shape(root, name)
    for count, element in enumerate(root.iter()):
        if count > ELEMENTS:
            raise InputError(f"the drawing {name!r} has more than {ELEMENTS:,} parts; save it as PNG")
        _require_own(element, name)
    try:
        png = bytes(resvg_py.svg_to_bytes(svg_string=data.decode("utf-8"), width=side))
    except (ValueError, TypeError, UnicodeDecodeError, RuntimeError) as error:
        raise InputError(f"the drawing {name!r} cannot be drawn; save it as PNG") from error
    drawn = picture_of(png, name, side)
    if min(drawn.colour.shape[:2]) < SMALLEST:
        raise InputError(f"the drawing {name!r} is empty or a hair's breadth; save it as PNG")
    return Picture(drawn.colour, drawn.mask, (*drawn.noted, "drawn from SVG"))


def _root(data: bytes, name: str) -> ElementTree.Element:
    try:
        return ElementTree.fromstring(data)
    except (ElementTree.ParseError, ValueError, LookupError) as error:
        raise InputError(f"the drawing {name!r} is no sound SVG; save it again") from error


def _require_shape(root: ElementTree.Element, name: str) -> None:
    """No strip: a drawing a million times as high as wide would fill the memory."""
    box = NUMBER.findall(root.get("viewBox", ""))
    sides = box[2:4] if len(box) == 4 else [*NUMBER.findall(root.get("width", ""))[:1],
                                            *NUMBER.findall(root.get("height", ""))[:1]]  # fmt: skip
    high, wide = max(map(float, sides), default=1.0), min(map(float, sides), default=1.0)
    if not 0 < wide <= high <= LONGEST * wide:
        raise InputError(f"the drawing {name!r} is a strip or has no size; crop it to what it shows")


def _require_own(element: ElementTree.Element, name: str) -> None:
    """No link out of the file: # and pictures written into it alone."""
    for key, value in element.attrib.items():
        own = value.strip().startswith(OWN)
        links = key.rpartition("}")[2] in ("href", "src") and not own
        if links or LINK.search(value):
            raise InputError(f"the drawing {name!r} links to something outside it; save it as PNG")
    if element.text and LINK.search(element.text):
        raise InputError(f"the drawing {name!r} links to something outside it; save it as PNG")
