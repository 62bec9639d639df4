"""What is drawn, and what keeps it lawful before the firewall sees it."""

from dataclasses import replace
from importlib import import_module

import numpy as np
import pytest

from wenwu.atlas.score import Phrase
from wenwu.base.trace import Trace
from wenwu.body.angles import DOF, INDEX, unproject
from wenwu.body.performer import load_body
from wenwu.body.readouts import read
from wenwu.motion.chain import CHAIN, as_long_as, from_hips, from_parent
from wenwu.motion.clock import set_clock
from wenwu.motion.compose import compose
from wenwu.motion.dancer_frame import states
from wenwu.motion.drawn import GAIN, Passage, drawn_channels, lively
from wenwu.motion.firewall import watches
from wenwu.motion.ik import Box, body_box, standing
from wenwu.motion.mdn import Mixture
from wenwu.motion.prior import learn_priors
from wenwu.motion.repertoire import repertoire_for
from wenwu.motion.safe_arms import safe_arms
from wenwu.motion.score import PLAIN, Placed
from wenwu.motion.score_body import score_body
from wenwu.motion.sequence import Sequence
from wenwu.motion.standing import Standing
from wenwu.motion.taboo_box import INSIDE, taboo_box
from wenwu.motion.taken import ARM, ARMS, TRUNK
from wenwu.motion.timeline import phase_of, timeline_of
from wenwu.motion.ways import Ways, unmatched
from wenwu.prompt.read import read_brief
from wenwu.prompt.wishes import Wishes

composing, dancing = (import_module(f"wenwu.motion.{name}") for name in ("compose", "dancer"))
RNG = np.random.default_rng(3)


@pytest.fixture(scope="module")
def peacock(atlas):
    wishes = Wishes(dancers=1, seconds=8.0, variety=0.0, performer="woman_1")
    return read_brief("A Dai woman dances the peacock dance", wishes, atlas)


@pytest.fixture(scope="module")
def known(atlas, peacock):
    return repertoire_for(peacock, atlas, Trace())


@pytest.fixture(scope="module")
def order(known):
    """Two whole phrases at the score's own tempo."""
    one, two = known.score.phrase[:2]
    return Placed(one, PLAIN, False, 1.0, one.beats), Placed(two, PLAIN, False, 1.0 + one.beats, two.beats)


@pytest.fixture(scope="module")
def clock(known):
    return set_clock(600, 60.0, known.score.bpm)


def test_bones_and_places() -> None:
    place = RNG.normal(size=(4, 24, 3))
    bones = from_parent(place)
    assert from_hips(bones) == pytest.approx(place)
    assert CHAIN @ bones == pytest.approx(place)
    long = as_long_as(0.7 * bones, score_body().offset)
    assert np.linalg.norm(long[:, 1:], axis=-1) == pytest.approx(
        np.tile(np.linalg.norm(score_body().offset[1:], axis=-1), (4, 1))
    )
    assert long[:, 0] == pytest.approx(0.7 * bones[:, 0])


def test_what_is_drawn_has_no_corner_and_knows_its_phrases(known, peacock, order, clock) -> None:
    passages = known.passages(order, peacock.cast[0])
    one = drawn_channels(passages, clock, 0.0, 1, 0)
    assert set(one) == {*TRUNK, *ARMS}
    for name, curve in one.items():
        assert np.abs(np.diff(curve, 2)).max() * 3600 < 12_000, name  # [deg/s²]
    left = one["shoulder_l.elevation"]
    swapped = drawn_channels(known.passages(order[::-1][:1], peacock.cast[0]), clock, 0.0, 1, 0)
    assert np.abs(left - swapped["shoulder_l.elevation"]).max() > 10


def test_noise_is_the_seeds_and_grows_with_variety(known, peacock, order, clock) -> None:
    passages = known.passages(order, peacock.cast[0])
    canon, half, whole, other = (
        drawn_channels(passages, clock, variety, seed, 0)["shoulder_l.elevation"]
        for variety, seed in ((0.0, 1), (0.5, 1), (1.0, 1), (0.5, 2))
    )
    assert 0.5 < np.abs(half - canon).std() < np.abs(whole - canon).std()  # [deg]
    assert np.abs(half - other).max() > 1
    assert (drawn_channels(passages, clock, 0.0, 9, 3)["shoulder_l.elevation"] == canon).all()


def test_the_box_is_kept_while_it_is_drawn(known, peacock, order, clock) -> None:
    """Elbows held to 40 … 60 degrees: without the box the dance goes beyond."""
    box = body_box()
    low, high = box.low.copy(), box.high.copy()
    for side in "lr":
        low[INDEX[f"elbow_{side}.flexion"]], high[INDEX[f"elbow_{side}.flexion"]] = 40.0, 60.0
    passages = known.passages(order, peacock.cast[0])
    free = drawn_channels(passages, clock, 1.0, 1, 0)["elbow_l.flexion"]
    held = drawn_channels(passages, clock, 1.0, 1, 0, Box(low, high))["elbow_l.flexion"]
    assert free.min() < 38 or free.max() > 62
    assert held.min() > 39.5 and held.max() < 60.5


