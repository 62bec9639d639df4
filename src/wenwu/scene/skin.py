"""Skin: a painted texture for the head and one for the body, from the performer's own tones.

Calm and a little stylised: soft lips and brows, warm cheeks and nose, shaded eye sockets and folds.
Nothing here depends on anything but the performer.
"""

from dataclasses import dataclass

import numpy as np
from jaxtyping import Float, Int, UInt8
from numpy import ndarray
from scipy.interpolate import CubicSpline

from wenwu.base.seed import generator
from wenwu.body.base_mesh import load_base_mesh
from wenwu.body.performer import Body, Surface
from wenwu.scene.head import U_SPAN, Head
from wenwu.scene.paint import clouds, colour, filled, smoothstep, strokes, tinted, to_bytes

SIZE = 1024  # [px] of the head's texture
BODY_SIZE = 512
DARK_SPOT = (0.004, 0.996)  # where triangles inside the mouth look up their colour
MILLI = 0.001


@dataclass(frozen=True)
class Face:
    """The head's texture in measures of the head: every pixel's angle [rad] and height [m]."""

    head: Head
    angle: Float[ndarray, "H W"]
    height: Float[ndarray, "H W"]

    def spot(self, point: Float[ndarray, "3"], wide: float, high: float) -> Float[ndarray, "H W"]:
        """A soft spot at a point of the head, its half-widths in millimetres along the skin."""
        reach = np.hypot(point[0], point[2] - self.head.centre[2])
        across = (self.angle[0] - np.arctan2(point[0], point[2] - self.head.centre[2])) * reach
        aside = np.exp(-((across / (wide * MILLI)) ** 2))
        return np.exp(-(((self.height[:, 0] - point[1]) / (high * MILLI)) ** 2))[:, None] * aside


def face_of(head: Head) -> Face:
    """Angles and heights of the texture's pixels."""
    centre = (np.arange(SIZE) + 0.5) / SIZE
    wide = np.clip((centre - 0.5) * 2 / U_SPAN, -1, 1)
    angle = 2 * np.sin(np.arcsin(wide) / 3) * np.pi
    height = head.top - centre * (head.top - head.low)
    return Face(head, *np.broadcast_arrays(angle[None], height[:, None]))


def head_texture(body: Body, head: Head, uv: Float[ndarray, "V 2"], scalp: bool) -> UInt8[ndarray, "H W 3"]:
    """The face, painted; `scalp` darkens the skin where hair grows. `uv`: of the skin surface's rows."""
    performer, face = body.performer, face_of(head)
    tone, warm = colour(performer.skin["tone"]), colour(performer.skin["warm"])
    rng = generator(7, "skin", performer.id)
    image = np.broadcast_to(tone, (SIZE, SIZE, 3)).copy()
    mottle = 0.5 * clouds(rng, SIZE, 22) + 0.3 * clouds(rng, SIZE, 70)
    image *= 1 + 0.02 * (mottle * smoothstep(1.0, 0.8, np.arange(SIZE) / SIZE)[:, None])[..., None]
    image = _warmth(image, face, body, warm)
    image = _cavities(image, body, head, uv, tone, warm)
    image = _age(image, face, body, tone)
    image = _eye_paint(image, face, body, tone)
    image = _lips(image, body, head, uv)
    image = _brows(image, face, body)
    if scalp:
        image = tinted(image, _scalp(face), _hair_colour(body) * 0.9 + tone * 0.06, 0.96)
    image[-8:, :8] = colour("#3A1512")
    return to_bytes(image)


