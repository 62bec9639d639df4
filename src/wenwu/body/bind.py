"""From the mesh's own stance to the T-pose: bind frames, skeleton and weights of one performer.

The base mesh stands with arms lowered and a little bent. Every bone gets a frame in that stance such that
turning all frames upright gives the T-pose: legs vertical, arms level, elbow hinges vertical, palms down,
fingers straight. Twist bones carry 0 and ½ of the twist of upper arm and forearm, so skin never wraps.
"""

from dataclasses import dataclass

import numpy as np
from jaxtyping import Float, Int
from numpy import ndarray

from wenwu.body.base_mesh import BaseMesh
from wenwu.body.hands import FINGER_BONES
from wenwu.body.rotation import about, from_matrix, multiply, to_matrix
from wenwu.body.shoulder import on_side
from wenwu.body.skeleton import AT, JOINTS, PARENTS
from wenwu.body.twist import HALVED, HELPER_BONES, SHARES, halved, part_twisted

LIMBS = {"UpperLeg": "thigh", "LowerLeg": "calf", "Foot": "foot", "Toes": "ball", "Shoulder": "clavicle",
         "UpperArm": "upperarm", "LowerArm": "lowerarm", "Hand": "hand"}  # fmt: skip
TRUNK = {
    "hips": "pelvis",
    "spine": "spine_01",
    "chest": "spine_02",
    "upperChest": "spine_03",
    "neck": "neck_01",
}
FINGER_OF = {"Thumb": "thumb", "Index": "index", "Middle": "middle", "Ring": "ring", "Little": "pinky"}
BONES = (*JOINTS, *(b for b in FINGER_BONES if b not in AT), *HELPER_BONES)
INDEX = {name: i for i, name in enumerate(BONES)}
SIDES = (("left", "_l", 1.0), ("right", "_r", -1.0))


@dataclass(frozen=True)
class Bind:
    """Frames of every bone in the mesh's own stance, and where each bone sits in its parent's frame."""

    world: Float[ndarray, "B 3 3"]
    head: Float[ndarray, "B 3"]  # [m]
    parent: tuple[int, ...]
    offset: Float[ndarray, "B 3"]  # [m] in the parent's frame


def rig_name(bone: str) -> str:
    """The base rig's name of one of our bones."""
    for word, tail, _ in SIDES:
        if bone.startswith(word):
            part = bone.removeprefix(word)
            if part in LIMBS:
                return LIMBS[part] + tail
            if bone in HELPER_BONES:
                return LIMBS[limb_of(bone).removeprefix(word)] + tail
            finger = next(f for f in FINGER_OF if part.startswith(f))
            order = (
                ("Metacarpal", "Proximal", "Distal")
                if finger == "Thumb"
                else ("Proximal", "Intermediate", "Distal")
            )
            return f"{FINGER_OF[finger]}_0{order.index(part.removeprefix(finger)) + 1}{tail}"
    return TRUNK.get(bone, bone)


def limb_of(helper: str) -> str:
    """The limb that a helper bone belongs to."""
    return helper.partition("Twist")[0].removesuffix("Half")


def bone_parents() -> tuple[int, ...]:
    """Parent of every bone: joints as the skeleton's, fingers by phalanx, helper bones beside their limb."""
    parents = list(PARENTS)
    for bone in BONES[len(JOINTS) :]:
        word = "left" if bone.startswith("left") else "right"
        if bone in HELPER_BONES:
            parents.append(parents[INDEX[limb_of(bone)]])
        else:
            k = FINGER_BONES.index(bone)
            parents.append(INDEX[word + "Hand"] if k % 3 == 0 else INDEX[FINGER_BONES[k - 1]])
    return tuple(parents)


