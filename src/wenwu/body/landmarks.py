"""Landmarks of a body in the T-pose: the points a tailor would mark [m]."""

import numpy as np
from jaxtyping import Float, Int
from numpy import ndarray

from wenwu.body.bind import INDEX
from wenwu.body.skeleton import AT, JOINTS

Points = Float[ndarray, "V 3"]


def find_landmarks(
    vertices: Points,
    skin: Int[ndarray, " N"],
    bones: Int[ndarray, "V 4"],
    share: Float[ndarray, "V 4"],
    head: Float[ndarray, "B 3"],
) -> dict[str, Float[ndarray, "3"]]:
    """Named points: the joints (hips, leftHand …) and crown, nose, chin, nape, ear_l, waist_front …

    `waist`, `hip`, `bust` come with _front, _back, _l and _r. Sides are the dancer's own.
    """
    rows = np.unique(skin)
    points = vertices[rows]
    weight = np.zeros((len(rows), len(head)))
    for k in range(4):
        np.add.at(weight, (np.arange(len(rows)), bones[rows, k]), share[rows, k])
    marks = {name: head[i] for name, i in AT.items() if name in JOINTS}
    marks |= _head_marks(points[weight[:, AT["head"]] > 0.5])
    marks |= _torso_marks(points, weight, head)
    for side, word in (("l", "left"), ("r", "right")):
        marks |= _limb_marks(points, weight, word, side)
    return marks


def _head_marks(points: Points) -> dict[str, Float[ndarray, "3"]]:
    middle = points[np.abs(points[:, 0]) < 0.012]
    crown = points[np.argmax(points[:, 1])]
    nose = middle[np.argmax(middle[:, 2])]
    low = middle[(middle[:, 1] < nose[1] - 0.045) & (middle[:, 2] > nose[2] - 0.06)]
    chin = low[np.argmin(low[:, 1] - 0.5 * low[:, 2])]
    level = points[np.abs(points[:, 1] - nose[1] - 0.02) < 0.02]
    behind = points[np.abs(points[:, 1] - nose[1] - 0.05) < 0.015]
    return {
        "crown": crown * [0, 1, 1],
        "nose": nose,
        "chin": chin,
        "ear_l": level[np.argmax(level[:, 0])],
        "ear_r": level[np.argmin(level[:, 0])],
        "occiput": behind[np.argmin(behind[:, 2])] * [0, 1, 1],
        "forehead": _front(points, crown[1] - 0.3 * (crown[1] - nose[1])),
    }


def _front(points: Points, height: float) -> Float[ndarray, "3"]:
    ring = points[np.abs(points[:, 1] - height) < 0.012]
    return ring[np.argmax(ring[:, 2])] * [0, 1, 1]


def _torso_marks(
    points: Points, weight: Float[ndarray, "V B"], head: Float[ndarray, "B 3"]
) -> dict[str, Float[ndarray, "3"]]:
    trunk = weight[:, [AT[n] for n in ("hips", "spine", "chest", "upperChest")]].sum(1)
    legs = [INDEX[word + limb] for word in ("left", "right") for limb in ("UpperLeg", "UpperLegHalf")]
    thigh = weight[:, legs].sum(1)
    body = points[trunk + thigh > 0.6]
    low, high = head[AT["hips"], 1], head[AT["upperChest"], 1]
    levels = np.linspace(low, high + 0.1, 40)
    width = np.array([np.ptp(body[np.abs(body[:, 1] - y) < 0.015, 0]) for y in levels])
    waist = levels[5 + np.argmin(width[5:30])]
    below = np.linspace(low - 0.08, waist, 20)
    hip = below[np.argmax([np.ptp(body[np.abs(body[:, 1] - y) < 0.015, 2]) for y in below])]
    above = np.linspace(waist + 0.06, head[AT["leftUpperArm"], 1] - 0.05, 20)
    bust = above[np.argmax([body[np.abs(body[:, 1] - y) < 0.015, 2].max() for y in above])]
    marks = {}
    for name, y in (("waist", waist), ("hip", hip), ("bust", bust)):
        ring = body[np.abs(body[:, 1] - y) < 0.015]
        middle = ring[np.abs(ring[:, 0]) < 0.05]
        marks[name + "_front"] = np.array([0, y, middle[:, 2].max()])
        marks[name + "_back"] = np.array([0, y, middle[:, 2].min()])
        centre = (ring[:, 2].max() + ring[:, 2].min()) / 2
        marks[name + "_l"], marks[name + "_r"] = (
            np.array([ring[:, 0].max(), y, centre]),
            np.array([ring[:, 0].min(), y, centre]),
        )
    nape_y = head[AT["neck"], 1] + 0.01
    collar = points[(np.abs(points[:, 1] - nape_y) < 0.012) & (np.abs(points[:, 0]) < 0.02)]
    marks["nape"] = collar[np.argmin(collar[:, 2])] * [0, 1, 1]
    throat = points[
        (np.abs(points[:, 1] - head[AT["leftShoulder"], 1] - 0.015) < 0.015) & (np.abs(points[:, 0]) < 0.02)
    ]
    marks["throat"] = throat[np.argmax(throat[:, 2])] * [0, 1, 1]
    inner = points[np.abs(points[:, 0]) < 0.006]
    marks["crotch"] = inner[np.argmin(inner[:, 1])] * [0, 1, 1]
    return marks


def _limb_marks(
    points: Points, weight: Float[ndarray, "V B"], word: str, side: str
) -> dict[str, Float[ndarray, "3"]]:
    foot = points[weight[:, AT[word + "Foot"]] + weight[:, AT[word + "Toes"]] > 0.6]
    sole = foot[foot[:, 1] < 0.03]
    sign = 1 if side == "l" else -1
    arm = points[weight[:, AT[word + "UpperArm"]] + weight[:, INDEX[word + "UpperArmTwist0"]] > 0.6]
    tip = points[weight[:, INDEX[word + "MiddleDistal"]] > 0.5]
    heel, toe = sole[np.argmin(sole[:, 2])], sole[np.argmax(sole[:, 2])]
    return {
        f"heel_{side}": heel * [1, 0, 1],
        f"toe_{side}": toe * [1, 0, 1],
        f"fingertip_{side}": tip[np.argmax(sign * tip[:, 0])],
        f"acromion_{side}": arm[np.argmax(arm[:, 1] - sign * 0.5 * arm[:, 0])],
    }
