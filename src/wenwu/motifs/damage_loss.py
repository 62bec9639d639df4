"""Damage that takes something away: torn and curled edges, abrasion, worm holes."""

from dataclasses import dataclass

import numpy as np
from jaxtyping import Float32
from numpy import ndarray
from PIL import Image, ImageDraw
from scipy import ndimage

from wenwu.motifs.damage_field import Field, Shape, depth, from_edge, grain, noise, polygons, threshold

Picture = Float32[ndarray, "H W 3"]
BOARD = np.array([0.80, 0.79, 0.77], np.float32)  # what a piece lies on: neutral, of no museum
FIBRE = np.array([0.89, 0.86, 0.79], np.float32)  # cloth or paper under worn dye
RIM = 0.012  # [share of the shorter side] of a torn edge where fibres show
FLAP = 0.32  # [share of the shorter side] that the largest curl reaches in
HOLES = 10  # worm tracks
BORE = 0.011  # [share of the shorter side] half a hole's width


@dataclass(frozen=True)
class Layer:
    """What lies over a picture: how much of it each pixel covers, and in what colour."""

    cover: Float32[ndarray, "H W"]  # 0…1
    colour: Picture


def torn(colour: Picture, severity: float, rng: np.random.Generator) -> Layer:
    """Torn edges: bites from the sides inward, up to a third of the picture, fibres along the tear."""
    shape = colour.shape[:2]
    hold = from_edge(shape, rng) + 0.055 * noise(shape, rng, 2.0) + 0.012 * noise(shape, rng, 1.0)
    level = threshold(hold, 0.34 * severity)
    gone, frayed = hold < level, hold < level + RIM
    thread = 0.55 + 0.4 * grain(shape, rng)
    cover = np.where(gone, np.float32(1), np.where(frayed, thread, 0))
    shade = ndimage.gaussian_filter(gone.astype(np.float32), 0.012 * min(shape))
    board = BOARD * (0.72 + 0.28 * np.clip(2 * shade - 0.8, 0, 1))[..., None]
    return layer_of(cover, np.where(gone[..., None], board, FIBRE), severity)


def curled(colour: Picture, severity: float, rng: np.random.Generator) -> Layer:
    """Corners folded over: the back shows, what was there is hidden, a shadow lies along the fold."""
    shape = colour.shape[:2]
    high, wide = shape
    back = 0.55 * FIBRE + 0.45 * colour.reshape(-1, 3).mean(0)
    y, x = np.indices(shape, np.float32) + np.float32(0.5)
    cover, out = np.zeros(shape, np.float32), np.broadcast_to(BOARD, colour.shape).copy()
    size = np.float32(min(shape) * FLAP * np.sqrt(severity))
    order = rng.permutation(4)
    for k, share in zip(order, (1.0, 0.75, 0.35, 0.2), strict=True):
        lean = rng.uniform(np.pi / 6, np.pi / 3)
        reach = size * np.float32(share * rng.uniform(0.8, 1.0))
        v, u = (high - y if k & 1 else y), (wide - x if k & 2 else x)
        _fold(cover, out, (v, u, np.float32(lean), reach), back.astype(np.float32))
    return layer_of(cover, out, severity)


def _fold(
    cover: Field, out: Picture, corner: tuple[Field, Field, np.float32, np.float32], back: ndarray
) -> None:
    """Fold one corner over, in place: v, u are distances from its two sides, the fold lies `reach` inward."""
    v, u, lean, reach = corner
    if reach <= 0:
        return
    sine, cosine = np.sin(lean), np.cos(lean)
    inward = v * sine + u * cosine
    past = inward - reach
    folded_v, folded_u = v - 2 * past * sine, u - 2 * past * cosine  # where the flap's paper was
    flap = (past >= 0) & (folded_v >= 0) & (folded_u >= 0)
    edge = np.minimum(folded_v, folded_u)
    shadow = (past >= 0) & ~flap & (edge > -0.22 * reach)
    dark = np.where(shadow, 0.45 * (1 + edge / (0.22 * reach)), 0).astype(np.float32)
    round_ = (0.70 + 0.30 * np.clip(past / (0.5 * reach), 0, 1)).astype(np.float32)
    new = dark > cover
    cover[new] = dark[new]
    out[new] = 0.05
    out[flap] = back * round_[flap][:, None]
    cover[flap] = 1
    gone = past < 0
    out[gone], cover[gone] = BOARD, 1


def abrasion(colour: Picture, severity: float, rng: np.random.Generator) -> Layer:
    """Polygons worn down to the fibre, deeper towards their middles, threads left along the rims."""
    shape = colour.shape[:2]
    field = polygons(shape, rng) * (1 + 0.10 * noise(shape, rng, 1.1))
    level = threshold(field, 0.5 * severity)
    worn = np.clip((level - field) / max(0.25 * level, 1e-6), 0, 1) if severity > 0 else np.zeros_like(field)
    rough = grain(shape, rng)
    cover = np.where((field < level) & (rough < 0.35 + worn), 0.55 + 0.45 * worn, 0)
    fibre = FIBRE * (0.94 + 0.08 * rough)[..., None]
    return layer_of(cover, fibre, severity)


def worm(colour: Picture, severity: float, rng: np.random.Generator) -> Layer:
    """Holes and galleries eaten along wandering paths; through them the dark behind shows."""
    shape = colour.shape[:2]
    age = _galleries(shape, rng)
    ragged = age + 0.02 * noise(shape, rng, 0.8)
    hole = ragged < severity
    rim = ndimage.binary_dilation(hole, iterations=max(1, round(0.004 * min(shape))))
    cover = np.where(hole, np.float32(1), np.where(rim, np.float32(0.4), 0))
    dark = 0.16 + 0.16 * depth(hole, 0.012 * min(shape))
    behind = np.where(hole[..., None], dark[..., None] * np.array([1.0, 0.95, 0.88]), [0.35, 0.28, 0.2])
    return layer_of(cover, behind, severity)


def _galleries(shape: Shape, rng: np.random.Generator) -> Field:
    """When each pixel is eaten, 0…1; 2 where never."""
    side = min(shape)
    page = Image.new("F", (shape[1], shape[0]), 2.0)
    draw = ImageDraw.Draw(page)
    strokes: list[tuple[float, float, float, float]] = []
    for k in range(HOLES):
        steps = int(rng.integers(1, 5) if k % 3 else rng.integers(25, 70))
        way = rng.uniform(0, 2 * np.pi) + np.cumsum(rng.normal(0, 0.28, steps))
        stride = 0.7 * BORE * side
        path = rng.uniform(0.06, 0.94, 2) * shape + np.cumsum(
            stride * np.stack([np.sin(way), np.cos(way)], -1), 0
        )
        bore = BORE * side * rng.uniform(0.7, 1.5)
        begun = 0.02 + 0.9 * k / HOLES
        times = begun + (1.02 - begun) * np.arange(steps) / max(steps, 12)
        strokes += [
            (float(t), float(y), float(x), float(bore)) for t, (y, x) in zip(times, path, strict=True)
        ]
    for time, y, x, bore in sorted(strokes, reverse=True):
        draw.ellipse((x - bore, y - bore, x + bore, y + bore), fill=time)
    return np.asarray(page, np.float32).copy()


def layer_of(cover: ndarray, colour: ndarray, severity: float) -> Layer:
    """Nothing at all at severity 0."""
    kept = cover if severity > 0 else np.zeros_like(cover)
    return Layer(np.clip(kept, 0, 1).astype(np.float32), np.clip(colour, 0, 1).astype(np.float32))
