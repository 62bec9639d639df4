"""Shells: cutting, letting out, rims, flattening."""

import numpy as np
import pytest

from wenwu.scene.flatten import flatten, stretch
from wenwu.scene.shell import Shell, body_shell, clipped, let_out, rims
from wenwu.scene.weave import lengths


def _disc(rings=8, sides=48):
    """A flat round cloth facing +z, radius 1."""
    angle = np.linspace(0, 2 * np.pi, sides, endpoint=False)
    radius = np.linspace(0, 1, rings + 1)[1:]
    points = [[0, 0, 0], *[[r * np.cos(a), r * np.sin(a), 0] for r in radius for a in angle]]
    faces = [[0, 1 + k, 1 + (k + 1) % sides] for k in range(sides)]
    for r in range(rings - 1):
        for k in range(sides):
            a, b = 1 + r * sides + k, 1 + r * sides + (k + 1) % sides
            faces += [[a, a + sides, b + sides], [a, b + sides, b]]
    vertices = np.array(points, float)
    share = np.ones((len(vertices), 1))
    return Shell(vertices, np.tile([0.0, 0, 1], (len(vertices), 1)), np.array(faces), share)


def _area(shell):
    p, q, r = (shell.vertices[shell.faces[:, k]] for k in range(3))
    return np.linalg.norm(np.cross(q - p, r - p), axis=1).sum() / 2


def test_half_a_disc_has_half_its_area_and_a_straight_edge():
    disc = _disc()
    half = clipped(disc, disc.vertices[:, 0] - 0.013)
    assert _area(half) == pytest.approx(_area(disc) / 2 - 2 * 0.013, abs=0.003)
    assert half.vertices[:, 0].min() == pytest.approx(0.013)
    assert np.isfinite(half.vertices).all()


def test_a_disc_has_one_rim_that_keeps_the_cloth_on_its_left():
    rim = rims(_disc())
    assert len(rim) == 1
    path = _disc().vertices[rim[0]]
    x, y = path[:, 0], path[:, 1]
    assert np.sum(x * np.roll(y, -1) - y * np.roll(x, -1)) > 0  # counter-clockwise round the cloth
    assert lengths(np.concatenate([path, path[:1]]))[-1] == pytest.approx(2 * np.pi, rel=0.01)


def test_cloth_let_out_stays_outside_the_body():
    body = body_shell("woman_1")
    out = let_out(body, np.full(len(body.vertices), 0.012), 10)
    height = ((out.vertices - body.vertices) * body.normals).sum(1)
    assert height.min() > 0.0119
    assert out.share.sum(1) == pytest.approx(1)


def test_flattening_a_cylinder_gives_its_unrolled_size():
    u, v = np.meshgrid(np.linspace(0, np.pi, 25), np.linspace(0, 0.8, 13))
    vertices = np.stack([-0.3 * np.cos(u), 0.8 - v, 0.3 * np.sin(u)], -1).reshape(-1, 3)
    corner = (np.arange(12)[:, None] * 25 + np.arange(24)).ravel()
    faces = np.concatenate(
        [np.stack([corner, corner + 25, corner + 26], 1), np.stack([corner, corner + 26, corner + 1], 1)]
    )
    shell = Shell(vertices, vertices, faces, np.ones((len(vertices), 1)))
    flat = flatten(shell, np.stack([vertices[:, 0], 0.8 - vertices[:, 1]], 1), rounds=40)
    assert np.ptp(flat, axis=0) == pytest.approx([0.3 * np.pi, 0.8], rel=0.01)
    assert np.abs(stretch(shell, flat) - 1).max() < 0.02
    right = flat.reshape(13, 25, 2)
    assert (np.diff(right[..., 0], axis=1) > 0).all() and (np.diff(right[..., 1], axis=0) > 0).all()


def test_stretch_barks_when_a_panel_is_smeared():
    disc = _disc()
    assert np.abs(stretch(disc, disc.vertices[:, :2] * [2, 1]) - 1).min() > 0.9
