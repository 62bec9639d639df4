"""Dressing: a performance becomes a scene of dressed figures, every frame posed and every cloth moved."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from functools import lru_cache

import numpy as np
from jaxtyping import Float, Float32
from numpy import ndarray

from wenwu.atlas.costume import Costume
from wenwu.atlas.model import Atlas
from wenwu.base.errors import InputError
from wenwu.base.trace import Trace
from wenwu.body.performer import load_body
from wenwu.body.pose import pose_rig
from wenwu.motion.performance import Dancer, Performance
from wenwu.prompt.brief import Brief
from wenwu.prompt.pattern import wearing
from wenwu.scene.adorn import adornments, hair_under
from wenwu.scene.character import character
from wenwu.scene.cloth import Moved, move
from wenwu.scene.cloth_bones import Chains, boned, with_cloth_bones
from wenwu.scene.feet import footwear
from wenwu.scene.form import form_of
from wenwu.scene.hanging import Hanging
from wenwu.scene.hide import hidden
from wenwu.scene.mesh import Mesh
from wenwu.scene.panel import Panel, to_mesh
from wenwu.scene.prop import held_props, prop_figure, standing_prop
from wenwu.scene.scene import Figure, Scene
from wenwu.scene.stage import stage_for
from wenwu.scene.tailor import Outfit, tailor
from wenwu.scene.texture import Wardrobe
from wenwu.scene.whip import hold, placed, whip_shape

THREADS = 2
DENSITY = (520.0, 1400.0)  # [px/m] least and most of the cloth's drawing


def dress(performance: Performance, brief: Brief, atlas: Atlas, trace: Trace, plain: bool = False) -> Scene:
    """Everybody on stage: bodies, costumes, cloth and props. `plain` gives grey undressed figures."""
    every = _stride(performance, brief)
    if plain:
        figures = [_mannequin(f"dancer{k + 1}", d, every) for k, d in enumerate(performance.dancers)]
    else:
        density = float(np.clip(0.9 * brief.height, *DENSITY))
        wardrobe = Wardrobe(atlas, brief, density)
        costumes = [wearing(atlas.costume(d.costume), brief.pattern) for d in performance.dancers]
        figures = _dressed(performance, costumes, wardrobe, every, trace)
        frames = len(figures[0].world_from_bone)
        for k, dancer in enumerate(performance.dancers):
            left, right = (any(pair[end] == k for pair in performance.joined) for end in (0, 1))
            free = tuple(hand for hand, busy in (("left", left), ("right", right)) if not busy)
            figures += held_props(figures[k].name, dancer.props, figures[k].world_from_bone, wardrobe, free)
            if "bawang_whip" in dancer.props:
                stick = hold(dancer, atlas.score(performance.dance), figures[k].world_from_bone, every)
                shape = whip_shape(stick.half)
                figures.append(prop_figure(f"{figures[k].name}_whip", shape, placed(stick), wardrobe))
        centre = str(atlas.dance(performance.dance).facts.get("centre", ""))
        figures += standing_prop(centre, performance, frames, wardrobe)
    focus, radius = _frame(performance, figures, every)
    return Scene(brief.fps, tuple(figures), stage_for(brief.occasion), focus, radius)


def _stride(performance: Performance, brief: Brief) -> int:
    """How many frames of the clip make one of the video."""
    fps = performance.dancers[0].clip.fps
    every = round(fps / brief.fps)
    if every < 1 or abs(every * brief.fps - fps) > 1e-6:
        raise InputError(
            f"{brief.fps} frames a second do not divide the motion's {fps:g}; 10, 12, 15, 20, 30 or 60 do"
        )
    return every


def _mannequin(name: str, dancer: Dancer, every: int) -> Figure:
    body, clip = load_body(dancer.performer), dancer.clip
    world = pose_rig(body, clip.rotation[::every], clip.root[::every], clip.hand[::every])
    return Figure(name, body.rig, character(body, "none", plain=True), world)


def _dressed(
    performance: Performance, costumes: Sequence[Costume], wardrobe: Wardrobe, every: int, trace: Trace
) -> list[Figure]:
    """One figure a dancer; the cloth of two dancers is moved at a time."""
    cast = list(zip(range(len(costumes)), performance.dancers, costumes, strict=True))

    def work(part: tuple[int, Dancer, Costume]) -> tuple[Figure, float]:
        number, dancer, costume = part
        world, cloths = _moved(dancer, costume, every)
        return _figure(f"dancer{number + 1}", dancer, costume, (world, cloths), wardrobe)

    with ThreadPoolExecutor(THREADS) as threads:
        made = list(threads.map(work, cast))
    for (figure, worst), (_, _, costume) in zip(made, cast, strict=True):
        trace.add(
            "scene",
            "dressed",
            f"{figure.name} wears {costume.names.en}",
            dancer=figure.name,
            costume=costume.id,
            source=list(costume.source),
            standing=costume.standing,
            meshes=len(figure.meshes),
            cloth_bones_off_mm=round(worst * 1000, 1),
        )
    return [figure for figure, _ in made]


@lru_cache(maxsize=24)
def outfit_of(performer: str, costume: Costume) -> Outfit:
    """A costume cut to a performer, with shoes, headdress and silver."""
    form = form_of(performer)
    outfit = tailor(form, costume)
    over = [p for p in costume.pieces if p.kind == "trousers" and p.fit == "loose"]
    hem = min((form.from_waist(p.length) for p in over), default=None)
    shoes = footwear(form, costume.footwear, hem)
    return Outfit(outfit.panels + shoes + adornments(form, costume), outfit.hanging)


def _moved(dancer: Dancer, costume: Costume, every: int) -> tuple[Float32[ndarray, "T B 4 4"], list[Moved]]:
    """Bones at the video's frames, and every cloth that moves by itself at those frames."""
    body, clip = load_body(dancer.performer), dancer.clip
    world = pose_rig(body, clip.rotation, clip.root, clip.hand)
    skin = (world @ body.rig.from_bind).astype(np.float32)
    done: dict[str, Moved] = {}
    for cloth in outfit_of(dancer.performer, costume).hanging:
        if cloth.moves_as is None:
            done[cloth.name] = move(cloth, body, skin, world, clip.fps, done.get(cloth.over or ""))
    return world[::every], [replace(m, grid=m.grid[::every]) for m in done.values()]


