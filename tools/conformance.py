"""The page about the sixty cultural statements of the paper, from tests/paper/conformance.toml.

    python tools/conformance.py docs/conformance.md

Without a path it prints the page. A test compares the page with what this prints.
"""

import sys
import tomllib
from collections import Counter
from pathlib import Path
from typing import Any

CASES = Path(__file__).parent.parent / "tests/paper/conformance.toml"
VERDICTS = {
    "enforced": "rules, limits or checks keep it",
    "meaning": "it is carried as a meaning, a concept or a relation of motifs",
    "refused": "wenwu does not do it, and says why",
    "disabled": "it is in the packs, switched off, with the reason",
    "awaits": "it needs a stage that is not built yet",
}
HEAD = """# The paper's cultural statements, one by one

Sixty statements about cultures stand in the paper. Here is each in our own words, how it stands by what else
we found, and what wenwu makes of it. A test judges every one of them. The page is made by
`python tools/conformance.py docs/conformance.md` from `tests/paper/conformance.toml`; a test says when it
is stale.

How a statement stands: `supported`, `partly`, `unverified` (no other source was found), `disputed`,
`contradicted`, or `none` where it is a matter of the method alone. Sources are ids of
`src/wenwu/atlas/sources.toml`, P with its section.
"""


def cases() -> list[dict[str, Any]]:
    """The statements as written, in order."""
    return tomllib.loads(CASES.read_text("utf-8"))["case"]


def page(rows: list[dict[str, Any]]) -> str:
    """The page as Markdown."""
    counts = Counter(row["verdict"] for row in rows)
    stages = Counter(row["stage"] for row in rows if row["verdict"] == "awaits")
    waiting = ", ".join(f"{stage} {count}" for stage, count in sorted(stages.items()))
    lines = [HEAD, "| verdict | statements | what it means |", "|---|---|---|"]
    for verdict, about in VERDICTS.items():
        lines.append(
            f"| {verdict} | {counts[verdict]} | {about}{f': {waiting}' if verdict == 'awaits' else ''} |"
        )
    lines += ["", "| | of | the paper says | stands | verdict | what wenwu does | by | sources |"]
    lines += ["|---|---|---|---|---|---|---|---|", *map(_line, rows)]
    return "\n".join(lines) + "\n"


def _line(row: dict[str, Any]) -> str:
    verdict = f"awaits {row['stage']}" if row["verdict"] == "awaits" else row["verdict"]
    stands = f"{row['stands']}: {row['note']}" if "note" in row else row["stands"]
    cells = [
        row["id"],
        ", ".join(row["of"]),
        row["says"],
        stands,
        verdict,
        row["how"],
        _by(row),
        ", ".join(row["source"]),
    ]
    return f"| {' | '.join(cell.replace('|', '/') for cell in cells)} |"


def _by(row: dict[str, Any]) -> str:
    """The records that carry it out."""
    names = [*row.get("rules", ()), *row.get("relations", ()), *row.get("rites", ())]
    names += [*row.get("means", ()), *row.get("levels", ()), *row.get("motifs", ())]
    return ", ".join(f"`{name}`" for name in dict.fromkeys(names))


if __name__ == "__main__":
    text = page(cases())
    if len(sys.argv) > 1:
        Path(sys.argv[1]).write_text(text, "utf-8")
    else:
        print(text, end="")
