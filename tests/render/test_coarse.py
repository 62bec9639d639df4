"""Coarser meshes for groups: what may go, and what must stay."""

from dataclasses import replace

import numpy as np
import pytest

from wenwu.render.camera import frame_dancers
from wenwu.render.coarse import LARGEST, PIXELS, coarser, tolerance_of
from wenwu.render.pack import pack
from wenwu.render.view import Renderer

MILLIMETRE = 0.001


def dome(card, radius, cells=24):
    """A square of cloth laid over a ball, with the normals of one."""
    mesh = card(cells=cells, size=0.4)
    x, y = (mesh.vertices[:, :2] - [0, 1]).T
    vertices = np.stack([x, y, np.sqrt(radius**2 - x * x - y * y)], 1)
    return replace(mesh, vertices=vertices.astype(np.float32), normals=(vertices / radius).astype(np.float32))


def area(mesh):
    a, b, c = mesh.vertices[mesh.faces].transpose(1, 0, 2)
    return np.linalg.norm(np.cross(b - a, c - a), axis=1).sum() / 2


def edge(mesh):
    """Rows of the vertices on an edge of the mesh."""
    pairs = np.sort(np.concatenate([mesh.faces[:, [k, (k + 1) % 3]] for k in range(3)]), 1)
    alone, count = np.unique(pairs, axis=0, return_counts=True)
    return np.unique(alone[count == 1])


def test_a_flat_cloth_loses_most_triangles_and_neither_area_nor_edge(card):
    whole = card(cells=20)
    thinned, kept = coarser(whole, None, MILLIMETRE)
    assert len(thinned.faces) < 0.4 * len(whole.faces)
    assert area(thinned) == pytest.approx(area(whole), rel=1e-5)
    assert set(edge(whole)) <= set(kept)
    for name in ("vertices", "normals", "uv", "weights"):
        assert np.array_equal(getattr(thinned, name), getattr(whole, name)[kept])


@pytest.mark.parametrize("tolerance", [0.0008, 0.002, 0.004])
def test_a_dome_stays_within_the_tolerance_and_the_tighter_the_finer(card, tolerance):
    whole = dome(card, 0.4)
    thinned, _ = coarser(whole, None, tolerance)
    middle = thinned.vertices[thinned.faces].mean(1)
    off = np.abs(np.linalg.norm(middle, axis=1) - 0.4)
    assert off.max() < 2 * tolerance
    finer, _ = coarser(whole, None, tolerance / 4)
    assert len(thinned.faces) < len(finer.faces) <= len(whole.faces)


def test_triangles_keep_their_outer_side_outside(card):
    thinned, _ = coarser(dome(card, 0.4), None, 0.003)
    a, b, c = thinned.vertices[thinned.faces].transpose(1, 0, 2)
    outward = np.cross(b - a, c - a) * thinned.normals[thinned.faces].mean(1)
    assert (outward.sum(1) > 0).all()


def test_a_vertex_whose_texture_place_normal_or_bones_matter_stays(card):
    whole = card(cells=8, size=0.4)
    middle = int(np.argmin(np.abs(whole.vertices - [0, 1, 0]).sum(1)))
    assert middle not in coarser(whole, None, MILLIMETRE)[1] or len(coarser(whole, None, MILLIMETRE)[1]) < 60
    uv, normals, vertices = whole.uv.copy(), whole.normals.copy(), whole.vertices.copy()
    uv[middle] += 0.03
    normals[middle] = [0.6, 0, 0.8]
    vertices[middle, 2] += 0.004
    weights, joints = whole.weights.copy(), whole.joints.copy()
    weights[middle], joints[middle] = [0.5, 0.5, 0, 0], [0, 1, 0, 0]
    for changed in (
        {"uv": uv},
        {"normals": normals},
        {"vertices": vertices},
        {"weights": weights, "joints": joints},
    ):
        assert middle in coarser(replace(whole, **changed), None, MILLIMETRE)[1]


def test_cloth_that_folds_in_some_frame_keeps_the_points_of_its_fold(card):
    whole = card(cells=16, size=0.4)
    flat = np.tile(whole.vertices, (5, 1, 1))
    folded = flat.copy()
    folded[3, :, 2] = 0.02 * np.cos(20 * whole.vertices[:, 0]) * np.cos(20 * whole.vertices[:, 1])
    counts = [len(coarser(whole, places.astype(np.float32), MILLIMETRE)[1]) for places in (flat, folded)]
    assert counts[0] < 0.6 * counts[1]


def test_only_three_and_more_dancers_get_coarser_meshes_as_far_as_the_picture_shows(card, scene):
    skin = card(kind="skin")
    for figures, coarse in ((1, False), (2, False), (3, True), (6, True)):
        made = scene(skin, figures=figures)
        for height in (120, 1200):
            camera = frame_dancers(made, 160, height)
            found = tolerance_of(made, camera)
            away = np.linalg.norm(camera.focus[0] - camera.eye[0])
            assert found == pytest.approx(
                min(PIXELS * away / camera.focal, LARGEST) if coarse else 0, rel=1e-3
            )


def test_a_group_of_coarser_meshes_draws_the_same_picture(card, scene):
    picture = np.random.default_rng(3).integers(0, 256, (48, 48, 3)).astype(np.uint8)
    cloth = replace(dome(card, 0.4), material=card(texture=picture, two_sided=True).material)
    places = np.tile(cloth.vertices + np.float32([0, 0, 0.3]), (2, 1, 1))
    drawn = []
    for names in ({}, {"card": places}):
        made = scene(cloth, card("skin", "skin", size=0.3, middle=(0.3, 1.1, 0)), figures=3, draped=names)
        with Renderer(made, 160, 120) as renderer:
            drawn.append(renderer.draw(0).image.astype(int))
            assert len(renderer.pack.faces) < len(pack(made).faces)
            renderer.__init__(replace(made, figures=made.figures[:1]), 160, 120)
            drawn.append(renderer.draw(0).image.astype(int))
    for coarse, whole in (drawn[:2], drawn[2:]):
        assert np.median(np.abs(coarse - whole)) == 0
        assert (np.abs(coarse - whole).max(-1) > 30).mean() < 0.002