def _figure(
    name: str,
    dancer: Dancer,
    costume: Costume,
    motion: tuple[Float32[ndarray, "T B 4 4"], list[Moved]],
    wardrobe: Wardrobe,
) -> tuple[Figure, float]:
    """The dressed figure, and the worst 95th percentile [m] between skinned and simulated cloth."""
    form, outfit = form_of(dancer.performer), outfit_of(dancer.performer, costume)
    world, moved = motion
    rig, grown, chains = with_cloth_bones(form.body.rig, world, moved)
    grids = {m.cloth.name: m.grid for m in moved}
    meshes: list[Mesh] = [to_mesh(_wider(p, len(rig.names)), wardrobe.material(p)) for p in outfit.panels]
    draped: dict[str, Float32[ndarray, "T V 3"]] = {}
    worst = 0.0
    for cloth in outfit.hanging:
        panel, fine = _drape(cloth, grids, chains, len(rig.names))
        meshes.append(to_mesh(panel, wardrobe.material(panel)))
        draped[cloth.name] = fine
        worst = max(worst, _residual(meshes[-1], fine, rig.from_bind, grown))
    skin = character(form.body, hair_under(costume), hidden(form, costume))
    return Figure(name, rig, (*skin, *meshes), grown, draped), worst


def _drape(
    cloth: Hanging, grids: dict[str, Float32[ndarray, "T R C 3"]], chains: dict[str, Chains], bones: int
) -> tuple[Panel, Float32[ndarray, "T V 3"]]:
    base = cloth.moves_as or cloth.name
    grid = grids[base][:, : cloth.grid.shape[0]]
    fine = cloth.weave.laid(grid, cloth.closed).astype(np.float32)
    return boned(cloth, chains[base], bones), fine.reshape(len(fine), -1, 3)


def _residual(
    mesh: Mesh,
    fine: Float32[ndarray, "T V 3"],
    from_bind: Float[ndarray, "B 4 4"],
    world: Float32[ndarray, "T B 4 4"],
) -> float:
    """95th percentile [m] of the distance between the skinned and the simulated cloth, over some frames."""
    apart = []
    for f in np.unique(np.linspace(0, len(fine) - 1, 6).astype(int)):
        skin = world[f] @ from_bind.astype(np.float32)
        blend = np.einsum("vk,vkij->vij", mesh.weights, skin[mesh.joints])
        skinned = np.einsum("vij,vj->vi", blend[:, :3, :3], mesh.vertices) + blend[:, :3, 3]
        apart.append(np.linalg.norm(skinned - fine[f], axis=1))
    return float(np.percentile(np.concatenate(apart), 95))


def _wider(panel: Panel, bones: int) -> Panel:
    """The panel with columns for the cloth bones."""
    share = np.zeros((len(panel.share), bones))
    share[:, : panel.share.shape[1]] = panel.share
    return replace(panel, share=share)


def _frame(
    performance: Performance, figures: Sequence[Figure], every: int
) -> tuple[Float[ndarray, "T 3"], float]:
    """What the camera looks at: the dancers' middle, smoothed; and how far they reach from it."""
    joints = np.stack(
        [f.world_from_bone[:, :24, :3, 3] for f in figures[: len(performance.dancers)]], 1
    ).astype(float)
    low, high = joints.min((1, 2)), joints.max((1, 2))
    focus = (low + high) / 2
    focus[:, 1] = joints[:, :, 0, 1].mean() + 0.05
    window = max(3, round(2.0 * performance.dancers[0].clip.fps / every) | 1)
    kernel = np.hanning(window + 2)[1:-1] / np.hanning(window + 2)[1:-1].sum()
    padded = np.pad(focus, ((window // 2, window // 2), (0, 0)), mode="edge")
    focus = np.stack([np.convolve(padded[:, k], kernel, mode="valid") for k in range(3)], 1)
    reach = np.linalg.norm(joints - focus[:, None, None], axis=-1).max()
    return focus, float(reach) + 0.25
