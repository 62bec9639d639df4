"""What was learnt of a dance, and where it lies: with the program, or beside the score of a pack."""

from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

from wenwu.atlas.model import Atlas
from wenwu.base.errors import InputError


@dataclass(frozen=True)
class Learnt:
    """Three files that belong together."""

    network: Path
    prior: Path
    texts: Path

    @classmethod
    def beside(cls, atlas: Atlas, dance: str) -> "Learnt":
        """The files beside a dance's score."""
        score = atlas.score_file(dance)
        if score is None:
            raise InputError(f"the score of {dance} was read from no file, so nothing can lie beside it")
        return cls(*(score.with_suffix(ending) for ending in (".onnx", ".prior.npz", ".texts.npz")))

    @classmethod
    def shipped(cls) -> "Learnt":
        """The files that come with the program."""
        home = Path(str(files("wenwu")))
        weights = home / "motion" / "weights"
        return cls(weights / "mdn.onnx", weights / "prior.npz", home / "prompt" / "known_texts.npz")

    @classmethod
    def of(cls, atlas: Atlas, dance: str) -> "Learnt":
        """A pack's own, where there are all three; else those that come with the program."""
        own = cls.beside(atlas, dance) if atlas.score_file(dance) else cls.shipped()
        return own if all(path.is_file() for path in (own.network, own.prior, own.texts)) else cls.shipped()
