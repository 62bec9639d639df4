"""Adornments: what costumes put on head, neck, ears, waist and arms."""

from wenwu.atlas.costume import Costume
from wenwu.scene.crescent import crescent
from wenwu.scene.form import Form
from wenwu.scene.hat import hat
from wenwu.scene.headdress import headdress
from wenwu.scene.jewellery import jewellery
from wenwu.scene.panel import Panel
from wenwu.scene.round_cap import round_cap
from wenwu.scene.sheepskin import sheepskin
from wenwu.scene.wing import wing_frame


def hair_under(costume: Costume) -> str:
    """The hair shape that fits under the headdress."""
    return costume.hair


def adornments(form: Form, costume: Costume) -> list[Panel]:
    """Panels of all ornaments of a costume."""
    out: list[Panel] = []
    for piece in costume.pieces:
        if piece.kind == "wing_frame":
            out += wing_frame(form, piece)
    for worn in costume.head:
        out += headdress(form, worn) + hat(form, worn)
        out += crescent(form, worn) if worn.kind == "fringe_crescent" else []
        out += round_cap(form, worn) if worn.kind == "round_cap" else []
    for worn in costume.ornaments:
        out += jewellery(form, worn) + sheepskin(form, worn)
    return out
