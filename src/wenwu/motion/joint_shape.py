"""A rig without names we know, told by its shape: two legs and a trunk that forks into two arms and a head.

Left and right come from where the feet point in the pose of all zeros, so feet that lie flat are needed.
"""

from collections.abc import Iterator
from itertools import combinations

import numpy as np
from jaxtyping import Float
from numpy import ndarray

from wenwu.motion.rig import Rig

TRUNK = ("spine", "chest", "upperChest")
LEG, ARM = ("UpperLeg", "LowerLeg", "Foot", "Toes"), ("UpperArm", "LowerArm", "Hand", "MiddleProximal")
Places = Float[ndarray, "J 3"]
Chain = list[int]


def joints_by_shape(rig: Rig) -> dict[str, int]:
    """Our joint → row of the rig; empty where the rig is not shaped like a person."""
    place = rig.zero()[1]
    fork = _fork(rig, range(len(rig.joints)))
    if fork is None:
        return {}
    legs, trunk = _pair(rig, fork, place)
    breast = _fork(rig, trunk)
    if breast is None or min(len(leg) for leg in legs) < 3:
        return {}
    arms, neck = _pair(rig, breast, place)
    if min(len(arm) for arm in arms) < 3:
        return {}
    ahead = np.sum([_toward(rig, place, leg) for leg in legs], axis=0)
    left = np.cross(place[breast] - place[fork], ahead)
    found = {"hips": fork, "neck": neck[0], "head": neck[min(1, len(neck) - 1)]}
    found |= dict(onto_trunk(chain_between(rig, fork, neck[0])))
    for limbs, parts in ((legs, LEG), (arms, ARM)):
        apart = place[limbs[0][-1]] - place[limbs[1][-1]]
        sides = ("left", "right") if apart @ left > 0 else ("right", "left")
        for side, limb in zip(sides, limbs, strict=True):
            bones = _bones(rig, limb, parts)
            found |= {side + part: row for part, row in zip(parts, bones, strict=False)}
            if parts is ARM and bones[0] != limb[0]:
                found[f"{side}Shoulder"] = limb[limb.index(bones[0]) - 1]
    return found


def _bones(rig: Rig, limb: Chain, parts: tuple[str, ...]) -> Chain:
    """From the joint above a limb's two longest bones on; a long arm begins with its collar bone."""
    long = [float(np.linalg.norm(rig.joints[row].offset)) for row in limb]
    least = 1 if parts is ARM and len(limb) > 3 else 0
    first = max(range(least, len(limb) - 2), key=lambda k: long[k + 1] + long[k + 2])
    return limb[first:]


def _toward(rig: Rig, place: Places, leg: Chain) -> Float[ndarray, "3"]:
    """Where a foot points: to the end of its last bone."""
    tip = rig.joints[leg[-1]].tip
    return tip if tip is not None and np.any(tip) else place[leg[-1]] - place[leg[-2]]


def onto_trunk(rows: Chain) -> Iterator[tuple[str, int]]:
    """However many joints there are between hips and neck, onto our three."""
    if len(rows) == 1:
        yield "chest", rows[0]
    elif len(rows) == 2:
        yield from zip(TRUNK[:2], rows, strict=True)
    elif rows:
        picks = np.linspace(0, len(rows) - 1, 3).round().astype(int)
        yield from ((joint, rows[k]) for joint, k in zip(TRUNK, picks, strict=True))


def chain_between(rig: Rig, top: int, end: int) -> Chain:
    """Rows strictly between an ancestor and a joint below it, from above; empty where it is none."""
    rows, row = [], rig.joints[end].parent
    while row not in (top, -1):
        rows.append(row)
        row = rig.joints[row].parent
    return rows[::-1] if row == top else []


def _fork(rig: Rig, rows: range | Chain) -> int | None:
    return next((row for row in rows if len(_limbs(rig, row)) >= 3), None)


def _limbs(rig: Rig, row: int) -> list[Chain]:
    """The longest chain below each child, longest first."""
    return sorted((_longest(rig, child) for child in rig.children(row)), key=len, reverse=True)


def _longest(rig: Rig, row: int) -> Chain:
    below = [_longest(rig, child) for child in rig.children(row)]
    return [row, *max(below, key=len, default=[])]


def _pair(rig: Rig, row: int, place: Places) -> tuple[list[Chain], Chain]:
    """Of three limbs the two of most equal length, and the third."""
    limbs = _limbs(rig, row)[:3]
    long = [sum(float(np.linalg.norm(rig.joints[k].offset)) for k in limb) for limb in limbs]
    a, b = min(combinations(range(3), 2), key=lambda pair: abs(long[pair[0]] - long[pair[1]]))
    rest = next(k for k in range(3) if k not in (a, b))
    return [limbs[a], limbs[b]], limbs[rest]
