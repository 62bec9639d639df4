"""The head as a map: where a point of the head lies on its texture, and where hair grows.

The texture is wrapped round the head: u by the angle from straight ahead (widened in front, where the face
is), v by height from the crown down. Hair shapes use the same angle on a smooth skull.
"""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from jaxtyping import Bool, Float, Int
from numpy import ndarray
from scipy.interpolate import RBFInterpolator, RectBivariateSpline

from wenwu.body.performer import Body, load_body
from wenwu.body.skeleton import AT

U_SPAN = 0.94  # share of the texture's width used by a full turn
LIDS = {  # rows of the base mesh on the front edge of the left lids, from the nose outward; right = + 125
    "upper": (14772, 14773, 14774, 14775, 14794, 14795, 14791, 14790, 14789, 14788, 14787),
    "lower": (14776, 14777, 14778, 14779, 14780, 14781, 14782, 14783, 14784),
}
RIGHT_LID = 125
# The hairline: degrees from straight ahead, height (0 chin, 1 crown)
HAIRLINE = ((0, 0.785), (18, 0.785), (34, 0.772), (48, 0.735), (58, 0.66), (66, 0.52), (73, 0.50), (80, 0.60),
            (92, 0.64), (106, 0.58), (116, 0.40), (128, 0.25), (150, 0.185), (180, 0.17))  # fmt: skip


@dataclass(frozen=True)
class Head:
    """Measures of one head in the T-pose [m]."""

    centre: Float[ndarray, "3"]  # inside the skull, on the midline
    top: float  # height of v = 0
    low: float  # height of v = 1, on the neck
    chin: float  # height
    crown: float
    eyes: Float[ndarray, "2 3"]  # left, right
    eye_radius: float
    lids: dict[tuple[str, str], Float[ndarray, "N 3"]]  # (l or r, upper or lower) from the nose outward
    faces: Bool[ndarray, " F"]  # triangles of the skin surface that belong to the head's texture
    radius: RectBivariateSpline  # of the skull without ears, over angle from straight ahead and slope [rad]

    def to_uv(self, points: Float[ndarray, "*N 3"]) -> Float[ndarray, "*N 2"]:
        """Texture coordinates of points of the head."""
        angle = np.arctan2(points[..., 0], points[..., 2] - self.centre[2]) / np.pi
        return np.stack([0.5 + U_SPAN / 2 * (1.5 * angle - 0.5 * angle**3), self.to_v(points[..., 1])], -1)

    def to_v(self, height: Float[ndarray, "*N"] | float) -> Float[ndarray, "*N"]:
        """Texture row of a height, 0 top, 1 bottom."""
        return (self.top - np.asarray(height)) / (self.top - self.low)

    def hairline(self, degrees: Float[ndarray, " N"]) -> Float[ndarray, " N"]:
        """Height [m] of the hairline at angles from straight ahead."""
        angle, share = np.array(HAIRLINE).T
        smooth = np.interp(np.abs(degrees), np.arange(181), _rounded(np.interp(np.arange(181), angle, share)))
        return self.chin + smooth * (self.crown - self.chin)

    def skull(self, direction: Float[ndarray, "N 3"]) -> Float[ndarray, " N"]:
        """Radius [m] of the skull in unit directions from its centre."""
        around = np.arctan2(direction[:, 0], direction[:, 2])
        return self.radius.ev(around, np.arcsin(np.clip(direction[:, 1], -1, 1)))

    def on_skull(
        self, direction: Float[ndarray, "N 3"], lift: Float[ndarray, " N"] | float
    ) -> Float[ndarray, "N 3"]:
        """Points above the skull in unit directions from its centre, `lift` [m] above the skin."""
        return self.centre + direction * (self.skull(direction) + lift)[:, None]

    def hairline_direction(self, degrees: Float[ndarray, " N"]) -> Float[ndarray, "N 3"]:
        """Directions from the skull's centre to the hairline at signed angles (positive to the left)."""
        slope = np.radians(np.linspace(80, -65, 101))  # from the crown down to the first place low enough
        around = np.radians(degrees)
        rise = np.empty(len(degrees))
        for k, height in enumerate(self.hairline(degrees)):
            heights = self.centre[1] + self.radius.ev(np.full(101, around[k]), slope) * np.sin(slope)
            rise[k] = np.interp(-height, -np.minimum.accumulate(heights), slope)
        return np.stack([np.sin(around) * np.cos(rise), np.sin(rise), np.cos(around) * np.cos(rise)], 1)


