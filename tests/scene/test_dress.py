"""Dressing: a small performance becomes a scene."""

from functools import cache

import numpy as np
import pytest

from wenwu.atlas.load import load_atlas
from wenwu.base.errors import InputError
from wenwu.base.trace import Trace
from wenwu.body.performer import load_body
from wenwu.motion.clip import Clip
from wenwu.motion.performance import Dancer, Performance
from wenwu.prompt.brief import Brief, Part
from wenwu.scene.dress import dress
from wenwu.scene.mesh import Material
from wenwu.scene.prop import held_props, standing_prop
from wenwu.scene.texture import Wardrobe, chased


def _brief(fps=30):
    part = Part(
        gender="man", performer="man_1", variant="lusheng", costume="miao.m.lusheng", props=("lusheng",)
    )
    return Brief(
        prompt="x", lang="en", culture="miao", dance="miao_jinji", cast=(part,), formation="solo",
        tempo=90, seconds=0.4, fps=fps, height=180, width=320,
    )  # fmt: skip


def _performance():
    body, frames = load_body("man_1"), 24
    rotation = np.zeros((frames, 24, 4))
    rotation[..., 0] = 1
    root = np.tile(body.rig.offset[0], (frames, 1))
    clip = Clip(
        body.skeleton,
        60.0,
        root,
        rotation,
        np.zeros((frames, 2, 7)),
        np.ones((frames, 2), bool),
        np.arange(frames) / 40,
    )
    return Performance(
        "miao_jinji",
        (Dancer(clip, "man_1", "man", "dancer", "lusheng", "miao.m.lusheng", ("lusheng",)),),
        "solo",
    )


@cache
def _scene():
    trace = Trace()
    return dress(_performance(), _brief(), load_atlas(), trace), trace


def test_a_scene_has_the_dancer_and_the_pipes_at_every_video_frame():
    scene, _ = _scene()
    assert [f.name for f in scene.figures] == ["dancer1", "dancer1_lusheng"]
    assert scene.fps == 30 and len(scene) == 12
    for figure in scene.figures:
        assert len(figure.world_from_bone) == 12
        assert figure.world_from_bone.shape[1] == len(figure.rig.names) == len(figure.rig.parent)
        for mesh in figure.meshes:
            assert mesh.joints.max() < len(figure.rig.names)


def test_draped_meshes_have_as_many_vertices_as_their_skinned_twins():
    figure = _scene()[0].figures[0]
    meshes = {m.name: m for m in figure.meshes}
    assert len(meshes) == len(figure.meshes)
    assert figure.draped
    for name, moved in figure.draped.items():
        assert moved.shape == (12, len(meshes[name].vertices), 3)
        assert np.isfinite(moved).all()


def test_the_trace_names_costume_source_and_standing():
    event = next(e for e in _scene()[1] if e.kind == "dressed")
    assert event.data["costume"] == "miao.m.lusheng"
    assert event.data["standing"] == "claimed" and "ZGT" in event.data["source"]


def test_plain_figures_wear_nothing():
    scene = dress(_performance(), _brief(), load_atlas(), Trace(), plain=True)
    assert {m.kind for f in scene.figures for m in f.meshes} == {"skin"}


def test_a_rate_that_does_not_divide_the_motion_is_refused():
    with pytest.raises(InputError) as refused:
        dress(_performance(), _brief(fps=25), load_atlas(), Trace())
    assert (
        str(refused.value) == "25 frames a second do not divide the motion's 60; 10, 12, 15, 20, 30 or 60 do"
    )


def test_a_colour_that_the_palette_lacks_is_refused():
    wardrobe = Wardrobe(load_atlas(), _brief(), 300.0)
    with pytest.raises(InputError) as refused:
        wardrobe.colour("puce")
    assert str(refused.value).startswith("'puce' is no colour of miao; its palette has indigo, crimson")


def test_a_prop_needs_free_hands():
    scene, _ = _scene()
    world, wardrobe = scene.figures[0].world_from_bone, Wardrobe(load_atlas(), _brief(), 300.0)
    assert len(held_props("d", ("lusheng",), world, wardrobe, ("left", "right"))) == 1
    assert not held_props("d", ("lusheng",), world, wardrobe, ("left",))
    assert not held_props("d", ("yellow_umbrella",), world, wardrobe, ())
    assert not held_props("d", ("no_such_thing",), world, wardrobe, ("left", "right"))


@pytest.mark.parametrize("kind", ["wooden_drum", "elephant_foot_drum"])
def test_drums_stand_on_the_floor_in_the_middle(kind):
    wardrobe = Wardrobe(load_atlas(), _brief(), 300.0)
    (drum,) = standing_prop(kind, _performance(), 3, wardrobe)
    points = np.concatenate([m.vertices for m in drum.meshes])
    assert -0.04 < points[:, 1].min() < 0.01 and 0.7 < points[:, 1].max() < 1.1
    assert np.abs(points[:, [0, 2]].mean(0)).max() < 0.05


def test_engraved_metal_is_bright_and_has_grooves():
    picture = chased(np.array([217, 220, 225], np.uint8))
    assert picture.std() > 8 and picture.mean() > 150
    assert isinstance(Material("m", picture), Material)
