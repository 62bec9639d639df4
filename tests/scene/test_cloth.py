"""Cloth: it hangs, it keeps its size, it stays out of the body, and it does the same thing twice."""

from dataclasses import replace
from functools import cache

import numpy as np
import pytest

from wenwu.body.performer import load_body
from wenwu.body.pose import pose_rig
from wenwu.body.rotation import about
from wenwu.body.skeleton import AT
from wenwu.scene.cloth import _solids, carry, move, sewn
from wenwu.scene.cloth_bones import boned, with_cloth_bones
from wenwu.scene.form import form_of
from wenwu.scene.hanging import cloth_panel, round_between, rows_between
from wenwu.scene.panel import top_four
from wenwu.scene.skirt import Fall, skirt
from wenwu.scene.strip import strips

FPS = 60.0


@cache
def _kick(frames=50):
    """A fast kick with a quarter turn, in the woman's body."""
    body = load_body("woman_1")
    t = np.arange(frames) / FPS
    lift = np.clip(np.sin(2 * np.pi * 1.2 * t), 0, 1)
    rotation = np.zeros((frames, 24, 4))
    rotation[..., 0] = 1
    rotation[:, AT["leftUpperLeg"]] = about(0, -80 * lift)
    rotation[:, AT["leftLowerLeg"]] = about(0, 50 * lift)
    rotation[:, AT["hips"]] = about(1, 90 * t / t[-1])
    root = np.tile(body.rig.offset[0], (frames, 1))
    world = pose_rig(body, rotation, root, np.zeros((frames, 2, 7)))
    return body, world, (world @ body.rig.from_bind).astype(np.float32)


@cache
def _skirt():
    form = form_of("woman_1")
    return skirt(form, "skirt", "x.y", Fall(form.from_waist(0.0), 0.62, 14, 0.008, pleats=40, cloth=1.3))[0]


@cache
def _moved():
    body, world, skin = _kick()
    return move(_skirt(), body, skin, world, FPS)


def test_no_particle_is_inside_the_body():
    body, world, _ = _kick()
    cloth, grid = _skirt(), _moved().grid
    a, b, ra, rb = _solids(body, cloth, world)
    free = grid[:, cloth.pinned :].reshape(len(grid), -1, 3)
    axis = (b - a)[:, None]
    t = ((free[:, :, None] - a[:, None]) * axis).sum(-1) / np.maximum((axis**2).sum(-1), 1e-9)
    t = np.clip(t, 0, 1)
    apart = np.linalg.norm(free[:, :, None] - a[:, None] - t[..., None] * axis, axis=-1)
    depth = (ra + (rb - ra) * t) - cloth.gap - apart  # into the body itself
    assert depth[1:].max() < 0.006
    assert np.percentile(depth[1:].max(-1), 99.9) < 0.001


def test_threads_do_not_stretch():
    cloth, grid = _skirt(), _moved().grid
    threads = sewn(cloth)
    points = grid.reshape(len(grid), -1, 3)
    apart = np.linalg.norm(points[:, threads.pair[:, 0]] - points[:, threads.pair[:, 1]], axis=-1)
    over = apart / threads.high - 1
    assert np.percentile(over, 99) < 0.08
    assert np.percentile(over, 99.99) < 0.6


def test_nothing_flies_away_and_it_comes_to_rest():
    body, world, skin = _kick()
    still = np.repeat(world[:1], 150, 0), np.repeat(skin[:1], 150, 0)
    grid = move(_skirt(), body, still[1], still[0], FPS).grid
    speed = np.linalg.norm(np.diff(grid, axis=0), axis=-1) * FPS
    assert np.percentile(speed[-20:], 95) < 0.05  # [m/s]
    assert np.linalg.norm(np.diff(_moved().grid, axis=0), axis=-1).max() * FPS < 8


def test_the_waist_goes_where_the_bones_go():
    _, _, skin = _kick()
    cloth = _skirt()
    held = cloth.grid[: cloth.pinned]
    share = cloth.share[: cloth.pinned].reshape(-1, cloth.share.shape[-1])
    wanted = carry(held.reshape(-1, 3), share, skin)
    assert _moved().grid[:, : cloth.pinned].reshape(len(skin), -1, 3) == pytest.approx(wanted, abs=1e-5)


