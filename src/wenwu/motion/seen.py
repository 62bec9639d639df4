"""A clip as its dancer sees it: joint places and the 36 numbers in the dancer's own frame."""

import numpy as np
from jaxtyping import Float
from numpy import ndarray

from wenwu.body.angles import INDEX, project, unproject
from wenwu.motion.clip import Clip
from wenwu.motion.dancer import leg_scale
from wenwu.motion.dancer_frame import DancerFrame
from wenwu.motion.score_body import score_body


def seen_from(clip: Clip) -> tuple[Float[ndarray, "T 24 3"], Float[ndarray, "T 36"]]:
    """Joint places [m of the score] and the 36 numbers, both seen from the dancer's own frame.

    The places are those of the score's own body (`score_body`) with the same 36 numbers: the network is told
    how somebody moves and not how somebody is built, and what lies outside the 36 is left to the score.
    """
    frame = DancerFrame.of(clip.positions(), clip.fps, leg_scale(clip.skeleton))
    dof, _ = project(clip.rotation, clip.root)
    dof[:, :3] = frame.seen(clip.root[:, None])[:, 0]
    turn = dof[:, INDEX["root.turn"]] - np.degrees(frame.heading)
    dof[:, INDEX["root.turn"]] = turn - 360 * np.round(np.mean(turn) / 360)
    return score_body().forward(*unproject(dof))[1], dof
