"""Cloths that repeat in one direction, and bent cloths: the repeat, the frieze group, what is refused."""

import json
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from scipy import ndimage

from wenwu.base.seed import generator
from wenwu.motifs.frieze_of import GROUPS, find_frieze
from wenwu.motifs.lab import to_lab
from wenwu.motifs.lattice import find_lattice
from wenwu.motifs.parts import find_in_parts
from wenwu.motifs.photo_file import as_data, read_photo, sentences
from wenwu.motifs.strip import find_strip
from wenwu.motifs.turn import find_turn

MAKERS = {  # what a strip is added to, to have a group's motions
    "upright": lambda c: c[:, ::-1],
    "flat": lambda c: c[::-1],
    "half": lambda c: c[::-1, ::-1],
    "glide": lambda c: np.roll(c[::-1], c.shape[1] // 2, axis=1),
}


def _cell(group: str, tall: int = 48, wide: int = 64) -> np.ndarray:
    """A strip's repeat with just these motions, of smooth noise in three colours."""
    noise = generator(1, "strip", group).standard_normal((tall, wide, 3))
    cell = ndimage.gaussian_filter(noise, (3, 3, 0), mode=("nearest", "wrap", "nearest"))
    for motion in GROUPS[group]:
        if (
            motion != "half" or len(GROUPS[group]) == 1
        ):  # mirror and glide, or both mirrors, make the half turn
            cell = cell + MAKERS[motion](cell)
    return 0.5 + 0.3 * cell / np.abs(cell).max()


@pytest.mark.parametrize("group", GROUPS)
def test_every_frieze_group_is_named_from_two_noisy_means(group: str) -> None:
    cell, random = _cell(group), generator(2, group)
    halves = [np.roll(cell + random.normal(0, 0.02, cell.shape), 11, axis=1) for _ in range(2)]
    assert find_frieze(*halves).name == group


def test_a_strip_cut_off_its_middle_line_keeps_its_group_and_a_broken_one_does_not() -> None:
    cell = _cell("p11m")
    assert find_frieze(cell[3:], cell[3:]).name == "p11m"
    broken = cell.copy()
    broken[: len(cell) // 2] = cell[: len(cell) // 2, ::-1]
    assert find_frieze(broken, broken).name != "p11m"


def _features(colour: np.ndarray) -> np.ndarray:
    lab = to_lab(colour)
    return lab - lab.mean((0, 1))


def _spiral() -> np.ndarray:
    """A dark line that goes out from the middle, clockwise as seen."""
    y, x = np.indices((72, 72)) - 35.5
    away, angle = np.hypot(x, y), np.arctan2(y, x)
    line = np.cos(2 * (angle - np.log(np.maximum(away, 1)) * 1.2)) > 0.4
    return np.repeat(np.where((away < 32) & line, 0.1, 0.9)[..., None], 3, -1)


@pytest.mark.parametrize("quarter", range(4))
def test_a_strip_is_found_whichever_way_it_runs_and_never_mirrored(quarter: int) -> None:
    colour = np.rot90(np.tile(_spiral(), (1, 5, 1)), quarter)
    strip = find_strip(colour, _features(colour), np.ones(colour.shape[:2], bool))
    assert strip is not None
    assert np.abs(strip.period).max() == pytest.approx(72, abs=0.5) and np.abs(strip.period).min() < 0.5
    assert strip.colour.shape == pytest.approx((72, 72, 3), abs=3)
    assert find_turn(strip.colour).hand == "clockwise"
    assert strip.frieze.name == "p2" and strip.seam < 2


def test_a_bend_along_the_strip_is_taken_out() -> None:
    cell = _cell("p111", 70, 64)
    y, x = np.indices((70, 320), float)
    bent = x + 4 * np.sin(np.pi * x / 320)
    planes = [
        ndimage.map_coordinates(cell[..., k], [y, bent % 64], order=1, mode="grid-wrap") for k in range(3)
    ]
    colour = np.clip(np.stack(planes, -1), 0, 1)
    strip = find_strip(colour, _features(colour), np.ones((70, 320), bool))
    assert strip is not None and strip.bend > 1
    assert strip.frieze.agreement > 0.9


def test_where_nothing_repeats_there_is_no_strip() -> None:
    noise = generator(4, "none").standard_normal((120, 300, 3))
    colour = np.clip(0.5 + ndimage.gaussian_filter(noise, (4, 4, 0)) * 2, 0, 1)
    assert find_strip(colour, _features(colour), np.ones((120, 300), bool)) is None
    lines = np.tile(np.linspace(0.2, 0.8, 120)[:, None, None], (1, 300, 3))  # the same all along: no repeat
    assert find_strip(lines, _features(lines), np.ones((120, 300), bool)) is None


def test_stripes_repeat_across_themselves_only() -> None:
    random = generator(7, "stripes")
    stripes = np.tile(random.uniform(0.2, 0.8, (1, 48, 3)).repeat(8, axis=1)[:, :64], (80, 6, 1))
    colour = stripes + random.normal(0, 0.02, stripes.shape)
    features, mask = _features(np.clip(colour, 0, 1)), np.ones(colour.shape[:2], bool)
    assert find_lattice(features, mask) is None
    strip = find_strip(np.clip(colour, 0, 1), features, mask)
    assert strip is not None and abs(strip.period[0]) == pytest.approx(64, abs=0.5)


def test_two_repeats_are_asked_for() -> None:
    colour = np.tile(_cell("p111"), (1, 2, 1))[:, :120]
    assert find_strip(colour, _features(colour), np.ones(colour.shape[:2], bool)) is None


def test_a_repeat_that_grows_over_the_picture_is_found_in_a_part() -> None:
    cell = generator(5, "grows").standard_normal((40, 40, 3))
    cell = ndimage.gaussian_filter(cell, (2, 2, 0), mode=("wrap", "wrap", "nearest"))
    cell = 0.5 + 0.35 * cell / np.abs(cell).max()
    y, x = np.indices((300, 360), float)
    far = 1 + 0.0016 * x  # repeats are half as large at the right
    at = [40 * y / 44 * far % 40, 40 * (x + 0.0008 * x * x) / 44 % 40]
    colour = np.stack(
        [ndimage.map_coordinates(cell[..., k], at, order=1, mode="grid-wrap") for k in range(3)], -1
    )
    features, mask = _features(colour), np.ones((300, 360), bool)
    found = find_in_parts(features, mask)
    assert found is not None and found.strength > 0.4
    assert 26 < np.linalg.norm(found.basis[0]) <= np.linalg.norm(found.basis[1]) < 46
    assert find_in_parts(generator(6, "noise").standard_normal(features.shape), mask) is None
    assert find_lattice(features, mask, least=1.1) is None


def test_the_strip_is_told_and_written_down(tmp_path: Path) -> None:
    Image.fromarray(np.round(255 * np.tile(_spiral(), (1, 5, 1))).astype(np.uint8)).save(
        tmp_path / "border.png"
    )
    photo = read_photo(tmp_path / "border.png")
    assert photo.tile is None and photo.strip is not None
    data = as_data(photo)
    assert data["strip"]["group"] == "p2" and data["strip"]["handed"] and json.dumps(data)
    said = " / ".join(sentences(photo))
    assert "no repeat in two directions was found: no tile" in said
    assert "frieze group p2" in said and "that closes along its width" in said
