"""A sequence of the corpus: one phrase danced once, or a piece of a real clip; kept as npz."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from jaxtyping import Bool, Float
from numpy import ndarray

from wenwu.base.errors import InputError

FOLDS = {"test": (0,), "valid": (1,)}  # by seed mod 10; the rest is for training


@dataclass(frozen=True)
class Sequence:
    """One phrase danced once, or a piece of a real clip."""

    source: str  # "score" or the data set
    dance: str  # the dance's id; of a real clip its style
    phrase: str
    variant: str  # which way to dance the phrase
    who: str  # gender and form, "woman/stage_female"
    seed: int
    texts: tuple[str, ...]  # the same in each language
    state: Float[ndarray, "T 144"]  # [m, m/s] in the dancer's frame
    dof: Float[ndarray, "T 36"]  # [m, deg]; the root seen from the dancer's frame
    timeline: Float[ndarray, "T P"]
    reference: Float[ndarray, "128"]  # of the whole performance it is from
    mask: Bool[ndarray, "24"]  # joints that are really known


def split_of(seed: int) -> str:
    """Which part a performance belongs to: seeds ending in 0 test, in 1 valid, the others train."""
    return next((name for name, ends in FOLDS.items() if seed % 10 in ends), "train")


def save(sequences: list[Sequence], path: Path) -> None:
    """Write sequences as one npz: numbers end to end in float16 and float32, names as text."""
    if not sequences:
        raise InputError(f"no sequence to write to {path.name}")
    path.parent.mkdir(parents=True, exist_ok=True)
    rows = {n: np.concatenate([getattr(s, n) for s in sequences]) for n in ("state", "dof", "timeline")}
    words = ("source", "dance", "phrase", "variant", "who")
    part = path.with_name(path.name + ".part")
    with part.open("wb") as file:
        np.savez(
            file,
            state=rows["state"].astype(np.float16),
            dof=rows["dof"].astype(np.float32),
            timeline=rows["timeline"].astype(np.float32),
            length=np.array([len(s.state) for s in sequences]),
            reference=np.stack([s.reference for s in sequences]).astype(np.float32),
            mask=np.stack([s.mask for s in sequences]),
            seed=np.array([s.seed for s in sequences]),
            words=np.array([[getattr(s, n) for n in words] for s in sequences]),
            texts=np.array(["\n".join(s.texts) for s in sequences]),
        )
    part.replace(path)


def load(path: Path) -> list[Sequence]:
    """Read what `save` wrote."""
    with np.load(path, allow_pickle=False) as stored:
        held = {name: stored[name] for name in stored.files}
    ends = np.cumsum(held["length"])
    out = []
    for k, stop in enumerate(ends):
        here = slice(stop - held["length"][k], stop)
        source, dance, phrase, variant, who = (str(w) for w in held["words"][k])
        out.append(
            Sequence(
                source, dance, phrase, variant, who, int(held["seed"][k]),
                tuple(str(held["texts"][k]).split("\n")),
                held["state"][here].astype(float), held["dof"][here].astype(float),
                held["timeline"][here].astype(float), held["reference"][k].astype(float), held["mask"][k],
            )
        )  # fmt: skip
    return out