@lru_cache(maxsize=16)
def head_of(performer_id: str) -> Head:
    """The head's map of one performer."""
    body = load_body(performer_id)
    skin, marks = body.surfaces["skin"], body.landmarks
    weight = np.where(np.isin(skin.joints, [AT["head"], AT["neck"]]), skin.weights, 0).sum(1)
    faces = weight[skin.faces].mean(1) > 0.5
    used = np.unique(skin.faces[faces])
    crown, chin = float(marks["crown"][1]), float(marks["chin"][1])
    depth = (marks["nose"][2] - marks["occiput"][2]) / 2
    centre = np.array([0.0, crown - 0.105, marks["occiput"][2] + depth * 0.98])
    low = float(skin.vertices[used, 1].min()) - 0.002
    eyes, radius = _eyes(body)
    points = skin.vertices[used].astype(float)
    return Head(
        centre,
        crown + 0.004,
        low,
        chin,
        crown,
        eyes,
        radius,
        _lids(body),
        faces,
        _skull(points, centre, chin, crown),
    )


def _eyes(body: Body) -> tuple[Float[ndarray, "2 3"], float]:
    points = body.surfaces["eyes"].vertices.astype(float)
    sides = [points[points[:, 0] * s > 0] for s in (1, -1)]
    centre = np.array([(p.max(0) + p.min(0)) / 2 for p in sides])
    return centre, float(np.ptp(sides[0][:, 0]) / 2)


def _lids(body: Body) -> dict[tuple[str, str], Float[ndarray, "N 3"]]:
    lashes = body.surfaces["lashes"]
    row = {int(s): k for k, s in enumerate(lashes.source)}
    return {
        (side, lid): lashes.vertices[[row[i + step] for i in rows]].astype(float)
        for lid, rows in LIDS.items()
        for side, step in (("l", 0), ("r", RIGHT_LID))
    }


def _skull(
    points: Float[ndarray, "N 3"], centre: Float[ndarray, "3"], chin: float, crown: float
) -> RectBivariateSpline:
    """Radius over direction from the outermost points, ears and the lower face left out."""
    apart = points - centre
    radius = np.linalg.norm(apart, axis=1)
    direction = apart / radius[:, None]
    angle = np.degrees(np.arctan2(np.abs(apart[:, 0]), apart[:, 2]))
    height = (points[:, 1] - chin) / (crown - chin)
    ear = (angle > 62) & (angle < 128) & (height > 0.2) & (height < 0.74) & (np.abs(points[:, 0]) > 0.0)
    kept = np.flatnonzero(~ear & (height > -0.25))
    cells = np.round(direction[kept] * 12).astype(int)
    order = np.lexsort((-radius[kept], *cells.T))
    first = np.unique(cells[order], axis=0, return_index=True)[1]
    chosen = kept[order][first]
    shape = RBFInterpolator(direction[chosen], radius[chosen], neighbors=24, smoothing=2e-3, kernel="linear")
    around, slope = np.radians(np.linspace(-195, 195, 79)), np.radians(np.linspace(-90, 90, 37))
    flat = np.cos(slope)[None, :]
    grid = np.stack(
        np.broadcast_arrays(
            np.sin(around)[:, None] * flat, np.sin(slope)[None], np.cos(around)[:, None] * flat
        ),
        -1,
    )
    return RectBivariateSpline(around, slope, shape(grid.reshape(-1, 3)).reshape(79, 37))


def _rounded(values: Float[ndarray, " N"]) -> Float[ndarray, " N"]:
    window = np.hanning(19)
    padded = np.concatenate([values[9:0:-1], values, values[-2:-11:-1]])
    return np.convolve(padded, window / window.sum(), "valid")


def split_at_back(
    uv: Float[ndarray, "N 2"], faces: Int[ndarray, "F 3"]
) -> tuple[Int[ndarray, " M"], Float[ndarray, "M 2"], Int[ndarray, "F 3"]]:
    """Rows doubled where triangles cross the seam behind the head: old row, UV and new triangles."""
    crossing = np.ptp(uv[faces, 0], axis=1) > 0.5
    rows, moved = list(range(len(uv))), {}
    out, coordinates = faces.copy(), [*uv]
    for f in np.flatnonzero(crossing):
        for corner in range(3):
            old = faces[f, corner]
            if uv[old, 0] < 0.5:
                if old not in moved:
                    moved[old] = len(rows)
                    rows.append(old)
                    coordinates.append(uv[old] + [U_SPAN, 0])
                out[f, corner] = moved[old]
    return np.array(rows), np.clip(np.array(coordinates), 0, 1), out
