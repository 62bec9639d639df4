"""What is asked of whoever brings a cloth: its source, by whose leave, does it show a deity or a rite."""

import sys
from collections.abc import Callable
from dataclasses import dataclass, fields
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from wenwu.base.errors import InputError

if TYPE_CHECKING:
    from wenwu.prompt.brief import Pattern

QUESTIONS = {
    "source": "Whose cloth is it, and where does it come from?",
    "permission": "By whose leave do you use it?",
    "sacred": "Does it show a deity or a rite? (no, deity, rite, unknown)",
}
CENTIMETRES = 100

Photograph = Annotated[
    Path | None, typer.Option("--pattern", help="A photograph of a cloth of your own, to be worn.")
]
Source = Annotated[
    str | None, typer.Option("--pattern-source", help="Whose cloth it is and where it comes from.")
]
Permission = Annotated[str | None, typer.Option("--pattern-permission", help="By whose leave you use it.")]
Sacred = Annotated[
    str | None,
    typer.Option("--pattern-sacred", help="Does it show a deity or a rite? no, deity, rite or unknown."),
]
On = Annotated[
    str | None, typer.Option("--pattern-on", help="Which piece is made of it: apron, skirt, jacket …")
]
Width = Annotated[
    float | None,
    typer.Option("--pattern-width", help="How wide the cloth is that the photograph shows [cm]."),
]
Corners = Annotated[
    str | None,
    typer.Option("--pattern-corners", help='Where the cloth lies in the photograph: "x,y x,y x,y x,y" [px].'),
]
Turn = Annotated[
    int | None, typer.Option("--pattern-turn", help="Turn it clockwise by 90, 180 or 270 degrees.")
]


@dataclass(frozen=True)
class Said:
    """The options beside --pattern; None is what nobody said."""

    source: str | None = None
    permission: str | None = None
    sacred: str | None = None
    on: str | None = None
    width: float | None = None  # [cm]
    corners: str | None = None
    turn: int | None = None


def pattern_of(
    photograph: Path | None, said: Said, ask: Callable[[str], str] | None = None
) -> "Pattern | None":
    """The cloth with all its answers. What is missing is asked where somebody sits at a terminal.

    Raises InputError where there is no such photograph, where an answer is missing and nobody can be asked,
    and for options of a cloth that nobody brought.
    """
    from wenwu.prompt.wishes import check_pattern

    if photograph is None:
        spoken = [f.name for f in fields(said) if getattr(said, f.name) is not None]
        if spoken:
            raise InputError(f"--pattern-{spoken[0]} speaks of a cloth, and no --pattern FILE names one")
        return None
    if not photograph.is_file():
        raise InputError(f"there is no picture {str(photograph)!r}")
    ask = ask or (_ask if sys.stdin.isatty() else None)
    missing = [name for name in QUESTIONS if not (getattr(said, name) or "").strip()]
    if missing and ask is None:
        flags = [f"--pattern-{name}" for name in missing]
        raise InputError(
            f"{photograph.name} is not worn without answers: say {' and '.join(flags)} "
            f"({'; '.join(QUESTIONS[name] for name in missing)})"
        )
    answers = {name: ask(QUESTIONS[name]) for name in missing if ask}
    values = {f.name: getattr(said, f.name) for f in fields(said)} | answers
    if said.width is not None:
        values["width"] = said.width / CENTIMETRES
    return check_pattern({"file": str(photograph), **values})


def _ask(question: str) -> str:
    """The answer of whoever sits there; asked beside the output, which may be a file."""
    return str(typer.prompt(question, err=True))
