"""Stills: the poster, and a contact sheet of twelve moments, gathered while the frames go by."""

from io import BytesIO
from pathlib import Path

import numpy as np
from jaxtyping import Float, UInt8
from numpy import ndarray
from PIL import Image

from wenwu.render.caption import caption, strip
from wenwu.scene.scene import Figure, Scene

Picture = UInt8[ndarray, "H W 3"]
MOMENTS, COLUMNS = 12, 4
THUMB = 480  # [px] width of a moment on the sheet
GUTTER, STRIP = 6, 36  # [px] between the moments; under them, for the note
PAPER = 251  # grey of the gutters
POSTER = 1280  # [px] width of the poster in the report
QUALITY = 84  # of the JPEGs in the report


class Stills:
    """Keeps one frame whole and twelve small; the poster and the sheet carry the note."""

    def __init__(self, count: int, best: int, note: str) -> None:
        self._best, self._note = best, note
        self._moments = set(moments(count))
        self._poster: Picture | None = None
        self._thumbs: list[Picture] = []

    def see(self, number: int, picture: Picture) -> None:
        """Look at a frame, and keep it if it is wanted."""
        if number == self._best:
            self._poster = caption(picture, self._note, 1.0)
        if number in self._moments:
            self._thumbs.append(smaller(picture, THUMB))

    def write(self, folder: Path) -> None:
        """Write poster.png and contact.png."""
        Image.fromarray(self.poster).save(folder / "poster.png", compress_level=6)
        Image.fromarray(self.contact()).save(folder / "contact.png", compress_level=6)

    @property
    def poster(self) -> Picture:
        """The frame that was kept."""
        if self._poster is None:
            raise IndexError(f"frame {self._best} never came")
        return self._poster

    def contact(self) -> UInt8[ndarray, "h w 3"]:
        """Twelve moments in rows of four, in order; fewer where the film has fewer frames."""
        height, width = self._thumbs[0].shape[:2]
        rows = -(-len(self._thumbs) // COLUMNS)
        size = (rows * (height + GUTTER) - GUTTER, COLUMNS * (width + GUTTER) - GUTTER, 3)
        sheet = np.full(size, PAPER, np.uint8)
        for place, thumb in enumerate(self._thumbs):
            top, left = place // COLUMNS * (height + GUTTER), place % COLUMNS * (width + GUTTER)
            sheet[top : top + height, left : left + width] = thumb
        return np.concatenate([sheet, strip(self._note, sheet.shape[1], STRIP, PAPER)])

    def poster_jpeg(self) -> bytes:
        """The poster for the report."""
        return jpeg(smaller(self.poster, POSTER))

    def contact_jpeg(self) -> bytes:
        """The contact sheet for the report."""
        return jpeg(self.contact())


def moments(count: int) -> list[int]:
    """Twelve frames spread evenly, each in the middle of its share."""
    wanted = min(MOMENTS, count)
    return [int((moment + 0.5) * count / wanted) for moment in range(wanted)]


def most_open(scene: Scene) -> int:
    """The frame for the poster: hands far apart and high, and moving slowly, away from the film's ends."""
    count = len(scene)
    worth = np.zeros(count)
    for figure in scene.figures:
        if {"leftHand", "rightHand"} <= set(figure.rig.names):
            worth += _openness(figure, scene.fps)
    first, last = int(0.15 * count), max(int(0.85 * count), 1)
    return first + int(np.argmax(worth[first:last])) if last > first else 0


def _openness(figure: Figure, fps: float) -> Float[ndarray, " T"]:
    """How far apart the hands are in the picture, and how high [m], less a tenth of their speed [m/s]."""
    at = [figure.rig.names.index(name) for name in ("leftHand", "rightHand")]
    hands = figure.world_from_bone[:, at][..., :3, 3].astype(float)  # T 2 3
    apart = np.linalg.norm(hands[:, 0, :2] - hands[:, 1, :2], axis=-1)
    speed = np.zeros(len(hands))
    if len(hands) > 1:
        speed = np.linalg.norm(np.gradient(hands, axis=0), axis=-1).mean(-1) * fps
    return apart + 0.5 * hands[:, :, 1].max(-1) - 0.1 * speed


def smaller(picture: Picture, width: int) -> UInt8[ndarray, "h w 3"]:
    """A picture no wider than `width` [px], its sides even as video wants them."""
    height, now = picture.shape[:2]
    if now <= width:
        return picture
    size = (width - width % 2, max(2, round(height * width / now / 2) * 2))
    return np.asarray(Image.fromarray(picture).resize(size, Image.Resampling.BOX, reducing_gap=None))


def jpeg(picture: Picture) -> bytes:
    """A picture as JPEG."""
    out = BytesIO()
    Image.fromarray(picture).save(out, "JPEG", quality=QUALITY, optimize=True)
    return out.getvalue()
