"""Clinical channels: the angles a choreographer writes, turned into the 24 joints' rotations.

Zero is the anatomical stand (arms hanging, thumbs forward, legs vertical, feet flat); the T-pose is
shoulder elevation 90 with the clavicle at rest. Paired channels use one sign for both sides, so a symmetric
pose has equal numbers; unpaired ones are positive toward the dancer's left. The mirror of a pose swaps _l
and _r and negates MIDLINE. All angles in degrees, the head's slide too (`slide_angle` turns centimetres
into degrees). Products act right to left on column vectors:

    root      ry(turn) rx(tilt) rz(−list)
    hip       rx(−flexion) rz(abduction) ry(rotation)
    knee      rx(flexion)
    ankle     rx(−dorsiflexion) rz(−inversion)
    toes      rx(−extension)
    spine     each of spine, chest, upperChest: ry(a·twist) rx(b·flexion) rz(−c·side_bend)
    neck      neck, head: ry(a·twist) rx(b·flexion) rz(−c·side_bend ∓ slide)
    clavicle  rz(E) ry(−P), E and P = girdle + what the arm asks for (`shoulder.coupled`)
    shoulder  against the thorax: ry(−plane) rz(elevation) ry(plane) ry(rotation), then rz(−90)
    elbow     ry(−flexion) rx(pronation)
    wrist     ry(deviation) rz(−flexion)
"""

from collections.abc import Mapping

import numpy as np
from jaxtyping import Float
from numpy import ndarray

from wenwu.base.errors import unknown
from wenwu.body.readouts import READOUTS, Readout, read, read_all
from wenwu.body.rotation import about, conjugate, multiply
from wenwu.body.shoulder import clavicle, coupled, on_side, thoracohumeral
from wenwu.body.skeleton import AT, Skeleton

__all__ = [
    "CHANNELS", "MIDLINE", "READOUTS", "SPREAD", "Readout", "mirrored", "read", "read_all", "rotations",
    "slide_angle",
]  # fmt: skip

SPREAD = {  # share of spine, chest, upperChest and of neck, head
    "spine.flexion": (0.40, 0.35, 0.25),
    "spine.side_bend": (0.35, 0.35, 0.30),
    "spine.twist": (0.15, 0.35, 0.50),
    "neck.flexion": (0.45, 0.55),
    "neck.side_bend": (0.5, 0.5),
    "neck.twist": (0.4, 0.6),
}
PAIRED = (
    "girdle.elevation", "girdle.protraction", "shoulder.plane", "shoulder.elevation", "shoulder.rotation",
    "elbow.flexion", "forearm.pronation", "wrist.flexion", "wrist.deviation", "hip.flexion", "hip.abduction",
    "hip.rotation", "knee.flexion", "ankle.dorsiflexion", "subtalar.inversion", "toes.extension",
)  # fmt: skip
UNPAIRED = (
    "root.turn", "root.tilt", "root.list", "spine.flexion", "spine.side_bend", "spine.twist",
    "neck.flexion", "neck.side_bend", "neck.twist", "neck.slide",
)  # fmt: skip
MIDLINE = (
    "root.turn",
    "root.list",
    "spine.side_bend",
    "spine.twist",
    "neck.side_bend",
    "neck.twist",
    "neck.slide",
)
CHANNELS = UNPAIRED + tuple(f"{n.split('.')[0]}_{s}.{n.split('.')[1]}" for n in PAIRED for s in "lr")

Channels = Mapping[str, Float[ndarray, " T"]]


def rotations(channels: Channels) -> Float[ndarray, "T 24 4"]:
    """Local quaternions of every joint from the channels given [deg]; a channel not given is 0."""
    for name in channels:
        if name not in CHANNELS:
            raise unknown("body channel", name, CHANNELS)
    count = max((len(v) for v in channels.values()), default=1)
    zero = np.zeros(count)
    angle = {name: np.asarray(channels.get(name, zero), float) for name in CHANNELS}
    out = np.zeros((count, len(AT), 4))
    out[..., 0] = 1
    out[:, AT["hips"]] = _yxz(angle["root.turn"], angle["root.tilt"], -angle["root.list"])
    _trunk(out, angle)
    for side, word in (("l", "left"), ("r", "right")):
        own = {n.split(".")[0][:-2] + "." + n.split(".")[1]: v for n, v in angle.items() if f"_{side}." in n}
        for joint, q in (_arm(own) | _leg(own)).items():
            out[:, AT[word + joint]] = on_side(q, side)
    return out


def _trunk(out: Float[ndarray, "T 24 4"], angle: Channels) -> None:
    slide = angle["neck.slide"]
    for part, joints, lean in (
        ("spine", ("spine", "chest", "upperChest"), (0.0, 0.0, 0.0)),
        ("neck", ("neck", "head"), (1.0, -1.0)),
    ):
        for k, joint in enumerate(joints):
            twist, flexion, side = (
                SPREAD[f"{part}.{a}"][k] * angle[f"{part}.{a}"] for a in ("twist", "flexion", "side_bend")
            )
            out[:, AT[joint]] = _yxz(twist, flexion, -side - lean[k] * slide)


def _arm(a: Channels) -> dict[str, Float[ndarray, "T 4"]]:
    arm = thoracohumeral(a["shoulder.plane"], a["shoulder.elevation"], a["shoulder.rotation"])
    lift, forward = coupled(arm)
    girdle = clavicle(a["girdle.elevation"] + lift, a["girdle.protraction"] + forward)
    return {
        "Shoulder": girdle,
        "UpperArm": multiply(conjugate(girdle), arm),
        "LowerArm": multiply(about(1, -a["elbow.flexion"]), about(0, a["forearm.pronation"])),
        "Hand": multiply(about(1, a["wrist.deviation"]), about(2, -a["wrist.flexion"])),
    }


def _leg(a: Channels) -> dict[str, Float[ndarray, "T 4"]]:
    swing = multiply(about(0, -a["hip.flexion"]), about(2, a["hip.abduction"]))
    return {
        "UpperLeg": multiply(swing, about(1, a["hip.rotation"])),
        "LowerLeg": about(0, a["knee.flexion"]),
        "Foot": multiply(about(0, -a["ankle.dorsiflexion"]), about(2, -a["subtalar.inversion"])),
        "Toes": about(0, -a["toes.extension"]),
    }


def _yxz(y: Float[ndarray, " T"], x: Float[ndarray, " T"], z: Float[ndarray, " T"]) -> Float[ndarray, "T 4"]:
    return multiply(multiply(about(1, y), about(0, x)), about(2, z))


def mirrored(channels: Channels) -> dict[str, Float[ndarray, " T"]]:
    """The channels of the mirror image: sides swapped, midline channels negated."""
    out = {}
    for name, value in channels.items():
        joint, _, axis = name.partition(".")
        other = {"_l": "_r", "_r": "_l"}.get(joint[-2:])
        out[joint[:-2] + other + "." + axis if other else name] = -value if name in MIDLINE else value
    return out


def slide_angle(centimetres: Float[ndarray, " T"], skeleton: Skeleton) -> Float[ndarray, " T"]:
    """`neck.slide` [deg] that moves this skeleton's level head so far to the left."""
    neck = np.linalg.norm(skeleton.offset[AT["head"]][:2])
    return np.degrees(np.arcsin(np.clip(np.asarray(centimetres) / 100 / neck, -0.6, 0.6)))
