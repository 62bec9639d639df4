"""Faults planted in every rule that ships: none of them goes unseen.

A source taken away, a comparison turned round or made strict, a number moved: each is tried on each rule, and
the check that `wenwu pack check` runs has to bark.
"""

import copy
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from wenwu.atlas import load
from wenwu.atlas.domain import impossible
from wenwu.atlas.example import examples
from wenwu.atlas.load import check_packs, load_atlas
from wenwu.atlas.near_miss import near_misses
from wenwu.atlas.rule import Rule
from wenwu.atlas.validate import validate

PARTS = ("when", "unless", "forbid", "require")
NAMES = ("above", "below", "at_least", "at_most")
ATLAS = load_atlas()
RECORDS = {"motif": ATLAS.motifs, "dance": ATLAS.dances}


def rows() -> Iterator[dict[str, Any]]:
    """Every rule as it is written, with its culture."""
    files = [(load.HERE / "rules.toml", "any")]
    files += [(f, f.parent.name) for f in sorted(Path(load.HERE).glob("cultures/*/*.toml"))]
    for path, culture in files:
        for row in tomllib.loads(path.read_text("utf-8")).get("rule", ()):
            yield {"culture": culture, **row}


ROWS = list(rows())
NUMERIC = [
    (row, part, key, name)
    for row in ROWS
    for part in PARTS
    for key, wanted in row.get(part, {}).items()
    if isinstance(wanted, dict)
    for name in wanted
    if name in NAMES
]


def barks(row: dict[str, Any]) -> bool:
    """Whether a rule is complained about, looked at by itself."""
    try:
        rule = Rule.model_validate(row)
    except ValidationError:
        return True
    return any(
        True
        for found in (examples(rule, RECORDS), near_misses(rule, RECORDS), impossible(rule))
        for _ in found
    )


def changed(row: dict[str, Any], part: str, key: str, wanted: dict[str, float]) -> dict[str, Any]:
    other = copy.deepcopy(row)
    other[part][key] = wanted
    return other


def test_there_are_rules_and_numbers_to_try():
    assert len(ROWS) == len(ATLAS.rules) >= 40
    assert len(NUMERIC) >= 4


def test_no_rule_barks_as_it_is():
    assert [row["id"] for row in ROWS if barks(row)] == []


def test_every_comparison_turned_round_is_seen():
    unseen = [
        (row["id"], name, other)
        for row, part, key, name in NUMERIC
        for other in NAMES
        if other not in row[part][key]
        and not barks(
            changed(row, part, key, {**_without(row[part][key], name), other: row[part][key][name]})
        )
    ]
    assert unseen == []


def test_every_number_moved_is_seen():
    unseen = [
        (row["id"], name, by)
        for row, part, key, name in NUMERIC
        for by in (-7.0, -0.01, 0.01, 7.0)
        if not barks(changed(row, part, key, {**row[part][key], name: row[part][key][name] + by}))
    ]
    assert unseen == []


def test_every_comparison_left_out_is_seen():
    unseen = []
    for row, part, key, name in NUMERIC:
        other = changed(row, part, key, _without(row[part][key], name))
        if not other[part][key]:
            del other[part][key]
        if not barks(other):
            unseen.append((row["id"], name))
    assert unseen == []


def test_every_source_taken_away_is_seen():
    for row in ROWS:
        without = {key: value for key, value in row.items() if key != "source"}
        assert barks(without) and barks({**row, "source": []}), row["id"]


def test_a_rule_whose_source_is_nobody_s_is_seen():
    """The same rule on our own word alone: what was sourced is so no longer."""
    shelf = load._shipped()
    for id, rule in ATLAS.rules.items():
        if rule.standing == "sourced":
            mine = {
                **shelf.records,
                "rule": {**shelf.records["rule"], id: rule.model_copy(update={"source": ("own",)})},
            }
            said = [str(c) for c in validate(mine, {("rule", id): shelf.origin["rule", id]})]
            assert any("its sources do not carry that: own (grade D)" in sentence for sentence in said), id


@pytest.mark.parametrize("part", ["passes", "fails"])
def test_every_example_moved_to_the_other_side_is_seen(part):
    other = {"passes": "fails", "fails": "passes"}[part]
    for row in ROWS:
        for example in row[part]:
            assert barks({**row, other: [*row[other], example]}), (row["id"], example)


def test_all_shipped_packs_pass_the_whole_check():
    assert [str(complaint) for complaint in check_packs() if complaint.level == "error"] == []


def _without(wanted: dict[str, float], name: str) -> dict[str, float]:
    return {key: value for key, value in wanted.items() if key != name}