def swing(height: float, size: float, frames: int = 150) -> np.ndarray:
    """Five seconds at 120 beats a minute in which both arms swing about a height [deg]."""
    dof = np.tile(standing(), (frames, 1))
    dof[:, 1] = 0.8
    for side in "lr":
        dof[:, INDEX[f"shoulder_{side}.up"]] = height + size * np.sin(2 * np.pi * np.arange(frames) / 50)
    return dof


def passage(start: float, told: np.ndarray, meant: np.ndarray, shrunk: float = 1.0) -> Passage:
    """A phrase of ten beats of which a network tells `told`, and the prior means `meant`."""
    rows = timeline_of(np.arange(150) / 15, 0.0, 10.0, 120.0)
    place = score_body().forward(*unproject(told))[1]
    bones = from_parent(place)
    bones[:, 1:] *= shrunk
    state = states(from_hips(bones))[:, None]
    meaning = Sequence(
        "score", "d", "p", "plain", "woman/x", 2, ("a",), state[:, 0], meant, rows, np.zeros(128),
        np.ones(24, bool),
    )  # fmt: skip
    prior = learn_priors([meaning])["d", "p", "woman/x"]

    def mixture(wanted: np.ndarray) -> Mixture:
        at = np.clip(np.round(phase_of(wanted) * 149), 0, 149).astype(int)
        return Mixture(np.zeros((len(at), 1)), state[at], np.full((len(at), 1, 144), 0.02))

    phrase = Phrase(id="p", beats=10.0)
    return Passage(Placed(phrase, PLAIN, False, start, 10.0), mixture, prior, 0)


def lifted(passages: tuple[Passage, ...], seconds: float = 5.0, box: Box | None = None) -> np.ndarray:
    """The left arm's elevation at 30 frames a second, the film's own frames."""
    clock = set_clock(round(30 * seconds), 30.0, 120.0)
    return drawn_channels(passages, clock, 0.0, 1, 0, box)["shoulder_l.elevation"][clock.kept]


def test_a_network_that_is_right_is_followed_and_its_short_bones_are_no_matter() -> None:
    """Means of directions are short: the elbow must not bend for it."""
    told = swing(-30, 12)
    exact = lifted((passage(0.0, told, told),))
    assert exact[10:140] == pytest.approx(60 + 12 * np.sin(2 * np.pi * np.arange(10, 140) / 50), abs=3)
    clock = set_clock(150, 30.0, 120.0)
    bent = drawn_channels((passage(0.0, told, told, shrunk=0.9),), clock, 0.0, 1, 0)
    assert bent["elbow_l.flexion"][clock.kept].mean() == pytest.approx(8, abs=2)


def test_a_movement_told_too_small_is_brought_up_to_the_ways_own() -> None:
    small = lifted((passage(0.0, swing(-30, 8), swing(-30, 12)),))
    assert np.ptp(small[10:140]) > 1.15 * 16


def test_the_prior_wins_where_nothing_is_seen_and_the_box_over_both() -> None:
    told = swing(-30, 20)
    box = body_box()
    high = box.high.copy()
    high[INDEX["shoulder_l.up"]] = -25.0
    held = lifted((passage(0.0, told, swing(-30, 26)),), box=Box(box.low, high))
    assert held.max() < 65.3


def test_two_phrases_meet_without_a_jerk() -> None:
    """Arms 45° apart where one phrase ends and the next begins; the speed between them stays a dancer's."""
    low, high = swing(-60, 0), swing(-15, 0)
    both = (passage(0.0, low, low), passage(10.0, high, high))
    curve = lifted(both, seconds=10.0)
    assert curve[60] == pytest.approx(30, abs=2) and curve[240] == pytest.approx(75, abs=2)
    assert np.abs(np.diff(curve, 2)).max() * 900 < 1200  # [deg/s²]


def test_before_and_after_it_stands_still() -> None:
    told = swing(-30, 12)
    clock = set_clock(150, 30.0, 120.0)
    curve = drawn_channels((passage(0.0, told, told),), clock, 0.0, 1, 0)["shoulder_l.elevation"]
    assert np.abs(np.diff(curve[: clock.first - 15])).max() < 0.05
    assert np.abs(curve[: clock.first - 15] - curve[clock.first]).max() < 8


