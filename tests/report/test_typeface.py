"""Typefaces: every character we say has a glyph, and a page carries no more than it needs."""

import base64
import re
from io import BytesIO
from pathlib import Path

from fontTools.ttLib import TTFont
from PIL import ImageFont

from wenwu.report.typeface import FACES, FOLDER, font_faces, shows

SOURCE = Path(__file__).parents[2] / "src" / "wenwu"
MOST = 1_500_000  # [bytes] of all fonts together


def test_every_character_of_the_packs_and_the_page_has_a_glyph() -> None:
    files = [*SOURCE.glob("atlas/**/*.toml"), *SOURCE.glob("report/page/*")]
    assert len(files) > 10
    text = "".join(path.read_text("utf-8") for path in files)
    assert not shows(text), "run tools/bake_fonts.py"


def test_a_missing_glyph_would_be_seen() -> None:
    assert shows("a\U00012000b") == ["\U00012000"]


def test_the_fonts_are_small_and_licensed() -> None:
    fonts = list(FOLDER.glob("*.woff"))
    assert {font.stem for font in fonts} == {face.file for face in FACES}
    assert sum(font.stat().st_size for font in fonts) < MOST
    assert "SIL OPEN FONT LICENSE Version 1.1" in (FOLDER / "OFL.txt").read_text("utf-8")


def test_a_page_carries_the_faces_it_needs() -> None:
    plain = font_faces("Only Latin letters")
    assert "'Text'" in plain and "'Han'" not in plain and "'Scripts'" not in plain
    both = font_faces("傣族")
    assert "'Han'" in both and "U+50A3,U+65CF" in both


def test_an_embedded_font_holds_the_characters_of_the_page() -> None:
    han = next(rule for rule in font_faces("傣族孔雀舞").splitlines() if "'Han'" in rule)
    data = base64.b64decode(re.search(r"base64,([^)]+)\)", han)[1])
    with TTFont(BytesIO(data)) as font:
        assert set(map(ord, "傣族孔雀舞")) <= set(font.getBestCmap())
    assert len(data) < 60_000


def test_pictures_can_be_lettered_with_them() -> None:
    assert ImageFont.truetype(FOLDER / "han.woff", 20).getlength("傣族") == 40
