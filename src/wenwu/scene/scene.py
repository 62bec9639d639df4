"""The Scene: dressed figures on a stage, every frame posed."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from jaxtyping import Float, Float32
from numpy import ndarray

from wenwu.body.rig import Rig
from wenwu.scene.mesh import Mesh


@dataclass(frozen=True)
class Figure:
    """One dressed dancer, or one free-standing prop, posed in every frame of the video."""

    name: str  # dancer1, dancer2, …, drum
    rig: Rig
    meshes: tuple[Mesh, ...]  # skinned by the rig; row order is draw order
    world_from_bone: Float32[ndarray, "T B 4 4"]
    draped: Mapping[str, Float32[ndarray, "T V 3"]] = field(default_factory=dict)
    """World vertices [m] of the meshes that the cloth solver moved, by mesh name. The rig's cloth bones
    carry the same motion, fitted, for formats that know only skinning."""


@dataclass(frozen=True)
class Stage:
    """The quiet place of the dance: colours are linear RGB."""

    ground: tuple[float, float, float]
    sky: tuple[float, float, float]  # light from above, and the backdrop
    sun: tuple[float, float, float]
    sun_from: tuple[float, float, float]  # direction toward the sun, unit
    name: str = "day"
    horizon: tuple[float, float, float] = (0.72, 0.69, 0.63)  # the haze that ground and sky fade into
    rim: tuple[float, float, float] = (0.25, 0.27, 0.30)  # soft light from behind and above, without shadow
    surface: Literal["earth", "grass", "boards", "stone"] = "earth"  # the grain of the ground
    backdrop: Literal["open", "hills", "night"] = "open"
    flicker: float = 0.0  # how much a fire's light wavers, as a share of the sun's strength


@dataclass(frozen=True)
class Scene:
    """Everything the renderer and the exporters need."""

    fps: float
    figures: tuple[Figure, ...]
    stage: Stage
    focus: Float[ndarray, "T 3"]  # [m] what the camera looks at: the dancers' middle, smoothed
    radius: float  # [m] how far dancers and their arms reach from the focus

    def __len__(self) -> int:
        return len(self.focus)
