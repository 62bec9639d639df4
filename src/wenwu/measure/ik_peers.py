"""Other solvers on the same targets: each is used as its own documentation shows, and left out where absent.

Pinocchio (Carpentier et al. 2019) with a damped Levenberg–Marquardt loop of numpy; pink (Caron) and mink
(Zakka), which solve a quadratic programme a step; scipy's trust-region reflective method on our own chain.
A peer stops at the same distance as ours, or when it no longer comes nearer.
"""

from collections.abc import Callable
from importlib.util import find_spec
from typing import Any

import numpy as np
from jaxtyping import Float
from numpy import ndarray
from scipy.optimize import least_squares

from wenwu.body.skeleton import JOINTS, Skeleton
from wenwu.measure.robot import mjcf, urdf
from wenwu.motion.ik import body_box, standing
from wenwu.motion.ik_chain import forward, jacobian, workspace

MOST = 100  # steps
Places = Float[ndarray, "24 3"]
Solver = Callable[[Places, Any], tuple[Places, int, Any]]  # target, state or None → places, steps, state


def peers(skeleton: Skeleton, enough: float) -> dict[str, Solver]:
    """Those that are installed, by name."""
    found: dict[str, Solver] = {"scipy trf": _trf(skeleton, enough)}
    if find_spec("pinocchio"):
        found["pinocchio lm"] = _pinocchio(skeleton, enough)
    if find_spec("pinocchio") and find_spec("pink") and find_spec("daqp"):
        found["pink daqp"] = _pink(skeleton, enough)
    if find_spec("mink") and find_spec("daqp"):
        found["mink daqp"] = _mink(skeleton, enough)
    return found


def _far(places: Places, target: Places) -> float:
    return float(np.linalg.norm(places - target, axis=1).max())


def _trf(skeleton: Skeleton, enough: float) -> Solver:
    work, place, world, rows = workspace(), np.zeros((24, 3)), np.zeros((24, 3, 3)), np.zeros((36, 72))
    offset, box = np.ascontiguousarray(skeleton.offset), body_box()
    low, high = np.radians(np.clip(box.low, -1e4, 1e4)), np.radians(np.clip(box.high, -1e4, 1e4))

    def places(q: Float[ndarray, "36"]) -> Places:
        forward(q, offset, place, world, work)
        return place

    def slopes(q: Float[ndarray, "36"]) -> Float[ndarray, "72 36"]:
        places(q)
        jacobian(place, work, rows)
        return rows.T.copy()

    def solve(target: Places, state: Any) -> tuple[Places, int, Any]:
        start = np.radians(standing()) if state is None else state
        if state is None:
            start[:3] = target[0]
        start = np.clip(start, low + 1e-9, high - 1e-9)
        found = least_squares(
            lambda q: (places(q) - target).ravel(), start, slopes, (low, high),
            "trf", ftol=1e-10, gtol=1e-10, xtol=enough / 100, max_nfev=MOST,
        )  # fmt: skip
        return places(found.x).copy(), int(found.nfev), found.x

    return solve


def _pinocchio(skeleton: Skeleton, enough: float) -> Solver:
    import pinocchio as pin

    model = pin.buildModelFromXML(urdf(skeleton), pin.JointModelFreeFlyer())
    data = model.createData()
    frames = [model.getFrameId(name) for name in JOINTS]
    world = pin.ReferenceFrame.LOCAL_WORLD_ALIGNED

    def places(q: ndarray) -> Places:
        pin.framesForwardKinematics(model, data, q)
        return np.array([data.oMf[f].translation for f in frames])

    def solve(target: Places, state: Any) -> tuple[Places, int, Any]:
        q = pin.neutral(model) if state is None else state
        if state is None:
            q[:3] = target[0]
        now, damping, steps = places(q), 1e-4, 0
        cost = float(((target - now) ** 2).sum())
        while steps < MOST and _far(now, target) > enough:
            pin.computeJointJacobians(model, data, q)
            slope = np.concatenate([pin.getFrameJacobian(model, data, f, world)[:3] for f in frames])
            normal, pull = slope.T @ slope, slope.T @ (target - now).ravel()
            before = cost
            for _ in range(7):
                steps += 1
                change = np.linalg.solve(normal + damping * np.diag(np.diag(normal) + 1e-4), pull)
                trial = pin.integrate(model, q, change)
                there = places(trial)
                trial_cost = float(((target - there) ** 2).sum())
                if trial_cost < cost:
                    q, now, cost, damping = trial, there, trial_cost, max(damping / 7, 1e-7)
                    break
                damping *= 8
            if before - cost <= 1e-4 * before:
                break
        return now, steps, q

    return solve


def _pink(skeleton: Skeleton, enough: float) -> Solver:
    import pink
    import pinocchio as pin
    from pink.tasks import FrameTask

    model = pin.buildModelFromXML(urdf(skeleton), pin.JointModelFreeFlyer())
    model.velocityLimit[:] = 1e4
    data = model.createData()
    frames = [model.getFrameId(name) for name in JOINTS]
    tasks = [FrameTask(n, position_cost=1.0, orientation_cost=0.0, lm_damping=1e-3) for n in JOINTS]
    at = pink.Configuration(model, data, pin.neutral(model))

    def places(q: ndarray) -> Places:
        pin.framesForwardKinematics(model, data, q)
        return np.array([data.oMf[f].translation for f in frames])

    def solve(target: Places, state: Any) -> tuple[Places, int, Any]:
        start = pin.neutral(model) if state is None else state
        if state is None:
            start[:3] = target[0]
        at.update(start)
        for task, place in zip(tasks, target, strict=True):
            task.set_target(pin.SE3(np.eye(3), place))
        steps, last = 0, np.inf
        while steps < MOST:
            far = _far(places(at.q), target)
            if far <= enough or last - far < 1e-5 * last:
                break
            last = far
            at.integrate_inplace(pink.solve_ik(at, tasks, 0.02, solver="daqp", safety_break=False), 0.02)
            steps += 1
        return places(at.q), steps, at.q.copy()

    return solve


def _mink(skeleton: Skeleton, enough: float) -> Solver:
    import mink
    import mujoco

    model = mujoco.MjModel.from_xml_string(mjcf(skeleton))
    at = mink.Configuration(model)
    rest = at.q.copy()
    tasks = [
        mink.FrameTask(n, "body", position_cost=1.0, orientation_cost=0.0, lm_damping=1e-3) for n in JOINTS
    ]
    bodies = [model.body(name).id for name in JOINTS]

    def solve(target: Places, state: Any) -> tuple[Places, int, Any]:
        start = rest.copy() if state is None else state
        if state is None:
            start[:3] = target[0]
        at.update(start)
        for task, place in zip(tasks, target, strict=True):
            task.set_target(mink.SE3.from_translation(place))
        steps, last = 0, np.inf
        while steps < MOST:
            far = _far(at.data.xpos[bodies], target)
            if far <= enough or last - far < 1e-5 * last:
                break
            last = far
            at.integrate_inplace(mink.solve_ik(at, tasks, 0.02, "daqp", damping=1e-6), 0.02)
            steps += 1
        return at.data.xpos[bodies].copy(), steps, at.q.copy()

    return solve
