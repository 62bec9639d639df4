"""Checkpoints of a training that can be stopped: safetensors, no pickle. For training alone."""

import json
from dataclasses import asdict
from pathlib import Path

import torch
from safetensors import SafetensorError, safe_open
from safetensors.torch import load_file, save_file

from wenwu.base.errors import InputError, OutputError
from wenwu.memory.course import Course, Run

VERSION = "memory 2"


def keep(run: Run, course: Course, folder: Path) -> None:
    """Write a checkpoint as safetensors; OutputError on a full disk, the old one kept."""
    tensors = {f"net.{n}": t.contiguous() for n, t in run.net.state_dict().items()}
    for k, state in run.optimiser.state_dict()["state"].items():
        tensors |= {f"opt.{k}.{n}": torch.as_tensor(v).reshape(-1).contiguous() for n, v in state.items()}
    facts = {
        "version": VERSION,
        "step": str(run.step),
        "spent": str(run.spent),
        "founded": str(run.founded),
        "course": _shape(course),
    }
    part = folder / "checkpoint.part"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        save_file(tensors, part, facts)
        part.replace(folder / "checkpoint.safetensors")
    except (OSError, SafetensorError) as error:
        part.unlink(missing_ok=True)
        raise OutputError(f"the checkpoint cannot be written to {folder}; the last one is kept") from error


def resume(run: Run, course: Course, folder: Path) -> bool:
    """Whether the folder had a checkpoint to take up; InputError for one of another version or shape."""
    path = folder / "checkpoint.safetensors"
    if not path.exists():
        return False
    try:
        with safe_open(path, "pt") as stored:
            facts = stored.metadata() or {}
        tensors = load_file(path)
    except (SafetensorError, OSError) as error:
        raise InputError(f"{path} is damaged; remove it to begin anew") from error
    if facts.get("version") != VERSION or facts.get("course") != _shape(course):
        raise InputError(
            f"{path} is of another version or network; remove it to begin anew, or name another folder"
        )
    if "net.prototypes" in tensors:  # twins were merged, new ones came
        run.net.prototypes = torch.empty_like(tensors["net.prototypes"])
    try:
        run.net.load_state_dict({n[4:]: t for n, t in tensors.items() if n.startswith("net.")})
    except RuntimeError as error:  # torch's, where the words of another corpus are more or fewer
        raise InputError(f"{path} is of another corpus; remove it to begin anew") from error
    states = {}
    for k, parameter in enumerate(run.net.parameters()):
        own = {n.split(".", 2)[2]: t for n, t in tensors.items() if n.startswith(f"opt.{k}.")}
        if own:
            states[k] = {n: t.reshape(() if n == "step" else parameter.shape) for n, t in own.items()}
    run.optimiser.load_state_dict(run.optimiser.state_dict() | {"state": states})
    run.step, run.spent, run.founded = int(facts["step"]), float(facts["spent"]), int(facts.get("founded", 0))
    return True


def _shape(course: Course) -> str:
    """What a checkpoint must share with the run that takes it up."""
    parts = {name: asdict(getattr(course, name)) for name in ("size", "rows", "terms")}
    return json.dumps({**parts, "seed": course.seed})
