"""`wenwu bench table1`: the paper's table as printed, what its text says against it, and ours beside it."""

import json

import numpy as np
import pytest
from PIL import Image
from scipy.stats import pearsonr

from wenwu.atlas.load import load_atlas
from wenwu.measure import table1
from wenwu.measure.drawn_motifs import drawable, drawn_motifs
from wenwu.measure.heat_map import FIELD, draw_heat_maps, field_colour
from wenwu.measure.paper_table import chance, claims, correlations, paper_table
from wenwu.motifs.descriptors import NAMES

ATLAS = load_atlas()
PAPER = paper_table()


@pytest.fixture(scope="module")
def result(tmp_path_factory):
    few = ("dai", "miao", "mongolian", "tibetan", "han", "gaoshan")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(table1, "drawn_motifs", lambda a, c, n, s: drawn_motifs(a, c, n, s) if c in few else ())
        yield table1.run(quick=True, out=tmp_path_factory.mktemp("table1"))


def test_the_correlations_are_those_of_an_independent_pearson():
    rows = np.stack(list(PAPER.values()))
    for i in range(6):
        for j in range(6):
            r, p = pearsonr(rows[:, i], rows[:, j])
            assert correlations(PAPER)[i, j] == pytest.approx(r, abs=1e-9)
            assert i == j or chance(r, 8) == pytest.approx(p, abs=1e-6)


def test_the_text_is_contradicted_by_its_table_seven_times():
    assert [claim.holds for claim in claims(PAPER)] == [False] * 7
    said = {claim.says: claim.shows for claim in claims(PAPER)}
    assert said["the Dai prototype is of middle complexity"] == "0.32 is number 1 of 8 from below"
    assert said["hue and saturation rise together strongly"] == "r = 0.47, p = 0.24, n = 8"
    assert "miao 1.09" in said["that line and curve exclude each other expresses a cosmology"]


def bent(**rows):
    return {people: np.array(rows.get(people, row), float) for people, row in PAPER.items()}


def test_a_table_that_bears_the_text_out_contradicts_nothing():
    """Planted fault: with other figures, each claim holds; so the sentences come from the figures."""
    held = {claim.says: claim.holds for claim in claims(bent(dai=[0.12, 0.88, 0.23, 0.72, 0.85, 0.56]))}
    assert held["the Dai prototype is of middle complexity"]
    swapped = bent(miao=PAPER["tibetan"], tibetan=PAPER["miao"])
    assert {c.says: c.holds for c in claims(swapped)}[
        "curvature tells the Miao spiral from the Tibetan meander"
    ]
    rng = np.random.default_rng(3)
    free = {
        people: rng.uniform(size=6) for people in [*(f"p{k}" for k in range(400)), "dai", "miao", "tibetan"]
    }
    held = {claim.says: claim.holds for claim in claims(free)}
    assert held["colour is almost orthogonal to structure"]
    assert held["that line and curve exclude each other expresses a cosmology"]
    for row in free.values():
        row[4] = row[3]
        row[5] = 1 - abs(row[0] - 0.5)
    held = {claim.says: claim.holds for claim in claims({**free, "han": free["p1"]})}
    assert held["hue and saturation rise together strongly"]
    assert held["complexity rises with a medium degree of straightness"]
    assert held["the Han thunder pattern has a complexity of 0.78"]


def test_ours_stand_beside_the_papers(result):
    miao = result["rows"]["miao"]
    assert miao["paper"] == dict(zip(NAMES, (0.91, 0.18, 0.94, 0.52, 0.93, 0.42), strict=True))
    assert miao["motifs"] == len(drawable(ATLAS, "miao")) and set(miao["ours"]) == set(NAMES)
    for name, (low, high) in miao["interval_95"].items():
        assert 0 <= low <= miao["ours"][name] <= high <= 1
    assert result["rows"]["gaoshan"] == {
        "motifs": 0,
        "paper": result["rows"]["gaoshan"]["paper"],
    }  # none is drawn
    assert result["n"] == result["motifs"] * result["drawings_of_each"] and result["quick"]
    assert result["cpu_ms_a_picture"] > 0
    json.dumps(result)


def test_ours_are_not_the_papers(result):
    """Planted fault in mind: no drawing is bent to the table."""
    for culture in ("miao", "dai", "mongolian", "tibetan"):
        row = result["rows"][culture]
        assert any(abs(row["ours"][name] - row["paper"][name]) > 0.2 for name in NAMES), culture


def test_line_and_curve_exclude_each_other_by_definition(result):
    assert result["correlations_ours"]["linearity"]["curvature"] < -0.85


def test_the_table_says_all_of_it(result):
    text = table1.table(result)
    for word in ("gaoshan", "none is drawn", "0.91", "correlations, ours", "number 1 of 8 from below"):
        assert word in text


def test_the_heat_map_is_a_picture_of_both(result):
    with Image.open(result["heat_map"]) as image:
        pixels = np.asarray(image.convert("RGB"))
    assert pixels.shape[1] > 12 * FIELD and pixels.shape[0] > 6 * FIELD
    assert len(np.unique(pixels.reshape(-1, 3), axis=0)) > 20


def test_colours_run_from_blue_over_white_to_red():
    low, none, high = (np.array(field_colour(r)) for r in (-1, 0, 1))
    assert low[2] > low[0] and high[0] > high[2] and none.min() > 230
    assert field_colour(float("nan")) == (205, 205, 205)
    one, two = (draw_heat_maps({"a": np.full((6, 6), r)}, NAMES, "") for r in (-0.9, 0.9))
    assert (one != two).any()


def test_hues_are_averaged_round_the_circle():
    rows = np.tile(np.array([0.1, 0.2, 0.3, np.nan, 0.5, 0.6]), (4, 1))
    rows[:, 3] = (0.95, 0.05, np.nan, 0.0)
    assert min(table1.mean_row(rows)[3], 1 - table1.mean_row(rows)[3]) < 1e-9
    assert np.isnan(table1.mean_row(rows[2:3])[3])


def test_the_circular_correlation_of_hue_sees_what_pearson_misses():
    turn = np.arange(24) / 24
    rows = np.random.default_rng(1).uniform(size=(24, 6))
    rows[:, 3], rows[:, 5] = turn, 0.5 + 0.4 * np.cos(2 * np.pi * turn)
    matrix = table1.matrix_of(rows)
    assert matrix[3, 5] == pytest.approx(1, abs=1e-9) and abs(np.corrcoef(turn, rows[:, 5])[0, 1]) < 0.15
    assert matrix[3, 0] < 0.7


def test_the_same_seed_draws_the_same_and_another_seed_other_pictures():
    one, two, other = ([d.colour for d in drawn_motifs(ATLAS, "mongolian", 3, seed)] for seed in (1, 1, 2))
    assert all((a == b).all() for a, b in zip(one, two, strict=True))
    assert any((a != b).any() for a, b in zip(one, other, strict=True))


def test_what_is_kept_by_a_gate_is_never_drawn():
    for culture in ATLAS.cultures:
        for motif in drawable(ATLAS, culture):
            assert motif.sacred < 3 and motif.drawable and motif.family not in ("none", "svastika")
    assert drawable(ATLAS, "gaoshan") == []
