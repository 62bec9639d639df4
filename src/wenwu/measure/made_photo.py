"""Photographs made to measure by: a made tile laid out on a cloth, worn, lit and seen through a lens."""

import io
from dataclasses import dataclass

import numpy as np
from jaxtyping import Float
from numpy import ndarray
from PIL import Image, ImageDraw
from scipy import ndimage

from wenwu.measure.made_tile import KINDS, MadeTile, make_tile
from wenwu.motifs.rectify import Corners, Matrix, project
from wenwu.motifs.wallpaper import Basis

WIDTH, HEIGHT = 840, 672  # [px] of the photograph
FINE = 2  # pictures are taken this much finer, then shrunk
TURN = 20.0  # [deg] the camera's tilt, at most
HARM = 0.08  # share of the cloth that holes and stains cover, about
MAP = 512  # [px] how finely wear is laid over the cloth
NOISE = 0.03  # standard deviation of a pixel, sRGB


@dataclass(frozen=True)
class MadePhoto:
    """A photograph whose cloth is known."""

    colour: Float[ndarray, "H W 3"]  # sRGB 0…1
    tile: MadeTile
    basis: Basis  # of the repeat, in units of the cloth's height
    ratio: float  # the cloth's width by its height
    corners: Corners  # where the cloth's corners are in the photograph


def make_photo(group: str, rng: np.random.Generator) -> MadePhoto:
    """A cloth with a random tile of a group, photographed."""
    tile = make_tile(group, rng, str(rng.choice(KINDS)))
    ratio, across = rng.uniform(0.8, 1.35), rng.uniform(3.2, 6.5)
    turn = np.radians(rng.choice([rng.normal(0, 2), 45.0, rng.uniform(0, 90)]))
    spin = np.array([[np.cos(turn), np.sin(turn)], [-np.sin(turn), np.cos(turn)]])
    basis = tile.basis @ spin * np.sqrt(ratio) / across
    matrix, place = _seen(ratio, rng)
    colour = _taken(_hung(_printed(tile, basis, place, rng), place, ratio, rng), rng)
    edges = np.array([[0, 0], [ratio, 0], [ratio, 1], [0, 1]])
    return MadePhoto(colour, tile, basis, ratio, project(matrix, edges) - 0.5)


def make_plain(rng: np.random.Generator) -> Float[ndarray, "H W 3"]:
    """A photograph of a cloth on which nothing repeats: blots of flat colours."""
    ratio = rng.uniform(0.8, 1.35)
    _, place = _seen(ratio, rng)
    rough = ndimage.gaussian_filter(rng.normal(size=(MAP, MAP)), MAP * rng.uniform(0.01, 0.04))
    dyes = rng.uniform(0.05, 0.95, (4, 3))
    blots = dyes[np.digitize(rough, np.percentile(rough, [30, 60, 85]))]
    column, row = (np.clip(place / [ratio, 1] * MAP, 0, MAP - 1).astype(int)[..., k] for k in (0, 1))
    return _taken(_hung(blots[row, column], place, ratio, rng), rng)


def _seen(ratio: float, rng: np.random.Generator) -> tuple[Matrix, Float[ndarray, "H W 2"]]:
    """The camera, and the place on the cloth that each fine pixel sees."""
    matrix = _camera(ratio, rng)
    y, x = np.indices((HEIGHT * FINE, WIDTH * FINE), np.float32)
    return matrix, project(np.linalg.inv(matrix), np.stack([x + 0.5, y + 0.5], -1) / FINE)


def _hung(
    cloth: Float[ndarray, "H W 3"], place: Float[ndarray, "H W 2"], ratio: float, rng: np.random.Generator
) -> Float[ndarray, "H W 3"]:
    """A cloth, worn, before a wall."""
    inside = np.all((place >= 0) & (place <= [ratio, 1]), axis=-1)
    return np.where(inside[..., None], _worn(cloth, place, ratio, rng), _wall(place, rng))


def _camera(ratio: float, rng: np.random.Generator) -> Matrix:
    """From the cloth (its height is 1) to pixels: a tilted pinhole; the cloth fills most of the picture."""
    focal = rng.uniform(0.6, 1.2) * np.hypot(WIDTH, HEIGHT)
    tilt, pan, roll = np.radians(rng.uniform(-1, 1, 3) * [TURN, TURN, 5.0])
    about_x = np.array([[1, 0, 0], [0, np.cos(tilt), -np.sin(tilt)], [0, np.sin(tilt), np.cos(tilt)]])
    about_y = np.array([[np.cos(pan), 0, np.sin(pan)], [0, 1, 0], [-np.sin(pan), 0, np.cos(pan)]])
    about_z = np.array([[np.cos(roll), -np.sin(roll), 0], [np.sin(roll), np.cos(roll), 0], [0, 0, 1]])
    turned = about_z @ about_y @ about_x
    away = focal * max(ratio / WIDTH, 1 / HEIGHT) / rng.uniform(0.66, 0.76)
    lens = np.array([[focal, 0, WIDTH / 2], [0, focal, HEIGHT / 2], [0, 0, 1]])
    middle = np.array([[1, 0, -ratio / 2], [0, 1, -0.5], [0, 0, 1]])
    return lens @ np.column_stack([turned[:, 0], turned[:, 1], [0, 0, away]]) @ middle


