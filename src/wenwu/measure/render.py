"""How fast pictures are drawn: one dressed dancer and six, 1280×720 and 1920×1080.

Each run draws 30 frames, spread over the dance, with shadow, ambient occlusion and edge smoothing, and is
followed by a fixed piece of work of numpy's, so that a slow machine or a busy moment shows: compare rates
only where `reference_seconds` agree. `cpu_ms` is what both threads spent together on a frame: where it comes
near to the frame's own time, the second core was busy elsewhere.
"""

import statistics
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

from wenwu.atlas.load import load_atlas
from wenwu.base.seed import generator
from wenwu.base.trace import Trace
from wenwu.body.performer import load_body
from wenwu.measure.animate import machine
from wenwu.motion.compose import compose
from wenwu.prompt.read import read_brief
from wenwu.prompt.wishes import Wishes
from wenwu.render.view import Renderer
from wenwu.scene.dress import dress
from wenwu.scene.scene import Scene

RUNS, FRAMES, SEED = 5, 30, 1
SECONDS = 4.0  # of dance; a shorter one has no room for its phrases
PROMPTS: Mapping[str, str] = {
    "one_dancer": "A Dai woman dances the peacock dance at the Water-Splashing Festival",
    "six_dancers": "Six Yi women dance the left-foot dance at a festival",
}
SIZES: Mapping[str, tuple[int, int]] = {"720p": (1280, 720), "1080p": (1920, 1080)}


def run(
    data: Path | None = None,
    runs: int = RUNS,
    frames: int = FRAMES,
    scenes: Mapping[str, Scene] | None = None,
) -> dict[str, Any]:
    """Median and slowest frames a second, and the time of each pass [ms a frame], by dancers and size."""
    result: dict[str, Any] = {"n": runs, "frames": frames, "seed": SEED, "machine": machine()}
    cases: dict[str, Renderer] = {}
    for name, scene in (scenes or staged()).items():
        result[f"{name}_triangles"] = sum(len(m.faces) for f in scene.figures for m in f.meshes)
        for size, (width, height) in SIZES.items():
            case = Renderer(scene, width, height)
            result[f"{name}_{size}_triangles_drawn"] = len(case.pack.faces)  # groups get coarser meshes
            cases[f"{name}_{size}"] = case
    rates: dict[str, list[float]] = {name: [] for name in cases}
    work: dict[str, list[float]] = {name: [] for name in cases}
    reference: list[float] = []
    for renderer in cases.values():
        renderer.picture(0)
        renderer.seconds.clear()
    for _ in range(runs):
        for name, renderer in cases.items():
            began, before = time.perf_counter(), time.process_time()
            for frame in range(frames):
                renderer.picture(frame * len(renderer.scene) // frames)
            rates[name].append(frames / (time.perf_counter() - began))
            work[name].append((time.process_time() - before) / frames)
            reference.append(_reference())
    for name, renderer in cases.items():
        result[f"{name}_fps"] = statistics.median(rates[name])
        result[f"{name}_fps_least"] = min(rates[name])
        result[f"{name}_cpu_ms"] = 1e3 * statistics.median(work[name])
        for stage, seconds in renderer.seconds.items():
            result[f"{name}_{stage}_ms"] = 1e3 * seconds / (runs * frames)
        renderer.close()
    result["reference_seconds"] = statistics.median(reference)
    return result


def staged() -> dict[str, Scene]:
    """The scenes of the two prompts, SECONDS long."""
    atlas = load_atlas()
    scenes = {}
    for name, prompt in PROMPTS.items():
        trace = Trace()
        brief = read_brief(prompt, Wishes(seconds=SECONDS, seed=SEED), atlas)
        skeletons = {part.performer: load_body(part.performer).skeleton for part in brief.cast}
        scenes[name] = dress(compose(brief, atlas, skeletons, trace), brief, atlas, trace)
    return scenes


def _reference() -> float:
    """Seconds of a fixed piece of work."""
    rows = generator(0, "reference").standard_normal((600, 600))
    began = time.perf_counter()
    for _ in range(6):
        rows = np.tanh(rows @ rows.T / 600)
    return time.perf_counter() - began
