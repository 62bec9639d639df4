"""How fast a memory reads, beside what is asked of it; no torch.

The machine may be busy, so each time is told twice: on the wall, and of the processor (all threads of this
process together). Where two cores are meant, the processor's time is halved and said so.
"""

import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image

from wenwu.atlas.load import load_atlas
from wenwu.base.seed import generator
from wenwu.measure.animate import machine
from wenwu.measure.milliseconds import milliseconds
from wenwu.memory.backbone import SIDE, look
from wenwu.memory.crop import prepared
from wenwu.memory.memory import Memory, load_memory
from wenwu.memory.prototypes import COUNT, Bank, unit
from wenwu.motifs.context import Context
from wenwu.motifs.gallery import drawn_motifs
from wenwu.motifs.picture import read_picture
from wenwu.motifs.sign import draw_sign

ROUNDS, QUICK = 80, 10
MANY, BATCH = 256, 32  # pictures that are embedded, at a time
CORPUS, FEATURES = 30_000, 10_000
LARGE = 176  # [px]
CORES = 2
AIMS: Mapping[str, float] = {  # the issue's; the paper's 19.3 ms of a reading are on a GPU
    "read_processor_ms": 20.0, "network_processor_ms": 10.0, "embed_128_minutes_two_cores": 3.0,
    "embed_176_minutes_two_cores": 5.0, "bank_processor_ms": 50.0,
}  # fmt: skip
_PROBE = """
import sys, time
began = time.perf_counter()
from wenwu.memory.memory import load_memory
load_memory()
print(time.perf_counter() - began, "torch" in sys.modules)
"""


def speeds(quick: bool = False) -> dict[str, Any]:
    """Times of a reading and its parts, of embedding many, of the bank, of starting without torch."""
    rounds = QUICK if quick else ROUNDS
    memory = load_memory()
    out: dict[str, Any] = {"n": rounds, "quick": quick, "machine": machine(), "side_px": SIDE}
    out |= _reading(memory, rounds)
    for side in (SIDE, LARGE):
        out |= _embedding(side, MANY // 8 if quick else MANY)
    out |= _named("bank", _bank_work(), max(3, rounds // 8))
    seconds, torch = _started()
    out |= {"start_seconds": seconds, "torch_loaded": torch}
    out["aims"] = dict(AIMS) | {"torch_loaded": False}
    missed = [name for name, aim in AIMS.items() if out[name] > aim]
    return out | {"missed": [*missed, *(["torch_loaded"] if torch else [])]}


def _reading(memory: Memory, rounds: int) -> dict[str, float]:
    """A file of 128 × 128 read from disk to the reading, and what its parts take."""
    atlas = load_atlas()
    sign = draw_sign(next(iter(drawn_motifs(atlas))), atlas, SIDE, 1)
    context = [Context()]
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "photo.png"
        Image.fromarray(np.ascontiguousarray(sign.image)).save(file)
        picture = _bytes(file)
        cut = prepared([picture], SIDE)
        tokens = look(cut).tokens
        out = _named("read", lambda: memory.read(_bytes(file), context, atlas), rounds)
        out |= _named("open_file", lambda: _bytes(file), rounds)
    out |= _named("crop", lambda: prepared([picture], SIDE), rounds)
    out |= _named("looking", lambda: look(cut), rounds)
    out |= _named("transformer_and_banks", lambda: memory.answer(tokens, context), rounds)
    return out | {
        f"network_{kind}ms": out[f"looking_{kind}ms"] + out[f"transformer_and_banks_{kind}ms"]
        for kind in ("", "processor_")
    }


def _bytes(file: Path) -> np.ndarray:
    return np.rint(255 * read_picture(file, side=SIDE).colour).astype(np.uint8)


def _embedding(side: int, count: int) -> dict[str, float]:
    """Pictures cut and looked at, many at a time."""
    pictures = generator(1, "embedding").integers(0, 256, (count, side, side, 3)).astype(np.uint8)
    pictures[:, side // 4 :, side // 4 :] //= 3  # a figure to cut
    look(prepared(pictures[:BATCH], side))
    wall, used = time.perf_counter(), time.process_time()
    for first in range(0, count, BATCH):
        look(prepared(pictures[first : first + BATCH], side))
    wall, used = time.perf_counter() - wall, time.process_time() - used
    return {
        f"embed_{side}_minutes_wall": CORPUS * wall / count / 60,
        f"embed_{side}_processor_ms_a_picture": 1e3 * used / count,
        f"embed_{side}_minutes_two_cores": CORPUS * used / count / 60 / CORES,
    }


def _bank_work() -> Callable[[], object]:
    """10,000 features read by the bank, and the bank moved by them."""
    rng = generator(1, "bank")
    bank = Bank(unit(rng.normal(size=(COUNT, 256)).astype(np.float32)), np.ones(COUNT, np.float32))
    keys = unit(rng.normal(size=(COUNT, 256)).astype(np.float32))
    features = unit(rng.normal(size=(FEATURES, 256)).astype(np.float32))
    return lambda: (bank.read(keys, features, 0.1), bank.moved(features))


def _started() -> tuple[float, bool]:
    """Seconds until a new process holds the memory, and whether torch came with it."""
    done = subprocess.run([sys.executable, "-c", _PROBE], check=True, capture_output=True, text=True)
    seconds, torch = done.stdout.split()
    return float(seconds), torch == "True"


def _named(name: str, work: Callable[[], object], rounds: int) -> dict[str, float]:
    wall, used = milliseconds(work, rounds)
    return {f"{name}_ms": wall, f"{name}_processor_ms": used}
