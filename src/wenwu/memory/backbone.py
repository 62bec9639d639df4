"""The network that looks: EfficientNet-Lite0 with its ImageNet weights, on ONNX Runtime.

`tools/convert_lite0.py` made the file. It gives two maps, the last one (320 channels at 1/32 of the side) and
that of block 10 (112 channels at 1/16), which on patterns tells more: ornaments are made of strokes, and the
late layers look for things. Nothing here learns, and nothing imports torch.
"""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any, Literal

import numpy as np
from jaxtyping import Float32, UInt8
from numpy import ndarray

from wenwu.base.errors import InputError
from wenwu.memory.crop import prepared

SIDES = (64, 320)  # [px] the least and the largest side that is read
SIDE = 128
GRID = 4  # tokens along a side: 16 of a picture
LAST, MIDDLE, HEAD = 320, 112, 1280
BATCH = 32
THREADS = 2

Images = UInt8[ndarray, "N S S 3"]
Kind = Literal["middle", "last", "head"]


@dataclass(frozen=True)
class Seen:
    """What the network made of pictures."""

    last: Float32[ndarray, "N 320 h w"]
    middle: Float32[ndarray, "N 112 H W"]  # twice as fine

    @property
    def tokens(self) -> Float32[ndarray, "N 16 432"]:
        """A picture in 4 × 4 places, row by row: 320 numbers of the last map, 112 of block 10."""
        return np.concatenate([gathered(self.last), gathered(self.middle)], -1)


def look(images: Images, threads: int = THREADS) -> Seen:
    """Square pictures, all of one side, through the network. InputError for a side it cannot read."""
    parts = [_run(batch, threads) for batch in _batches(images)]
    if not parts:
        raise InputError("there is no picture to look at; give at least one")
    last, middle = (np.concatenate(maps) for maps in zip(*parts, strict=True))
    return Seen(last, middle)


def features(
    images: Images, kind: Kind = "middle", side: int = SIDE, cut: bool = False, threads: int = THREADS
) -> Float32[ndarray, "N D"]:
    """One row of numbers a picture: block 10's mean and spread (224), the last map's mean (320), or the mean
    of the layer that classified ImageNet (1,280).

    Pictures of any one size are brought to `side` [px]; `cut` cuts each to its figure first.
    """
    rows = []
    for k in range(0, len(images), BATCH):
        seen = look(prepared(images[k : k + BATCH], side, cut), threads)
        rows.append(pooled(seen, kind))
    if not rows:
        raise InputError("there is no picture to look at; give at least one")
    return np.concatenate(rows)


def pooled(seen: Seen, kind: Kind = "middle") -> Float32[ndarray, "N D"]:
    """Means over the places of a map; of block 10 its spread beside them."""
    if kind == "last":
        return seen.last.mean((2, 3))
    if kind == "head":
        weight, bias = _head()
        flat = seen.last.reshape(*seen.last.shape[:2], -1).transpose(0, 2, 1)
        return np.clip(flat @ weight.T + bias, 0, 6).mean(1)
    return np.concatenate([seen.middle.mean((2, 3)), seen.middle.std((2, 3))], 1)


def gathered(maps: Float32[ndarray, "N C h w"], grid: int = GRID) -> Float32[ndarray, "N P C"]:
    """The means of grid × grid equal parts of a map, row by row; a cell that a border cuts counts by its
    share.
    """
    rows, columns = (_shares(size, grid) for size in maps.shape[2:])
    out = np.einsum("ph,nchw,qw->npqc", rows, maps, columns, optimize=True)
    return np.ascontiguousarray(out.reshape(len(maps), grid * grid, maps.shape[1]))


def _shares(size: int, grid: int) -> Float32[ndarray, "grid size"]:
    """How much of each cell falls into each part; every row sums to one."""
    edges = np.arange(size + 1) * grid / size
    part = np.arange(grid)[:, None]
    shares = np.clip(np.minimum(edges[1:], part + 1) - np.maximum(edges[:-1], part), 0, None)
    return (shares / shares.sum(1, keepdims=True)).astype(np.float32)


def _batches(images: Images) -> Iterator[Images]:
    side = images.shape[1]
    if not SIDES[0] <= side <= SIDES[1]:
        raise InputError(f"pictures of {side} pixels a side; {SIDES[0]} to {SIDES[1]} can be looked at")
    for k in range(0, len(images), BATCH):
        yield images[k : k + BATCH]


def _run(images: Images, threads: int) -> tuple[ndarray, ndarray]:
    scaled = (images.transpose(0, 3, 1, 2).astype(np.float32) - 127) / 128
    middle, last = session(threads).run(["middle", "last"], {"images": scaled})
    return last, middle


@cache
def session(threads: int = THREADS) -> Any:
    """The network, read once."""
    import onnxruntime as ort

    options = ort.SessionOptions()
    options.intra_op_num_threads = min(threads, os.cpu_count() or 1)
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")  # waiting costs no work
    options.log_severity_level = 3
    return ort.InferenceSession(str(weights() / "lite0.onnx"), options, providers=["CPUExecutionProvider"])


def weights() -> Path:
    """Where the networks of the memory lie."""
    return Path(str(files("wenwu"))) / "memory" / "weights"


@cache
def _head() -> tuple[Float32[ndarray, "1280 320"], Float32[ndarray, "1280"]]:
    with np.load(weights() / "lite0_head.npz", allow_pickle=False) as stored:
        return stored["weight"].astype(np.float32), stored["bias"].astype(np.float32)
