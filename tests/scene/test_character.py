"""The character's meshes: whole, well formed, hidden where asked, grey when plain."""

import numpy as np
import pytest

from wenwu.base.errors import InputError
from wenwu.body.performer import PERFORMERS, load_body
from wenwu.body.skeleton import AT
from wenwu.scene.character import character
from wenwu.scene.hair import HAIR_STYLES, grow
from wenwu.scene.head import U_SPAN, head_of
from wenwu.scene.loft import normals_of, tube


def well_formed(mesh, bones: int) -> None:
    count = len(mesh.vertices)
    assert mesh.faces.min() >= 0 and mesh.faces.max() == count - 1
    assert np.isfinite(mesh.vertices).all()
    assert len(mesh.uv) == len(mesh.normals) == len(mesh.joints) == len(mesh.weights) == count
    np.testing.assert_allclose(mesh.weights.sum(1), 1, atol=1e-5)
    assert (mesh.joints[mesh.weights == 0] == 0).all() and mesh.joints.max() < bones
    assert mesh.uv.min() >= 0 and mesh.uv.max() <= 1
    texture = mesh.material.texture
    assert mesh.material.alpha is None or mesh.material.alpha.shape == texture.shape[:2]


@pytest.mark.parametrize("style", HAIR_STYLES)
def test_every_style_is_well_formed_and_sits_on_the_head(style):
    body = load_body("woman_1")
    meshes = character(body, style)
    for mesh in meshes:
        well_formed(mesh, len(body.rig.names))
    names = [m.name for m in meshes]
    assert names == ["skin", "head", "eyes", "lashes"] + ([] if style == "none" else ["hair"])
    if style != "none":
        hair = meshes[-1]
        top = hair.vertices[:, 1].max()
        assert body.landmarks["crown"][1] < top < body.landmarks["crown"][1] + 0.12
        assert 2000 < len(hair.faces) < 20000


@pytest.mark.parametrize("performer", PERFORMERS)
def test_hair_covers_the_scalp_of_everybody(performer):
    """Seen from outside, hair lies above the skull everywhere a centimetre inside the hairline."""
    body, head = load_body(performer), head_of(performer)
    way = grow(body, head, "cap").loft.vertices - head.centre
    radius = np.linalg.norm(way, axis=1)
    rng = np.random.default_rng(0)
    look = rng.normal(size=(400, 3))
    look /= np.linalg.norm(look, axis=1, keepdims=True)
    place = head.on_skull(look, 0.0)
    degrees = np.degrees(np.arctan2(look[:, 0], look[:, 2]))
    grown = place[:, 1] > head.hairline(degrees) + 0.02
    assert grown.sum() > 60
    for direction in look[grown]:
        near = (way @ direction) / radius > np.cos(np.radians(8))
        assert near.any() and radius[near].max() > head.skull(direction[None])[0]


def test_the_hairline_is_where_it_says():
    head = head_of("man_2")
    degrees = np.array([-150.0, -60.0, 0.0, 30.0, 100.0, 179.0])
    place = head.on_skull(head.hairline_direction(degrees), 0.0)
    np.testing.assert_allclose(place[:, 1], head.hairline(degrees), atol=1e-3)
    np.testing.assert_allclose(
        np.degrees(np.arctan2(place[:, 0], place[:, 2] - head.centre[2])), degrees, atol=1e-6
    )


def test_straight_ahead_is_the_middle_of_the_texture_and_the_face_is_widened():
    head = head_of("woman_2")
    ahead = np.array([[0, head.chin, 0.2]])
    assert head.to_uv(ahead)[0, 0] == pytest.approx(0.5)
    aside = head.centre + np.array([[0.01, 0, 0.1]])
    angle = np.arctan2(0.01, 0.1)
    assert head.to_uv(aside)[0, 0] - 0.5 == pytest.approx(1.5 * U_SPAN / 2 * angle / np.pi, rel=0.01)


def test_hidden_rows_lose_their_triangles_and_nothing_else_does():
    body = load_body("woman_1")
    skin = body.surfaces["skin"]
    hide = skin.vertices[:, 1] < 1.0
    whole, worn = character(body, "cap"), character(body, "cap", hide=hide)
    lost = hide[skin.faces].all(1).sum()
    assert lost > 5000
    assert sum(len(m.faces) for m in whole) - sum(len(m.faces) for m in worn) == lost
    assert worn[0].vertices[:, 1].min() > 0.9


def test_the_plain_figure_is_grey_and_featureless():
    meshes = character(load_body("woman_1"), plain=True)
    assert [m.name for m in meshes] == ["skin", "eyes", "tights"]
    for mesh in meshes:
        assert len(np.unique(mesh.material.texture)) == 1
    assert len(meshes[0].faces) == len(load_body("woman_1").surfaces["skin"].faces)


def test_the_calm_areas_are_smooth():
    """Where the mannequin is calmed, neighbours lie on one sheet: nothing stands out by a millimetre."""
    from wenwu.body.base_mesh import load_base_mesh, shaped

    base = load_base_mesh()
    points = shaped(base, load_body("woman_2").performer.targets)
    quads = base.faces[base.part == 0]
    edges = np.concatenate([quads[:, [0, 1]], quads[:, [1, 2]], quads[:, [2, 3]], quads[:, [3, 0]]])
    total, count = np.zeros_like(points), np.zeros(len(points))
    for a, b in ((0, 1), (1, 0)):
        np.add.at(total, edges[:, a], points[edges[:, b]])
        np.add.at(count, edges[:, a], 1)
    off = np.linalg.norm(points - total / np.maximum(count, 1)[:, None], axis=1)
    assert off[base.calm].max() < 0.001
    assert off[:13380].max() > 0.002  # elsewhere there are features


def test_people_do_not_share_a_face_texture():
    faces = [character(load_body(p), "cap")[1].material.texture for p in ("woman_1", "man_2")]
    assert np.abs(faces[0].astype(int) - faces[1]).mean() > 8


def test_long_hair_moves_with_neck_and_back():
    hair = character(load_body("woman_1"), "long_braid")[-1]
    low = hair.vertices[:, 1] < 1.1
    assert low.sum() > 100 and not (hair.joints[low] == AT["head"]).any()


def test_an_unknown_style_is_refused():
    with pytest.raises(InputError, match="no hair style 'side_bum' in the atlas; did you mean 'side_bun'"):
        character(load_body("woman_1"), "side_bum")


def test_a_tube_faces_outward():
    path = np.stack([np.zeros(6), np.linspace(0, 1, 6), np.zeros(6)], 1)
    made = tube(path, np.full(6, 0.1), 8)
    out = made.vertices * [1, 0, 1]
    assert (np.einsum("vi,vi->v", out, normals_of(made.vertices, made.faces)) > 0).all()


@pytest.mark.parametrize("style", ["side_bun", "low_bun", "short", "two_braids"])
def test_hair_on_the_head_faces_outward(style):
    """Seen from the middle of the skull nearly every normal of the hair on the head points away."""
    body, head = load_body("woman_2"), head_of("woman_2")
    loft = grow(body, head, style).loft
    on_head = loft.vertices[:, 1] > head.centre[1]
    out = np.einsum("vi,vi->v", loft.normals, loft.vertices - head.centre)[on_head]
    assert (out > 0).mean() > 0.8
    facing = normals_of(loft.vertices, loft.faces)
    assert (np.einsum("vi,vi->v", facing, loft.normals)[on_head] > 0).mean() > 0.95
