"""Guards over our own source text; each is also shown a fault, to see that it barks."""

import ast
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SOURCE = ROOT / "src" / "wenwu"
SKIPPED = {".git", ".venv", "node_modules", "out", "build", "dist", "__pycache__"}
TEXT = {".py", ".toml", ".md", ".txt", ".html", ".css", ".mjs", ".json", ".cff", ".j2", ""}

SCRIPTS = {  # names of a people that are names of a script or a language too, and where they are only that
    "han": {"prompt/language.py", "prompt/numerals.py", "render/caption.py", "report/typeface.py"},
    "hani": {"report/dossier.py"},
    "korean": {"prompt/language.py"},
}
SENTENCE = 4  # [words] so long a string is an example or an error, no id
Guard = Callable[[str, str], list[str]]  # path below src/wenwu, text → complaints


def stays_short(path: str, text: str) -> list[str]:
    """A module holds one noun, in at most 300 lines."""
    lines = text.count("\n")
    return [f"{path} has {lines} lines"] if lines > 300 else []


def says_what_it_is(path: str, text: str) -> list[str]:
    """Every module begins with a sentence."""
    return [] if ast.get_docstring(ast.parse(text)) else [f"{path} has no docstring"]


def is_named_for_a_noun(path: str, text: str) -> list[str]:
    """No drawer for odds and ends."""
    return [f"{path} names nothing"] if re.search(r"(util|helper|common|manager|misc)s?\.py$", path) else []


def prints_in_the_shell_only(path: str, text: str) -> list[str]:
    """print belongs to the commands."""
    if path.startswith("cli/"):
        return []
    return [f"{path}:{call.lineno} prints" for call in _calls(text) if _name(call.func) == "print"]


def loads_no_code_from_data(path: str, text: str) -> list[str]:
    """Nothing is unpickled, evaluated, or read by a loader that may run what it reads."""
    danger = {
        "pickle.load",
        "pickle.loads",
        "marshal.loads",
        "torch.load",
        "yaml.load",
        "eval",
        "exec",
        "shelve.open",
    }
    found = [
        f"{path}:{call.lineno} calls {_name(call.func)}"
        for call in _calls(text)
        if _name(call.func) in danger
    ]
    for call in _calls(text):
        for keyword in call.keywords:
            unsafe = keyword.arg == "allow_pickle" and not _is(keyword.value, False)
            found += [f"{path}:{call.lineno} allows pickles"] if unsafe else []
            found += [f"{path}:{call.lineno} opens a shell"] if keyword.arg == "shell" else []
        if _name(call.func) == "np.load" and not any(k.arg == "allow_pickle" for k in call.keywords):
            found.append(f"{path}:{call.lineno} does not say allow_pickle=False")
    return found


def draws_from_a_named_stream(path: str, text: str) -> list[str]:
    """Random numbers come from base.seed, never from a global state."""
    if path == "base/seed.py":
        return []
    forms = r"\b(np\.random\.(?!Generator\b)\w+|import random\b|from random\b|random\.(random|seed|choice)\()"
    return [f"{path} draws by {match[0]}" for match in re.finditer(forms, text)]


def names_no_culture(path: str, text: str) -> list[str]:
    """Cultures are data: no name and no word of the code may say one (docstrings and sentences may)."""
    if path.startswith("cli/"):
        return []  # the examples in --help
    ids = "|".join(sorted(p.name for p in (SOURCE / "atlas" / "cultures").iterdir() if p.is_dir()))
    word = re.compile(rf"(?<![a-z])({ids})(?![a-z])", re.IGNORECASE)
    return [
        f"{path}:{line} says {found[0]!r}"
        for line, said in _words(text)
        if (found := word.search(said)) and path not in SCRIPTS.get(found[0].lower(), ())
    ]


def reads_utf8(path: str, text: str) -> list[str]:
    """Text files are opened as UTF-8 by name, for Windows has other habits."""
    found = []
    for call in _calls(text):
        name = _name(call.func).rsplit(".", 1)[-1]
        said = any(k.arg == "encoding" for k in call.keywords)
        if (name == "read_text" and not (said or call.args)) or (
            name == "write_text" and not (said or len(call.args) > 1)
        ):
            found.append(f"{path}:{call.lineno} leaves the encoding open")
    return found


