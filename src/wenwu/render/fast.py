"""How every kernel of the renderer is compiled."""

from typing import Any

FAST: dict[str, Any] = {"nogil": True, "cache": True, "fastmath": True, "error_model": "numpy", "_nrt": False}
"""Options of numba: no interpreter lock (two Python threads share the picture), compiled once per machine."""