def bind(base: BaseMesh, vertices: Float[ndarray, "V 3"]) -> Bind:
    """The bind frames of a shaped mesh."""
    at = {n: i for i, n in enumerate(base.rig_names)}
    rig = [at[rig_name(b)] for b in BONES]
    head, tail = vertices[base.rig_head[rig]].mean(1), vertices[base.rig_tail[rig]].mean(1)
    world = np.tile(np.eye(3), (len(BONES), 1, 1))
    for word, _, sign in SIDES:
        _leg_frames(world, head, word)
        _arm_frames(world, head, word, sign)
        _finger_frames(world, head, tail, word, sign)
        _half_frames(world, word)
    parent = bone_parents()
    offset = np.array([world[p].T @ (head[b] - head[p]) if p >= 0 else head[b] for b, p in enumerate(parent)])
    return Bind(world, head, parent, offset)


def _leg_frames(world: Float[ndarray, "B 3 3"], head: Float[ndarray, "B 3"], word: str) -> None:
    for bone, end in (("UpperLeg", "LowerLeg"), ("LowerLeg", "Foot")):
        along = head[INDEX[word + end]] - head[INDEX[word + bone]]
        world[INDEX[word + bone]] = _shortest(np.array([0.0, -1.0, 0.0]), along)


def _arm_frames(world: Float[ndarray, "B 3 3"], head: Float[ndarray, "B 3"], word: str, sign: float) -> None:
    """x along the bone, z where the forearm folds to; hand and lower forearm turn with the thumb."""
    side = word[0]
    shoulder, elbow, wrist, knuckle = (
        head[INDEX[word + n]] for n in ("UpperArm", "LowerArm", "Hand", "MiddleProximal")
    )
    upper, lower = _unit(elbow - shoulder), _unit(wrist - elbow)
    fold = lower - upper * (lower @ upper)
    thumbward = head[INDEX[word + "IndexProximal"]] - head[INDEX[word + "LittleProximal"]]
    world[INDEX[word + "UpperArm"]] = _axes(upper, fold, sign)
    untwisted = _axes(lower, fold, sign)
    world[INDEX[word + "Hand"]] = _axes(knuckle - wrist, thumbward, sign)
    z = untwisted.T @ _axes(lower, thumbward, sign)[:, 2]
    pronation = on_side(about(0, float(np.degrees(np.arctan2(-z[1], z[2])))), "l")
    world[INDEX[word + "LowerArm"]] = untwisted @ to_matrix(pronation)
    arm = on_side(from_matrix(world[INDEX[word + "UpperArm"]])[None], side)
    for k, share in enumerate(SHARES):
        world[INDEX[f"{word}UpperArmTwist{k}"]] = to_matrix(on_side(part_twisted(arm, share), side))[0]
        half = multiply(from_matrix(untwisted), _scaled(pronation, share))
        world[INDEX[f"{word}LowerArmTwist{k}"]] = to_matrix(half)


def _half_frames(world: Float[ndarray, "B 3 3"], word: str) -> None:
    """Half-way frames between a limb (without its twist) and the bone it hangs from."""
    for limb in HALVED:
        above = {"LowerArm": "UpperArm", "LowerLeg": "UpperLeg"}.get(limb)
        parent = world[INDEX[word + above] if above else 0]
        own = world[INDEX[word + limb + ("Twist0" if limb == "LowerArm" else "")]]
        world[INDEX[f"{word}{limb}Half"]] = parent @ to_matrix(halved(from_matrix(parent.T @ own)[None]))[0]


def _finger_frames(
    world: Float[ndarray, "B 3 3"],
    head: Float[ndarray, "B 3"],
    tail: Float[ndarray, "B 3"],
    word: str,
    sign: float,
) -> None:
    hand = world[INDEX[word + "Hand"]]
    for bone in FINGER_BONES:
        if bone.startswith(word):
            i = INDEX[bone]
            world[i] = hand if "Thumb" in bone else _axes(tail[i] - head[i], hand[:, 2], sign)


