"""Ink lost, or figure worn off its ground: by a procedural model, or by a network taught real loss."""

import numpy as np
from jaxtyping import Bool, Float32
from numpy import ndarray
from scipy import ndimage

from wenwu.motifs.damage_field import Field, noise, threshold
from wenwu.motifs.damage_figure import figure_of, ground_of, inside, is_figure
from wenwu.motifs.damage_loss import Layer, Picture, layer_of

MOST = 0.6  # of the figure, at severity 1: as much as the worst real print has lost
RIMS = {"ink": 0.0, "edge": 1.5}  # how much sooner the outside of a figure goes
SPECK, THICK = 0.0095, 0.012  # [share of the shorter side] of a speck; over which strokes are thick
PATCHES, FIRM = 0.4, 0.7  # weight of patches, and of thickness; all four fitted to crests that are trained on
ROUGH = 0.3  # of what a larger picture has in finer detail than the network knows
SCALE = 160  # [px] the longer side on which the network was taught


def ink(colour: Picture, severity: float, rng: np.random.Generator) -> Layer:
    """Figure worn off its ground, starved in patches and along thin lines; up to six tenths of it."""
    return _by_hand(colour, severity, rng, RIMS["ink"])


def edge(colour: Picture, severity: float, rng: np.random.Generator) -> Layer:
    """The same, the outline of the whole first, as the rim of a block or a hem wears first."""
    return _by_hand(colour, severity, rng, RIMS["edge"])


def _by_hand(colour: Picture, severity: float, rng: np.random.Generator, rim: float) -> Layer:
    ground = ground_of(colour)
    figure = figure_of(colour, ground)
    weak = weakness(figure, rng, rim)
    lost = weak < threshold(weak, MOST * severity, is_figure(figure))
    return _peeled(colour, lost & (figure > 0), ground, severity)


def weakness(figure: Field, rng: np.random.Generator, rim: float = 0.0) -> Field:
    """The order in which a figure is lost: specks, patches, thin places first; `rim`: its outside first."""
    side = min(figure.shape)
    shape = (figure.shape[0], figure.shape[1])
    specks = ndimage.gaussian_filter(rng.standard_normal(shape, np.float32), SPECK * side, mode="wrap")
    thick = ndimage.gaussian_filter(figure, THICK * side)
    out = specks / max(float(specks.std()), 1e-6) + PATCHES * noise(shape, rng, 1.4) + FIRM * thick
    return (out + rim * inside(figure) if rim else out).astype(np.float32)


def lost_by_network(colour: Picture, severity: float, rng: np.random.Generator, kind: str) -> Layer:
    """Ink or edge lost as the network was taught, seen at the size it knows."""
    from wenwu.motifs.damage_net import weakness as learnt

    ground = ground_of(colour)
    figure = figure_of(colour, ground)
    share = MOST * severity
    zoom = min(1.0, SCALE / max(figure.shape))
    small = ndimage.zoom(figure, zoom, order=1) if zoom < 1 else figure
    weak = -learnt(np.clip(small, 0, 1), kind, share, rng)
    if zoom < 1:
        back = [n / s for n, s in zip(figure.shape, small.shape, strict=True)]
        weak = ndimage.zoom(weak, back, order=1, grid_mode=True, mode="nearest")
        weak = weak + ROUGH * weak.std() * noise((weak.shape[0], weak.shape[1]), rng, 1.0)
    lost = weak < threshold(weak, share, is_figure(figure))
    return _peeled(colour, lost & (figure > 0), ground, severity)


def _peeled(
    colour: Picture, lost: Bool[ndarray, "H W"], ground: Float32[ndarray, "3"], severity: float
) -> Layer:
    """The ground bared where the figure is lost."""
    return layer_of(lost.astype(np.float32), np.broadcast_to(ground, colour.shape), severity)
