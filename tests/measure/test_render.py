"""The benchmark of the renderer: what it reports, and that the report can be written as JSON."""

import json

import numpy as np

from wenwu.body.rig import Rig
from wenwu.scene.mesh import Material, Mesh
from wenwu.scene.scene import Figure, Scene
from wenwu.scene.stage import stage_for


def one_triangle() -> Scene:
    weights = np.zeros((3, 4), np.float32)
    weights[:, 0] = 1
    mesh = Mesh(
        "card", "cloth", np.array([[-1, 0, 0], [1, 0, 0], [0, 1.7, 0]], np.float32),
        np.tile(np.array([0, 0, 1], np.float32), (3, 1)), np.zeros((3, 2), np.float32),
        np.array([[0, 1, 2]], np.int32), np.zeros((3, 4), np.uint8), weights,
        Material("red", np.full((2, 2, 3), 90, np.uint8)),
    )  # fmt: skip
    rig = Rig(("hips",), (-1,), np.zeros((1, 3)), np.eye(4)[None])
    figure = Figure("dancer1", rig, (mesh,), np.tile(np.eye(4, dtype=np.float32), (3, 1, 1, 1)))
    return Scene(30.0, (figure,), stage_for(None), np.tile([0.0, 0.9, 0.0], (3, 1)), 1.0)


def test_the_report_names_machine_seed_runs_rates_and_every_pass(monkeypatch):
    from wenwu.measure import render

    monkeypatch.setattr(render, "SIZES", {"tiny": (64, 48)})
    report = render.run(runs=2, frames=2, scenes={"one_dancer": one_triangle()})
    assert json.loads(json.dumps(report)) == report
    assert report["n"] == 2 and report["seed"] == 1 and report["machine"]
    assert report["one_dancer_triangles"] == 1
    assert report["one_dancer_tiny_fps"] >= report["one_dancer_tiny_fps_least"] > 0
    assert report["reference_seconds"] > 0
    assert report["one_dancer_tiny_triangles_drawn"] == 1
    assert report["one_dancer_tiny_cpu_ms"] > 0
    passes = [f"one_dancer_tiny_{name}_ms" for name in ("pose", "sun", "see", "ambient", "ground", "paint")]
    spent = sum(report[name] for name in passes)
    assert all(report[name] > 0 for name in passes)
    assert spent <= 1e3 / report["one_dancer_tiny_fps_least"]
