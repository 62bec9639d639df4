"""Textures: the material of every panel, its cloth drawn once for all dancers that wear it."""

from dataclasses import replace
from threading import Lock

import numpy as np
from jaxtyping import UInt8
from numpy import ndarray

from wenwu.atlas.model import Atlas
from wenwu.base.errors import InputError
from wenwu.motifs.textile import draw_textile
from wenwu.prompt.brief import Brief
from wenwu.prompt.cloth import cloths
from wenwu.prompt.pattern import replaced
from wenwu.scene.mesh import Material
from wenwu.scene.own_cloth import laid, own_cloth
from wenwu.scene.panel import Bolt, Panel

STUFFS = {  # how each stuff answers light; the numbers are ours, chosen by eye
    "cloth": Material(
        "cloth", np.zeros((1, 1, 3), np.uint8), gloss=0.05, sharp=10, sheen=0.10, two_sided=True
    ),
    "silk": Material(
        "silk", np.zeros((1, 1, 3), np.uint8), gloss=0.22, sharp=22, sheen=0.18, metal=0.4, two_sided=True
    ),
    "velvet": Material(
        "velvet", np.zeros((1, 1, 3), np.uint8), gloss=0.03, sharp=8, sheen=0.45, metal=0.6, two_sided=True
    ),
    "felt": Material("felt", np.zeros((1, 1, 3), np.uint8), gloss=0.02, sharp=6, sheen=0.12, two_sided=True),
    "leather": Material("leather", np.zeros((1, 1, 3), np.uint8), gloss=0.14, sharp=18, two_sided=True),
    "silver": Material(
        "silver", np.zeros((1, 1, 3), np.uint8), gloss=0.85, sharp=36, metal=1.0, two_sided=True
    ),
    "gold": Material("gold", np.zeros((1, 1, 3), np.uint8), gloss=0.8, sharp=34, metal=1.0, two_sided=True),
    "chased": Material(
        "chased", np.zeros((1, 1, 3), np.uint8), gloss=0.8, sharp=30, metal=1.0, two_sided=True
    ),
    "chased_gold": Material(
        "chased", np.zeros((1, 1, 3), np.uint8), gloss=0.75, sharp=28, metal=1.0, two_sided=True
    ),
    "gem": Material("gem", np.zeros((1, 1, 3), np.uint8), gloss=0.5, sharp=60, two_sided=True),
    "petal": Material(
        "petal", np.zeros((1, 1, 3), np.uint8), gloss=0.05, sharp=10, sheen=0.25, two_sided=True
    ),
}
METALS = {"silver": "#D9DCE1", "gold": "#D6A93A", "brass": "#B88A3C"}
SOLE = "#5B4A3C"
BLOCK = 0.005  # [m] sizes of bolts are rounded to this, so that near-equal panels share one cloth
LARGEST = 2048  # [px]


