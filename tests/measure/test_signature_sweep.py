"""A few performances of every dance are named from their BVH alone; the interval and the table are right."""

import pytest

from wenwu.atlas.load import load_atlas
from wenwu.measure.signature_sweep import run, table, wilson


@pytest.fixture(scope="module")
def result() -> dict:
    return run(seeds=1, seconds=10.0, people=("woman_2",))


def test_dances_are_named_from_their_files(result: dict) -> None:
    assert result["n"] == len(load_atlas().scores)  # a woman may dance every dance of the atlas
    assert result["accuracy"] >= 0.88, result["mistaken"]
    assert sum(sum(row.values()) for row in result["confusion"].values()) == result["n"]


def test_most_signatures_hold_in_their_own_dance(result: dict) -> None:
    shares = [share for row in result["signatures_held"].values() for share in row.values()]
    assert sum(shares) / len(shares) >= 0.8


def test_the_table_shows_every_dance_and_the_share(result: dict) -> None:
    text = table(result)
    assert all(name in text for name in result["confusion"])
    assert f"of {result['n']} named rightly" in text


def test_wilsons_interval_of_ninety_five_in_a_hundred() -> None:
    low, high = wilson(95, 100)
    assert (low, high) == (pytest.approx(0.8883, abs=5e-4), pytest.approx(0.9785, abs=5e-4))
    assert wilson(0, 0) == (0.0, 1.0)


def test_one_dance_can_be_asked_for() -> None:
    result = run(seeds=1, seconds=6.0, dances=("yi_torch_circle",), people=("woman_1", "man_1"))
    assert result["n"] == 1  # the source gives it to women
    assert list(result["confusion"]) == ["yi_torch_circle"]
