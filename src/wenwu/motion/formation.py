"""Formation: where each dancer begins, which way each faces, and whose hands are joined."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Literal

import numpy as np

from wenwu.atlas.score import Ground
from wenwu.motion.path import Spot

INNERMOST = 0.7  # [m] least radius of an inner ring
OPEN = 1.2  # a closed ring may stretch the spacing by this before it opens


@dataclass(frozen=True)
class Plan:
    """One spot a dancer, in the cast's order."""

    shape: str
    spots: tuple[Spot, ...]
    joined: tuple[tuple[int, int], ...] = ()  # (a, b): a's left hand holds b's right
    direction: Literal["cw", "ccw"] | None = None


@dataclass(frozen=True)
class Group:
    """Who is to be placed."""

    count: int
    inside: tuple[bool, ...]  # on the inner ring
    joined: bool
    around: bool = False  # something stands in the middle, which even one dancer goes round


def plan(
    shape: str, direction: Literal["cw", "ccw"] | None, group: Group, ground: Ground, scale: float
) -> Plan:
    """The places of a group; metres of the score scaled to the dancers."""
    spacing = ground.spacing * scale
    if shape == "ring" and (group.count > 1 or group.around):
        return _ring(direction or "ccw", group, ground, spacing)
    if shape == "arc" and group.count > 1:
        return _arc(group, spacing)
    if shape == "two_lines" and group.count > 1:
        return Plan(shape, _two_lines(group.count, spacing))
    x = (np.arange(group.count) - (group.count - 1) / 2) * spacing
    inward = 12.0 if shape == "pair" else 0.0
    spots = tuple(Spot(x=float(v), heading=-inward * float(np.sign(v))) for v in x)
    joined = tuple((i, i + 1) for i in range(group.count - 1)) if group.joined else ()
    return Plan("solo" if group.count == 1 else shape, spots, joined)


def _ring(direction: Literal["cw", "ccw"], group: Group, ground: Ground, spacing: float) -> Plan:
    outer = [i for i in range(group.count) if not group.inside[i]]
    inner = [i for i in range(group.count) if group.inside[i]]
    if not outer:
        outer, inner = inner, []
    sign = 1 if direction == "ccw" else -1
    closed = spacing / (2 * np.sin(np.pi / max(len(outer), 2)))
    radius = max(ground.radius, closed, INNERMOST + ground.inner if inner else 0.0)
    step = _step(len(outer), radius, spacing, group.joined)
    if inner and len(outer) > 2:  # two rings stand round, not one behind the other
        step = 360.0 / len(outer)
    middle = Spot(radius=radius, facing=ground.facing, askew=ground.askew, direction=sign)
    spots: dict[int, Spot] = {}
    for k, i in enumerate(outer):
        spots[i] = replace(middle, angle=180 + (k - (len(outer) - 1) / 2) * step)
    within = radius - ground.inner
    lead = 180 + sign * step * ((len(outer) - 1) / 2)
    apart = max(step, np.degrees(2 * np.arcsin(min(1.0, 0.42 * spacing / within)))) if inner else 0.0
    apart = min(apart, 360.0 / max(len(inner), 1))
    for k, i in enumerate(inner):
        angle = lead - sign * (k - 0.3) * apart
        spots[i] = replace(middle, radius=within, share=within / radius, angle=angle)
    joined = _joined_ring(outer, step) if group.joined else ()
    return Plan("ring", tuple(spots[i] for i in range(group.count)), joined, direction)


def _step(count: int, radius: float, spacing: float, joined: bool) -> float:
    """Degrees between neighbours: round the whole ring, or side by side on a part of it."""
    even = 360.0 / count
    chord = 2 * radius * np.sin(np.radians(even / 2))
    if count > 2 and (chord <= spacing * OPEN or (count > 3 and not joined)):
        return even
    return float(np.degrees(2 * np.arcsin(min(1.0, spacing / (2 * radius)))))


def _joined_ring(outer: Sequence[int], step: float) -> tuple[tuple[int, int], ...]:
    """Facing the centre, the left hand's neighbour stands at the smaller angle."""
    pairs = [(b, a) for a, b in pairwise(outer)]
    if abs(step * len(outer) - 360) < 1e-6:
        pairs.append((outer[0], outer[-1]))
    return tuple(pairs)


def _arc(group: Group, spacing: float) -> Plan:
    """A shallow bow that opens to the audience."""
    radius = max(2.2, spacing * group.count / np.radians(110))
    step = float(np.degrees(2 * np.arcsin(spacing / (2 * radius))))
    spots = []
    for k in range(group.count):
        angle = 180 + (k - (group.count - 1) / 2) * step
        x, z = radius * np.sin(np.radians(angle)), radius * np.cos(np.radians(angle))
        spots.append(Spot(x=float(x), z=float(z + radius), heading=float(0.6 * (angle - 180))))
    joined = tuple((b, a) for a, b in zip(range(group.count), range(1, group.count), strict=False))
    return Plan("arc", tuple(spots), joined if group.joined else ())


def _two_lines(count: int, spacing: float) -> tuple[Spot, ...]:
    """Two rows that face one another across 2.2 spacings, the odd dancer in the left row."""
    spots = []
    rows = (count + 1) // 2
    for k in range(count):
        side = 1.0 if k % 2 == 0 else -1.0
        z = ((k // 2) - (rows - 1) / 2) * spacing
        spots.append(Spot(x=side * 1.1 * spacing, z=-z, heading=-90 * side))
    return tuple(spots)
