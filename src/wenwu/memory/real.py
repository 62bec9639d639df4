"""Real pictures remembered: what a crest or an ornament looks like, learnt from real ones; no torch.

    from wenwu.memory.real import load_real
    seen = load_real().read(picture)          # bytes, H × W × 3
    seen.known, seen.classes[0].name, seen.classes[0].chance, seen.prototypes[0].purity

It says which *form* a picture has among the classes of the collection it learnt from (`oak`, `meander`, most
of them of Japanese crests). It says nothing of what a sign means and of whose it is, and decides no taboo.
`wenwu train memory DIR` writes such a memory from a folder of one's own; docs/own-images.md.
"""

import zipfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import numpy as np
from jaxtyping import Float32, Int64, UInt8
from numpy import ndarray
from scipy.special import softmax

from wenwu.base.errors import InputError
from wenwu.memory.backbone import THREADS
from wenwu.memory.prototypes import unit
from wenwu.memory.real_cache import WIDE, numbers_of
from wenwu.memory.real_looks import plain, seen, sized
from wenwu.memory.vocabulary import read_json

VERSION = "real 2"
FORMS = 256  # numbers that the head gives
BESIDE = 1.0  # weight of the whitened numbers beside them
APART = 100  # main axes along which it is measured how far a picture is from those that were learnt
SHOWN = 5  # classes and prototypes that are told
LARGEST = 64 * 2**20  # [bytes]
ARRAYS = (
    "axes",
    "offset",
    "first",
    "first_bias",
    "second",
    "second_bias",
    "gallery",
    "gallery_class",
    "gallery_size",
    "prototypes",
)

Picture = UInt8[ndarray, "H W 3"]
Vectors = Float32[ndarray, "N V"]  # FORMS and as many as there are axes


@dataclass(frozen=True)
class RealClass:
    """A class that a picture may be of."""

    name: str
    likeness: float  # cosine to its nearest picture, −1…1
    chance: float  # calibrated on pictures of other groups; all classes together 1


@dataclass(frozen=True)
class RealPrototype:
    """A prototype that a picture comes to."""

    number: int
    likeness: float  # cosine, −1…1
    weight: float  # eq. 1; all prototypes together 1
    names: tuple[str, ...]  # the classes that come to it, the commonest first
    purity: float  # share of the commonest, of pictures it learnt from
    pictures: int  # that came to it


@dataclass(frozen=True, eq=False)
class RealReading:
    """What a picture looks like among real ones."""

    vector: Float32[ndarray, " V"]  # of length 1
    classes: tuple[RealClass, ...]  # the likeliest first
    likeness: float  # to the nearest picture that was learnt from
    apart: float  # how far from the nearest, in spreads of what was learnt
    known: (
        bool  # False: a form, or a picture, unlike nearly all that were learnt; then the classes say little
    )
    prototypes: tuple[RealPrototype, ...]  # the nearest first
    hidden: float = 0.0  # share of the picture that lies under something or is gone
    left: float = 0.0  # share of it that nothing could be put in place of
    filled_by: tuple[
        str, ...
    ] = ()  # the symmetries of what is seen that the rest was filled by, for this alone


@dataclass(frozen=True, eq=False)
class RealMemory:
    """A memory of real pictures. Reading changes nothing: its arrays are locked."""

    folder: Path
    names: tuple[str, ...]  # of the classes
    facts: dict[str, Any]  # temperature, unknown_below, gamma, prototypes, trained_on, licence, …
    arrays: dict[str, ndarray]

    def read(self, picture: Picture, threads: int = THREADS) -> RealReading:
        """One picture, sRGB bytes of any size that `crop.tight` bears; InputError for one it does not."""
        figure = seen(picture)
        numbers = numbers_of(sized(figure.square)[None], threads)
        told = self.reading(self.encoded(numbers)[0], self.white(numbers)[0])
        return replace(told, hidden=figure.lost, left=figure.left, filled_by=figure.by)

    def vectors(self, pictures: Iterable[Picture], threads: int = THREADS) -> Vectors:
        """A vector of length 1 for each picture; each is cut to its figure first."""
        return self.encoded(numbers_of(np.stack([plain(one) for one in pictures]), threads))

    def white(self, numbers: Float32[ndarray, "N W"]) -> Float32[ndarray, "N A"]:
        """Numbers of the network that looks, whitened: each axis in spreads of what was learnt."""
        return numbers @ self.arrays["axes"] - self.arrays["offset"]

    def encoded(self, numbers: Float32[ndarray, "N W"]) -> Vectors:
        """Numbers of the network that looks → whitened → hidden, ELU → 256; and the whitened beside."""
        a, white = self.arrays, self.white(numbers)
        hidden = white @ a["first"] + a["first_bias"]
        hidden = np.where(hidden > 0, hidden, np.expm1(np.minimum(hidden, 0)))
        return beside(hidden @ a["second"] + a["second_bias"], white)

    def reading(self, vector: Float32[ndarray, " V"], white: Float32[ndarray, " A"]) -> RealReading:
        """What a picture is near to, by its vector and its whitened numbers."""
        near = self.arrays["gallery"] @ vector
        likeness = of_classes(near[None], self.arrays["gallery_class"], len(self.names))[0]
        chance = softmax(likeness / float(self.facts["temperature"]))
        best = np.argsort(-likeness)[:SHOWN]
        classes = tuple(RealClass(self.names[k], float(likeness[k]), float(chance[k])) for k in best)
        nearest, far = float(near.max()), float(apart(white[None], self._learnt())[0])
        known = nearest >= float(self.facts["unknown_below"]) and far <= float(self.facts["unknown_beyond"])
        return RealReading(vector, classes, nearest, far, known, self._prototypes(vector))

    def _learnt(self) -> Float32[ndarray, "G A"]:
        """The whitened numbers of the pictures that were learnt from."""
        rows = self.arrays["gallery"][:, FORMS:]
        return unit(rows) * self.arrays["gallery_size"][:, None]

    def _prototypes(self, vector: Float32[ndarray, " V"]) -> tuple[RealPrototype, ...]:
        near = self.arrays["prototypes"] @ vector
        weight = softmax(near / float(self.facts["gamma"]))
        cards = self.facts["prototypes"]
        return tuple(
            RealPrototype(
                int(k), float(near[k]), float(weight[k]), tuple(cards[k]["names"]), float(cards[k]["purity"]),
                int(cards[k]["pictures"]),
            )
            for k in np.argsort(-near)[:SHOWN]
        )  # fmt: skip


