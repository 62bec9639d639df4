"""An angle that a sentence asks for is danced: reached, not passed, and nothing else changes."""

import numpy as np
import pytest

from wenwu.motion.asked import as_asked, reaching
from wenwu.prompt.brief import AngleWish

SWAY = 30 * np.sin(np.linspace(0, 20, 400))


def test_a_curve_goes_as_far_as_asked_and_keeps_its_shape():
    danced = reaching(SWAY, 60.0)
    assert np.percentile(danced, 98) == pytest.approx(60, abs=0.1)
    assert np.corrcoef(danced, SWAY)[0, 1] == pytest.approx(1)


def test_a_bend_counts_either_way():
    danced = as_asked(
        {"wrist_l.flexion": SWAY - 25, "elbow_l.flexion": SWAY}, [AngleWish(angle="wrist.bend", degrees=40)]
    )
    assert np.percentile(np.abs(danced["wrist_l.flexion"]), 98) == pytest.approx(40, abs=0.1)
    assert danced["elbow_l.flexion"] is SWAY


def test_a_still_joint_is_held_there():
    assert (reaching(np.zeros(50), -20.0) == -20).all()


def test_no_curve_is_blown_up_without_end():
    assert np.abs(reaching(SWAY / 6, 150.0)).max() == pytest.approx(25, abs=0.1)
