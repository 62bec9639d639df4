"""A mirror, in the 36 numbers and in a clip."""

import numpy as np
import pytest

from wenwu.base.trace import Trace
from wenwu.body.angles import DOF, project, unproject
from wenwu.body.performer import load_body
from wenwu.body.skeleton import JOINTS
from wenwu.motion.compose import compose
from wenwu.motion.mirror import OTHER_JOINT, mirrored_clip, mirrored_dof


@pytest.fixture(scope="module")
def clip(atlas, brief_of):
    brief = brief_of("yi_left_foot", seconds=6.0)
    body = brief.cast[0].performer
    return compose(brief, atlas, {body: load_body(body).skeleton}, Trace(), fps=30).dancers[0].clip


def test_every_joint_has_its_other_side() -> None:
    assert [JOINTS[k] for k in OTHER_JOINT[:3]] == ["hips", "rightUpperLeg", "leftUpperLeg"]
    assert [OTHER_JOINT[k] for k in OTHER_JOINT] == list(range(24))


def test_numbers_and_clips_agree_on_what_a_mirror_is(clip) -> None:
    dof, _ = project(clip.rotation, clip.root)
    other = mirrored_clip(clip)
    one, _ = unproject(mirrored_dof(dof))
    two, _ = unproject(project(other.rotation, other.root)[0])
    assert np.abs(np.sum(one * two, -1)) == pytest.approx(np.ones(one.shape[:2]), abs=1e-6)
    assert mirrored_dof(mirrored_dof(dof)) == pytest.approx(dof)
    assert mirrored_dof(dof)[:, DOF.index("knee_l.flexion")] == pytest.approx(
        dof[:, DOF.index("knee_r.flexion")]
    )
