"""The command line: `wenwu COMMAND`. Exit 0 done, 1 refused or found something, 2 not understood.

A command's module is loaded when the command is called, so that help comes at once.
"""

import signal
import sys
from collections.abc import Mapping
from importlib import import_module
from types import FrameType
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from wenwu import __version__
from wenwu.base.errors import WenwuError

STOPPED = 130  # what a shell expects of a program stopped by Ctrl-C
COMMANDS = {  # name of the module and of its function → one line of help
    "animate": "From a sentence to a dance: films, glTF, BVH and a report.",
    "check": "What the rules say about a sentence; nothing is made.",
    "cultures": "The peoples and dances of the atlas.",
    "show": "One entry of the atlas, with its sources.",
    "pack": "Start a pack of your own, or have one checked.",
    "move": "Motion in and out: import, retarget, check.",
    "train": "Learn a dance from recordings of your own.",
    "motif": "Signs and textiles: draw them, measure them, bring in your own.",
    "dispute": "Object to an entry of the atlas, on record.",
    "withdraw": "End the use of an entry, on record.",
    "bench": "Every number we publish, measured here.",
}


class Commands(TyperGroup):
    """The commands of a table, each loaded when it is wanted."""

    table: Mapping[str, str] = COMMANDS
    home: str = "wenwu.cli.{}"  # the module that a command's name leads to

    def list_commands(self, ctx: Any) -> list[str]:
        """Their names."""
        return list(self.table)

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        """One command, or one group of them; None where there is none of that name."""
        if cmd_name not in self.table:
            return None
        word = cmd_name.replace("-", "_")
        found = getattr(import_module(self.home.format(word)), word)
        if isinstance(found, typer.Typer):
            return typer.main.get_command(found)
        one = typer.Typer(add_completion=False, rich_markup_mode=None)
        one.command(cmd_name)(found)
        return typer.main.get_command(one)

    def format_commands(self, ctx: Any, formatter: Any) -> None:
        """The list in --help."""
        with formatter.section("Commands"):
            formatter.write_dl(list(self.table.items()))


app = typer.Typer(
    name="wenwu",
    cls=Commands,
    help="A sentence and a culture become a dance: patterned, checked against the culture's own rules.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)


def _say_version(asked: bool) -> bool:
    if asked:
        typer.echo(f"wenwu {__version__}")
        raise typer.Exit
    return asked


@app.callback()
def options(
    version: Annotated[
        bool, typer.Option("--version", callback=_say_version, is_eager=True, help="Say the version.")
    ] = False,
) -> None:
    """A sentence and a culture become a dance: patterned, checked against the culture's own rules."""


def run() -> None:
    """The program; every error we foresee is one sentence on stderr."""
    signal.signal(signal.SIGTERM, _stop)
    try:
        app()
    except WenwuError as error:
        typer.echo(str(error), err=True)
        sys.exit(error.exit_code)
    except KeyboardInterrupt:
        sys.exit(_say_stopped())
    except SystemExit as ended:
        sys.exit(_say_stopped() if ended.code == STOPPED else ended.code)


def _say_stopped() -> int:
    typer.echo("stopped; nothing was left behind", err=True)
    return STOPPED


def _stop(number: int, frame: FrameType | None) -> None:
    """Being told to end is like Ctrl-C: what was begun is removed."""
    raise KeyboardInterrupt
