"""Every vertex of a scene in one frame: in the world, in the picture, and in the sun's map."""

import numpy as np
from jaxtyping import Float32
from numpy import ndarray

from wenwu.render import pose
from wenwu.render.camera import Camera
from wenwu.render.light import SunView
from wenwu.render.pack import Pack
from wenwu.render.workers import Workers
from wenwu.scene.scene import Scene


class Posed:
    """The arrays that the kernels read; `move` fills them for one frame."""

    def __init__(self, scene: Scene, pack: Pack) -> None:
        vertices = len(pack.bind)
        self._scene, self._pack = scene, pack
        self.world: Float32[ndarray, "V 8"] = np.zeros((vertices, 8), np.float32)
        """Position [m], normal, u, v."""
        self.world[:, 6:] = pack.uv
        self.screen: Float32[ndarray, "V 3"] = np.zeros((vertices, 3), np.float32)
        """x, y [px] and 1 / distance [1/m]."""
        self.lit: Float32[ndarray, "V 3"] = np.zeros((vertices, 3), np.float32)
        """x, y [texel] and distance along the light [m]."""
        self._normals = [np.zeros((len(d.faces), 3), np.float32) for d in pack.drapes]

    def move(self, frame: int, camera: Camera, sun: SunView, workers: Workers) -> None:
        """Pose all figures as they are in one frame."""
        p, world = self._pack, self.world
        bones = np.concatenate(
            [(f.world_from_bone[frame] @ f.rig.from_bind)[:, :3] for f in self._scene.figures]
        ).astype(np.float32)
        workers.share(lambda s: pose.skin(p.bind, (p.joints, p.weights), bones, world, s), 0, p.skinned, 4)
        for drape, normals in zip(p.drapes, self._normals, strict=True):
            first, last = drape.vertices
            world[first:last, :3] = self._scene.figures[drape.figure].draped[drape.name][frame]
            pose.face_normals(world, drape.faces, normals)
            pose.smooth_normals(world, normals, drape.fan_start, drape.fan, first)
        view = camera.pixel_from_world(frame).astype(np.float32)
        light = sun.texel_from_world(camera.focus[frame]).astype(np.float32)
        workers.share(
            lambda s: pose.project(world, view, light, (self.screen, self.lit), s), 0, len(world), 4
        )
