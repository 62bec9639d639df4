"""Collision capsules: round solids fitted to the body that cloth and props must not enter."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from jaxtyping import Float, Int
from numpy import ndarray

from wenwu.body.bind import INDEX
from wenwu.body.skeleton import AT

Marks = Mapping[str, Float[ndarray, "3"]]


@dataclass(frozen=True)
class Capsule:
    """A cone with round ends, carried by a bone."""

    bone: int  # of the Rig
    a: Float[ndarray, "3"]  # [m] in the bone's frame
    b: Float[ndarray, "3"]
    radius_a: float  # [m]
    radius_b: float


def fit_capsules(
    points: Float[ndarray, "V 3"], bones: Int[ndarray, "V 4"], marks: Marks, head: Float[ndarray, "B 3"]
) -> tuple[Capsule, ...]:
    """Capsules of the limbs and lying ones across the trunk, from the body-hugging surface in the T-pose."""
    out = [_across(points, marks, head, *row) for row in _levels(marks)]
    for word in ("left", "right"):
        for bone, end, twists in (
            ("UpperLeg", "LowerLeg", ("LowerLegHalf",)),
            ("LowerLeg", "Foot", ("LowerLegHalf",)),
            ("UpperArm", "LowerArm", ("UpperArmTwist0", "UpperArmTwist1", "LowerArmHalf")),
            ("LowerArm", "Hand", ("LowerArmTwist0", "LowerArmTwist1", "LowerArmHalf")),
        ):
            own = [INDEX[word + n] for n in (bone, *twists)]
            out.append(
                _along(points[np.isin(bones[:, 0], own)], INDEX[word + bone], head, head[INDEX[word + end]])
            )
        out.append(_shoulder(word, marks, head))
        out.append(_foot(word, marks, head))
        out.append(_hand(word, marks, head))
    neck, skull = head[AT["neck"]], head[AT["head"]]
    out.append(Capsule(AT["neck"], np.zeros(3), skull - neck, 0.058, 0.052))
    middle = (marks["crown"] + marks["chin"]) / 2
    depth = (marks["nose"][2] - marks["occiput"][2]) / 2 - 0.008
    centre = np.array([0, marks["crown"][1] - depth, (marks["nose"][2] + marks["occiput"][2]) / 2 - 0.01])
    out.append(
        Capsule(AT["head"], centre - skull, np.array([0, middle[1], centre[2] + 0.01]) - skull, depth, 0.075)
    )
    return tuple(out)


def _levels(marks: Marks) -> list[tuple[str, float]]:
    """Carrying bone and height of the lying capsules of the trunk."""
    low, high = marks["hip_front"][1] - 0.025, marks["throat"][1] - 0.045
    joints = [(name, marks[name][1]) for name in ("spine", "chest", "upperChest")]
    return [
        (next((n for n, y in reversed(joints) if height > y), "hips"), float(height))
        for height in np.linspace(low, high, 11)
    ]


def _across(
    points: Float[ndarray, "V 3"], marks: Marks, head: Float[ndarray, "B 3"], bone: str, height: float
) -> Capsule:
    """A lying capsule as deep and as wide as the trunk is at a height."""
    wide = marks["bust_l"][0] if height > marks["waist_l"][1] else marks["hip_l"][0] + 0.02
    ring = points[(np.abs(points[:, 1] - height) < 0.018) & (np.abs(points[:, 0]) < wide)]
    core = ring[np.abs(ring[:, 0]) < 0.55 * np.abs(ring[:, 0]).max()]
    front, back = np.percentile(core[:, 2], 88), np.percentile(core[:, 2], 12)
    depth, centre = (front - back) / 2, (front + back) / 2
    half = max(np.percentile(np.abs(ring[:, 0]), 99) - depth, 0.01)
    a, b = (np.array([s * half, height, centre]) - head[AT[bone]] for s in (1, -1))
    return Capsule(AT[bone], a, b, float(depth), float(depth))


def _shoulder(word: str, marks: Marks, head: Float[ndarray, "B 3"]) -> Capsule:
    """From the neck's root to the top of the arm."""
    joint = head[AT[word + "UpperArm"]]
    thick = float(marks[f"acromion_{word[0]}"][1] - joint[1])
    inner = np.array([0.45 * joint[0], joint[1] + 0.004, (joint[2] + head[AT["neck"], 2]) / 2])
    return Capsule(
        AT[word + "Shoulder"],
        inner - head[AT[word + "Shoulder"]],
        joint - head[AT[word + "Shoulder"]],
        thick,
        thick,
    )


def _along(
    points: Float[ndarray, "V 3"], bone: int, head: Float[ndarray, "B 3"], end: Float[ndarray, "3"]
) -> Capsule:
    """A cone along the limb whose radii follow a line through the surface's distance from the axis."""
    axis = end - head[bone]
    length = np.linalg.norm(axis)
    t = (points - head[bone]) @ axis / length**2
    inside = (t > 0.05) & (t < 0.98)
    foot = head[bone] + t[:, None] * axis
    shift = np.array([np.mean((points - foot)[inside & part], 0) for part in (t < 0.5, t >= 0.5)])
    lines = foot + shift[0] * (1 - t[:, None]) + shift[1] * t[:, None]
    radius = np.linalg.norm(points - lines, axis=1)
    slope, start = np.polyfit(t[inside], radius[inside], 1)
    return Capsule(bone, shift[0], axis + shift[1], float(start), float(start + slope))


def _foot(word: str, marks: Marks, head: Float[ndarray, "B 3"]) -> Capsule:
    bone, side = AT[word + "Foot"], word[0]
    heel, toe = marks[f"heel_{side}"], marks[f"toe_{side}"]
    return Capsule(
        bone,
        heel + np.array([0, 0.045, 0.045]) - head[bone],
        toe + np.array([0, 0.025, -0.035]) - head[bone],
        0.042,
        0.026,
    )


def _hand(word: str, marks: Marks, head: Float[ndarray, "B 3"]) -> Capsule:
    bone = AT[word + "Hand"]
    reach = marks[f"fingertip_{word[0]}"] - head[bone]
    return Capsule(bone, np.zeros(3), reach * [0.55, 0, 0], 0.03, 0.035)
