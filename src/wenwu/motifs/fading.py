"""Fading by light: each dye loses its absorption at its own pace, in eight bands, by a dose of light.

    d ln (K/S)_dye / dt = −κ_dye · light / D(b_dye) · (1 + (m(b_dye) − 1) · uv · (1 + .11 · altitude/km))

D is the dose after which a dye of Blue Wool class b has noticeably faded without ultraviolet, m how much
faster daylight through a window does it, κ what makes that fading ΔE*ab = 1.7 (grey scale 4) on the dye's own
colour. What a pixel absorbs beyond undyed cloth is shared among the dyes band by band; so a green of yellow
on indigo turns blue. Which dyes a picture holds nobody can tell from its colours: the default is an
assumption.
"""

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files

import numpy as np
from jaxtyping import Float, Float32
from numpy import ndarray
from scipy.optimize import brentq

from wenwu.base.errors import InputError
from wenwu.motifs.canvas import rgb
from wenwu.motifs.lab import to_lab
from wenwu.motifs.reflectance import BANDS, absorption, light_of, reflectance, reflected

Picture = Float32[ndarray, "H W 3"]
USUAL = ("indigo", "madder", "lac", "safflower", "yellow", "tannin")
UNDYED = (0.93, 0.90, 0.83)  # sRGB of cloth without dye; ours
FIRST = 0.4  # [Mlx h] D of class 1 (CAMEO, after Michalski 1990)
STEP = (900 / FIRST) ** (1 / 7)  # D from class to class: 900 Mlx h at class 8 (the same)
WINDOW = (1.4, 9.0)  # m of classes 1 and 8: our estimate, after Michalski's table with and without UV
PER_KM = 0.11  # of ultraviolet: 10 to 12 % (WHO 2002, Global Solar UV Index: A Practical Guide)
NOTICED = 1.7  # [ΔE*ab] grey scale 4
SHADES = 32  # of each channel, for which the shares of the dyes are found once
ROUNDS = 20
ALIKE = 24  # so sharply the first guess prefers the dye that a colour is most like
SEVEREST = 100.0  # [years] of a light room that severity 1 stands for
HIGHEST, LONGEST = 9000.0, 5000.0  # [m], [years]


@dataclass(frozen=True)
class Exposure:
    """What light a cloth has had."""

    years: float
    light: float = 1.0  # [Mlx h a year]; about 350 lx for 8 hours a day
    altitude: float = 0.0  # [m]
    uv: float = 1.0  # of what daylight through window glass has; 0 behind a filter

    def __post_init__(self) -> None:
        for value, most, said in (
            (self.years, LONGEST, "years"), (self.light, 1000.0, "Mlx h a year"),
            (self.altitude, HIGHEST, "m of altitude"), (self.uv, 10.0, "of a window's ultraviolet"),
        ):  # fmt: skip
            if not 0 <= value <= most:
                raise InputError(f"{value:g} {said} is outside what fading is modelled for: 0 to {most:g}")

    @classmethod
    def of(cls, severity: float, altitude: float = 0.0) -> "Exposure":
        """The exposure that a severity 0…1 stands for: 100 years of a light room at 1."""
        return cls(SEVEREST * severity * severity, altitude=altitude)


@dataclass(frozen=True)
class Dyestuff:
    """One dye: how it absorbs and how fast it goes."""

    name: str
    blue_wool: float
    absorbs: Float32[ndarray, "8"]  # K/S beyond undyed cloth at the depth of its colour
    pace: float  # κ / D(b), per Mlx h without ultraviolet

    def kept(self, exposure: Exposure) -> float:
        """Share of its absorption left after an exposure."""
        low, high = WINDOW
        window = low * (high / low) ** ((self.blue_wool - 1) / 7)
        uv = exposure.uv * (1 + PER_KM * exposure.altitude / 1000)
        return float(np.exp(-self.pace * exposure.light * exposure.years * (1 + (window - 1) * uv)))


@dataclass(frozen=True)
class Faded:
    """A picture after an exposure, and what each dye has left."""

    colour: Picture  # sRGB 0…1
    exposure: Exposure
    kept: dict[str, float] = field(default_factory=dict)  # by dye: share of absorption left


