"""Upper garments: jackets, vests, and the tops of dresses and robes, cut from the let-out body surface."""

from dataclasses import dataclass

import numpy as np
from jaxtyping import Float
from numpy import ndarray

from wenwu.atlas.costume import Piece
from wenwu.scene.flatten import flatten
from wenwu.scene.form import ARMHOLE, Form
from wenwu.scene.loft import normals_of
from wenwu.scene.panel import Bolt, Panel
from wenwu.scene.section import crossings, ring
from wenwu.scene.shell import Shell, clipped, let_out

EASE = {"tight": (0.006, 4), "fitted": (0.010, 12), "loose": (0.017, 30)}  # [m], rounds of smoothing
LAYER = 0.0045  # [m] each layer lies over the one below
NECK = {
    "none": (0.075, 0.022),
    "round": (0.068, 0.016),
    "stand": (0.060, 0.008),
    "crossed": (0.068, 0.012),
    "vest": (0.085, 0.03),
}  # half width of the neck hole and how far it reaches forward [m]
ANGLES = np.linspace(-np.pi, np.pi, 49)[:-1]


@dataclass(frozen=True)
class Cut:
    """A garment before it is cut into panels."""

    whole: Shell  # arms included
    trunk: Shell  # without arms, neck and hem cut
    hem: float  # height [m]
    last: Float[ndarray, " A"]  # radius [m] of the lowest ring about the middle, at ANGLES


def cut(form: Form, piece: Piece, layer: int, hem: float, cinched: bool = False) -> Cut:
    """The surface of an upper garment from neck to hem; `cinched` if a sash draws it in at the waist."""
    ease, rounds = EASE[piece.fit]
    whole = let_out(form.shell, np.full(len(form.shell.vertices), ease + LAYER * layer), rounds)
    whole = hung(form, whole, piece, hem, cinched)
    whole = clipped(whole, neckline(form, whole, piece))
    reach = float(form.mark("leftUpperArm")[0]) + ARMHOLE
    low = float(form.mark("bust_l")[1]) + 0.01
    trunk = clipped(whole, np.maximum(reach - np.abs(whole.vertices[:, 0]), low - whole.vertices[:, 1]))
    trunk = clipped(trunk, trunk.vertices[:, 1] - hem)
    direction = np.stack([np.sin(ANGLES), np.cos(ANGLES)], 1)
    return Cut(whole, trunk, hem, _ring_at(form, trunk, hem + 0.004, direction))


def hung(form: Form, shell: Shell, piece: Piece, hem: float, cinched: bool) -> Shell:
    """Below the chest the cloth hangs: it narrows as far as its fit allows, and flares below the waist."""
    waist, bust = float(form.mark("waist_l")[1]), float(form.mark("bust_l")[1])
    levels = np.linspace(bust, hem - 0.03, 30)
    direction = np.stack([np.sin(ANGLES), np.cos(ANGLES)], 1)
    reach = float(form.mark("leftUpperArm")[0]) + ARMHOLE
    trunk = clipped(shell, reach - np.abs(shell.vertices[:, 0]))
    inside = np.array([_ring_at(form, trunk, y, direction) for y in levels])
    outside = inside.copy()
    give = {"tight": 1.2, "fitted": 0.35, "loose": 0.5 if cinched else 0.06}[piece.fit]  # narrowing per metre
    for k in range(1, len(levels)):
        step = levels[k - 1] - levels[k]
        flare = np.tan(np.radians(piece.flare)) * step if levels[k] < waist else 0.0
        outside[k] = np.maximum(
            inside[k] + (outside[k - 1] - inside[k - 1] if levels[k] < waist else 0) * 0.9,
            outside[k - 1] - give * step + flare,
        )
    return _scaled_out(form, shell, levels, outside / inside)


def _ring_at(form: Form, trunk: Shell, y: float, direction: Float[ndarray, "A 2"]) -> Float[ndarray, " A"]:
    centre = np.array([0.0, float(form.middle(y))])
    return ring(crossings(trunk, 1, y), centre, direction)


