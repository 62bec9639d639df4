"""The network that finds 33 landmarks of a person in a picture: MediaPipe's, as a .tflite file.

The file is not part of wenwu: it comes with the npm package `@mediapipe/pose` (Apache-2.0). It wants a square
picture around the person, 256 px, RGB from 0 to 1.
"""

from collections.abc import Callable
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
from jaxtyping import Float, Float32
from numpy import ndarray

from wenwu.base.errors import InputError

SIDE = 256  # [px]
POINTS = 39  # 33 landmarks, two that say where the person is, and four that are not used


@dataclass(frozen=True)
class Sight:
    """What was seen in one square picture."""

    presence: float  # 0…1: whether a person is there at all
    image: Float[ndarray, "39 2"]  # [px] of the square, y down
    world: Float[ndarray, "39 3"]  # [m] about the hips: x right, y down, z away from the camera
    seen: Float[ndarray, " 39"]  # 0…1: in the picture and not hidden


Model = Callable[[Float32[ndarray, "256 256 3"]], Sight]


def load_pose_model(path: Path) -> Model:
    """The network of a .tflite file. Raises InputError where it or the library that runs it is missing."""
    if find_spec("ai_edge_litert") is None:
        raise InputError("video needs a library that is not installed: pip install 'wenwu[video]'")
    if not path.is_file():
        raise InputError(
            f"there is no {path}; pose_landmark_full.tflite is in the npm package @mediapipe/pose"
        )
    from ai_edge_litert.interpreter import Interpreter

    try:
        network = Interpreter(model_path=str(path), num_threads=2)
        network.allocate_tensors()
    except (ValueError, RuntimeError) as error:
        raise InputError(f"{path.name} is no network that can be run") from error
    given, made = network.get_input_details()[0], network.get_output_details()
    at = {tuple(int(n) for n in one["shape"]): one["index"] for one in made}
    wanted = (1, 5 * POINTS), (1, 1), (1, 3 * POINTS)
    if tuple(given["shape"]) != (1, SIDE, SIDE, 3) or not all(shape in at for shape in wanted):
        raise InputError(
            f"{path.name} is another network; pose_landmark_full, _lite or _heavy.tflite can be used"
        )
    return lambda picture: _see(network, given["index"], [at[shape] for shape in wanted], picture)


def _see(network: Any, given: int, made: list[int], picture: Float32[ndarray, "256 256 3"]) -> Sight:
    network.set_tensor(given, picture[None])
    network.invoke()
    flat, presence, world = (np.asarray(network.get_tensor(one), float) for one in made)
    points = flat.reshape(POINTS, 5)  # x, y, z, and how sure: visible, present
    seen = 1 / (1 + np.exp(-np.minimum(points[:, 3], points[:, 4])))
    return Sight(float(presence[0, 0]), points[:, :2], world.reshape(POINTS, 3), seen)
