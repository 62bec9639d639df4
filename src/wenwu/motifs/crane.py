"""The crane in flight: long neck and bill stretched forward, wings raised, legs trailing."""

import numpy as np

from wenwu.motifs.curve import circle, points, ribbon, smooth, tapered
from wenwu.motifs.family import Params, family
from wenwu.motifs.path import Drawing, Shapes, filled, stroked

RIM = 1.2  # an outline is a feather drawn so much wider beneath it


@family("crane", upright=True)
def crane(params: Params) -> Drawing:
    """White body and wings, black neck, black wing tips and trailing feathers, a red crown."""
    trunk = smooth(
        points(
            (0.42, 0.1), (0.2, 0.2), (-0.16, 0.14), (-0.46, -0.04), (-0.2, -0.18), (0.2, -0.14), (0.4, -0.04)
        ),
        True,
    )
    body = [filled(trunk * s, role) for s, role in ((1.12, 0), (1.0, 1))]
    neck = smooth(points((0.34, 0.04), (0.62, 0.14), (0.86, 0.36), (1.1, 0.42)), count=10)
    throat = neck[len(neck) // 3 :]
    head = (
        filled(tapered(neck, 0.2, 0.12), 0),
        filled(tapered(neck, 0.14, 0.07), 1),
        filled(tapered(throat, 0.1, 0.07), 2),
        filled(points((1.14, 0.47), (1.52, 0.38), (1.13, 0.37)), 2),
        filled(circle(0.095, 1.1, 0.43, 20), 1),
        filled(smooth(points((1.02, 0.47), (1.1, 0.54), (1.2, 0.47), (1.1, 0.46)), True), 3),
        filled(circle(0.022, 1.13, 0.44, 10), 2),
    )
    legs = [
        stroked(smooth(points((-0.4, -0.06 - d), (-0.85, -0.16 - d), (-1.3, -0.14 - 1.6 * d))), 2, 0.045)
        for d in (0.0, 0.05)
    ]
    tail = [
        t for k in range(4) for t in _feather((-0.34, 0.0), (-0.86 + 0.05 * k, 0.14 - 0.1 * k), 0.13, 2, 0.02)
    ]
    far = [t for k in range(7) for t in _quill(k, (0.26, 0.06), 62, 9.5, 0.82)]
    near = [t for k in range(8) for t in _quill(k, (-0.02, 0.06), 96, 10.5, 0.98)]
    return Drawing((*legs, *tail, *far, *head, *body, *near, *_coverts()), 3.0, 2.2)


def _feather(
    root: tuple[float, float], tip: tuple[float, float], wide: float, role: int, bow: float
) -> Shapes:
    """One feather: a rim, a vane, a light shaft."""
    a, b = np.array(root), np.array(tip)
    across = np.array([-(b - a)[1], (b - a)[0]])
    line = smooth(np.stack([a, (a + b) / 2 + across * bow, b]), count=10)
    width = wide * np.sin(np.pi * (0.14 + 0.78 * np.linspace(0, 1, len(line))))
    vane = (filled(ribbon(line, width * RIM + 0.03), 0), filled(ribbon(line, width), role))
    return (*vane, stroked(line[2:-2], 3 - role, 0.014))


def _quill(k: int, root: tuple[float, float], first: float, step: float, long: float) -> Shapes:
    """A flight feather of a raised wing, fanned from front to back; the outer ones are black."""
    angle = np.radians(first + step * k)
    reach = long * (1.0 - 0.045 * k)
    tip = (root[0] + reach * np.cos(angle), root[1] + reach * np.sin(angle))
    return _feather(root, tip, 0.17, 2 if k < 2 or k > 5 else 1, 0.07)


def _coverts() -> Shapes:
    """Short feathers over the roots of the near wing."""
    angles = np.radians(98 + 16 * np.arange(5))
    tips = 0.02 + 0.42 * np.stack([np.cos(angles), np.sin(angles)], 1)
    return tuple(shape for x, y in tips.tolist() for shape in _feather((0.02, 0.02), (x, y), 0.15, 1, 0.05))
