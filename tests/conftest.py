"""Every test runs with the types of the signatures checked, array shapes among them (jaxtyping, beartype)."""

import gc
import inspect
import os
import sys
import types
from dataclasses import is_dataclass
from functools import partial
from pathlib import Path
from typing import Any, TypeVar, get_args

if "PYTEST_XDIST_WORKER" in os.environ:  # one process a core: threads would only wait for one another
    os.environ |= {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}

import jaxtyping
from beartype import BeartypeConf, beartype
from jaxtyping import AbstractArray, install_import_hook

SOURCE = Path(__file__).parents[1] / "src"


def _typed_modules() -> list[str]:
    """Modules whose signatures can be checked: numba compiles its own, so kernels are left out."""
    files = (f for f in (SOURCE / "wenwu").rglob("*.py") if f.name != "__init__.py")
    plain = (f for f in files if "njit" not in f.read_text("utf-8"))
    return [".".join(f.relative_to(SOURCE).with_suffix("").parts) for f in plain]


def _shaped(hint: Any) -> bool:
    """Whether a type says something of an array's shape, itself or somewhere within."""
    if isinstance(hint, list | tuple):  # what a Callable takes
        return any(map(_shaped, hint))
    if isinstance(hint, TypeVar):
        return any(map(_shaped, (hint.__bound__, *hint.__constraints__)))
    within = get_args(hint)
    return any(map(_shaped, within)) if within else inspect.isclass(hint) and issubclass(hint, AbstractArray)


def _known(hint: Any, names: dict[str, Any]) -> Any:
    """What a type in quotes stands for; anything, as in jaxtyping, where it is not known yet."""
    try:
        return eval(hint, names) if isinstance(hint, str) else hint
    except Exception:  # noqa: BLE001
        return Any


def _typed(made: Any = None, *, typechecker: Any) -> Any:
    """Checked by jaxtyping where there are axes, at ten times the price, and else by beartype alone."""
    if made is None:
        return partial(_typed, typechecker=typechecker)
    if inspect.isfunction(made):
        hints = {name: _known(hint, made.__globals__) for name, hint in made.__annotations__.items()}
        if not any(map(_shaped, hints.values())):
            made.__annotations__ = hints
            return typechecker(made)
    elif inspect.isclass(made) and "__init__" in vars(made) and is_dataclass(made):
        made.__init__ = _typed(made.__init__, typechecker=typechecker)
        return made
    return _with_axes(made, typechecker=typechecker)


# the hook wants a checker by name; ours takes a whole number where a real one is asked for, as mypy does
_checker = types.ModuleType("wenwu_checker")
_checker.check = beartype(conf=BeartypeConf(is_pep484_tower=True))  # type: ignore[attr-defined]
sys.modules[_checker.__name__] = _checker
_with_axes, jaxtyping.jaxtyped = jaxtyping.jaxtyped, _typed
_hook = install_import_hook(_typed_modules(), "wenwu_checker.check")


def pytest_collection_finish() -> None:
    """What was imported stays: the collector need not go through it again and again."""
    gc.collect()
    gc.freeze()
