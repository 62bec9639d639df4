"""The renderer: a Scene in, one picture for each frame out.

The order of passes is the order of `Renderer.picture`: pose, sun, see, ambient, ground, paint.
"""

import threading
import time
from dataclasses import dataclass
from types import TracebackType

import numpy as np
from jaxtyping import Bool, Float, Float32, Int32, UInt8
from numpy import ndarray

from wenwu.base.errors import InputError
from wenwu.render import ambient, paint, raster
from wenwu.render.backdrop import backdrop, ground_rows
from wenwu.render.camera import Camera, frame_dancers
from wenwu.render.coarse import tolerance_of
from wenwu.render.ground import SIDE, grain
from wenwu.render.light import (
    dither,
    encoding,
    shade_factors,
    sky_taps,
    strengths,
    tone_curve,
    toned_bytes,
)
from wenwu.render.pack import pack
from wenwu.render.posed import Posed
from wenwu.render.pyramid import linear
from wenwu.render.shortlist import Shortlist
from wenwu.render.sunlight import Sunlight
from wenwu.render.workers import Span, Workers
from wenwu.scene.scene import Scene

THREADS = 2
STRIPS = 12  # more than threads, so that no thread waits long for the other
SMALLEST, LARGEST = 32, 8192  # [px]


@dataclass(frozen=True)
class Frame:
    """One picture and what it shows."""

    image: UInt8[ndarray, "H W 3"]  # sRGB
    surface: Int32[ndarray, "H W"]  # row of Pack.faces seen at each pixel's first sample, -1 none
    depth: Float32[ndarray, "H W"]  # [m] along the view, infinite where there is no dancer


