"""The whole picture: light, shadow, edges, colours, and that threads change nothing."""

import hashlib

import numpy as np
import pytest
from PIL import Image

from wenwu.base.errors import InputError
from wenwu.render.view import Renderer

SIZE = (160, 120)


def draw(scene, frame=0, threads=2):
    with Renderer(scene, *SIZE, threads=threads) as renderer:
        return renderer.draw(frame)


def motif():
    return np.random.default_rng(0).integers(0, 256, (32, 32, 3)).astype(np.uint8)


def test_a_dancer_throws_a_shadow_on_the_ground_and_a_hidden_one_does_not(card, scene):
    marks = card("left", size=0.02, middle=(-1.3, 0.02, 0)), card("right", size=0.02, middle=(1.3, 0.02, 0))
    roof = card("roof", size=0.9, middle=(0, 1.2, 0), two_sided=True)
    shaded = draw(scene(roof, *marks)).image.astype(int)
    speck = card("roof", size=0.01, middle=(0, 1.645, 0))  # as high as the roof's edge, so the camera agrees
    open_ = draw(scene(speck, *marks)).image.astype(int)
    ground = np.s_[84:]
    darker = (open_ - shaded)[ground].sum(-1)
    assert darker.max() > 60
    assert (darker > 30).mean() > 0.02
    assert np.median(darker) < 12  # the rest of the ground stays as it was


def test_an_edge_is_smooth_and_the_inside_is_not_touched(card, scene):
    tilted = card(size=1.2, two_sided=True, texture=np.full((4, 4, 3), 40))
    turn = np.deg2rad(9)
    vertices = tilted.vertices - [0, 1, 0]
    spun = vertices @ np.array([[np.cos(turn), np.sin(turn), 0], [-np.sin(turn), np.cos(turn), 0], [0, 0, 1]])
    frame = draw(
        scene(tilted, draped={"card": np.tile(spun + np.array([0, 1, 0]), (2, 1, 1)).astype(np.float32)})
    )
    grey = frame.image.astype(float).mean(-1)
    row = grey[60]
    edge = int(np.argmax(np.abs(np.diff(row))))
    column = grey[30:90, edge - 1 : edge + 3]
    low, high = np.sort([grey[60, edge - 6], grey[60, edge + 7]])
    between = (column > low + 0.12 * (high - low)) & (column < high - 0.12 * (high - low))
    assert between.sum() >= 12  # a hard edge has none


def test_draped_vertices_draw_the_same_picture_as_bones_that_put_them_there(card, scene):
    mesh = card(cells=6, texture=motif(), two_sided=True)
    moves = np.array([[0, 0, 0], [0.2, 0.1, 0.05]])
    skinned = draw(scene(mesh, moves=moves), 1)
    places = (mesh.vertices[None] + moves[:, None]).astype(np.float32)
    draped = draw(scene(mesh, draped={"card": places}), 1)
    # the frames differ by the boxes' safety margin round skinned parts; compare through a common camera
    with (
        Renderer(scene(mesh, moves=moves), *SIZE) as one,
        Renderer(scene(mesh, draped={"card": places}), *SIZE) as two,
    ):
        two.camera, two.sunlight = one.camera, one.sunlight
        two._rows, two._backdrop = one._rows, one._backdrop
        first, second = one.draw(1), two.draw(1)
    assert (first.surface >= 0).sum() > 500
    assert np.array_equal(first.surface, second.surface)
    assert np.abs(first.image.astype(int) - second.image).max() <= 2
    assert (skinned.surface >= 0).any() and (draped.surface >= 0).any()


def test_the_number_of_threads_changes_nothing(card, scene):
    made = scene(
        card(cells=8, texture=motif(), gloss=0.5, sharp=40.0, two_sided=True),
        card("back", middle=(0.3, 1.2, -0.4)),
    )
    digests = {hashlib.sha256(draw(made, threads=n).image.tobytes()).hexdigest() for n in (1, 2, 3)}
    assert len(digests) == 1


def test_frames_can_be_drawn_in_any_order(card, scene):
    made = scene(card(cells=4), frames=3, moves=np.array([[0, 0, 0], [0.3, 0, 0], [-0.3, 0.2, 0]]))
    with Renderer(made, *SIZE) as renderer:
        once = [renderer.picture(k) for k in (0, 1, 2)]
        again = [renderer.picture(k) for k in (2, 0, 1)]
    assert all(np.array_equal(a, b) for a, b in zip(once, [again[1], again[2], again[0]], strict=True))


@pytest.mark.parametrize(
    "colour", [(190, 36, 44), (44, 120, 160), (212, 160, 26), (30, 40, 78), (235, 232, 224)]
)
def test_by_day_a_palette_colour_stays_that_colour(card, scene, colour):
    texture = np.broadcast_to(np.array(colour, np.uint8), (4, 4, 3))
    frame = draw(scene(card(size=1.2, texture=texture)))
    seen = np.median(frame.image[frame.surface >= 0], axis=0)
    wanted, found = (
        Image.new("RGB", (1, 1), tuple(map(int, c))).convert("HSV").getpixel((0, 0)) for c in (colour, seen)
    )
    turn = abs((found[0] - wanted[0] + 128) % 256 - 128) * 360 / 256
    assert turn < 8 or wanted[1] < 20  # [deg]; a near-white has no hue to keep
    assert abs(found[1] - wanted[1]) < 40
    assert abs(found[2] - wanted[2]) < 45


def test_depth_is_the_distance_along_the_view_and_infinite_where_nobody_is(card, scene):
    made = scene(card(size=1.2))
    with Renderer(made, *SIZE) as renderer:
        frame = renderer.draw(0)
        middle = renderer.camera.axes[2] @ (np.array([0, 1, 0]) - renderer.camera.eye[0])
    inside = frame.depth[frame.surface >= 0]
    assert np.median(inside) == pytest.approx(middle, abs=0.02)
    assert np.isinf(frame.depth[frame.surface < 0]).all()


def test_a_one_sided_card_is_not_seen_from_behind(card, scene):
    for two_sided in (False, True):
        mesh = card(two_sided=two_sided)
        turned = mesh.__class__(**{**vars(mesh), "faces": mesh.faces[:, ::-1].copy()})
        assert ((draw(scene(turned)).surface >= 0).any()) == two_sided


def test_a_cut_out_shows_what_is_behind_it(card, scene):
    holes = np.full((32, 32), 255, np.uint8)
    holes[8:24, 8:24] = 0
    lace = card("lace", size=1.2, alpha=holes, texture=np.full((32, 32, 3), 20), two_sided=True)
    back = card("back", size=0.5, middle=(0, 1, -0.1))
    with Renderer(scene(lace, back), *SIZE) as renderer:
        frame = renderer.draw(0)
        names = [m.name for _, m in renderer.pack.owners]
        mesh = renderer.pack.mesh_of[frame.surface[frame.surface >= 0]]
    seen = {names[m] for m in np.unique(mesh)}
    assert seen == {"lace", "back"}


@pytest.mark.parametrize("size", [(8, 100), (100, 9000)])
def test_impossible_sizes_are_refused(card, scene, size):
    with pytest.raises(InputError, match="cannot be drawn; each side must be 32 to 8192 pixels"):
        Renderer(scene(card()), *size)


def test_odd_sizes_can_be_drawn(card, scene):
    with Renderer(scene(card()), 65, 49) as renderer:
        assert renderer.draw(0).image.shape == (49, 65, 3)
