"""How long a sentence takes to become a finished film, how much memory it needs, how soon the help appears.

Each run is a process of its own, as a user starts it. The runs are interleaved with a fixed piece of work of
numpy's, so that a slow machine or a busy moment shows: compare seconds only where `reference_seconds` agree.
"""

import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from wenwu.base.seed import generator

RUNS = 5
PROMPTS: Mapping[str, str] = {
    "one_dancer": "A Dai woman dances the peacock dance at the Water-Splashing Festival",
    "six_dancers": "Six Yi women dance the left-foot dance at a festival",
}
LENGTH = ("--seconds", "10", "--size", "1280x720", "--fps", "30", "--seed", "1")
MEBIBYTE = 1024 * 1024
KIBIBYTES_OF_MAXRSS = 1 if sys.platform != "darwin" else 1024  # Linux counts kibibytes, macOS bytes


def run(data: Path | None = None, runs: int = RUNS) -> dict[str, Any]:
    """Medians of `runs` warm runs a prompt, one run with cold caches, and what the machine is."""
    result: dict[str, Any] = {"n": runs, "seed": 1, "machine": machine()}
    seconds: dict[str, list[float]] = {name: [] for name in (*PROMPTS, "help", "reference")}
    memory: dict[str, int] = {}
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        result["cold_one_dancer_seconds"], _ = _animate("one_dancer", place / "cold", place / "caches")
        for name in PROMPTS:
            _animate(name, place / f"warm_{name}")
        for turn in range(runs):
            for name in PROMPTS:
                seconds["reference"].append(_reference())
                took, peak = _animate(name, place / f"{name}_{turn}")
                seconds[name].append(took)
                memory[name] = max(peak, memory.get(name, 0))
            seconds["help"].append(_timed(["--help"])[0])
    for name, all_of_it in seconds.items():
        result[f"{name}_seconds"] = statistics.median(all_of_it)
        result[f"{name}_seconds_most"] = max(all_of_it)
    for name, peak in memory.items():
        result[f"{name}_peak_mib"] = peak / MEBIBYTE
    return result


def machine() -> str:
    """What a reader needs to compare."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    return f"{platform.system()} {platform.machine()}, {cores} cores, Python {platform.python_version()}"


def _animate(name: str, out: Path, caches: Path | None = None) -> tuple[float, int]:
    """Seconds and peak bytes of one run; with an empty folder for numba's caches it is a first run."""
    words = ["animate", PROMPTS[name], "-o", str(out), "--quiet", *LENGTH]
    return _timed(words, {"NUMBA_CACHE_DIR": str(caches)} if caches else {})


def _timed(words: Sequence[str], extra: Mapping[str, str] = {}) -> tuple[float, int]:
    """Wall seconds and peak bytes in memory of a `wenwu` process, started by a small one that tells both."""
    command = [sys.executable, "-c", _STARTER, *words]
    environment = {**os.environ, **extra}
    done = subprocess.run(command, env=environment, check=True, capture_output=True, text=True)
    seconds, peak = done.stdout.split()[-2:]
    return float(seconds), int(peak) * 1024 // KIBIBYTES_OF_MAXRSS


_STARTER = """
import resource, subprocess, sys, time
began = time.perf_counter()
subprocess.run([sys.executable, "-m", "wenwu", *sys.argv[1:]], check=True, stdout=subprocess.DEVNULL)
took = time.perf_counter() - began
print(took, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
"""


def _reference() -> float:
    """Seconds of a fixed piece of work."""
    rows = generator(0, "reference").standard_normal((900, 900))
    began = time.perf_counter()
    for _ in range(12):
        rows = np.tanh(rows @ rows.T / 900)
    return time.perf_counter() - began
