"""Props: reed pipes and umbrellas that dancers hold, drums that stand in the middle of a ring.

A prop is a figure of its own with one bone; a held one follows the hands in every frame.
"""

from collections.abc import Callable

import numpy as np
from jaxtyping import Float, Float32
from numpy import ndarray

from wenwu.body.rig import Rig
from wenwu.body.skeleton import AT
from wenwu.motion.performance import Performance
from wenwu.scene.loft import Loft, joined, tube
from wenwu.scene.mesh import Mesh
from wenwu.scene.ornament import ball, revolved
from wenwu.scene.panel import Panel, to_mesh
from wenwu.scene.scene import Figure
from wenwu.scene.texture import Wardrobe

World = Float32[ndarray, "T B 4 4"]
Placed = Float32[ndarray, "T 1 4 4"]
ONE = Rig(("prop",), (-1,), np.zeros((1, 3)), np.eye(4)[None])
BAMBOO, WOOD, DARK_WOOD, HIDE, YELLOW = "#B88C4C", "#7A4E2B", "#4A2F1E", "#D9C7A3", "#E9B92C"


def held_props(
    name: str, props: tuple[str, ...], world: World, wardrobe: Wardrobe, free: tuple[str, ...]
) -> list[Figure]:
    """Figures of everything one dancer holds, in the hands that are `free` (left, right).

    A prop without a shape is left to the motion; one that finds no free hand is left out.
    """
    return [
        Figure(f"{name}_{prop}", ONE, _meshes(_HELD[prop][0](world), wardrobe), _HELD[prop][1](world, free))
        for prop in props
        if prop in _HELD and len(free) >= _HELD[prop][2]
    ]


def prop_figure(name: str, shape: dict[str, list[Loft]], place: Placed, wardrobe: Wardrobe) -> Figure:
    """A shape by colour, carried along a path of frames."""
    return Figure(name, ONE, _meshes(shape, wardrobe), place)


def standing_prop(kind: str, performance: Performance, frames: int, wardrobe: Wardrobe) -> list[Figure]:
    """The figure of what stands in the middle of a dance."""
    if kind not in _STANDING:
        return []
    place = np.tile(np.eye(4, dtype=np.float32), (frames, 1, 1, 1))
    place[:, 0, [0, 2], 3] = performance.centre
    return [Figure(kind, ONE, _meshes(_STANDING[kind](), wardrobe), place)]


def _meshes(parts: dict[str, list[Loft]], wardrobe: Wardrobe) -> tuple[Mesh, ...]:
    """One mesh for every colour."""
    out = []
    for k, (colour, lofts) in enumerate(parts.items()):
        whole = joined(lofts)
        share = np.ones((len(whole.vertices), 4)) * [1, 0, 0, 0]
        panel = Panel(
            f"prop{k}",
            None,
            whole.vertices,
            whole.normals,
            whole.uv,
            whole.faces,
            share,
            "prop",
            "leather",
            colour,
        )
        out.append(to_mesh(panel, wardrobe.material(panel)))
    return tuple(out)


