"""Skinning and the normals of draped cloth."""

import numpy as np
import pytest

from wenwu.render import pose
from wenwu.render.pack import fans


def test_skinning_is_the_weighted_mean_of_bones():
    rng = np.random.default_rng(7)
    bind = rng.standard_normal((30, 6)).astype(np.float32)
    joints = rng.integers(0, 5, (30, 4)).astype(np.int32)
    weights = rng.dirichlet(np.ones(4), 30).astype(np.float32)
    bones = rng.standard_normal((5, 3, 4)).astype(np.float32)
    heaviest = np.argsort(-weights, axis=1)
    joints, weights = np.take_along_axis(joints, heaviest, 1), np.take_along_axis(weights, heaviest, 1)
    world, screen, lit = (np.zeros((30, n), np.float32) for n in (8, 4, 4))
    view, light = rng.standard_normal((2, 3, 4)).astype(np.float32)
    view[2, 3] += 20
    bound = ((12 * joints).reshape(-1), weights.reshape(-1))
    out, views = (
        (world.reshape(-1), screen.reshape(-1), lit.reshape(-1)),
        (view.reshape(-1), light.reshape(-1)),
    )
    pose.skin(bind.reshape(-1), bound, bones.reshape(-1), out, views, (0, 30))
    mixed = np.einsum("vk,vkij->vij", weights, bones[joints])
    assert world[:, :3] == pytest.approx(
        np.einsum("vij,vj->vi", mixed[..., :3], bind[:, :3]) + mixed[..., 3], abs=1e-5
    )
    assert world[:, 3:6] == pytest.approx(np.einsum("vij,vj->vi", mixed[..., :3], bind[:, 3:]), abs=1e-5)
    shot = world[:, :3] @ view[:, :3].T + view[:, 3]
    assert screen[:, :2] == pytest.approx(shot[:, :2] / shot[:, 2:], abs=1e-4)
    assert screen[:, 2] == pytest.approx(1 / shot[:, 2], abs=1e-5)
    assert lit[:, :3] == pytest.approx(world[:, :3] @ light[:, :3].T + light[:, 3], abs=1e-4)


def tube(columns=24, rows=5):
    """A tube round y with a texture seam: its last column lies on its first."""
    turn = np.linspace(0, 2 * np.pi, columns)
    height = np.linspace(1, 0, rows)
    around, up = np.meshgrid(turn, height)
    vertices = np.stack([np.sin(around), up, np.cos(around)], -1).reshape(-1, 3)
    corner = (np.arange(rows - 1)[:, None] * columns + np.arange(columns - 1)).reshape(-1)
    faces = [[corner, corner + columns, corner + columns + 1], [corner, corner + columns + 1, corner + 1]]
    normals = vertices * [1, 0, 1]
    return vertices, normals, np.concatenate([np.stack(f, 1) for f in faces]).astype(np.int32)


def smooth(card, vertices, normals, faces):
    from dataclasses import replace

    plain = card()
    mesh = replace(
        plain, vertices=vertices.astype(np.float32), normals=normals.astype(np.float32), faces=faces,
        uv=np.zeros((len(vertices), 2), np.float32), joints=np.zeros((len(vertices), 4), np.uint8),
        weights=np.zeros((len(vertices), 4), np.float32),
    )  # fmt: skip
    start, fan = fans(mesh)
    world = np.zeros((len(vertices), 8), np.float32)
    world[:, :3] = vertices
    of_faces = np.zeros((len(faces), 3), np.float32)
    pose.face_normals(world.reshape(-1), faces, of_faces)
    pose.smooth_normals(world.reshape(-1), of_faces, start, fan, 0)
    return world[:, 3:6]


def test_normals_of_a_tube_point_outward_and_do_not_break_at_its_seam(card):
    vertices, normals, faces = tube()
    found = smooth(card, vertices, normals, faces)
    assert (found * normals).sum(1).min() > 0.995
    assert found.reshape(5, 24, 3)[:, 0] == pytest.approx(found.reshape(5, 24, 3)[:, -1], abs=1e-6)


def test_the_two_layers_of_a_doubled_cloth_keep_opposite_normals(card):
    vertices, normals, faces = tube()
    both = np.concatenate([vertices, vertices])
    found = smooth(
        card,
        both,
        np.concatenate([normals, -normals]),
        np.concatenate([faces, faces[:, ::-1] + len(vertices)]),
    )
    assert found[: len(vertices)] == pytest.approx(-found[len(vertices) :], abs=1e-5)
    assert np.linalg.norm(found, axis=1) == pytest.approx(np.ones(len(both)), abs=1e-5)