def weights(
    base: BaseMesh, made: Bind, vertices: Float[ndarray, "V 3"]
) -> tuple[Int[ndarray, "V 4"], Float[ndarray, "V 4"]]:
    """Four bones (of BONES) and weights for every base vertex, limbs' weights shared out to twist bones."""
    column = np.full(len(base.rig_names), -1)
    for bone in BONES[: len(BONES) - len(HELPER_BONES)]:
        column[base.rig_names.index(rig_name(bone))] = INDEX[bone]
    full = np.zeros((len(base.bone), len(BONES)))
    rows = np.arange(len(base.bone))
    for k in range(4):
        full[rows, column[base.bone[:, k]]] += base.weight[:, k]
    _share_halves(full)
    _share_twist(full, made, vertices)
    return _top_four(full)


def _share_halves(full: Float[ndarray, "V B"]) -> None:
    """Where two limbs pull at a vertex, what both pull alike goes to the half bone between them."""
    trunk = [INDEX[n] for n in ("hips", "spine", "chest", "upperChest")]
    for word, _, _ in SIDES:
        for limb, others in (
            ("LowerArm", [INDEX[word + "UpperArm"]]),
            ("LowerLeg", [INDEX[word + "UpperLeg"]]),
            ("UpperLeg", trunk),
        ):
            own, rest = full[:, INDEX[word + limb]], full[:, others].sum(1)
            alike = np.minimum(own, rest)
            kept = 1 - np.divide(alike, rest, out=np.zeros_like(rest), where=rest > 0)
            full[:, others] *= kept[:, None]
            full[:, INDEX[f"{word}{limb}Half"]] = 2 * alike
            full[:, INDEX[word + limb]] = own - alike


def _share_twist(full: Float[ndarray, "V B"], made: Bind, vertices: Float[ndarray, "V 3"]) -> None:
    """Move limb weights onto twist bones: all twist at the far end, none at the near end, half between."""
    for word, _, _ in SIDES:
        for bone, end in (("UpperArm", "LowerArm"), ("LowerArm", "Hand")):
            near, far = made.head[INDEX[word + bone]], made.head[INDEX[word + end]]
            t = np.clip((vertices - near) @ (far - near) / ((far - near) @ (far - near)), 0, 1)
            limb = full[:, INDEX[word + bone]].copy()
            full[:, INDEX[word + bone]] = limb * np.clip(2 * t - 1, 0, 1)
            full[:, INDEX[f"{word}{bone}Twist0"]] = limb * np.clip(1 - 2 * t, 0, 1)
            full[:, INDEX[f"{word}{bone}Twist1"]] = limb * (1 - np.abs(2 * t - 1))


def _top_four(full: Float[ndarray, "V B"]) -> tuple[Int[ndarray, "V 4"], Float[ndarray, "V 4"]]:
    order = np.argpartition(-full, 4, 1)[:, :4]
    best = np.take_along_axis(full, order, 1)
    best /= best.sum(1, keepdims=True)
    return np.where(best > 0, order, 0), best


def _unit(v: Float[ndarray, "3"]) -> Float[ndarray, "3"]:
    return v / np.linalg.norm(v)


def _axes(along: Float[ndarray, "3"], toward: Float[ndarray, "3"], sign: float) -> Float[ndarray, "3 3"]:
    """The frame with x along (outward in the T-pose) and z nearest to `toward`."""
    x = _unit(along) * sign
    z = _unit(toward - x * (toward @ x))
    return np.stack([x, np.cross(z, x), z], 1)


def _shortest(a: Float[ndarray, "3"], b: Float[ndarray, "3"]) -> Float[ndarray, "3 3"]:
    """The least rotation that takes direction a to direction b."""
    a, b = _unit(a), _unit(b)
    q = np.concatenate([[1 + a @ b], np.cross(a, b)])
    return to_matrix(q / np.linalg.norm(q))


def _scaled(q: Float[ndarray, "4"], share: float) -> Float[ndarray, "4"]:
    return about(0, float(np.degrees(2 * np.arctan2(q[1], q[0])) * share))
