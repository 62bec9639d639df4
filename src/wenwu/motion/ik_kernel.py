"""Compiled: inverse kinematics of one frame, by projected Levenberg–Marquardt and by the paper's own way.

Both minimise ½ Σ w ‖target − p(θ)‖² over a box Ω of the 36 numbers (limits and what rules leave); Levenberg–
Marquardt adds ½ Σ m (θ_ref − θ)², so that what positions do not show is the reference's. Angles are radians.
"""

import math

import numpy as np
from numba import njit

from wenwu.motion.ik_chain import forward, jacobian, workspace
from wenwu.motion.ik_rotation import FAST

MOST = 0.9  # [rad, m] no number moves further in one step
HARDER, EASIER = 8.0, 0.15  # factors of the damping after a step that failed or held
ARMIJO = 1e-4  # share of the promised gain that a step of `jt` has to bring
STILL = 1e-4  # share of the cost: a step that brings less ends the search
PATIENCE = 3  # frames of the paper's stop rule: three steps in a row within the tolerance


@njit(**FAST)
def room():
    """Arrays of one solver: two poses, the Jacobian, the residual, a trial; then what `step` works in."""
    return (
        np.zeros((24, 3)), np.zeros((24, 3, 3)), np.zeros((24, 3)), np.zeros((24, 3, 3)), np.zeros((36, 72)),
        np.zeros(72), np.zeros(36),
        np.zeros((36, 36)), np.zeros((36, 36)), np.zeros(36), np.zeros(36), np.zeros(36),
        np.zeros(36, np.bool_),
    )  # fmt: skip


@njit(**FAST)
def misfit(place, q, problem):
    """Twice the cost, and the greatest distance of a weighted joint from its target [m]."""
    target, weight, _, _, (ref, pull) = problem
    cost, far = 0.0, 0.0
    for i in range(24):
        d = 0.0
        for a in range(3):
            e = target[i, a] - place[i, a]
            d += e * e
        cost += weight[i] * d
        if weight[i] > 0.0 and d > far:
            far = d
    for k in range(36):
        e = ref[k] - q[k]
        cost += pull[k] * e * e
    return cost, math.sqrt(far)


@njit(**FAST)
def residual(place, problem, rows, r):
    """√weight · (target − place), and the transposed Jacobian scaled likewise."""
    target, weight = problem[0], problem[1]
    for i in range(24):
        s = math.sqrt(weight[i])
        for c in range(3):
            r[3 * i + c] = s * (target[i, c] - place[i, c])
        if s != 1.0:
            for k in range(36):
                for c in range(3):
                    rows[k, 3 * i + c] *= s


@njit(**FAST)
def normal(rows, r, q, prefer, a, g):
    """Gauss–Newton matrix and gradient of the cost."""
    ref, pull = prefer
    for k in range(36):
        row, total = rows[k], 0.0
        for n in range(72):
            total += row[n] * r[n]
        g[k] = total + pull[k] * (ref[k] - q[k])
        for m in range(k + 1):
            other, total = rows[m], 0.0
            for n in range(72):
                total += row[n] * other[n]
            a[k, m] = total
            a[m, k] = total
        a[k, k] += pull[k]


@njit(**FAST)
def factored(a, damping, free, low):
    """Cholesky factor of the free part of a + damping · diag(a); fixed rows stand for themselves."""
    for i in range(36):
        for j in range(i + 1):
            if free[i] and free[j]:
                total = a[i, j]
                if i == j:
                    total += damping * (a[i, i] + 1e-4)
            else:
                total = 1.0 if i == j else 0.0
            for k in range(j):
                total -= low[i, k] * low[j, k]
            if i == j:
                low[i, i] = math.sqrt(max(total, 1e-14))
            else:
                low[i, j] = total / low[j, j]


@njit(**FAST)
def substitute(low, b, x):
    """x with low · lowᵀ · x = b."""
    for i in range(36):
        total = b[i]
        for k in range(i):
            total -= low[i, k] * x[k]
        x[i] = total / low[i, i]
    for i in range(35, -1, -1):
        total = x[i]
        for k in range(i + 1, 36):
            total -= low[k, i] * x[k]
        x[i] = total / low[i, i]


