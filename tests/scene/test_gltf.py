"""The .glb: what other programs read is what we posed."""

import json
import shutil
import struct
import subprocess
import threading
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy import ndarray
from PIL import Image

from wenwu.base.seed import generator
from wenwu.body.rig import Rig
from wenwu.body.rotation import about, multiply, to_matrix
from wenwu.scene.gltf import pack_weights, write_glb
from wenwu.scene.gltf_material import metallic, roughness
from wenwu.scene.mesh import Material, Mesh
from wenwu.scene.scene import Figure, Scene, Stage

NODE = Path(__file__).parents[1] / "node"
FRAMES = 16
PARENT = (-1, 0, 1, -1)  # a root, an arm, a hand, and a cloth bone that hangs from the world
OFFSET = np.array([[0.0, 1.0, 0.0], [0.0, 0.5, 0.0], [0.0, 0.5, 0.0], [0.5, 1.5, 0.0]])


def some_rig() -> Rig:
    bind = np.tile(np.eye(4), (4, 1, 1))
    for bone, parent in enumerate(PARENT):
        bind[bone, :3, 3] = OFFSET[bone] + (bind[parent, :3, 3] if parent >= 0 else 0)
    return Rig(("root", "arm", "hand", "cloth"), PARENT, OFFSET, np.linalg.inv(bind))


def some_motion() -> ndarray:
    """The arm turns more than once round, the hand nods, the root wanders, the cloth bone drifts."""
    t = np.arange(FRAMES) / FRAMES
    turns = [
        about(1, 30 * t),
        about(2, 500 * t),
        multiply(about(0, 60 * t), about(1, 20 * t)),
        about(0, 90 * t),
    ]
    local = np.tile(np.eye(4), (FRAMES, 4, 1, 1))
    local[:, :, :3, :3] = np.stack([to_matrix(q) for q in turns], 1)
    local[:, :, :3, 3] = OFFSET
    local[:, 0, 0, 3] = np.sin(3 * t)
    local[:, 3, 1, 3] += t
    for bone, parent in enumerate(PARENT):
        if parent >= 0:
            local[:, bone] = local[:, parent] @ local[:, bone]
    return local.astype(np.float32)


def some_mesh(name: str, alpha: bool = False) -> Mesh:
    """A tall strip of quads, bent by all four bones, with one degenerate triangle."""
    random = generator(3, name)
    y = np.linspace(0, 2.5, 30)
    vertices = np.stack([np.tile([-0.2, 0.2], 30), np.repeat(y, 2), random.uniform(0, 0.1, 60)], 1)
    quad = np.array([[0, 1, 3], [0, 3, 2]])
    faces = np.concatenate([quad + 2 * i for i in range(29)] + [[[5, 5, 6]]])
    weights = random.dirichlet([0.5] * 4, 60)
    texture = random.integers(0, 255, (80, 96, 3), np.uint8)
    cut = np.where(random.random((80, 96)) < 0.3, 0, 255).astype(np.uint8) if alpha else None
    return Mesh(
        name=name,
        kind="cloth",
        vertices=vertices.astype(np.float32),
        normals=np.tile(np.float32([0, 0, 2]), (60, 1)),
        uv=(vertices[:, :2] / 2.5).astype(np.float32),
        faces=faces.astype(np.int32),
        joints=np.tile(np.uint8([0, 1, 2, 3]), (60, 1)),
        weights=weights.astype(np.float32),
        material=Material(name, texture, cut, gloss=0.3, metal=0.5, two_sided=alpha),
    )


def some_scene() -> Scene:
    rig, motion = some_rig(), some_motion()
    meshes = (some_mesh("skirt"), some_mesh("lashes", alpha=True))
    aside = motion.copy()
    aside[..., 0, 3] += 2
    figures = (Figure("dancer1", rig, meshes, motion), Figure("dancer2", rig, meshes, aside))
    stage = Stage((0.3,) * 3, (0.5,) * 3, (1.0,) * 3, (0.0, 1.0, 0.0))
    return Scene(30.0, figures, stage, np.zeros((FRAMES, 3)), 2.0)


