"""The cloth solver's inner loops (compiled): position-based dynamics of one grid through all frames.

Müller et al. 2007, "Position Based Dynamics"; long-range attachments after Kim et al. 2012.
All reals are float32, so that a frame stays cheap.
"""

import math
from typing import Any

import numpy as np
from numba import njit

FAST: dict[str, Any] = {"nogil": True, "cache": True, "fastmath": True, "error_model": "numpy"}
F = np.float32
DAMPING = F(0.45)  # of the pull toward the bones, of critical damping: cloth swings once and comes to rest


@njit(**FAST)
def sew(x, threads):
    """Pull every thread back between its least and greatest length, in order."""
    pair, low, high, stiff, free = threads
    for e in range(pair.shape[0]):
        i, j = pair[e, 0], pair[e, 1]
        dx, dy, dz = x[i, 0] - x[j, 0], x[i, 1] - x[j, 1], x[i, 2] - x[j, 2]
        d = math.sqrt(dx * dx + dy * dy + dz * dz) + F(1e-9)
        if d > high[e]:
            k = (d - high[e]) / (d * (free[i] + free[j]))
        elif d < low[e]:
            k = (d - low[e]) / (d * (free[i] + free[j])) * stiff[e]
        else:
            continue
        ki, kj = k * free[i], k * free[j]
        x[i, 0] -= dx * ki
        x[i, 1] -= dy * ki
        x[i, 2] -= dz * ki
        x[j, 0] += dx * kj
        x[j, 1] += dy * kj
        x[j, 2] += dz * kj


@njit(**FAST)
def keep_out(x, hit, first, solids, below):
    """Out of the body's round-ended cones, off the cloth below (if it is given), off the floor."""
    a, b, ra, rb = solids
    base, up, gap = below
    for i in range(first, x.shape[0]):
        for q in range(a.shape[0]):
            ux, uy, uz = b[q, 0] - a[q, 0], b[q, 1] - a[q, 1], b[q, 2] - a[q, 2]
            px, py, pz = x[i, 0] - a[q, 0], x[i, 1] - a[q, 1], x[i, 2] - a[q, 2]
            t = (px * ux + py * uy + pz * uz) / (ux * ux + uy * uy + uz * uz + F(1e-12))
            t = min(max(t, F(0)), F(1))
            r = ra[q] + (rb[q] - ra[q]) * t
            px -= ux * t
            py -= uy * t
            pz -= uz * t
            d = px * px + py * py + pz * pz
            if d < r * r and d > F(1e-10):
                s = r / math.sqrt(d) - F(1)
                x[i, 0] += px * s
                x[i, 1] += py * s
                x[i, 2] += pz * s
                hit[i] = 1
        if base.shape[0] == x.shape[0]:
            h = F(0)
            for k in range(3):
                h += (x[i, k] - base[i, k]) * up[i, k]
            if h < gap[i]:
                for k in range(3):
                    x[i, k] += up[i, k] * (gap[i] - h)
                hit[i] = 1
        if x[i, 1] < F(0.008):
            x[i, 1] = F(0.008)
            hit[i] = 1


@njit(**FAST)
def between(p, q, t):
    """p + (q − p) t."""
    out = np.empty_like(p)
    for i in range(p.shape[0]):
        for k in range(3):
            out[i, k] = p[i, k] + (q[i, k] - p[i, k]) * t
    return out


@njit(**FAST)
def fall(x, v, bones, hold, first, thick, dt):
    """One step of free flight with drag, and a damped pull toward where the bones would carry each point."""
    home, was = bones
    for i in range(x.shape[0]):
        if i < first:
            for k in range(3):
                x[i, k] = home[i, k]
            continue
        calm = min(F(1), F(2) * DAMPING * math.sqrt(hold[i]))
        for k in range(3):
            v[i, k] += ((home[i, k] - was[i, k]) / dt - v[i, k]) * calm
        v[i, 1] -= F(9.8) * dt
        fast = math.sqrt(v[i, 0] * v[i, 0] + v[i, 1] * v[i, 1] + v[i, 2] * v[i, 2])
        scale = (F(1) - thick * dt) * min(F(1), F(6) / (fast + F(1e-6)))
        for k in range(3):
            x[i, k] += v[i, k] * scale * dt
            x[i, k] += (home[i, k] - x[i, k]) * hold[i]


@njit(**FAST)
def run(target, hold, threads, solids, below, numbers):
    """Positions (T, N, 3) from those the bones would give.

    numbers: points held, seconds a step, drag, steps a frame, steps before frame 0 (to settle), sweeps.
    """
    first, dt, drag, steps, warm, sweeps = numbers
    a, b, ra, rb = solids
    base, up, gap = below
    out = np.empty_like(target)
    x = target[0].copy()
    v = np.zeros_like(x)
    hit = np.zeros(x.shape[0], np.uint8)
    was = target[0].copy()
    for n in range(warm + steps * (target.shape[0] - 1)):
        moving = n >= warm
        f = max(0, (n - warm) // steps)
        g = f + 1 if moving else 0
        t = F((n - warm) % steps + 1) / F(steps) if moving else F(0)
        home = between(target[f], target[g], t)
        now = (between(a[f], a[g], t), between(b[f], b[g], t), ra, rb)
        floor = (between(base[f], base[g], t), between(up[f], up[g], t), gap)
        old = x.copy()
        hit[:] = 0
        fall(x, v, (home, was), hold, first, drag if moving else drag + F(6), dt)
        for sweep in range(sweeps):
            sew(x, threads)
            if sweep % 2 == 1 or sweep == sweeps - 1:
                keep_out(x, hit, first, now, floor)
        for i in range(x.shape[0]):
            rub = F(0.82) if hit[i] else F(1)
            for k in range(3):
                v[i, k] = (x[i, k] - old[i, k]) / dt * rub
        was = home
        out[g] = x
    return out
