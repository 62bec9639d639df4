"""A damaged picture in a folder: what is left, the mask, what light alone left, and a sheet of facts."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
from jaxtyping import Float32
from numpy import ndarray
from PIL import Image

from wenwu.base.errors import InputError
from wenwu.base.seed import generator
from wenwu.base.whole import whole_folder
from wenwu.motifs.damage import KINDS, Damaged, wear
from wenwu.motifs.fading import USUAL, Exposure
from wenwu.motifs.lab import to_lab
from wenwu.motifs.picture import read_picture

SIDE = 2048  # [px] a picture is damaged no finer


@dataclass(frozen=True)
class Wish:
    """What is to be done to a picture."""

    severities: Mapping[str, float]
    seed: int = 1
    exposure: Exposure | None = None
    dyes: Sequence[str] = USUAL
    learnt: bool = False  # ink and edge by the network


@dataclass(frozen=True)
class Aged:
    """A picture before and after, and what it says of itself."""

    before: Float32[ndarray, "H W 3"]
    after: Damaged
    wish: Wish
    assumed: tuple[str, ...]


def wish_of(kinds: Sequence[str], severity: float, seed: int) -> dict[str, float]:
    """Severities of the kinds asked for; none asked for: fading and three others that the seed picks."""
    if kinds:
        return dict.fromkeys(kinds, severity)
    others = [kind for kind in KINDS if kind != "fading"]
    picked = generator(seed, "damage", "mixture").choice(len(others), 3, replace=False)
    return dict.fromkeys(["fading", *(others[k] for k in sorted(picked.tolist()))], severity)


def age(file: Path, wish: Wish) -> Aged:
    """A picture file damaged; InputError where it cannot be read or the wish is none."""
    picture = read_picture(file, side=SIDE)
    after = wear(
        picture.colour,
        wish.severities,
        generator(wish.seed, "damage", "file"),
        wish.exposure,
        wish.dyes,
        wish.learnt,
    )
    assumed = [*picture.noted]
    if "fading" in wish.severities:
        if tuple(wish.dyes) == USUAL:
            assumed.append(f"the dyes are {', '.join(USUAL)}: nobody can tell dyes from a picture's colours")
        assumed.append("the picture shows the cloth in full daylight, its white as white")
    if picture.mask is not None:
        after = _kept_clear(picture.colour, after, picture.mask)
        assumed.append("what is clear in the picture was left clear")
    return Aged(picture.colour, after, wish, tuple(assumed))


def _kept_clear(before: ndarray, after: Damaged, opaque: Float32[ndarray, "H W"]) -> Damaged:
    """No damage where there is no cloth."""
    there = opaque > 0.5
    image = np.where(there[..., None], after.image, after.faded)
    return Damaged(image, after.mask & there, after.cover * there, after.faded, after.kept)


def facts(aged: Aged) -> dict[str, Any]:
    """What was done and what is lost, as plain values."""
    after, exposure = aged.after, aged.wish.exposure
    before = to_lab(aged.before)
    return {
        "size": [aged.before.shape[1], aged.before.shape[0]],
        "severities": dict(aged.wish.severities), "seed": aged.wish.seed,
        "exposure": asdict(exposure) if exposure and "fading" in aged.wish.severities else None,
        "kept_by_dye": {dye: round(share, 4) for dye, share in after.kept.items()},
        "lost_or_covered": round(after.loss, 4), "mask_share": round(float(after.mask.mean()), 4),
        "fading_delta_e": round(_apart(before, to_lab(after.faded)), 2),
        "delta_e": round(_apart(before, to_lab(after.image)), 2),
        "assumed": list(aged.assumed),
    }  # fmt: skip


def _apart(first: ndarray, second: ndarray) -> float:
    """Mean ΔE*ab."""
    return float(np.linalg.norm(first - second, axis=-1).mean())


def write_aged(aged: Aged, folder: Path) -> None:
    """damaged.png, mask.png (white: lost or covered), faded.png, damage.json; OutputError where it exists."""
    with whole_folder(folder) as part:
        for name, values in (("damaged", aged.after.image), ("faded", aged.after.faded)):
            Image.fromarray(np.round(255 * values).astype(np.uint8)).save(part / f"{name}.png")
        Image.fromarray(np.where(aged.after.mask, 255, 0).astype(np.uint8)).save(part / "mask.png")
        text = json.dumps(facts(aged), ensure_ascii=False, indent=2)
        (part / "damage.json").write_text(text + "\n", encoding="utf-8")


def sentences(aged: Aged) -> Iterator[str]:
    """The same for people."""
    told = facts(aged)
    asked = ", ".join(f"{kind} {severity:g}" for kind, severity in aged.wish.severities.items())
    yield f"{asked}; seed {aged.wish.seed}"
    lost, masked = 100 * told["lost_or_covered"], 100 * told["mask_share"]
    yield f"lost or covered: {lost:.1f} %; the mask holds {masked:.1f} %"
    if told["kept_by_dye"]:
        left = ", ".join(f"{dye} {100 * share:.0f} %" for dye, share in told["kept_by_dye"].items())
        yield f"light left of each dye: {left}; colours moved by {told['fading_delta_e']:.1f} ΔE on the mean"
    yield from (f"assumed: {one}" for one in aged.assumed)


def exposure_of(
    severities: Mapping[str, float],
    years: float | None,
    altitude: float,
    light: float,
    dyes: Sequence[str] = (),
) -> Exposure | None:
    """The exposure that was asked for; InputError where what counts for fading is given and nothing fades."""
    if "fading" not in severities:
        if years is not None or altitude or light != Exposure.light or dyes:
            raise InputError("years, altitude, light and dyes count for fading; add --kind fading")
        return None
    if years is not None:
        return Exposure(years, light, altitude)
    meant = Exposure.of(severities["fading"], altitude)
    return Exposure(meant.years, light, altitude)