def _scaled_out(
    form: Form, shell: Shell, levels: Float[ndarray, " L"], factor: Float[ndarray, "L A"]
) -> Shell:
    place = shell.vertices.copy()
    middle = form.middle(place[:, 1])
    angle = np.arctan2(place[:, 0], place[:, 2] - middle)
    column = (angle + np.pi) / (2 * np.pi) * len(ANGLES)
    row = np.clip((levels[0] - place[:, 1]) / (levels[0] - levels[-1]), 0, 1) * (len(levels) - 1)
    c, r = np.floor(column).astype(int) % len(ANGLES), np.minimum(np.floor(row).astype(int), len(levels) - 2)
    fc, fr = column - np.floor(column), row - r
    c1 = (c + 1) % len(ANGLES)
    scale = (factor[r, c] * (1 - fc) + factor[r, c1] * fc) * (1 - fr) + (
        factor[r + 1, c] * (1 - fc) + factor[r + 1, c1] * fc
    ) * fr
    arms = shell.share[
        :, [i for i, n in enumerate(form.body.rig.names) if "Arm" in n or "Hand" in n or "Finger" in n]
    ].sum(1)
    scale = np.where(place[:, 1] > levels[0], 1.0, 1 + (scale - 1) * (1 - np.clip(2 * arms, 0, 1)))
    place[:, 0] *= scale
    place[:, 2] = middle + (place[:, 2] - middle) * scale
    return Shell(place, normals_of(place, shell.faces), shell.faces, shell.share)


def neckline(form: Form, shell: Shell, piece: Piece) -> Float[ndarray, " V"]:
    """Positive where there is cloth: below a plane round the neck, and outside the V or the gap in front."""
    nape, throat = form.mark("nape"), form.mark("throat")
    x, y, z = shell.vertices.T
    wide, near = NECK[piece.collar if piece.kind != "vest" else "vest"]
    deep_half = (throat[2] - nape[2]) / 2 + near
    round_neck = (
        np.hypot(x / (wide * (throat[2] - nape[2]) / 0.1), (z - nape[2] + 0.012 - deep_half) / deep_half) - 1
    )
    slope = (throat[1] - nape[1]) / (throat[2] - nape[2])
    lid = nape[1] + 0.03 + slope * np.clip(z - nape[2], 0, throat[2] - nape[2]) - y
    field = np.maximum(np.minimum(round_neck * 0.06, lid), throat[1] - 0.07 - y)
    behind = form.middle(y) - z
    if piece.collar == "crossed" or piece.kind == "vest":
        vest = piece.kind == "vest"
        low = float(form.mark("bust_l")[1]) - (0.06 if vest else 0.02)
        low = max(low, float(throat[1]) - (0.21 if vest else 0.17))
        half = 0.062
        deep = np.abs(x) - half * np.clip((y - low) / (throat[1] - low), 0, 1.4) + np.maximum(low - y, 0)
        field = np.minimum(field, np.maximum(behind, deep))
    if piece.gap > 0:
        field = np.minimum(field, np.maximum(behind, np.abs(x) - piece.gap / 2))
    return field


@dataclass(frozen=True)
class Laid:
    """Front or back on the table: x from the middle, y down from the hem (negative above it)."""

    side: str
    shell: Shell
    flat: Float[ndarray, "V 2"]  # [m]


def laid(form: Form, made: Cut) -> list[Laid]:
    """A garment parted at the side seams and flattened."""
    out = []
    for sign, side in ((1, "front"), (-1, "back")):
        trunk = made.trunk
        part = clipped(trunk, sign * (trunk.vertices[:, 2] - form.middle(trunk.vertices[:, 1])))
        height = part.vertices[:, 1] - made.hem
        flat = flatten(part, np.stack([sign * part.vertices[:, 0], -height], 1))
        edge = height < 0.012
        flat[:, 1] -= np.median(flat[edge, 1] + height[edge])
        out.append(Laid(side, part, flat))
    return out


def rise(parts: list[Laid]) -> float:
    """How far the cloth reaches above the hem, laid flat [m]."""
    return max(float(-p.flat[:, 1].min()) for p in parts) + 0.001


def panels(parts: list[Laid], name: str, bolt: Bolt | None, piece: Piece) -> list[Panel]:
    """Front and back as panels; without a bolt of a longer garment they get one of their own."""
    above = rise(parts)
    below = max(0.0, *(float(p.flat[:, 1].max()) for p in parts))
    width = 2 * max(float(np.abs(p.flat[:, 0]).max()) for p in parts) + 0.004
    cloth = bolt or Bolt(piece.textile, width, above + below)
    shift = np.array([cloth.width / 2, above])
    kind = "silk" if piece.silk else "cloth"
    return [
        Panel(
            f"{name}_{p.side}",
            cloth,
            p.shell.vertices,
            p.shell.normals,
            p.flat + shift,
            p.shell.faces,
            p.shell.share,
            material=kind,
        )
        for p in parts
    ]
