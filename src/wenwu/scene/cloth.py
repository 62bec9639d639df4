"""Cloth: hanging pieces moved by gravity, the dancer's bones and the body under them."""

from dataclasses import dataclass

import numpy as np
from jaxtyping import Float, Float32, Int, Int32
from numpy import ndarray
from scipy.spatial import cKDTree

from wenwu.body.capsules import Capsule
from wenwu.body.performer import Body
from wenwu.scene.cloth_kernel import run
from wenwu.scene.hanging import Hanging

SUBSTEP = 1 / 110  # [s] at most
SETTLE = 1.2  # [s] before the first frame
SWEEPS = 4
HEM = 0.02  # [m] below the hem of the lower cloth, where it still holds the upper one off
PARTS = {
    "leg": ("UpperLeg", "LowerLeg", "Foot", "Toes"),
    "trunk": ("hips", "spine", "chest", "upperChest"),
    "neck": ("neck", "head"),
    "arm_l": ("leftUpperArm", "leftLowerArm", "leftHand"),
    "arm_r": ("rightUpperArm", "rightLowerArm", "rightHand"),
}


@dataclass(frozen=True)
class Moved:
    """One cloth in every frame."""

    cloth: Hanging
    grid: Float32[ndarray, "T R C 3"]  # [m] world


def carry(
    points: Float[ndarray, "N 3"], share: Float[ndarray, "N B"], skin: Float32[ndarray, "T B 4 4"]
) -> Float32[ndarray, "T N 3"]:
    """Points moved by the bones: skin = world_from_bone · from_bind."""
    used = np.flatnonzero(share.max(0) > 1e-6)
    homogeneous = np.concatenate([points, np.ones((len(points), 1))], 1)
    spread = (
        (share[:, used, None] * homogeneous[:, None]).reshape(len(points), -1).astype(np.float32)
    )  # N (b 4)
    moves = skin[:, used, :3].transpose(1, 3, 0, 2).reshape(len(used) * 4, -1)  # (b 4) (T 3)
    return (spread @ moves).reshape(len(points), len(skin), 3).transpose(1, 0, 2)


def move(
    cloth: Hanging,
    body: Body,
    skin: Float32[ndarray, "T B 4 4"],
    world: Float32[ndarray, "T B 4 4"],
    fps: float,
    below: Moved | None = None,
) -> Moved:
    """Simulate one cloth over all frames; `below` is the cloth it lies on, moved before."""
    rows, columns = cloth.grid.shape[:2]
    target = np.ascontiguousarray(
        carry(cloth.grid.reshape(-1, 3), cloth.share.reshape(rows * columns, -1), skin)
    )
    steps = max(1, int(np.ceil(1 / fps / SUBSTEP)))
    dt = 1 / fps / steps
    threads = sewn(cloth)
    fall = np.repeat(np.linspace(1.0, 0.35, rows), columns)
    free = np.repeat((np.arange(rows) >= cloth.pinned).astype(np.float32), columns)
    out = run(
        target,
        (cloth.body * fall * dt * 110).astype(np.float32),
        (threads.pair, threads.low, threads.high, threads.stiff, free),
        _solids(body, cloth, world),
        _floor(cloth, below, len(target)),
        (cloth.pinned * columns, np.float32(dt), np.float32(cloth.drag), steps, round(SETTLE / dt), SWEEPS),
    )
    return Moved(cloth, out.reshape(-1, rows, columns, 3))


@dataclass(frozen=True)
class Threads:
    """Which points of a grid are tied, and how near and far they may be [m]."""

    pair: Int32[ndarray, "E 2"]
    low: Float32[ndarray, " E"]
    high: Float32[ndarray, " E"]
    stiff: Float32[ndarray, " E"]  # how firmly the least length is kept; the greatest is always kept


