"""Faults planted in the firewall: each lets something through, and the second checker sees it in the file.

A fault is one change of the firewall's own text, so that what runs is the real code but for that change; the
change must fit the text exactly once, or the test fails. The second checker shares no code with the program.
"""

import dataclasses
import importlib.util
import inspect
import sys
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest

from wenwu.base.trace import Trace
from wenwu.body.clinical import rotations
from wenwu.body.performer import load_body
from wenwu.body.rotation import about, multiply
from wenwu.body.skeleton import AT
from wenwu.motion import firewall, safe_pose
from wenwu.motion.bvh import write_bvh
from wenwu.motion.clip import Clip
from wenwu.motion.performance import Dancer, Performance
from wenwu.prompt.read import read_brief
from wenwu.prompt.wishes import Wishes

FPS, FRAMES = 60.0, 120
WRIST, ELBOW, ROUNDING = 65.0, 20.0, 0.02  # [deg]


@pytest.fixture(scope="module")
def checker() -> ModuleType:
    """The second checker's own reader and angles."""
    path = Path(__file__).with_name("test_second_checker.py")
    spec = importlib.util.spec_from_file_location("second_checker", path)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def planted(monkeypatch):
    """`planted(module, old, new)`: the module with one change in its text, under a name of its own."""

    def plant(module: ModuleType, old: str, new: str) -> ModuleType:
        text = inspect.getsource(module)
        assert text.count(old) == 1, f"the fault fits {text.count(old)} places of {module.__name__}"
        made = ModuleType(f"planted_{module.__name__.rpartition('.')[2]}")
        monkeypatch.setitem(sys.modules, made.__name__, made)
        exec(compile(text.replace(old, new), made.__name__, "exec"), made.__dict__)
        return made

    return plant


@pytest.fixture(scope="module")
def brief(atlas):
    return read_brief("A Dai woman dances the peacock dance", Wishes(), atlas)


def danced(brief, rotation: np.ndarray) -> Performance:
    """One woman dances these rotations."""
    frames, part = len(rotation), brief.cast[0]
    clip = Clip(
        skeleton=load_body("woman_1").skeleton, fps=FPS, root=np.zeros((frames, 3)), rotation=rotation,
        hand=np.zeros((frames, 2, 7)), contact=np.ones((frames, 2), bool), beat=np.arange(frames) / FPS,
    )  # fmt: skip
    dancer = Dancer(clip, part.performer, part.gender, part.role, part.variant, part.costume)
    return Performance(brief.dance, (dancer,), "solo")


def bent(right: float = 30.0, left: float = 30.0, elbow: float = 50.0) -> np.ndarray:
    """Wrists that bend back so far in the middle of the dance, and a right elbow that is held so straight."""
    away = np.arange(FRAMES) / FPS - 1.0  # [s]
    bump, held = np.exp(-((away / 0.25) ** 2)), np.exp(-((away / 0.5) ** 6))
    return rotations({
        "wrist_r.flexion": -20 - (right - 20) * bump, "wrist_l.flexion": -20 - (left - 20) * bump,
        "elbow_r.flexion": 60 - (60 - elbow) * held, "elbow_l.flexion": np.full(FRAMES, 60.0),
    })  # fmt: skip


def jumpy() -> np.ndarray:
    """The right hand keeps the rule at every frame, and leaves it between the two in the middle."""
    rotation, middle = bent(), FRAMES // 2
    for frames, turned in ((slice(None, middle), -40.0), (slice(middle, None), 40.0)):
        hand = multiply(multiply(about(1, turned), about(2, 62.0)), about(0, -0.75 * turned))
        rotation[frames, AT["rightHand"]] = hand
    return rotation


DANCES = {"right": bent(right=72.0), "left": bent(left=72.0), "elbow": bent(elbow=12.0), "jumpy": jumpy()}


