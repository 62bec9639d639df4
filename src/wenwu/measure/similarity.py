"""How like two movements are, beside how like different dances are anyway: S = (r − r₀) / (1 − r₀).

The paper's 85.3 % is undefined: a plain time-warped distance is no share, and it says nothing without what a
different dance scores. Here a pose is its joints in the dancer's own frame, about their common centre and
about the clip's mean pose, the whole clip scaled to unit energy, so what never moves scores nothing. r is the
correlation along the warping path, r₀ the mean r of different choreographies, and S = 1 a perfect copy.
"""

from collections.abc import Iterable

import numpy as np
from jaxtyping import Float, Int
from numba import njit
from numpy import ndarray

from wenwu.body.skeleton import AT, JOINTS
from wenwu.motion.dancer_frame import DancerFrame

FPS = 30.0  # [frames/s] poses are compared at
UNKNOWN = ("chest", "upperChest", "leftToes", "rightToes", "leftMiddleProximal", "rightMiddleProximal")
KNOWN = [AT[name] for name in JOINTS if name not in UNKNOWN]  # joints that every recording has
STILL = 1e-3  # [m] a clip that departs less from its mean pose does not move


def poses(place: Float[ndarray, "T 24 3"], fps: float = FPS) -> Float[ndarray, "T D"]:
    """The centred, unit-energy poses of joint places [m, world]; all zero where nothing moves."""
    return centred(DancerFrame.of(np.asarray(place, float), fps).seen(place))


def centred(seen: Float[ndarray, "T 24 3"]) -> Float[ndarray, "T D"]:
    """The same from places in the dancer's frame: the mean square norm of a row is 1."""
    known = seen[:, KNOWN]
    flat = (known - known.mean(1, keepdims=True)).reshape(len(seen), -1)
    flat = flat - flat.mean(0)
    size = float(np.sqrt((flat**2).sum(1).mean()))
    if size < STILL * np.sqrt(len(KNOWN)):
        return np.zeros_like(flat)
    return flat / size


def correlation(one: Float[ndarray, "T D"], two: Float[ndarray, "N D"]) -> float:
    """r along the warping path: Σ a·b / √(Σ a² Σ b²); 0 where either does not move."""
    if not one.any() or not two.any():
        return 0.0
    path = warp(squared(one, two))
    a, b = one[path[:, 0]], two[path[:, 1]]
    return float((a * b).sum() / np.sqrt((a * a).sum() * (b * b).sum()))


def likeness(r: float | Float[ndarray, "*N"], chance: float) -> Float[ndarray, "*N"]:
    """S = (r − r₀) / (1 − r₀)."""
    return (np.asarray(r, float) - chance) / (1.0 - chance)


def chance_level(pairs: Iterable[tuple[Float[ndarray, "T D"], Float[ndarray, "N D"]]]) -> float:
    """r₀: the mean r of pairs of different choreographies."""
    return float(np.mean([correlation(one, two) for one, two in pairs]))


def plain_distance(one: Float[ndarray, "T 24 3"], two: Float[ndarray, "N 24 3"]) -> float:
    """What is usually reported: mean distance [m] of a joint along the warping path."""
    flat = [DancerFrame.of(place, FPS).seen(place)[:, KNOWN] for place in (one, two)]
    a, b = (place.reshape(len(place), -1) for place in flat)
    path = warp(np.sqrt(squared(a, b)))
    apart = np.linalg.norm(flat[0][path[:, 0]] - flat[1][path[:, 1]], axis=-1)
    return float(apart.mean())


def squared(one: Float[ndarray, "T D"], two: Float[ndarray, "N D"]) -> Float[ndarray, "T N"]:
    """Squared distance of every row of one from every row of the other."""
    cost = (one**2).sum(1)[:, None] + (two**2).sum(1)[None] - 2 * one @ two.T
    return np.maximum(cost, 0.0)


@njit(cache=True)
def warp(cost: Float[ndarray, "T N"]) -> Int[ndarray, "P 2"]:
    """Dynamic time warping: the path of least cost from the first pair to the last, by steps of one."""
    rows, columns = cost.shape
    total = np.full((rows + 1, columns + 1), np.inf)
    total[0, 0] = 0.0
    for i in range(rows):
        for j in range(columns):
            total[i + 1, j + 1] = cost[i, j] + min(total[i, j], total[i, j + 1], total[i + 1, j])
    path = np.empty((rows + columns, 2), np.int64)
    i, j, steps = rows, columns, 0
    while i > 0 and j > 0:
        path[steps, 0], path[steps, 1] = i - 1, j - 1
        steps += 1
        both, up, left = total[i - 1, j - 1], total[i - 1, j], total[i, j - 1]
        if both <= up and both <= left:
            i, j = i - 1, j - 1
        elif up <= left:
            i -= 1
        else:
            j -= 1
    return path[:steps][::-1].copy()
