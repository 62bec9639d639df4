"""Compiled: inverse kinematics of many frames, each from the best start at hand."""

import numpy as np
from numba import njit

from wenwu.motion.ik_chain import forward
from wenwu.motion.ik_guess import guess
from wenwu.motion.ik_kernel import jt, lm, misfit, spare_room
from wenwu.motion.ik_rotation import FAST

LOST = 0.001  # [m] a search that ends farther off than this tries its other starts
WORSE = 1.3  # unless it is hardly farther off than in the frame before: then the target is out of reach


@njit(**FAST)
def cost_of(q, problem, spare):
    """The cost of a start."""
    work, space, _ = spare
    forward(q, problem[2], space[0], space[1], work)
    return misfit(space[0], q, problem)[0]


@njit(**FAST)
def bring_near(q, near, box):
    """Twists and the turn by whole turns as near as can be to those of another pose, if the box lets them."""
    turn = 2 * np.pi
    for k in (3, 8, 11, 24, 27):
        nearest = q[k] - turn * np.round((q[k] - near[k]) / turn)
        for shift in (0.0, -turn, turn):
            if box[0][k] <= nearest + shift <= box[1][k]:
                q[k] = nearest + shift
                break


@njit(**FAST)
def clamp(q, box):
    """Into the box."""
    for k in range(36):
        q[k] = min(max(q[k], box[0][k]), box[1][k])


@njit(**FAST)
def search(q, problem, spare, how):
    """One solver from one start."""
    paper, _, enough, most = how
    if paper:
        return jt(q, problem, (enough, most), spare)
    return lm(q, problem, (enough, most), spare)


@njit(**FAST)
def solve_frames(targets, weight, body, boxes, prefer, how):
    """Numbers (T, 36) [m, rad], the greatest distance left (T) [m] and the steps taken (T).

    body: the offsets, and the joints of the T-pose. prefer: references (T, 36), how firmly they hold, whether
    the caller gave them. how: paper's method?, warm?, enough [m], most steps.
    """
    offset, rest = body
    low, high = boxes
    refs, pull, given = prefer
    count = targets.shape[0]
    out, left, steps = np.zeros((count, 36)), np.zeros(count), np.zeros(count, np.int64)
    spare = spare_room()
    starts, costs, trial = np.zeros((3, 36)), np.zeros(3), np.zeros(36)
    for f in range(count):
        box, target = (low[f], high[f]), targets[f]
        ref = refs[f].copy()
        follows = how[1] and f > 0
        if follows and not given:
            ref[3:] = out[f - 1, 3:]
        ref[0:3] = target[0]
        starts[:] = ref
        if follows:
            starts[0] = 2 * out[f - 1] - out[f - 2] if f > 1 else out[f - 1]
        for s in (1, 2):
            guess(target, offset, rest, ref if s == 1 else refs[f], starts[s])
            bring_near(starts[s], out[f - 1] if follows else ref, box)
        problem = (target, weight, offset, box, (ref, pull))
        for s in range(3):
            clamp(starts[s], box)
            costs[s] = cost_of(starts[s], problem, spare)
        order = np.argsort(costs)
        best = np.inf
        for s in range(3):
            trial[:] = starts[order[s]]
            n, far = search(trial, problem, spare, how)
            steps[f] += n
            if far < best:
                best = far
                out[f] = trial
            if best <= LOST or how[0] or (follows and best <= WORSE * left[f - 1]):
                break
        left[f] = best
    return out, left, steps