@pytest.fixture
def seen(checker, brief, atlas, tmp_path):
    """`seen(guard, dance)`: whether the second checker finds a rule broken in the file that is written."""

    def look(guard, dance: str, rules=atlas) -> bool:
        kept = guard(danced(brief, DANCES[dance]), brief, rules, Trace())
        write_bvh(kept.dancers[0].clip, tmp_path / "kept.bvh")
        bend, flexion = checker.worst(*checker.read_bvh_text((tmp_path / "kept.bvh").read_text()))
        return bend > WRIST + ROUNDING or flexion < ELBOW - ROUNDING

    return look


@pytest.mark.parametrize("dance", DANCES)
def test_without_a_fault_the_second_checker_finds_nothing(seen, dance):
    assert seen(lambda performance, *_: performance, dance)  # it is there to be found
    assert not seen(firewall.guard, dance)


FLIPPED = {  # the firewall's comparisons, each turned round
    "nothing is broken": ("if before.min() >= 0:", "if before.min() <= 0:", "right"),
    "a repair is good": (
        "if watch.margin(repaired).min() >= 0:", "if watch.margin(repaired).min() < 0:", "right",
    ),
    "where it is broken": (
        "breach = watch.margin(rotation) < 0", "breach = watch.margin(rotation) > 0", "elbow",
    ),
    "frames are judged": ("least = bound.margin(read(", "least = -bound.margin(read(", "left"),
    "no joint to repair": ("if watch.bound.joint is None:", "if watch.bound.joint is not None:", "right"),
}  # fmt: skip


@pytest.mark.parametrize("fault", FLIPPED)
def test_a_flipped_comparison_is_seen(planted, seen, fault):
    old, new, dance = FLIPPED[fault]
    assert seen(planted(firewall, old, new).guard, dance)


def test_a_flipped_comparison_of_the_bound_is_seen(planted, seen, monkeypatch):
    """Above for below, in what a rule's words leave open."""
    faulty = planted(safe_pose, 'if name in ("above", "at_least")', 'if name not in ("above", "at_least")')

    def ranges(rule, view):
        return tuple(safe_pose.Bound(**vars(bound)) for bound in faulty.ranges_of(rule, view))

    monkeypatch.setattr(firewall, "ranges_of", ranges)
    assert seen(firewall.guard, "right")


@pytest.mark.parametrize(("rule", "dance"), [("dai.peacock_wrist", "left"), ("dai.peacock_elbow", "elbow")])
def test_a_dropped_rule_is_seen(seen, atlas, rule, dance):
    fewer = dataclasses.replace(atlas, rules={k: v for k, v in atlas.rules.items() if k != rule})
    assert seen(firewall.guard, dance, fewer)


def test_a_dropped_rule_is_seen_in_the_firewall_too(planted, seen):
    faulty = planted(firewall, "for rule in angle_rules(facts, atlas, view):",
                     "for rule in angle_rules(facts, atlas, view)[1:]:")  # fmt: skip
    assert seen(faulty.guard, "elbow") or seen(faulty.guard, "right")


@pytest.mark.parametrize("dance", ["right", "left", "elbow"])
def test_left_for_right_is_seen(seen, monkeypatch, dance):
    """The repair of one hand is given to the other."""
    monkeypatch.setattr(firewall, "WORD", {"l": "right", "r": "left", "": ""})
    assert seen(firewall.guard, dance)


def test_left_for_right_in_what_is_watched_is_seen(seen, monkeypatch):
    """Both looks go to the left hand."""

    def left(readouts):
        return [tuple(n.replace("_r.", "_l.") for n in names) for names in safe_pose.together(readouts)]

    monkeypatch.setattr(firewall, "together", left)
    assert seen(firewall.guard, "right") and not seen(firewall.guard, "left")


def test_a_missing_look_between_frames_is_seen(seen, monkeypatch):
    monkeypatch.setattr(firewall, "least_margin", lambda *_: np.full(FRAMES - 1, np.inf))
    assert seen(firewall.guard, "jumpy")
    assert not seen(firewall.guard, "right")  # at frames it still stands
