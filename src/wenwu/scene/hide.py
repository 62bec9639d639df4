"""What clothes hide: the skin that lies well under them is left out, so that it can never come through."""

import numpy as np
from jaxtyping import Bool, Float
from numpy import ndarray

from wenwu.atlas.costume import Costume, Piece
from wenwu.scene.feet import shoe_top
from wenwu.scene.form import ARMHOLE, Form
from wenwu.scene.shell import Shell
from wenwu.scene.upper import neckline

INSIDE = 0.016  # [m] of skin kept under every edge
COVERS_HAND = 1.35  # arm lengths: the hand is lost in a sleeve as long as this
UPPER = ("jacket", "vest", "dress", "robe")


def hidden(form: Form, costume: Costume) -> Bool[ndarray, " V"]:
    """Rows of the skin surface that need not be drawn under this costume."""
    skin = form.body.surfaces["skin"]
    place = skin.vertices.astype(float)
    shell = Shell(place, skin.normals.astype(float), skin.faces.astype(int), np.zeros((len(place), 1)))
    out = np.zeros(len(place), bool)
    for piece in costume.pieces:
        if piece.kind in UPPER:
            out |= _upper(form, piece, shell)
        elif piece.kind in ("trousers", "leggings"):
            out |= _between(
                place, form.from_waist(piece.length) + INSIDE, form.from_waist(piece.start) - INSIDE
            )
        elif piece.kind in ("skirt", "tube_skirt"):
            top, hem = form.from_waist(piece.start) + 0.02, form.from_waist(piece.length)
            out |= _between(
                place, hem + (0.3 if piece.kind == "tube_skirt" else 0.5) * (top - hem), top - INSIDE
            )
    return out | _between(place, -1.0, shoe_top(form, costume.footwear) - INSIDE)


def _between(place: Float[ndarray, "V 3"], low: float, high: float) -> Bool[ndarray, " V"]:
    return (place[:, 1] > low) & (place[:, 1] < high)


def _upper(form: Form, piece: Piece, shell: Shell) -> Bool[ndarray, " V"]:
    """Under the cloth of an upper garment: below the neck, above the hem, short of the cuffs."""
    hem, waist = form.from_shoulder(piece.length), float(form.mark("waist_l")[1])
    low = max(hem + INSIDE, waist - 0.55 * (waist - hem)) if waist - hem > 0.05 else hem + INSIDE
    out = (neckline(form, shell, piece) > INSIDE) & (shell.vertices[:, 1] > low)
    shoulder, wrist = float(form.mark("leftUpperArm")[0]), float(form.mark("leftHand")[0])
    for side, sign in (("left", 1), ("right", -1)):
        reach = shoulder + ARMHOLE
        if piece.sleeve and piece.sleeve.off != side:
            reach = shoulder + min(piece.sleeve.length, 0.97) * (wrist - shoulder)
            if piece.sleeve.length > COVERS_HAND:
                reach = 2.0
            elif piece.sleeve.width > 0.25:
                reach = min(reach, shoulder + 0.55 * (wrist - shoulder))
        out &= sign * shell.vertices[:, 0] < reach - INSIDE
    return out
