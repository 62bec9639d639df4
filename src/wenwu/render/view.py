"""The renderer: a Scene in, one picture for each frame out.

The order of passes is the order of `Renderer.picture`: pose, sun, see, ambient, ground, paint.
"""

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
        self.pack = pack(scene)
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
        x0, x1, y0, y1 = self._window
        surface = np.full(image.shape[:2], -1, np.int32)
        surface[y0:y1, x0:x1] = self._ids[y0:y1, 4 * x0 : 4 * x1 : 4]
        depth = np.full(image.shape[:2], np.inf, np.float32)
        with np.errstate(divide="ignore"):
            depth[y0:y1, x0:x1] = 1 / self._depth[y0:y1, 4 * x0 : 4 * x1 : 4]
        return Frame(image, surface, depth)

    def behind(self, keep: Bool[ndarray, " F"]) -> tuple[Int32[ndarray, "H W"], Float32[ndarray, "H W"]]:
        """Surface and distance [m] of the frame drawn last, as `draw` gives them, with some faces kept."""
        depth, ids = np.zeros_like(self._depth), np.full_like(self._ids, -1)
        width = self._backdrop.shape[1]
        self._look(self._listed.only(keep), depth, ids)
        with np.errstate(divide="ignore"):
            return np.ascontiguousarray(ids[:, : 4 * width : 4]), 1 / depth[:, : 4 * width : 4]

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
        stage, textures = self.scene.stage, self.pack.textures
        self._textures = (textures.texels, textures.levels, textures.first_level)
        samples = 8 * -(-width // 2)  # of a row: the kernel goes through pairs of pixels
        self._depth = np.zeros((height, samples), np.float32)
        self._ids = np.full((height, samples), -1, np.int32)
        self._places = raster.places(samples)
        self._listed = Shortlist(self.pack.faces, self.pack.both_sides)
        half = (-(-height // 2), -(-width // 2))
        self._distance, self._sky_raw, self._sky = (np.zeros(half, np.float32) for _ in range(3))
        self._decode, self._encode, self._dither = (
            linear(np.arange(256, dtype=np.uint8)),
            encoding(),
            dither(),
        )
        self._curve, self._taps = tone_curve(), sky_taps()
        tile = grain(stage.surface)
        self._grain = tile.texels
        self._line = np.zeros((height, SIDE), np.float32)
        self._rows = ground_rows(self.camera, stage, tile, self.sunlight.radius)
        self._backdrop = backdrop(self.camera, stage)

    def _see(self) -> None:
        """Which triangle each sample sees."""
        screen = self.posed.screen
        height, width = self._backdrop.shape[:2]
        left, right, top, low = raster.extent(screen)
        x0, x1 = (int(np.clip(edge, 0, width)) for edge in (left - 2, right + 3))
        y0, y1 = (int(np.clip(edge, 0, height)) for edge in (top - 2, low + 3))
        self._window = (x0 & ~1, x1, y0 & ~1, y1)  # whole cells of the half-size picture begin it
        self._listed.choose(screen, (width, height), raster.PIXEL_SAMPLES, self._workers)
        self._look(self._listed, self._depth, self._ids)

    def _look(self, listed: Shortlist, depth: Float32[ndarray, "H W4"], ids: Int32[ndarray, "H W4"]) -> None:
        """Fill depth and ids, four samples a pixel, inside the window of the dancers."""
        p, (x0, x1, y0, y1) = self.pack, self._window
        places = self._places
        geometry = (self.posed.screen, self.posed.world, p.faces, listed.rows, listed.parts)

        def strip(rows: Span) -> None:
            raster.clear(depth, ids, (x0, x1), rows)
            raster.see(geometry, self._textures, p.mesh_of, p.first_cut, (depth, ids, *places), rows)

        self._workers.share(strip, y0, y1, STRIPS)

    def _ambient(self) -> None:
        """Open sky of every second pixel of the dancers."""
        x0, x1, y0, y1 = self._window
        distance, raw, pixels = self._distance, self._sky_raw, self.camera.focal / 2
        distance[:], self._sky[:] = 0, 1
        columns, rows = (x0 // 2, x1 // 2), (y0 // 2, y1 // 2)
        ambient.halve(self._depth, distance, columns, rows)
        share = self._workers.share
        share(lambda s: ambient.occlude(distance, raw, self._taps, pixels, columns, s), *rows, STRIPS)
        share(lambda s: ambient.calm(raw, distance, self._sky, columns, s), *rows, STRIPS)

    def _paint(self, frame: int) -> UInt8[ndarray, "H W 3"]:
        """Light, tone and write every pixel."""
        p, sun, ground_top = self.pack, self.sunlight, self._rows.horizon
        image = np.empty(self._backdrop.shape, np.uint8)
        power = strengths(self.scene.stage, frame, self.scene.fps)
        scene = (self.posed.screen, self.posed.world, p.faces, p.mesh_of, self._textures, p.materials)
        light = (*self._lamps(power), sun.view.texel_from_world(self.camera.focus[frame]), sun.bias)
        light = tuple(part.astype(np.float32) for part in light)
        lights = (light, sun.map, self._sky, self._distance, self._curve)
        place, shades, where = self._floor(frame, power)
        eye = self.camera.eye[frame].astype(np.float32)
        x0, x1, y0, y1 = self._window
        seen, tables = (self._depth, self._ids), (self._decode, self._encode, self._dither)

        def strip(rows: Span) -> None:
            first, last = rows
            sky = slice(first, min(last, ground_top))
            image[sky] = self._backdrop[sky]
            paint.ground(image, place, shades, self._line, where, (max(first, ground_top), last))
            window = (x0, x1, max(y0, first), min(y1, last))
            paint.dancers(image, scene, lights, seen, tables, eye, window)

        self._workers.share(strip, 0, len(image), 2 * STRIPS)
        return image

    def _floor(self, frame: int, power: dict[str, Float[ndarray, "3"]]) -> tuple[tuple, tuple, ndarray]:
        """What the ground's kernel reads: colours as bytes, shades, and where eye and focus are."""
        rows, sun, sine = self._rows, self.sunlight, float(self.scene.stage.sun_from[1])
        pool = toned_bytes(rows.pool * (power["sun"] * sine + power["sky"]))
        pattern = self._dither.astype(np.float32) / 256
        place = (rows.rays, rows.level, self._grain, pool, toned_bytes(power["horizon"]), pattern)
        factors, sky_map = shade_factors(power, sine), np.array(sun.sky_place(frame), np.float32)
        shades = (sun.ground, sun.ground_map(frame), sun.shaded, factors, sun.sky, sky_map)
        eye, focus = self.camera.eye[frame], self.camera.focus[frame]
        return place, shades, np.array([eye[0], eye[2], focus[0], focus[2]], np.float32)

    def _lamps(self, power: dict[str, Float[ndarray, "3"]]) -> tuple[Float[ndarray, "3"], ...]:
        """The lights in the order the kernels expect; the rim light stands behind, opposite the sun."""
        toward = np.array(self.scene.stage.sun_from)
        behind = np.array([-0.35 * np.sign(toward[0]), 0.55, -0.76])
        behind /= np.linalg.norm(behind)
        return (toward, power["sun"], power["sky"], power["bounce"], power["horizon"], behind, power["rim"])
