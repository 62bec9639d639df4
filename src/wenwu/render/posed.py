"""Every vertex of a scene in one frame: in the world, in the picture, and in the sun's map."""

import numpy as np
from jaxtyping import Float32
from numpy import ndarray

from wenwu.render import pose
from wenwu.render.camera import Camera
from wenwu.render.light import SunView
from wenwu.render.pack import Pack
from wenwu.render.workers import Span, Workers
from wenwu.scene.scene import Scene


class Posed:
    """The arrays that the kernels read; `move` fills them for one frame."""

    def __init__(self, scene: Scene, pack: Pack) -> None:
        vertices = len(pack.bind)
        self._scene, self._pack = scene, pack
        self.world: Float32[ndarray, "V 8"] = np.zeros((vertices, 8), np.float32)
        """Position [m], normal, u, v."""
        self.world[:, 6:] = pack.uv
        self.screen: Float32[ndarray, "V 4"] = np.zeros((vertices, 4), np.float32)
        """x, y [px], 1 / distance [1/m], nothing."""
        self.lit: Float32[ndarray, "V 4"] = np.zeros((vertices, 4), np.float32)
        """x, y [texel], distance along the light [m], nothing."""
        self.flat = (self.world.reshape(-1), self.screen.reshape(-1), self.lit.reshape(-1))
        """The same three as the kernels read them."""
        self._bound = ((12 * pack.joints).reshape(-1), pack.weights.reshape(-1))
        self._bind = pack.bind.reshape(-1)
        self._normals = [np.zeros((len(d.faces), 3), np.float32) for d in pack.drapes]

    def move(self, frame: int, camera: Camera, sun: SunView, workers: Workers) -> None:
        """Pose all figures as they are in one frame."""
        p, out = self._pack, self.flat
        bones = np.concatenate(
            [(f.world_from_bone[frame] @ f.rig.from_bind)[:, :3] for f in self._scene.figures]
        )
        bones = bones.astype(np.float32).reshape(-1)
        view = camera.pixel_from_world(frame).astype(np.float32).reshape(-1)
        light = sun.texel_from_world(camera.focus[frame]).astype(np.float32).reshape(-1)
        views = (view, light)

        def drape(which: Span) -> None:
            for d in range(*which):
                cloth, normals = p.drapes[d], self._normals[d]
                first, _ = cloth.vertices
                places = self._scene.figures[cloth.figure].draped[cloth.name][frame]
                pose.drape(places, cloth.kept, first, out, views)
                pose.face_normals(out[0], cloth.faces, normals)
                pose.smooth_normals(out[0], normals, cloth.fan_start, cloth.fan, first)

        workers.share(drape, 0, len(p.drapes), len(p.drapes))
        workers.share(lambda s: pose.skin(self._bind, self._bound, bones, out, views, s), 0, p.skinned, 4)
