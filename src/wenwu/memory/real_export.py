"""From a trained head to the files that reading needs: arrays, facts, credits. For training alone."""

import json
import shutil
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
from jaxtyping import Float, Float16, Float32, Int8, Int64
from numpy import ndarray

from wenwu.base.errors import InputError, OutputError
from wenwu.memory.labelled import LabelledSet
from wenwu.memory.prototypes import Bank
from wenwu.memory.real import VERSION
from wenwu.memory.real_folds import Ground
from wenwu.memory.real_net import RealHead

OWN = ("real.json", "real.npz", "CREDITS.md")  # what is written; anything else in the folder stays
Seen = tuple[Float32[ndarray, "N V"], Float32[ndarray, "N A"]]  # vectors and whitened numbers of pictures
ROWS, COLUMNS = 1, 0  # the axis along which eight bits share a scale


def require_free_for_real(folder: Path) -> None:
    """InputError where a folder holds anything but a memory of real pictures."""
    if not folder.exists() or (folder / "real.json").is_file():
        return
    if not folder.is_dir() or any(folder.iterdir()):
        raise InputError(f"{folder} holds something else than a memory of real pictures; name a new folder")


def write_real(
    head: RealHead, seen: Seen, names: Int64[ndarray, " N"], bank: Bank,
    ground: Ground, facts: Mapping[str, Any], folder: Path,
) -> None:  # fmt: skip
    """Write real.npz, real.json and CREDITS.md; each is replaced whole, what else lies there stays."""
    part = folder.with_name(f".{folder.name}.part")
    told = {"version": VERSION, "names": list(ground.classes), **facts}
    try:
        shutil.rmtree(part, ignore_errors=True)
        part.mkdir(parents=True)
        with (part / "real.npz").open("wb") as file:
            np.savez_compressed(file, **arrays_of(head, seen, names, bank))  # type: ignore[arg-type]
        text = json.dumps(told, ensure_ascii=False, indent=1)
        (part / "real.json").write_text(text + "\n", encoding="utf-8")
        (part / "CREDITS.md").write_text(credits_of(ground.pictures), encoding="utf-8")
        folder.mkdir(parents=True, exist_ok=True)
        for name in OWN[::-1]:
            (part / name).replace(folder / name)
    except OSError as error:
        raise OutputError(f"the memory cannot be written to {folder}: {error.strerror}") from error
    finally:
        shutil.rmtree(part, ignore_errors=True)


def arrays_of(head: RealHead, seen: Seen, names: Int64[ndarray, " N"], bank: Bank) -> dict[str, ndarray]:
    """Everything large in eight bits: matrices by column, vectors by row, with the scale of each."""
    state = {name: value.detach().double().numpy() for name, value in head.state_dict().items()}
    axes, scale = _few_bits(state["axes"], COLUMNS)
    out = {
        "axes": axes, "axes_scale": scale,
        "offset": (state["mean"] @ (axes * scale.astype(np.float64))).astype(np.float32),
        "first_bias": state["first.bias"].astype(np.float32),
        "second_bias": state["second.bias"].astype(np.float32), "gallery_class": names.astype(np.int16),
        "gallery_size": np.linalg.norm(seen[1], axis=1).astype(np.float16),
    }  # fmt: skip
    large = {
        "first": (state["first.weight"].T, COLUMNS), "second": (state["second.weight"].T, COLUMNS),
        "gallery": (seen[0], ROWS), "prototypes": (bank.rows, ROWS),
    }  # fmt: skip
    for name, (rows, axis) in large.items():
        out[name], out[f"{name}_scale"] = _few_bits(rows, axis)
    return out


def _few_bits(rows: Float[ndarray, "N D"], axis: int) -> tuple[Int8[ndarray, "N D"], Float16[ndarray, "A B"]]:
    """In eight bits; `axis` is the one over which a scale is shared."""
    scale = np.maximum(np.abs(rows).max(axis, keepdims=True) / 127, 1e-6).astype(np.float16)
    return np.rint(rows / scale.astype(np.float64)).clip(-127, 127).astype(np.int8), scale


def credits_of(pictures: LabelledSet) -> str:
    """Whose pictures it learnt from, under which licence, how many."""
    rows = Counter((row.source, row.attribution, row.licence) for row in pictures.rows)
    lines = [
        "# Pictures that this memory learnt from",
        "",
        "| source | credit | licence | pictures |",
        "|---|---|---|---|",
    ]
    told = [tuple(word.replace("|", "/") or "not stated" for word in key) for key in rows]
    lines += [f"| {s} | {a} | {l} | {n} |" for (s, a, l), n in zip(told, rows.values(), strict=True)]
    return "\n".join([*lines, "", "No picture is kept here, only what a network made of them.", ""])
