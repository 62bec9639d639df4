"""The manifest: what is in a result folder, and what made it."""

import hashlib
import json
import platform
from collections.abc import Mapping
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from wenwu import __version__
from wenwu.prompt.brief import Brief
from wenwu.report.folder import MANIFEST

NOTE = "reconstructed from descriptions, not a recording"
PACKAGES = ("av", "numba", "numpy", "pillow", "pydantic", "resvg_py", "scipy")  # those that shape the result
CORE_WATTS = 10.0  # [W] one busy core with its share of memory and board: desktop chips draw 5 to 15
METHOD = f"estimate, not a measurement: CPU seconds of this process × {CORE_WATTS:g} W a busy core"


def write_manifest(folder: Path, brief: Brief, seconds: Mapping[str, float], cpu_seconds: float) -> None:
    """Write manifest.json over every file that is in the folder by now."""
    manifest: dict[str, Any] = {
        "made_by": "wenwu",
        "note": NOTE,
        "version": __version__,
        "seed": brief.seed,
        "files": {
            path.name: _fingerprint(path) for path in sorted(folder.iterdir()) if path.name != MANIFEST
        },
        **_brought(brief),
        "made_with": made_with(),
        "seconds": {stage: round(value, 3) for stage, value in seconds.items()},
        "energy": {"watt_hours": round(watt_hours(cpu_seconds), 4), "method": METHOD},
    }
    text = json.dumps(manifest, indent=2, ensure_ascii=False) + "\n"
    (folder / MANIFEST).write_text(text, encoding="utf-8", newline="\n")


def _brought(brief: Brief) -> dict[str, Any]:
    """The music and the cloth that the user brought: name and SHA-256, and what was said of the cloth."""
    brought: dict[str, Any] = {}
    if brief.music:
        brought["music"] = {"name": Path(brief.music).name, "sha256": brief.music_print}
    if brief.pattern:
        said = brief.pattern.model_dump(include={"source", "permission", "sacred"})
        brought["pattern"] = {"name": Path(brief.pattern.file).name, "sha256": brief.pattern.print, **said}
    return brought


def watt_hours(cpu_seconds: float) -> float:
    """The estimated energy of so much processor time [Wh]."""
    return cpu_seconds * CORE_WATTS / 3600


def made_with() -> dict[str, str]:
    """The versions of what shapes the result."""
    versions = {"python": platform.python_version(), "machine": f"{platform.system()} {platform.machine()}"}
    for package in PACKAGES:
        try:
            versions[package] = version(package)
        except PackageNotFoundError:
            versions[package] = "absent"
    return versions


def check_manifest(folder: Path) -> list[str]:
    """The files that are missing from a result folder, or were changed since it was made."""
    manifest = json.loads((folder / MANIFEST).read_text("utf-8"))
    return [
        name
        for name, print_ in manifest["files"].items()
        if not (folder / name).is_file() or _fingerprint(folder / name) != print_
    ]


def _fingerprint(path: Path) -> dict[str, Any]:
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    return {"bytes": path.stat().st_size, "sha256": digest}
