"""What every performance promises, over dances, performers, seeds and tempos; and that each measure can fail.

Bounds: planted feet slide ≤ 1 cm/s (contact: the solver's, from landing to lift); joints within their ranges;
hands outside trunk, head and thighs; hips ≤ 16 m/s² and joints ≤ 26,000 °/s² away from hops; hands ≤ 75 m/s²
as seen from the turning body; heel and ball at most 6 mm into the floor; the centre of mass within 12 cm of
the soles in 19 of 20 frames at any tempo.
"""

from dataclasses import replace

import numpy as np
import pytest

from wenwu.body.clinical import rotations
from wenwu.body.performer import load_body
from wenwu.body.readouts import read
from wenwu.body.rotation import about, multiply
from wenwu.body.skeleton import AT

SIX = ("woman_1", "man_1", "woman_2", "man_2", "woman_elder", "man_elder")
CASES = [
    (dance, performer, seed, end)
    for k, dance in enumerate((
        "dai_peacock", "miao_jinji", "yi_left_foot", "dai_gaguang", "miao_wooden_drum", "yi_torch_circle",
        "tibetan_guozhuang", "mongolian_shoulder", "uyghur_sanam",
    ))
    for seed, (performer, end) in enumerate(
        (("woman_1", 2), ("man_1", 1), ("woman_elder", 0)) if k < 3 else (("man_2", 2),), start=k + 1
    )
]  # fmt: skip


@pytest.mark.parametrize(("dance", "performer", "seed", "end"), CASES)
def test_every_bound_holds(make, measures, atlas, dance: str, performer: str, seed: int, end: int) -> None:
    low, high, usual = atlas.dance(dance).tempo
    clip = make(dance, (performer,), seed=seed, seconds=6.0, tempo=(low, high, usual)[end]).dancers[0].clip
    away = ~measures.hopping(clip)[1:-1]
    assert measures.slide(clip).max() <= 0.01
    assert measures.beyond(clip) <= 0
    assert measures.inside(clip, load_body(performer).capsules) <= 0
    assert measures.sunk(clip).max() <= 0.006
    assert measures.hips(clip)[away].max() <= 16
    assert measures.joints(clip)[away].max() <= 26_000
    assert measures.hands(clip).max() <= 75
    assert np.percentile(measures.outside(clip), 95) <= 0.12


@pytest.mark.parametrize("seed", range(1, 5))
def test_the_stage_form_of_the_peacock_keeps_two_degrees_inside_its_rules(make, seed: int) -> None:
    rotation = make("dai_peacock", ("woman_1",), seed=seed, seconds=6.0).dancers[0].clip.rotation
    for side in "lr":
        assert read(f"wrist_{side}.bend", rotation).max() <= 63
        assert read(f"elbow_{side}.flexion", rotation).min() >= 22 - 1e-6


def test_the_left_foot_is_lifted_first(make) -> None:
    for seed in range(1, 4):
        contact = make("yi_left_foot", ("man_1",), seed=seed, seconds=3.0).dancers[0].clip.contact
        first = [int(np.argmin(contact[:, k])) for k in (0, 1)]
        assert first[0] < first[1]


def test_each_measure_barks_at_a_planted_fault(make, measures) -> None:
    clip = make("dai_peacock").dancers[0].clip
    drift = np.linspace(0, 1, len(clip))[:, None] * [0.3, 0, 0]
    assert measures.slide(replace(clip, root=clip.root + drift)).max() > 0.03
    assert measures.sunk(replace(clip, root=clip.root - [0, 0.02, 0])).max() > 0.015
    popped = clip.rotation.copy()
    popped[200, AT["leftLowerArm"]] = multiply(popped[200, AT["leftLowerArm"]], about(1, -20.0))
    assert measures.joints(replace(clip, rotation=popped)).max() > 60_000
    assert measures.hands(replace(clip, rotation=popped)).max() > 200
    bent = clip.rotation.copy()
    bent[:, AT["leftLowerLeg"]] = about(0, np.full(len(clip), -15.0))
    assert measures.beyond(replace(clip, rotation=bent)) > 10
    jerked = clip.root.copy()
    jerked[300:, 1] += 0.03
    assert measures.hips(replace(clip, root=jerked)).max() > 50
    assert measures.outside(replace(clip, contact=clip.contact & False)).max() == 0
    leant = replace(clip, rotation=clip.rotation.copy())
    leant.rotation[:, 0] = multiply(about(0, np.full(len(clip), 50.0)), leant.rotation[:, 0])
    assert np.median(measures.outside(leant)) > 0.1


def test_a_hand_in_the_waist_is_found(make, measures) -> None:
    clip = make("dai_peacock").dancers[0].clip
    across = {"shoulder_l.elevation": 5.0, "shoulder_l.rotation": -85.0, "elbow_l.flexion": 85.0}
    held = rotations({name: np.full(len(clip), angle) for name, angle in across.items()})
    still = clip.rotation.copy()
    for joint in ("leftShoulder", "leftUpperArm", "leftLowerArm", "leftHand"):
        still[:, AT[joint]] = held[:, AT[joint]]
    assert measures.inside(replace(clip, rotation=still), load_body("woman_1").capsules) > 0.01


def test_a_ring_that_lets_go_and_dancers_that_meet_are_found(make, measures) -> None:
    ring = make("yi_left_foot", SIX, seconds=5.0)
    clip = ring.dancers[0].clip
    moved = replace(ring.dancers[0], clip=replace(clip, root=clip.root + np.array([0.1, 0, 0])))
    apart = replace(ring, dancers=(moved, *ring.dancers[1:]))
    assert measures.joined(apart).max() > 0.09
    same = replace(ring, dancers=(ring.dancers[1], *ring.dancers[1:]))
    assert measures.nearest(same) == 0
