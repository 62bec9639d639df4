"""Damage that lies over a picture: mould, dust, stains. Procedural; no real data stand behind any of it."""

import numpy as np

from wenwu.motifs.damage_field import colonies, grain, noise, polygons, threshold
from wenwu.motifs.damage_loss import Layer, Picture, layer_of

MOULDS = np.array([[0.20, 0.22, 0.17], [0.35, 0.37, 0.30], [0.62, 0.63, 0.58]], np.float32)
DUST = np.array([0.70, 0.67, 0.61], np.float32)
TIDE = np.array([0.42, 0.29, 0.16], np.float32)


def mould(colour: Picture, severity: float, rng: np.random.Generator) -> Layer:
    """Colonies that grow outward, dense in the middle, specks at the rim; up to half of the picture."""
    shape = colour.shape[:2]
    field = colonies(shape, rng) + 0.22 * noise(shape, rng, 1.0)
    level = threshold(field, 0.55 * severity)
    specks = grain(shape, rng)
    dense = np.clip((level - field) / 0.8, 0, 1) if severity > 0 else np.zeros_like(field)
    cover = np.where((field < level) & (specks < 0.25 + 1.1 * dense), 0.35 + 0.5 * dense, 0)
    tone = np.clip(1 + 0.5 * noise(shape, rng, 1.2), 0, 1.999)
    low = tone.astype(np.int32)
    part = (tone - low)[..., None]
    return layer_of(cover, (1 - part) * MOULDS[low] + part * MOULDS[low + 1], severity)


def dust(colour: Picture, severity: float, rng: np.random.Generator) -> Layer:
    """A grey veil that gathers in patches, never thick enough to hide; up to nine tenths of the picture."""
    shape = colour.shape[:2]
    field = noise(shape, rng, 1.3) + 0.8 * noise(shape, rng, 0.3)
    level = threshold(field, 0.9 * severity)
    thick = np.clip((level - field) / 2.5, 0, 1) if np.isfinite(level) else np.ones_like(field)
    cover = np.where(field < level, 0.12 + (0.2 + 0.25 * severity) * thick, 0)
    return layer_of(cover, DUST * (0.92 + 0.16 * grain(shape, rng))[..., None], severity)


def stain(colour: Picture, severity: float, rng: np.random.Generator) -> Layer:
    """Spilt and dried: a brown wash with a darker tide line where it stopped; up to six tenths."""
    shape = colour.shape[:2]
    field = polygons(shape, rng, 4) * (1 + 0.14 * noise(shape, rng, 1.7))
    level = threshold(field, 0.6 * severity)
    wet = field < level
    near = np.exp(-np.clip((level - field) / (0.06 * max(level, 1e-6)), 0, 30)) if severity > 0 else 0
    cover = np.where(wet, 0.22 + 0.12 * severity + 0.30 * near + 0.03 * noise(shape, rng, 1.2), 0)
    return layer_of(np.where(wet, np.maximum(cover, 0.05), 0), np.broadcast_to(TIDE, colour.shape), severity)
