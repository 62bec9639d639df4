"""What of a picture lies under something or is gone (paper on a print, a hole, a tear), by a small network.

It tells places, not pictures: what is not hidden is left exactly as it is. Runs on ONNX Runtime, without
torch; `wenwu train hidden` makes the file. Weights are learnt from CC BY-SA prints too and are offered under
CC BY-SA 4.0 (weights_by_sa/CARD.md).
"""

import os
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from jaxtyping import Bool, UInt8
from numpy import ndarray
from PIL import Image
from scipy import ndimage

from wenwu.base.errors import InputError
from wenwu.memory.crop import commonest

if TYPE_CHECKING:
    import onnxruntime as ort

WORK = 256  # [px] the longer side on which colours are counted
SIDE = 128  # [px] the longer side that is looked at
HIDDEN = 0.45  # chance from which a place counts as hidden
LEAST = 0.04  # of a picture: less counts as nothing, for specks of ink and paper look alike
RIM = 1  # [px of SIDE] round it that counts too: edges are seen half
FLAT, FLAT_SHARE = 6, 0.5  # [of 255] from pixel to pixel; share of a flat drawing that is so
SAME = 24  # [of 255] what is so near is one colour
THIRD = 0.004  # of a picture: less of a third colour is none
WEIGHTS = "weights_by_sa/hidden.onnx"

Picture = UInt8[ndarray, "H W 3"]


def find_hidden(picture: Picture, threads: int = 1) -> Bool[ndarray, "H W"]:
    """Where a picture, sRGB bytes, shows not its own surface, at the picture's size; nowhere below LEAST."""
    worked = _worked(picture)
    if two_toned(worked):
        return np.zeros(picture.shape[:2], bool)
    square, (down, across, high, wide) = placed(worked)
    planes = square.transpose(2, 0, 1)[None].astype(np.float32) / 255 - 0.5
    (chance,) = _session(threads).run(["hidden"], {"images": planes})
    spread = ndimage.grey_dilation(chance[0], 1 + 2 * RIM)[down : down + high, across : across + wide]
    whole = Image.fromarray(spread).resize((picture.shape[1], picture.shape[0]), Image.Resampling.BILINEAR)
    found: Bool[ndarray, "H W"] = np.asarray(whole) >= HIDDEN
    return found if found.mean() >= LEAST else np.zeros_like(found)


def _worked(picture: Picture) -> UInt8[ndarray, "h w 3"]:
    """No longer than WORK, however large a photograph is."""
    scale = WORK / max(picture.shape[:2])
    if scale >= 1:
        return picture
    high, wide = (max(round(side * scale), 1) for side in picture.shape[:2])
    return np.asarray(Image.fromarray(picture).resize((wide, high), Image.Resampling.BOX))


def two_toned(picture: Picture) -> bool:
    """Whether a picture is one flat ink on one flat ground: then nothing of a third colour lies over it."""
    colours = picture.astype(np.int16)
    step = np.maximum(
        np.abs(np.diff(colours, axis=1))[:-1].max(-1), np.abs(np.diff(colours, axis=0))[:, :-1].max(-1)
    )
    plain = colours[:-1, :-1][step <= FLAT]
    if len(plain) < FLAT_SHARE * step.size:
        return False
    ground = commonest(plain.astype(np.float32))
    other = plain[np.abs(plain - ground).max(-1) > SAME]
    inks = [ground] if not len(other) else [ground, commonest(other.astype(np.float32))]
    third = np.min([np.abs(colours - ink).max(-1) for ink in inks], 0) > SAME
    inside = ndimage.binary_erosion(third, np.ones((3, 3)))  # a soft edge is one pixel wide
    return bool(inside.mean() < THIRD)


def placed(picture: Picture) -> tuple[UInt8[ndarray, "128 128 3"], tuple[int, int, int, int]]:
    """A picture in the middle of a square, its rim drawn on; and where it lies: down, across, high, wide."""
    high, wide = fitted(picture.shape[:2])
    down, across = (SIDE - high) // 2, (SIDE - wide) // 2
    small = np.asarray(Image.fromarray(picture).resize((wide, high), Image.Resampling.BOX))
    room = ((down, SIDE - high - down), (across, SIDE - wide - across), (0, 0))
    return np.pad(small, room, mode="edge"), (down, across, high, wide)


def fitted(shape: tuple[int, ...]) -> tuple[int, int]:
    """Height and width with the longer one SIDE."""
    scale = SIDE / max(shape[:2])
    return max(round(shape[0] * scale), 1), max(round(shape[1] * scale), 1)


def network() -> Path:
    """The file of the network; InputError where it did not come along."""
    path = Path(str(files("wenwu"))) / "memory" / WEIGHTS
    if not path.is_file():
        raise InputError(f"{path.name}, which tells what is hidden, is missing; install wenwu again")
    return path


@cache
def _session(threads: int) -> "ort.InferenceSession":
    import onnxruntime as ort

    options = ort.SessionOptions()
    options.intra_op_num_threads = min(threads, os.cpu_count() or 1)
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    options.log_severity_level = 3
    return ort.InferenceSession(str(network()), options, providers=["CPUExecutionProvider"])
