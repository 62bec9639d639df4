"""Eyes: eyeballs with iris, limbal ring and highlight, and lashes along the lids."""

import numpy as np
from jaxtyping import Float, UInt8
from numpy import ndarray
from scipy.interpolate import CubicSpline

from wenwu.base.seed import generator
from wenwu.body.performer import Body
from wenwu.scene.head import Head
from wenwu.scene.loft import Loft, joined, sheet
from wenwu.scene.paint import colour, smoothstep, tinted, to_bytes

SIZE = 256
IRIS = 0.46  # of the eyeball's radius
PUPIL = 0.19


def eyeballs(head: Head) -> Loft:
    """Two front caps of spheres that look straight ahead."""
    tilt = np.radians(np.linspace(0, 105, 12))
    turn = np.linspace(0, 2 * np.pi, 25)
    balls = []
    for eye in head.eyes:
        out = np.stack(
            np.broadcast_arrays(
                np.sin(tilt)[:, None] * np.cos(turn),
                np.sin(tilt)[:, None] * np.sin(turn),
                np.cos(tilt)[:, None],
            ),
            -1,
        )
        uv = 0.5 + 0.48 * out[..., :2] * [1, -1]
        balls.append(sheet(eye + head.eye_radius * out, uv, closed=True))
    return joined([Loft(b.vertices, _from_centre(b, head), b.uv, b.faces) for b in balls])


def _from_centre(ball: Loft, head: Head) -> Float[ndarray, "V 3"]:
    eye = head.eyes[0 if ball.vertices[0, 0] > 0 else 1]
    return (ball.vertices - eye) / head.eye_radius


def eye_texture(body: Body) -> UInt8[ndarray, "H W 3"]:
    """Iris with fibres and a dark rim, a pupil, a window's highlight, and the upper lid's shade."""
    y, x = np.mgrid[0:SIZE, 0:SIZE] / SIZE * 2 - 1 + 1 / SIZE
    x, y = x / 0.96, -y / 0.96
    radius, angle = np.hypot(x, y), np.arctan2(y, x)
    iris, rng = colour(body.performer.eyes), generator(7, "iris", body.performer.id)
    white = np.broadcast_to(colour("#DDD5CD"), (SIZE, SIZE, 3)).copy()
    white = tinted(white, smoothstep(0.45, 0.95, np.abs(x)), colour("#D9A79A"), 0.35)
    fibres = sum(np.sin(angle * k + rng.uniform(0, 6.3)) / 4 for k in (17, 29, 41, 53))
    glow = 0.75 + 0.55 * smoothstep(PUPIL, IRIS, radius) * (0.8 - 0.5 * y) + 0.12 * fibres
    image = tinted(white, smoothstep(IRIS + 0.02, IRIS - 0.02, radius), colour("#15100E"))
    ring = smoothstep(IRIS - 0.01, IRIS - 0.09, radius)[..., None]
    image = image * (1 - ring) + np.clip(iris * glow[..., None] * 1.25, 0, 1) * ring
    image = tinted(image, smoothstep(PUPIL + 0.02, PUPIL - 0.02, radius), colour("#080606"))
    image = tinted(image, smoothstep(0.12, 0.42, y + 0.25 * x**2), colour("#2A1F1C"), 0.42)
    bright = smoothstep(0.10, 0.065, np.hypot((x + 0.15), (y - 0.17) * 0.9))
    small = smoothstep(0.045, 0.02, np.hypot(x - 0.17, y + 0.17)) * 0.55
    return to_bytes(tinted(image, np.maximum(bright, small), np.array([1.0, 1.0, 1.0]), 0.95))


def lashes(head: Head, length: float) -> Loft:
    """A curved fringe along each upper lid, `length` [m] in the middle, longer at the outer corner."""
    fringes = []
    for side, eye in zip("lr", head.eyes, strict=True):
        sign = 1 if side == "l" else -1
        lid = head.lids[side, "upper"]
        root = CubicSpline(np.linspace(0, 1, len(lid)), lid)(np.linspace(0.04, 1.0, 20))
        away = root - eye
        away = away / np.linalg.norm(away, axis=1, keepdims=True)
        share = np.linspace(0, 1, 20)[:, None]
        reach = length * (0.45 + 0.85 * share**0.8 - 0.15 * share**4)
        out = away * [0.5, 0, 1] + np.array([sign * 0.55, 0.0, 0.0]) * (share - 0.35)
        rows = [
            root - 0.0006 * away,
            root + reach * (0.55 * out + [0, 0.10, 0]),
            root + reach * (0.85 * out + [0, 0.55, 0]),
        ]
        grid = np.stack(rows[::-1])
        uv = np.stack(
            np.broadcast_arrays(np.linspace(0, 1, 20)[None], np.array([0.0, 0.5, 1.0])[:, None]), -1
        )
        fringes.append(sheet(grid, uv.copy()))
    return joined(fringes)


def lash_alpha() -> UInt8[ndarray, "H W"]:
    """Cut-out of a fringe: dense at the root (bottom), parted at the tips."""
    y, x = np.mgrid[0:64, 0:256] / np.array([63.0, 255.0])[:, None, None]
    rng = generator(7, "lashes")
    edge = np.interp(
        x[0], np.linspace(0, 1, 47), 0.30 + 0.55 * (np.arange(47) % 2) + rng.uniform(-0.1, 0.1, 47)
    )
    return np.where(y >= edge[None], 255, 0).astype(np.uint8)
