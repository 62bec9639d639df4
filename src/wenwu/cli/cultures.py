"""`wenwu cultures`: what the atlas holds, a line a culture."""

from pathlib import Path
from typing import Annotated

import typer

from wenwu.atlas.model import Atlas, Culture
from wenwu.cli.own import open_atlas
from wenwu.cli.table import console, show_table
from wenwu.prompt.wishes import check_lang

REVIEW = {
    "none": ("not yet reviewed", "尚未审阅"),
    "asked": ("review asked", "已请审阅"),
    "reviewed": ("reviewed", "已审阅"),
}
COLUMNS = {
    "en": ("id", "English", "Chinese", "own names", "dances", "review"),
    "zh": ("编号", "英文", "中文", "自称", "舞蹈", "审阅"),
}


def cultures(
    lang: Annotated[str, typer.Option(help="en or zh.")] = "en",
    pack: Annotated[list[Path] | None, typer.Option(help="A folder of your own packs.")] = None,
) -> None:
    """List the cultures of the atlas, their own names, and the dances that can be danced."""
    spoken = check_lang(lang)
    atlas = open_atlas(pack)
    rows = [_row(culture, atlas, spoken == "zh") for culture in atlas.cultures.values()]
    show_table(console(), "文化" if spoken == "zh" else "cultures", COLUMNS[spoken], rows)


def _row(culture: Culture, atlas: Atlas, chinese: bool) -> tuple[str, ...]:
    own = ", ".join(own_names(culture))
    dances = [d for d in atlas.dances.values() if d.culture == culture.id]
    named = ", ".join(f"{d.id} ({d.names.zh if chinese else d.names.en})" for d in dances)
    return (culture.id, culture.names.en, culture.names.zh, own, named, REVIEW[culture.review.state][chinese])


def own_names(culture: Culture) -> list[str]:
    """The people's own names, in their own script with the romanisation beside it."""
    return [
        f"{name.text} ({name.latin})" if name.latin and name.latin != name.text else name.text
        for name in culture.names.native
    ]
