"""SVG from outside: a plain drawing is drawn; whatever runs, fetches or links is one sentence."""

import base64
import io
import struct
import zlib

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
    for head in (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1000000">',
        '<svg xmlns="http://www.w3.org/2000/svg" width="2" height="99999">',
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 0 0">',
    ):
        with pytest.raises(InputError, match="is a strip or has no size"):
            svg_picture(svg(SQUARE, head), "a.svg", 80)
    sheet = b'<?xml version="1.0"?><?xml-stylesheet href="http://a/b.css"?>'
    with pytest.raises(InputError, match="holds a style sheet from elsewhere"):
        svg_picture(sheet + svg(SQUARE), "a.svg", 80)
    with pytest.raises(InputError, match="is larger than 5 MB"):
        svg_picture(b" " * 5_000_001, "a.svg", 80)


def test_an_svg_is_known_by_name_or_first_bytes():
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
    for deep in (40_000 * "<g>" + 40_000 * "</g>", uses, clips, '<g id="r"><use href="#r"/></g>'):
        with pytest.raises(InputError, match=r"the drawing 'a\.svg' nests more than 64 deep"):
            svg_picture(svg(f'<g id="g0"/><clipPath id="c0"/>{deep}'), "a.svg", 80)


def test_pictures_written_into_a_drawing_are_bounded():
    held = io.BytesIO()
    Image.fromarray(np.full((30, 30, 3), (0, 0, 200), np.uint8)).save(held, "PNG")
    small, head = held.getvalue(), struct.pack(">IIBBBBB", 14_200, 14_200, 8, 0, 0, 0, 0)
    large = small[:16] + head + struct.pack(">I", zlib.crc32(b"IHDR" + head)) + small[33:]

    def shown(data):
        link = f"data:image/png;base64,{base64.b64encode(data).decode()}"
        return svg_picture(svg(f'<image href="{link}" width="20" height="20"/>'), "a.svg", 80)

    assert np.allclose(shown(small).colour[20, 20], [0, 0, 200 / 255], atol=0.02)
    with pytest.raises(InputError, match=r"the drawing 'a\.svg' holds more than 80 megapixels"):
        shown(large)
    assert shown(b"no picture").colour.shape == (40, 80, 3)
