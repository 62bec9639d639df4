"""Hair: combed sheets over the skull, buns, knots and braids, from the hairline on.

Styles are named by shape alone; a costume asks for one by name.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from jaxtyping import Float, Int
from numpy import ndarray

from wenwu.base.errors import unknown
from wenwu.body.performer import Body
from wenwu.body.skeleton import AT
from wenwu.scene.braids import Hung, hanging_braid, thin_braids, two_braids
from wenwu.scene.bun import coil
from wenwu.scene.combed import cropped, parted, swept, unit
from wenwu.scene.head import Head
from wenwu.scene.loft import Loft, joined


@dataclass(frozen=True)
class Hair:
    """Hair of one head: a surface with bones."""

    loft: Loft
    joints: Int[ndarray, "V 4"]
    weights: Float[ndarray, "V 4"]


def grow(body: Body, head: Head, style: str) -> Hair:
    """The hair of a style (one of HAIR_STYLES)."""
    if style not in _STYLES:
        raise unknown("hair style", style, _STYLES)
    return _STYLES[style](body, head)


def _side_bun(body: Body, head: Head) -> Hair:
    place = unit(np.array([0.62, 0.62, -0.48]))
    return _fixed([swept(head, place, lift=0.013), *coil(head, place, size=0.040)])


def _high_bun(body: Body, head: Head) -> Hair:
    place = unit(np.array([0.0, 0.93, -0.36]))
    return _fixed([swept(head, place, lift=0.012), *coil(head, place, size=0.043)])


def _topknot(body: Body, head: Head) -> Hair:
    place = unit(np.array([0.0, 0.97, -0.24]))
    return _fixed([swept(head, place, lift=0.008), *coil(head, place, size=0.027, turns=2.6)])


def _low_bun(body: Body, head: Head) -> Hair:
    place = unit(np.array([0.0, -0.22, -0.97]))
    return _fixed(
        [swept(head, place, lift=0.008), *parted(head, place, 0.012), *coil(head, place, size=0.038)]
    )


def _long_braid(body: Body, head: Head) -> Hair:
    place = unit(np.array([0.0, -0.40, -0.92]))
    worn = _fixed([swept(head, place, lift=0.007), *parted(head, place, 0.011)])
    return _with(worn, hanging_braid(body, head, place))


def _two_braids(body: Body, head: Head) -> Hair:
    sides = [unit(np.array([s * 0.70, -0.45, -0.55])) for s in (1, -1)]
    worn = _fixed(
        [swept(head, unit(np.array([0.0, -0.35, -0.94])), lift=0.005), *parted(head, None, 0.011, sides)]
    )
    return _with(worn, two_braids(body, head, sides))


def _many_braids(body: Body, head: Head) -> Hair:
    place = unit(np.array([0.0, -0.35, -0.94]))
    worn = _fixed([swept(head, place, lift=0.006), *parted(head, place, 0.010)])
    return _with(worn, thin_braids(body, head))


def _short(body: Body, head: Head) -> Hair:
    return _fixed(cropped(body, head))


def _cap(body: Body, head: Head) -> Hair:
    """Flat hair for under a wrapped or fitted headdress."""
    return _fixed([swept(head, unit(np.array([0.0, 0.2, -0.98])), lift=0.005)])


_STYLES: dict[str, Callable[[Body, Head], Hair]] = {
    "side_bun": _side_bun, "high_bun": _high_bun, "topknot": _topknot, "low_bun": _low_bun, "short": _short,
    "long_braid": _long_braid, "two_braids": _two_braids, "many_braids": _many_braids, "cap": _cap,
}  # fmt: skip
HAIR_STYLES = (*_STYLES, "none")


def _fixed(parts: list[Loft]) -> Hair:
    loft = joined(parts)
    joints, weights = np.zeros((len(loft.vertices), 4), int), np.zeros((len(loft.vertices), 4))
    joints[:, 0], weights[:, 0] = AT["head"], 1
    return Hair(loft, joints, weights)


def _with(worn: Hair, hung: Hung) -> Hair:
    return Hair(
        joined([worn.loft, hung.loft]),
        np.concatenate([worn.joints, hung.joints]),
        np.concatenate([worn.weights, hung.weights]),
    )
