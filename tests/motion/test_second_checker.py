"""A second checker: the files that leave the program, read and measured by code that shares nothing with it.

It parses BVH and glTF itself, turns with scipy, and takes its angles from directions in the world: elbow
flexion between upper arm and forearm, wrist bend between the hand and the plane of the forearm's sides. It
looks eight times between frames.
"""

import json
import struct

import numpy as np
import pytest
from scipy.spatial.transform import Rotation, Slerp

from wenwu.atlas.load import load_atlas
from wenwu.base.trace import Trace
from wenwu.body.performer import load_body
from wenwu.motion.bvh import write_bvh
from wenwu.motion.compose import compose
from wenwu.motion.firewall import guard
from wenwu.prompt.read import read_brief
from wenwu.prompt.wishes import Wishes
from wenwu.scene.dress import dress
from wenwu.scene.gltf import write_glb

FINER = 8
WRIST, ELBOW = 65.0, 20.0  # [deg] the rule of the peacock's stage form: no more, no less
ROUNDING = 0.02  # [deg] six decimals in a BVH, five significant ones in a glTF
ASKED = "A Dai woman dances the peacock dance with wrists bent back 80 degrees"


def read_bvh_text(text):
    """Joint → (parent, offset), and joint → its rotations over time."""
    words, joints, channels, stack, at = text.split(), {}, [], [], 0
    while words[at] != "MOTION":
        word = words[at]
        if word in ("ROOT", "JOINT"):
            joints[words[at + 1]] = [stack[-1] if stack else None, None]
            stack.append(words[at + 1])
        elif word == "End":
            stack.append("end")
        elif word == "OFFSET" and stack[-1] != "end":
            joints[stack[-1]][1] = np.array([float(x) for x in words[at + 1 : at + 4]]) / 100
        elif word == "CHANNELS":
            channels += [(stack[-1], kind) for kind in words[at + 2 : at + 2 + int(words[at + 1])]]
        elif word == "}":
            stack.pop()
        at += 1
    start = words.index("Time:") + 2
    rows = np.array(words[start:], float).reshape(-1, len(channels))
    turns = {}
    for joint in joints:
        mine = [(k, kind[0]) for k, (owner, kind) in enumerate(channels) if owner == joint and "rot" in kind]
        order = "".join(letter for _, letter in mine)
        turns[joint] = Rotation.from_euler(order, rows[:, [k for k, _ in mine]], degrees=True)
    return joints, turns


def read_glb(path):
    """The same from the first skin's nodes; a bone's rotation counts from its bind pose."""
    data = path.read_bytes()
    length = struct.unpack_from("<I", data, 12)[0]
    tree, blob = json.loads(data[20 : 20 + length]), data[28 + length :]

    def array(index):
        accessor = tree["accessors"][index]
        view = tree["bufferViews"][accessor["bufferView"]]
        width = {"SCALAR": 1, "VEC3": 3, "VEC4": 4, "MAT4": 16}[accessor["type"]]
        kind = {5126: np.float32, 5122: np.int16, 5120: np.int8}[accessor["componentType"]]
        begin = view.get("byteOffset", 0) + accessor.get("byteOffset", 0)
        flat = np.frombuffer(blob, kind, accessor["count"] * width, begin).astype(float)
        flat = flat / np.iinfo(kind).max if np.issubdtype(kind, np.integer) else flat
        return flat.reshape(-1, width)

    skin, nodes = tree["skins"][0], tree["nodes"]
    parent = {child: k for k, node in enumerate(nodes) for child in node.get("children", [])}
    bind = dict(zip(skin["joints"], array(skin["inverseBindMatrices"]).reshape(-1, 4, 4), strict=True))
    place = {n: np.linalg.inv(m.T)[:3, 3] for n, m in bind.items()}
    turn0 = {n: Rotation.from_matrix(np.linalg.inv(m.T)[:3, :3]) for n, m in bind.items()}
    moving = {}
    for channel in tree["animations"][0]["channels"]:
        if channel["target"]["path"] == "rotation":
            sampler = tree["animations"][0]["samplers"][channel["sampler"]]
            moving[channel["target"]["node"]] = array(sampler["output"])
    count = max(len(v) for v in moving.values())
    joints, turns = {}, {}
    for node in skin["joints"]:
        up = parent.get(node)
        name = nodes[node]["name"].split()[-1]
        inside = up in bind
        joints[name] = [nodes[up]["name"].split()[-1] if inside else None, place[node]]
        still = nodes[node].get("rotation", [0, 0, 0, 1])
        now = Rotation.from_quat(moving.get(node, np.tile(still, (count, 1))))
        # the turn against the bind pose, in the axes of the T-pose
        turns[name] = (turn0[up] if inside else Rotation.identity()) * now * turn0[node].inv()
    return joints, turns


