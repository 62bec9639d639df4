"""Whatever stands in a pack, it is read, or refused in one sentence; nothing else is ever raised."""

import datetime
import json
import tomllib
from pathlib import Path
from typing import Any

import hypothesis.strategies as st
from hypothesis import HealthCheck, given, settings

from wenwu.atlas.facts import Facts
from wenwu.atlas.load import HERE, check_packs, load_atlas
from wenwu.atlas.rules import judge
from wenwu.base.errors import InputError

FILES = ("rules", "motifs", "dances", "costumes", "textiles", "culture")
SHIPPED = {
    name: tomllib.loads((HERE / "cultures" / "dai" / f"{name}.toml").read_text("utf-8")) for name in FILES
}
WORDS = st.sampled_from([
    "dai", "dai_peacock", "dai.mine", "any", "wrist.bend", "", "é", "#FFFFFF", "override", "self",
    "\u202e", "0x", "年", "miao", "above", "none_of", "9" * 400, "sacred", "share.red", "motif", "gender",
])  # fmt: skip
PLAIN = (
    WORDS | st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=12) | st.booleans()
    | st.integers(-(10**30), 10**30) | st.floats() | st.just(datetime.date(2026, 11, 27))
)  # fmt: skip
KEYS = (
    st.sampled_from(
        [*FILES, "id", "when", "unless", "forbid", "require", "permit", "above", "at_most", "en", "zh"]
    )
    | WORDS
)
ANYTHING = st.recursive(
    PLAIN, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(KEYS, inner, max_size=4), max_leaves=12
)
SETTINGS = settings(
    max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


def toml(value: Any) -> str:
    """A value as TOML writes it."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
    if isinstance(value, dict):
        return "{" + ", ".join(f"{toml(key)} = {toml(inner)}" for key, inner in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(toml, value)) + "]"
    return str(value)


def swallowed(folder: Path, text: str, name: str = "rules") -> None:
    """The pack is read or refused; the check finds nothing else than sentences."""
    (folder / "dai").mkdir(exist_ok=True)
    (folder / "dai" / f"{name}.toml").write_text(text, encoding="utf-8", newline="\n")
    found = check_packs(folder)
    assert all("\n" not in str(complaint) for complaint in found)
    try:
        atlas = load_atlas(folder)
    except InputError as error:
        assert "\n" not in str(error)
        assert any(complaint.level == "error" for complaint in found), error
    else:
        assert not any(complaint.level == "error" for complaint in found), found
        judge(Facts({"culture": "dai", "dance": "dai_peacock"}, ({"motif": "dai.elephant"},)), atlas)
    finally:
        (folder / "dai" / f"{name}.toml").unlink()


@st.composite
def nearly_right(draw: st.DrawFn) -> tuple[str, str]:
    """A shipped file with something else in one place, at any depth."""
    name = draw(st.sampled_from(FILES))
    data = json.loads(json.dumps(SHIPPED[name]))
    if name != "culture":
        kind = draw(st.sampled_from(sorted(data)))
        data = {kind: [draw(st.sampled_from(data[kind]))]}
    at: Any = data
    while True:
        key = draw(st.sampled_from(sorted(at) if isinstance(at, dict) else range(len(at))))
        deeper = isinstance(at[key], dict | list) and at[key]
        if not deeper or draw(st.integers(0, 3)) == 0:
            break
        at = at[key]
    match draw(st.sampled_from(["replace", "remove", "add"])):
        case "replace":
            at[key] = draw(ANYTHING)
        case "remove":
            del at[key]
        case _ if isinstance(at, dict):
            at[draw(KEYS)] = draw(ANYTHING)
        case _:
            at.append(draw(ANYTHING))
    return name, "\n".join(f"{toml(key)} = {toml(value)}" for key, value in data.items())


@SETTINGS
@given(st.dictionaries(KEYS, ANYTHING, max_size=4))
def test_any_toml(tmp_path, data):
    swallowed(tmp_path, "\n".join(f"{toml(key)} = {toml(value)}" for key, value in data.items()))


@SETTINGS
@given(nearly_right())
def test_toml_that_is_nearly_right(tmp_path, file):
    name, text = file
    swallowed(tmp_path, text, name)


@SETTINGS
@given(
    st.text(max_size=60)
    | st.sampled_from(["a." * 5000 + "b = 1", "[" * 3000, "a = 1_", "\ufeff[[rule]]", "a=9" + "9" * 5000])
)
def test_any_text(tmp_path, text):
    swallowed(tmp_path, text.encode("utf-8", "replace").decode("utf-8"))
