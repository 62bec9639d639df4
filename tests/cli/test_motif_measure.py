"""`wenwu motif measure`: a table or JSON; what cannot be read is said, skipped and counted."""

import json

import numpy as np
import pytest
import typer
from PIL import Image

from wenwu.cli.motif_measure import measure
from wenwu.motifs.descriptors import NAMES


@pytest.fixture
def disc(tmp_path):
    y, x = np.mgrid[-1:1:200j, -1:1:200j]
    image = np.full((200, 200, 3), 240, np.uint8)
    image[np.hypot(x, y) < 0.7] = (180, 30, 30)
    Image.fromarray(image).save(tmp_path / "disc.png")
    return tmp_path / "disc.png"


def test_a_disc_is_all_curve_and_symmetry(disc, capsys):
    measure([disc], as_json=True)
    told = json.loads(capsys.readouterr().out)
    assert told["skipped"] == []
    (row,) = told["pictures"]
    assert set(NAMES) < set(row) and row["curvature"] > 0.95 and row["symmetry"] > 0.98
    assert row["hue"] == pytest.approx(0, abs=0.01) and row["parts"]["hue_share"] > 0.99


def test_in_a_pipe_it_is_a_line_a_picture(disc, capsys):
    measure([disc])
    lines = capsys.readouterr().out.splitlines()
    assert (
        lines[0] == "descriptors:"
        and lines[1].split()[:4] == [str(disc), "0.00", "1.00", "1.00"]
        and len(lines) == 2
    )


def test_what_cannot_be_read_is_said_skipped_and_counted(disc, tmp_path, capsys):
    (tmp_path / "words.png").write_text("no picture")
    Image.new("RGB", (900, 20)).save(tmp_path / "strip.png")
    with pytest.raises(typer.Exit) as end:
        measure([tmp_path / "words.png", disc, tmp_path / "strip.png"])
    told = capsys.readouterr()
    assert end.value.exit_code == 2 and str(disc) in told.out
    assert told.err.splitlines() == [
        "'words.png' is no picture that can be read; PNG, JPEG, WebP, TIFF, BMP and GIF can",
        "'strip.png': a picture of 900 × 20 pixels is too narrow to measure; "
        "crop it to at most 8 times as long as it is wide",
        "2 of 3 pictures were skipped",
    ]
