"""The firewall on motions with faults planted in them: found between frames too, repaired, or refused."""

import dataclasses

import numpy as np
import pytest

from wenwu.atlas.load import load_atlas
from wenwu.atlas.model import Atlas
from wenwu.atlas.rule import Rule
from wenwu.base.errors import RefusedError
from wenwu.base.trace import Trace
from wenwu.body.clinical import read, rotations
from wenwu.body.performer import load_body
from wenwu.body.rotation import about, multiply, slerp
from wenwu.body.skeleton import AT
from wenwu.motion.clip import Clip
from wenwu.motion.firewall import guard, kept_share
from wenwu.motion.performance import Dancer, Performance
from wenwu.motion.safe_pose import softened
from wenwu.prompt.read import read_brief
from wenwu.prompt.wishes import Wishes

FPS, FRAMES = 60.0, 240
SAID = "A Dai woman dances the peacock dance"


@pytest.fixture(scope="module")
def atlas() -> Atlas:
    return load_atlas()


@pytest.fixture(scope="module")
def brief(atlas):
    return read_brief(SAID, Wishes(), atlas)


def wave(middle: float, swing: float) -> np.ndarray:
    """An angle that swings about a middle, twice a second."""
    return middle + swing * np.sin(np.arange(FRAMES) / FPS * 2 * np.pi * 2)


def dance(brief, **channels: np.ndarray) -> Performance:
    """One dancer: knees and shoulders moving, wrists and elbows as given."""
    quiet = {"wrist_l.flexion": wave(-30, 20), "wrist_r.flexion": wave(-30, 20),
             "elbow_l.flexion": wave(50, 20), "elbow_r.flexion": wave(50, 20), "knee_l.flexion": wave(40, 15),
             "shoulder_l.elevation": wave(70, 30), "wrist_r.deviation": wave(3, 8),
             "forearm_r.pronation": wave(20, 30)}  # fmt: skip
    given = {name.replace("__", "."): value for name, value in channels.items()}
    clip = Clip(
        skeleton=load_body("woman_1").skeleton, fps=FPS, root=np.zeros((FRAMES, 3)),
        rotation=rotations({**quiet, **given}), hand=np.zeros((FRAMES, 2, 7)),
        contact=np.ones((FRAMES, 2), bool), beat=np.arange(FRAMES) / FPS,
    )  # fmt: skip
    part = brief.cast[0]
    dancer = Dancer(clip, part.performer, part.gender, part.role, part.variant, part.costume)
    return Performance(brief.dance, (dancer,), "solo")


def finely(rotation: np.ndarray, name: str, steps: int = 8) -> np.ndarray:
    """A read-out at every frame and at seven places between: an independent look between the frames."""
    shares = np.arange(steps) / steps
    rows = [slerp(rotation[:-1], rotation[1:], np.full((1, 1), share)) for share in shares]
    return read(name, np.concatenate([*rows, rotation[-1:]]))


def test_a_lawful_dance_is_left_as_it_is(brief, atlas):
    trace, before = Trace(), dance(brief)
    after = guard(before, brief, atlas, trace)
    assert np.array_equal(after.dancers[0].clip.rotation, before.dancers[0].clip.rotation)
    judged = [event for event in trace if event.kind == "judged"]
    assert {event.data["angle"] for event in judged} == {
        "wrist_l.bend",
        "wrist_r.bend",
        "elbow_l.flexion",
        "elbow_r.flexion",
    }
    wrist = next(e for e in judged if e.data["angle"] == "wrist_l.bend")
    assert wrist.data["margin"] == pytest.approx(65 - 50, abs=0.2)
    assert not [event for event in trace if event.kind == "repaired"]


def test_wrist_and_elbow_are_repaired_and_nothing_else_moves(brief, atlas):
    trace = Trace()
    before = dance(brief, wrist_r__flexion=wave(-50, 25), elbow_l__flexion=wave(25, 20))
    after = guard(before, brief, atlas, trace)
    then, now = before.dancers[0].clip.rotation, after.dancers[0].clip.rotation
    assert read("wrist_r.bend", then).max() > 74 and read("elbow_l.flexion", then).min() < 6
    assert finely(now, "wrist_r.bend").max() <= 65 and finely(now, "elbow_l.flexion").min() >= 20
    moved = [AT["rightHand"], AT["leftLowerArm"]]
    others = [joint for joint in range(24) if joint not in moved]
    assert np.array_equal(then[:, others], now[:, others])
    assert np.array_equal(before.dancers[0].clip.root, after.dancers[0].clip.root)
    repaired = [event for event in trace if event.kind == "repaired"]
    assert {event.data["rule"] for event in repaired} == {"dai.peacock_wrist", "dai.peacock_elbow"}
    for event in repaired:
        first, last = event.data["frames"]
        assert 0 <= first <= last < FRAMES and event.data["before"] < 0 <= event.data["after"]


