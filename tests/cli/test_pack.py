"""`wenwu pack new` and `wenwu pack check`, as a scholar would run them."""
# ruff: noqa: E501  (whole sentences are compared, and stand on one line)

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from wenwu.base.errors import WenwuError
from wenwu.cli.main import app

WRONG = """
[[rule]]
id = "dai.mine"
about = { en = "no fans", zh = "不用扇" }
forbid = { prop = "fan" }
strength = "soft"
source = "own"
standing = "claimed"
passes = [{ prop = "drum" }, { prop = "fan" }]
fails = [{ prop = "fan" }, { prop = "fan", gender = "man" }]
"""


def ask(*arguments: object) -> tuple[int, str, str]:
    """Exit code, stdout and stderr."""
    result = CliRunner().invoke(app, list(map(str, arguments)))
    if isinstance(result.exception, WenwuError):
        return result.exception.exit_code, "", str(result.exception)
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result.exit_code, result.stdout, result.stderr


def wrong(folder: Path, text: str = WRONG) -> Path:
    (folder / "dai").mkdir()
    (folder / "dai" / "rules.toml").write_text(text, "utf-8")
    return folder


def test_from_new_to_checked(tmp_path):
    mine = tmp_path / "mine"
    code, out, _ = ask("pack", "new", mine, "--culture", "lisu", "--en", "Lisu", "--zh", "傈僳族")
    assert code == 0 and out == f"{mine / 'lisu'}: change the files, then run `wenwu pack check {mine}`\n"
    assert ask("pack", "check", mine) == (0, "mine: 0 errors, 0 warnings, 0 open disputes\n", "")


def test_an_error_ends_with_2_and_a_warning_with_0(tmp_path):
    code, out, err = ask("pack", "check", wrong(tmp_path))
    assert code == 2 and out.endswith(": 1 error, 0 warnings, 0 open disputes\n")
    assert err == (
        "error: dai/rules.toml:3: rule 'dai.mine' has an example that should pass and does not: {'prop': 'fan'}\n"
    )
    right = WRONG.replace('prop = "drum" }, { prop = "fan" }', 'prop = "drum" }, { prop = "pole" }')
    (tmp_path / "dai" / "rules.toml").write_text(right + right.replace("dai.mine", "dai.two"), "utf-8")
    code, out, err = ask("pack", "check", tmp_path)
    assert (code, err) == (0, "")
    assert out.startswith("warning: dai/rules.toml:15: rule 'dai.two' is shadowed")


def test_one_object_for_programs(tmp_path):
    code, out, _ = ask("pack", "check", wrong(tmp_path), "--json")
    answer = json.loads(out)
    assert code == 2 and answer["errors"] == 1
    assert [one["level"] for one in answer["complaints"]] == ["error"]


def test_the_shipped_packs(tmp_path):
    code, out, err = ask("pack", "check")
    assert (code, err) == (0, "")
    assert out.splitlines()[-1].startswith("the packs of wenwu: 0 errors")


@pytest.mark.parametrize("command", ["new", "check"])
def test_each_part_has_help(command):
    code, out, _ = ask("pack", command, "--help")
    assert code == 0 and "DIR" in out


def test_what_cannot_be_looked_at(tmp_path):
    assert ask("pack", "check", tmp_path / "no")[0] == 2
    assert ask("pack", "check", tmp_path)[2].endswith("a pack is a folder of culture folders")
    assert ask("pack", "mend", tmp_path)[0] == 2
