"""How every kernel of the renderer is compiled."""

from typing import Any

from numba.core.cpu import CPUTargetOptions
from numba.core.options import TargetOptions

# numba knows the flag but gives it no name: a kernel's arrays never overlap, so its loops may be done on
# eight or sixteen numbers at a time even where they read through an index
CPUTargetOptions.noalias = TargetOptions.Mapping("noalias")  # type: ignore[no-untyped-call]

FAST: dict[str, Any] = {
    "nogil": True, "cache": True, "fastmath": True, "error_model": "numpy", "_nrt": False, "noalias": True
}  # fmt: skip
"""Options of numba: no interpreter lock (two Python threads share the picture), compiled once per machine."""
PART: dict[str, Any] = {**FAST, "forceinline": True}
"""The same for what is called inside a loop: a call there would stop it from being done many at a time."""