def test_a_wrist_bent_past_a_right_angle_is_brought_back(brief, atlas):
    """There flexion and deviation read as of a hand turned half round, with one sign and then the other."""
    before = dance(brief, wrist_l__flexion=wave(-70, 24), wrist_l__deviation=wave(0, 1.0))
    then = before.dancers[0].clip.rotation
    assert np.abs(read("wrist_l.deviation", then)).max() > 170
    trace = Trace()
    after = guard(before, brief, atlas, trace).dancers[0].clip.rotation
    assert finely(after, "wrist_l.bend").max() <= 65
    assert not [event for event in trace if event.kind == "set aside"]
    step = np.abs(np.diff(read("wrist_l.flexion", after))).max()
    assert step <= np.abs(np.diff(wave(-70, 24))).max() * 1.5


def test_a_repair_is_small_and_smooth(brief, atlas):
    """No more than the excess and the slowing-down before it; accelerations stay near the dance's own."""
    before = dance(brief, wrist_r__flexion=wave(-50, 25))
    after = guard(before, brief, atlas, Trace())
    then = read("wrist_r.flexion", before.dancers[0].clip.rotation)
    now = read("wrist_r.flexion", after.dancers[0].clip.rotation)
    excess = np.maximum(np.abs(then) - 65, 0)
    assert np.all(np.abs(now - then) <= excess + 4.2)
    assert np.all(np.abs(now[np.abs(then) < 55] - then[np.abs(then) < 55]) < 0.01)

    def sharpest(angle: np.ndarray) -> float:
        return np.abs(np.diff(angle, 2)).max() * FPS**2

    assert sharpest(now) < 3 * sharpest(then)
    # the wrist's other angle stays as danced
    other = [read("wrist_r.deviation", p.dancers[0].clip.rotation) for p in (before, after)]
    assert np.abs(other[0] - other[1]).max() < 1e-6


def test_an_offence_between_two_frames_is_found(brief, atlas):
    """Both frames keep the rule; the short way between them, through a turned forearm and hand, does not."""
    low = dance(brief)
    hand = AT["rightHand"]
    clip = low.dancers[0].clip
    rotation = clip.rotation.copy()
    for frames, turn in ((slice(None, 120), -40.0), (slice(120, None), 40.0)):
        bent = multiply(about(1, turn), about(2, 62.0))
        rotation[frames, hand] = multiply(bent, about(0, -0.75 * turn))
    assert read("wrist_r.bend", rotation).max() <= 65 < finely(rotation, "wrist_r.bend", 2).max()
    jumpy = dataclasses.replace(
        low, dancers=(dataclasses.replace(low.dancers[0], clip=dataclasses.replace(clip, rotation=rotation)),)
    )
    trace = Trace()
    after = guard(jumpy, brief, atlas, trace)
    assert [e for e in trace if e.kind == "repaired"]
    assert finely(after.dancers[0].clip.rotation, "wrist_r.bend", 2).max() <= 65


def test_the_men_s_form_has_no_such_bound(atlas):
    brief = read_brief("A Dai man dances the peacock dance", Wishes(), atlas)
    before = dance(brief, wrist_r__flexion=wave(-50, 25))
    assert np.array_equal(
        guard(before, brief, atlas, Trace()).dancers[0].clip.rotation, before.dancers[0].clip.rotation
    )


def test_a_soft_rule_set_aside_is_left_and_told(atlas):
    reason = "the dancer asked to bend further"
    brief = read_brief(SAID, Wishes(set_aside={"dai.peacock_wrist": reason}), atlas)
    before, trace = dance(brief, wrist_r__flexion=wave(-50, 25)), Trace()
    after = guard(before, brief, atlas, trace)
    assert np.array_equal(after.dancers[0].clip.rotation, before.dancers[0].clip.rotation)
    assert [event.data["because"] for event in trace if event.kind == "set aside"] == [reason]


def with_rule(atlas: Atlas, **fields: object) -> Atlas:
    """The atlas with one more rule about the peacock dance."""
    base = {
        "id": "dai.more", "culture": "dai", "about": {"en": "more", "zh": "更多"},
        "when": {"dance": "dai_peacock"}, "passes": [{}, {}], "fails": [{}, {}],
    }  # fmt: skip
    rule = Rule.model_validate({**base, **fields})
    return dataclasses.replace(atlas, rules={**atlas.rules, rule.id: rule})


HARD = {"strength": "hard", "source": "HAR1", "standing": "sourced"}
SOFT = {"strength": "soft", "source": "P", "standing": "claimed"}


def test_a_hard_rule_is_repaired_too(brief, atlas):
    strict = with_rule(atlas, forbid={"wrist.flexion": {"below": -40.0}}, **HARD)
    after = guard(dance(brief), brief, strict, Trace())
    assert finely(after.dancers[0].clip.rotation, "wrist_r.flexion").min() >= -40


