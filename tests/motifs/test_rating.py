"""The blind sheet: what is drawn cannot be told by anything but looking, and the key is right."""

import base64
import io
import json
import re
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from wenwu.base.errors import InputError, OutputError
from wenwu.cli.motif_sheet import sheet
from wenwu.motifs.rating import Shown, make_sheet, write_sheet


def _shown(count: int, drawn: bool) -> list[Shown]:
    base = 60 if drawn else 180
    return [
        Shown(np.full((40, 60, 3), base + k % 40, np.uint8), drawn, f"{'ours' if drawn else 'theirs'}-{k}")
        for k in range(count)
    ]


def _cards(html: str) -> list[dict[str, str]]:
    found = re.search(r"const CARDS = (\[.*?\]);", html)
    assert found
    return json.loads(found.group(1))


def test_the_key_is_right_and_the_page_does_not_hold_it() -> None:
    page = make_sheet([*_shown(8, True), *_shown(8, False)], seed=3)
    cards = _cards(page.html)
    assert [card["id"] for card in cards] == list(page.key) and len(cards) == 16
    for card in cards:
        data = base64.b64decode(card["src"].removeprefix("data:image/webp;base64,"))
        image = Image.open(io.BytesIO(data))
        assert image.size == (480, 320) and not image.getexif()
        bright = float(np.asarray(image).mean()) > 120
        assert page.key[card["id"]]["kind"] == ("real" if bright else "drawn")
    assert "ours" not in page.html and "theirs" not in page.html
    kinds = [one["kind"] for one in page.key.values()]
    assert kinds != sorted(kinds) and kinds != sorted(kinds, reverse=True)


def test_the_same_seed_gives_the_same_page_and_another_another() -> None:
    pictures = [*_shown(5, True), *_shown(5, False)]
    assert make_sheet(pictures, 1) == make_sheet(pictures, 1) != make_sheet(pictures, 2)


def test_the_page_asks_nobody_and_a_title_is_only_text() -> None:
    page = make_sheet([*_shown(1, True), *_shown(1, False)], title="<script>alert(1)</script>")
    assert "<script>alert" not in page.html and "default-src 'none'" in page.html
    assert not re.search(r"https?://", page.html)


def test_what_makes_no_blind_sheet_is_refused(tmp_path: Path) -> None:
    with pytest.raises(
        InputError, match="a blind sheet needs drawn and real pictures; name folders with both"
    ):
        make_sheet(_shown(3, True))
    with pytest.raises(InputError, match="201 pictures are too many for one sheet; take at most 200"):
        make_sheet([*_shown(200, True)[:200], *_shown(1, False)])
    (tmp_path / "there").mkdir()
    with pytest.raises(OutputError, match="exists already; name another folder or remove it"):
        write_sheet(make_sheet([*_shown(1, True), *_shown(1, False)]), tmp_path / "there")


def test_the_command(tmp_path: Path, capsys: pytest.CaptureFixture) -> None:
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        Image.new("RGB", (50, 40), "red").save(tmp_path / name / "one.png")
    (tmp_path / "b" / "two.png").write_text("no picture")
    sheet(tmp_path / "s", [tmp_path / "b"], [tmp_path / "a"])
    told = capsys.readouterr()
    assert "2 pictures, 1 of them drawn" in told.out and "left out: 'two.png' is no picture" in told.err
    assert sorted(file.name for file in (tmp_path / "s").iterdir()) == ["key.json", "sheet.html"]
