"""The fleece with its seven discs, the crossed straps, the crescent headdress and the round cap."""

import numpy as np
import pytest

from wenwu.atlas.costume import Ornament
from wenwu.atlas.load import load_atlas
from wenwu.body.performer import load_body, performers
from wenwu.scene.crescent import crescent
from wenwu.scene.dress import outfit_of
from wenwu.scene.form import form_of
from wenwu.scene.round_cap import round_cap
from wenwu.scene.sheepskin import sheepskin


@pytest.fixture(scope="module")
def form():
    return form_of("woman_1")


def _one(form, kind, **more):
    return {p.name: p for p in sheepskin(form, Ornament(kind=kind, textile="t.t", **more))}


def test_seven_discs_hang_level_in_a_row_on_the_back(form):
    discs = _one(form, "star_discs", count=7)["star_discs"]
    middles = discs.vertices.reshape(7, -1, 3).mean(1)
    assert np.ptp(middles[:, 1]) < 1e-3, "level"
    assert np.all(middles[:, 2] < form.trunk.vertices[:, 2].min() + 0.06), "behind"
    steps = np.diff(np.sort(middles[:, 0]))
    assert steps.min() > 0.04 and np.ptp(steps) < 0.005, "evenly apart, none over its neighbour"
    np.testing.assert_allclose(np.sort(middles[:, 0]), -np.sort(middles[:, 0])[::-1], atol=1e-6)


def test_the_fleece_lies_over_the_clothes_and_no_limb_pulls_at_it(form):
    fleece = _one(form, "sheepskin")["sheepskin"]
    _, near = form.tree.query(fleece.vertices)
    outward = np.sum((fleece.vertices - form.shell.vertices[near]) * form.shell.normals[near], 1)
    assert outward.min() > 0.02
    limbs = [k for k, n in enumerate(form.body.rig.names) if "Arm" in n or "Leg" in n]
    assert fleece.share[:, limbs].max() == 0
    np.testing.assert_allclose(fleece.share.sum(1), 1)


def test_the_straps_cross_before_the_breast(form):
    straps = _one(form, "crossed_straps")
    left, right = straps["strap_left"], straps["strap_right"]
    for panel, sign in ((left, 1), (right, -1)):
        front = panel.vertices[panel.vertices[:, 2] > 0.06]
        high, low = front[front[:, 1].argmax()], front[front[:, 1].argmin()]
        assert sign * high[0] > 0.02 > sign * low[0]
    normal = np.cross(
        right.vertices[right.faces[:, 1]] - right.vertices[right.faces[:, 0]],
        right.vertices[right.faces[:, 2]] - right.vertices[right.faces[:, 0]],
    )
    facing = np.sum(normal * right.normals[right.faces[:, 0]], 1)
    assert np.mean(facing > 0) > 0.95, "the mirrored strap is not inside out"


def test_the_tassel_hangs_at_the_side_that_is_asked_for(form):
    for side, sign in (("left", 1), ("right", -1)):
        made = {p.name: p for p in crescent(form, Ornament(kind="fringe_crescent", textile="t.t", side=side))}
        tassel = made["crescent_tassel"].vertices
        assert (sign * tassel[:, 0]).min() > 0.05
        assert np.ptp(tassel[:, 1]) > 0.15
    bare = {p.name for p in crescent(form, Ornament(kind="fringe_crescent", textile="t.t"))}
    assert "crescent_tassel" not in bare and "crescent_fringe" in bare


def test_the_crescent_is_highest_over_the_brow(form):
    band = next(
        p for p in crescent(form, Ornament(kind="fringe_crescent", textile="t.t")) if p.name == "crescent"
    )
    front, back = band.vertices[:, 2] > band.vertices[:, 2].max() - 0.03, band.vertices[:, 2] < -0.03
    assert np.ptp(band.vertices[front, 1]) > 1.7 * np.ptp(band.vertices[back, 1])


def test_the_cap_sits_on_the_head(form):
    cap = round_cap(form, Ornament(kind="round_cap", textile="t.t", size=0.06))
    low = min(p.vertices[:, 1].min() for p in cap)
    assert form.mark("forehead")[1] - 0.02 < low < form.mark("crown")[1]
    assert max(p.vertices[:, 1].max() for p in cap) > form.mark("crown")[1]


@pytest.mark.parametrize(
    "costume", ["naxi.f.lijiang", "naxi.m.1761", "bai.f.dali", "bai.f.dali_married", "bai.m.dali"]
)
def test_the_cloth_bones_fit_a_joint_index(costume):
    """A joint's index is one byte: 256 bones with those of the body."""
    worn = load_atlas().costume(costume)
    for performer in (p for p, who in performers().items() if who.gender == worn.gender):
        own = len(load_body(performer).rig.names)
        cloth = sum(h.bones[0] * h.bones[1] for h in outfit_of(performer, worn).hanging if h.moves_as is None)
        assert own + cloth <= 256, performer
