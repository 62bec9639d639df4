"""The words of the report's page, by language."""

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

FILE = Path(__file__).parent / "page" / "words.toml"


@cache
def words() -> dict[str, Any]:
    """Tables of words by language: en, zh."""
    return tomllib.loads(FILE.read_text("utf-8"))
