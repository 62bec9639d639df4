"""Formations and paths: who stands where, and which way a ring goes."""

import numpy as np
import pytest

from wenwu.atlas.score import Ground
from wenwu.motion.formation import Group, plan


def group(count: int, joined: bool = False, inside: int = 0) -> Group:
    return Group(count, tuple(k < inside for k in range(count)), joined)


def where(spot) -> np.ndarray:
    if spot.radius is None:
        return np.array([spot.x, spot.z])
    angle = np.radians(spot.angle)
    return np.array([spot.x, spot.z]) + spot.radius * np.array([np.sin(angle), np.cos(angle)])


def test_six_in_a_joined_ring_stand_a_spacing_apart_and_all_hold_hands() -> None:
    places = plan("ring", "ccw", group(6, joined=True), Ground(spacing=1.0, radius=0.9), 1.0)
    points = [where(s) for s in places.spots]
    sides = [np.linalg.norm(points[a] - points[b]) for a, b in places.joined]
    assert len(places.joined) == 6
    assert np.allclose(sides, 1.0)


def test_a_left_hand_holds_the_neighbour_on_the_left() -> None:
    for shape, count in (("ring", 6), ("arc", 4), ("line", 3)):
        places = plan(shape, "ccw", group(count, joined=True), Ground(), 1.0)
        for a, b in places.joined:
            spot = places.spots[a]
            heading = np.radians(spot.angle + 180 if spot.radius else spot.heading)
            left = np.array([np.cos(heading), -np.sin(heading)])
            assert (where(places.spots[b]) - where(spot)) @ left > 0.3, (shape, a, b)


def test_few_dancers_stand_side_by_side_on_a_part_of_the_ring() -> None:
    places = plan("ring", "ccw", group(3, joined=True), Ground(spacing=1.0, radius=1.2), 1.0)
    gaps = [np.linalg.norm(where(a) - where(b)) for a, b in zip(places.spots, places.spots[1:], strict=False)]
    assert np.allclose(gaps, 1.0)
    assert len(places.joined) == 2


def test_the_inner_ring_lies_inside_and_steps_shorter() -> None:
    places = plan("ring", "ccw", group(6, inside=2), Ground(radius=1.3, inner=0.9), 1.0)
    inner, outer = places.spots[0], places.spots[5]
    assert np.isclose(outer.radius - inner.radius, 0.9)
    assert np.isclose(inner.share, inner.radius / outer.radius)


@pytest.mark.parametrize("count", range(1, 13))
@pytest.mark.parametrize("shape", ["solo", "pair", "line", "arc", "ring", "two_lines"])
def test_nobody_stands_on_another(shape: str, count: int) -> None:
    places = plan(shape, "cw", group(count), Ground(spacing=1.0), 1.0)
    points = np.array([where(s) for s in places.spots])
    gap = np.linalg.norm(points[:, None] - points[None], axis=-1) + 9 * np.eye(count)
    assert gap.min() > 0.9
    assert places.joined == ()


def test_a_plan_of_metres_grows_with_the_dancers() -> None:
    small = plan("line", None, group(2), Ground(spacing=1.0), 0.9)
    assert np.isclose(small.spots[1].x - small.spots[0].x, 0.9)