class Renderer:
    """Draws the frames of one scene at one size, in any order."""

    def __init__(self, scene: Scene, width: int, height: int, threads: int = THREADS) -> None:
        if not (SMALLEST <= width <= LARGEST and SMALLEST <= height <= LARGEST):
            raise InputError(
                f"a picture of {width}x{height} cannot be drawn; "
                f"each side must be {SMALLEST} to {LARGEST} pixels"
            )
        self.scene = scene
        self.camera: Camera = frame_dancers(scene, width, height)
        self.pack = pack(scene, tolerance_of(scene, self.camera))
        self.posed = Posed(scene, self.pack)
        self.sunlight = Sunlight(scene, self.camera, self.pack)
        self.seconds: dict[str, float] = {}  # spent in each pass so far, for the benchmark
        self._workers = Workers(threads)
        self._reserve(width, height)

    def __enter__(self) -> "Renderer":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Let the threads go."""
        self._workers.close()

    def draw(self, frame: int) -> Frame:
        """The picture of one frame, with the surface and the distance seen in each pixel."""
        image = self.picture(frame)
        return Frame(image, *self._first_samples(self._depth, self._ids))

    def behind(self, keep: Bool[ndarray, " F"]) -> tuple[Int32[ndarray, "H W"], Float32[ndarray, "H W"]]:
        """Surface and distance [m] of the frame drawn last, as `draw` gives them, with some faces kept."""
        depth, ids = np.zeros_like(self._depth), np.zeros_like(self._ids)
        self._look(self._listed.only(keep), depth, ids)
        return self._first_samples(depth, ids)

    def _first_samples(
        self, depth: Float32[ndarray, "R C 16"], ids: Int32[ndarray, "R C 16"]
    ) -> tuple[Int32[ndarray, "H W"], Float32[ndarray, "H W"]]:
        """Surface and distance at each pixel's first sample; nothing outside the window of the dancers."""
        x0, x1, y0, y1 = self._window
        height, width = self._backdrop.shape[:2]
        surface, away = np.full((height, width), -1, np.int32), np.full((height, width), np.inf, np.float32)
        inside = np.s_[2 * y0 : 2 * y1, 2 * x0 : 2 * x1]
        rows, columns = surface[inside].shape
        near, seen = (raster.samples(t[y0:y1, x0:x1])[:rows, :columns, 0] for t in (depth, ids))
        surface[inside] = np.where(near > 0, seen, -1)
        with np.errstate(divide="ignore"):
            away[inside] = 1 / near
        return surface, away

    def picture(self, frame: int) -> UInt8[ndarray, "H W 3"]:
        """The picture of one frame alone."""
        posed, workers = self.posed, self._workers
        clock = [time.perf_counter()]
        posed.move(frame, self.camera, self.sunlight.view, workers)
        clock.append(time.perf_counter())
        self.sunlight.cast(posed, self._textures, workers)
        clock.append(time.perf_counter())
        self._see()
        clock.append(time.perf_counter())
        self._ambient()
        clock.append(time.perf_counter())
        self.sunlight.spread(frame, posed, workers)
        clock.append(time.perf_counter())
        image = self._paint(frame)
        clock.append(time.perf_counter())
        for k, name in enumerate(("pose", "sun", "see", "ambient", "ground", "paint")):
            self.seconds[name] = self.seconds.get(name, 0.0) + clock[k + 1] - clock[k]
        return image

    def _reserve(self, width: int, height: int) -> None:
        """What does not change from frame to frame, and the arrays that every frame fills anew."""
        stage = self.scene.stage
        self._textures = self.pack.textures.tables()
        self._faces, self._materials = self.pack.faces.reshape(-1), self.pack.materials.reshape(-1)
        tiles = (-(-height // 2), -(-width // 2))
        self._depth = np.zeros((*tiles, raster.TILE), np.float32)
        self._ids = np.zeros((*tiles, raster.TILE), np.int32)
        self._places = raster.places()
        self._listed = Shortlist(self.pack.faces, self.pack.both_sides, STRIPS)
        self._deep = -(-tiles[0] // STRIPS)  # rows of tiles of a strip
        self._distance, self._sky_raw, self._sky = (np.zeros(tiles, np.float32) for _ in range(3))
        self._stale = (0, tiles[1], 0, tiles[0])  # where they hold something of the frame before
        decode, pattern = linear(np.arange(256, dtype=np.uint8)), dither()
        self._tables = (decode, encoding(), pattern)
        self._dither = np.tile(pattern.astype(np.float32) / 256, (1, -(-width // 8)))[:, :width].copy()
        self._curve, self._taps = tone_curve(), sky_taps()
        tile = grain(stage.surface)
        self._grain = tile.texels
        self._own = threading.local()  # what each thread works with
        self._rows = ground_rows(self.camera, stage, tile, self.sunlight.radius)
        self._backdrop = backdrop(self.camera, stage)

    def _see(self) -> None:
        """Which triangle each sample sees."""
        screen = self.posed.flat[1]
        height, width = self._backdrop.shape[:2]
        left, right, top, low = raster.extent(screen)
        x0, x1 = (int(np.clip(edge, 0, width)) for edge in (left - 2, right + 3))
        y0, y1 = (int(np.clip(edge, 0, height)) for edge in (top - 2, low + 3))
        self._window = (x0 // 2, -(-x1 // 2), y0 // 2, -(-y1 // 2))  # in tiles
        self._listed.choose(screen, (width, height, 4), 2 * self._deep, self._workers)
        self._look(self._listed, self._depth, self._ids)

    def _look(
        self, listed: Shortlist, depth: Float32[ndarray, "R C 16"], ids: Int32[ndarray, "R C 16"]
    ) -> None:
        """Fill depth and ids inside the window of the dancers."""
        p, (x0, x1, y0, y1) = self.pack, self._window
        world, screen, _ = self.posed.flat
        geometry = (screen, world, self._faces, p.mesh_of, listed.rows, listed.counts)
        target = (depth, ids, *self._places)

        def strip(which: Span) -> None:
            for s in range(*which):
                rows = (max(s * self._deep, y0), min((s + 1) * self._deep, y1))
                raster.clear(depth, (x0, x1), rows)
                raster.see(geometry, self._textures, p.first_cut, target, s, rows)

        self._workers.share(strip, 0, STRIPS, STRIPS)

    def _ambient(self) -> None:
        """Open sky of every tile of the dancers."""
        x0, x1, y0, y1 = self._window
        distance, raw, pixels = self._distance, self._sky_raw, self.camera.focal / 2
        c0, c1, r0, r1 = self._stale
        distance[r0:r1, c0:c1], self._sky[r0:r1, c0:c1] = 0, 1
        self._stale = self._window
        columns, share = (x0, x1), self._workers.share
        share(lambda s: ambient.halve(self._depth, distance, columns, s), y0, y1, THREADS)
        share(lambda s: ambient.occlude(distance, raw, self._taps, pixels, columns, s), y0, y1, STRIPS)
        share(lambda s: ambient.calm(raw, distance, self._sky, columns, s), y0, y1, STRIPS)

    def _paint(self, frame: int) -> UInt8[ndarray, "H W 3"]:
        """Light, tone and write every pixel."""
        p, sun, ground_top = self.pack, self.sunlight, self._rows.horizon
        image = np.empty(self._backdrop.shape, np.uint8)
        power = strengths(self.scene.stage, frame, self.scene.fps)
        world, screen, _ = self.posed.flat
        scene = (screen, world, self._faces, p.mesh_of, self._materials, self._textures)
        turn = sun.view.texel_from_world(self.camera.focus[frame]).reshape(-1)
        light = (*self._lamps(power), turn, sun.bias, self.camera.eye[frame])
        light = tuple(part.astype(np.float32) for part in light)
        grid = (self._sky.shape[1], self._sky.shape[0])
        sky, distance = self._sky.reshape(-1), self._distance.reshape(-1)
        lights = (light, sun.map.reshape(-1), len(sun.map), sky, distance, grid, self._curve)
        place, shades, where = self._floor(frame, power)
        x0, x1, y0, y1 = self._window
        seen = (self._depth, self._ids)

        def strip(tiles: Span) -> None:
            first, last = 2 * tiles[0], min(2 * tiles[1], len(image))
            above = slice(first, min(last, ground_top))
            image[above] = self._backdrop[above]
            row, lot = self._work()
            paint.ground(image, place, shades, row, where, (max(first, ground_top), last))
            window = (x0, x1, max(y0, tiles[0]), min(y1, tiles[1]))
            paint.dancers(image, scene, lights, seen, (*self._tables, lot), window)

        self._workers.share(strip, 0, len(self._ids), 16)
        return image

    def _work(self) -> tuple[tuple, tuple]:
        """A row of ground and a lot of fragments for the thread that asks."""
        if not hasattr(self._own, "arrays"):
            row = (np.zeros(SIDE, np.float32), *np.zeros((3, self._backdrop.shape[1]), np.float32))
            self._own.arrays = row, paint.lot()
        return self._own.arrays

    def _floor(self, frame: int, power: dict[str, Float[ndarray, "3"]]) -> tuple[tuple, tuple, tuple]:
        """What the ground's kernel reads: colours as bytes, shades, and where eye and focus are."""
        rows, sun, sine = self._rows, self.sunlight, float(self.scene.stage.sun_from[1])
        pool = np.ascontiguousarray(toned_bytes(rows.pool * (power["sun"] * sine + power["sky"])).T)
        place = (rows.rays, rows.level, self._grain, pool, toned_bytes(power["horizon"]), self._dither)
        factors, sky_map = shade_factors(power, sine), np.array(sun.sky_place(frame), np.float32)
        shades = (sun.ground, sun.ground_map(frame), sun.shaded, factors, sun.sky, sky_map)
        eye, focus = self.camera.eye[frame], self.camera.focus[frame]
        return place, shades, tuple(np.float32(c) for c in (eye[0], eye[2], focus[0], focus[2]))

    def _lamps(self, power: dict[str, Float[ndarray, "3"]]) -> tuple[Float[ndarray, "3"], ...]:
        """The lights in the order the kernels expect; the rim light stands behind, opposite the sun."""
        toward = np.array(self.scene.stage.sun_from)
        behind = np.array([-0.35 * np.sign(toward[0]), 0.55, -0.76])
        behind /= np.linalg.norm(behind)
        return (toward, power["sun"], power["sky"], power["bounce"], power["horizon"], behind, power["rim"])
