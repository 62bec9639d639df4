"""Techniques: how flat colours look once they are woven, stitched, waxed or beaten.

Each takes the flat picture and where its figures are, and returns the shaded picture and a height map
(0 ground … 1 highest). All textures meet at the seam.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from jaxtyping import Float32
from numpy import ndarray
from scipy.ndimage import gaussian_filter

from wenwu.atlas.band import Technique
from wenwu.motifs.applique import seams, shadow
from wenwu.motifs.path import Real

Plane = Float32[ndarray, "H W"]
Picture = Float32[ndarray, "H W 3"]  # sRGB 0…1


@dataclass(frozen=True)
class Cloth0:
    """Flat cloth on its way to being real."""

    picture: Picture
    figure: Plane  # 1 where a figure covers the ground
    pixels: Real  # a metre
    hand: Real  # 0 machine … 1 very much by hand
    rng: np.random.Generator


Finish = tuple[Picture, Plane]


def finish(technique: Technique, cloth: Cloth0) -> Finish:
    """The picture as that technique would make it."""
    return TECHNIQUES[technique](cloth)


def noise(cloth: Cloth0, x: Real, y: Real) -> Plane:
    """Smooth noise of about unit size, `x` and `y` [m] long; meets itself at the seam."""
    h, w = cloth.figure.shape
    coarse_h, coarse_w = (
        max(2, min(h, round(h / max(y * cloth.pixels, 1)))),
        max(2, min(w, round(w / max(x * cloth.pixels, 1)))),
    )
    grid = cloth.rng.standard_normal((coarse_h + 1, coarse_w)).astype(np.float32)
    u, v = np.arange(w) * coarse_w / w, np.arange(h) * coarse_h / h
    i, j = u.astype(int), v.astype(int)
    fx, fy = (u - i).astype(np.float32), (v - j).astype(np.float32)[:, None]
    fx, fy = fx * fx * (3 - 2 * fx), fy * fy * (3 - 2 * fy)
    rows = grid[:, i % coarse_w] * (1 - fx) + grid[:, (i + 1) % coarse_w] * fx
    return rows[j] * (1 - fy) + rows[np.minimum(j + 1, coarse_h)] * fy


def threads(cloth: Cloth0, pitch: Real, down: bool) -> Plane:
    """A ridge a thread, −1…1, a whole number of threads across; never finer than the pixels can show."""
    h, w = cloth.figure.shape
    step = max(pitch * cloth.pixels, 2.6)
    if down:
        n = max(1, round(w / step))
        return np.broadcast_to(np.cos(2 * np.pi * n * (np.arange(w) + 0.5) / w).astype(np.float32), (h, w))
    return np.broadcast_to(
        np.cos(2 * np.pi * (np.arange(h)[:, None] + 0.5) / step).astype(np.float32), (h, w)
    )


def lit(height: Plane, strength: Real) -> Plane:
    """Light from the upper left on a height map: brighter on slopes that face it."""
    down = np.zeros_like(height)
    down[1:] = height[1:] - height[:-1]
    return np.clip(strength * (down + 0.6 * (height - np.roll(height, 1, 1))), -0.35, 0.35)


def shade(cloth: Cloth0, light: Plane) -> Picture:
    """Colours made lighter or darker, hue kept."""
    return np.clip(cloth.picture * (1 + light[..., None]) + 0.07 * light[..., None], 0, 1)


def soft(plane: Plane, sigma: Real) -> Plane:
    """Blurred, round the seam."""
    return gaussian_filter(plane, sigma, mode=("nearest", "wrap"), truncate=2.5)


def plain(cloth: Cloth0) -> Finish:
    """Cotton or hemp: an even grid of threads, a little slub."""
    weave = 0.045 * threads(cloth, 0.0009, True) * threads(cloth, 0.0009, False)
    slub = 0.03 * noise(cloth, 0.03, 0.0012) + 0.02 * noise(cloth, 0.0012, 0.03)
    return shade(cloth, weave + cloth.hand * slub + 0.012 * noise(cloth, 0.1, 0.1)), soft(
        cloth.figure, 0.8
    ) * 0.3


def silk(cloth: Cloth0) -> Finish:
    """A fine weft, long soft sheens."""
    sheen = 0.018 * noise(cloth, 0.12, 0.04) + 0.03 * threads(cloth, 0.0006, False)
    return shade(cloth, sheen + 0.03 * cloth.figure), soft(cloth.figure, 0.7) * 0.2


def damask(cloth: Cloth0) -> Finish:
    """One dye, two faces of the weave: figures are satin and shine, the ground is twill."""
    twill = 0.05 * _strands(cloth, 1)
    satin = 0.05 * threads(cloth, 0.0007, False) + 0.03 * noise(cloth, 0.1, 0.05)
    light = (
        (1 - cloth.figure) * (twill - 0.02) + cloth.figure * (satin + 0.03) + 0.015 * noise(cloth, 0.12, 0.04)
    )
    return shade(cloth, light), soft(cloth.figure, 0.7) * 0.15


def brocade(cloth: Cloth0) -> Finish:
    """Counted weft floats over a ribbed ground: figures rise and are cut into threads."""
    ribs = threads(cloth, 0.0011, False)
    cells = threads(cloth, 0.0013, True)
    figure = soft(cloth.figure, 0.7)
    light = (
        0.05 * ribs * (1 - figure)
        + figure * (0.08 * ribs + 0.035 * cells)
        + 0.045 * noise(cloth, 0.004, 0.0012) * figure
    )
    return shade(
        cloth, light + lit(figure, 0.22) + 0.012 * noise(cloth, 0.08, 0.08)
    ), figure * 0.6 + 0.1 * ribs * figure


def embroidery(cloth: Cloth0) -> Finish:
    """Satin stitches laid across each form, sheen turning with their direction, edges raised."""
    grey = cloth.picture @ np.array([0.5, 0.33, 0.17], np.float32) + 0.15 * cloth.picture[..., 2]
    wide = soft(grey, max(1.2, 0.0022 * cloth.pixels))
    gy, gx = np.gradient(wide)
    sector = np.round(np.arctan2(gy, gx) / (np.pi / 4)).astype(int) % 4
    strands = np.stack([_strands(cloth, a) for a in range(4)])
    stitch = np.take_along_axis(strands, sector[None], 0)[0]
    sheen = np.array([0.09, 0.02, -0.05, -0.01], np.float32)[sector]
    figure = soft(cloth.figure, 0.8)
    raised = np.clip(soft(cloth.figure, max(1.0, 0.001 * cloth.pixels)) * 1.1, 0, 1)
    ground = 0.04 * threads(cloth, 0.0008, True) * threads(cloth, 0.0008, False)
    light = (
        figure * (0.13 * stitch + sheen)
        + (1 - figure) * ground
        + lit(raised, 0.35)
        + 0.03 * noise(cloth, 0.06, 0.06)
    )
    return shade(cloth, light), raised * (0.8 + 0.2 * stitch)


def _strands(cloth: Cloth0, direction: int) -> Plane:
    """Threads lying at direction × 45°, each of its own brightness; meets itself at the seam."""
    h, w = cloth.figure.shape
    step = max(0.0007 * cloth.pixels, 1.35)
    n = max(4, round(w / step))
    x, y = np.arange(w)[None], np.arange(h)[:, None]
    slope = (0, 1, None, -1)[direction]
    if slope is None:
        index = np.broadcast_to(x * n / w, (h, w)).astype(int)
    elif slope == 0:
        index = np.broadcast_to(y * n / w, (h, w)).astype(int)
    else:
        index = np.floor((x - slope * y) * n / w).astype(int)
    values = cloth.rng.uniform(-1, 1, n).astype(np.float32)
    return values[index % n]


def batik(cloth: Cloth0) -> Finish:
    """Wax resist: dye crept into the edges, fine cracks where the wax broke, uneven indigo."""
    bleed = 0.12 * noise(cloth, 0.002, 0.002) * cloth.hand
    vat = 0.1 * noise(cloth, 0.05, 0.04) + 0.04 * noise(cloth, 0.01, 0.01)
    cracks = _crackle(cloth) * cloth.figure
    weave = 0.04 * threads(cloth, 0.0009, True) * threads(cloth, 0.0009, False)
    dark = 1 - 0.5 * cracks * cloth.hand
    picture = np.clip(
        cloth.picture
        * dark[..., None]
        * (1 + (weave + vat * (1 - cloth.figure) + bleed * cloth.figure)[..., None]),
        0,
        1,
    )
    return picture, np.zeros_like(cloth.figure)


def _crackle(cloth: Cloth0) -> Plane:
    """Thin lines where smooth noise passes zero."""
    field = noise(cloth, 0.016, 0.012)
    width = 0.035 * 1000 / max(cloth.pixels, 200)
    return np.clip(1 - np.abs(field) / width, 0, 1) * (noise(cloth, 0.03, 0.03) > 0.1)


def ikat(cloth: Cloth0) -> Finish:
    """Warps dyed before weaving: each thread slipped a little, so edges feather along them."""
    h, w = cloth.figure.shape
    step = max(0.0009 * cloth.pixels, 1.0)
    n = max(4, round(w / step))
    slip = (
        cloth.rng.normal(0, 0.0024, n) + 0.5 * np.sin(np.arange(n) * 2 * np.pi * max(1, n // 7) / n) * 0.002
    )
    shift = np.round(slip * cloth.pixels * (0.5 + cloth.hand)).astype(int)[(np.arange(w) * n // w) % n]
    rows = np.clip(np.arange(h)[:, None] + shift[None], 0, h - 1)
    picture = np.take_along_axis(cloth.picture, rows[..., None], 0)
    light = (
        0.05 * threads(cloth, 0.0009, True) + 0.05 * noise(cloth, 0.002, 0.2) + 0.03 * noise(cloth, 0.1, 0.05)
    )
    return np.clip(picture * (1 + light[..., None]), 0, 1), np.zeros_like(cloth.figure)


def velvet(cloth: Cloth0) -> Finish:
    """Deep pile with couched metal thread standing on it."""
    pile = 0.045 * noise(cloth, 0.05, 0.07) + 0.05 * noise(cloth, 0.0015, 0.0015)
    raised = np.clip(soft(cloth.figure, max(1.0, 0.0012 * cloth.pixels)) * 1.1, 0, 1)
    cord = 0.16 * threads(cloth, 0.0014, True) * threads(cloth, 0.0014, False)
    spark = np.where(noise(cloth, 0.001, 0.001) > 1.2, np.float32(0.22), np.float32(0))
    light = (1 - cloth.figure) * pile + cloth.figure * (cord + spark) + lit(raised, 0.6)
    return shade(cloth, light), raised


def felt(cloth: Cloth0) -> Finish:
    """Matted wool, no threads to see."""
    fuzz = (
        0.05 * noise(cloth, 0.0018, 0.0018)
        + 0.04 * noise(cloth, 0.012, 0.02)
        + 0.015 * noise(cloth, 0.1, 0.1)
    )
    return shade(cloth, fuzz + lit(soft(cloth.figure, 1.0), 0.2)), soft(cloth.figure, 1.2) * 0.6


def silver(cloth: Cloth0) -> Finish:
    """Beaten metal: figures stand out in relief, light catches their slopes."""
    dome = soft(cloth.figure, max(1.0, 0.0015 * cloth.pixels))
    return shade(cloth, lit(dome, 1.4) + 0.02 * noise(cloth, 0.01, 0.01)), dome


def applique(cloth: Cloth0) -> Finish:
    """Cut cloth laid on cloth: a weave in each patch, a shadow under it, a cord round every edge."""
    reach = max(1.0, 0.0012 * cloth.pixels)
    edge = seams(cloth.picture, 0.8 * reach)
    patch = soft(cloth.figure, 0.6 * reach)
    weave = 0.05 * threads(cloth, 0.0009, True) * threads(cloth, 0.0009, False)
    cord = 0.17 * _strands(cloth, 1) * edge + 0.1 * edge
    light = weave + cord + lit(patch + 0.5 * edge, 0.45) - 0.4 * shadow(patch, 1.6 * reach)
    return shade(cloth, light + 0.02 * noise(cloth, 0.05, 0.05)), np.clip(0.7 * patch + 0.3 * edge, 0, 1)


TECHNIQUES: dict[Technique, Callable[[Cloth0], Finish]] = {
    "plain": plain,
    "silk": silk,
    "damask": damask,
    "brocade": brocade,
    "embroidery": embroidery,
    "batik": batik,
    "ikat": ikat,
    "velvet": velvet,
    "felt": felt,
    "silver": silver,
    "applique": applique,
}