@pytest.fixture(scope="module")
def dance(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("glb") / "dance.glb"
    write_glb(some_scene(), path)
    return path


WIDTH = {"SCALAR": (), "VEC2": (2,), "VEC3": (3,), "VEC4": (4,), "MAT4": (4, 4)}
TYPE = {5126: "<f4", 5125: "<u4", 5123: "<u2", 5121: "u1"}


class Reading:
    """A .glb read back by the words of the specification, sharing nothing with the writer."""

    def __init__(self, path: Path) -> None:
        data = path.read_bytes()
        magic, version, total = struct.unpack_from("<4sII", data)
        assert (magic, version, total) == (b"glTF", 2, len(data))
        length = struct.unpack_from("<I", data, 12)[0]
        self.json: dict[str, Any] = json.loads(data[20 : 20 + length])
        self.bytes = data[20 + length + 8 :]

    def array(self, index: int) -> ndarray:
        item = self.json["accessors"][index]
        start = self.json["bufferViews"][item["bufferView"]]["byteOffset"]
        shape = (item["count"], *WIDTH[item["type"]])
        values = np.frombuffer(self.bytes, TYPE[item["componentType"]], int(np.prod(shape)), start)
        return values.reshape(shape)

    def posed(self, mesh_node: dict[str, Any], frame: int) -> ndarray:
        """World vertices of a skinned mesh at one frame."""
        skin = self.json["skins"][mesh_node["skin"]]
        inverse = self.array(skin["inverseBindMatrices"]).swapaxes(1, 2)
        world = self._world(frame)
        bones = np.stack([world[j] @ m for j, m in zip(skin["joints"], inverse, strict=True)])
        at = self.json["meshes"][mesh_node["mesh"]]["primitives"][0]["attributes"]
        v = self.array(at["POSITION"])
        h = np.concatenate([v, np.ones((len(v), 1))], 1)
        weights = self.array(at["WEIGHTS_0"]) / 255
        return np.einsum("vk,vkij,vj->vi", weights, bones[self.array(at["JOINTS_0"])], h)[:, :3]

    def _world(self, frame: int) -> dict[int, ndarray]:
        nodes = [dict(node) for node in self.json["nodes"]]
        animation = self.json["animations"][0]
        for channel in animation["channels"]:
            values = self.array(animation["samplers"][channel["sampler"]]["output"])[frame]
            nodes[channel["target"]["node"]][channel["target"]["path"]] = values
        world: dict[int, ndarray] = {}
        stack = [(root, np.eye(4)) for root in self.json["scenes"][0]["nodes"]]
        while stack:
            index, above = stack.pop()
            x, y, z, w = nodes[index].get("rotation", (0, 0, 0, 1))
            local = np.eye(4)
            local[:3, :3] = to_matrix(np.array([w, x, y, z], float)) * nodes[index].get("scale", (1, 1, 1))
            local[:3, 3] = nodes[index].get("translation", (0, 0, 0))
            world[index] = above @ local
            stack += [(child, world[index]) for child in nodes[index].get("children", ())]
        return world


def test_vertices_stand_where_our_own_skinning_puts_them(dance: Path) -> None:
    read, scene = Reading(dance), some_scene()
    nodes = [node for node in read.json["nodes"] if "mesh" in node]
    assert len(nodes) == 4
    for node, figure in zip(nodes[::2], scene.figures, strict=True):
        mesh = figure.meshes[0]
        h = np.concatenate([mesh.vertices, np.ones((60, 1))], 1)
        for frame in (0, 7, FRAMES - 1):
            bones = figure.world_from_bone[frame] @ figure.rig.from_bind
            ours = np.einsum("vk,vkij,vj->vi", mesh.weights, bones[mesh.joints], h)[:, :3]
            assert (
                np.abs(read.posed(node, frame) - ours).max() < 0.02
            )  # weights are 255ths, bones metres apart


def test_neighbouring_quaternions_share_a_hemisphere(dance: Path) -> None:
    read = Reading(dance)
    animation = read.json["animations"][0]
    turns = [c for c in animation["channels"] if c["target"]["path"] == "rotation"]
    assert len(turns) == 8
    for channel in turns:
        q = read.array(animation["samplers"][channel["sampler"]]["output"])
        assert (np.sum(q[1:] * q[:-1], -1) > 0).all()


def test_what_never_moves_has_no_channel(dance: Path) -> None:
    animation = Reading(dance).json["animations"][0]
    paths = [channel["target"]["path"] for channel in animation["channels"]]
    assert paths.count("translation") == 4  # the roots and the cloth bones of two figures
    assert "scale" not in paths


def test_figures_share_meshes_pictures_and_materials(dance: Path) -> None:
    read = Reading(dance).json
    assert [len(read[kind]) for kind in ("skins", "materials", "images", "textures")] == [2, 2, 2, 2]
    assert {image["mimeType"] for image in read["images"]} == {"image/png", "image/jpeg"}
    skirt, lashes = read["materials"]
    assert lashes["alphaMode"] == "MASK" and lashes["doubleSided"] is True
    assert "alphaMode" not in skirt and skirt["pbrMetallicRoughness"]["metallicFactor"] == 0


def test_equal_scenes_give_equal_bytes(dance: Path, tmp_path: Path) -> None:
    write_glb(some_scene(), tmp_path / "again.glb")
    assert (tmp_path / "again.glb").read_bytes() == dance.read_bytes()


def test_weights_by_hand() -> None:
    joints = np.uint8([[3, 5, 7, 9], [4, 4, 2, 0], [6, 1, 0, 0]])
    weights = np.float32([[0.7, 0.2, 0.1, 0.0], [0.25, 0.25, 0.5, 0.0], [0.0, 0.0, 0.0, 0.0]])
    bones, packed = pack_weights(joints, weights)
    assert packed.tolist() == [[178, 51, 26, 0], [128, 0, 127, 0], [255, 0, 0, 0]]
    assert bones.tolist() == [[3, 5, 7, 0], [4, 0, 2, 0], [6, 0, 0, 0]]


def test_weights_sum_to_one_whatever_comes() -> None:
    weights = generator(1, "weights").dirichlet([0.2] * 4, 2000).astype(np.float32)
    bones, packed = pack_weights(np.tile(np.uint8([1, 2, 3, 4]), (2000, 1)), weights)
    assert (packed.sum(1, dtype=int) == 255).all()
    assert (bones[packed == 0] == 0).all()
    assert np.abs(packed / 255 - weights).max() <= 1 / 255


def test_silver_shines_and_cloth_does_not() -> None:
    assert metallic(gloss=0.9, metal=1.0) == pytest.approx(0.7)
    assert metallic(gloss=0.22, metal=0.4) == 0, "silk is no metal"
    assert roughness(gloss=0.9, sharp=120.0) < 0.4
    assert roughness(gloss=0.05, sharp=12.0) == pytest.approx(0.95)


def _node() -> str:
    node = shutil.which("node")
    if node is None or not (NODE / "node_modules" / "gltf-validator").is_dir():
        pytest.skip("the Khronos validator is absent: needs node and `npm ci --prefix tests/node`")
    return node


def validate(path: Path) -> dict[str, Any]:
    """The Khronos validator's counts and messages."""
    done = subprocess.run(
        [_node(), "validate.mjs", str(path)],
        cwd=NODE,
        capture_output=True,
        text=True,
        timeout=120,
        check=True,
    )
    return json.loads(done.stdout)["issues"]


def test_the_khronos_validator_finds_nothing(dance: Path) -> None:
    issues = validate(dance)
    assert (issues["numErrors"], issues["numWarnings"]) == (0, 0), issues["messages"]


def test_the_khronos_validator_would_bark(dance: Path, tmp_path: Path) -> None:
    data = bytearray(dance.read_bytes())
    at = data.index(b'"VEC4"')
    data[at : at + 6] = b'"VEC3"'
    (tmp_path / "bad.glb").write_bytes(data)
    assert validate(tmp_path / "bad.glb")["numErrors"] > 0


class _Site(SimpleHTTPRequestHandler):
    """Serves the viewer and three.js, and one .glb from elsewhere; says nothing."""

    def __init__(self, *args: Any, dance: Path, **more: Any) -> None:
        self.dance = dance
        super().__init__(*args, directory=str(NODE), **more)

    def translate_path(self, path: str) -> str:
        return str(self.dance) if path == "/dance.glb" else super().translate_path(path)

    def log_message(self, format: str, *args: Any) -> None:
        pass


def _screenshot(chromium: str, url: str, out: Path, profile: Path) -> ndarray:
    flags = "--headless=new --no-sandbox --disable-gpu-sandbox --use-angle=swiftshader --hide-scrollbars"
    more = f"--enable-unsafe-swiftshader --no-first-run --user-data-dir={profile} --timeout=20000"
    shot = [f"--screenshot={out}", "--window-size=320,240", "--virtual-time-budget=8000", url]
    subprocess.run(
        [chromium, *flags.split(), *more.split(), *shot], capture_output=True, timeout=120, check=True
    )
    with Image.open(out) as image:
        return np.asarray(image.convert("RGB"), int)


def test_it_plays_in_three_js(dance: Path, tmp_path: Path) -> None:
    chromium = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if chromium is None or not (NODE / "node_modules" / "three").is_dir():
        pytest.skip("a browser is absent: needs chromium and `npm ci --prefix tests/node`")
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Site, dance=dance))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        url = f"http://127.0.0.1:{server.server_port}/viewer.html?file=dance.glb&time="
        early = _screenshot(chromium, url + "0", tmp_path / "0.png", tmp_path / "p")
        later = _screenshot(chromium, url + "0.4", tmp_path / "1.png", tmp_path / "p")
        again = _screenshot(chromium, url + "0.4", tmp_path / "2.png", tmp_path / "p")
    finally:
        server.shutdown()
        server.server_close()
    assert np.ptp(early.reshape(-1, 3), axis=0).max() > 60, "nothing was drawn"
    assert (np.abs(again - later).max(-1) > 40).mean() < 0.001, "one moment does not look like itself"
    assert (np.abs(early - later).max(-1) > 40).mean() > 0.003, "the two moments look alike"
