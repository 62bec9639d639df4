"""Combed hair: sheets and tufts that follow the skull from the hairline."""

import numpy as np
from jaxtyping import Float
from numpy import ndarray

from wenwu.base.seed import generator
from wenwu.body.performer import Body
from wenwu.scene.head import Head
from wenwu.scene.loft import Loft, sheet
from wenwu.scene.paint import smoothstep

COLUMNS, ROWS = 145, 16


def swept(head: Head, place: Float[ndarray, "3"], lift: float) -> Loft:
    """Hair combed from the whole hairline to one place: a closed sheet with the ridges of its locks."""
    degrees = np.linspace(-180, 180, COLUMNS)
    start = head.hairline_direction(degrees)
    share = np.linspace(0, 1, ROWS) ** 1.25
    rng = generator(7, "swept")
    ridge = _ridges(rng, COLUMNS)
    length = 0.1 * np.arccos(np.clip(start @ place, -1, 1))
    slow = 0.016 + 0.022 * smoothstep(
        100.0, 40.0, np.abs(degrees)
    )  # [m] to full height: longest at the forehead
    rows = []
    for t in share:
        direction = _above(_between(start, place, min(t, 0.985)), degrees, start[:, 1])
        grown = smoothstep(0.0, 1.0, t * length / slow)
        rows.append(head.on_skull(direction, -0.0012 + grown * (lift * (1 - 0.25 * t) + 0.0016 * ridge)))
    u = np.linspace(0, 1, COLUMNS)
    uv = np.stack(np.broadcast_arrays(u[None], (share * 0.93)[:, None]), -1)
    return sheet(np.stack(rows)[::-1], uv[::-1].copy(), closed=True)


def parted(
    head: Head, place: Float[ndarray, "3"] | None, lift: float, sides: list[Float[ndarray, "3"]] | None = None
) -> list[Loft]:
    """Two sheets combed from a middle parting down over the temples and back to one place, or to two."""
    count, halves = 40, []
    for k, sign in enumerate((1.0, -1.0)):
        end = place if sides is None else sides[k]
        along = np.linspace(0, 1, count)
        front = head.hairline_direction(np.array([sign * 1.5]))[0]
        back = unit(np.array([sign * 0.02, 0.55, -0.83]))
        start = _between(np.repeat(front[None], count, 0), back, along)
        temple = head.hairline_direction(np.full(count, sign * 60.0)) + np.array([0, 0.22, 0])
        over = _unit_rows(_between(temple, unit(np.array([sign * 0.55, 0.35, -0.75])), along))
        share = np.linspace(0, 1, ROWS)
        ridge = _ridges(generator(7, "parted", k), count)
        rows = []
        for t in share:
            bend = _unit_rows((1 - t) ** 2 * start + 2 * t * (1 - t) * over + t**2 * end)
            puff = lift * np.sqrt(np.sin(np.pi * min(t * 0.80 + 0.04, 0.96)))
            edge = smoothstep(0.0, 0.40, along) * smoothstep(1.02, 0.9, along)
            rows.append(head.on_skull(bend, -0.003 + (puff + 0.003) * edge + 0.0014 * ridge * edge))
        u = 0.05 + 0.4 * along + 0.5 * k
        uv = np.stack(np.broadcast_arrays(u[None], (0.1 + share * 0.8)[:, None]), -1)
        grid = np.stack(rows)
        halves.append(sheet(grid if sign > 0 else grid[:, ::-1], uv if sign > 0 else uv[:, ::-1].copy()))
    return halves


def cropped(body: Body, head: Head) -> list[Loft]:
    """Short hair: a sheet that grows from a whorl to the hairline, with tufts lying on it."""
    whorl = unit(np.array([-0.10, 0.86, -0.50]))
    degrees = np.linspace(-180, 180, COLUMNS)
    end = head.hairline_direction(degrees)
    front = smoothstep(75.0, 20.0, np.abs(degrees))
    rng = generator(7, "cropped", body.performer.id)
    ridge = _ridges(rng, COLUMNS)
    share = np.linspace(0, 1, ROWS) ** 0.85
    rows = []
    for t in share:
        direction = _between(end, whorl, 1 - max(t, 0.02))
        rows.append(
            head.on_skull(direction, _crop(np.full(COLUMNS, t), front) + 0.0013 * ridge * min(1, 8 * (1 - t)))
        )
    uv = np.stack(np.broadcast_arrays(np.linspace(0, 1, COLUMNS)[None], (0.93 - 0.93 * share)[:, None]), -1)
    return [sheet(np.stack(rows), uv.copy(), closed=True), *_tufts(head, whorl, rng)]


