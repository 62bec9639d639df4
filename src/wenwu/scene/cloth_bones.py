"""Cloth bones: chains fitted to the moved grid, for formats that only know skinning."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from jaxtyping import Float, Float32, Int
from numpy import ndarray
from scipy.sparse import csr_array

from wenwu.base.errors import InputError
from wenwu.body.rig import Rig
from wenwu.scene.cloth import Moved
from wenwu.scene.hanging import Hanging, cloth_panel
from wenwu.scene.panel import Panel

MOST = 252  # bones of a rig: joints are stored in a byte
FEWEST = 4  # chains round a ring of cloth


@dataclass(frozen=True)
class Chains:
    """The nodes of one grid: bones at crossings of some rows and some columns."""

    first: int  # bone of the Rig
    rows: Float[ndarray, " N"]
    columns: Float[ndarray, " M"]
    names: tuple[str, ...]


def with_cloth_bones(
    rig: Rig, world: Float32[ndarray, "T B 4 4"], moved: Sequence[Moved]
) -> tuple[Rig, Float32[ndarray, "T B2 4 4"], dict[str, Chains]]:
    """The rig and its motion with chains for every moved cloth; `moved` at the same frames as `world`."""
    names, parent, offset, from_bind = list(rig.names), list(rig.parent), [rig.offset], [rig.from_bind]
    worlds, chains = [world], {}
    around = _shared_out([m.cloth for m in moved], MOST - len(names))
    for m in moved:
        chain = _chain(m.cloth, len(names), around[m.cloth.name])
        bind = _frames(m.cloth, m.cloth.grid[None].astype(np.float32), chain)[0]
        worlds.append(_fitted(m, chain, bind, _frames(m.cloth, m.grid, chain)))
        names += chain.names
        parent += [-1] * len(chain.names)
        offset.append(bind[:, :3, 3])
        from_bind.append(np.linalg.inv(bind))
        chains[m.cloth.name] = chain
    grown = Rig(
        tuple(names),
        tuple(parent),
        np.concatenate(offset).astype(float),
        np.concatenate(from_bind).astype(float),
    )
    return grown, np.concatenate(worlds, 1), chains


def _shared_out(cloths: Sequence[Hanging], free: int) -> dict[str, int]:
    """Chains of every cloth: what it asks for, and for the rings what the rig has more or less room for."""
    around = {c.name: c.bones[0] for c in cloths}
    girth = {c.name: np.linalg.norm(np.diff(c.grid[-1], axis=0), axis=1).sum() for c in cloths if c.closed}
    left = free - sum(around[c.name] * c.bones[1] for c in cloths)
    while left < 0:
        rings = [c for c in cloths if c.closed and around[c.name] > FEWEST]
        if not rings:
            raise InputError(f"the costume asks for {-left} more cloth bones than a glTF skin can name")
        densest = max(rings, key=lambda c: float(around[c.name] / girth[c.name]))
        around[densest.name] -= 1
        left += densest.bones[1]
    while True:
        open_to = [
            c for c in cloths if c.closed and c.bones[1] <= left and around[c.name] < c.grid.shape[1] // 2
        ]
        if not open_to:
            return around
        widest = max(open_to, key=lambda c: float(girth[c.name] / around[c.name]))
        around[widest.name] += 1
        left -= widest.bones[1]


def _chain(cloth: Hanging, first: int, around: int) -> Chains:
    rows, columns = cloth.grid.shape[:2]
    down = cloth.bones[1]
    strips = np.flatnonzero(~cloth.link)
    if cloth.closed:
        across = np.linspace(0, columns, around, endpoint=False)
    elif len(strips) > 1:
        begin = np.concatenate([[0], strips[:-1] + 1])
        each = around // len(strips)
        across = (strips + begin) / 2.0 if each == 1 else np.stack([begin, strips], 1).ravel().astype(float)
    else:
        across = np.linspace(0, columns - 1, around)
    at = np.round(np.linspace(cloth.pinned - 1, rows - 1, down))
    across = np.round(across)
    names = tuple(f"cloth_{cloth.name}_{c:02d}_{r}" for c in range(len(across)) for r in range(len(at)))
    return Chains(first, at, across, names)


def _frames(cloth: Hanging, grid: Float32[ndarray, "T R C 3"], chain: Chains) -> Float32[ndarray, "T N 4 4"]:
    """World transforms of the nodes: y up along the cloth, z off its outer face."""
    right = np.roll(grid, -1, 2) - np.roll(grid, 1, 2) if cloth.closed else np.gradient(grid, axis=2)
    if not cloth.closed:
        for c in np.flatnonzero(~cloth.link)[:-1]:
            right[:, :, c] = grid[:, :, c] - grid[:, :, c - 1]
            right[:, :, c + 1] = grid[:, :, c + 2] - grid[:, :, c + 1]
    up = -np.gradient(grid, axis=1)
    r, c = (
        np.repeat(x, n) if k else np.tile(x, n)
        for k, (x, n) in enumerate(
            ((chain.rows.astype(int), len(chain.columns)), (chain.columns.astype(int), len(chain.rows)))
        )
    )
    x, y, p = right[:, r, c], up[:, r, c], grid[:, r, c]
    y = y / np.maximum(np.linalg.norm(y, axis=-1, keepdims=True), 1e-9)
    x = x - y * (x * y).sum(-1, keepdims=True)
    x = x / np.maximum(np.linalg.norm(x, axis=-1, keepdims=True), 1e-9)
    out = np.zeros((*p.shape[:2], 4, 4), np.float32)
    out[..., :3, 0], out[..., :3, 1], out[..., :3, 2], out[..., :3, 3] = x, y, np.cross(x, y), p
    out[..., 3, 3] = 1
    return out


def _fitted(
    moved: Moved,
    chain: Chains,
    bind: Float32[ndarray, "N 4 4"],
    frames: Float32[ndarray, "T N 4 4"],
    rounds: int = 5,
) -> Float32[ndarray, "T N 4 4"]:
    """The nodes moved until the grid that they skin lies, in the mean, on the grid that was simulated."""
    rows, columns = moved.cloth.grid.shape[:2]
    share = (
        np.einsum("rn,cm->rcmn", *_grid_shares(moved.cloth, chain))
        .reshape(rows * columns, -1)
        .astype(np.float32)
    )
    away = np.concatenate([moved.cloth.grid.reshape(-1, 3), np.ones((rows * columns, 1))], 1).astype(
        np.float32
    )
    local = np.einsum("nij,vj->vni", np.linalg.inv(bind), away)  # the grid in every node's own frame
    spread = csr_array((share[..., None] * local).reshape(rows * columns, -1))  # V (N 4)
    pull = csr_array(1.3 * share.T / np.maximum(share.sum(0), 1e-6)[:, None])
    want = moved.grid.reshape(len(frames), -1, 3).transpose(1, 0, 2).reshape(rows * columns, -1)
    out = frames.copy()
    for _ in range(rounds):
        moves = out[:, :, :3].transpose(1, 3, 0, 2).reshape(share.shape[1] * 4, -1)
        shift = pull @ (want - spread @ moves)
        out[:, :, :3, 3] += shift.reshape(-1, len(frames), 3).transpose(1, 0, 2)
    return out


def _grid_shares(cloth: Hanging, chain: Chains) -> tuple[Float[ndarray, "R N"], Float[ndarray, "C M"]]:
    """Weights of the nodes at every row and every column of the grid."""
    rows, columns = cloth.grid.shape[:2]
    down = _shares(np.arange(rows, dtype=float), chain.rows, None)
    ends = np.flatnonzero(~cloth.link)
    if len(ends) <= 1:
        return down, _shares(
            np.arange(columns, dtype=float), chain.columns, columns if cloth.closed else None
        )
    each, begin = len(chain.columns) // len(ends), np.concatenate([[0], ends[:-1] + 1])
    right = np.zeros((columns, len(chain.columns)))
    for s, (a, b) in enumerate(zip(begin, ends + 1, strict=True)):
        own = slice(s * each, (s + 1) * each)
        right[a:b, own] = _shares(np.arange(a, b, dtype=float), chain.columns[own], None)
    return down, right


def boned(cloth: Hanging, chain: Chains, bones: int) -> Panel:
    """The fine cloth in the T-pose, carried by its chains."""
    panel = cloth_panel(cloth)
    place = _places(cloth)
    down = _shares(np.append(place[0], place[0][-1]), chain.rows, None)
    right = _shares(place[1], chain.columns, cloth.grid.shape[1] if cloth.closed else None)
    if len(cloth.weave.folds):
        right = _in_strip(cloth, chain, place[1])
    node = np.einsum("rn,cm->rcmn", down, right).reshape(len(panel.vertices), -1)
    share = np.zeros((len(panel.vertices), bones))
    share[:, chain.first : chain.first + node.shape[1]] = node
    return replace(panel, share=share)


def _places(cloth: Hanging) -> tuple[Float[ndarray, " r"], Float[ndarray, " c"]]:
    """Row and column on the grid of every row and column of the fine cloth."""
    rows, columns = cloth.weave.down.shape[1], cloth.weave.right.shape[1]
    across = cloth.weave.right @ np.arange(columns, dtype=float)
    if cloth.closed:
        across = np.linspace(0, columns, len(across))
    return cloth.weave.down @ np.arange(rows), across


def _shares(
    place: Float[ndarray, " n"], nodes: Float[ndarray, " N"], period: int | None
) -> Float[ndarray, "n N"]:
    """Linear weights between neighbouring nodes."""
    out = np.zeros((len(place), len(nodes)))
    ends = np.append(nodes, nodes[0] + period) if period else nodes
    at = np.mod(place, period) if period else np.clip(place, nodes[0], nodes[-1])
    if len(nodes) == 1:
        return np.ones((len(place), 1))
    k = np.clip(np.searchsorted(ends, at, side="right") - 1, 0, len(ends) - 2)
    t = (at - ends[k]) / (ends[k + 1] - ends[k])
    index = np.arange(len(place))
    out[index, k % len(nodes)] += 1 - t
    out[index, (k + 1) % len(nodes)] += t
    return out


def _in_strip(cloth: Hanging, chain: Chains, place: Float[ndarray, " c"]) -> Float[ndarray, "c N"]:
    """The same, but no strip looks at its neighbours' nodes."""
    ends = np.flatnonzero(~cloth.link)
    each = len(chain.columns) // len(ends)
    edge: Int[ndarray, " S"] = np.array([0, *cloth.weave.folds, len(place)])
    out = np.zeros((len(place), len(chain.columns)))
    for s in range(len(ends)):
        part, own = slice(edge[s], edge[s + 1]), slice(s * each, (s + 1) * each)
        out[part, own] = _shares(place[part], chain.columns[own], None)
    return out
