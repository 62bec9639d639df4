"""Every test runs with the array shapes of the signatures checked (jaxtyping with beartype)."""

from pathlib import Path

from jaxtyping import install_import_hook

SOURCE = Path(__file__).parents[1] / "src"


def _typed_modules() -> list[str]:
    """Modules whose signatures can be checked: numba compiles its own, so kernels are left out."""
    files = (f for f in (SOURCE / "wenwu").rglob("*.py") if f.name != "__init__.py")
    plain = (f for f in files if "njit" not in f.read_text("utf-8"))
    return [".".join(f.relative_to(SOURCE).with_suffix("").parts) for f in plain]


_hook = install_import_hook(_typed_modules(), "beartype.beartype")
