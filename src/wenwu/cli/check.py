"""`wenwu check`: what the rules say about a sentence; nothing is generated."""

import json
from pathlib import Path
from typing import Annotated

import typer

from wenwu.cli import own_cloth
from wenwu.cli.answer import ask
from wenwu.cli.answer_data import as_data
from wenwu.cli.answer_text import tell_answer
from wenwu.cli.own import open_atlas
from wenwu.cli.set_aside import SetAside, reasons
from wenwu.cli.table import console
from wenwu.prompt.wishes import Wishes, check_lang


def check(
    prompt: Annotated[str, typer.Argument(help="Who dances what, in English or Chinese.")],
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object instead of text.")] = False,
    lang: Annotated[str | None, typer.Option(help="en or zh; the sentence's own if left out.")] = None,
    culture: Annotated[str | None, typer.Option(help="Id of a culture.")] = None,
    dance: Annotated[str | None, typer.Option(help="Id of a dance.")] = None,
    role: Annotated[str | None, typer.Option(help="woman, man, or a variant of the dance.")] = None,
    dancers: Annotated[int | None, typer.Option(help="How many dance, 1 to 12.")] = None,
    performer: Annotated[str | None, typer.Option(help="Id of a performer.")] = None,
    pattern: own_cloth.Photograph = None,
    pattern_source: own_cloth.Source = None,
    pattern_permission: own_cloth.Permission = None,
    pattern_sacred: own_cloth.Sacred = None,
    pattern_on: own_cloth.On = None,
    pattern_width: own_cloth.Width = None,
    pattern_corners: own_cloth.Corners = None,
    pattern_turn: own_cloth.Turn = None,
    pack: Annotated[list[Path] | None, typer.Option(help="A folder of your own packs.")] = None,
    set_aside: SetAside = None,
) -> None:
    """Say what the rules make of a sentence. Exit 0 lawful, 1 refused or must change, 2 not understood."""
    said = own_cloth.Said(
        pattern_source,
        pattern_permission,
        pattern_sacred,
        pattern_on,
        pattern_width,
        pattern_corners,
        pattern_turn,
    )
    wishes = Wishes(
        culture=culture,
        dance=dance,
        role=role,
        dancers=dancers,
        performer=performer,
        lang=check_lang(lang) if lang else None,
        pattern=own_cloth.pattern_of(pattern, said),
        set_aside=reasons(set_aside or []),
    )
    atlas = open_atlas(pack)
    answer = ask(prompt, wishes, atlas)
    if as_json:
        typer.echo(json.dumps(as_data(prompt, answer, atlas), ensure_ascii=False, indent=2))
    else:
        tell_answer(console(), answer, atlas)
    if answer.state != "lawful":
        raise typer.Exit(1)