@njit(**FAST)
def step(q, box, damping, space):
    """The damped Newton step in the box: what would leave it stops at the wall, the rest is solved again."""
    lo, hi = box
    a, low, g, b, x, free = space
    for k in range(36):
        free[k] = not ((q[k] <= lo[k] and g[k] < 0.0) or (q[k] >= hi[k] and g[k] > 0.0))
        x[k] = 0.0
    for _ in range(6):
        factored(a, damping, free, low)
        for k in range(36):
            b[k] = x[k]
            if free[k]:
                b[k] = g[k]
                for m in range(36):
                    if not free[m]:
                        b[k] -= a[k, m] * x[m]
        substitute(low, b, x)
        left = False
        for k in range(36):
            wall = min(max(x[k], max(lo[k] - q[k], -MOST)), min(hi[k] - q[k], MOST))
            if free[k] and wall != x[k]:
                x[k], free[k], left = wall, False, True
        if not left:
            return


@njit(**FAST)
def moved(q, by, share, box, out):
    """q + share · by, kept in the box."""
    for k in range(36):
        out[k] = min(max(q[k] + share * by[k], box[0][k]), box[1][k])


@njit(**FAST)
def lm(q, problem, effort, spare):
    """Projected Levenberg–Marquardt from q (changed in place); steps taken, greatest distance left [m].

    problem: targets, weights, offsets, the box, and the reference with how firmly each number keeps to it.
    effort: every joint so near [m] ends the search; most steps.
    """
    enough, most = effort
    offset, box, prefer = problem[2], problem[3], problem[4]
    work, space, other = spare
    place, world, place2, world2, rows, r, trial = space[:7]
    a, _, g, _, x, _ = space[7:]
    moved(q, x, 0.0, box, q)
    forward(q, offset, place, world, work)
    cost, far = misfit(place, q, problem)
    damping = 1e-5
    for n in range(most):
        if far <= enough:
            return n, far
        jacobian(place, work, rows)
        residual(place, problem, rows, r)
        normal(rows, r, q, prefer, a, g)
        before = cost
        for _ in range(7):
            step(q, box, damping, space[7:])
            moved(q, x, 1.0, box, trial)
            forward(trial, offset, place2, world2, other)
            cost2, far2 = misfit(place2, trial, problem)
            if cost2 < cost:
                q[:] = trial
                cost, far = cost2, far2
                break
            damping = max(damping * HARDER, 1e-4)
        if before - cost <= STILL * before:
            return n + 1, far
        damping = max(damping * EASIER, 1e-7)
        forward(q, offset, place, world, work)
    return most, far


@njit(**FAST)
def descent(q, rows, r, prefer, g):
    """The gradient Jᵀ w e of the paper's step, and its squared length."""
    ref, pull = prefer
    promised = 0.0
    for k in range(36):
        g[k] = pull[k] * (ref[k] - q[k])
        for m in range(72):
            g[k] += rows[k, m] * r[m]
        promised += g[k] * g[k]
    return promised


@njit(**FAST)
def jt(q, problem, effort, spare):
    """The paper's solver: θ ← Ω(θ + step · Jᵀ e), the step by Armijo's rule; three steps in reach end it."""
    enough, most = effort
    offset, box, prefer = problem[2], problem[3], problem[4]
    work, space, other = spare
    place, world, place2, world2, rows, r, trial = space[:7]
    g = space[9]
    moved(q, g, 0.0, box, q)
    forward(q, offset, place, world, work)
    cost, far = misfit(place, q, problem)
    size, good = 0.1, 0
    for n in range(most):
        good = good + 1 if far <= enough else 0
        if good >= PATIENCE:
            return n, far
        jacobian(place, work, rows)
        residual(place, problem, rows, r)
        promised = descent(q, rows, r, prefer, g)
        size, before = min(2.0 * size, 2.0), cost
        for _ in range(25):
            moved(q, g, size, box, trial)
            forward(trial, offset, place2, world2, other)
            cost2, far2 = misfit(place2, trial, problem)
            if cost2 <= cost - 2 * ARMIJO * size * promised:
                q[:] = trial
                cost, far = cost2, far2
                break
            size *= 0.5
        if before - cost < 1e-9 * before:
            return n + 1, far
        forward(q, offset, place, world, work)
    return most, far


@njit(**FAST)
def spare_room():
    """What `lm` and `jt` work in."""
    return workspace(), room(), workspace()