def test_a_mirrored_phrase_is_the_phrase_in_a_mirror(known, peacock, order, clock) -> None:
    part = peacock.cast[0]
    one, other = (
        drawn_channels(known.passages((replace(order[0], mirror=mirror),), part), clock, 0.0, 1, 0)
        for mirror in (False, True)
    )
    for axis in ARM:
        if not axis.endswith((".plane", ".rotation")):  # of a hanging arm these say little
            left, right = one[axis.format("l")], other[axis.format("r")]
            assert np.abs(left - right).max() < 4, axis
    assert one["spine.twist"] == pytest.approx(-other["spine.twist"], abs=2)
    assert np.abs(one["elbow_l.flexion"] - other["elbow_l.flexion"]).max() > 5


def test_rules_reach_the_kinematics(atlas, peacock, monkeypatch) -> None:
    box = body_box()
    low, high = box.low.copy(), box.high.copy()
    for side in "lr":
        low[INDEX[f"elbow_{side}.flexion"]], high[INDEX[f"elbow_{side}.flexion"]] = 45.0, 50.0
    monkeypatch.setattr(composing, "taboo_box", lambda watches: Box(low, high))
    monkeypatch.setattr(dancing, "safe_arms", lambda written, drawn, body, fps: drawn)
    known = repertoire_for(peacock, atlas, Trace())
    bodies = {"woman_1": load_body("woman_1").skeleton}
    clip = compose(peacock, atlas, bodies, Trace(), repertoire=known).dancers[0].clip
    assert np.percentile(read("elbow_l.flexion", clip.rotation), [2, 98]) == pytest.approx([47, 48], abs=4)


def test_a_dancer_is_asked_to_keep_drawn_hands_from_the_body(atlas, peacock, monkeypatch) -> None:
    """A hand drawn through the belly for half a second is danced as written there."""
    usual, bodies = dancing.taken, {"woman_1": load_body("woman_1").skeleton}

    def pushed(*given):
        out = usual(*given)
        bump = np.exp(-0.5 * ((np.arange(len(out["root.turn"])) - 400) / 15) ** 2)
        for name, value in (
            ("shoulder_l.elevation", 15.0),
            ("shoulder_l.rotation", -80.0),
            ("elbow_l.flexion", 100.0),
        ):
            out[name] = out[name] + bump * (value - out[name])
        return out

    def at_the_bump(repertoire):
        clip = compose(peacock, atlas, bodies, Trace(), repertoire=repertoire).dancers[0].clip
        return read("elbow_l.flexion", clip.rotation)[400 - 120]  # two seconds of lead are cut away

    known = repertoire_for(peacock, atlas, Trace())
    monkeypatch.setattr(dancing, "taken", pushed)
    kept = at_the_bump(known)
    monkeypatch.setattr(dancing, "safe_arms", lambda written, drawn, body, fps: drawn)
    assert abs(at_the_bump(known) - kept) > 20


def test_rules_become_a_box(atlas, peacock) -> None:
    asked = list(watches(peacock.cast[0], 0, peacock, atlas))
    box, body = taboo_box(asked), body_box()
    bend = next(w for w in asked if w.name == "wrist_l.bend")
    k = INDEX["wrist_l.flexion"]
    assert box.high[k] == pytest.approx(bend.bound.high - INSIDE)
    assert box.low[k] == pytest.approx(-bend.bound.high + INSIDE)
    elbow = next(w for w in asked if w.name == "elbow_r.flexion")
    assert box.low[INDEX["elbow_r.flexion"]] == pytest.approx(elbow.bound.low + INSIDE)
    assert box.high[INDEX["knee_l.flexion"]] == body.high[INDEX["knee_l.flexion"]]
    odd = replace(elbow, bound=replace(elbow.bound, low=170.0))
    assert (taboo_box([odd]).low <= taboo_box([odd]).high).all()


def test_small_movements_are_brought_up_to_their_own_size() -> None:
    reference = np.zeros((90, len(DOF)))
    reference[:, 20] = 10 * np.sin(np.arange(90) / 9)
    dof = 0.9 * reference + 3
    assert lively(dof, reference)[:, 20].std() == pytest.approx(reference[:, 20].std())
    assert lively(0.2 * reference, reference)[:, 20].std() == pytest.approx(
        0.2 * GAIN * reference[:, 20].std()
    )
    assert lively(2 * reference, reference) == pytest.approx(2 * reference)


def test_a_variant_that_no_component_dances_keeps_its_share_and_is_danced_as_written(
    known, peacock, order, clock
) -> None:
    ways = Ways(np.array([0.6, 0.4]), ("plain", "deep"), {"still": 0.25})
    assert ways.odds(1.0) == pytest.approx({"still": 0.25, "plain": 0.45, "deep": 0.3})
    prior = known.prior(order[0].phrase, peacock.cast[0])
    rest = unmatched(prior, prior.variants[:1])
    assert set(rest) == set(prior.variants[1:])
    passages = known.passages(order, peacock.cast[0])
    lost = (replace(passages[0], component=None), replace(passages[1], component=0))
    trunk, arms = known.shares(lost, clock, alone=True)
    middle = int(np.searchsorted(clock.beat, order[0].start + 2))
    assert trunk[middle] == arms[middle] == 0
    later = int(np.searchsorted(clock.beat, order[1].start + 2))
    assert trunk[later] == arms[later] == 1


