"""SVG from outside: a plain drawing is drawn; whatever runs, fetches or links is one sentence."""

import numpy as np
import pytest

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
    with pytest.raises(InputError, match="is larger than 5 MB"):
        svg_picture(b" " * 5_000_001, "a.svg", 80)


def test_an_svg_is_known_by_name_or_first_bytes():
    assert is_svg("A.SVG", b"") and is_svg("a.txt", svg(SQUARE)) and not is_svg("a.png", b"\x89PNG")
