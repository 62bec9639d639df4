"""`wenwu pack facts`: what a rule may ask about."""

from typing import Annotated

import typer

from wenwu.atlas.facts import ANGLES, CHOICES, NAMES, NUMBERS
from wenwu.cli.table import console, show_table
from wenwu.prompt.wishes import check_lang

TITLES = {"en": ("fact", "what it is", "it may be"), "zh": ("事实", "含义（英文）", "取值")}
SHARE = ("share.<colour>", "share of a palette colour in the cloth that is seen", "0 to 1")


def facts(lang: Annotated[str, typer.Option(help="en or zh.")] = "en") -> None:
    """List every fact that a rule may ask about."""
    spoken = check_lang(lang)
    rows = [(name, what, _values(name)) for name, what in NAMES.items()]
    rows += [
        SHARE,
        *((name, "an angle of the body, each side by itself", "degrees") for name in sorted(ANGLES)),
    ]
    show_table(console(), "事实" if spoken == "zh" else "facts", TITLES[spoken], rows)


def _values(name: str) -> str:
    if name in NUMBERS:
        low, high = NUMBERS[name]
        return f"{low:g} to {high:g}"
    return ", ".join(CHOICES.get(name, ()))
