"""All loss masks of a folder of prints, kept in one file, parted by crest."""

import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from jaxtyping import Bool, Float32
from numpy import ndarray

from wenwu.base.errors import InputError
from wenwu.base.seed import generator
from wenwu.motifs.damage_figure import inside
from wenwu.motifs.loss_masks import LossMask, find_groups, find_losses

TEST = 0.25  # of the crests are never trained on
RIM = 0.8  # mean depth of what is lost by that of the strokes, below which a loss is one of the rim
VERSION = "1"


@dataclass(frozen=True)
class LossSet:
    """N prints: strokes, loss, how far inside the crest a pixel lies, kind (0 ink, 1 edge)."""

    whole: Bool[ndarray, "N S S"]
    lost: Bool[ndarray, "N S S"]
    inside: Float32[ndarray, "N S S"]
    kind: Float32[ndarray, " N"]
    group: tuple[str, ...]
    file: tuple[str, ...]

    def __len__(self) -> int:
        return len(self.group)

    @property
    def share(self) -> Float32[ndarray, " N"]:
        """How much of its strokes each print has lost."""
        return (self.lost.sum((1, 2)) / self.whole.sum((1, 2))).astype(np.float32)

    def part(self, name: str) -> "LossSet":
        """The prints of the crests of one part: train or test."""
        kept = np.array([part_of(group) == name for group in self.group], bool)
        return self.only(kept)

    def only(self, kept: Bool[ndarray, " N"]) -> "LossSet":
        """Some of the prints."""
        names = [tuple(n for n, k in zip(of, kept, strict=True) if k) for of in (self.group, self.file)]
        return LossSet(self.whole[kept], self.lost[kept], self.inside[kept], self.kind[kept], *names)


def part_of(group: str) -> str:
    """The part a crest belongs to; by crest, never by print."""
    return "test" if generator(1, "loss", group).random() < TEST else "train"


def gather(data: Path, say: Callable[[str], None] = lambda text: None) -> LossSet:
    """The losses of every crest of a folder; InputError where there are none."""
    groups = find_groups(data)
    found: list[LossMask] = []
    for k, (name, files) in enumerate(groups.items()):
        found += find_losses(files, name)
        if k % 20 == 0:
            say(f"crest {k + 1} of {len(groups)}: {len(found)} prints compared")
    if not found:
        raise InputError(f"no two prints in {data} are of one crest and alike enough to compare")
    return set_of(found)


def set_of(found: list[LossMask]) -> LossSet:
    """Losses side by side; InputError where there are none."""
    if not found:
        raise InputError("no two prints of one crest are alike enough to compare; more prints are needed")
    whole, lost = (np.stack([getattr(one, name) for one in found]) for name in ("whole", "lost"))
    deep = np.stack([inside(one.whole.astype(np.float32)) for one in found])
    kind = [float(d[one.lost].mean() < RIM * d[one.whole].mean()) for one, d in zip(found, deep, strict=True)]
    names = (tuple(one.group for one in found), tuple(one.file for one in found))
    return LossSet(whole, lost, deep, np.array(kind, np.float32), *names)


def save_losses(masks: LossSet, path: Path) -> None:
    """Write the masks, a bit a pixel; whole or not at all."""
    part = path.with_name(f".{path.name}.part.npz")
    np.savez_compressed(
        part, version=VERSION, whole=np.packbits(masks.whole, axis=-1), lost=np.packbits(masks.lost, axis=-1),
        kind=masks.kind, group=np.array(masks.group), scan=np.array(masks.file), side=masks.whole.shape[1],
    )  # fmt: skip
    part.replace(path)


def load_losses(path: Path) -> LossSet:
    """Masks from a file; InputError where it is damaged or of another version."""
    try:
        with path.open("rb") as file, np.load(file, allow_pickle=False) as stored:
            kept = dict(stored)
    except (OSError, ValueError, EOFError, zipfile.BadZipFile) as error:
        raise InputError(f"{path.name} is damaged; remove it and run this again") from error
    if str(kept.get("version")) != VERSION:
        raise InputError(f"{path.name} was written by another version; remove it and run this again")
    side = int(kept["side"])
    whole, lost = (np.unpackbits(kept[n], axis=-1, count=side).astype(bool) for n in ("whole", "lost"))
    names = (tuple(map(str, kept["group"])), tuple(map(str, kept["scan"])))
    deep = np.stack([inside(one.astype(np.float32)) for one in whole])
    return LossSet(whole, lost, deep, kept["kind"].astype(np.float32), *names)
