"""The after-check finds what was planted, and only that."""

import numpy as np
import pytest

from wenwu.render.aftercheck import aftercheck
from wenwu.render.view import Renderer

PALETTE = {"red": "#C02030", "blue": "#203080", "white": "#F0EEE8"}


def check(made, frames=(0,)):
    with Renderer(made, 160, 120) as renderer:
        return aftercheck(renderer, frames, PALETTE)


def stripes():
    """Three quarters red, one quarter blue."""
    texture = np.empty((64, 64, 3), np.uint8)
    texture[:, :48], texture[:, 48:] = (184, 40, 56), (40, 56, 120)
    return texture


def test_colours_are_counted_by_the_nearest_name_and_by_area(card, scene):
    sight = check(scene(card(size=1.2, texture=stripes())))
    assert sight.shares["red"] == pytest.approx(0.75, abs=0.02)
    assert sight.shares["blue"] == pytest.approx(0.25, abs=0.02)
    assert sight.shares["white"] == 0
    assert sight.facts()["share.red"] == sight.shares["red"]


def test_neither_shade_nor_firelight_changes_the_colours(card, scene):
    day = check(scene(card(size=1.2, texture=stripes())))
    night = check(scene(card(size=1.2, texture=stripes()), occasion="torch_festival"))
    assert night.shares == pytest.approx(day.shares, abs=0.01)


def test_skin_is_not_counted_as_cloth(card, scene):
    sight = check(scene(card("skin", "skin", size=1.2, texture=np.full((4, 4, 3), 240))))
    assert sum(sight.shares.values()) == 0
    assert sight.pixels > 1000


def body_and_cloth(card, scene, gap, **cloth):
    body = card("skin", "skin", size=0.6, middle=(0, 1, gap))
    return scene(body, card("robe", size=1.2, two_sided=True, **cloth))


@pytest.mark.parametrize(("gap", "share"), [(0.01, 0.25), (-0.01, 0.0), (0.10, 0.0)])
def test_a_body_that_cuts_through_its_garment_is_found(card, scene, gap, share):
    assert check(body_and_cloth(card, scene, gap)).body_in_front == pytest.approx(share, abs=0.03)


def test_skin_before_the_inner_side_of_a_collar_is_lawful(card, scene):
    body = card("skin", "skin", size=0.6, middle=(0, 1, 0.01))
    robe = card("robe", size=1.2, two_sided=True)
    inside_out = robe.__class__(**{**vars(robe), "faces": robe.faces[:, ::-1].copy()})
    assert check(scene(body, inside_out)).body_in_front == 0


def test_skin_before_another_dancers_garment_is_lawful(card, scene):
    from dataclasses import replace

    made = body_and_cloth(card, scene, 0.01)
    figure = made.figures[0]
    apart = tuple(replace(figure, meshes=(mesh,)) for mesh in figure.meshes)
    assert check(made).body_in_front > 0.2
    assert check(replace(made, figures=apart)).body_in_front == 0


def test_a_mirrored_texture_is_seen_as_mirrored(card, scene):
    right, wrong = card("right", middle=(-0.7, 1, 0)), card("wrong", middle=(0.7, 1, 0), flip=True)
    assert check(scene(right, wrong)).mirrored == {"right": 0.0, "wrong": 1.0}


def test_several_frames_are_counted_together(card, scene):
    made = scene(card(size=1.2, texture=stripes()), frames=4)
    assert check(made, (0, 3)).pixels == 2 * check(made, (0,)).pixels