def sewn(cloth: Hanging) -> Threads:
    """Threads of a grid: down, across, both diagonals, over two rows, and from the waist to every point."""
    rows, columns = cloth.grid.shape[:2]
    at = np.arange(rows * columns).reshape(rows, columns)
    point, next_to = cloth.grid.reshape(-1, 3), np.roll(at, -1, 1)
    sewn_on = np.broadcast_to(cloth.link, at.shape)
    inner, one = slice(cloth.pinned, None), slice(cloth.pinned - 1, -1)
    s = cloth.slack
    kinds = [
        (at[inner], at[one], None, 0.97, 1.0, 0.5),
        (at[inner], next_to[inner], sewn_on[inner], 0.55, s, 0.35),
        (at[inner], next_to[one], sewn_on[inner], 0.8, 1.04 * s, 0.15),
        (next_to[inner], at[one], sewn_on[inner], 0.8, 1.04 * s, 0.15),
        (at[max(2, cloth.pinned) :], at[max(2, cloth.pinned) - 2 : -2], None, 0.93, 1.01, 0.15),
    ]
    pair: list[ndarray] = []
    reaches: list[tuple[ndarray, ndarray, ndarray]] = []
    for i, j, mask, least, most, firm in kinds:
        tied = np.stack([i.ravel(), j.ravel()], 1)
        tied = tied if mask is None else tied[mask.ravel()]
        length = np.linalg.norm(point[tied[:, 0]] - point[tied[:, 1]], axis=1)
        pair.append(tied)
        reaches.append((least * length, most * length, np.full(len(tied), firm)))
    fall = np.cumsum(np.linalg.norm(np.diff(cloth.grid, axis=0), axis=2), axis=0)
    before = fall[cloth.pinned - 2] if cloth.pinned > 1 else 0.0
    far = 1.004 * (fall[cloth.pinned - 1 :] - before)
    held = np.stack([at[inner].ravel(), np.broadcast_to(at[cloth.pinned - 1], at[inner].shape).ravel()], 1)
    pair.append(held)
    reaches.append((0 * far.ravel(), far.ravel(), 0 * far.ravel()))
    return Threads(
        np.concatenate(pair).astype(np.int32),
        *(np.concatenate(x).astype(np.float32) for x in zip(*reaches, strict=True)),
    )


def _solids(
    body: Body, cloth: Hanging, world: Float32[ndarray, "T B 4 4"]
) -> tuple[ndarray, ndarray, ndarray, ndarray]:
    """World ends and radii of the capsules this cloth meets."""
    wanted = tuple(w for part in cloth.near for w in PARTS[part])
    solids = [c for c in body.capsules if body.rig.names[c.bone].endswith(wanted)]
    a, b = (np.stack([_placed(world, c, end) for c in solids], 1) for end in ("a", "b"))
    ra, rb = (
        np.array(
            [
                getattr(c, f"radius_{end}") + cloth.gap + cloth.legwear * _worn(body.rig.names[c.bone], end)
                for c in solids
            ],
            np.float32,
        )
        for end in "ab"
    )
    return a, b, ra, rb


def _worn(bone: str, end: str) -> float:
    """How wide trousers stand off a bone's end, of how wide they do at the knee."""
    if bone.endswith("UpperLeg"):
        return 0.25 if end == "a" else 1.0
    return (1.0 if end == "a" else 1.5) if bone.endswith("LowerLeg") else 0.0


def _placed(world: Float32[ndarray, "T B 4 4"], solid: Capsule, end: str) -> Float32[ndarray, "T 3"]:
    point = getattr(solid, end).astype(np.float32)
    return world[:, solid.bone, :3, :3] @ point + world[:, solid.bone, :3, 3]


def _floor(
    cloth: Hanging, below: Moved | None, frames: int
) -> tuple[Float32[ndarray, "T N 3"], Float32[ndarray, "T N 3"], Float32[ndarray, " N"]]:
    """For every point of this cloth: the place of the cloth below it, the way up, and how far."""
    if below is None:
        return (
            np.zeros((frames, 1, 3), np.float32),
            np.zeros((frames, 1, 3), np.float32),
            np.zeros(1, np.float32),
        )
    under = below.cloth
    near: Int[ndarray, " N"] = cKDTree(under.grid.reshape(-1, 3)).query(cloth.grid.reshape(-1, 3))[1]
    right, down = _slopes(below.grid, under.closed)
    up = np.cross(down, right)
    up /= np.maximum(np.linalg.norm(up, axis=-1, keepdims=True), 1e-9)
    crest = np.interp(
        np.arange(len(under.grid)),
        np.linspace(0, len(under.grid) - 1, len(under.weave.deepest)),
        under.weave.deepest,
    )
    rows = near // under.grid.shape[1]
    gap = (0.007 + 2 * crest[rows] + under.thick).astype(np.float32)
    beyond = under.grid.reshape(-1, 3)[near, 1] - cloth.grid.reshape(-1, 3)[:, 1] > HEM
    gap[(rows >= len(under.grid) - 1) & beyond] = -10.0  # below its hem the lower cloth holds nothing up
    shape = (frames, -1, 3)
    return below.grid.reshape(shape)[:, near], up.reshape(shape)[:, near].astype(np.float32), gap


def _slopes(grid: Float32[ndarray, "T R C 3"], closed: bool) -> tuple[ndarray, ndarray]:
    down = np.gradient(grid, axis=1)
    if closed:
        return np.roll(grid, -1, 2) - np.roll(grid, 1, 2), down
    return np.gradient(grid, axis=2), down