def _printed(
    tile: MadeTile, basis: Basis, place: Float[ndarray, "H W 2"], rng: np.random.Generator
) -> Float[ndarray, "H W 3"]:
    """The tile's colour at each place of the cloth."""
    size = len(tile.colour)
    cell = (place - rng.uniform(0, 1, 2)) @ np.linalg.inv(basis)
    column, row = (np.floor(cell[..., k] * size).astype(int) % size for k in (0, 1))
    return tile.colour[row, column]


def _worn(
    cloth: Float[ndarray, "H W 3"], place: Float[ndarray, "H W 2"], ratio: float, rng: np.random.Generator
) -> Float[ndarray, "H W 3"]:
    """Uneven light, holes, stains, and colours that went pale in places."""
    cover, stain, light = _wear(rng)
    column, row = (np.clip(place / [ratio, 1] * MAP, 0, MAP - 1).astype(int)[..., k] for k in (0, 1))
    over = cover[row, column][..., None]
    return (cloth * (1 - over) + over * stain[row, column]) * light[row, column][..., None]


def _wear(
    rng: np.random.Generator,
) -> tuple[Float[ndarray, "M M"], Float[ndarray, "M M 3"], Float[ndarray, "M M"]]:
    """Over the cloth: how much is covered, by what colour, and how bright it is."""
    rough = ndimage.gaussian_filter(rng.normal(size=(MAP // 4, MAP // 4)), 10, mode="wrap")
    pale = np.kron(0.15 + 0.15 * rough / np.abs(rough).max(), np.ones((4, 4)))
    cover, stain = pale, np.full((MAP, MAP, 3), 0.5)
    for harm in range(6):
        shape = Image.new("L", (MAP, MAP))
        middle, size = rng.uniform(0, MAP, 2), MAP * np.sqrt(HARM / 6) * rng.uniform(0.4, 0.7)
        angles, reach = np.sort(rng.uniform(0, 2 * np.pi, 9)), size * rng.uniform(0.6, 1.3, 9)
        edge = np.stack([middle[0] + reach * np.cos(angles), middle[1] + reach * np.sin(angles)], -1)
        ImageDraw.Draw(shape).polygon([(float(u), float(v)) for u, v in edge], fill=255)
        inside = np.asarray(shape) > 0
        cover = np.where(inside, 1.0 if harm % 2 else 0.5, cover)
        stain = np.where(inside[..., None], rng.uniform(0.1, 0.9, 3), stain)
    y, x = np.indices((MAP, MAP)) / MAP
    way, spot = rng.uniform(0, 2 * np.pi), rng.uniform(0, 1, 2)
    slope = 1 + 0.3 * ((x - 0.5) * np.cos(way) + (y - 0.5) * np.sin(way))
    return cover, stain, slope + 0.15 * np.exp(-((x - spot[0]) ** 2 + (y - spot[1]) ** 2) / 0.15)


def _wall(place: Float[ndarray, "H W 2"], rng: np.random.Generator) -> Float[ndarray, "H W 3"]:
    """What hangs behind: one colour, unevenly lit, grained."""
    shade = 1 + 0.1 * np.clip(place[..., :1], -1, 2) + 0.02 * rng.normal(size=(*place.shape[:2], 1))
    return rng.uniform(0.3, 0.8) * shade * rng.uniform(0.92, 1.0, 3)


def _taken(colour: Float[ndarray, "H W 3"], rng: np.random.Generator) -> Float[ndarray, "P Q 3"]:
    """Through lens, sensor and JPEG."""
    small = colour.reshape(HEIGHT, FINE, WIDTH, FINE, 3).mean((1, 3))
    small = ndimage.gaussian_filter(small, (0.7, 0.7, 0)) + rng.normal(0, NOISE, small.shape)
    kept = io.BytesIO()
    Image.fromarray((np.clip(small, 0, 1) * 255).round().astype(np.uint8)).save(kept, "JPEG", quality=85)
    return np.asarray(Image.open(kept), float) / 255
