"""Compiled: inverse kinematics of many frames, each from the best start at hand."""

import numpy as np
from numba import njit

from wenwu.motion.ik_chain import forward
from wenwu.motion.ik_guess import guess
from wenwu.motion.ik_kernel import jt, lm, misfit, spare_room
from wenwu.motion.ik_rotation import FAST

LOST = 0.001  # [m] a search that ends farther off than this tries its other starts
NEARBY = 0.02  # [m²] sum over the joints: a start this near needs no other
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
def guessed(problem, rest, references, near, ends, spare):
    """Starts from the geometry of the joints, and what each costs; the first of both is the caller's."""
    starts, costs = ends
    for s in range(3):
        guess(problem[0], problem[2], rest, references[s], starts[s + 1])
        bring_near(starts[s + 1], near, problem[3])
        clamp(starts[s + 1], problem[3])
        costs[s + 1] = cost_of(starts[s + 1], problem, spare)


@njit(**FAST)
def best_of(ends, count, problem, spare, how, content, q):
    """The nearest end of the searches from the starts, cheapest first, until one is within `content` [m]."""
    starts, costs = ends
    best, steps, trial = np.inf, 0, np.empty(36)
    for s in np.argsort(costs[:count]):
        trial[:] = starts[s]
        n, far = search(trial, problem, spare, how)
        steps += n
        if far < best:
            best = far
            q[:] = trial
        if best <= content or how[0]:
            break
    return best, steps


@njit(**FAST)
def solve_frames(targets, weight, body, boxes, prefer, how):
    """Numbers (T, 36) [m, rad], the greatest distance left (T) [m] and the steps taken (T).

    body: the offsets, and the joints of the T-pose. prefer: references (T, 36), how firmly they hold, whether
    the caller gave them, and a plain stand. how: paper's method?, warm?, enough [m], most steps.
    """
    offset, rest = body
    refs, pull, given, plain = prefer
    count = targets.shape[0]
    out, left, steps = np.zeros((count, 36)), np.full(count, np.inf), np.zeros(count, np.int64)
    spare, starts, costs = spare_room(), np.zeros((4, 36)), np.zeros(4)
    for f in range(count):
        ref, follows, content = refs[f].copy(), how[1] and f > 0, LOST
        if follows:
            content = max(LOST, WORSE * left[f - 1])
            if not given:
                ref[3:] = out[f - 1, 3:]
        ref[0:3] = targets[f, 0]
        problem = (targets[f], weight, offset, (boxes[0][f], boxes[1][f]), (ref, pull))
        starts[0] = 2 * out[f - 1] - out[max(f - 2, 0)] if follows else ref
        clamp(starts[0], problem[3])
        costs[0] = cost_of(starts[0], problem, spare)
        if follows and costs[0] < NEARBY:
            left[f], steps[f] = best_of((starts, costs), 1, problem, spare, how, content, out[f])
        if left[f] > content:
            near = out[f - 1] if follows else ref
            guessed(problem, rest, (ref, refs[f], plain), near, (starts, costs), spare)
            far, n = best_of((starts, costs), 4, problem, spare, how, content, starts[0])
            steps[f] += n
            if far < left[f]:
                left[f] = far
                out[f] = starts[0]
    return out, left, steps