def body_texture(body: Body) -> UInt8[ndarray, "H W 3"]:
    """The skin of neck, trunk and limbs in the base mesh's UV, with nails."""
    tone, warm = colour(body.performer.skin["tone"]), colour(body.performer.skin["warm"])
    image = np.broadcast_to(tone, (BODY_SIZE, BODY_SIZE, 3)).copy()
    masks = load_base_mesh().masks
    for name in ("fingernails", "toenails"):
        image = tinted(image, masks[name] / 255, 0.45 * tone + 0.55 * colour("#F2C9BC"), 0.75)
    skin = body.surfaces["skin"]
    hands = np.isin(
        skin.joints[:, 0], [i for i, n in enumerate(body.rig.names) if "Hand" in n or "Distal" in n]
    )
    corners = skin.faces[hands[skin.faces].all(1)]
    knuckles = filled(BODY_SIZE, skin.uv[corners].astype(float), np.full(len(corners), 1.0), 2.0)
    return to_bytes(tinted(image, knuckles, warm, 0.10))


def mouth_inside(body: Body) -> Int[ndarray, " V"]:
    """1 for rows of the skin surface that lie inside the mouth."""
    return (sample(load_base_mesh().masks["inside-mouth"], body.surfaces["skin"]) > 0.5).astype(int)


def sample(mask: UInt8[ndarray, "H W"], surface: Surface) -> Float[ndarray, " V"]:
    """A mask's value 0…1 at every row of the skin surface."""
    size = mask.shape[0]
    x, y = (np.clip((surface.uv[:, k] * size).astype(int), 0, size - 1) for k in (0, 1))
    return mask[y, x] / 255


def _hair_colour(body: Body) -> Float[ndarray, "3"]:
    return colour(body.performer.hair["colour"])


def _warmth(
    image: Float[ndarray, "H W 3"], face: Face, body: Body, warm: Float[ndarray, "3"]
) -> Float[ndarray, "H W 3"]:
    head, nose = face.head, body.landmarks["nose"]
    strength = 0.30 if body.performer.gender == "woman" else 0.2
    for eye in head.eyes:
        side = np.sign(eye[0])
        cheek = eye + np.array([side * 12, -33, 0]) * MILLI
        image = tinted(image, face.spot(cheek, 20.0, 17.0), warm, strength)
        image = tinted(
            image, face.spot(body.landmarks["ear_l" if side > 0 else "ear_r"], 20.0, 24.0), warm, 0.16
        )
        image = tinted(
            image, face.spot(eye + np.array([side * 2, 2, 0]) * MILLI, 20.0, 13.0), warm * 0.72, 0.20
        )
    image = tinted(image, face.spot(nose, 11.0, 12.0), warm, 0.22)
    return tinted(
        image, face.spot(body.landmarks["chin"] + np.array([0, 9, 0]) * MILLI, 15.0, 9.0), warm, 0.10
    )


def _cavities(
    image: Float[ndarray, "H W 3"], body: Body, head: Head, uv: Float[ndarray, "V 2"],
    tone: Float[ndarray, "3"], warm: Float[ndarray, "3"],
) -> Float[ndarray, "H W 3"]:  # fmt: skip
    """Folds are a little darker and warmer, ridges a little lighter, as light gathers there."""
    skin = body.surfaces["skin"]
    edges = np.unique(np.sort(skin.source[skin.faces][:, [[0, 1], [1, 2], [2, 0]]].reshape(-1, 2), 1), axis=0)
    count = int(skin.source.max()) + 1
    place, normal = np.zeros((count, 3)), np.zeros((count, 3))
    place[skin.source], normal[skin.source] = skin.vertices, skin.normals
    apart = place[edges[:, 1]] - place[edges[:, 0]]
    length = np.linalg.norm(apart, axis=1)
    fold = np.zeros(count)
    near = np.maximum(np.bincount(edges.ravel(), minlength=count), 1)
    for a, sign in ((0, 1.0), (1, -1.0)):
        lean = sign * np.einsum("ei,ei->e", apart, normal[edges[:, a]]) / np.maximum(length, 1e-6)
        fold += np.bincount(edges[:, a], lean, count)
    fold /= near
    for _ in range(2):
        total = np.bincount(edges[:, 0], fold[edges[:, 1]], count) + np.bincount(
            edges[:, 1], fold[edges[:, 0]], count
        )
        fold = 0.5 * fold + 0.5 * total / near
    value = fold[skin.source]
    corners = skin.faces[head.faces & (mouth_inside(body)[skin.faces].max(1) == 0)]
    corners = corners[np.ptp(uv[corners, 0], axis=1) < 0.3]
    middle = skin.vertices[corners].mean(1) - head.centre
    corners = corners[np.argsort(np.hypot(middle[:, 0], middle[:, 2]))]  # the outermost is painted last
    shade = filled(SIZE, uv[corners], np.clip(0.5 + 1.6 * value[corners].mean(1), 0.0, 1.0), 2.2)
    deep = np.clip(shade - 0.5, 0, 0.5) * np.where(shade > 0, 1, 0)
    light = np.clip(0.5 - shade, 0, 0.5) * np.where(shade > 0.02, 1, 0)
    image = tinted(image, deep, tone * 0.45 * (0.75 + 0.25 * warm / warm.max()), 1.05)
    return tinted(image, light, np.minimum(tone * 1.12, 1), 0.5)


