"""The network of ink loss at work: strokes in, which of them are lost out. It runs without torch.

Weights are learnt from CC BY-SA scans and are offered under CC BY-SA 4.0 (weights_by_sa/CARD.md).
"""

from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

import numpy as np
from jaxtyping import Bool, Float32
from numpy import ndarray
from scipy import ndimage

from wenwu.motifs.damage_field import threshold
from wenwu.motifs.damage_figure import inside

if TYPE_CHECKING:
    import onnxruntime as ort

PLANES = 7  # strokes, inside, kind, severity, noise of three sizes
LEARNT = ("ink", "edge")  # kinds, in the order of the plane `kind`: 0 and 1
SIZES = (0.0, 1.6, 8.0)  # [px] spread of the noises
WEIGHTS = "weights_by_sa/loss.onnx"

Field = Float32[ndarray, "H W"]


def lose(strokes: Field, kind: str, share: float, rng: np.random.Generator) -> Bool[ndarray, "H W"]:
    """Where `share` of the strokes (0…1, more than .5 is stroke) is lost, by the network."""
    weak = -weakness(strokes, kind, share, rng)
    solid = strokes > 0.5
    return (weak < threshold(weak, share, solid)) & solid


def weakness(strokes: Field, kind: str, share: float, rng: np.random.Generator) -> Field:
    """The network's order of loss: the larger, the sooner."""
    high, wide = strokes.shape
    made = planes(strokes, LEARNT.index(kind), share, rng)
    padded = np.pad(made, ((0, 0), (0, -high % 8), (0, -wide % 8)))
    (out,) = _session().run(None, {"planes": padded[None]})
    return out[0, 0, :high, :wide]


def planes(strokes: Field, kind: float, share: float, rng: np.random.Generator) -> Float32[ndarray, "7 H W"]:
    """What the network sees."""
    flat = [np.full(strokes.shape, value, np.float32) for value in (kind, share)]
    return np.stack([strokes, inside(strokes), *flat, *noises(strokes.shape, rng)]).astype(np.float32)


def noises(shape: tuple[int, ...], rng: np.random.Generator) -> list[Field]:
    """Noise of three sizes, each of spread 1."""
    out = []
    for size in SIZES:
        rough = rng.standard_normal(shape, np.float32)
        smooth = ndimage.gaussian_filter(rough, size, mode="wrap") if size else rough
        out.append((smooth * (2 * np.sqrt(np.pi) * size if size else 1)).astype(np.float32))
    return out


@cache
def _session() -> "ort.InferenceSession":
    import onnxruntime as ort

    options = ort.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.log_severity_level = 3
    path = str(files("wenwu.motifs").joinpath(WEIGHTS))
    return ort.InferenceSession(path, options, providers=["CPUExecutionProvider"])
