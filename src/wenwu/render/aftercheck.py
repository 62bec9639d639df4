"""The after-check: what the pictures really show, read from the surfaces that their pixels see.

Everything is counted in pixels of sampled frames, before light and tone, so that neither sun nor shade
changes a finding: colours are the textures' own.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from jaxtyping import Bool, Float, Int, UInt8
from numpy import ndarray

from wenwu.render.pyramid import linear
from wenwu.render.surfaces import Seen, seen
from wenwu.render.view import Renderer

CLOTHES = ("cloth", "ornament")
DEEP = 0.03  # [m] how far under a garment the body may lie and still be a cut through it
FREE = (
    "hand",
    "thumb",
    "index",
    "middle",
    "ring",
    "little",
    "foot",
    "toes",
    "head",
)  # what clothes leave free
LAB_WHITE = np.array([0.9505, 1.0, 1.089])  # D65
XYZ = np.array(
    [[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]]
)  # of linear sRGB


@dataclass(frozen=True)
class Sight:
    """What was seen in some frames."""

    frames: tuple[int, ...]
    pixels: int  # that show a dancer
    shares: Mapping[str, float]  # of the clothes' pixels, by the palette's name
    body_in_front: float  # share of the dancers' pixels where the body cuts through its own garment
    mirrored: Mapping[str, float]  # by mesh: share of its outer side's pixels that show the texture mirrored

    def facts(self) -> dict[str, float]:
        """The colours as facts that rules may ask for: share.NAME."""
        return {f"share.{name}": share for name, share in self.shares.items()}


def aftercheck(renderer: Renderer, frames: Sequence[int], palette: Mapping[str, str]) -> Sight:
    """Look at some frames. palette: name → #RRGGBB; a pixel counts for the nearest colour in CIE Lab.

    The body is in front of its own garment where a pixel shows skin (hands, feet and head left out: they
    may pass in front of anything) and the outer side of the same dancer's clothes lies at most DEEP behind.
    A texture is mirrored where (u, v) runs the other way round on the picture than on the texture.
    """
    names, colours = list(palette), _lab(np.array([_rgb(h) for h in palette.values()], np.uint8))
    counts: Counter[str] = Counter()
    pixels = cuts = 0
    outer: Counter[str] = Counter()
    turned: Counter[str] = Counter()
    for frame in frames:
        shown = seen(renderer, renderer.draw(frame))
        pixels += len(shown.face)
        clothes = np.isin(shown.kind, CLOTHES)
        if names and clothes.any():
            lab = _lab(shown.colour[clothes])
            nearest = ((lab[:, None] - colours) ** 2).sum(-1).argmin(1)
            for index, count in zip(*np.unique(nearest, return_counts=True), strict=True):
                counts[names[index]] += int(count)
        cuts += int(_cut(renderer, shown).sum())
        for name in np.unique(shown.name[clothes]):
            own = clothes & (shown.name == name) & shown.front
            outer[str(name)] += int(own.sum())
            turned[str(name)] += int((own & shown.mirrored).sum())
    total = max(1, counts.total())
    return Sight(
        frames=tuple(frames),
        pixels=pixels,
        shares={name: counts[name] / total for name in names},
        body_in_front=cuts / max(1, pixels),
        mirrored={name: turned[name] / count for name, count in outer.items() if count},
    )


def _cut(renderer: Renderer, shown: Seen) -> Bool[ndarray, " N"]:
    """Which pixels show the body in front of its own garment."""
    p = renderer.pack
    kinds = np.array([mesh.kind for _, mesh in p.owners])
    figures = np.array([figure for figure, _ in p.owners])
    surface, distance = renderer.behind(np.isin(kinds, CLOTHES)[p.mesh_of])
    behind, away = surface[shown.row, shown.column], distance[shown.row, shown.column]
    cloth = np.maximum(behind, 0)
    own = (behind >= 0) & (figures[p.mesh_of[cloth]] == shown.figure)
    near = (away > shown.distance) & (away - shown.distance < DEEP)
    outside = _facing(renderer, cloth)
    return (shown.kind == "skin") & ~_is_free(renderer, shown.face) & own & near & outside


def _facing(renderer: Renderer, faces: Int[ndarray, " N"]) -> Bool[ndarray, " N"]:
    """Whether we see a face's outer side: its corners run counter-clockwise, with y down a negative area."""
    a, b, c = renderer.posed.screen[renderer.pack.faces[faces], :2].astype(float).transpose(1, 0, 2)
    return (b[:, 0] - a[:, 0]) * (c[:, 1] - a[:, 1]) < (b[:, 1] - a[:, 1]) * (c[:, 0] - a[:, 0])


def _is_free(renderer: Renderer, faces: Int[ndarray, " N"]) -> Bool[ndarray, " N"]:
    """Whether a face hangs on a bone of the hands, feet or head."""
    names = [name.casefold() for figure in renderer.scene.figures for name in figure.rig.names]
    free = np.array([any(part in name for part in FREE) for name in names])
    corner = renderer.pack.faces[faces, 0]
    bone = np.take_along_axis(
        renderer.pack.joints[corner], renderer.pack.weights[corner].argmax(1)[:, None], 1
    )[:, 0]
    return free[bone]


def _rgb(hexadecimal: str) -> tuple[int, int, int]:
    r, g, b = bytes.fromhex(hexadecimal.removeprefix("#"))
    return r, g, b


def _lab(srgb: UInt8[ndarray, "N 3"]) -> Float[ndarray, "N 3"]:
    """CIE 1976 L*a*b* (D65) of sRGB bytes."""
    xyz = linear(srgb).astype(float) @ XYZ.T / LAB_WHITE
    f = np.where(xyz > 216 / 24389, np.cbrt(xyz), (24389 / 27 * xyz + 16) / 116)
    return np.stack([116 * f[:, 1] - 16, 500 * (f[:, 0] - f[:, 1]), 200 * (f[:, 1] - f[:, 2])], 1)