GUARDS: list[Guard] = [
    stays_short,
    says_what_it_is,
    is_named_for_a_noun,
    prints_in_the_shell_only,
    loads_no_code_from_data,
    draws_from_a_named_stream,
    names_no_culture,
    reads_utf8,
]
FAULTS = {
    "stays_short": '"""x"""\n' * 301,
    "says_what_it_is": "x = 1\n",
    "prints_in_the_shell_only": '"""x"""\nprint(1)\n',
    "loads_no_code_from_data": '"""x"""\nnp.load(path, allow_pickle=True)\n',
    "draws_from_a_named_stream": '"""x"""\nnp.random.default_rng(1)\n',
    "names_no_culture": '"""x"""\nif culture == "dai":\n    pass\n',
    "reads_utf8": '"""x"""\npath.read_text()\n',
}


@pytest.mark.parametrize("guard", GUARDS, ids=lambda guard: guard.__name__)
def test_the_source_keeps(guard: Guard) -> None:
    files = sorted(SOURCE.rglob("*.py"))
    assert len(files) > 30
    said = [
        complaint
        for f in files
        for complaint in guard(f.relative_to(SOURCE).as_posix(), f.read_text("utf-8"))
    ]
    assert not said, "\n".join(said)


@pytest.mark.parametrize("guard", GUARDS, ids=lambda guard: guard.__name__)
def test_the_guard_barks_at(guard: Guard) -> None:
    path = "motion/utils.py" if guard is is_named_for_a_noun else "motion/fault.py"
    assert guard(path, FAULTS.get(guard.__name__, '"""x"""\n'))


def test_a_script_is_no_leave_to_name_a_people() -> None:
    fault = '"""x"""\nif culture == "han":\n    pass\n'
    assert names_no_culture("motion/fault.py", fault)
    assert not names_no_culture("prompt/numerals.py", fault)
    assert names_no_culture("prompt/numerals.py", fault.replace("han", "dai"))


def test_no_text_names_a_place_on_someones_machine() -> None:
    places = re.compile(
        "|".join(["/" + "work/", "/" + "home/", "/" + "root/", "/" + "tmp/", r"[A-Z]:\\\\" + "Users"])
    )
    assert places.search("see /" + "home/ada/wenwu")
    said = [
        f"{f.relative_to(ROOT)}:{number}"
        for f in _text_files(ROOT)
        for number, line in enumerate(f.read_text("utf-8").splitlines(), 1)
        if places.search(line)
    ]
    assert not said, "\n".join(said)


def _text_files(folder: Path) -> Iterator[Path]:
    """Every text file of the repository that is not made by a tool."""
    for entry in sorted(folder.iterdir()):
        if entry.is_dir():
            if (
                entry.name not in SKIPPED
                and not entry.name.endswith("_cache")
                and entry.name != ".hypothesis"
            ):
                yield from _text_files(entry)
        elif entry.suffix in TEXT and entry.name != "package-lock.json":
            yield entry


def _calls(text: str) -> list[ast.Call]:
    return [node for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Call)]


def _name(node: ast.expr) -> str:
    if isinstance(node, ast.Attribute):
        return f"{_name(node.value)}.{node.attr}"
    return node.id if isinstance(node, ast.Name) else "?"


def _is(node: ast.expr, value: object) -> bool:
    return isinstance(node, ast.Constant) and node.value is value


def _words(text: str) -> Iterator[tuple[int, str]]:
    """Every name and every short string of a module, its docstrings left out."""
    tree = ast.parse(text)
    docs = {
        id(node.value)
        for parent in ast.walk(tree)
        if isinstance(parent, ast.Module | ast.ClassDef | ast.FunctionDef)
        for node in parent.body
        if isinstance(node, ast.Expr)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docs:
            if len(node.value.split()) < SENTENCE:
                yield node.lineno, node.value
        elif isinstance(node, ast.Name):
            yield node.lineno, node.id
        elif isinstance(node, ast.FunctionDef | ast.ClassDef):
            yield node.lineno, node.name
