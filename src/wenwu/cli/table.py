"""A table on a terminal, the same rows as plain lines in a pipe."""

from collections.abc import Iterable, Sequence

from rich.console import Console
from rich.table import Table
from rich.text import Text


def console() -> Console:
    """Where commands write; lines are left whole when nobody looks."""
    return Console(highlight=False, soft_wrap=True)


def show_table(out: Console, title: str, columns: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """A table with a title; in a pipe, one line a row with tabs between the cells."""
    rows = list(rows)
    if not rows:
        return
    if not out.is_terminal:
        out.print(Text(f"{title}:"))
        for row in rows:
            out.print(Text("\t" + "\t".join(row)))
        return
    table = Table(title=title, title_justify="left", show_header=any(columns), show_lines=False)
    for column in columns:
        table.add_column(column, overflow="fold")
    for row in rows:
        table.add_row(*(Text(cell) for cell in row))
    out.print(table)


def show_pairs(out: Console, pairs: Iterable[tuple[str, str]]) -> None:
    """One `name: value` a line; what is empty is left out."""
    for name, value in pairs:
        if value:
            out.print(Text.assemble((f"{name}: ", "bold"), value))