def fade(colour: Picture, exposure: Exposure, dyes: Sequence[str] = USUAL) -> Faded:
    """A picture (sRGB 0…1) after an exposure; InputError for a dye that nobody knows."""
    stuffs = [dyestuff(name) for name in dyes]
    kept = {stuff.name: stuff.kept(exposure) for stuff in stuffs}
    if all(share == 1 for share in kept.values()):
        return Faded(colour, exposure, kept)
    levels = np.clip((colour * SHADES).astype(np.int32), 0, SHADES - 1)
    shade = (levels[..., 0] * SHADES + levels[..., 1]) * SHADES + levels[..., 2]
    some, where = np.unique(shade, return_inverse=True)
    left = (shares(tuple(dyes))[some] @ np.array(list(kept.values()), np.float32))[where.reshape(shade.shape)]
    light = _light(colour)
    bands = reflectance(light)
    absorbed = absorption(bands)
    dyed = np.maximum(absorbed - _undyed(), 0)
    gone = light_of(reflected(absorbed - dyed * (1 - left)) - reflected(absorbed))
    return Faded(_screen(light + gone), exposure, kept)


@cache
def dyestuff(name: str) -> Dyestuff:
    """A dye of the table; InputError where it has no such dye."""
    table = fastness()["dye"]
    if name not in table:
        raise InputError(f"no dye {name!r}; known: {', '.join(table)}")
    absorbs = np.maximum(_absorption_of(rgb_share(table[name]["colour"])) - _undyed(), 0)
    wool = float(table[name]["blue_wool"])
    pace = _noticed(absorbs) / (FIRST * STEP ** (wool - 1))
    return Dyestuff(name, wool, absorbs, pace)


@cache
def fastness() -> dict[str, dict[str, dict]]:
    """The table of dyes and of its sources."""
    return tomllib.loads(files("wenwu.motifs").joinpath("fastness.toml").read_text("utf-8"))


@cache
def shares(dyes: tuple[str, ...]) -> Float32[ndarray, "S 8 D"]:
    """Each dye's share of what a colour absorbs in each band; S colours, SHADES to the cube.

    Non-negative least squares on K/S, by multiplicative steps (Lee & Seung 2001) from a first guess that
    prefers one dye to many: eight bands and six dyes leave more than one answer.
    """
    steps = ((np.arange(SHADES) + 0.5) / SHADES).astype(np.float32)
    colours = np.stack(np.meshgrid(steps, steps, steps, indexing="ij"), -1).reshape(-1, 3)
    seen = np.maximum(absorption(reflectance(_light(colours))) - _undyed(), 0)
    units = np.stack([dyestuff(name).absorbs for name in dyes])
    units = units / np.linalg.norm(units, axis=1, keepdims=True)
    target, cross = seen @ units.T, units @ units.T
    amount = (target / np.maximum(np.linalg.norm(seen, axis=1, keepdims=True), 1e-6)) ** ALIKE + 1e-6
    for _ in range(ROUNDS):
        amount *= target / (amount @ cross + 1e-9)
    part = amount[:, None, :] * units.T[None] + np.float32(1e-9)
    return (part / part.sum(-1, keepdims=True)).astype(np.float32)


def _noticed(absorbs: Float32[ndarray, "8"]) -> float:
    """κ: −ln of the share kept when the dye's colour has changed by NOTICED."""
    under = _undyed()

    def lab(decay: float) -> Float[ndarray, "3"]:
        return to_lab(
            _screen(light_of(reflected(under + absorbs * np.float32(np.exp(-decay))))).astype(float)
        )

    return float(brentq(lambda decay: np.linalg.norm(lab(decay) - lab(0.0)) - NOTICED, 1e-4, 20.0))


@cache
def _undyed() -> Float32[ndarray, "8"]:
    return _absorption_of(np.array(UNDYED, np.float32))


def rgb_share(colour: str) -> Float32[ndarray, "3"]:
    """#RRGGBB as sRGB 0…1."""
    return np.array(rgb(colour), np.float32) / 255


def _absorption_of(srgb: Float32[ndarray, "3"]) -> Float32[ndarray, "8"]:
    return absorption(reflectance(_light(srgb[None])))[0].reshape(BANDS)


def _light(srgb: Float32[ndarray, "*N 3"]) -> Float32[ndarray, "*N 3"]:
    """Linear sRGB, in single precision for speed."""
    curve = ((np.maximum(srgb, 0) + np.float32(0.055)) / np.float32(1.055)) ** np.float32(2.4)
    return np.where(srgb <= np.float32(0.04045), srgb / np.float32(12.92), curve)


def _screen(light: Float32[ndarray, "*N 3"]) -> Float32[ndarray, "*N 3"]:
    """Encoded sRGB, cut to 0…1."""
    light = np.clip(light, 0, 1)
    curve = np.float32(1.055) * light ** np.float32(1 / 2.4) - np.float32(0.055)
    return np.where(light <= np.float32(0.0031308), light * np.float32(12.92), curve)
