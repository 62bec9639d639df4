"""Which joint of somebody's rig is which of ours: by the names programs use, and else by the rig's shape."""

import re
import tomllib
import unicodedata
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files
from typing import Any

from wenwu.base.errors import InputError
from wenwu.motion.joint_shape import chain_between, joints_by_shape, onto_trunk
from wenwu.motion.rig import Rig

SAME = (("Shoulder", "UpperArm"), ("Toes", "Foot"), ("MiddleProximal", "Hand"))  # where one name means either
NEEDED = ("hips", "head", *(f"{s}{p}" for s in ("left", "right") for p in (
    "UpperArm", "LowerArm", "Hand", "UpperLeg", "LowerLeg", "Foot")))  # fmt: skip


def map_joints(rig: Rig, file: str) -> Mapping[str, int]:
    """Our joint → row of the rig. Raises InputError where limbs cannot be told."""
    found = _by_name(rig)
    if any(joint not in found for joint in NEEDED):
        found = joints_by_shape(rig) or found
    missing = [joint for joint in NEEDED if joint not in found]
    if missing:
        raise InputError(
            f"{file} has no joint that is plainly the {missing[0]!r}; name its joints as VRM, Mixamo, CMU, "
            "SMPL or Rokoko do, or give it two arms, two legs and a head"
        )
    return found


@cache
def _table() -> Mapping[str, Any]:
    return tomllib.loads(files("wenwu.motion").joinpath("joint_names.toml").read_text("utf-8"))


def plain(name: str) -> str:
    """A name without case, marks and the prefix of its program."""
    last = unicodedata.normalize("NFKC", name).rsplit(":", 1)[-1]
    word = re.sub(r"[\W_]+", "", last.casefold())
    for prefix in sorted(_table()["prefixes"], key=len, reverse=True):
        if word.startswith(prefix) and len(word) > len(prefix):
            return word[len(prefix) :]
    return word


def _by_name(rig: Rig) -> dict[str, int]:
    table, words = _table(), [plain(name) for name in rig.names]
    at: dict[str, int] = {}
    for row, word in enumerate(words):
        at.setdefault(word, row)
    found: dict[str, int] = {}
    for joint, names in table["middle"].items():
        _take(found, joint, names, at)
    for side, marks in table["side"].items():
        for part, names in table["paired"].items():
            _take(found, side + part, [w for n in names for w in _sided(n, marks)], at)
    for side in ("left", "right"):  # one name may be the collar in one program and the arm in another
        for outer, inner in SAME:
            if found.get(f"{side}{outer}") == found.get(f"{side}{inner}"):
                found.pop(f"{side}{outer}", None)
        _climb(rig, found, side)
    _spread(rig, found, words)
    return found


def _take(found: dict[str, int], joint: str, names: list[str], at: Mapping[str, int]) -> None:
    row = next((at[name] for name in names if name in at), None)
    if row is not None:
        found[joint] = row


def _sided(name: str, marks: list[str]) -> Iterator[str]:
    for mark in marks:
        yield name.replace("{s}", mark)
        yield name.replace("{s}", "") + mark


def _climb(rig: Rig, found: dict[str, int], side: str) -> None:
    """Where the table gives the elbow's row its parent twice over, the chain itself tells arm from collar."""
    fore, arm = found.get(f"{side}LowerArm"), found.get(f"{side}UpperArm")
    if fore is not None and (arm is None or not _above(rig, fore, arm)):
        found[f"{side}UpperArm"] = rig.joints[fore].parent


def _above(rig: Rig, row: int, ancestor: int) -> bool:
    while row >= 0:
        row = rig.joints[row].parent
        if row == ancestor:
            return True
    return False


def _spread(rig: Rig, found: dict[str, int], words: list[str]) -> None:
    """The trunk's joints, however many, onto our three; globals keep what lies between."""
    if "hips" not in found or "head" not in found:
        return
    chain = chain_between(rig, found["hips"], found["head"])
    taken = {found.get("neck"), found.get("head")}
    trunk = [
        row for row in chain if row not in taken and any(w in words[row] for w in _table()["trunk"]["words"])
    ]
    trunk = trunk or [row for row in chain if row not in taken]
    for joint, row in onto_trunk(trunk):
        found[joint] = row
    if "neck" not in found and len(chain) > len(trunk):
        found["neck"] = next(row for row in chain if row not in trunk)
