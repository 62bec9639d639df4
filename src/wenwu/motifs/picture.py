"""Pictures from outside: read within bounds, upright, in sRGB; what cannot be read is one sentence.

Truncated, too large, too small or no picture at all: refused. CMYK, 16 bits, palettes, colour profiles, EXIF
turns and animations (the first frame) are read, and `noted` says what was done.
"""

import io
import struct
import warnings
import zlib
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from jaxtyping import Float32
from numpy import ndarray
from PIL import Image, ImageCms, ImageOps, UnidentifiedImageError

from wenwu.base.errors import InputError

FORMATS = ("PNG", "JPEG", "WEBP", "TIFF", "BMP", "GIF")  # none that runs a program to be read, as EPS does
LARGEST = 80_000_000  # [px]; a few kilobytes can unpack to more
BYTES = 400_000_000  # of the file
SMALLEST = 16  # [px] on its shorter side: less holds no pattern
SIDE = 4096  # [px] on the longer side of what is handed on, unless asked otherwise
DEEP = ("I;16", "I;16L", "I;16B", "I")  # grey of 16 bits
UPRIGHT, LYING = 1, (5, 6, 7, 8)  # EXIF orientations; those that swap width and height
BROKEN = (  # whatever a damaged file makes the decoders say
    OSError, SyntaxError, ValueError, TypeError, LookupError, AttributeError, EOFError, OverflowError,
    struct.error, zlib.error, ImageCms.PyCMSError,
)  # fmt: skip


@dataclass(frozen=True)
class Picture:
    """A picture as it is meant to be seen: rows from the top, sRGB-encoded, 0…1."""

    colour: Float32[ndarray, "H W 3"]
    mask: Float32[ndarray, "H W"] | None  # how opaque, 0…1; None: wholly
    noted: tuple[str, ...] = ()  # what had to be done to read it


def read_picture(path: Path | str, side: int = SIDE) -> Picture:
    """A picture file, no longer than `side` [px]; InputError where it cannot be read."""
    path = Path(path)
    if not path.is_file():
        raise InputError(f"there is no picture {str(path)!r}")
    if path.stat().st_size > BYTES:
        raise _too_heavy(path.name)
    return _read(path, path.name, side)


def picture_of(data: bytes, name: str, side: int = SIDE) -> Picture:
    """A picture from the bytes of a file called `name`; bounds and errors are those of `read_picture`."""
    if len(data) > BYTES:
        raise _too_heavy(name)
    return _read(io.BytesIO(data), name, side)


def _read(file: Path | io.BytesIO, name: str, side: int) -> Picture:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of broken EXIF and the like; sizes are judged below
            with Image.open(file, formats=FORMATS) as image:
                _require_size(image, name)
                return _upright(image, side)
    except Image.DecompressionBombError as error:
        raise _too_large(name) from error
    except UnidentifiedImageError as error:
        raise InputError(
            f"{name!r} is no picture that can be read; PNG, JPEG, WebP, TIFF, BMP and GIF can"
        ) from error
    except BROKEN as error:
        raise InputError(f"the picture {name!r} is cut off or damaged; save it again") from error


def _require_size(image: Image.Image, name: str) -> None:
    if image.width * image.height > LARGEST:
        raise _too_large(name)
    if min(image.size) < SMALLEST:
        raise InputError(
            f"the picture {name!r} is {image.width} × {image.height} pixels; "
            f"it needs at least {SMALLEST} × {SMALLEST}"
        )


def _too_heavy(name: str) -> InputError:
    return InputError(f"the picture {name!r} is larger than {BYTES // 10**6} MB; scale it down first")


def _too_large(name: str) -> InputError:
    return InputError(
        f"the picture {name!r} has more than {LARGEST // 10**6} megapixels; scale it down first"
    )


def _upright(image: Image.Image, side: int) -> Picture:
    frames = int(getattr(image, "n_frames", 1))
    noted = [f"the first of {frames} frames"] if frames > 1 else []
    own = image.size
    if image.format == "JPEG":
        image.draft(None, (side, side))  # decoded no larger than it has to be
    image.load()
    turn = image.getexif().get(0x0112, UPRIGHT)
    plain = _srgb(image, noted)
    if turn != UPRIGHT:
        own = own[::-1] if turn in LYING else own
        ImageOps.exif_transpose(plain, in_place=True)
        noted.append("turned upright as its EXIF says")
    if max(own) > side:
        noted.append(f"scaled down from {own[0]} × {own[1]}")
        plain.thumbnail((side, side), Image.Resampling.BOX)
    values = np.asarray(plain, np.float32) / 255
    mask = values[..., 3] if values.shape[2] > 3 and values[..., 3].min() < 1 else None
    return Picture(np.ascontiguousarray(values[..., :3]), mask, tuple(noted))


def _srgb(image: Image.Image, noted: list[str]) -> Image.Image:
    """The picture as RGB or RGBA of 8 bits in sRGB, its EXIF kept."""
    if image.mode in DEEP:
        noted.append("16 bits to 8")
        grey = np.clip(np.asarray(image, np.int64) / 257 + 0.5, 0, 255).astype(np.uint8)
        return _with_exif(Image.fromarray(grey).convert("RGB"), image)
    if image.mode == "F":
        raise ValueError("floating point")
    if image.mode == "P" or image.mode == "PA" or "transparency" in image.info:
        return image.convert("RGBA")
    if image.mode == "CMYK":
        noted.append("CMYK to RGB" + (" by its profile" if image.info.get("icc_profile") else ""))
    elif image.mode not in ("RGB", "RGBA"):
        image = image.convert("RGBA" if image.mode == "LA" else "RGB")
    return _by_profile(image, noted)


def _by_profile(image: Image.Image, noted: list[str]) -> Image.Image:
    """Through the colour profile that came with it; without a sound one it is taken as sRGB."""
    mode = "RGBA" if image.mode == "RGBA" else "RGB"
    profile = image.info.get("icc_profile")
    if not profile:
        return image.convert(mode)
    try:
        own = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        through = ImageCms.profileToProfile(image, own, ImageCms.createProfile("sRGB"), outputMode=mode)
    except (ImageCms.PyCMSError, OSError):
        noted.append("its colour profile does not fit: taken as sRGB")
        return image.convert(mode)
    return _with_exif(through or image.convert(mode), image)


def _with_exif(image: Image.Image, source: Image.Image) -> Image.Image:
    image.info["exif"] = source.getexif().tobytes()
    return image