def test_every_variant_of_every_phrase_can_be_drawn(atlas, known, peacock) -> None:
    for phrase in known.score.phrase:
        odds = known.ways(phrase, peacock.cast[0]).odds(1.0)
        assert sum(odds.values()) == pytest.approx(1)
        seen = {"plain", *(v.id for v in phrase.variants if not v.only)}
        assert seen <= set(odds), phrase.id


def test_a_form_that_only_dresses_otherwise_is_danced_as_the_form_that_was_learnt(atlas) -> None:
    wishes = Wishes(dancers=1, seconds=4.0, role="married")
    brief = read_brief("A married Bai woman dances the overlord's whip", wishes, atlas)
    known, part = repertoire_for(brief, atlas, Trace()), brief.cast[0]
    assert part.variant == "married"
    usual = part.model_copy(update={"variant": "village"})
    for phrase in known.score.phrase:
        assert known.ways(phrase, part).variant == known.ways(phrase, usual).variant


def test_strikes_and_neighbours_keep_the_written_arms(atlas) -> None:
    def shares(sentence: str, alone: bool):
        brief = read_brief(sentence, Wishes(dancers=1, seconds=4.0), atlas)
        known = repertoire_for(brief, atlas, Trace())
        phrase = next(p for p in known.score.phrase if p.strikes or not known.score.id.startswith("bai"))
        clock = set_clock(600, 60.0, known.score.bpm)
        passage = known.passages((Placed(phrase, PLAIN, False, 1.0, phrase.beats),), brief.cast[0])
        passage = (replace(passage[0], component=0),)
        middle = int(np.searchsorted(clock.beat, 3.0))
        return [float(share[middle]) for share in known.shares(passage, clock, alone)]

    assert shares("A Bai woman dances the overlord's whip", alone=True) == [1, 0]
    assert shares("A Yi woman dances the left-foot dance", alone=False) == [1, 0]
    assert shares("A Yi woman dances the left-foot dance", alone=True) == [1, 1]


def test_a_hand_drawn_into_the_body_goes_as_it_is_written() -> None:
    body = load_body("woman_1")
    frames, names = 240, [axis.format(side) for side in "lr" for axis in ARM]
    away = {name: np.zeros(frames) for name in names}
    for side in "lr":
        away[f"shoulder_{side}.elevation"] = np.full(frames, 20.0)
        away[f"elbow_{side}.flexion"] = np.full(frames, 90.0)
    inside = {name: curve.copy() for name, curve in away.items()}  # a hand goes into the belly and out again
    inside["shoulder_l.rotation"] -= 80 * np.exp(-0.5 * ((np.arange(frames) - 120) / 20) ** 2)
    hips = np.tile([0.0, 0.9, 0.0], (frames, 1))
    out = safe_arms(away, inside, (body.skeleton, body.capsules, hips), 60.0)
    assert out["shoulder_l.rotation"][120] == pytest.approx(0)
    assert out["shoulder_l.rotation"][75] == pytest.approx(inside["shoulder_l.rotation"][75])
    assert abs(inside["shoulder_l.rotation"][75]) > 5
    assert out["shoulder_r.rotation"] == pytest.approx(inside["shoulder_r.rotation"])


def test_a_pelvis_that_the_legs_cannot_follow_goes_as_it_is_written(atlas, peacock, monkeypatch) -> None:
    """Every drawn pelvis turned 70° from the feet: hips would leave their range by far."""
    from wenwu.body.limits import margins

    usual = dancing.taken

    def turned(*given):
        out = usual(*given)
        out["root.turn"] = out["root.turn"] + 70 * np.exp(
            -0.5 * ((np.arange(len(out["root.turn"])) - 400) / 30) ** 2
        )
        return out

    def least() -> float:
        bodies = {"woman_1": load_body("woman_1").skeleton}
        known = repertoire_for(peacock, atlas, Trace())
        clip = compose(peacock, atlas, bodies, Trace(), repertoire=known).dancers[0].clip
        return min(float(m.min()) for m in margins(clip.rotation).values())

    monkeypatch.setattr(dancing, "taken", turned)
    assert least() >= 0
    monkeypatch.setattr(Standing, "_beyond", lambda self, stance: np.zeros(len(self.clock.beat), bool))
    assert least() < -5  # without the look at the legs
