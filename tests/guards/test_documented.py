"""Every command and option stands in docs/commands.md; every entry of the paper that code cites exists."""

import re
from importlib import import_module
from inspect import signature
from pathlib import Path
from typing import Any, get_args, get_type_hints

import pytest

from wenwu.cli.main import COMMANDS

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "commands.md").read_text("utf-8")


def sections() -> dict[str, str]:
    parts = re.split(r"^## wenwu (\w+)$", PAGE, flags=re.MULTILINE)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


def options_of(command: str) -> list[str]:
    """The long names of a command's options."""
    module = import_module(f"wenwu.cli.{command}")
    parts = getattr(module, "PARTS", None)  # a group of commands, each a module of its own
    if parts is not None:
        words = [part.replace("-", "_") for part in parts]
        return [o for word in words for o in _options(import_module(f"wenwu.cli.{command}_{word}"), word)]
    return _options(module, command)


def _options(module: Any, command: str) -> list[str]:
    function = getattr(module, command)
    hints: dict[str, Any] = get_type_hints(function, include_extras=True)
    names = []
    for name in signature(function).parameters:
        info = get_args(hints[name])[1]
        if type(info).__name__ == "OptionInfo":
            words = (info.default, *(info.param_decls or ()))
            said = [word for word in words if isinstance(word, str) and word.startswith("--")]
            names.append(said[0] if said else f"--{name.replace('_', '-')}")
    return names


def test_the_page_has_a_section_for_each_command_and_no_other() -> None:
    assert sorted(sections()) == sorted(COMMANDS)


@pytest.mark.parametrize("command", COMMANDS)
def test_every_option_is_described(command: str) -> None:
    section = sections()[command]
    missing = [
        option for option in options_of(command) if f"`{option}" not in section and f"{option}" not in section
    ]
    assert not missing


def test_the_reader_of_options_finds_some() -> None:
    assert {"--out", "--seconds", "--force"} <= set(options_of("animate"))
    assert {"--culture", "--zh", "--json"} <= set(options_of("pack"))


def test_every_cited_entry_of_the_paper_exists() -> None:
    paper = (ROOT / "docs" / "paper.md").read_text("utf-8")
    entries = set(re.findall(r"^\*\*(\d+[ab]?)\.", paper, re.MULTILINE))
    assert entries == {*map(str, range(1, 27)), "23a", "23b"}
    cited = set()
    for path in (ROOT / "src").rglob("*.py"):
        for found in re.findall(r"docs/paper\.md,?\s+(?:entry\s+)?(\d+[ab]?)", path.read_text("utf-8")):
            cited.add(found)
    assert cited and cited <= entries


@pytest.mark.parametrize(
    "page", [*sorted(ROOT.glob("docs/*.md")), ROOT / "README.md", ROOT / "CONTRIBUTING.md"], ids=str
)
def test_every_link_to_a_file_leads_somewhere(page: Path) -> None:
    links = re.findall(r"\]\((?!https?:|#)([^)#]+)\)", page.read_text("utf-8"))
    missing = [link for link in links if not (page.parent / link).exists()]
    assert not missing
