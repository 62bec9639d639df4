"""Pictures from outside: upright and in sRGB, or one sentence; never a crash."""

import re
import struct
import zlib

import numpy as np
import pytest
from PIL import Image, ImageCms

from wenwu.base.errors import InputError
from wenwu.base.seed import generator
from wenwu.motifs.picture import read_picture

ROWS, COLUMNS = 24, 40


@pytest.fixture
def plain():
    """Left half red, right half blue, the top row white."""
    image = np.zeros((ROWS, COLUMNS, 3), np.uint8)
    image[:, : COLUMNS // 2] = (200, 30, 20)
    image[:, COLUMNS // 2 :] = (20, 40, 190)
    image[0] = 255
    return Image.fromarray(image)


@pytest.mark.parametrize("ending", ["png", "bmp", "tif", "gif", "jpg", "webp"])
def test_plain_pictures_come_as_they_are(tmp_path, plain, ending):
    plain.save(tmp_path / f"a.{ending}", **({"lossless": True} if ending == "webp" else {"quality": 95}))
    read = read_picture(tmp_path / f"a.{ending}")
    off = np.abs(read.colour - np.asarray(plain) / 255)
    assert read.colour.shape == (ROWS, COLUMNS, 3) and read.mask is None and read.noted == ()
    assert off.max() < (0.4 if ending == "jpg" else 0.01) and off.mean() < 0.02


def test_what_is_seen_through_comes_as_a_mask(tmp_path, plain):
    plain.putalpha(Image.fromarray(np.tile(np.linspace(0, 255, COLUMNS).astype(np.uint8), (ROWS, 1))))
    plain.save(tmp_path / "a.png")
    read = read_picture(tmp_path / "a.png")
    assert read.mask is not None and read.mask.shape == (ROWS, COLUMNS)
    assert read.mask[5, 0] == 0 and read.mask[5, -1] == 1
    plain.convert("P").save(tmp_path / "p.png", transparency=bytes(range(256)))
    assert read_picture(tmp_path / "p.png").mask is not None


@pytest.mark.parametrize("way", range(2, 9))
def test_a_picture_that_exif_says_is_turned_comes_upright(tmp_path, plain, way):
    """Stored the way a camera held so would; read, it is the upright picture again."""
    back = {2: 0, 3: 3, 4: 1, 5: 5, 6: 2, 7: 6, 8: 4}[way]  # the transposition that undoes it
    exif = Image.Exif()
    exif[0x0112] = way
    plain.transpose(Image.Transpose(back)).save(tmp_path / "a.png", exif=exif)
    read = read_picture(tmp_path / "a.png")
    assert np.abs(read.colour - np.asarray(plain) / 255).max() < 0.01
    assert read.noted == ("turned upright as its EXIF says",)


def test_cmyk_sixteen_bits_and_moving_pictures_are_read_and_noted(tmp_path, plain):
    plain.convert("CMYK").save(tmp_path / "c.tif")
    read = read_picture(tmp_path / "c.tif")
    assert read.noted == ("CMYK to RGB",) and np.abs(read.colour - np.asarray(plain) / 255).max() < 0.02
    deep = np.tile(np.linspace(0, 65535, COLUMNS).astype(np.uint16), (ROWS, 1))
    Image.fromarray(deep).save(tmp_path / "d.png")
    read = read_picture(tmp_path / "d.png")
    assert read.noted == ("16 bits to 8",)
    assert np.abs(read.colour[..., 1] - deep / 65535).max() < 0.003
    plain.save(
        tmp_path / "m.gif",
        save_all=True,
        append_images=[Image.new("RGB", plain.size, c) for c in ("green", "black")],
    )
    read = read_picture(tmp_path / "m.gif")
    assert read.noted == ("the first of 3 frames",) and read.colour[5, 2, 0] > 0.7


def test_sixteen_bits_of_each_colour(tmp_path):
    """Pillow writes none, so the file is made by hand."""
    ramp = np.tile(np.linspace(0, 65535, COLUMNS).astype(">u2")[None, :, None], (ROWS, 1, 3))
    lines = b"".join(b"\0" + row.tobytes() for row in ramp)
    (tmp_path / "a.png").write_bytes(_png(COLUMNS, ROWS, zlib.compress(lines), depth=16))
    assert np.abs(read_picture(tmp_path / "a.png").colour[..., 2] - ramp[..., 2] / 65535).max() < 0.005


def test_a_colour_profile_counts_and_a_broken_one_is_noted(tmp_path, plain):
    lab = ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB"))
    plain.save(tmp_path / "a.png", icc_profile=lab.tobytes())
    assert read_picture(tmp_path / "a.png").noted == ("its colour profile does not fit: taken as sRGB",)
    srgb = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB"))
    plain.save(tmp_path / "b.png", icc_profile=srgb.tobytes())
    read = read_picture(tmp_path / "b.png")
    assert read.noted == () and np.abs(read.colour - np.asarray(plain) / 255).max() < 0.02


def test_a_large_picture_is_scaled_down(tmp_path):
    Image.new("RGB", (900, 300), "red").save(tmp_path / "a.png")
    read = read_picture(tmp_path / "a.png", side=300)
    assert read.colour.shape == (100, 300, 3) and read.noted == ("scaled down from 900 × 300",)


REFUSED = {
    "none.png": "there is no picture",
    "words.png": "'words.png' is no picture that can be read; PNG, JPEG, WebP, TIFF, BMP and GIF can",
    "drawing.svg": "'drawing.svg' is no picture that can be read; PNG, JPEG, WebP, TIFF, BMP and GIF can",
    "program.eps": "'program.eps' is no picture that can be read; PNG, JPEG, WebP, TIFF, BMP and GIF can",
    "dot.png": "the picture 'dot.png' is 1 × 1 pixels; it needs at least 16 × 16",
    "thin.png": "the picture 'thin.png' is 200 × 15 pixels; it needs at least 16 × 16",
    "drawn.eps": "'drawn.eps' is no picture that can be read; PNG, JPEG, WebP, TIFF, BMP and GIF can",
    "old.pcx": "'old.pcx' is no picture that can be read; PNG, JPEG, WebP, TIFF, BMP and GIF can",
    "plain.ppm": "'plain.ppm' is no picture that can be read; PNG, JPEG, WebP, TIFF, BMP and GIF can",
    "cut.jpg": "the picture 'cut.jpg' is cut off or damaged; save it again",
    "cut.png": "the picture 'cut.png' is cut off or damaged; save it again",
    "float.tif": "the picture 'float.tif' is cut off or damaged; save it again",
    "bomb.png": "the picture 'bomb.png' has more than 80 megapixels; scale it down first",
    "huge.png": "the picture 'huge.png' has more than 80 megapixels; scale it down first",
}
WRITTEN = {
    "words.png": "words",
    "drawing.svg": "<svg><script/></svg>",
    "program.eps": "%!PS-Adobe-3.0 EPSF-3.0",
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_cannot_be_read_is_one_sentence(tmp_path, name):
    path, noise = tmp_path / name, generator(1, "picture").integers(0, 255, (64, 64, 3)).astype(np.uint8)
    match name:
        case "words.png" | "drawing.svg" | "program.eps":
            path.write_text(WRITTEN[name])
        case "dot.png":
            Image.new("RGB", (1, 1)).save(path)
        case "thin.png":
            Image.new("RGB", (200, 15)).save(path)
        case "drawn.eps" | "old.pcx" | "plain.ppm":
            Image.fromarray(noise).save(path)
        case "cut.jpg" | "cut.png":
            Image.fromarray(noise).save(path)
            path.write_bytes(path.read_bytes()[:-1500])
        case "float.tif":
            Image.fromarray(noise[..., 0].astype(np.float32)).save(path)
        case "bomb.png" | "huge.png":  # 100 and 400 megapixels of nothing
            side = 10_000 if name == "bomb.png" else 20_000
            path.write_bytes(_png(side, side, zlib.compress(b"\0" * 1000)))
    with pytest.raises(InputError, match=re.escape(REFUSED[name])):
        read_picture(path)


@pytest.mark.parametrize("ending", ["png", "jpg", "gif", "tif", "webp", "bmp"])
def test_damaged_bytes_never_crash_it(tmp_path, plain, ending):
    """Planted faults: bytes changed, and the end cut off, at random."""
    path, rng = tmp_path / f"a.{ending}", generator(2, "damage", ending)
    exif = Image.Exif()
    exif[0x0112] = 6
    plain.save(path, **({"exif": exif} if ending in ("png", "jpg", "webp") else {}))
    sound, refused = np.frombuffer(path.read_bytes(), np.uint8), 0
    for _ in range(120):
        bad = sound.copy()
        bad[rng.integers(0, min(len(bad), 400), 3)] = rng.integers(0, 256, 3)
        path.write_bytes(bad[: rng.integers(len(bad) // 2, len(bad) + 1)].tobytes())
        try:
            assert read_picture(path).colour.ndim == 3
        except InputError:
            refused += 1
    assert refused > 20


def _png(width: int, height: int, data: bytes, depth: int = 8) -> bytes:
    head = struct.pack(">IIBBBBB", width, height, depth, 2, 0, 0, 0)
    parts = ((b"IHDR", head), (b"IDAT", data), (b"IEND", b""))
    packed = (struct.pack(">I", len(d)) + k + d + struct.pack(">I", zlib.crc32(k + d)) for k, d in parts)
    return b"\x89PNG\r\n\x1a\n" + b"".join(packed)
