"""Inverse kinematics: how fast, how near, how surely; ours and others' on the same targets, interleaved.

Three kinds of targets: single poses drawn evenly from the body's box (`cold`: nothing is known before); the
dances of the atlas at thirty frames a second (`sequence`); the same dances a tenth too large, which no pose
of this body reaches (`unreachable`). Starts outside the limits are the body's box plus 20° on every side.
Peers start cold from their own rest pose, ours from its guess; in sequence all start from the frame before.
"""

import time
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
from jaxtyping import Float
from numpy import ndarray

from wenwu.atlas.load import load_atlas
from wenwu.base.seed import generator
from wenwu.base.trace import Trace
from wenwu.body.angles import DOF, project, unproject
from wenwu.body.performer import load_body
from wenwu.body.skeleton import Skeleton
from wenwu.measure.animate import machine
from wenwu.measure.ik_peers import peers
from wenwu.motion.compose import compose
from wenwu.motion.ik import ENOUGH, Box, body_box, solve, standing
from wenwu.motion.ik_chain import forward, jacobian, workspace
from wenwu.prompt.read import read_brief
from wenwu.prompt.wishes import Wishes

POSES, FRAMES, PEER_POSES = 2000, 240, 60
SEEN = 0.02  # [m/rad] a direction of the 36 numbers with a smaller singular value is not observable
HIDDEN = ("neck.twist", "forearm_l.pronation", "forearm_r.pronation")
STRETCH = 1.1  # of targets that cannot be reached
Poses = Float[ndarray, "T 36"]


