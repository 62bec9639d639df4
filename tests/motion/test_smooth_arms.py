"""Arms of group dances that once snapped: past hanging, and out of their range and back."""

import numpy as np
import pytest

from wenwu.atlas.load import load_atlas
from wenwu.body.rotation import conjugate, multiply
from wenwu.body.skeleton import AT
from wenwu.measure.guarantees import performed

ARMS = [AT[side + bone] for side in ("left", "right") for bone in ("UpperArm", "LowerArm")]


@pytest.mark.parametrize("dance", ["dai_gaguang", "tibetan_guozhuang"])
def test_no_arm_of_seed_four_snaps(dance: str) -> None:
    _, performance = performed(load_atlas(), dance, 4, 10.0, {"dancers": 6})
    for dancer in performance.dancers:
        rotation, fps = dancer.clip.rotation[:, ARMS], dancer.clip.fps
        step = multiply(conjugate(rotation[:-1]), rotation[1:])
        step *= np.sign(step[..., :1])
        half = np.linalg.norm(step[..., 1:], axis=-1, keepdims=True)
        turn = 2 * np.arctan2(half, step[..., :1]) * step[..., 1:] / np.maximum(half, 1e-12)
        rate = np.degrees(turn) * fps
        assert np.linalg.norm(np.diff(rate, axis=0), axis=-1).max() * fps < 25_000  # [deg/s²]
