"""Friezes and wallpapers: every generator of a group, written down anew, carries the picture into itself."""

from collections.abc import Callable
from dataclasses import replace
from math import cos, pi, sin, sqrt

import numpy as np
import pytest
from scipy.ndimage import map_coordinates

from wenwu.base.errors import InputError, RefusedError
from wenwu.motifs import frieze as friezes
from wenwu.motifs import wallpaper as papers
from wenwu.motifs.curve import points
from wenwu.motifs.path import Drawing, filled
from wenwu.motifs.raster import draw_tile
from wenwu.motifs.wallpaper_group import motions_of, wallpaper

Map = Callable[[np.ndarray, np.ndarray], tuple[np.ndarray, np.ndarray]]
SIDE, RISE = 1.0, 0.8
FLAG = tuple(
    filled(points(*ring) * 0.9, role)
    for role, ring in (
        (1, ((0.05, 0.03), (0.12, 0.03), (0.12, 0.36), (0.05, 0.36))),
        (2, ((0.12, 0.22), (0.3, 0.29), (0.12, 0.36))),
    )
)
DYES = ("#000000", "#FF0000", "#00FF00")


def rotated(degrees: float, x: float = 0.0, y: float = 0.0) -> Map:
    """A turn about a point."""
    c, s = cos(degrees * pi / 180), sin(degrees * pi / 180)
    return lambda u, v: (x + c * (u - x) - s * (v - y), y + s * (u - x) + c * (v - y))


def reflected(degrees: float, x: float = 0.0, y: float = 0.0, glide: float = 0.0) -> Map:
    """A mirror through a point along a direction, and a step along it."""
    c, s = cos(2 * degrees * pi / 180), sin(2 * degrees * pi / 180)
    dx, dy = glide * cos(degrees * pi / 180), glide * sin(degrees * pi / 180)
    return lambda u, v: (x + c * (u - x) + s * (v - y) + dx, y + s * (u - x) - c * (v - y) + dy)


def stepped(x: float, y: float) -> Map:
    """A step."""
    return lambda u, v: (u + x, v + y)


H = sqrt(3) / 2
FRIEZES: dict[str, list[Map]] = {
    "p111": [],
    "p1m1": [reflected(90)],
    "p11m": [reflected(0)],
    "p11g": [reflected(0, glide=0.5)],
    "p2": [rotated(180)],
    "p2mg": [rotated(180), reflected(90, 0.25)],
    "p2mm": [reflected(90), reflected(0)],
}
PAPERS: dict[str, list[Map]] = {
    "p1": [stepped(1 / 3, RISE)],
    "p2": [rotated(180), rotated(180, 0.5), stepped(1 / 3, RISE)],
    "pm": [reflected(90)],
    "pg": [reflected(90, glide=RISE / 2)],
    "cm": [reflected(0), reflected(0, 0.0, RISE / 4, glide=0.5)],
    "pmm": [reflected(90), reflected(0)],
    "pmg": [reflected(90, 0.25), rotated(180)],
    "pgg": [rotated(180), reflected(90, 0.25, glide=RISE / 2)],
    "cmm": [reflected(90), reflected(0), rotated(180, 0.25, RISE / 4)],
    "p4": [rotated(90), rotated(90, 0.5, 0.5)],
    "p4m": [rotated(90), reflected(90)],
    "p4g": [rotated(90), reflected(45, 0.5, 0.0)],
    "p3": [rotated(120), rotated(120, 0.5, H / 3)],
    "p3m1": [rotated(120), reflected(90, 0.0, 0.0), reflected(150, 0.0, 0.0)],
    "p31m": [rotated(120), reflected(0)],
    "p6": [rotated(60), rotated(120, 0.5, H / 3)],
    "p6m": [rotated(60), reflected(0), reflected(30)],
}
FOREIGN: dict[str, Map] = {  # what the group must not have
    "p1": rotated(180), "p2": reflected(90), "pm": reflected(0), "pg": reflected(90), "cm": reflected(90),
    "pmm": reflected(90, 0.25), "pmg": reflected(0), "pgg": reflected(90, 0.25), "cmm": rotated(90),
    "p4": reflected(90), "p4m": reflected(45, 0.25), "p4g": reflected(90), "p3": rotated(60),
    "p3m1": reflected(0), "p31m": reflected(90), "p6": reflected(0), "p6m": rotated(90),
}  # fmt: skip


def picture(drawing: Drawing) -> np.ndarray:
    """A tile of the pattern as colours over its own ground, about 200 pixels across."""
    wide = 200
    tile = draw_tile(drawing, DYES, wide, round(wide * drawing.height / drawing.width), float(wide))
    return tile[..., :3].astype(float) * (tile[..., 3:] / 255.0)