def run(data: Path | None = None, poses: int = POSES, frames: int = FRAMES) -> dict[str, Any]:
    """Milliseconds a frame, steps, distances and angles; medians unless a name says otherwise."""
    skeleton = load_body("woman_1").skeleton
    alone, danced = drawn(poses), dances(frames)
    result: dict[str, Any] = {"seed": 1, "n_cold": len(alone), "n_sequence": sum(map(len, danced))}
    result |= {"machine": machine(), "enough_mm": 1e3 * ENOUGH["lm"]}
    result |= _accuracy("cold", skeleton, [alone], warm=False)
    result |= _accuracy("sequence", skeleton, danced, warm=True)
    result |= _accuracy("unreachable", skeleton, danced, warm=True, stretch=STRETCH)
    result |= _from_outside(skeleton, alone[: poses // 4])
    result |= _paper(skeleton, alone[: poses // 10])
    return result | _beside(skeleton, alone, danced)


def drawn(count: int) -> Poses:
    """Poses spread evenly over nine tenths of the body's box, standing anywhere on the floor."""
    box, rng = body_box(), generator(1, "ik poses")
    low, high = np.maximum(box.low, -180.0), np.minimum(box.high, 180.0)
    low[:3], high[:3] = (-1, 0.7, -1), (1, 1.1, 1)
    middle, half = (low + high) / 2, 0.45 * (high - low)
    return middle + half * rng.uniform(-1, 1, (count, 36))


def dances(frames: int) -> list[Poses]:
    """The first seconds of every dance of the atlas."""
    atlas, out = load_atlas(), []
    for dance in sorted(atlas.scores):
        wishes = Wishes(dance=dance, dancers=1, seconds=max(2.0, frames / 30), seed=1)
        brief = read_brief(atlas.dance(dance).names.en, wishes, atlas)
        body = {part.performer: load_body(part.performer).skeleton for part in brief.cast}
        clip = compose(brief, atlas, body, Trace()).dancers[0].clip
        out.append(project(clip.rotation[::2], clip.root[::2])[0][:frames])
    return out


def places(skeleton: Skeleton, q: Poses) -> Float[ndarray, "T 24 3"]:
    """Joint positions [m] of poses."""
    return skeleton.forward(*unproject(q))[1]


def _accuracy(
    name: str, skeleton: Skeleton, sets: Sequence[Poses], warm: bool, stretch: float = 1.0
) -> dict[str, float]:
    left, steps, angles = [], [], []
    for q in sets:
        solved = solve(skeleton, places(skeleton, q) * stretch, reference=phrase_of(q), warm=warm)
        left.append(solved.left)
        steps.append(solved.steps[1:] if warm else solved.steps)
        if stretch == 1.0:
            angles.append(_observed(skeleton, q[::10], solved.q[::10]))
    far, taken = np.concatenate(left), np.concatenate(steps)
    out = {
        f"{name}_steps_mean": float(taken.mean()),
        f"{name}_steps_most": float(taken.max()),
        f"{name}_left_mm_p99": float(np.percentile(far, 99) * 1e3),
        f"{name}_left_mm_most": float(far.max() * 1e3),
    }
    if stretch == 1.0:
        out[f"{name}_converged_percent"] = float(100 * np.mean(far <= 0.005))
        off = np.concatenate(angles)
        out[f"{name}_observable_deg_median"] = float(np.median(off))
        out[f"{name}_observable_deg_p95"] = float(np.percentile(off, 95))
        out[f"{name}_observable_deg_most"] = float(off.max())
    return out


def phrase_of(q: Poses) -> Poses:
    """A reference as a phrase gives it: it knows the twists that positions do not show, and nothing else."""
    reference = np.tile(standing(), (len(q), 1))
    for k, name in enumerate(DOF):
        if name in HIDDEN:
            reference[:, k] = q[:, k]
    return reference


def _observed(skeleton: Skeleton, true: Poses, found: Poses) -> Float[ndarray, " T"]:
    """Greatest error [deg] of each pose among the numbers that positions show, along directions that do."""
    work, place, world, rows = workspace(), np.zeros((24, 3)), np.zeros((24, 3, 3)), np.zeros((36, 72))
    offset, out = np.ascontiguousarray(skeleton.offset), []
    for q, own in zip(true, found, strict=True):
        radians = np.radians(q)
        radians[:3] = q[:3]
        forward(radians, offset, place, world, work)
        jacobian(place, work, rows)
        _, size, direction = np.linalg.svd(rows.T)
        error = own - q
        for k, name in enumerate(DOF):
            if name.endswith((".twist", ".turn")):
                error[k] = (error[k] + 180) % 360 - 180
        error[:3] = 0
        out.append(float(np.abs(direction[size > SEEN] @ error).max()))
    return np.array(out)


def _from_outside(skeleton: Skeleton, q: Poses) -> dict[str, float]:
    """Searches whose reference lies 20° outside the box: they are brought in, and arrive."""
    box = body_box()
    outside = np.where(np.isfinite(box.high), box.high + 20.0, 0.0)
    solved = solve(skeleton, places(skeleton, q), reference=outside[None], warm=False)
    inside = (solved.q >= box.low - 1e-9).all() and (solved.q <= box.high + 1e-9).all()
    return {
        "outside_converged_percent": float(100 * np.mean(solved.left <= 0.005)),
        "outside_kept_in_box": float(inside),
    }


def _paper(skeleton: Skeleton, q: Poses) -> dict[str, float]:
    """The paper's solver from the same starts, and as the paper has it: from the standing pose."""
    target = places(skeleton, q)
    ours = solve(skeleton, target, method="jt", warm=False)
    return {
        "jt_steps_mean": float(ours.steps.mean()),
        "jt_within_30_mm_percent": float(100 * np.mean(ours.left <= 0.03)),
        "paper_steps": 5.2,
        "paper_ms": 3.0,
    }


def _beside(skeleton: Skeleton, alone: Poses, danced: Sequence[Poses]) -> dict[str, float]:
    """Milliseconds a pose, all solvers taking turns with each other and with a fixed piece of work."""
    sets = {"cold": [alone[:PEER_POSES]], "sequence": danced[:4]}
    others = peers(skeleton, ENOUGH["lm"])
    out: dict[str, list[float]] = {}
    for kind, poses in sets.items():
        for q in poses:
            target = places(skeleton, q)
            box = Box(*(np.broadcast_to(s, q.shape) for s in (body_box().low, body_box().high)))
            _timed(out, "reference_ms", _reference)
            for _ in range(5):
                took = _seconds(partial(solve, skeleton, target, box=box, warm=kind != "cold"))
                out.setdefault(f"ours_{kind}_ms", []).append(1e3 * took / len(q))
            for name, peer in others.items():
                _peer(out, f"{name.replace(' ', '_')}_{kind}", peer, target, kind != "cold")
    return {name: float(np.median(values)) for name, values in out.items()}


def _peer(
    out: dict[str, list[float]], name: str, peer: Callable[..., Any], target: ndarray, warm: bool
) -> None:
    state, far = None, []
    peer(target[0], None)
    for place in target:
        began = time.perf_counter()
        there, _, state_now = peer(place, state if warm else None)
        out.setdefault(f"{name}_ms", []).append(1e3 * (time.perf_counter() - began))
        state = state_now
        far.append(np.linalg.norm(there - place, axis=1).max() <= 0.005)
    out.setdefault(f"{name}_converged_percent", []).append(100 * float(np.mean(far)))


def _seconds(work: Callable[[], Any]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def _timed(out: dict[str, list[float]], name: str, work: Callable[[], Any]) -> None:
    out.setdefault(name, []).append(1e3 * _seconds(work))


def _reference() -> None:
    """A fixed piece of work, to see a busy machine by."""
    rows = np.ones((300, 300))
    for _ in range(5):
        rows = np.tanh(rows @ rows.T / 300)


def table(result: Mapping[str, Any]) -> str:
    """The side-by-side part as text."""
    rows = sorted({n.removesuffix("_cold_ms") for n in result if n.endswith("_cold_ms")})
    lines = [f"{'solver':<14} {'cold ms':>9} {'sequence ms':>12} {'cold % within 5 mm':>19}"]
    for name in rows:
        share = result["cold_converged_percent" if name == "ours" else f"{name}_cold_converged_percent"]
        cold, sequence = (result[f"{name}_{kind}_ms"] for kind in ("cold", "sequence"))
        lines.append(f"{name:<14} {cold:>9.3f} {sequence:>12.3f} {share:>19.0f}")
    return "\n".join(lines)
