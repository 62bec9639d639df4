"""Coverage and visibility of triangles, worked by hand and by brute force."""

import numpy as np
import pytest

from wenwu.render import raster, shortlist
from wenwu.render.camera import Camera
from wenwu.render.surface import weights as kernel_weights
from wenwu.render.surfaces import weights

SAMPLES = ((-0.125, -0.375), (0.375, -0.125), (0.125, 0.375), (-0.375, 0.125))
NO_TEXTURE = (np.zeros(1, np.uint32), np.array([[0, 1, 1]], np.int32), np.array([[0, 1]], np.int32))


def sift(points, faces, both_sides, size):
    """Faces by strip, and how many there are in each; one part, strips of two rows of pixels."""
    strips = -(-size[1] // 2)
    listed, counts = np.zeros((strips, len(faces)), np.int32), np.zeros(strips, np.int32)
    sides, work = np.full(len(faces), both_sides), np.zeros((2, shortlist.BLOCK), np.int32)
    span = (0, len(faces))
    shortlist.sift(points.reshape(-1), (faces.reshape(-1), sides), (listed, counts, *work), (*size, 2), span)
    return listed, counts


def look(points, faces, both_sides=True, size=(8, 8)):
    """Depth and ids of a small picture, H W 4."""
    points, faces = np.array(points, np.float32), np.array(faces, np.int32).reshape(-1, 3)
    points = np.hstack([points, np.zeros((len(points), 1), np.float32)])
    width, height = size
    listed, counts = sift(points, faces, both_sides, (width, height, 4))
    depth = np.zeros((height // 2, width // 2, 16), np.float32)
    ids = np.zeros(depth.shape, np.int32)
    raster.clear(depth, (0, width // 2), (0, height // 2))
    world, mesh_of = np.zeros(len(points) * 8, np.float32), np.zeros(len(faces), np.int32)
    geometry = (points.reshape(-1), world, faces.reshape(-1), mesh_of, listed[None], counts[None])
    for strip in range(height // 2):
        target = (depth, ids, *raster.places())
        raster.see(geometry, NO_TEXTURE, len(faces), target, strip, (strip, strip + 1))
    depth, ids = raster.samples(depth), raster.samples(ids)
    return depth, np.where(depth > 0, ids, -1)


def test_a_vertical_edge_through_the_middle_of_a_pixel_covers_two_of_its_four_samples():
    _, ids = look([[2.5, -9, 1], [2.5, 30, 1], [40, 8, 1]], [0, 1, 2])
    covered = (ids >= 0).sum(-1)
    assert covered[3].tolist() == [0, 0, 2, 4, 4, 4, 4, 4]


def test_coverage_of_random_triangles_agrees_with_three_half_planes():
    rng = np.random.default_rng(5)
    for _ in range(40):
        points = np.hstack([rng.uniform(-2, 10, (3, 2)), np.ones((3, 1))]).astype(np.float32)
        _, ids = look(points, [0, 1, 2])
        a, b, c = points[:, :2].astype(float)
        for s, (dx, dy) in enumerate(SAMPLES):
            y, x = np.mgrid[0:8, 0:8] + 0.5
            at = np.stack([x + dx, y + dy], -1)
            side = [
                (q - p)[0] * (at - p)[..., 1] - (q - p)[1] * (at - p)[..., 0]
                for p, q in ((a, b), (b, c), (c, a))
            ]
            sure = np.min(np.abs(side), 0) > 1e-3
            inside = (np.sign(side[0]) == np.sign(side[1])) & (np.sign(side[1]) == np.sign(side[2]))
            assert np.array_equal((ids[..., s] >= 0)[sure], inside[sure])


def test_the_nearer_of_two_triangles_is_seen_whatever_their_order():
    far, near = [[-9, -9, 0.2], [-9, 30, 0.2], [30, -9, 0.2]], [[-9, -9, 0.5], [-9, 30, 0.5], [30, -9, 0.5]]
    for points, nearer in ((far + near, 1), (near + far, 0)):
        depth, ids = look(points, [[0, 1, 2], [3, 4, 5]])
        assert (ids == nearer).all()
        assert np.allclose(depth, 0.5)


def test_a_triangle_seen_from_behind_is_left_out_unless_it_has_two_sides():
    front = [[-9, -9, 1], [-9, 30, 1], [30, -9, 1]]  # counter-clockwise with y up
    assert (look(front, [0, 1, 2], both_sides=False)[1] == 0).all()
    assert (look(front, [0, 2, 1], both_sides=False)[1] == -1).all()
    assert (look(front, [0, 2, 1], both_sides=True)[1] == 0).all()


def test_a_triangle_that_reaches_behind_the_eye_is_left_out():
    assert (look([[0, 0, -0.1], [0, 8, 1], [8, 0, 1]], [0, 1, 2])[1] == -1).all()


def test_weights_are_those_of_the_point_where_the_view_ray_meets_the_triangle():
    axes = np.array([[1, 0, 0], [0, -1, 0], [0, 0, -1.0]])
    camera = Camera(64, 48, 80.0, axes, np.zeros((1, 3)), np.array([[0.0, 0.0, 4.0]]))
    corners = np.array([[-0.8, -0.6, -2.0], [0.9, -0.2, 2.0], [0.1, 0.7, 0.5]])
    shot = camera.pixel_from_world(0) @ np.vstack([corners.T, np.ones(3)])
    screen = np.stack([shot[0] / shot[2], shot[1] / shot[2], 1 / shot[2]], 1)
    for pixel in ((32.3, 24.7), (30.1, 22.2), (36.5, 26.0)):
        ray = np.array([(pixel[0] - 32) / 80, -(pixel[1] - 24) / 80, -1.0])
        # eye + s·ray = Σ w corner, Σ w = 1
        system = np.vstack([np.hstack([corners.T, -ray[:, None]]), [1, 1, 1, 0]])
        expected = np.linalg.solve(system, [0, 0, 4, 1])[:3]
        assert weights(screen[None], np.array([pixel]))[0] == pytest.approx(expected, abs=1e-9)
        if (expected > 0).all():
            flat = np.hstack([screen, np.zeros((3, 1))]).astype(np.float32).reshape(-1)
            found = kernel_weights(flat, (0, 1, 2), *pixel)[:3]
            assert found == pytest.approx(expected, abs=1e-5)
        affine = weights(screen[None] * [1, 1, 0] + [0, 0, 1], np.array([pixel]))[0]
        assert np.abs(affine - expected).max() > 0.02  # weights without perspective are another answer


def test_a_triangle_between_the_samples_is_not_listed_and_one_on_a_sample_is():
    faces = np.array([[0, 1, 2]], np.int32)
    for middle, hit in (((2.375, 3.125), 1), ((2.5, 3.5), 0), ((2.625, 3.875), 1), ((2.375, 3.375), 0)):
        points = np.array([[-0.05, -0.05, 1, 0], [0.05, -0.04, 1, 0], [0, 0.05, 1, 0]], np.float32)
        points[:, :2] += middle
        listed, counts = sift(points, faces, True, (8, 8, 4))
        assert counts.tolist() == [0, hit, 0, 0]
        assert listed[1, 0] == 0


def test_a_triangle_is_listed_in_every_strip_it_touches_and_in_the_order_of_faces():
    points = np.array([[1, 1, 1, 0], [1, 6.5, 1, 0], [6, 1, 1, 0], [1, 2.6, 1, 0]], np.float32)
    faces = np.array([[0, 1, 2], [0, 3, 2]], np.int32)
    listed, counts = sift(points, faces, True, (8, 8, 4))
    assert counts.tolist() == [2, 2, 1, 1]
    assert listed[:2, :2].tolist() == [[0, 1], [0, 1]]


def test_the_lights_view_keeps_the_nearest_depth_of_every_texel():
    rng = np.random.default_rng(8)
    faces = np.arange(60, dtype=np.int32).reshape(20, 3)
    points = np.hstack([rng.uniform(0, 16, (60, 2)), rng.uniform(1, 5, (60, 1)), np.zeros((60, 1))])
    points = points.astype(np.float32)
    listed, counts = np.zeros((4, 20), np.int32), np.zeros(4, np.int32)
    out = (listed, counts, *np.zeros((2, shortlist.BLOCK), np.int32))
    shortlist.sift(points.reshape(-1), (faces.reshape(-1), np.full(20, True)), out, (16, 16, 1, 4), (0, 20))
    tiles, depth = np.zeros((4, 4, 16), np.float32), np.zeros((16, 16), np.float32)
    world, mesh_of = np.zeros(480, np.float32), np.zeros(20, np.int32)
    geometry = (points.reshape(-1), world, faces.reshape(-1), mesh_of, listed[None], counts[None])
    for s in range(4):
        raster.cast(geometry, NO_TEXTURE, 20, (tiles, depth), s, (s, s + 1))
    y, x = np.mgrid[0:16, 0:16] + 0.5
    expected = np.full((16, 16), 1e6)
    for a, b, c in points[faces, :3].astype(float):
        share = np.linalg.solve(np.array([[a[0], b[0], c[0]], [a[1], b[1], c[1]], [1, 1, 1]]),
                                np.stack([x, y, 1 + 0 * x]).reshape(3, -1))  # fmt: skip
        z = (share * [[a[2]], [b[2]], [c[2]]]).sum(0).reshape(16, 16)
        inside = (share.min(0) >= 0).reshape(16, 16)
        expected = np.where(inside, np.minimum(expected, z), expected)
    assert (np.abs(depth - expected) < 1e-3).mean() > 0.99  # a texel on an edge may go either way


def test_whole_numbers_up_and_down():
    x = np.float32([-2.5, -2, -0.1, 0, 0.1, 3, 3.9])
    assert [raster.up(v) for v in x] == np.ceil(x).tolist()
    assert [raster.down(v) for v in x] == np.floor(x).tolist()


def test_only_faces_with_a_hole_are_drawn_with_the_slow_kernel(card):
    from wenwu.render.pack import cut_faces

    holes = np.full((64, 64), 255, np.uint8)
    holes[:8, :8] = 0
    lace = card("lace", cells=4, alpha=holes, texture=np.full((64, 64, 3), 20))
    corner = lace.uv[lace.faces].min(1)
    assert np.array_equal(cut_faces(lace), (corner < 0.25).all(1))
    assert not cut_faces(card(cells=4)).any()
