"""Small scenes for the renderer's tests: cards in the air, on a rig of one bone."""

from collections.abc import Callable

import numpy as np
import pytest

from wenwu.body.rig import Rig
from wenwu.scene.mesh import Material, Mesh
from wenwu.scene.scene import Figure, Scene
from wenwu.scene.stage import stage_for

ONE_BONE = Rig(("hips",), (-1,), np.zeros((1, 3)), np.eye(4)[None])


def _card(
    name="card", kind="cloth", middle=(0, 1, 0), size=1.0, texture=None, cells=1, flip=False, **material
):
    """A square that faces +z, u to the right and v down; flip mirrors its texture."""
    n = cells + 1
    across, down = np.meshgrid(np.linspace(0, 1, n), np.linspace(0, 1, n))
    vertices = np.stack([(across - 0.5) * size, (0.5 - down) * size, 0 * across], -1).reshape(-1, 3)
    corner = (np.arange(cells)[:, None] * n + np.arange(cells)[None]).reshape(-1)
    faces = np.concatenate(
        [np.stack([corner, corner + n, corner + n + 1], 1), np.stack([corner, corner + n + 1, corner + 1], 1)]
    )
    u = 1 - across if flip else across
    picture = np.full((4, 4, 3), 200, np.uint8) if texture is None else np.asarray(texture, np.uint8)
    weights = np.zeros((n * n, 4), np.float32)
    weights[:, 0] = 1
    return Mesh(
        name, kind, (vertices + middle).astype(np.float32),
        np.tile(np.array([0, 0, 1], np.float32), (n * n, 1)),
        np.stack([u, down], -1).reshape(-1, 2).astype(np.float32), faces.astype(np.int32),
        np.zeros((n * n, 4), np.uint8), weights, Material(name, picture, **material),
    )  # fmt: skip


def _scene(*meshes, frames=2, draped=None, moves=None, occasion=None, figures=1):
    world = np.tile(np.eye(4, dtype=np.float32), (frames, 1, 1, 1))
    if moves is not None:
        world[:, 0, :3, 3] = moves
    figure = Figure("dancer1", ONE_BONE, meshes, world, draped or {})
    return Scene(30.0, (figure,) * figures, stage_for(occasion), np.tile([0.0, 1.0, 0.0], (frames, 1)), 1.0)


@pytest.fixture
def card() -> Callable[..., Mesh]:
    return _card


@pytest.fixture
def scene() -> Callable[..., Scene]:
    return _scene
