"""Every test runs with the array shapes of the signatures checked (jaxtyping with beartype)."""

import sys
import types
from pathlib import Path

from beartype import BeartypeConf, beartype
from jaxtyping import install_import_hook

SOURCE = Path(__file__).parents[1] / "src"


def _typed_modules() -> list[str]:
    """Modules whose signatures can be checked: numba compiles its own, so kernels are left out."""
    files = (f for f in (SOURCE / "wenwu").rglob("*.py") if f.name != "__init__.py")
    plain = (f for f in files if "njit" not in f.read_text("utf-8"))
    return [".".join(f.relative_to(SOURCE).with_suffix("").parts) for f in plain]


# the hook wants a checker by name; ours takes a whole number where a real one is asked for, as mypy does
_checker = types.ModuleType("wenwu_checker")
_checker.check = beartype(conf=BeartypeConf(is_pep484_tower=True))  # type: ignore[attr-defined]
sys.modules[_checker.__name__] = _checker
_hook = install_import_hook(_typed_modules(), "wenwu_checker.check")