def finer(turn):
    """Eight steps from every frame to the next."""
    count = len(turn)
    return Slerp(np.arange(count), turn)(np.linspace(0, count - 1, FINER * (count - 1) + 1))


def worst(joints, turns):
    """Greatest wrist bend and least elbow flexion [deg], between frames too."""
    fine = {name: finer(turn) for name, turn in turns.items()}

    def world(name):
        above = joints[name][0]
        return world(above) * fine[name] if above else fine[name]

    bends, flexions = [], []
    for side in ("left", "right"):
        upper, lower, hand = (world(side + part) for part in ("UpperArm", "LowerArm", "Hand"))
        outward = np.array([1.0 if side == "left" else -1.0, 0, 0])
        arm, forearm, palm = upper.apply(outward), lower.apply(outward), hand.apply(outward)
        flexions.append(np.degrees(np.arccos(np.clip((arm * forearm).sum(1), -1, 1))))
        back = lower.apply([0.0, 1.0, 0.0])
        bends.append(np.abs(np.degrees(np.arcsin(np.clip((palm * back).sum(1), -1, 1)))))
    return float(np.max(bends)), float(np.min(flexions))


@pytest.fixture(scope="module")
def danced(tmp_path_factory):
    """Files of one wish that breaks the rule: unguarded, guarded, and in the form the rule leaves free."""
    atlas, folder = load_atlas(), tmp_path_factory.mktemp("files")
    made = {}
    for name, wishes in (
        ("stage", Wishes(seconds=4, seed=3)),
        ("folk", Wishes(seconds=4, seed=3, role="folk_male_frame")),
    ):
        said = ASKED if name == "stage" else ASKED.replace("woman", "man")
        brief = read_brief(said, wishes, atlas)
        skeletons = {part.performer: load_body(part.performer).skeleton for part in brief.cast}
        raw = compose(brief, atlas, skeletons, Trace())
        kept = guard(raw, brief, atlas, Trace())
        for word, performance in (("raw", raw), ("kept", kept)):
            write_bvh(performance.dancers[0].clip, folder / f"{name}_{word}.bvh")
            made[name, word] = worst(*read_bvh_text((folder / f"{name}_{word}.bvh").read_text()))
        if name == "stage":
            write_glb(dress(kept, brief, atlas, Trace(), plain=True), folder / "stage.glb")
            made["stage", "glb"] = worst(*read_glb(folder / "stage.glb"))
    return made


def test_the_fault_is_there_without_the_firewall(danced):
    bend, _ = danced["stage", "raw"]
    assert bend > WRIST + 3


@pytest.mark.parametrize("file", ["kept", "glb"])
def test_what_is_written_keeps_the_rule_between_frames_too(danced, file):
    bend, flexion = danced["stage", file]
    assert bend <= WRIST + ROUNDING
    assert flexion >= ELBOW - ROUNDING


def test_the_form_that_the_rule_leaves_free_is_left_alone(danced):
    assert danced["folk", "kept"] == danced["folk", "raw"]
    assert danced["folk", "kept"][0] > WRIST
