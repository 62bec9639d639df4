"""A marked-up copy: the mended clip as a BVH, and beside it the seconds in which it was changed."""

import json
from pathlib import Path
from typing import Any

import numpy as np

from wenwu.base.errors import OutputError
from wenwu.body.angles import angle_between
from wenwu.body.skeleton import JOINTS
from wenwu.motion.bvh import write_bvh
from wenwu.motion.clip import Clip
from wenwu.motion.lint import Lint, stretches

CHANGED = 1e-4  # [deg] less is rounding


def changes(clip: Clip, found: Lint) -> list[dict[str, Any]]:
    """Every stretch [s] in which the mended copy turns a joint otherwise, and by how much at most [deg]."""
    turned = angle_between(clip.rotation, found.repaired.rotation)
    return [
        {"joint": joint, "first": first, "last": last, "degrees": round(-worst, 3)}
        for k, joint in enumerate(JOINTS)
        for first, last, worst in stretches(-turned[:, k], turned[:, k] > CHANGED, clip.fps)
    ]


def write_marked(out: Path, clip: Clip, found: Lint) -> None:
    """Write `out` and its .json, both or none. Raises OutputError where either cannot be written."""
    beside = out.with_suffix(".json")
    there = [path.name for path in (out, beside) if path.exists()]
    if there:
        raise OutputError(f"{there[0]} exists already; name another file or remove it")
    parts = [path.with_name(f".{path.name}.part") for path in (out, beside)]
    try:
        write_bvh(found.repaired, parts[0])
        parts[1].write_text(json.dumps(_list(clip, found), ensure_ascii=False, indent=2) + "\n", "utf-8")
        parts[1].replace(beside)
        parts[0].replace(out)
    except OSError as error:
        raise OutputError(f"{out} cannot be written: {error.strerror}") from None
    finally:
        for part in parts:
            part.unlink(missing_ok=True)


def _list(clip: Clip, found: Lint) -> dict[str, Any]:
    """The seconds changed and the rules that asked for it."""
    return {
        "culture": found.part.culture, "dance": found.part.dance, "role": found.part.variant or None,
        "frames": len(clip), "fps": float(np.round(clip.fps, 6)), "changes": changes(clip, found),
        "rules": [
            {"rule": one.id, "angle": one.angle, "first": one.first, "last": one.last,
             "margin": one.margin, "repaired": one.repaired} for one in found.findings
        ],
    }  # fmt: skip
