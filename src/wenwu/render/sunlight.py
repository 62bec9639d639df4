"""The sun's part of a frame: its map of the dancers, and what it and the sky leave on the ground."""

import numpy as np
from jaxtyping import Float, Float32
from numpy import ndarray

from wenwu.render import raster, shadow
from wenwu.render.camera import Camera, outline
from wenwu.render.light import NORMAL_BIAS, SOFTNESS, sun_view
from wenwu.render.pack import Pack
from wenwu.render.posed import Posed
from wenwu.render.shortlist import Shortlist
from wenwu.render.workers import Span, Workers
from wenwu.scene.scene import Scene

NEAR_GROUP = 2.2  # [m] a reach that the small map serves
MAP, LARGE_MAP = 576, 960  # [texel], whole tiles
CELLS, LARGE_CELLS = 128, 192  # of the grid of skylight on the ground
BLURS = (1, 3, 7, 16)  # [cell] of the shadow on the ground, each on top of the one before
SKY_BLUR, TOUCH_BLUR = 0.16, 0.035  # [m]
STRIPS = 8  # of the map
LIGHT_BIAS = 0.004  # [m] along the light


class Sunlight:
    """Shadow map, and grids of sunlight and skylight on the ground; `cast` and `spread` fill them."""

    def __init__(self, scene: Scene, camera: Camera, pack: Pack) -> None:
        shown = np.arange(0, len(scene), max(1, round(scene.fps / 6)))
        points = np.concatenate([outline(f, shown) for f in scene.figures], axis=1)
        points = points - camera.focus[shown, None]
        self.radius = float(np.hypot(points[..., 0], points[..., 2]).max())
        """How far anything ever is from the followed point, on the ground [m]."""
        near = self.radius < NEAR_GROUP
        size, grid = (MAP, CELLS) if near else (LARGE_MAP, LARGE_CELLS)
        self._camera, self._pack = camera, pack
        self.view = sun_view(scene.stage, points, size)
        self.bias: Float[ndarray, "2"] = np.array([NORMAL_BIAS * self.view.texel, LIGHT_BIAS])
        """How far a point moves off its surface before asking for its shadow: along normal and light [m]."""
        self.map: Float32[ndarray, "S S"] = np.full((size, size), 1e6, np.float32)
        """Distance along the light of what it meets first [m]."""
        self._tiles = np.zeros((size // 4, size // 4, raster.TILE), np.float32)
        self._listed = Shortlist(pack.faces, pack.both_sides, STRIPS)
        cells = (size // 2, size // 2)
        self._mask, self._far, self._work = (np.zeros(cells, np.float32) for _ in range(3))
        self._spread, self._far_work = (np.zeros(cells, np.float32) for _ in range(2))
        self._levels = tuple(np.zeros(cells, np.float32) for _ in BLURS)
        self.ground: Float32[ndarray, "G G"] = np.ones(cells, np.float32)
        """Share of the sun on the ground, half a map texel to a cell."""
        self.shaded = (0, 0, 0, 0)
        self._crowd, self._touch, self._sky_work = (np.zeros((grid, grid), np.float32) for _ in range(3))
        self.sky: Float32[ndarray, "K K"] = np.ones((grid, grid), np.float32)
        """Factor on the ground's brightness under what hides the sky."""

    def cast(self, posed: Posed, textures: tuple, workers: Workers) -> None:
        """Look at the dancers from the sun."""
        p, size, listed = self._pack, len(self.map), self._listed
        deep = -(-size // 4 // STRIPS)  # rows of tiles of a strip
        world, _, lit = posed.flat
        listed.choose(lit, (size, size, 1), 4 * deep, workers)
        geometry = (lit, world, p.faces.reshape(-1), p.mesh_of, listed.rows, listed.counts)

        def strip(which: Span) -> None:
            for s in range(*which):
                rows = (s * deep, min((s + 1) * deep, size // 4))
                raster.cast(geometry, textures, p.first_cut, (self._tiles, self.map), s, rows)

        workers.share(strip, 0, STRIPS, STRIPS)

    def spread(self, frame: int, posed: Posed, workers: Workers) -> None:
        """Lay sunlight and skylight on the ground."""

        def edges() -> None:
            sources = (self._mask, *self._levels[:-1])
            for source, target, radius in zip(sources, self._levels, BLURS, strict=True):
                shadow.blur(source, self._work, target, radius)

        def distances() -> None:
            shadow.blur(self._far, self._far_work, self._spread, 6)
            shadow.blur(self._spread, self._far_work, self._far, 5)

        def skylight() -> None:
            place = self.sky_place(frame)
            shadow.crowd(posed.world, self._crowd, self._touch, place)
            for grid, wide in ((self._crowd, SKY_BLUR), (self._touch, TOUCH_BLUR)):
                radius = max(1, round(wide * place[2]))
                shadow.blur(grid, self._sky_work, self.sky, radius)
                shadow.blur(self.sky, self._sky_work, grid, radius)
            shadow.open_sky(self._crowd, self._touch, self.sky)

        shadow.ground_mask(self.map, self._ground_plane(frame), self._mask, self._far)
        workers.each(edges, skylight, distances)
        self.shaded = shadow.soften(self._levels, self._far, SOFTNESS, 2 * self.view.texel, self.ground)

    def ground_map(self, frame: int) -> Float32[ndarray, "6"]:
        """Cell x and y of a point on the ground: constant, per x, per z; each."""
        light = self.view.texel_from_world(self._camera.focus[frame])
        return (light[:2, [3, 0, 2]] / 2).reshape(-1).astype(np.float32)

    def sky_place(self, frame: int) -> tuple[float, float, float]:
        """The skylight grid's corner x, z [m] and its cells per metre; it moves by whole cells."""
        side = 2 * self.radius + 1.2
        scale = len(self.sky) / side
        x, z = np.floor((self._camera.focus[frame, [0, 2]] - side / 2) * scale) / scale
        return float(x), float(z), float(scale)

    def _ground_plane(self, frame: int) -> Float[ndarray, "3"]:
        """The ground's depth in the sun's map: constant, per texel x, per texel y.

        A ground point is x·right + y·down + z·along with height 0, and `right` is level:
        z = −y·down_y / along_y.
        """
        axes, texel = self.view.axes, self.view.texel
        top = -self.view.texel_from_world(self._camera.focus[frame])[1, 3] * texel
        fall = axes[1, 1] / axes[2, 1]
        return np.array([-top * fall, 0.0, -fall * texel])