def _crop(t: Float[ndarray, " N"], front: Float[ndarray, " N"] | float) -> Float[ndarray, " N"]:
    """Height [m] of short hair, t from whorl to hairline: full on top, close at the sides."""
    sides = 0.0045 + 0.0085 * smoothstep(0.85, 0.35, t)
    fringe = 0.0115 + 0.005 * t
    ends = np.sqrt(np.clip((1.0 - t) / (0.08 + 0.14 * front), 0, 1))
    return -0.0015 + (front * fringe + (1 - front) * sides) * ends


def _tufts(head: Head, whorl: Float[ndarray, "3"], rng: np.random.Generator) -> list[Loft]:
    """Small locks that follow the growth and lift a little at their tips."""
    tufts = []
    for _ in range(150):
        degree = rng.uniform(-180, 180)
        end = head.hairline_direction(np.array([degree]))
        front = float(smoothstep(75.0, 20.0, np.array([abs(degree)]))[0])
        begin = rng.uniform(0.02, 0.62 + 0.22 * front)
        t = np.linspace(begin, min(begin + rng.uniform(0.2, 0.34), 0.96 - 0.02 * front), 6)
        path = np.concatenate([_between(end, whorl, 1 - s) for s in t])
        swirl = _unit_rows(path + np.linspace(0, rng.normal(0, 0.05), 6)[:, None] * np.array([0.7, 0, 0.7]))
        lift = _crop(np.minimum(t, 0.985), front) + np.array([-2, 0.6, 1.4, 1.8, 1.6, 0.8]) * 0.001
        spine = head.on_skull(swirl, lift)
        half = rng.uniform(0.004, 0.0075) * np.array([0.7, 1, 1, 0.85, 0.55, 0.08])
        across = np.cross(np.gradient(spine, axis=0), swirl)
        across /= np.linalg.norm(across, axis=1, keepdims=True)
        grid = np.stack(
            [spine + across * half[:, None], spine + swirl * 0.0016, spine - across * half[:, None]], 1
        )
        u = rng.uniform(0, 0.9)
        uv = np.stack(
            np.broadcast_arrays(np.linspace(u, u + 0.03, 3)[None], np.linspace(0.15, 0.9, 6)[:, None]), -1
        )
        lock = sheet(grid, uv.copy())
        normals = _unit_rows(0.45 * lock.normals + np.repeat(swirl, 3, axis=0))
        tufts.append(Loft(lock.vertices, normals, lock.uv, lock.faces))
    return tufts


def _above(
    direction: Float[ndarray, "N 3"], degrees: Float[ndarray, " M"], edge: Float[ndarray, " M"]
) -> Float[ndarray, "N 3"]:
    """Directions lifted to the hairline where they would run below it, as hair runs round an ear."""
    around = np.degrees(np.arctan2(direction[:, 0], direction[:, 2]))
    height = np.maximum(direction[:, 1], np.interp(around, degrees, edge))
    flat = direction[:, [0, 2]] / np.linalg.norm(direction[:, [0, 2]], axis=1, keepdims=True)
    flat = flat * np.sqrt(1 - height**2)[:, None]
    return np.stack([flat[:, 0], height, flat[:, 1]], 1)


def _ridges(rng: np.random.Generator, columns: int) -> Float[ndarray, " C"]:
    """Heights −1…1 of neighbouring locks, joined at the ends."""
    locks = rng.uniform(-1, 1, columns - 1)
    locks = 0.5 * locks + 0.5 * np.repeat(rng.uniform(-1, 1, -(-(columns - 1) // 4)), 4)[: columns - 1]
    smooth = (np.roll(locks, 1) + 2 * locks + np.roll(locks, -1)) / 4
    return np.append(smooth, smooth[0])


def _between(
    start: Float[ndarray, "N 3"], end: Float[ndarray, "3"], share: float | Float[ndarray, " N"]
) -> Float[ndarray, "N 3"]:
    """Directions a share of the way from each start to the end, along great circles."""
    start = _unit_rows(np.asarray(start))
    angle = np.arccos(np.clip(start @ end, -0.9999, 0.9999))
    a, b = np.sin((1 - share) * angle) / np.sin(angle), np.sin(share * angle) / np.sin(angle)
    return _unit_rows(a[:, None] * start + b[:, None] * end)


def unit(v: Float[ndarray, "3"]) -> Float[ndarray, "3"]:
    return v / np.linalg.norm(v)


def _unit_rows(v: Float[ndarray, "N 3"]) -> Float[ndarray, "N 3"]:
    return v / np.linalg.norm(v, axis=-1, keepdims=True)
