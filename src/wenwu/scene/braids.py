"""Braids: three strands that cross, hung from the head down the back, moving with the spine."""

from dataclasses import dataclass

import numpy as np
from jaxtyping import Float, Int
from numpy import ndarray
from scipy.interpolate import CubicSpline
from scipy.spatial import cKDTree

from wenwu.body.performer import Body
from wenwu.body.skeleton import AT
from wenwu.scene.head import Head
from wenwu.scene.loft import Loft, carried_frame, joined, tube

SPINE = ("hips", "spine", "chest", "upperChest", "neck", "head")


@dataclass(frozen=True)
class Hung:
    """Hanging hair with its bones."""

    loft: Loft
    joints: Int[ndarray, "V 4"]
    weights: Float[ndarray, "V 4"]


def hanging_braid(body: Body, head: Head, place: Float[ndarray, "3"]) -> Hung:
    """One thick braid from the back of the head to the hips."""
    start = head.on_skull(place[None], 0.006)[0]
    marks = body.landmarks
    path = _hang(
        body, start, [0.0, 0.0], np.array([marks["nape"][1] - 0.03, marks["hip_back"][1] + 0.03]), 0.024
    )
    return _weighted(body, _braid(path, 0.021, 13))


def two_braids(body: Body, head: Head, sides: list[Float[ndarray, "3"]]) -> Hung:
    """Two braids from behind the ears, down the front of the shoulders' blades to the waist."""
    parts, marks = [], body.landmarks
    for place in sides:
        start = head.on_skull(place[None], 0.004)[0]
        x = np.sign(place[0]) * 0.065
        heights = np.array([marks["nape"][1] - 0.05, marks["waist_back"][1]])
        parts.append(_braid(_hang(body, start, [x, x * 1.1], heights, 0.020), 0.016, 13))
    return _weighted(body, joined(parts))


def thin_braids(body: Body, head: Head, count: int = 15) -> Hung:
    """Many thin braids from ear to ear, side by side down the back."""
    parts, marks = [], body.landmarks
    for k in range(count):
        share = 2 * k / (count - 1) - 1
        degrees = 180 - 60 * share if share >= 0 else -180 - 60 * share
        place = head.hairline_direction(np.array([degrees if abs(degrees) < 180 else 180.0]))
        place = place + np.array([[0, 0.10, 0]])
        start = head.on_skull(place / np.linalg.norm(place), 0.002)[0]
        heights = np.array(
            [marks["nape"][1] - 0.045, marks["waist_back"][1] - 0.01 - 0.03 * (1 - abs(share))]
        )
        path = _hang(body, start, [share * 0.085, share * 0.095], heights, 0.011)
        parts.append(_plait(path, 0.0066))
    return _weighted(body, joined(parts))


def _hang(
    body: Body, start: Float[ndarray, "3"], x: list[float], heights: Float[ndarray, "2"], off: float
) -> Float[ndarray, "N 3"]:
    """A path from the head down over the back, `off` [m] clear of the skin."""
    skin = body.surfaces["skin"].vertices.astype(float)
    back = skin[(skin[:, 2] < body.landmarks["hips"][2] + 0.03) & (np.abs(skin[:, 0]) < 0.2)]
    tree = cKDTree(back[:, :2])
    y = np.linspace(heights[0], heights[1], 9)
    across = np.linspace(x[0], x[1], 9)
    near = tree.query(np.stack([across, y], 1), k=10)[1]
    z = np.minimum.accumulate(back[near, 2].min(1)) - off  # below the shoulder blades it hangs free
    drop = np.stack([across, y, z], 1)
    bridge = np.stack([(start + drop[0]) / 2 + [0, 0, -0.012]])
    points = np.concatenate([start[None], bridge, drop])
    length = np.concatenate([[0], np.cumsum(np.linalg.norm(np.diff(points, axis=0), axis=1))])
    return CubicSpline(length / length[-1], points)(np.linspace(0, 1, 90))


def _braid(path: Float[ndarray, "N 3"], width: float, crossings: int, sides: int = 7, rows: int = 90) -> Loft:
    """Three strands that change places, tied near the end with a short tail."""
    t = np.linspace(0, 1, rows)
    centre = CubicSpline(np.linspace(0, 1, len(path)), path)(t)
    forward = np.gradient(centre, axis=0)
    forward /= np.linalg.norm(forward, axis=1, keepdims=True)
    side, normal = carried_frame(forward, np.array([0.0, 0.0, 1.0]))
    taper = (
        width
        * (1 - 0.45 * t)
        * np.where(t > 0.93, 0.72, 1)
        * np.interp(t, [0, 0.03, 0.95, 1], [0.75, 1, 0.9, 0.25])
    )
    weave = np.interp(t, [0, 0.90, 0.95, 1], [1, 1, 0.35, 0.1])
    strands = []
    for k in range(3):
        phase = 2 * np.pi * (crossings * t / 2 + k / 3)
        x = 0.62 * taper * np.sin(phase) * weave
        z = 0.34 * taper * np.sin(2 * phase) * weave
        line = centre + x[:, None] * side + z[:, None] * normal
        u = 0.1 + 0.2 * k
        strands.append(tube(line, 0.62 * taper, sides, uv=(u, u + 0.16), flat=0.8))
    return joined(strands)


def _plait(path: Float[ndarray, "N 3"], width: float) -> Loft:
    """A thin braid as one tube whose bulges lean left and right by turns."""
    rows, sides = 66, 6
    t = np.linspace(0, 1, rows)
    line = CubicSpline(np.linspace(0, 1, len(path)), path)(t)
    angle = np.linspace(0, -2 * np.pi, sides + 1)
    phase = 2 * np.pi * np.arange(rows)[:, None] / 3.6
    bulge = 1 + 0.22 * np.cos(2 * angle[None] + phase) * np.cos(phase)
    radius = width * (1 - 0.4 * t) * np.interp(t, [0, 0.03, 0.96, 1], [0.8, 1, 0.8, 0.2])
    swing = 0.24 * radius * np.sin(phase[:, 0])
    line = line + swing[:, None] * np.array([1.0, 0, 0])
    return tube(line, radius[:, None] * bulge, sides, uv=(0.1, 0.2), flat=0.8)


def _weighted(body: Body, loft: Loft) -> Hung:
    """Bones by height: the head above the nape, then neck and spine, each handing over to the next."""
    heads = np.array([body.landmarks[name][1] for name in SPINE])
    heads[SPINE.index("neck")] = body.landmarks["nape"][1] - 0.07
    heads[SPINE.index("head")] = body.landmarks["nape"][1] + 0.01
    place = np.interp(loft.vertices[:, 1], heads, np.arange(len(SPINE), dtype=float))
    low = np.clip(np.floor(place).astype(int), 0, len(SPINE) - 1)
    high = np.minimum(low + 1, len(SPINE) - 1)
    share = place - low
    bones = np.array([AT[name] for name in SPINE])
    joints, weights = np.zeros((len(place), 4), int), np.zeros((len(place), 4))
    joints[:, 0], joints[:, 1] = bones[low], np.where(share > 0, bones[high], 0)
    weights[:, 0], weights[:, 1] = 1 - share, share
    return Hung(loft, joints, weights)