def _lusheng(world: World) -> dict[str, list[Loft]]:
    """Six reed pipes through a wooden wind chest (the origin); the mouth pipe bends up to the lips."""
    pipes, rings = [], []
    for k, height in enumerate((0.62, 0.74, 0.50, 0.56, 0.68, 0.44)):
        x, z = (-0.017, 0.017)[k % 2], 0.034 * (k // 2) - 0.034
        path = np.array(
            [[x, -0.13, z], [x, 0.0, z], [x * 1.4, height * 0.6, z * 1.25], [x * 1.9, height, z * 1.5]]
        )
        pipes.append(tube(path, np.full(4, 0.0095), 9))
        rings += [
            tube(path[1] + np.array([[0, h, 0], [0, h + 0.012, 0]]) * 1.0, np.full(2, 0.0115), 9)
            for h in (0.06, 0.16)
        ]
    t = np.linspace(0, 1, 16)
    chest = tube(
        np.stack([0 * t, 0 * t, 0.16 - 0.30 * t], 1),
        0.004 + 0.034 * np.sin(np.pi * np.clip(t * 1.05, 0, 1)) ** 0.6,
        14,
    )
    place = _at_mouth(world)[:, 0]
    lips = np.einsum("tji,tj->ti", place[:, :3, :3], _lips(world) - place[:, :3, 3]).mean(0)
    bend = np.linspace(0, 1, 8)[:, None]
    start, knee = np.array([0, 0, -0.12]), np.array([0, 0.02, min(-0.15, float(lips[2]) * 0.8)])
    path = (1 - bend) ** 2 * start + 2 * bend * (1 - bend) * knee + bend**2 * lips
    mouth = tube(path, np.linspace(0.012, 0.006, 8), 9)
    return {BAMBOO: pipes, WOOD: [chest, mouth], DARK_WOOD: rings}


def _at_mouth(world: World, free: tuple[str, ...] = ()) -> Placed:
    """The wind chest between the hands, pipes up and leaning away from the face."""
    hands = (world[:, AT["leftMiddleProximal"], :3, 3] + world[:, AT["rightMiddleProximal"], :3, 3]) / 2
    away = hands - _lips(world)
    away[:, 1] = 0
    away /= np.maximum(np.linalg.norm(away, axis=1, keepdims=True), 1e-6)
    up = away * 0.55 + np.array([0.0, 1.0, 0.0])
    up /= np.linalg.norm(up, axis=1, keepdims=True)
    side = np.cross(up, away)
    side /= np.maximum(np.linalg.norm(side, axis=1, keepdims=True), 1e-6)
    return _placed(side, up, np.cross(side, up), hands)


def _lips(world: World) -> Float[ndarray, "T 3"]:
    head = world[:, AT["head"]]
    return head[:, :3, 3] + head[:, :3, 2] * 0.112 - head[:, :3, 1] * 0.028


def _umbrella(world: World) -> dict[str, list[Loft]]:
    """An oiled-paper umbrella, open. Origin: the hand on the shaft."""
    shaft = tube(np.array([[0, -0.12, 0], [0, 0.35, 0], [0, 0.86, 0]]), np.full(3, 0.008), 8)
    radius = np.linspace(0.01, 0.40, 8)
    canopy = revolved(
        np.column_stack([radius, 0.83 - 0.34 * radius - 0.30 * radius**2]), np.zeros(3), 48, None, 0.012, 24
    )
    ribs = []
    for a in np.linspace(0, 2 * np.pi, 24, endpoint=False):
        tip = np.array([0.33 * np.sin(a), 0.83 - 0.34 * 0.33 - 0.30 * 0.33**2 - 0.006, 0.33 * np.cos(a)])
        ribs.append(tube(np.array([[0, 0.60, 0], tip]), np.full(2, 0.0022), 4))
    return {YELLOW: [canopy], DARK_WOOD: [shaft, *ribs, ball(np.array([0, 0.85, 0.0]), 0.014)]}


def _in_free_hand(world: World, free: tuple[str, ...]) -> Placed:
    """The shaft in the right hand if it is free, upright, leaning a little outward."""
    side_word = "right" if "right" in free else "left"
    hand = world[:, AT[f"{side_word}MiddleProximal"], :3, 3]
    outward = hand - world[:, AT["hips"], :3, 3]
    outward[:, 1] = 0
    outward /= np.maximum(np.linalg.norm(outward, axis=1, keepdims=True), 1e-6)
    up = outward * 0.25 + np.array([0.0, 1.0, 0.0])
    up /= np.linalg.norm(up, axis=1, keepdims=True)
    side = np.cross(up, outward)
    side /= np.maximum(np.linalg.norm(side, axis=1, keepdims=True), 1e-6)
    return _placed(side, up, np.cross(side, up), hand)


def _placed(
    x: Float[ndarray, "T 3"],
    y: Float[ndarray, "T 3"],
    z: Float[ndarray, "T 3"],
    origin: Float[ndarray, "T 3"],
) -> Placed:
    out = np.zeros((len(origin), 1, 4, 4), np.float32)
    for column, vector in enumerate((x, y, z, origin)):
        out[:, 0, :3, column] = vector
    out[:, 0, 3, 3] = 1
    return out


def _wooden_drum() -> dict[str, list[Loft]]:
    """A hollowed log, about one metre long, with hide heads, on two trestles."""
    along = np.linspace(-0.5, 0.5, 9)
    log = tube(
        np.stack([along, np.full(9, 0.62), 0 * along], 1), 0.20 - 0.05 * along**2, 24, up=(0.0, 1.0, 0.0)
    )
    turn = np.array([[0, 1, 0], [1, 0, 0], [0, 0, 1.0]])
    heads = [
        revolved(
            np.array([[0.001, 0.004], [0.10, 0.004], [0.192, 0.0]]), np.array([x, 0.62, 0.0]), 24, turn * s
        )
        for x, s in ((0.5, np.array([[1], [1], [-1.0]])), (-0.5, np.array([[-1], [1], [1.0]])))
    ]
    hoops = [
        tube(np.array([[x - 0.015, 0.62, 0], [x + 0.015, 0.62, 0]]), np.full(2, 0.204), 24)
        for x in (-0.44, 0.44)
    ]
    legs = [
        tube(np.array([[x, 0.50, 0.0], [x, 0.0, z]]), np.full(2, 0.026), 8)
        for x in (-0.3, 0.3)
        for z in (-0.24, 0.24)
    ]
    return {WOOD: [log], HIDE: heads, DARK_WOOD: [*hoops, *legs]}


def _elephant_foot_drum() -> dict[str, list[Loft]]:
    """A tall goblet-shaped drum that stands on its foot."""
    profile = np.array(
        [
            [0.002, 1.0],
            [0.15, 1.0],
            [0.158, 0.985],
            [0.155, 0.90],
            [0.125, 0.74],
            [0.075, 0.60],
            [0.062, 0.48],
            [0.066, 0.30],
            [0.10, 0.12],
            [0.14, 0.0],
        ]
    )
    body = revolved(profile[2:], np.zeros(3), 28)
    head = revolved(profile[:3], np.zeros(3), 28)
    bands = [
        revolved(np.array([[0.158, 0.93], [0.16, 0.92], [0.155, 0.905]]), np.zeros(3), 28),
        revolved(np.array([[0.068, 0.47], [0.072, 0.455], [0.068, 0.44]]), np.zeros(3), 28),
    ]
    return {WOOD: [body], HIDE: [head], YELLOW: bands}


Held = tuple[Callable[[World], dict[str, list[Loft]]], Callable[[World, tuple[str, ...]], Placed], int]
_HELD: dict[str, Held] = {  # shape, place, hands it needs
    "lusheng": (_lusheng, _at_mouth, 2),
    "yellow_umbrella": (_umbrella, _in_free_hand, 1),
}
_STANDING: dict[str, Callable[[], dict[str, list[Loft]]]] = {
    "wooden_drum": _wooden_drum,
    "elephant_foot_drum": _elephant_foot_drum,
}
