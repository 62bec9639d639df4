"""Texture pyramids and the level a pixel asks for."""

import numpy as np
import pytest

from wenwu.render import sample
from wenwu.render.pyramid import linear, pack_textures
from wenwu.render.surface import work_of
from wenwu.scene.mesh import Material

CHECKS = np.kron(np.indices((32, 32)).sum(0) % 2, np.ones((2, 2), int))[..., None].repeat(3, 2)


def look_up(tables, mesh, gradient, u, v):
    """Colour of one point."""
    spot, taps = work_of(1)
    for array, value in zip(spot[:7], (mesh, u, v, *gradient), strict=True):
        array[0] = value
    out = tuple(np.zeros((3, 1), np.float32))
    sample.colours(tables, spot[:7], taps, out, 1)
    return tuple(float(c[0]) for c in out)


def read(material, gradient, u, v):
    return look_up(pack_textures([material]).tables(), 0, gradient, u, v)


def test_linear_light_of_known_bytes():
    assert linear(np.array([0, 188, 255], np.uint8)) == pytest.approx([0, 0.5029, 1], abs=1e-4)


def footprint(gradient):
    return sample.footprint(tuple(np.float32(g) for g in gradient), 256, 256)


@pytest.mark.parametrize(("texels", "level"), [(0.5, 0), (1, 0), (2, 2), (4, 4), (8, 6)])
def test_a_pixel_that_covers_n_texels_asks_for_the_level_that_is_n_times_smaller(texels, level):
    step = texels / 256
    found, taps, _, _ = footprint((step, 0.0, 0.0, step))
    assert (found, taps) == (level, 1)


def test_a_slanted_pixel_is_read_by_several_taps_along_its_longer_side():
    level, taps, du, dv = footprint((1 / 256, 0.0, 0.0, 3 / 256))
    assert (level, taps) == (0, 3)
    assert (du, dv) == pytest.approx((0, 1 / 256))


def test_black_and_white_checks_seen_from_afar_are_the_grey_of_half_the_light():
    checks = Material("checks", (CHECKS * 255).astype(np.uint8))
    far = 16 / 64
    near = 0.5 / 64
    for u in (0.3, 0.41, 0.77):
        assert read(checks, (far, 0.0, 0.0, far), u, 0.5) == pytest.approx((0.5, 0.5, 0.5), abs=0.02)
    middle_of_a_check = 2.0 / 64 + 1.0 / 64
    assert read(checks, (near, 0.0, 0.0, near), middle_of_a_check, 1.0 / 64)[0] == pytest.approx(1, abs=0.01)


def test_levels_shrink_by_the_root_of_two_and_keep_the_mean_light():
    noise = np.random.default_rng(1).integers(0, 256, (64, 96, 3)).astype(np.uint8)
    textures = pack_textures([Material("noise", noise)])
    wide = textures.levels[:, 1]
    assert wide[0] == 96 and wide[2] == 48 and wide[4] == 24
    assert wide[1] == round(96 / np.sqrt(2))
    for first, width, height in textures.levels:
        level = textures.texels[first : first + width * height, :3].astype(float) / 255
        assert (level**2).mean() == pytest.approx(linear(noise).mean(), abs=0.012)


def test_meshes_that_share_a_picture_share_its_pyramid():
    picture = np.arange(192, dtype=np.uint8).reshape(8, 8, 3)
    both = pack_textures([Material("a", picture), Material("b", picture)])
    assert both.first_level[0].tolist() == both.first_level[1].tolist()


def test_a_lace_keeps_its_share_of_threads_at_every_distance():
    holes = (np.random.default_rng(2).random((64, 64)) < 0.3).astype(np.uint8) * 255
    lace = Material("lace", np.full((64, 64, 3), 90, np.uint8), alpha=holes)
    textures = pack_textures([lace])
    share = (holes >= 128).mean()
    for first, width, height in textures.levels:
        if width >= 8:
            level = textures.texels[first : first + width * height, 3]
            assert (level >= 128).mean() == pytest.approx(share, abs=0.05)


def test_holes_do_not_bleed_their_colour_into_the_threads():
    picture = np.zeros((32, 32, 3), np.uint8)
    alpha = np.zeros((32, 32), np.uint8)
    picture[:, ::2], alpha[:, ::2] = 255, 255
    textures = pack_textures([Material("threads", picture, alpha=alpha)])
    first, width, height = textures.levels[4]
    assert textures.texels[first : first + width * height, :3].min() > 240


def test_an_eye_keeps_its_dark_iris_however_small_it_is(card, scene):
    from wenwu.render.pack import pack

    white_with_iris = np.full((64, 64, 3), 240, np.uint8)
    white_with_iris[24:40, 24:40] = 20
    for kind, dark in (("eye", True), ("cloth", False)):
        textures = pack(scene(card("ball", kind, texture=white_with_iris))).textures
        middle = look_up(textures.tables(), 0, (0.5, 0.0, 0.0, 0.5), 0.5, 0.5)
        assert (middle[0] < 0.05) is dark
