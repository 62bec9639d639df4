"""Fading: exact where nothing fades, in the right order, and by the numbers it states."""

import numpy as np
import pytest

from wenwu.base.errors import InputError
from wenwu.base.seed import generator
from wenwu.motifs.fading import (
    FIRST,
    PER_KM,
    STEP,
    USUAL,
    WINDOW,
    Exposure,
    dyestuff,
    fade,
    fastness,
    rgb_share,
    shares,
)  # fmt: skip
from wenwu.motifs.lab import linear, to_lab
from wenwu.motifs.reflectance import OF_LIGHT, TO_LIGHT, absorption, light_of, reflectance, reflected


def patch(*colours: str) -> np.ndarray:
    return np.stack([rgb_share(c) for c in colours])[None].astype(np.float32)


def apart(first: np.ndarray, second: np.ndarray) -> np.ndarray:
    return np.linalg.norm(to_lab(first.astype(float)) - to_lab(second.astype(float)), axis=-1)


def test_colours_survive_the_way_through_eight_bands() -> None:
    assert np.allclose(TO_LIGHT.sum(1), 1, atol=1e-4) and np.allclose(OF_LIGHT.sum(1), 1, atol=1e-4)
    grey = np.full((1, 3), 0.4, np.float32)
    assert np.allclose(light_of(reflectance(grey)), grey, atol=1e-4)
    colours = generator(1, "bands").random((500, 3)).astype(np.float32) * 0.9 + 0.05
    assert np.abs(light_of(reflectance(colours)) - colours).max() < 0.02


def test_kubelka_and_munk_are_inverse() -> None:
    bands = np.linspace(0.02, 1, 64, dtype=np.float32)[:, None] * np.ones(8, np.float32)
    assert absorption(bands)[0, 0] == pytest.approx((1 - 0.02) ** 2 / 0.04, rel=1e-5)
    assert np.allclose(reflected(absorption(bands)), bands, atol=1e-4)


def test_no_light_changes_nothing_at_all() -> None:
    picture = generator(2, "fade").random((20, 30, 3)).astype(np.float32)
    assert (fade(picture, Exposure(0)).colour == picture).all()
    assert (fade(picture, Exposure(50, light=0)).colour == picture).all()


@pytest.mark.parametrize("dye", [d for d in fastness()["dye"] if d != "carbon"])
def test_after_its_dose_a_dye_has_just_noticeably_faded(dye: str) -> None:
    stuff = dyestuff(dye)
    years = FIRST * STEP ** (stuff.blue_wool - 1)
    colour = patch(fastness()["dye"][dye]["colour"])
    dark = fade(colour, Exposure(years, light=1, uv=0), (dye,)).colour
    assert float(apart(colour, dark)[0, 0]) == pytest.approx(1.7, abs=0.35)
    assert stuff.kept(Exposure(years, uv=0)) == pytest.approx(np.exp(-stuff.pace * years))


def test_the_window_and_the_mountain_hasten_it_as_stated() -> None:
    safflower = dyestuff("safflower")

    def rate(altitude: float, uv: float) -> float:
        return -float(np.log(safflower.kept(Exposure(1, 0.1, altitude, uv))))

    factor = WINDOW[0] * (WINDOW[1] / WINDOW[0]) ** (0.5 / 7)
    assert rate(0, 1) / rate(0, 0) == pytest.approx(factor)
    assert rate(4000, 1) / rate(0, 0) == pytest.approx(1 + (factor - 1) * (1 + 4 * PER_KM))
    assert rate(4000, 0) == pytest.approx(rate(0, 0))


def test_a_severity_stands_for_years_by_its_square() -> None:
    assert [Exposure.of(severity).years for severity in (0.0, 0.1, 0.5, 1.0)] == pytest.approx(
        [0, 1, 25, 100]
    )
    assert Exposure.of(0.5, 3600).altitude == 3600 and 0.10 <= PER_KM <= 0.12


def test_dyes_go_in_the_order_of_their_fastness() -> None:
    light = Exposure(20)
    kept = [dyestuff(dye).kept(light) for dye in ("safflower", "yellow", "lac", "madder", "indigo", "carbon")]
    assert kept == sorted(kept)
    assert kept[0] < 0.05 and kept[-2] > 0.8 and kept[-1] > 0.98


def test_a_green_of_yellow_on_indigo_turns_blue() -> None:
    before = patch("#3F7A3A")
    after = fade(before, Exposure(60), ("indigo", "yellow")).colour
    (_, _, b0), (_, _, b1) = to_lab(before[0, 0].astype(float)), to_lab(after[0, 0].astype(float))
    assert b0 > 20 and b1 < 0


def test_undyed_cloth_stays() -> None:
    white = patch("#FFFFFF", "#EDE6D4")
    assert float(apart(white, fade(white, Exposure(100)).colour).max()) < 0.5


def test_more_light_never_brings_colour_back() -> None:
    picture = generator(3, "fade").random((24, 24, 3)).astype(np.float32)
    away = [apart(picture, fade(picture, Exposure(y)).colour).mean() for y in (0, 1, 5, 20, 60, 100)]
    assert away == sorted(away) and away[-1] > 10
    darker = [float(linear(fade(picture, Exposure(y)).colour).mean()) for y in (0, 5, 50)]
    assert darker == sorted(darker)


def test_shares_of_the_dyes_add_up_and_find_a_single_dye() -> None:
    parts = shares(USUAL)
    assert np.allclose(parts.sum(-1), 1, atol=1e-4) and parts.min() >= 0
    red = patch(fastness()["dye"]["madder"]["colour"])
    alone = fade(red, Exposure(30), ("madder",)).colour
    assert float(apart(alone, fade(red, Exposure(30)).colour)[0, 0]) < 12


def test_every_source_of_the_table_is_named() -> None:
    table = fastness()
    assert all(set(dye["source"]) <= set(table["source"]) for dye in table["dye"].values())
    assert all(
        dye["source"] or "no source was found" in dye["note"] or "taken not to fade" in dye["note"]
        for dye in table["dye"].values()
    )


def test_what_cannot_be_meant_is_refused() -> None:
    with pytest.raises(InputError, match=r"^no dye 'woad'; known: indigo, madder,"):
        fade(patch("#000000"), Exposure(1), ("woad",))
    with pytest.raises(InputError, match=r"^-1 years is outside what fading is modelled for: 0 to 5000$"):
        Exposure(-1)
    with pytest.raises(InputError, match=r"^nan m of altitude is outside"):
        Exposure(1, altitude=float("nan"))
    with pytest.raises(
        InputError, match=r"^9001 m of altitude is outside what fading is modelled for: 0 to 9000$"
    ):
        Exposure(1, altitude=9001)