def _age(
    image: Float[ndarray, "H W 3"], face: Face, body: Body, tone: Float[ndarray, "3"]
) -> Float[ndarray, "H W 3"]:
    """Forehead lines, crow's feet and the folds beside the mouth, as deep as the performer is old."""
    years = float(body.performer.skin["age"])
    if years < 0.3:
        return image
    head, lines = face.head, []
    brow = head.eyes[:, 1].mean() + 0.03
    for k in range(3):
        x = np.linspace(-34, 34, 15) * MILLI
        y = brow + (7 + 8 * k) * MILLI + 0.0015 * np.cos(x * 110 + k) - 3 * x**2
        lines.append((_on_face(head, x, y, head.eyes[0, 2] + 0.016), 2.2, 0.5))
    for eye in head.eyes:
        side = np.sign(eye[0])
        for k in range(3):
            x = eye[0] + side * np.linspace(16, 25, 6) * MILLI
            y = eye[1] + (k - 1) * 2 * MILLI + (k - 0.7) * np.linspace(0, 5, 6) * MILLI
            lines.append((_on_face(head, x, y, eye[2] - 0.008), 1.6, 0.45))
    return tinted(image, strokes(SIZE, lines, 2.0), tone * 0.55, 0.55 * years)


def _eye_paint(
    image: Float[ndarray, "H W 3"], face: Face, body: Body, tone: Float[ndarray, "3"]
) -> Float[ndarray, "H W 3"]:
    """The fold above the upper lid and a soft dark line along the lashes."""
    head, folds, rims, under = face.head, [], [], []
    for side in "lr":
        upper, lower = (_smooth(head.lids[side, lid], 24) for lid in ("upper", "lower"))
        rims.append((head.to_uv(upper), 4.0 if body.performer.gender == "woman" else 2.6, 0.95))
        under.append((head.to_uv(lower[9:]), 2.0, 0.6))
        rise = np.array([0, 1, 0]) * (4.2 * MILLI * np.sin(np.linspace(0.35, 2.6, 24)))[:, None]
        folds.append((head.to_uv(upper + rise), 2.6, 0.8))
    image = tinted(image, strokes(SIZE, folds, 1.6), tone * 0.48, 0.55)
    image = tinted(image, strokes(SIZE, under, 1.2), tone * 0.3, 0.6)
    return tinted(image, strokes(SIZE, rims, 1.0), _hair_colour(body) * 0.25 + 0.03, 0.9)