class Wardrobe:
    """Materials made so far in one scene."""

    def __init__(self, atlas: Atlas, brief: Brief, pixels_per_metre: float) -> None:
        self._atlas, self._culture, self._seed = atlas, brief.culture, brief.seed
        self._density, self._worn = pixels_per_metre, cloths(brief, atlas)
        self._pattern = brief.pattern
        self._cloths: dict[tuple[str, float, float, bool, bool], UInt8[ndarray, "H W 3"]] = {}
        self.placements: dict[str, object] = {}  # where each motif lies on its cloth, by mesh name
        self._drawing = Lock()  # dancers are dressed by several threads

    def material(self, panel: Panel) -> Material:
        """The material of a panel."""
        stuff = STUFFS[panel.material]
        if panel.material in ("chased", "chased_gold"):
            texture = chased(self.colour("gold" if panel.material == "chased_gold" else "silver"))
        elif panel.bolt is None:
            texture = np.broadcast_to(
                self.colour(panel.colour or METALS.get(panel.material, "#808080")), (4, 4, 3)
            )
        else:
            with self._drawing:
                texture = self._cloth(panel.bolt, panel.name)
        texture = np.ascontiguousarray(texture)
        return replace(stuff, name=panel.name, texture=texture, credit=self._credit(panel))

    def colour(self, name: str) -> UInt8[ndarray, "3"]:
        """The bytes of a palette name, a metal, or #RRGGBB."""
        palette = self._atlas.culture(self._culture).palette
        value = SOLE if name == "sole" else METALS.get(name) or palette.get(name, name)
        if not value.startswith("#"):
            raise InputError(
                f"{name!r} is no colour of {self._culture}; its palette has {', '.join(palette)}"
            )
        return np.frombuffer(bytes.fromhex(value[1:]), np.uint8)

    def _credit(self, panel: Panel) -> str:
        """Whose cloth a panel is made of, where somebody brought it."""
        if self._pattern is None or panel.bolt is None or replaced(panel.bolt.textile) is None:
            return ""
        return f"{self._pattern.source} ({self._pattern.permission})"

    def _cloth(self, bolt: Bolt, mesh: str) -> UInt8[ndarray, "H W 3"]:
        width, height = (max(BLOCK, round(x / BLOCK) * BLOCK) for x in (bolt.width, bolt.height))
        main = self._pattern is not None and mesh == self._pattern.on
        key = (bolt.textile, width, height, bolt.wraps, main)
        if key not in self._cloths:
            density = min(self._density, LARGEST / max(width, height))
            if instead := replaced(bolt.textile):
                self._cloths[key] = self._own(bolt, instead, (width, height), density, main)
                return self._cloths[key]
            textile = self._worn.get(bolt.textile) or self._atlas.textile(bolt.textile)
            drawn = draw_textile(textile, self._atlas, (width, height), density, self._seed, bolt.wraps)
            self._cloths[key] = drawn.image
            self.placements[mesh] = drawn.placements
        return self._cloths[key]

    def _own(
        self, bolt: Bolt, instead: str, size: tuple[float, float], density: float, main: bool
    ) -> UInt8[ndarray, "H W 3"]:
        """The cloth that the user brought; one that is laid once lies on the piece itself and on no tie."""
        if self._pattern is None or self._pattern.width is None:
            raise InputError("the cloth of the brief was not looked at yet: with_pattern does that")
        cloth, ground = own_cloth(self._pattern), self.colour(self._atlas.textile(instead).ground)
        if cloth.kind == "whole" and not main:
            return np.broadcast_to(ground, (4, 4, 3))
        return laid(cloth, self._pattern.width, size, density, bolt.wraps, ground)


def chased(metal: UInt8[ndarray, "3"], size: int = 192) -> UInt8[ndarray, "H W 3"]:
    """Engraved metal: a rosette, coils in the corners, beaded edges; grooves dark, ridges bright."""
    y, x = np.mgrid[0:size, 0:size] / (size - 1) * 2 - 1
    height = np.zeros((size, size))
    for cx, cy, reach in (
        (0, 0, 0.62),
        (-0.78, -0.78, 0.34),
        (0.78, -0.78, 0.34),
        (-0.78, 0.78, 0.34),
        (0.78, 0.78, 0.34),
    ):
        r, a = np.hypot(x - cx, y - cy), np.arctan2(y - cy, x - cx)
        inside = r < reach
        petals = np.cos(8 * a) * np.clip(np.sin(np.pi * r / reach * 1.02), 0, 1)
        rings = np.cos(2 * np.pi * r / reach * 3)
        height = np.where(inside, 0.55 * petals + 0.45 * rings, height)
    edge = np.maximum(np.abs(x), np.abs(y))
    beads = np.cos(np.pi * 14 * x) * np.cos(np.pi * 14 * y)
    height = np.where(edge > 0.93, beads, height)
    relief = np.gradient(height)[0] * 9 + 0.35 * height
    shade = np.clip(0.95 + 0.22 * relief, 0.56, 1.14)[..., None]
    return np.clip(metal.astype(float) * shade, 0, 255).astype(np.uint8)