def test_a_hard_rule_that_cannot_be_repaired_refuses(brief, atlas):
    strict = with_rule(atlas, require={"knee.flexion": {"at_most": 30.0}}, **HARD)
    with pytest.raises(RefusedError) as error:
        guard(dance(brief), brief, strict, Trace())
    assert (
        "dai.more" in str(error.value)
        and "hard" in str(error.value)
        and "24.9° beyond it" in str(error.value)
    )


def test_a_soft_rule_that_cannot_be_repaired_is_set_aside_with_the_reason(brief, atlas):
    lax, trace = with_rule(atlas, require={"knee.flexion": {"at_most": 30.0}}, **SOFT), Trace()
    guard(dance(brief), brief, lax, trace)
    told = [event for event in trace if event.kind == "set aside"]
    assert [event.data["because"] for event in told] == [
        "no repair is known that keeps knee_l.flexion and the dance"
    ]


def test_two_rules_that_leave_no_room_refuse(brief, atlas):
    """A repair that another rule undoes is noticed: everything is measured again at the end."""
    torn = with_rule(atlas, forbid={"elbow.flexion": {"above": 10.0}}, **HARD)
    with pytest.raises(RefusedError, match=r"dai\.more"):
        guard(dance(brief), brief, torn, Trace())


def test_angles_that_are_forbidden_together_are_kept_apart(brief, atlas):
    """A bent wrist is free, and so is a bent elbow; both at once are not."""
    both = {"wrist.flexion": {"below": -40.0}, "elbow.flexion": {"above": 55.0}}
    strict, trace = with_rule(atlas, forbid=both, **HARD), Trace()
    elbow = np.concatenate([wave(50, -20)[:120], wave(50, 20)[120:]])  # with the wrist, then against it
    before = dance(brief, elbow_r__flexion=elbow)
    after = guard(before, brief, strict, trace)

    def worst(performance):
        rotation = performance.dancers[0].clip.rotation
        bent, raised = finely(rotation, "wrist_r.flexion"), finely(rotation, "elbow_r.flexion")
        return float(np.maximum(bent + 40, 55 - raised).min())

    alone = finely(after.dancers[0].clip.rotation, "wrist_r.flexion")
    assert worst(before) < -9 and worst(after) >= 0 and alone.min() < -45
    assert {e.data["rule"] for e in trace if e.kind == "repaired"} == {"dai.more"}


def test_a_forbidden_band_is_left_on_one_side(brief, atlas):
    strict = with_rule(atlas, forbid={"elbow.flexion": {"at_least": 40.0, "at_most": 60.0}}, **HARD)
    elbow = np.concatenate([np.full(120, 30.0), np.full(120, 50.0)])
    after = guard(dance(brief, elbow_r__flexion=elbow, elbow_l__flexion=wave(30, 5)), brief, strict, Trace())
    assert finely(after.dancers[0].clip.rotation, "elbow_r.flexion").max() <= 40


@pytest.mark.parametrize(("said", "watched"), [("woman", True), ("man", False)])
def test_a_word_beside_an_angle_decides_whether_it_is_watched(brief, atlas, said, watched):
    words = {"wrist.flexion": {"below": -45.0}, "gender": said}
    after = guard(dance(brief), brief, with_rule(atlas, forbid=words, **HARD), Trace())
    least = finely(after.dancers[0].clip.rotation, "wrist_r.flexion").min()
    assert (least >= -45) == watched


def test_two_angles_that_are_required_are_both_kept(brief, atlas):
    wanted = {"wrist.flexion": {"at_least": -40.0}, "elbow.flexion": {"at_most": 60.0}}
    after = guard(dance(brief), brief, with_rule(atlas, require=wanted, **HARD), Trace())
    rotation = after.dancers[0].clip.rotation
    assert (
        finely(rotation, "wrist_r.flexion").min() >= -40 and finely(rotation, "elbow_l.flexion").max() <= 60
    )


def test_the_feather():
    breach = np.zeros(200, bool)
    breach[100:110] = True
    kept = kept_share(breach, FPS)
    assert np.all(kept[breach] == 0) and np.all(kept[:80] == 1) and np.all(kept[130:] == 1)
    assert np.abs(np.diff(kept)).max() < 0.25 and np.abs(np.diff(kept, 2)).max() < 0.06
    assert np.all(kept_share(np.zeros(5, bool), FPS) == 1)
    assert np.all(kept_share(np.ones(5, bool), FPS) == 0)


def test_softened_is_the_identity_inside_and_never_beyond():
    angle = np.linspace(-200, 200, 4001)
    soft = softened(angle, -60.0, 65.0)
    inside = (angle > -56) & (angle < 61)
    assert np.array_equal(soft[inside], angle[inside])
    assert soft.min() >= -60 and soft.max() <= 65
    slope = np.diff(soft) / np.diff(angle)
    assert np.all(slope >= -1e-9) and np.abs(np.diff(slope)).max() < 0.03  # no corner
