"""The camera: a calm portrait lens that keeps every dancer and every raised arm in the picture."""

from dataclasses import dataclass

import numpy as np
from jaxtyping import Float, Int
from numpy import ndarray

from wenwu.scene.scene import Figure, Scene

FIELD = np.radians(25.0)  # [rad] the picture's height at the eye: about 80 mm on a full-frame camera
EYE_HEIGHT = 1.3  # [m] over the ground, for one dancer
RISE, SHALLOW = 0.55, 0.8  # extra eye height per metre of a group's depth beyond this [m]: rings show
HIGHEST = 3.4  # [m]
FOLLOW = 0.9  # [s] how slowly the camera follows (σ of a Gaussian)
MARGIN = (0.05, 0.08, 0.11)  # share of the picture left free: each side, above, below
NEAREST = 0.4  # [m] nothing comes closer to the eye
DIRECTIONS = np.stack(np.meshgrid(*[(-1.0, 0.0, 1.0)] * 3), -1).reshape(-1, 3)
"""In which a bone's surface is measured: along its axes, and between them."""


@dataclass(frozen=True)
class Camera:
    """A camera that moves but never turns."""

    width: int
    height: int
    focal: float  # [px]
    axes: Float[ndarray, "3 3"]  # rows: right, down, forward
    focus: Float[ndarray, "T 3"]  # [m] the smoothed point it follows
    eye: Float[ndarray, "T 3"]  # [m]

    def pixel_from_world(self, frame: int) -> Float[ndarray, "3 4"]:
        """Rows give x · w [px], y · w [px] and w [m], the distance along the view, of a world point."""
        lens = np.array([[self.focal, 0, self.width / 2], [0, self.focal, self.height / 2], [0, 0, 1.0]])
        turn = lens @ self.axes
        return np.hstack([turn, -turn @ self.eye[frame, :, None]])


def frame_dancers(scene: Scene, width: int, height: int) -> Camera:
    """The nearest place from which everything that moves stays in the picture at every frame."""
    focus = follow(scene)
    every = max(1, round(scene.fps / 15))
    shown = np.append(np.arange(0, len(scene) - 1, every), len(scene) - 1)
    points = np.concatenate([outline(f, shown) for f in scene.figures], axis=1) - focus[shown, None]
    deep = float(np.median(np.ptp(points[..., 2], axis=1))) - SHALLOW
    lift = min(EYE_HEIGHT + RISE * max(deep, 0.0), HIGHEST) if len(scene.figures) > 1 else EYE_HEIGHT
    slopes = np.array([np.tan(FIELD / 2) * width / height, np.tan(FIELD / 2), np.tan(FIELD / 2)])
    slopes *= 1 - 2 * np.array(MARGIN)
    tilt, distance, shift, axes = 0.0, 5.0, 0.0, np.eye(3)
    for _ in range(6):
        axes = np.array([[1, 0, 0], [0, -np.cos(tilt), -np.sin(tilt)], [0, np.sin(tilt), -np.cos(tilt)]])
        distance, shift = _fit(points.reshape(-1, 3) @ axes.T, slopes)
        # the eye stands at focus + shift·down − distance·forward
        level = float(focus[:, 1].mean()) + shift * axes[1, 1]
        tilt = -float(np.arcsin(np.clip((lift - level) / distance, -0.1, 0.5)))
    eye = focus + shift * axes[1] - distance * axes[2]
    return Camera(width, height, height / 2 / float(np.tan(FIELD / 2)), axes, focus, eye)


def follow(scene: Scene) -> Float[ndarray, "T 3"]:
    """The scene's focus smoothed in time, at one height, so that the pulse of the knees stays visible."""
    sigma = FOLLOW * scene.fps  # [frames]
    reach = int(np.ceil(3 * sigma))
    bell = np.exp(-0.5 * (np.arange(-reach, reach + 1) / sigma) ** 2)
    padded = np.pad(scene.focus.astype(float), ((reach, reach), (0, 0)), mode="edge")
    path = np.stack([np.convolve(axis, bell / bell.sum(), mode="valid") for axis in padded.T], axis=1)
    path[:, 1] = path[:, 1].mean()
    return path


def outline(figure: Figure, frames: Int[ndarray, " N"]) -> Float[ndarray, "N P 3"]:
    """World points [m] of a figure: what lies farthest out on each bone's surface, in 26 directions."""
    moving = [m for m in figure.meshes if m.name not in figure.draped and len(m.faces)]
    clouds = [figure.draped[m.name][frames] for m in figure.meshes if m.name in figure.draped]
    points = [
        np.stack([c.min(1), c.max(1)], 1)[:, [[0, 0, 0], [0, 1, 0], [1, 0, 1], [1, 1, 1]], [0, 1, 2]]
        for c in clouds
    ]
    if moving:
        vertices = np.concatenate([m.vertices for m in moving])
        bone = np.concatenate(
            [np.take_along_axis(m.joints, m.weights.argmax(1)[:, None], 1)[:, 0] for m in moving]
        )
        for b in np.unique(bone):
            own = figure.rig.from_bind[b] @ np.vstack(
                [vertices[bone == b].T, np.ones(int((bone == b).sum()))]
            )
            farthest = own[:3, np.unique((DIRECTIONS @ own[:3]).argmax(1))]
            world = figure.world_from_bone[frames, b].astype(float)
            points.append((world[:, :3, :3] @ farthest + world[:, :3, 3:]).transpose(0, 2, 1))
    return np.concatenate(points, axis=1).astype(float)


def _fit(seen: Float[ndarray, "P 3"], slopes: Float[ndarray, "3"]) -> tuple[float, float]:
    """Smallest distance [m] and shift downward [m] that hold all points (right, down, forward) in view.

    slopes: half the picture's width and the free heights above and below, per metre of distance.
    A point is in view if |right| ≤ (d + forward) s₀ and −(d + forward) s₁ ≤ down − shift ≤ (d + forward) s₂.
    One shift serves all points exactly if d ≥ (max(down − forward s₂) + max(−down − forward s₁)) / (s₁ + s₂).
    """
    right, down, forward = seen.T
    low, high = (down - forward * slopes[2]).max(), (-down - forward * slopes[1]).max()
    distance = max(
        float((np.abs(right) / slopes[0] - forward).max()),
        float(low + high) / float(slopes[1] + slopes[2]),
        float(NEAREST - forward.min()),
    )
    return distance, float(low - distance * slopes[2] + distance * slopes[1] - high) / 2
