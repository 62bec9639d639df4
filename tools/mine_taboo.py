"""Mine the taboo table anew: `python tools/mine_taboo.py CORPUS` writes src/wenwu/atlas/mined/taboo.toml.

CORPUS is a folder with en/ and zh/; the books are named in wenwu.measure.passages. Only counts are written.
"""

import sys
from pathlib import Path
from typing import Any

from wenwu.measure.passages import BOOKS, find_corpus
from wenwu.measure.taboo import mine

OUT = Path(__file__).parents[1] / "src" / "wenwu" / "atlas" / "mined" / "taboo.toml"
HEAD = """\
# How often old books tell of a symbol, in passages of rites and beside words for what is holy or forbidden.
# Counts, not texts. The books are outsiders' accounts of their time; the score sets nothing, and stands
# beside the packs' own sacredness. Made by tools/mine_taboo.py. English: texts of Project Gutenberg, in the
# public domain. Chinese: Kanseki Repository, texts in the public domain; to be safe, the counts from them are
# under CC BY-SA 4.0, attributed to the Kanseki Repository.
"""


def _write(value: Any) -> str:
    return (
        f'"{value}"' if isinstance(value, str) else f"{value:.4f}" if isinstance(value, float) else str(value)
    )


def main(corpus: Path) -> None:
    """Write the table."""
    table = mine(corpus)
    lines = [HEAD, *(f"{key} = {_write(table[key])}" for key in ("corpus", "seed", "draws"))]
    for lang, books in BOOKS.items():
        lines += ["", f"[{lang}]  # {', '.join(books)}"]
        lines += [f"{key} = {_write(value)}" for key, value in table[lang].items() if key != "symbol"]
        lines += ["symbol = ["]
        lines += [
            "  { " + ", ".join(f"{key} = {_write(value)}" for key, value in row.items()) + " },"
            for row in table[lang]["symbol"]
        ]
        lines += ["]"]
    OUT.write_text("\n".join(lines) + "\n", "utf-8")
    print(f"{OUT.name}: {len(table['en']['symbol'])} and {len(table['zh']['symbol'])} symbols")


if __name__ == "__main__":
    main(find_corpus(Path(sys.argv[1])))
