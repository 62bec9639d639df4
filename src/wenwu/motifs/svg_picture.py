"""SVG pictures from outside, drawn only where nothing in them runs, fetches or links: else one sentence."""

import base64
import io
import re
import warnings
from collections.abc import Mapping
from typing import NamedTuple
from urllib.parse import unquote_to_bytes
from xml.etree import ElementTree

import resvg_py
from PIL import Image

from wenwu.base.errors import InputError
from wenwu.motifs.picture import BROKEN, FORMATS, LARGEST, Picture, picture_of

BYTES = 5_000_000  # of one SVG
ELEMENTS, LONGEST = 50_000, 16  # parts, each as often as it is used; times as long as wide
FILTER = 500  # parts that one step of a filter counts for: it goes over the whole picture
DEEPEST = 64  # parts within parts; the renderer's stack ends some hundreds down
TRAPS = {
    "an entity": re.compile(rb"<!\s*(ENTITY|DOCTYPE[^>]*\[)", re.I),
    "a script": re.compile(rb"<\s*([\w.-]+:)?script|javascript\s*:|[\s\"'/]on[a-z]+\s*=", re.I),
    "foreign content": re.compile(rb"<\s*([\w.-]+:)?(foreignObject|iframe|object|embed)\b", re.I),
    "a style sheet from elsewhere": re.compile(rb"@import|<\?xml-stylesheet", re.I),
}
OWN = ("#", "data:image/png", "data:image/jpeg", "data:image/gif", "data:image/webp")
NUMBER = re.compile(r"-?\d+(?:\.\d+)?(?:[eE][-+]?\d+)?")
LINK = re.compile(r"url\(\s*['\"]?\s*(?!['\"#\s])", re.I)
HERE = re.compile(r"url\(\s*['\"]?\s*#([^'\")\s]+)", re.I)


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
    for element in root.iter():
        _require_own(element, name)
    _require_light(root, name)
    try:
        png = bytes(resvg_py.svg_to_bytes(svg_string=data.decode("utf-8"), width=side, height=side))
    except (ValueError, TypeError, UnicodeDecodeError, RuntimeError) as error:
        raise InputError(f"the drawing {name!r} cannot be drawn; save it as PNG") from error
    drawn = picture_of(png, name, side)
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
    told = (*element.attrib.values(), element.text or "")
    if not all(link.startswith(OWN) for link in _links(element)) or any(map(LINK.search, told)):
        raise InputError(f"the drawing {name!r} links to something outside it; save it as PNG")


class Extent(NamedTuple):
    """Of a part with all that is in it and all that it uses."""

    parts: int
    depth: int
    pixels: int  # of pictures written into it: they are unpacked each time they are shown


def _require_light(root: ElementTree.Element, name: str) -> None:
    """Few parts and pixels, counted as often as they are used, and none too deep within others."""
    named = {own: element for element in root.iter() if (own := element.get("id"))}
    whole = _extent(root, named, {}, DEEPEST, name)
    if whole.parts > ELEMENTS:
        raise InputError(f"the drawing {name!r} has more than {ELEMENTS:,} parts; save it as PNG")
    if whole.pixels > LARGEST:
        raise InputError(f"the drawing {name!r} holds more than {LARGEST // 10**6} megapixels; scale it down")


def _extent(
    element: ElementTree.Element,
    named: Mapping[str, ElementTree.Element],
    known: dict[ElementTree.Element, Extent],
    left: int,
    name: str,
) -> Extent:
    """InputError where it goes deeper than the levels that are left; a ring of uses always does."""
    if element not in known and left > 0:
        used, painted = _references(element)
        inner = [
            _extent(one, named, known, left - 1, name)
            for one in (*element, *(named[own] for own in used if own in named))
        ]
        paint = [_extent(named[own], named, known, left - 1, name) for own in painted if own in named]
        within = (*inner, *paint)  # a pattern, a clip or a filter is done anew for each that wears it
        known[element] = Extent(
            _weight(element) + sum(one.parts for one in within),
            1 + max((one.depth for one in within), default=0),
            sum(map(_pixels, _links(element))) + sum(one.pixels for one in within),
        )
    if element not in known or known[element].depth > left:
        raise InputError(f"the drawing {name!r} nests more than {DEEPEST} deep; save it as PNG")
    return known[element]


def _weight(element: ElementTree.Element) -> int:
    return FILTER if element.tag.rpartition("}")[2].startswith("fe") else 1


def _references(element: ElementTree.Element) -> tuple[list[str], list[str]]:
    """Ids of what a part shows once more, and of what it is painted, clipped or filtered by."""
    used = [link[1:] for link in _links(element) if link.startswith("#")]
    return used, [own for value in element.attrib.values() for own in HERE.findall(value)]


def _links(element: ElementTree.Element) -> list[str]:
    """Where a part links to: # within the file, data: a picture written into it."""
    return [v.strip() for key, v in element.attrib.items() if key.rpartition("}")[2] in ("href", "src")]


def _pixels(link: str) -> int:
    """Of a picture written into a drawing; none where it is broken, for then it is not drawn."""
    head, _, body = link.partition(",")
    if not head.startswith("data:"):
        return 0
    data = unquote_to_bytes(body)  # what the renderer makes of it, too
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of sizes, which are judged by who asks
        try:
            data = base64.b64decode(data) if head.rstrip().lower().endswith("base64") else data
            with Image.open(io.BytesIO(data), formats=FORMATS) as image:
                return image.width * image.height
        except Image.DecompressionBombError:
            return LARGEST + 1
        except BROKEN:
            return 0
