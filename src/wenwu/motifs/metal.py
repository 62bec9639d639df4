"""Beaten metal: a sign raised from the sheet, domed, its ground punched, tarnish left in the hollows."""

import numpy as np
from jaxtyping import Float32, UInt8
from numpy import ndarray
from scipy.ndimage import distance_transform_edt, gaussian_filter

LIGHT = np.array([-0.52, -0.6, 0.61])  # from the upper left, toward the eye
EYE = np.array([0.0, 0.0, 1.0])
HALFWAY = (LIGHT + EYE) / np.linalg.norm(LIGHT + EYE)


def beaten(
    level: Float32[ndarray, "H W"], metal: tuple[int, int, int], rng: np.random.Generator
) -> tuple[UInt8[ndarray, "H W 3"], Float32[ndarray, "H W"]]:
    """Relief of a sign whose parts lie at `level` (0 sheet … 1 rim), and what it looks like (Blinn 1977)."""
    size = min(level.shape)
    raised = (level > 0.3).astype(np.float32)
    dome = np.minimum(distance_transform_edt(raised) / (0.035 * size), 1.0)
    punch = gaussian_filter(rng.standard_normal(level.shape), size / 200) * (1 - raised)
    sheet = 0.45 * gaussian_filter(level, size / 260) + 0.55 * np.sqrt(dome) * raised + 0.05 * punch
    height = gaussian_filter(sheet, size / 300).astype(np.float32)
    down, right = np.gradient(height * 0.045 * size)
    normal = np.stack([-right, -down, np.ones_like(height)], -1)
    normal /= np.linalg.norm(normal, axis=-1, keepdims=True)
    diffuse = np.clip(normal @ LIGHT, 0, 1)
    shine = np.clip(normal @ HALFWAY, 0, 1) ** 28
    hollow = np.clip(gaussian_filter(height, size / 40) - height + 0.12 * (1 - raised), 0, 0.5)
    tone = np.array(metal) / 255
    picture = tone * (0.3 + 0.95 * diffuse - 1.1 * hollow)[..., None] + 0.5 * shine[..., None] * (
        0.4 + 0.6 * tone
    )
    low, high = height.min(), height.max()
    image = np.round(np.clip(picture, 0, 1) * 255).astype(np.uint8)
    return image, ((height - low) / max(high - low, 1e-6)).astype(np.float32)
