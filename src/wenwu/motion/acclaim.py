"""ASF and AMC: Acclaim's skeleton and its motion, as the CMU library gives them.

A bone's turn is written in its own axes: local = C R C⁻¹ with C = Rz Ry Rx of `axis` and R of the degrees of
freedom in the same order. A bone's joint is where it begins, so a child hangs at the end of its parent.
"""

from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from jaxtyping import Float
from numpy import ndarray

from wenwu.base.errors import InputError
from wenwu.body.rotation import about, conjugate, multiply
from wenwu.motion.bvh_text import MOST_JOINTS, Joint, text_of
from wenwu.motion.rig import Rig, Take

FPS = 120.0  # [1/s] of the CMU library; the format does not say
INCH = 0.0254  # [m] Acclaim counts in inches over `length`
AXES = {"X": 0, "Y": 1, "Z": 2}
Words = list[list[str]]


@dataclass
class _Bone:
    name: str
    parent: int = -1
    end: Float[ndarray, "3"] = field(default_factory=lambda: np.zeros(3))  # from its joint
    axis: Float[ndarray, "4"] = field(default_factory=lambda: np.array([1.0, 0, 0, 0]))
    dof: tuple[str, ...] = ()


def read_acclaim(path: Path) -> tuple[Take, tuple[str, ...]]:
    """The motion of an .amc on the skeleton of the .asf beside it, in metres.

    Raises InputError where the .asf is not found or a line cannot be understood.
    """
    skeleton = _beside(path)
    try:
        bones, unit = _skeleton(_lines(skeleton), skeleton.name)
        frames = _frames(_lines(path), path.name)
        take = _take(bones, frames, unit, path.name)
    except (ValueError, IndexError) as error:
        raise InputError(
            f"{path.name} or {skeleton.name} holds a line that is no ASF or AMC ({error})"
        ) from error
    return take, (
        f"the skeleton is {skeleton.name}",
        f"the file states no frame rate; {FPS:g} frames a second were assumed, as in the CMU library",
        f"one unit is {unit:.4f} m, as {skeleton.name} says",
    )


def _beside(path: Path) -> Path:
    """The skeleton of the same name, of its subject (02_03.amc: 02.asf), or the only one."""
    stem = path.stem
    names = [stem, stem.rsplit("_", 1)[0], stem.split("_", 1)[0]]
    found = {p.stem: p for p in sorted(path.parent.glob("*.[aA][sS][fF]"))}
    for name in names:
        if name in found:
            return found[name]
    if len(found) == 1:
        return next(iter(found.values()))
    raise InputError(f"{path.name} needs its skeleton beside it, as {stem}.asf or {names[1]}.asf")


def _lines(path: Path) -> Words:
    text = text_of(path, "ASF or AMC")
    rows = (line.split("#")[0].replace("(", " ").replace(")", " ").split() for line in text.splitlines())
    return [row for row in rows if row]


def _skeleton(lines: Words, file: str) -> tuple[list[_Bone], float]:
    """Bones, the root first, and metres in a unit."""
    sections: dict[str, Words] = {}
    for row in lines:
        if row[0].startswith(":"):
            sections[row[0].lower()] = []
        elif sections:
            sections[next(reversed(sections))].append(row)
    for wanted in (":root", ":bonedata", ":hierarchy"):
        if wanted not in sections:
            raise InputError(f"{file} has no section {wanted}, so it is no ASF skeleton")
    units = {row[0].lower(): row[1] for row in sections.get(":units", [])}
    if units.get("angle", "deg").startswith("rad"):
        raise InputError(f"{file} counts angles in radians; degrees can be read")
    bones = [_root(sections[":root"]), *_bones(sections[":bonedata"])]
    return _hung(bones, sections[":hierarchy"], file), INCH / float(units.get("length", 1.0))


def _root(rows: Words) -> _Bone:
    order = next((row[1:] for row in rows if row[0] == "order"), ["TX", "TY", "TZ", "RX", "RY", "RZ"])
    return _Bone("root", dof=tuple(word.lower() for word in order))


