"""Motion that no rule was asked about: where the firewall's near misses and the clips to repair come from.

A source makes a clip of a dance, a seed and a length in seconds, at FPS frames a second. What there is:

    noisy score     the score of the dance (or of a neighbour, for a dance that is described only) with noise
    free network    the dance as the network draws it, free of prior and rules
    cmu             recordings of real people, imported; there where a folder of recordings is given or named

`through_rig` puts clips on another program's rig, whose bones have other lengths, and reads them back.
"""

import csv
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import cache, partial
from pathlib import Path

import numpy as np
from jaxtyping import Float
from numpy import ndarray
from scipy.ndimage import gaussian_filter1d

from wenwu.atlas.load import load_atlas
from wenwu.base.seed import generator
from wenwu.body.angles import project, unproject
from wenwu.measure.network_dance import unconstrained_dance
from wenwu.measure.recorded import find_recordings
from wenwu.measure.score_only import score_only
from wenwu.motion.clip import Clip
from wenwu.motion.incoming import read_motion
from wenwu.motion.retarget import retarget
from wenwu.motion.rig import read_take
from wenwu.motion.rig_bvh import with_rows

Source = Callable[[str, int, float], Clip]  # dance, seed, seconds
FPS = 30.0
SPREAD, DRIFT = 8.0, 0.03  # [deg], [m] standard deviation of the noise on every angle, and on the path
SLOWNESS = 0.15  # [s] standard deviation of the bell that colours the noise: half its power below about 1 Hz
SCORES, LENGTH = 6, 12.0  # performances of a dance that are composed, and their length [s]
RIGS = ("cmu_094_06_daz43_120fps.bvh", "fair_dab_27j_30fps_zup.bvh")


def sources(data: Path | None = None) -> dict[str, Source]:
    """Every source there is; those of recordings only where a folder of them is given or named."""
    found: dict[str, Source] = {"noisy score": noisy_score, "free network": free_network}
    folder = find_recordings(data)
    if folder is not None and _people(folder):
        found["cmu"] = partial(recorded, folder)
    return found


def noisy_score(dance: str, seed: int, seconds: float) -> Clip:
    """A score's clip with noise of SPREAD degrees on every degree of freedom, slow in time; no firewall."""
    rng = generator(seed, "unconstrained", dance)
    clip, numbers = _scored(danceable(dance), int(rng.integers(SCORES)))
    frames = min(round(seconds * FPS), len(clip))
    first = int(rng.integers(len(clip) - frames + 1))
    q = numbers[first : first + frames].copy()
    q[:, :3] += coloured(rng.normal(size=(frames, 3))) * DRIFT
    q[:, 3:] += coloured(rng.normal(size=(frames, 33))) * SPREAD
    rotation, root = unproject(q)
    return replace(cut(clip, first, frames), rotation=rotation, root=root)


def free_network(dance: str, seed: int, seconds: float) -> Clip:
    """A piece of one of SCORES performances that the network draws with all of its spread; no firewall."""
    rng = generator(seed, "network", dance)
    clip = _drawn(danceable(dance), int(rng.integers(SCORES)))
    frames = min(round(seconds * FPS), len(clip))
    return cut(clip, int(rng.integers(len(clip) - frames + 1)), frames)


def coloured(white: Float[ndarray, "T D"]) -> Float[ndarray, "T D"]:
    """The noise made slow by a bell of SLOWNESS seconds, at unit size again."""
    bell = SLOWNESS * FPS
    return gaussian_filter1d(white, bell, axis=0, mode="reflect") * np.sqrt(2 * np.sqrt(np.pi) * bell)


def cut(clip: Clip, first: int, frames: int) -> Clip:
    """Some frames of a clip."""
    here = slice(first, first + frames)
    rows = {name: getattr(clip, name)[here] for name in ("root", "rotation", "hand", "contact", "beat")}
    return replace(clip, **rows, marks=())


@cache
def _scored(dance: str, number: int) -> tuple[Clip, Float[ndarray, "T 36"]]:
    """One performance of a score at FPS frames a second, and its 36 numbers a frame."""
    thin = _thin(score_only(dance, number + 1, LENGTH))
    return thin, project(thin.rotation, thin.root)[0]


@cache
def _drawn(dance: str, number: int) -> Clip:
    """One performance of the network alone, at FPS frames a second."""
    return _thin(unconstrained_dance(dance, number + 1, LENGTH))


def _thin(clip: Clip) -> Clip:
    """The clip at FPS frames a second, every so many frames of its own."""
    step = max(round(clip.fps / FPS), 1)
    rows = {name: getattr(clip, name)[::step] for name in ("root", "rotation", "hand", "contact", "beat")}
    return replace(clip, **rows, fps=clip.fps / step, marks=())


def danceable(dance: str) -> str:
    """The dance; for one that has no score, the first of its culture that has, or what is offered instead."""
    atlas = load_atlas()
    if dance in atlas.scores:
        return dance
    described = atlas.described[dance]
    near = sorted(id for id in atlas.scores if atlas.dance(id).culture == described.culture)
    return described.offer or near[0]


# ------------------------------------------------------------------------------------------- recordings
def recorded(folder: Path, dance: str, seed: int, seconds: float) -> Clip:
    """A piece of a recording, whatever the dance that is asked for."""
    rng = generator(seed, "recorded")
    names = _people(folder)
    clip = _imported(folder, names[int(rng.integers(len(names)))])
    frames = min(round(seconds * clip.fps), len(clip))
    return cut(clip, int(rng.integers(len(clip) - frames + 1)), frames)


@cache
def _people(folder: Path) -> tuple[str, ...]:
    """The recordings whose wrists were recorded, of the best quality."""
    with (folder / "manifest.csv").open(encoding="utf-8-sig", newline="") as file:
        rows: list[Mapping[str, str]] = list(csv.DictReader(file))
    return tuple(row["clip"] for row in rows if row["source"] == "cmu" and row["quality"] == "A")


@cache
def _imported(folder: Path, name: str) -> Clip:
    return read_motion(folder / "npz" / f"{name}.npz").clip


def rigs(data: Path | None) -> tuple[Path, ...]:
    """Files with the rigs of other programs, where a folder of recordings holds them."""
    folder = find_recordings(data)
    return tuple(p for rig in RIGS if folder is not None and (p := folder / "raw_samples" / rig).is_file())


def through_rig(rig: Path, clip: Clip) -> Clip:
    """The clip on a rig, written to a file of its own and read back; frames stay frames."""
    made = retarget(clip, read_take(rig), rig.name)
    with tempfile.TemporaryDirectory() as place:
        file = Path(place) / rig.name
        file.write_text(with_rows(rig, made.rows, clip.fps), encoding="utf-8")
        return read_motion(file).clip
