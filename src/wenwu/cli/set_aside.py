"""`--set-aside`: a soft rule is set aside for a reason, which is kept."""

import re
from collections.abc import Iterable
from typing import Annotated

import typer

from wenwu.base.errors import InputError

SetAside = Annotated[
    list[str] | None,
    typer.Option(help='Set a soft rule aside, for a reason: "rule.id: reason". May be repeated.'),
]


def reasons(pairs: Iterable[str]) -> dict[str, str]:
    """Rule ids and the recorded reasons of "rule.id: reason"; = does for the colon.

    Raises InputError where one gives no reason.
    """
    found = {}
    for pair in pairs:
        said = re.fullmatch(r"\s*([^\s:=]+)\s*[:=]\s*(\S.*?)\s*", pair, re.DOTALL)
        if said is None:
            raise InputError(f'{pair!r} gives no reason; say --set-aside "rule.id: reason"')
        found[said[1]] = said[2]
    return found