def _bones(rows: Words) -> list[_Bone]:
    bones: list[_Bone] = []
    for row in rows:
        match row[0]:
            case "name":
                bones.append(_Bone(row[1]))
            case "direction":
                bones[-1].end = np.array(row[1:4], float)
            case "length":
                bones[-1].end = bones[-1].end * float(row[1])
            case "axis":
                bones[-1].axis = _turns(row[4], np.array([row[1:4]], float))[0]
            case "dof":
                bones[-1].dof = tuple(word.lower() for word in row[1:])
    return bones


def _hung(bones: list[_Bone], rows: Words, file: str) -> list[_Bone]:
    """Parents set, parents first."""
    by_name = {bone.name: bone for bone in bones}
    out = bones[:1]
    for row in rows:
        if row[0] in ("begin", "end"):
            continue
        parent = next((k for k, bone in enumerate(out) if bone.name == row[0]), None)
        if parent is None:
            raise InputError(f"{file} hangs {row[1]!r} from {row[0]!r}, which hangs from nothing")
        for name in row[1:]:
            if name not in by_name or any(bone.name == name for bone in out):
                raise InputError(f"{file} hangs {name!r} twice, or does not describe it")
            by_name[name].parent = parent
            out.append(by_name[name])
    if len(out) > MOST_JOINTS:
        raise InputError(f"{file} holds more than {MOST_JOINTS} joints")
    return out


def _turns(order: str, degrees: Float[ndarray, "T 3"]) -> Float[ndarray, "T 4"]:
    """XYZ means: first about x, so Rz Ry Rx."""
    q = np.tile([1.0, 0, 0, 0], (len(degrees), 1))
    for k, axis in enumerate(order.upper()):
        q = multiply(about(AXES[axis], degrees[:, k]), q)
    return q


def _frames(lines: Words, file: str) -> list[dict[str, list[float]]]:
    frames: list[dict[str, list[float]]] = []
    for row in lines:
        if row[0].startswith(":"):
            if row[0].upper() == ":RADIANS":
                raise InputError(f"{file} counts angles in radians; degrees can be read")
        elif len(row) == 1 and row[0].isdigit():
            frames.append({})
        elif frames:
            frames[-1][row[0]] = [float(word) for word in row[1:]]
    if not frames:
        raise InputError(f"{file} holds no frames")
    return frames


def _take(bones: list[_Bone], frames: list[dict[str, list[float]]], unit: float, file: str) -> Take:
    rest = [bones[bone.parent].end * unit if bone.parent >= 0 else np.zeros(3) for bone in bones]
    place = np.tile(np.stack(rest), (len(frames), 1, 1))
    local = np.tile([1.0, 0, 0, 0], (len(frames), len(bones), 1))
    for k, bone in enumerate(bones):
        rows = [frame.get(bone.name, []) for frame in frames]
        if any(len(row) not in (0, len(bone.dof)) for row in rows) or (k == 0 and not all(rows)):
            raise InputError(f"{file} has a frame in which {bone.name!r} has not its {len(bone.dof)} numbers")
        value = np.array([row or [0.0] * len(bone.dof) for row in rows]).reshape(len(frames), len(bone.dof))
        if not np.isfinite(value).all():
            raise InputError(f"{file} holds a number for {bone.name!r} that is not finite")
        for column, dof in enumerate(bone.dof):
            axis = AXES[dof[1].upper()]
            if dof.startswith("t"):
                place[:, k, axis] = value[:, column] * unit
            elif dof.startswith("r"):
                local[:, k] = multiply(about(axis, value[:, column]), local[:, k])
        local[:, k] = multiply(multiply(bone.axis[None], local[:, k]), conjugate(bone.axis)[None])
    joints = tuple(Joint(bone.name, bone.parent, offset) for bone, offset in zip(bones, rest, strict=True))
    return Take(Rig(joints), FPS, local, place)
