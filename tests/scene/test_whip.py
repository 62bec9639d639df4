"""The whip: it reaches what the score says it strikes, stays out of the body, and the checks can fail."""

from functools import cache

import numpy as np
import pytest

from wenwu.atlas.load import load_atlas
from wenwu.base.trace import Trace
from wenwu.body.performer import load_body
from wenwu.body.pose import pose_rig
from wenwu.motion.compose import compose
from wenwu.prompt.read import read_brief
from wenwu.prompt.wishes import Wishes
from wenwu.scene.barrier import Barrier, units
from wenwu.scene.struck import PLACES, touched
from wenwu.scene.whip import RADIUS, Held, blows_of, half_of, hold, placed, whip_shape

ATLAS = load_atlas()
PEOPLE = ("woman_1", "man_2", "woman_elder")
NEAR = 0.036  # [m] from the middle of a place to the stick that touches the clothes there


@cache
def _danced(performer: str, seed: int = 1):
    body = load_body(performer)
    wishes = Wishes(dance="bai_bawang", performer=performer, dancers=1, seconds=12, seed=seed)
    brief = read_brief(f"A {body.performer.gender} dances", wishes, ATLAS)
    clip = compose(brief, ATLAS, {performer: body.skeleton}, Trace())
    dancer = clip.dancers[0]
    world = pose_rig(body, *(a[::2] for a in (dancer.clip.rotation, dancer.clip.root, dancer.clip.hand)))
    return body, dancer, world, hold(dancer, ATLAS.score("bai_bawang"), world, 2)


def _off(held: Held, k: int, point: np.ndarray) -> float:
    """Distance [m] of a point from the stick's surface at a frame."""
    along = np.clip((point - held.grip[k]) @ held.axis[k], -held.half, held.half)
    return float(np.linalg.norm(held.grip[k] + along * held.axis[k] - point)) - RADIUS


@pytest.mark.parametrize("performer", PEOPLE)
def test_every_stroke_of_the_score_lands_where_it_says(performer):
    body, dancer, world, held = _danced(performer)
    blows = tuple(blows_of(dancer, ATLAS.score("bai_bawang"), 2))
    assert len(blows) >= 10 and held.blows == blows
    for blow in blows:
        k = blow.frame
        if blow.strike.at == "floor":
            sign = -1 if blow.strike.end == "little" else 1
            assert abs((held.grip[k] + sign * held.half * held.axis[k])[1]) < 0.02 + RADIUS
        else:
            assert _off(held, k, touched(blow.strike.at, body, world)[0][k]) < NEAR, blow


@pytest.mark.parametrize("performer", PEOPLE)
def test_no_part_of_the_stick_is_inside_the_skin(performer):
    """Against the skin's own vertices, not the capsules it is kept from."""
    body, _, world, held = _danced(performer)
    skin, names = body.surfaces["skin"], body.rig.names
    holds = [k for k, n in enumerate(names) if n.startswith(("rightHand", "rightLowerArm", "leftHand"))]
    holds += [
        k for k, n in enumerate(names) if n.startswith(("right", "left")) and n[5:].lstrip("t").startswith(
            ("Thumb", "Index", "Middle", "Ring", "Little"))
    ]  # fmt: skip
    keep = ~np.isin(skin.joints[:, 0], holds) & ~np.isin(skin.joints[:, 1], holds)
    for k in range(0, len(world), 6):
        move = (world[k] @ body.rig.from_bind)[skin.joints[keep]]
        blend = np.einsum("vk,vkij->vij", skin.weights[keep], move)
        place = np.einsum("vij,vj->vi", blend[:, :3, :3], skin.vertices[keep]) + blend[:, :3, 3]
        along = np.clip((place - held.grip[k]) @ held.axis[k], -held.half, held.half)
        far = np.linalg.norm(held.grip[k] + along[:, None] * held.axis[k] - place, axis=1)
        assert far[np.abs(along) > 0.06].min() > RADIUS - 0.006, k


def test_a_stick_that_nobody_turns_goes_through_the_body_and_misses():
    """What the two tests above would see if the hand alone placed it."""
    body, _, world, held = _danced("woman_1")
    barrier = Barrier.of(body, world, held.half, RADIUS)
    assert barrier.deepest(held.grip, held.axis).min() > -0.006
    across = units(np.tile([0.0, 0.0, -1.0], (len(world), 1)))
    assert barrier.deepest(held.grip, across).min() < -0.02
    stray = Held(held.grip, np.roll(held.axis, 9, 0), held.natural, held.half, held.blows)
    at = [b for b in held.blows if b.strike.at != "floor"]
    assert max(_off(stray, b.frame, touched(b.strike.at, body, world)[0][b.frame]) for b in at) > NEAR


def test_it_lies_in_the_fist():
    """Half the time within 15 degrees of how a fist holds a stick, and at every stroke within 35."""
    _, _, _, held = _danced("woman_1")
    bent = np.degrees(np.arccos(np.clip(np.sum(held.axis * held.natural, 1), -1, 1)))
    assert np.median(bent) < 15
    assert max(bent[b.frame] for b in held.blows) < 35


def test_its_frame_is_a_rotation_and_its_length_the_dancers_own():
    _, _, _, held = _danced("woman_1")
    frame = placed(held)[:, 0, :3, :3]
    np.testing.assert_allclose(
        frame @ frame.transpose(0, 2, 1), np.tile(np.eye(3), (len(frame), 1, 1)), atol=1e-5
    )
    np.testing.assert_allclose(np.linalg.det(frame), 1, atol=1e-5)
    halves = {p: half_of(load_body(p)) for p in PEOPLE}
    assert halves["man_2"] > halves["woman_1"]
    long = np.concatenate([v.vertices for parts in whip_shape(0.5).values() for v in parts])
    assert np.abs(long[:, 1]).max() == pytest.approx(0.5, abs=0.05)


def test_four_slots_and_twelve_coins():
    shape = whip_shape(0.42)
    assert len(shape["#5A4229"]) == 4
    assert len(shape["#C79A3B"]) == 12


def test_the_score_knows_all_that_the_source_names():
    """Shoulder, elbow, hand, back, hip, knee, foot and floor; and the scene knows where each is."""
    struck = {s.at for phrase in ATLAS.score("bai_bawang").phrase for s in phrase.strikes}
    parts = {at.removeprefix("left_").removeprefix("right_") for at in struck}
    assert parts == {"shoulder", "elbow", "hand", "back", "hip", "knee", "foot", "floor"}
    assert struck - {"floor"} <= set(PLACES)
