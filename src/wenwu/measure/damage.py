"""Damage: is simulated loss of ink like real loss, and how fast is each kind.

Real loss is what one woodblock print of a crest lacks of the strokes that other prints of it have
(motifs/loss_masks.py), on crests that no network was trained on. To each real loss a simulated one of the
same strokes, kind and seen area is set. A classifier that cannot tell them is right half of the time.
"""

import time
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
from jaxtyping import Bool, Float
from numpy import ndarray

from wenwu.base.seed import generator
from wenwu.measure.loss_statistics import NAMES, statistics
from wenwu.measure.two_sample import Told, told_by_logistic
from wenwu.motifs.damage import KINDS, damage
from wenwu.motifs.damage_field import threshold
from wenwu.motifs.damage_ink import RIMS, weakness
from wenwu.motifs.damage_net import LEARNT, lose
from wenwu.motifs.loss_masks import find_groups, find_losses, loss_of
from wenwu.motifs.loss_set import LossSet, part_of, set_of

SEED = 1
QUICK = 12  # crests
HALVINGS = 6  # of the share that has to be lost
HALVES = 5  # random halves for the floor
SIZE, ROUNDS = 128, 30  # of the pictures whose damage is timed

Lose = Callable[[Float[ndarray, "S S"], str, float, np.random.Generator], Bool[ndarray, "S S"]]


def run(data: Path | None = None, quick: bool = False) -> dict[str, Any]:
    """Milliseconds of one core by kind; with --data, a folder of motif images, tests of ink loss."""
    out: dict[str, Any] = {"seed": SEED, "quick": quick, "pictures_timed": ROUNDS}
    out |= {f"{kind}_ms": _milliseconds(kind) for kind in KINDS}
    if data is None:
        return out | {"comparison": "needs --data, a folder of motif images with labels.csv"}
    real = held_back(data, QUICK if quick else None)
    out |= {"n": len(real), "crests": len(set(real.group)), "edge_kind": int(real.kind.sum())}
    rows = {"real": _rows(real)}
    net = find_spec("torch") is not None and not quick
    out |= _floor(real, rows["real"], net)
    for name, way in (("procedural", by_hand), ("network", lose)):
        false = simulated(real, way, name)
        rows[name] = _rows(false)
        out |= _flat(name, "logistic", _logistic(rows["real"], rows[name], real.group))
        out |= _flat(name, "cnn", _network(real, false)) if net else {}
    out["statistics"] = {
        stat: {name: float(np.median(values[:, k])) for name, values in rows.items()}
        for k, stat in enumerate(NAMES)
    }
    return out


def held_back(data: Path, most: int | None = None) -> LossSet:
    """The losses of crests that are kept from training."""
    groups = {name: files for name, files in find_groups(data).items() if part_of(name) == "test"}
    found = [loss for name in list(groups)[:most] for loss in find_losses(groups[name], name)]
    return set_of(found)


def simulated(real: LossSet, way: Lose, name: str) -> LossSet:
    """The same strokes, each with a simulated loss of the same kind, and of the same area as it is seen."""
    lost = [_alike(real, k, way, name) for k in range(len(real))]
    return LossSet(real.whole, np.stack(lost), real.inside, real.kind, real.group, real.file)


def _alike(real: LossSet, k: int, way: Lose, name: str) -> Bool[ndarray, "S S"]:
    """Real loss is what the finder of losses sees of it, so a simulated one is looked at by the same finder.

    How much has to be lost for as much to be seen is found by halving.
    """
    whole, kind, wanted = real.whole[k], LEARNT[int(real.kind[k])], float(real.share[k])
    strokes = whole.astype(np.float32)
    low, high = wanted, min(1.0, 3 * wanted + 0.05)
    best = np.zeros_like(whole)
    for _ in range(HALVINGS):
        share = (low + high) / 2
        gone = way(strokes, kind, share, generator(SEED, "simulated", name, k))
        seen = loss_of((whole & ~gone).astype(np.float32), whole).lost
        if abs(seen.sum() - real.lost[k].sum()) < abs(best.sum() - real.lost[k].sum()) or not best.any():
            best = seen
        low, high = (share, high) if seen.sum() < real.lost[k].sum() else (low, share)
    return best


def by_hand(
    strokes: Float[ndarray, "S S"], kind: str, share: float, rng: np.random.Generator
) -> Bool[ndarray, "S S"]:
    """The procedural model on strokes."""
    solid = strokes > 0.5
    weak = weakness(strokes, rng, RIMS[kind])
    return (weak < threshold(weak, share, solid)) & solid


def _rows(masks: LossSet) -> Float[ndarray, "N F"]:
    return np.stack([statistics(w, g) for w, g in zip(masks.whole, masks.lost, strict=True)])


def _logistic(real: Float[ndarray, "N F"], false: Float[ndarray, "N F"], group: tuple[str, ...]) -> Told:
    return told_by_logistic(
        np.concatenate([real, false]), np.repeat([False, True], len(real)), group + group, SEED
    )


def _network(real: LossSet, false: LossSet) -> Told:
    from wenwu.measure.two_sample_net import told_by_network

    return told_by_network(
        np.concatenate([real.whole, false.whole]), np.concatenate([real.lost, false.lost]),
        np.repeat([False, True], len(real)), real.group + false.group, SEED,
    )  # fmt: skip


def _floor(real: LossSet, rows: Float[ndarray, "N F"], net: bool) -> dict[str, float]:
    """Real against real: crests parted at random in two; what a test says where there is nothing to tell."""
    names = sorted(set(real.group))
    told: dict[str, list[float]] = {"logistic": [], "cnn": []}
    for half in range(HALVES):
        taken = set(generator(SEED, "floor", half).permutation(names)[::2].tolist())
        false = np.array([name in taken for name in real.group])
        told["logistic"].append(told_by_logistic(rows, false, real.group, SEED).accuracy)
        if net and half < 1:
            from wenwu.measure.two_sample_net import told_by_network

            told["cnn"].append(told_by_network(real.whole, real.lost, false, real.group, SEED).accuracy)
    return {f"floor_{name}": float(np.mean(values)) for name, values in told.items() if values}


def _flat(name: str, test: str, told: Told) -> dict[str, Any]:
    return {f"{name}_{test}": told.accuracy, f"{name}_{test}_interval": (told.low, told.high)}


def _milliseconds(kind: str) -> float:
    """Median time that one core spends on a picture of 128 × 128."""
    rng = generator(SEED, "timed", kind)
    picture = np.kron(rng.random((16, 16, 3)), np.ones((8, 8, 1))).astype(np.float32)
    spent = []
    for k in range(ROUNDS + 2):
        begun = time.process_time()
        damage(picture, kind, 0.5, generator(k, "timed"))
        spent.append(1000 * (time.process_time() - begun))
    return float(np.median(spent[2:]))


def table(result: dict[str, Any]) -> str:
    """The medians of the statistics as text."""
    rows = result.get("statistics", {})
    lines = [f"  {'':<16}" + "".join(f"{name:>12}" for name in ("real", "procedural", "network"))]
    lines += [
        f"  {stat:<16}"
        + "".join(f"{row.get(name, float('nan')):12.3f}" for name in ("real", "procedural", "network"))
        for stat, row in rows.items()
    ]
    return "\n".join(lines) if rows else ""
