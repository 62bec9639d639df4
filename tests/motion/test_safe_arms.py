"""Arms as written where a drawn hand would come near the body."""

import numpy as np
import pytest

from wenwu.body.performer import load_body
from wenwu.motion import safe_arms as safe
from wenwu.motion.feather import kept_share
from wenwu.motion.swing import mixed_swing
from wenwu.motion.taken import ARMS

FRAMES, FPS = 60, 60.0


def test_an_arm_is_led_back_as_a_direction(monkeypatch: pytest.MonkeyPatch) -> None:
    near = np.arange(FRAMES) // 10 == 3
    monkeypatch.setattr(safe, "hand_gap", lambda *_: np.where(near, 0.0, 1.0))
    written = {name: np.full(FRAMES, 10.0) for name in ARMS} | {"shoulder_l.plane": np.full(FRAMES, -30.0)}
    drawn = {name: np.full(FRAMES, 20.0) for name in ARMS} | {"shoulder_l.plane": np.full(FRAMES, 110.0)}
    body = load_body("woman_1")
    hips = np.tile(body.skeleton.offset[0], (FRAMES, 1))
    out = safe.safe_arms(written, drawn, (body.skeleton, body.capsules, hips), FPS)
    share = kept_share(near, FPS)
    swings = [(c["shoulder_l.plane"], c["shoulder_l.elevation"]) for c in (written, drawn)]
    plane, elevation = mixed_swing(*swings, share)
    np.testing.assert_allclose(out["shoulder_l.plane"], plane)
    np.testing.assert_allclose(out["shoulder_l.elevation"], elevation)
    np.testing.assert_allclose(out["elbow_l.flexion"], 10 + 10 * share)
    assert (out["shoulder_l.plane"][near] == -30).all()