def unlike(drawing: Drawing, motion: Map) -> float:
    """Mean difference (0…255) of a pattern and itself moved, over the whole tile."""
    image = picture(drawing)
    h, w = image.shape[:2]
    v, u = np.mgrid[0:h, 0:w]
    x = (u + 0.5) / w * drawing.width - drawing.width / 2
    y = drawing.height / 2 - (v + 0.5) / h * drawing.height
    x, y = motion(x, y)
    at = [
        (drawing.height / 2 - y) / drawing.height * h - 0.5,
        (x + drawing.width / 2) / drawing.width * w - 0.5,
    ]
    moved = [map_coordinates(image[..., c], at, order=1, mode="grid-wrap") for c in range(3)]
    return float(np.abs(np.stack(moved, -1) - image).mean())


def paper(group: str) -> Drawing:
    """A scalene flag laid out by the group."""
    return wallpaper(FLAG, group, SIDE, RISE)


def strip(group: str) -> Drawing:
    return friezes.frieze(FLAG, group, SIDE, 0.8)


SAME, OTHER = 2.5, 6.0  # what pixels blur, and what a broken symmetry shows


@pytest.mark.parametrize("group", PAPERS)
def test_the_generators_of_a_wallpaper_carry_it_into_itself(group: str) -> None:
    for motion in PAPERS[group]:
        assert unlike(paper(group), motion) < SAME
    assert unlike(paper(group), FOREIGN[group]) > OTHER


@pytest.mark.parametrize("group", FRIEZES)
def test_the_generators_of_a_frieze_carry_it_into_itself(group: str) -> None:
    for motion in FRIEZES[group]:
        assert unlike(strip(group), motion) < SAME


def test_friezes_have_no_more_symmetry_than_they_say() -> None:
    tests = {"p1m1": reflected(90), "p11m": reflected(0), "p11g": reflected(0, glide=0.5), "p2": rotated(180)}
    has = {
        "p111": set(), "p1m1": {"p1m1"}, "p11m": {"p11m"}, "p11g": {"p11g"}, "p2": {"p2"},
        "p2mg": {"p2", "p11g"}, "p2mm": {"p1m1", "p11m", "p2"},
    }  # fmt: skip
    for group, held in has.items():
        assert {name for name, motion in tests.items() if unlike(strip(group), motion) < SAME} == held


@pytest.mark.parametrize("group", [g for g, known in papers.GROUPS.items() if known.motions])
def test_a_planted_missing_motion_is_seen(group: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Drop one copy of the cell: some generator must notice."""
    whole = papers.GROUPS[group]
    monkeypatch.setitem(papers.GROUPS, group, replace(whole, motions=whole.motions[:-1]))
    assert max(unlike(paper(group), motion) for motion in PAPERS[group]) > OTHER / 2


@pytest.mark.parametrize("group", [g for g in FRIEZES if g != "p111"])
def test_a_planted_missing_motion_of_a_frieze_is_seen(group: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(friezes.FRIEZES, group, friezes.FRIEZES[group][:-1])
    assert max(unlike(strip(group), motion) for motion in FRIEZES[group]) > OTHER / 2


@pytest.mark.parametrize("group", PAPERS)
def test_the_motions_of_a_wallpaper_are_closed(group: str) -> None:
    """Any two after one another are a third, up to a step of the lattice."""
    known = motions_of(papers.GROUPS[group])

    def key(linear: np.ndarray, shift: np.ndarray) -> tuple:
        return (*linear.ravel().astype(int), *np.round(shift % 1.0, 6) % 1.0)

    listed = {key(np.array(m.turn), np.array(m.shift)) for m in known}
    made = {
        key(np.array(a.turn) @ b.turn, np.array(a.turn) @ b.shift + a.shift) for a in known for b in known
    }
    assert made == listed and len(listed) == len(known)


def test_there_are_seventeen_and_seven() -> None:
    assert len(papers.GROUPS) == len(PAPERS) == 17 and len(friezes.FRIEZES) == len(FRIEZES) == 7


def test_a_sign_with_a_hand_is_never_mirrored() -> None:
    plain = {g for g, known in papers.GROUPS.items() if known.handed}
    assert plain == {"p1", "p2", "p3", "p4", "p6"}
    with pytest.raises(
        RefusedError,
        match=r"^the wallpaper group pg mirrors, and this sign has a hand; choose p1, p2, p3, p4 or p6$",
    ):
        wallpaper(FLAG, "pg", 1.0, handed=True)
    with pytest.raises(RefusedError, match=r"^the frieze group p11g mirrors, and this sign has a hand"):
        friezes.frieze(FLAG, "p11g", 1.0, 1.0, handed=True)
    assert wallpaper(FLAG, "p6", 1.0, handed=True).shapes


def test_periods_must_be_above_zero() -> None:
    with pytest.raises(InputError, match=r"^a wallpaper needs sides above 0; it got -1 and -1$"):
        wallpaper(FLAG, "p4", -1.0)
    with pytest.raises(InputError, match=r"^no wallpaper group 'p7'; known: p1, p2, pm, "):
        wallpaper(FLAG, "p7", 1.0)
    with pytest.raises(InputError, match=r"^a frieze needs a period above 0; it got 0$"):
        friezes.frieze(FLAG, "p2", 0, 1.0)