def test_the_seam_is_closed():
    cloth = _skirt()
    fine = cloth.weave.laid(_moved().grid, cloth.closed)
    assert fine[:, :, 0] == pytest.approx(fine[:, :, -1], abs=1e-5)


def test_the_same_twice():
    body, world, skin = _kick()
    again = move(_skirt(), body, skin, world, FPS)
    assert (again.grid == _moved().grid).all()


def test_an_apron_lies_on_the_skirt():
    body, world, skin = _kick()
    form = form_of("woman_1")
    fall = Fall(form.from_waist(0.0), 0.4, 14, 0.03, over="skirt")
    apron = strips(form, "apron", "x.y", 0.3, np.zeros(1), fall)
    grid = move(apron, body, skin, world, FPS, _moved()).grid
    bare = move(replace(apron, over=None), body, skin, world, FPS).grid
    assert np.abs(grid - bare).max() > 0.005  # planted fault: without the layer it would hang elsewhere
    middle, below = grid[:, 3:, apron.grid.shape[1] // 2], _moved().grid[:, :, 24]
    behind = np.linalg.norm(middle[:, :, None] - below[:, None], axis=-1).min(-1)
    assert behind.min() > 0.002


def test_cloth_bones_carry_the_motion():
    body, world, _ = _kick()
    moved = _moved()
    rig, grown, chains = with_cloth_bones(body.rig, world, [moved])
    assert len(rig.names) == grown.shape[1] <= 255 and len(set(rig.names)) == len(rig.names)
    panel = boned(moved.cloth, chains["skirt"], len(rig.names))
    joints, weights = top_four(panel.share)
    skin = grown @ rig.from_bind.astype(np.float32)
    fine = moved.cloth.weave.laid(moved.grid, True).reshape(len(grown), -1, 3)
    blend = np.einsum("vk,tvkij->tvij", weights, skin[:, joints])
    skinned = np.einsum("tvij,vj->tvi", blend[..., :3, :3], panel.vertices) + blend[..., :3, 3]
    apart = np.linalg.norm(skinned - fine, axis=-1)
    assert np.percentile(apart, 95) < 0.02
    assert (
        np.percentile(np.linalg.norm(panel.vertices - fine[25], axis=-1), 95) > 0.05
    )  # unmoved would be far off


def test_cloth_bones_at_rest_are_the_identity():
    cloth = _skirt()
    moved = replace(_moved(), grid=cloth.grid[None].astype(np.float32))
    body, world, _ = _kick()
    rig, grown, chains = with_cloth_bones(body.rig, world[:1], [moved])
    bones = slice(chains["skirt"].first, None)
    assert grown[0, bones] @ rig.from_bind[bones] == pytest.approx(
        np.tile(np.eye(4), (len(rig.names) - bones.start, 1, 1)), abs=0.02
    )


def test_interpolation_is_exact_on_straight_and_round_rows():
    assert rows_between(9, 5) @ np.arange(5.0) == pytest.approx(np.linspace(0, 4, 9))
    assert round_between(13, 12).sum(1) == pytest.approx(1)
    turn = 2 * np.pi * np.arange(12) / 12
    fine = round_between(25, 12) @ np.cos(turn)
    assert fine == pytest.approx(np.cos(2 * np.pi * np.linspace(0, 1, 25)), abs=0.01)


def test_pleats_use_up_the_cloth_that_the_ring_does_not_need():
    """A pleat of width p on a ring that gives it λ stands √(p² − λ²) / 2 high, crest over valley."""
    form = form_of("woman_1")
    cloth = skirt(form, "s", "x.y", Fall(form.from_waist(0.0), 0.6, 10, 0.01, pleats=60, cloth=1.08))[0]
    fine = cloth_panel(cloth).vertices.reshape(len(cloth.flat), -1, 3)
    hem = fine[-2]
    assert np.linalg.norm(np.diff(hem, axis=0), axis=1).sum() == pytest.approx(cloth.bolt.width, rel=0.03)
