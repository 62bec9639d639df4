"""How fast signs are drawn: every motif the atlas lets be drawn, by several hands, at 256 × 256.

Each drawing is made anew: numbers, path, hand, pixels; nothing is kept from one to the next. Seconds are the
processor's (`process_time`, all threads together), and a busy machine tells in `reference_seconds`, a fixed
piece of work of numpy's: compare rates only where they agree.
"""

import statistics
import time
from pathlib import Path
from typing import Any

import numpy as np

from wenwu.atlas.load import load_atlas
from wenwu.atlas.model import Atlas, Motif
from wenwu.base.errors import RefusedError
from wenwu.base.seed import generator
from wenwu.measure.animate import machine
from wenwu.motifs.family import FAMILIES
from wenwu.motifs.gallery import drawn_motifs
from wenwu.motifs.sign import RENDERINGS, Rendering, draw_sign

SIZE, HANDS, AIM = 256, 5, 60.0  # [px], seeds a motif, motifs a second that the issue asks for


def run(data: Path | None = None, quick: bool = False) -> dict[str, Any]:
    """Motifs a second on one core, by rendering, and the slowest motif [ms]; seeds are 1 … n."""
    atlas = load_atlas()
    hands = 1 if quick else HANDS
    motifs = list(drawn_motifs(atlas))
    result: dict[str, Any] = {
        "motifs": len(motifs), "families": len(FAMILIES), "hands": hands, "size": SIZE, "machine": machine(),
    }  # fmt: skip
    draw_sign(motifs[0], atlas, SIZE)
    reference = []
    for rendering in RENDERINGS:
        times = {m.id: timed(m, atlas, rendering, hands) for m in motifs}
        each = {id: seconds for id, seconds in times.items() if seconds}
        every = [s for seconds in each.values() for s in seconds]
        result[f"{rendering}_n"] = len(every)
        result[f"{rendering}_per_second"] = len(every) / sum(every)
        slow = max(each, key=lambda id: statistics.median(each[id]))
        result[f"{rendering}_slowest"] = f"{slow} {1e3 * statistics.median(each[slow]):.0f} ms"
        reference.append(reference_seconds())
    result["aim_per_second"] = AIM
    result["reference_seconds"] = statistics.median(reference)
    return result


def timed(motif: Motif, atlas: Atlas, rendering: Rendering, hands: int) -> list[float]:
    """Seconds of each drawing; none where the people's palette has no such craft."""
    out = []
    for seed in range(1, hands + 1):
        began = time.process_time()
        try:
            draw_sign(motif, atlas, SIZE, seed, rendering)
        except RefusedError:
            return []
        out.append(time.process_time() - began)
    return out


def reference_seconds() -> float:
    """Seconds of a fixed piece of work."""
    rows = generator(0, "reference").standard_normal((300, 300))
    began = time.process_time()
    for _ in range(6):
        rows = np.tanh(rows @ rows.T / 300)
    return time.process_time() - began