def beside(forms: Float32[ndarray, "N 256"], white: Float32[ndarray, "N A"]) -> Vectors:
    """What the head makes of pictures and what it was given, each of length 1, in one vector of length 1."""
    both = np.concatenate([unit(forms), BESIDE * unit(white)], 1) / np.sqrt(1 + BESIDE**2)
    return both.astype(np.float32)


def apart(
    white: Float32[ndarray, "N A"], learnt: Float32[ndarray, "G A"], axes: int = APART
) -> Float32[ndarray, " N"]:
    """How far each picture is from the nearest that was learnt, along the main axes.

    Likeness asks which way a picture differs from the mean, this also how much: pictures of another kind
    than all that were learnt lie far out whichever way they point.
    """
    a, b = white[:, :axes], learnt[:, :axes]
    squares = (a**2).sum(1)[:, None] + (b**2).sum(1) - 2 * a @ b.T
    return np.sqrt(np.maximum(squares.min(1), 0)).astype(np.float32)


def of_classes(
    near: Float32[ndarray, "N M"], of: Int64[ndarray, " M"], count: int
) -> Float32[ndarray, "N C"]:
    """The likeness of pictures to classes: that of the nearest picture of each; −1 for one without any."""
    out = np.full((len(near), count), -1.0, np.float32)
    for k in np.unique(of):
        out[:, k] = near[:, of == k].max(1)
    return out


def shipped() -> Path:
    """Where the memory that comes with the program lies; its licence beside it."""
    return Path(str(files("wenwu"))) / "memory" / "weights_by_sa"


@lru_cache(maxsize=2)
def load_real(folder: Path | None = None) -> RealMemory:
    """The memory of real pictures in a folder, or the one that comes with the program (CC BY-SA 4.0).

    InputError where there is none, where it is damaged, of another version, or holds NaN.
    """
    home = folder or shipped()
    if not (home / "real.json").is_file():
        raise InputError(f"there is no memory of real pictures in {home}; wenwu train memory DIR writes one")
    facts = read_json(home / "real.json")
    if facts.get("version") != VERSION:
        raise InputError(f"the memory of real pictures in {home} is of another version; train it again")
    arrays = _locked(home / "real.npz")
    names = tuple(map(str, facts.pop("names", ())))
    _require_fit(facts, names, arrays)
    return RealMemory(home, names, facts, arrays)


def _locked(path: Path) -> dict[str, ndarray]:
    """The arrays, of which nothing can be written; what was kept in eight bits is multiplied out."""
    try:
        if path.stat().st_size > LARGEST:
            raise ValueError("too large")
        with np.load(path, allow_pickle=False) as stored:
            found = {name: stored[name] for name in ARRAYS}
            scales = {name: stored[f"{name}_scale"] for name in ARRAYS if f"{name}_scale" in stored}
    except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile) as error:
        raise InputError(
            f"{path.name} of the memory is missing or damaged; train or install it again"
        ) from error
    for name, value in found.items():
        wide = value.astype(np.int64 if name == "gallery_class" else np.float32)
        found[name] = wide * scales[name].astype(np.float32) if name in scales else wide
        found[name].flags.writeable = False
    return found


def _require_fit(facts: Mapping[str, Any], names: tuple[str, ...], arrays: Mapping[str, ndarray]) -> None:
    """InputError where the parts of a memory are not of one piece."""
    found = [facts.get(name) for name in ("temperature", "unknown_below", "unknown_beyond", "gamma")]
    told = [float(one) for one in found if isinstance(one, int | float) and np.isfinite(one)]
    sound = len(told) == len(found) and told[0] > 0 and told[3] > 0
    finite = all(np.isfinite(value).all() for value in arrays.values())
    of, cards = arrays["gallery_class"], facts.get("prototypes", ())
    wide = FORMS + arrays["first"].shape[0]
    shapes = {
        "axes": (WIDE, len(arrays["first"])), "offset": (len(arrays["first"]),),
        "first": (len(arrays["first"]), len(arrays["second"])), "second": (len(arrays["second"]), FORMS),
        "gallery": (len(of), wide), "prototypes": (len(cards), wide),
    }  # fmt: skip
    shapes["gallery_size"] = (len(of),)
    fits = all(arrays[name].shape == shape for name, shape in shapes.items())
    if not (sound and finite and fits and len(of) and names and 0 <= of.min() <= of.max() < len(names)):
        raise InputError(
            "the parts of the memory of real pictures do not fit each other; train or install it again"
        )
