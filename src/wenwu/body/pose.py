"""Posing: from joint rotations and hand shapes to the world transform of every bone of the rig."""

import numpy as np
from jaxtyping import Float, Float32
from numpy import ndarray

from wenwu.body.bind import BONES, INDEX
from wenwu.body.hands import FINGER_BONES, finger_rotations
from wenwu.body.performer import Body
from wenwu.body.rotation import multiply, to_matrix
from wenwu.body.shoulder import on_side
from wenwu.body.skeleton import AT, JOINTS
from wenwu.body.twist import SHARES, halved, part_pronated, part_twisted


def local_rotations(
    rotation: Float[ndarray, "T 24 4"], hand: Float[ndarray, "T 2 7"]
) -> Float[ndarray, "T B 4"]:
    """Local quaternions of every bone: joints as given, fingers by hand shape, helpers derived."""
    out = np.zeros((len(rotation), len(BONES), 4))
    out[:, : len(JOINTS)] = rotation
    fingers = finger_rotations(hand)
    for k, bone in enumerate(FINGER_BONES):
        q = fingers[:, k]
        out[:, INDEX[bone]] = multiply(rotation[:, AT[bone]], q) if bone in AT else q
    for word in ("left", "right"):
        arm = on_side(rotation[:, AT[word + "UpperArm"]], word[0])
        forearm = on_side(rotation[:, AT[word + "LowerArm"]], word[0])
        for k, share in enumerate(SHARES):
            out[:, INDEX[f"{word}UpperArmTwist{k}"]] = on_side(part_twisted(arm, share), word[0])
            out[:, INDEX[f"{word}LowerArmTwist{k}"]] = on_side(part_pronated(forearm, share), word[0])
        out[:, INDEX[word + "LowerArmHalf"]] = halved(out[:, INDEX[word + "LowerArmTwist0"]])
        for limb in ("UpperLeg", "LowerLeg"):
            out[:, INDEX[f"{word}{limb}Half"]] = halved(rotation[:, AT[word + limb]])
    return out


def pose_rig(
    body: Body,
    rotation: Float[ndarray, "T 24 4"],
    root: Float[ndarray, "T 3"],
    hand: Float[ndarray, "T 2 7"],
) -> Float32[ndarray, "T B 4 4"]:
    """World transform of every bone in every frame; times `rig.from_bind` it moves the skin."""
    local = to_matrix(local_rotations(rotation, hand))
    turned = np.empty((len(BONES), len(rotation), 3, 3))
    place = np.empty((len(BONES), len(rotation), 3))
    for bone, parent in enumerate(body.rig.parent):
        if parent < 0:
            turned[bone], place[bone] = local[:, bone], root
            continue
        turned[bone] = turned[parent] @ local[:, bone]
        place[bone] = place[parent] + turned[parent] @ body.rig.offset[bone]
    world = np.zeros((len(rotation), len(BONES), 4, 4), np.float32)
    world[..., :3, :3] = turned.transpose(1, 0, 2, 3)
    world[..., :3, 3] = place.transpose(1, 0, 2)
    world[..., 3, 3] = 1
    return world