def _lips(
    image: Float[ndarray, "H W 3"], body: Body, head: Head, uv: Float[ndarray, "V 2"]
) -> Float[ndarray, "H W 3"]:
    skin = body.surfaces["skin"]
    lip = sample(load_base_mesh().masks["lips"], skin)
    corners = skin.faces[head.faces]
    inside = mouth_inside(body)
    corners = corners[(lip[corners].max(1) > 0.05) & (inside[corners].max(1) == 0)]
    mask = smoothstep(0.25, 0.75, filled(SIZE, uv[corners], lip[corners].mean(1), 3.0))
    tint = colour(body.performer.skin["lips"])
    image = tinted(image, mask, tint, 0.78 if body.performer.gender == "woman" else 0.5)
    rim = skin.vertices[(inside == 0) & np.isin(skin.source, skin.source[inside == 1])]
    rim = rim[np.argsort(rim[:, 0])]
    bins = np.linspace(rim[0, 0], rim[-1, 0], 12)
    line = np.array([rim[np.abs(rim[:, 0] - x) <= (bins[1] - bins[0])].mean(0) for x in bins])
    image = tinted(image, strokes(SIZE, [(head.to_uv(_smooth(line, 30)), 2.6, 1.0)], 1.3), tint * 0.38, 0.75)
    shine = line[len(line) // 2] + np.array([0, -6.5, 0]) * MILLI
    return tinted(image, face_of(head).spot(shine, 7.0, 2.2) * mask, np.array([1.0, 0.9, 0.87]), 0.22)


def _brows(image: Float[ndarray, "H W 3"], face: Face, body: Body) -> Float[ndarray, "H W 3"]:
    """Two brows of many short hairs over a soft ground."""
    head, man = face.head, body.performer.gender == "man"
    rng = generator(7, "brow", body.performer.id)
    hairs, ground = [], []
    along = np.linspace(0, 1, 40)
    for eye in head.eyes:
        side = np.sign(eye[0])
        x = np.interp(along, [0, 0.55, 1], [-11.5, 5, 18.5])
        y = CubicSpline([0, 0.35, 0.7, 1], [15.0, 18.0, 19.0, 15.0] if not man else [14.0, 16.4, 17.0, 13.5])(
            along
        )
        thick = np.interp(along, [0, 0.12, 0.5, 1], [1.6, 2.9, 2.7, 0.5]) * (1.25 if man else 0.92)
        depth = eye[2] + (12 - 9 * along**2) * MILLI
        spine = np.stack([eye[0] + side * x * MILLI, eye[1] + y * MILLI, depth], 1)
        for k in range(0, 39):
            ground.append((head.to_uv(spine[k : k + 2]), 2.6 * thick[k], 0.6))
        for _ in range(240 if man else 190):
            t = rng.uniform(0, 1)
            k = min(int(t * 39), 38)
            root = spine[k] + [0, rng.uniform(-0.5, 0.5) * 2 * thick[k] * MILLI, 0]
            lean = np.radians(np.interp(t, [0, 0.25, 0.7, 1], [72, 38, 8, -28]) + rng.normal(0, 9))
            reach = rng.uniform(2.5, 4.5) * MILLI * (1 - 0.4 * t)
            tip = root + reach * np.array([side * np.cos(lean), np.sin(lean), 0])
            hairs.append((head.to_uv(np.stack([root, tip])), 0.9, rng.uniform(0.5, 1.0)))
    tint = _hair_colour(body) * (0.8 - 0.3 * float(body.performer.hair["grey"]))
    strength = float(body.performer.hair["brow"])
    image = tinted(image, strokes(SIZE, ground, 2.2), tint, 0.50 * strength)
    return tinted(image, strokes(SIZE, hairs, 0.35), tint, 0.85 * strength)


def _scalp(face: Face) -> Float[ndarray, "H W"]:
    """1 where hair grows, soft at the hairline."""
    line = face.head.hairline(np.degrees(face.angle[0]))
    return smoothstep(-0.004, 0.009, face.height - line[None])


def _smooth(points: Float[ndarray, "N 3"], count: int) -> Float[ndarray, "M 3"]:
    t = np.linspace(0, 1, len(points))
    return CubicSpline(t, points)(np.linspace(0, 1, count))


def _on_face(head: Head, x: Float[ndarray, " N"], y: Float[ndarray, " N"], z: float) -> Float[ndarray, "N 2"]:
    return head.to_uv(np.stack([x, y, np.full_like(x, z)], 1))
