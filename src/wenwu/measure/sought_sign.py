"""Pictures in which the svastika is sought for a bench, each with the likeness that the search gives it."""

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from itertools import product
from pathlib import Path

import numpy as np
from jaxtyping import UInt8
from numpy import ndarray

from wenwu.atlas.load import load_atlas
from wenwu.base.seed import generator
from wenwu.measure.made_sign import SEED, SETTINGS, WEARS, MadeCloth, make_near, make_signed, seen
from wenwu.measure.memory_real import FOLDERS, find_real
from wenwu.measure.near_sign import NEAR
from wenwu.measure.recorded import VARIABLE
from wenwu.memory.labelled import TABLE, Labelled, LabelledSet, load_labelled
from wenwu.motifs.gallery import drawn_motifs
from wenwu.motifs.sheet import shown_size
from wenwu.motifs.sign import draw_sign
from wenwu.motifs.textile import draw_textile
from wenwu.scene.kept_sign import likeness

LONG = 384  # [px] the longer side at which motifs and cloths of the atlas are drawn
NAMES = ("卍", "卐", "万字", "萬字", "svastika", "swastika", "fylfot", "gammadion", "manji")  # in any words

Picture = UInt8[ndarray, "H W 3"]
Job = tuple[str, str, str, int]  # kind; of what; wear, or the folder; number


@dataclass(frozen=True)
class Sought:
    """A picture that was searched."""

    kind: str  # signed, near, motif, cloth; real signed, real other, real untold
    name: str
    likeness: float
    how: Mapping[str, str | float] = field(default_factory=dict)  # of a made one


def made_jobs(count: int) -> Iterator[Job]:
    """Made cloths with the sign, and of forms near it: so many of each setting or form, by wear."""
    for kind, names in (("signed", SETTINGS), ("near", tuple(NEAR))):
        yield from ((kind, name, wear, k) for name, wear, k in product(names, WEARS, range(count)))


def atlas_jobs(step: int) -> Iterator[Job]:
    """Every motif that may be drawn, alone and nine together, and every composed cloth, or each `step`-th."""
    atlas = load_atlas()
    motifs = [motif.id for motif in drawn_motifs(atlas)][::step]
    yield from (("motif", id, "photograph", times) for id in motifs for times in (1, 3))
    cloths = [id for id, textile in atlas.textiles.items() if textile.composed][::step]
    yield from (("cloth", id, "photograph", 1) for id in cloths)


def real_jobs(data: Path | None, step: int) -> Iterator[Job]:
    """Every picture of a folder with labels.csv, or each `step`-th of those that name no svastika."""
    folder = _folder(data)
    if folder is None:
        return
    for number, row in enumerate(_labelled(str(folder)).rows):
        if kind_of(row) == "real signed" or number % step == 0:
            yield kind_of(row), row.file, str(folder), number


def _folder(data: Path | None) -> Path | None:
    """Of real pictures: what `data` names, or WENWU_DATA where that holds some."""
    named = os.environ.get(VARIABLE, "")
    if data is None and named and any((Path(named) / name / TABLE).is_file() for name in FOLDERS):
        return find_real(Path(named))
    return find_real(data)


def kind_of(row: Labelled) -> str:
    """By its label where it has one, else by its class: it names the sign, something else, or nothing."""
    words = (row.label or row.name).lower()
    if any(name in words for name in NAMES):
        return "real signed"
    return "real other" if row.label or row.named else "real untold"


@cache
def _labelled(folder: str) -> LabelledSet:
    return load_labelled(Path(folder))


def sought(job: Job) -> Sought:
    """Makes or reads the picture and searches it."""
    kind, name, where, number = job
    if kind in ("signed", "near"):
        made: MadeCloth = (make_signed if kind == "signed" else make_near)(name, where, number)
        return Sought(kind, name, likeness([made.picture]), made.how)
    if kind.startswith("real"):
        return Sought(kind, name, likeness([_labelled(where).picture(number)]))
    return Sought(kind, name, likeness([_drawn(kind, name, where, number)]))


def _drawn(kind: str, id: str, wear: str, times: int) -> Picture:
    """A motif as often in each row, or a composed cloth, of the atlas, worn."""
    atlas = load_atlas()
    if kind == "motif":
        drawn = np.tile(draw_sign(atlas.motif(id), atlas, LONG // times).image, (times, times, 1))
    else:
        textile = atlas.textile(id)
        size = shown_size(textile)
        drawn = draw_textile(textile, atlas, size, LONG / max(size), SEED).image
    return seen(drawn / 255.0, wear, generator(SEED, "kept sign", kind, id, times))
