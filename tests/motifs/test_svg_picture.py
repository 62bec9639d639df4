"""SVG from outside: a plain drawing is drawn; whatever runs, fetches or links is one sentence."""

import base64
import io
import struct
import zlib
from urllib.parse import quote_from_bytes

import numpy as np
import pytest
from PIL import Image

from wenwu.base.errors import InputError
from wenwu.motifs.svg_picture import is_svg, svg_picture

OPEN = (
    '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" viewBox="0 0 40 20">'
)
SQUARE = '<rect x="0" y="0" width="20" height="20" fill="#C00000"/>'


def svg(inside, head=OPEN):
    return f"{head}{inside}</svg>".encode()


def test_a_plain_drawing_is_drawn_at_the_size_asked_for():
    drawn = svg_picture(svg(f'<g id="a">{SQUARE}</g><use href="#a" x="60"/>'), "a.svg", 80)
    assert drawn.colour.shape == (40, 80, 3) and drawn.noted == ("drawn from SVG",)
    assert np.allclose(drawn.colour[20, 20], [0.753, 0, 0], atol=0.01)
    assert drawn.mask is not None and drawn.mask[20, 20] == 1 and drawn.mask[20, 60] == 0


@pytest.mark.parametrize(
    ("inside", "what"),
    [
        ("<script>alert(1)</script>", "holds a script"),
        ('<rect width="5" height="5" onload="x()"/>', "holds a script"),
        ('<a href="javascript:x()"/>', "holds a script"),
        ("<foreignObject/>", "holds foreign content"),
        ('<h:iframe xmlns:h="http://www.w3.org/1999/xhtml"/>', "holds foreign content"),
        ("<object/>", "holds foreign content"),
        ("<embed/>", "holds foreign content"),
        ("<style>@import url(http://a/b.css);</style>", "holds a style sheet from elsewhere"),
        ('<image href="http://a.org/b.png"/>', "links to something outside it"),
        ('<image xlink:href="file:///etc/passwd"/>', "links to something outside it"),
        ('<image href="b.png"/>', "links to something outside it"),
        ('<image href="data:image/svg+xml;base64,AA"/>', "links to something outside it"),
        ('<rect style="fill:url( http://a/b )"/>', "links to something outside it"),
        ("<style>rect { fill: url('b.png') }</style>", "links to something outside it"),
        ('<s:script xmlns:s="http://www.w3.org/2000/svg"/>', "holds a script"),
        ('<rect width="5"onload="x()"/>', "holds a script"),
        ("<rect/onload='x()'/>", "holds a script"),
        ('<rect ONLOAD="x()"/>', "holds a script"),
        ("<IFRAME/>", "holds foreign content"),
        ('<g><g><image href="http://a.org/b.png"/></g></g>', "links to something outside it"),
        ('<image src="http://a.org/b.png"/>', "links to something outside it"),
        ('<rect fill="URL(http://a/b)"/>', "links to something outside it"),
        ("<g>", "is no sound SVG"),
        ("<g/>" * 50_001, "has more than 50,000 parts"),
    ],
)
def test_what_is_more_than_a_drawing_is_one_sentence(inside, what):
    with pytest.raises(InputError, match=f"the drawing 'a.svg' {what}"):
        svg_picture(svg(inside), "a.svg", 80)


def test_entities_strips_and_heavy_files_are_refused():
    laughs = b'<!DOCTYPE svg [<!ENTITY a "aaaaaaaa">]>' + svg("<text>&a;</text>")
    with pytest.raises(InputError, match="holds an entity"):
        svg_picture(laughs, "a.svg", 80)
    for mark in (b'<!ENTITY a "b">', b"<!DOCTYPE svg [<!ATTLIST g x ID #IMPLIED>]>", b"<!doctype svg [ ]>"):
        with pytest.raises(InputError, match=r"holds an entity; save it as a plain drawing or as PNG$"):
            svg_picture(mark + svg(SQUARE), "a.svg", 80)
    for head in (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1000000">',
        '<svg xmlns="http://www.w3.org/2000/svg" width="2" height="99999">',
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 0 0">',
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 161 10">',
    ):
        with pytest.raises(InputError, match="is a strip or has no size"):
            svg_picture(svg(SQUARE, head), "a.svg", 80)
    long = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 160 10">'
    assert svg_picture(svg(SQUARE, long), "a.svg", 320).colour.shape == (20, 320, 3)
    for sheet in (b"<?xml-stylesheet", b"<?XML-STYLESHEET"):
        with pytest.raises(InputError, match="holds a style sheet from elsewhere"):
            svg_picture(sheet + b' href="http://a/b.css"?>' + svg(SQUARE), "a.svg", 80)
    with pytest.raises(InputError, match="is larger than 5 MB"):
        svg_picture(b" " * 5_000_001, "a.svg", 80)


def test_an_svg_is_known_by_name_or_first_bytes():
    assert is_svg("a", b"<SVG>") and not is_svg("a", b"svg")
    assert is_svg("A.SVG", b"") and is_svg("a.txt", svg(SQUARE)) and not is_svg("a.png", b"\x89PNG")


@pytest.mark.parametrize(
    ("size", "what"),
    [
        ('width="1" height="4000"', "is 1 × 80 pixels; it needs at least 16 × 16"),
        ('width="1px" height="40in"', "cannot be drawn; save it as PNG"),
    ],
)
def test_a_size_that_is_not_that_of_its_box_fills_no_memory(size, what):
    head = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 40" {size}>'
    with pytest.raises(InputError, match=rf"'a\.svg' {what}"):
        svg_picture(svg(SQUARE, head), "a.svg", 80)


