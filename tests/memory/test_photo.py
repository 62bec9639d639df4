"""Pictures of any kind read as photographs: clear parts, drawings, refusals."""

import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from wenwu.atlas.load import load_atlas
from wenwu.base.errors import InputError
from wenwu.memory.memory import load_memory
from wenwu.memory.photo import SIDE, open_picture, read_photo
from wenwu.motifs.context import Context
from wenwu.motifs.library import draw_motif

ATLAS = load_atlas()
SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 40"><circle cx="20" cy="20" r="15"/></svg>'


def written(path: Path, picture: np.ndarray) -> Path:
    Image.fromarray(picture).save(path)
    return path


@pytest.mark.parametrize("id", ["dai.peacock_feather", "tibetan.dharma_wheel", "yi.coin"])
def test_a_drawn_sign_of_the_atlas_is_read_as_itself(id: str, tmp_path: Path) -> None:
    """Clear round the sign, as the library draws it."""
    tile = np.pad(draw_motif(ATLAS.motif(id), ATLAS), ((30, 30), (30, 30), (0, 0)))
    found = read_photo(written(tmp_path / "sign.png", tile), [Context()], ATLAS, load_memory())
    assert found.reading.known and id in found.reading.prototypes[0].motifs


def test_clear_parts_are_laid_on_what_the_sign_stands_out_from(tmp_path: Path) -> None:
    for level, ground, name in ((30, 255, "white"), (230, 0, "black")):
        picture = np.full((80, 80, 4), 0, np.uint8)
        picture[20:60, 20:60] = (level, level, level, 255)
        read = read_photo(written(tmp_path / f"{name}.png", picture), [Context()], ATLAS, load_memory())
        assert (read.colour[0, 0] == ground).all() and (read.colour[40, 40] == level).all()
        assert read.noted == (f"what is clear was laid on {name}",)


def test_an_opaque_picture_stays_as_it_is(tmp_path: Path) -> None:
    picture = np.random.Generator(np.random.PCG64(1)).integers(0, 256, (60, 90, 3)).astype(np.uint8)
    read = read_photo(written(tmp_path / "cloth.png", picture), [Context()], ATLAS, load_memory())
    assert np.array_equal(read.colour, picture) and read.noted == ()
    assert read.attention.shape == read.evidence.shown.shape == (60, 90)


def test_a_drawing_is_read_by_its_name_or_by_what_it_is(tmp_path: Path) -> None:
    for name in ("sign.svg", "sign"):
        (tmp_path / name).write_text(SVG, "utf-8")
        found = open_picture(tmp_path / name)
        assert "drawn from SVG" in found.noted and max(found.colour.shape) == SIDE


def scripted(path: Path) -> None:
    path.write_text(SVG.replace("<circle", "<script>1</script><circle"), "utf-8")


REFUSED: dict[str, tuple[Callable[[Path], Any], str]] = {
    "gone.png": (lambda path: None, "there is no picture '{path}'"),
    "folder.png": (lambda path: path.mkdir(), "there is no picture '{path}'"),
    "text.png": (
        lambda path: path.write_bytes(b"no picture"),
        "'text.png' is no picture that can be read; PNG, JPEG, WebP, TIFF, BMP and GIF can",
    ),
    "tiny.png": (
        lambda path: Image.new("RGB", (9, 30)).save(path),
        "the picture 'tiny.png' is 9 × 30 pixels; it needs at least 16 × 16",
    ),
    "strip.png": (
        lambda path: Image.new("RGB", (900, 20)).save(path),
        "a picture of 900 × 20 pixels is too narrow to read; "
        "crop it to at most 8 times as long as it is wide",
    ),
    "cut.png": (
        lambda path: path.write_bytes(_png()[:120]),
        "the picture 'cut.png' is cut off or damaged; save it again",
    ),
    "evil.svg": (
        scripted,
        "the drawing 'evil.svg' holds a script; save it as a plain drawing or as PNG",
    ),
}  # fmt: skip


def _png() -> bytes:
    held = io.BytesIO()
    Image.effect_noise((64, 64), 50).save(held, "PNG")
    return held.getvalue()


@pytest.mark.parametrize("name", REFUSED)
def test_what_cannot_be_read_is_one_sentence(name: str, tmp_path: Path) -> None:
    make, sentence = REFUSED[name]
    make(tmp_path / name)
    with pytest.raises(InputError) as refused:
        read_photo(tmp_path / name, [Context()], ATLAS, load_memory())
    assert str(refused.value) == sentence.format(path=tmp_path / name)


def test_a_picture_that_may_not_be_opened_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = written(tmp_path / "locked.png", np.zeros((40, 40, 3), np.uint8))

    def locked(self: Path, *rest: object) -> object:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "open", locked)
    with pytest.raises(InputError) as refused:
        open_picture(path)
    assert str(refused.value) == "the picture 'locked.png' cannot be opened: Permission denied"
