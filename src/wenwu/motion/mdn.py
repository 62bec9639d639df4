"""The mixture density network at work: words, a reference and a timeline become a mixture in every frame.

p(y|x) = Σ_k π_k N(y | μ_k, diag σ_k²) (eq. 7; docs/paper.md, entries 1 and 12). y are 72 coordinates and
their velocities in the dancer's own frame (`dancer_frame`), in the metres of a body with the score's leg.
The weights π are the same in every frame of a phrase: a component is one way to dance the whole of it. The
network was trained with torch (`mdn_train`) and runs on ONNX Runtime; nothing here imports torch.
"""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

import numpy as np
from jaxtyping import Float
from numpy import ndarray

from wenwu.base.errors import InputError
from wenwu.motion.mirror import OTHER_JOINT
from wenwu.motion.timeline import WIDTH as TIMELINE

COORDINATES, STATE = 72, 144
TEXT, REFERENCE = 256, 128
INPUT = TEXT + REFERENCE + TIMELINE
LARGEST = 32 * 2**20  # [bytes]


@dataclass(frozen=True)
class Mixture:
    """K ways to dance a phrase, each a Gaussian in every frame."""

    log_weight: Float[ndarray, "T K"]  # log π, the same in every frame
    mean: Float[ndarray, "T K 144"]  # [m, m/s]
    sigma: Float[ndarray, "T K 144"]  # [m, m/s]

    @property
    def weight(self) -> Float[ndarray, " K"]:
        """π of the phrase."""
        return np.exp(self.log_weight[0])

    def sized(self, scale: float) -> "Mixture":
        """The same for a body whose leg is `scale` of the score's."""
        return replace(self, mean=self.mean * scale, sigma=self.sigma * scale)

    def log_density(self, state: Float[ndarray, "T 144"]) -> Float[ndarray, "T K"]:
        """log N(y_t | μ_k, diag σ_k²) of every frame under every component."""
        z = (state[:, None] - self.mean) / self.sigma
        return -0.5 * (z * z).sum(-1) - np.log(self.sigma).sum(-1) - 0.5 * STATE * np.log(2 * np.pi)

    def mirrored(self) -> "Mixture":
        """The same danced the other way round: left is right."""
        flip = np.array([-1.0, 1.0, 1.0])
        shape = (*self.mean.shape[:2], 2, 24, 3)
        mean = (self.mean.reshape(shape)[..., OTHER_JOINT, :] * flip).reshape(self.mean.shape)
        return replace(
            self, mean=mean, sigma=self.sigma.reshape(shape)[..., OTHER_JOINT, :].reshape(self.mean.shape)
        )


@dataclass(frozen=True)
class Network:
    """A trained network: an ONNX graph, and the facts that were written into it."""

    graph: bytes

    @cached_property
    def _session(self) -> Any:
        import onnxruntime as ort

        options = ort.SessionOptions()
        options.intra_op_num_threads = 1  # one order of sums, so that equal input gives equal bytes
        options.log_severity_level = 3
        return ort.InferenceSession(self.graph, options, providers=["CPUExecutionProvider"])

    @cached_property
    def facts(self) -> dict[str, Any]:
        """What the weights say of themselves: corpus, steps, seed, references, λ, η."""
        return json.loads(self._session.get_modelmeta().custom_metadata_map.get("wenwu", "{}"))

    @cached_property
    def fingerprint(self) -> str:
        """The first twelve digits of the graph's SHA-256."""
        return hashlib.sha256(self.graph).hexdigest()[:12]

    def predict(
        self,
        text: Float[ndarray, "256"],
        reference: Float[ndarray, "128"],
        timeline: Float[ndarray, "T P"],
    ) -> Mixture:
        """The mixture of one phrase: its words, how bodies move in it, and the rows of its frames."""
        frames = len(timeline)
        rows = np.concatenate([np.tile(np.concatenate([text, reference]), (frames, 1)), timeline], 1)
        found = self._session.run(None, {"x": rows[None].astype(np.float32)})
        log_weight, mean, sigma = (np.asarray(part[0], float) for part in found)
        return Mixture(np.tile(log_weight, (frames, 1)), mean, sigma)

    def reference(self, dance: str) -> Float[ndarray, "128"]:
        """How a dance's own performances move on average; zeros where the network never saw the dance."""
        return np.array(self.facts.get("references", {}).get(dance, np.zeros(REFERENCE)), float)

    @property
    def dances(self) -> Sequence[str]:
        """The dances it was trained on."""
        return sorted(self.facts.get("references", {}))


@lru_cache(maxsize=4)
def load_network(path: Path) -> Network:
    """The network of a file. Raises InputError where it is none of ours, or larger than LARGEST."""
    if not path.is_file():
        raise InputError(f"there is no network at {path}; wenwu train motion writes one")
    if path.stat().st_size > LARGEST:
        raise InputError(f"{path.name} is larger than a motion network can be ({LARGEST >> 20} MiB)")
    return _checked(path.read_bytes(), path.name)


def _checked(graph: bytes, name: str) -> Network:
    """The network, if it is one of ours."""
    import onnxruntime.capi.onnxruntime_pybind11_state as ort

    network = Network(graph)
    try:
        (rows,) = network._session.get_inputs()
    except (ort.InvalidProtobuf, ort.InvalidGraph, ort.Fail, ValueError) as error:
        raise InputError(f"{name} is no motion network that wenwu wrote") from error
    if rows.shape[-1] != INPUT or "references" not in network.facts:
        raise InputError(f"{name} is a network of another kind: it reads {rows.shape[-1]} numbers a frame")
    return network
