"""Pickles without their power: arrays, numbers, words and plain containers, and nothing that runs.

A pickle is a program, and reading one the usual way runs it. Here every name that it asks for is looked up in
a short list of stand-ins of our own; numpy itself is never called by the file. Whatever else it asks for is
refused by name. Object arrays are refused too, for they could hold anything.
"""

import io
import pickle
from pathlib import Path
from typing import Any

import numpy as np
from numpy import ndarray

from wenwu.base.errors import InputError

LARGEST = 512 * 2**20  # [bytes]
KINDS = frozenset({"f2", "f4", "f8", "i1", "i2", "i4", "i8", "u1", "u2", "u4", "u8", "b1"})
BROKEN = (
    pickle.UnpicklingError, EOFError, ValueError, TypeError, KeyError, IndexError, AttributeError,
    ImportError, OverflowError, MemoryError, RecursionError,
)  # fmt: skip


def read_pickle_file(path: Path) -> dict[str, Any]:
    """What a pickled dictionary holds: word → array, number, word or list.

    Raises InputError where it is none, is broken, or wants to run code.
    """
    try:
        if path.stat().st_size > LARGEST:
            raise InputError(f"{path.name} is larger than {LARGEST >> 20} MiB")
        raw = path.read_bytes()
    except OSError as error:
        raise InputError(f"{path} cannot be read: {error.strerror}") from error
    try:
        found = _Reader(raw, path.name).load()
        if not isinstance(found, dict):
            raise InputError(
                f"{path.name} holds a {type(found).__name__}; a dictionary of arrays can be read"
            )
        return {_word(key): _unwrapped(value) for key, value in found.items()}
    except BROKEN as error:
        raise InputError(f"{path.name} is no pickle of plain arrays, or is broken") from error


class _Dtype:
    """Stands in for numpy.dtype."""

    def __init__(self, kind: Any = "", *_: Any) -> None:
        self.kind, self.order = _word(kind), "<"

    def __setstate__(self, state: tuple[Any, ...]) -> None:
        self.order = {">": ">"}.get(_word(state[1]), "<")

    def dtype(self) -> np.dtype:
        """The real one, of a kind that is plain numbers."""
        if self.kind not in KINDS:
            raise ValueError(self.kind)
        return np.dtype(self.kind).newbyteorder(self.order)  # type: ignore[arg-type]


class _Array:
    """Stands in for numpy.ndarray."""

    def __init__(self, *_: Any) -> None:
        self.state: tuple[Any, ...] = ()

    def __setstate__(self, state: tuple[Any, ...]) -> None:
        self.state = state

    def array(self) -> ndarray:
        """The numbers that the file held."""
        _, shape, kind, fortran, raw = self.state
        flat = np.frombuffer(raw, kind.dtype())
        return flat.reshape([int(n) for n in shape], order="F" if fortran else "C").copy()


def _rebuilt(*_: Any) -> _Array:
    """In place of numpy's `_reconstruct`: an empty array, to be filled by its state."""
    return _Array()


def _framed(raw: Any, kind: _Dtype, shape: Any, order: Any = "C") -> _Array:
    """In place of numpy's `_frombuffer`, by which newer pickles hold arrays."""
    out = _Array()
    out.state = (1, shape, kind, order == "F", raw)
    return out


def _scalar(kind: _Dtype, raw: Any = b"") -> float:
    """In place of numpy's `scalar`."""
    return float(np.frombuffer(raw, kind.dtype())[0])


def _encoded(text: str, coding: str) -> bytes:
    """In place of `_codecs.encode`, by which old Python wrote bytes."""
    if coding not in ("latin1", "latin-1"):
        raise ValueError(coding)
    return text.encode("latin-1")


STAND_INS: dict[tuple[str, str], Any] = {
    **{(f"numpy.{core}.multiarray", "_reconstruct"): _rebuilt for core in ("core", "_core")},
    **{(f"numpy.{core}.multiarray", "scalar"): _scalar for core in ("core", "_core")},
    **{(f"numpy.{core}.numeric", "_frombuffer"): _framed for core in ("core", "_core")},
    ("numpy", "ndarray"): _Array,
    ("numpy", "dtype"): _Dtype,
    ("_codecs", "encode"): _encoded,
}


class _Reader(pickle.Unpickler):
    def __init__(self, raw: bytes, name: str) -> None:
        super().__init__(io.BytesIO(raw), encoding="latin1")
        self.name = name

    def find_class(self, module: str, name: str) -> Any:
        """One of our stand-ins, or a refusal."""
        if (module, name) in STAND_INS:
            return STAND_INS[module, name]
        raise InputError(
            f"{self.name} wants to run code ({module}.{name}); only arrays, numbers, words and plain "
            "containers are read from a pickle"
        )


def _word(value: Any) -> str:
    return value.decode("latin-1") if isinstance(value, bytes) else str(value)


def _unwrapped(value: Any) -> Any:
    return value.array() if isinstance(value, _Array) else value
