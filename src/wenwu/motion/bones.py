"""The bones of the person in somebody's file as our skeleton, and in which unit the file counts."""

from collections.abc import Mapping

import numpy as np
from jaxtyping import Float
from numpy import ndarray

from wenwu.body.rotation import conjugate, turn
from wenwu.body.skeleton import AT, JOINTS, PARENTS, Skeleton
from wenwu.motion.rest import Rest

UNITS = {1.0: "metres", 0.01: "centimetres", 0.0254: "inches", 0.0564: "units of the CMU library (0.0564 m)"}
LEG = (0.60, 1.05)  # [m] hip to ankle of an adult
USUAL_LEG = 0.80  # [m]
SKIN = 0.012  # [m] at least so much flesh under the ball of the foot


def unit_of(leg: float) -> tuple[float, str]:
    """Metres in one of the file's units, and a sentence that says how it was guessed.

    `leg` is hip to ankle in the file's unit. The unit is the one in which that is an adult's leg; no two of
    UNITS can fit at once, because they lie further apart than the two ends of LEG.
    """
    for metres, name in UNITS.items():
        if LEG[0] <= leg * metres <= LEG[1]:
            return metres, f"lengths were taken to be in {name}: a leg of {leg * metres:.2f} m"
    scaled = USUAL_LEG / leg
    return scaled, f"a leg is {leg:.4g} long in no unit we know; all was scaled to a leg of {USUAL_LEG:.2f} m"


def skeleton_of(
    rest: Rest, joints: Mapping[str, int], unit: float, usual: Skeleton
) -> tuple[Skeleton, tuple[str, ...]]:
    """The person's bones [m], and which joints were borrowed from the usual performer, scaled by the leg."""
    share = rest.leg(joints) * unit / (usual.thigh + usual.shank)
    offset, place = usual.offset * share, np.zeros((24, 3))
    place[0] = rest.place[joints["hips"]] * unit
    for joint, parent in enumerate(PARENTS[1:], start=1):
        if JOINTS[joint] in joints:
            away = rest.place[joints[JOINTS[joint]]] * unit - place[parent]
            offset[joint] = turn(conjugate(rest.ours[parent]), away)
        place[joint] = place[parent] + turn(rest.ours[parent], offset[joint])
    heel = usual.heel * share
    heel[1] = -max(-heel[1], SKIN - min(offset[AT[toes], 1] for toes in ("leftToes", "rightToes")))
    offset[0] = [0.0, _standing(offset) - heel[1], 0.0]
    borrowed = tuple(name for name in JOINTS if name not in joints)
    return Skeleton(offset, heel, usual.toe_length * share), borrowed


def _standing(offset: Float[ndarray, "24 3"]) -> float:
    """How high the hips are above the ankle in the T-pose [m]."""
    return float(-sum(offset[AT[f"left{bone}"], 1] for bone in ("UpperLeg", "LowerLeg", "Foot")))
