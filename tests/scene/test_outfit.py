"""Outfits: every panel cut to measure, right way up, weighted, and worn over the body."""

from functools import cache

import numpy as np
import pytest

from wenwu.atlas.load import load_atlas
from wenwu.scene.dress import outfit_of
from wenwu.scene.form import form_of
from wenwu.scene.hanging import cloth_panel
from wenwu.scene.hide import hidden
from wenwu.scene.panel import area_ratio, to_mesh, top_four
from wenwu.scene.texture import STUFFS

CASES = [
    ("woman_1", "dai.f.xishuangbanna"),
    ("woman_elder", "miao.f.leishan_long"),
    ("man_2", "tibetan.m.kham"),
]
FOLDED = ("apron_band", "collar")  # bands whose cloth is doubled behind the edge


@cache
def _case(performer, costume):
    return form_of(performer), outfit_of(performer, load_atlas().costume(costume))


@pytest.fixture(params=CASES, ids=lambda c: c[1])
def case(request):
    return _case(*request.param)


def _sewn(outfit):
    return [p for p in outfit.panels if p.bolt and p.kind == "cloth" and not p.name.endswith(FOLDED)]


def test_cloth_on_the_body_has_the_area_it_has_on_the_bolt(case):
    for panel in _sewn(case[1]):
        if not any(
            word in panel.name for word in ("hem", "opening", "collar", "sash", "head", "turban", "cuff")
        ):
            assert area_ratio(panel) == pytest.approx(1, abs=0.10), panel.name


def test_sleeves_and_trousers_are_not_smeared_anywhere(case):
    for panel in _sewn(case[1]):
        if panel.name.endswith(("front", "back")):
            assert np.ptp(panel.uv(), axis=0).max() <= 1.0001, panel.name


def test_texture_coordinates_stay_on_the_bolt(case):
    _, outfit = case
    for panel in [*outfit.panels, *map(cloth_panel, outfit.hanging)]:
        if panel.bolt:
            assert panel.uv().min() > -0.02 and panel.uv().max() < 1.02, panel.name


def test_down_on_the_bolt_is_down_on_the_body(case):
    """Where the cloth hangs, v must grow downward, and u to the right of whoever looks at it from outside."""
    _, outfit = case
    for cloth in outfit.hanging:
        if "sleeve_l" in cloth.name or "sleeve_r" in cloth.name:
            continue  # in the T-pose sleeves point sideways
        panel = cloth_panel(cloth)
        p, q, r = (panel.vertices[panel.faces[:, k]] for k in range(3))
        a, b, c = (panel.uv()[panel.faces[:, k]] for k in range(3))
        turn = (b - a)[:, 0] * (c - a)[:, 1] - (b - a)[:, 1] * (c - a)[:, 0]
        outside = np.cross(q - p, r - p)
        fold = panel.faces.max(1) >= len(panel.vertices) - cloth.flat.shape[1]
        turn = turn[~fold]
        visible = np.abs(turn) > np.percentile(np.abs(turn), 30)
        assert (turn[visible] < 0).mean() > 0.97, (
            cloth.name
        )  # counter-clockwise in space, clockwise with v down
        assert np.isfinite(outside).all()
        rows = panel.vertices.reshape(len(cloth.flat), -1, 3)
        assert (rows[1:-2, :, 1].mean(1) > rows[2:-1, :, 1].mean(1)).all(), cloth.name


def test_front_panels_face_front_and_read_from_left_to_right(case):
    for panel in case[1].panels:
        if panel.name.endswith(("_front", "_back")) and panel.bolt:
            sign = 1 if panel.name.endswith("front") else -1
            assert np.corrcoef(sign * panel.vertices[:, 0], panel.flat[:, 0])[0, 1] > 0.9, panel.name
            assert np.corrcoef(-panel.vertices[:, 1], panel.flat[:, 1])[0, 1] > 0.9, panel.name


def test_weights_are_four_and_sum_to_one(case):
    for panel in case[1].panels:
        mesh = to_mesh(panel, STUFFS["cloth"])
        assert mesh.weights.sum(1) == pytest.approx(1, abs=1e-5)
        assert (mesh.joints[mesh.weights == 0] == 0).all()
        assert np.isfinite(mesh.vertices).all() and np.isfinite(mesh.normals).all()
        assert np.linalg.norm(mesh.normals, axis=1) == pytest.approx(1, abs=0.02)


def test_top_four_keeps_the_heaviest():
    joints, weights = top_four(np.array([[0.4, 0.0, 0.3, 0.2, 0.05, 0.05]]))
    assert set(joints[0][weights[0] > 0]) >= {0, 2, 3}
    assert weights.sum() == pytest.approx(1)


def test_upper_garments_lie_outside_the_body(case):
    form, outfit = case
    for panel in outfit.panels:
        if panel.name.endswith(("_front", "_back")) and panel.bolt:
            _, near = form.tree.query(panel.vertices)
            out = ((panel.vertices - form.shell.vertices[near]) * form.shell.normals[near]).sum(1)
            low = -0.012 if panel.name.startswith("trousers") else 0.0  # wide legs meet between the thighs
            assert np.percentile(out, 1) > low, panel.name


@pytest.mark.parametrize(("performer", "costume"), CASES)
def test_clothes_hide_the_trunk_and_leave_face_and_hands(performer, costume):
    form = form_of(performer)
    hide = hidden(form, load_atlas().costume(costume))
    skin = form.body.surfaces["skin"].vertices
    chest = (np.abs(skin[:, 0]) < 0.08) & (np.abs(skin[:, 1] - form.mark("waist_l")[1] + 0.02) < 0.03)
    assert hide[chest].all()
    assert not hide[skin[:, 1] > form.mark("chin")[1]].any()
    hand = skin[:, 0] > form.mark("leftHand")[0] + 0.01
    assert hide[hand].all() if costume == "tibetan.m.kham" else not hide[hand].any()  # a long sleeve hides it


def test_an_edge_keeps_skin_under_it():
    """Planted fault: were the margin gone, skin would end exactly at the cuff."""
    form, costume = form_of("woman_1"), load_atlas().costume("dai.f.xishuangbanna")
    hide = hidden(form, costume)
    skin = form.body.surfaces["skin"].vertices
    sleeve = next(p.sleeve for p in costume.pieces if p.kind == "jacket")
    shoulder, wrist = form.mark("leftUpperArm")[0], form.mark("leftHand")[0]
    cuff = shoulder + sleeve.length * (wrist - shoulder)
    under = (skin[:, 0] > cuff - 0.014) & (skin[:, 0] < cuff)
    assert under.any() and not hide[under].any()


def test_every_costumes_cloth_fits_into_a_skin() -> None:
    from wenwu.atlas.load import load_atlas
    from wenwu.body.performer import performers
    from wenwu.scene.cloth_bones import FEWEST, MOST, _shared_out
    from wenwu.scene.dress import outfit_of

    people = {person.gender: name for name, person in performers().items()}
    for costume in load_atlas().costumes.values():
        cloths = [h for h in outfit_of(people[costume.gender], costume).hanging if h.moves_as is None]
        around = _shared_out(cloths, MOST - 66)
        assert sum(around[c.name] * c.bones[1] for c in cloths) <= MOST - 66, costume.id
        assert all(around[c.name] >= FEWEST for c in cloths if c.closed), costume.id