def test_a_tall_drawing_is_drawn_at_its_size_and_not_scaled_down():
    head = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 20 60">'
    drawn = svg_picture(svg(SQUARE, head), "a.svg", 90)
    assert drawn.colour.shape == (90, 30, 3) and drawn.noted == ("drawn from SVG",)


def test_parts_are_counted_as_often_as_they_are_used():
    """Planted: five lines that say a hundred thousand squares; and chains of each kind, and a ring."""
    lines = [f'<g id="g{k}">' + 10 * f'<use href="#g{k - 1}"/>' + "</g>" for k in range(1, 6)]
    with pytest.raises(InputError, match=r"the drawing 'a\.svg' has more than 50,000 parts"):
        svg_picture(svg('<rect id="g0" width="4" height="4"/>' + "".join(lines)), "a.svg", 80)
    assert svg_picture(svg(60 * "<g>" + SQUARE + 60 * "</g>"), "a.svg", 80).colour.shape == (40, 80, 3)
    uses = "".join(f'<g id="g{k}"><use href="#g{k - 1}"/></g>' for k in range(1, 60))
    clips = "".join(
        f'<clipPath id="c{k}" clip-path="url(#c{k - 1})">{SQUARE}</clipPath>' for k in range(1, 90)
    )
    rings = ['<g id="r"><use href=" #r "/></g>', *(
        f'<pattern id="r"><rect fill="{ring}"/></pattern>' for ring in ("url( '#r' )", "URL(#r)")
    )]  # fmt: skip
    for deep in (40_000 * "<g>" + 40_000 * "</g>", uses, clips, *rings):
        with pytest.raises(InputError, match=r"the drawing 'a\.svg' nests more than 64 deep"):
            svg_picture(svg(f'<g id="g0"/><clipPath id="c0"/>{deep}'), "a.svg", 80)


@pytest.mark.parametrize("worn", ["fill", "clip-path", "mask", "filter"])
def test_what_is_done_anew_for_each_that_wears_it_is_counted_so(worn):
    """Sixty kilobytes of a pattern worn by six hundred squares took minutes to draw."""
    many = 300 if worn != "filter" else 10
    tag, within = {"fill": ("pattern", 300 * SQUARE), "filter": ("filter", 10 * "<feFlood/>")}.get(
        worn, ("clipPath", 300 * SQUARE)
    )
    one = f'<{tag} id="p">{within}</{tag}>'
    wearing = f'<rect width="9" height="9" {worn}="url(#p)"/>'
    with pytest.raises(InputError, match=r"the drawing 'a\.svg' has more than 50,000 parts; save it as PNG$"):
        svg_picture(svg(one + many * wearing), "a.svg", 80)
    assert svg_picture(svg(one + wearing), "a.svg", 80).colour.shape == (40, 80, 3)


@pytest.mark.parametrize("data", [
    svg("<script/>").decode().encode("utf-16"), b'<?xml version="1.0" encoding="no-such"?>' + svg(SQUARE),
], ids=["sixteen bits", "no encoding"])  # fmt: skip
def test_other_encodings_do_not_lead_past_it(data):
    with pytest.raises(InputError, match=r"the drawing 'a\.svg' (cannot be drawn|is no sound SVG); save it"):
        svg_picture(data, "a.svg", 80)


def png(side):
    """Of one grey, so many pixels square as it says, and only as long as a small one is."""
    held = io.BytesIO()
    Image.fromarray(np.full((30, 30, 3), (0, 0, 200), np.uint8)).save(held, "PNG")
    small, head = held.getvalue(), struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)
    return small[:16] + head + struct.pack(">I", zlib.crc32(b"IHDR" + head)) + small[33:]


def shown(link, more=""):
    inside = f'<image id="i" href="{link}" width="20" height="20"/>{more}'
    return svg_picture(svg(inside), "a.svg", 80)


HEAVY = r"^the drawing 'a\.svg' holds more than 80 megapixels; scale it down$"
WAYS = {  # in which a picture may be written down, all of which the renderer reads
    "base64": lambda data: "data:image/png;base64," + base64.b64encode(data).decode(),
    "percent": lambda data: "data:image/png," + quote_from_bytes(data),
    "both": lambda data: "data:image/png;base64,%69" + base64.b64encode(data).decode()[1:] + "#x",
}


@pytest.mark.parametrize("way", WAYS)
def test_pictures_written_into_a_drawing_are_bounded(way):
    assert np.allclose(shown(WAYS[way](png(30))).colour[20, 20], [0, 0, 200 / 255], atol=0.02)
    for side in (9_000, 14_200):  # more than we take; more than Pillow opens
        with pytest.raises(InputError, match=HEAVY):
            shown(WAYS[way](png(side)))


@pytest.mark.parametrize("more", [
    3 * '<use href="#i"/>', 3 * '<image href="{0}"/>',
    '<pattern id="p"><use href="#i"/></pattern>' + 2 * '<g fill="url(#p)"/>',
], ids=["used", "beside", "worn"])  # fmt: skip
def test_pictures_count_as_often_as_they_are_shown(more):
    link, other = WAYS["base64"](png(5_000)), WAYS["base64"](png(30))  # 25 megapixels, and few
    with pytest.raises(InputError, match=HEAVY):
        shown(link, more.format(link))
    assert shown(other, more.format(other)).colour.shape == (40, 80, 3)


def test_a_picture_that_is_none_is_left_out():
    assert shown(WAYS["base64"](b"no picture")).colour.shape == (40, 80, 3)
