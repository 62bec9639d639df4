"""Writing motion into a rig's own BVH: its header to the letter, and new rows under it."""

from pathlib import Path

import numpy as np
from jaxtyping import Float
from numpy import ndarray

from wenwu.base.errors import InputError
from wenwu.motion.bvh_text import text_of


def with_rows(rig: Path, rows: Float[ndarray, "T C"], fps: float) -> str:
    """The text of a BVH with the hierarchy of the file `rig` and these channel values."""
    text = text_of(rig)
    head, found, _ = text.partition("MOTION")
    if not found:
        raise InputError(f"{rig.name} has no section MOTION")
    rows = np.round(rows, 6) + 0.0  # no "-0.000000"
    lines = [f"Frames: {len(rows)}", f"Frame Time: {1 / fps:.9f}"]
    lines += [" ".join(f"{value:.6f}" for value in row) for row in rows]
    return head.replace("\r\n", "\n") + "MOTION\n" + "\n".join(lines) + "\n"
