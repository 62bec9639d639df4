"""The shell over the benches: options reach those that know them, a table is shown, JSON is one object."""

import json
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from wenwu.base.errors import InputError
from wenwu.cli import bench as shell


def module(**extra: Any) -> SimpleNamespace:
    """A bench that knows --quick."""

    def run(data: Path | None = None, quick: bool = False) -> dict[str, Any]:
        return {"n": 3 if quick else 30, "seed": 1}

    return SimpleNamespace(run=run, **extra)


@pytest.fixture(autouse=True)
def _one_bench(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shell, "benches", lambda: ["speed"])
    monkeypatch.setattr(shell, "_module", lambda name: module(table=lambda result: f"table of {result['n']}"))


def test_quick_reaches_the_bench_and_its_table_is_shown(capsys: pytest.CaptureFixture) -> None:
    shell.bench(["speed"], quick=True)
    assert capsys.readouterr().out.splitlines() == ["speed", "  n     3", "  seed  1", "table of 3"]


def test_json_is_one_object_and_nothing_else(capsys: pytest.CaptureFixture) -> None:
    shell.bench(["speed"], as_json=True)
    assert json.loads(capsys.readouterr().out) == {"n": 30, "seed": 1}


def test_an_option_that_a_bench_does_not_know_is_refused_where_it_was_named() -> None:
    with pytest.raises(InputError) as refused:
        shell.bench(["speed"], quick=True, planner_url="http://localhost")
    assert str(refused.value) == "bench speed has no --planner-url"


def test_all_takes_what_it_can(capsys: pytest.CaptureFixture) -> None:
    shell.bench(["all"], quick=True, planner_url="http://localhost", as_json=True)
    assert json.loads(capsys.readouterr().out)["n"] == 3
