"""Trousers and leggings, cut from the let-out surface of the legs: four panels, seams inside and outside."""

import numpy as np
from jaxtyping import Float
from numpy import ndarray

from wenwu.atlas.costume import Piece
from wenwu.scene.flatten import flatten
from wenwu.scene.form import Form
from wenwu.scene.loft import normals_of
from wenwu.scene.panel import Bolt, Panel
from wenwu.scene.shell import Shell, clipped, let_out, rims
from wenwu.scene.upper import EASE
from wenwu.scene.weave import Edge, border, loop_path


def legs(form: Form, piece: Piece, name: str, below: float) -> list[Panel]:
    """All panels and hems of trousers or leggings; what would lie above `below` [m] is left out."""
    made = _cut(form, piece, below)
    parts = [
        (f"{name}_{word}", _part(form, made, side, face), side, face)
        for side, word_s in ((1, "l"), (-1, "r"))
        for face, word_f in ((1, "front"), (-1, "back"))
        for word in [f"{word_s}_{word_f}"]
    ]
    top = float(made.vertices[:, 1].max())
    flats = [_laid(form, part, side, face, top) for _, part, side, face in parts]
    width = 2 * max(float(np.abs(f[:, 0]).max()) for f in flats) + 0.004
    low = min(float(f[:, 1].min()) for f in flats)
    bolt = Bolt(piece.textile, width, max(float(f[:, 1].max()) for f in flats) - low)
    shift = np.array([width / 2, -low])
    out = [
        Panel(n, bolt, p.vertices, p.normals, f + shift, p.faces, p.share)
        for (n, p, _, _), f in zip(parts, flats, strict=True)
    ]
    trim = next((t for t in piece.trims if t.edge == "hem"), None)
    if trim:
        loops = sorted(rims(made), key=lambda loop: float(made.vertices[loop, 1].mean()))[:2]
        for number, loop in enumerate(loops):
            side = np.sign(made.vertices[loop, 0].mean())
            leg = clipped(made, side * made.vertices[:, 0])  # the other leg must not pull at this hem
            edge = Edge(loop_path(made, loop), trim.width, True, True)
            out.append(border(f"{name}_hem{number}", trim.textile, leg, edge))
    return out


def _cut(form: Form, piece: Piece, below: float) -> Shell:
    ease, rounds = EASE[piece.fit]
    top = min(form.from_waist(piece.start) + 0.015, below)
    shell = clipped(form.shell, top - form.shell.vertices[:, 1])
    arms = shell.share[:, [i for i, n in enumerate(form.body.rig.names) if "Arm" in n or "Hand" in n]].sum(1)
    shell = clipped(shell, 0.5 - arms)
    made = let_out(shell, np.full(len(shell.vertices), ease * 0.8), max(4, rounds // 2))
    if piece.kind == "trousers" and (piece.flare > 0 or piece.fit == "loose"):
        made = _wide(form, piece, made)
    return clipped(made, made.vertices[:, 1] - form.from_waist(piece.length))


def knee_room(form: Form, piece: Piece) -> float:
    """How much wider than the knee [m] trousers are."""
    if piece.kind != "trousers" or (piece.flare == 0 and piece.fit != "loose"):
        return 0.0
    fall = float(form.mark("crotch")[1] + 0.08 - form.mark("leftLowerLeg")[1])
    return 0.018 + fall * float(np.tan(np.radians(piece.flare)))


def _wide(form: Form, piece: Piece, made: Shell) -> Shell:
    """Each leg pushed out from its own axis, more the lower; pleats as waves round it."""
    place = made.vertices.copy()
    axis = form.mark("leftUpperLeg")
    x, z = np.abs(place[:, 0]) - axis[0], place[:, 2] - axis[2]
    fall = np.clip(form.mark("crotch")[1] + 0.08 - place[:, 1], 0, None)
    radius = np.maximum(np.hypot(x, z), 1e-3)
    straight = 0.062 * np.clip(fall / 0.2, 0, 1)  # the cloth does not follow knee and shin
    wanted = np.maximum(radius, straight + 0.018) + fall * np.tan(np.radians(piece.flare))
    if piece.pleats:
        wanted = wanted * (1 + 0.035 * np.clip(fall / 0.25, 0, 1) * np.cos(np.arctan2(x, z) * piece.pleats))
    scale = wanted / radius
    inner = place[:, 0] * np.sign(place[:, 0])
    moved = np.maximum(axis[0] + x * scale, np.minimum(0.004, inner))
    place[:, 0] = np.where(fall > 0, np.sign(place[:, 0]) * moved, place[:, 0])
    place[:, 2] = axis[2] + z * scale
    return Shell(place, normals_of(place, made.faces), made.faces, made.share)


def _part(form: Form, made: Shell, side: int, face: int) -> Shell:
    part = clipped(made, side * made.vertices[:, 0])
    middle = _middle(form, part.vertices[:, 1])
    return clipped(part, face * (part.vertices[:, 2] - middle))


def _middle(form: Form, height: Float[ndarray, " N"]) -> Float[ndarray, " N"]:
    """z of the side seams."""
    hip, leg = form.mark("hip_l"), form.mark("leftUpperLeg")
    waist = form.mark("waist_l")
    return np.interp(height, [leg[1] - 0.3, hip[1], waist[1]], [leg[2], hip[2], waist[2]])


def _laid(form: Form, part: Shell, side: int, face: int, top: float) -> Float[ndarray, "V 2"]:
    """The panel on the table: begun as an unrolled half cylinder."""
    x, y, z = part.vertices.T
    axis = float(form.mark("leftUpperLeg")[0])
    away = side * x - axis
    radius = np.maximum(np.hypot(away, z - _middle(form, y)), 0.03)
    turn = np.arctan2(away, np.abs(z - _middle(form, y)) + 1e-6)
    return flatten(part, np.stack([face * side * radius * turn, top - y], 1), rounds=25)
