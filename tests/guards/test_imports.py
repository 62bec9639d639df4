"""What may import what, and what a small import must not drag in."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
HEAVY = ("torch", "torchvision", "onnxruntime", "bpy")


def _python(code: str, first_on_path: Path) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PYTHONPATH": str(first_on_path)}
    return subprocess.run(
        [sys.executable, "-c", code], env=environment, capture_output=True, text=True, timeout=120
    )


@pytest.fixture
def traps(tmp_path: Path) -> Path:
    """Modules under the heavy libraries' names that stop whoever imports them."""
    for name in HEAVY:
        (tmp_path / f"{name}.py").write_text(f"raise SystemExit('{name} was imported')\n", "utf-8")
    return tmp_path


@pytest.mark.parametrize("module", ["wenwu.atlas", "wenwu.atlas.load", "wenwu.cli.main", "wenwu.pipeline"])
def test_no_heavy_library_is_needed_by(module: str, traps: Path) -> None:
    done = _python(f"import {module}", traps)
    assert done.returncode == 0, done.stderr


def test_the_trap_works(traps: Path) -> None:
    assert "torch was imported" in _python("import torch", traps).stderr


def test_help_loads_no_arrays(tmp_path: Path) -> None:
    """`wenwu --help` answers at once, so it must not load what makes a dance."""
    heavy = ("numpy", "numba", "scipy", "av", "jinja2")
    code = f"import sys, wenwu.cli.main; print([m for m in {heavy} if m in sys.modules])"
    done = _python(code, tmp_path)
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip() == "[]"


def test_layers_hold() -> None:
    linter = Path(sys.executable).parent / "lint-imports"
    if not linter.exists():
        pytest.skip("import-linter is absent: install the dev extra")
    done = subprocess.run([str(linter), "--no-cache"], cwd=ROOT, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stdout
