"""Textiles of the atlas: seamless, unstretched, in whole repeats, in their own dyes, right way up."""

import numpy as np
import pytest
from pydantic import ValidationError

from wenwu.atlas.band import Band, Sign
from wenwu.atlas.load import load_atlas
from wenwu.atlas.textile import Textile
from wenwu.base.errors import InputError, RefusedError
from wenwu.motifs.canvas import rgb, toned
from wenwu.motifs.layout import band_heights, repeats
from wenwu.motifs.library import draw_motif, motif_drawing
from wenwu.motifs.sheet import shown_size
from wenwu.motifs.textile import check_textile, compose, draw_textile

ATLAS = load_atlas()
EVERY = sorted(ATLAS.textiles)
PATTERNED = [id for id in EVERY if ATLAS.textiles[id].motifs()]


def plain(bands: list[Band], **more: object) -> Textile:
    base = {
        "id": "dai.test", "culture": "dai", "names": {"en": "test", "zh": "试"}, "zones": ["hem", "skirt"],
        "ground": "turquoise", "technique": "plain", "bands": bands, "source": ["own"], "standing": "claimed",
    }  # fmt: skip
    return Textile(**{**base, **more})


WAVES = Band(kind="frieze", height=0.05, sign=Sign(motif="dai.water_curve"))


@pytest.mark.parametrize("id", EVERY)
def test_the_atlas_allows_what_is_on_it(id: str) -> None:
    textile = ATLAS.textiles[id]
    check_textile(textile, ATLAS)
    assert all(ATLAS.motif(m).sacred < 3 and ATLAS.motif(m).drawable for m in textile.motifs())


@pytest.mark.parametrize("id", PATTERNED)
def test_the_edges_meet_where_it_wraps(id: str) -> None:
    """The step across the seam is no larger than the steps between other neighbouring columns."""
    textile = ATLAS.textiles[id]
    if textile.frame or textile.composed or textile.panels > 1:
        pytest.skip("a panel has edges of its own")
    canvas, _ = compose(textile, ATLAS, (0.61, shown_size(textile)[1]), 400, True)
    image = canvas.colour.astype(int)
    steps = np.abs(np.diff(image, axis=1)).mean((0, 2))
    seam = np.abs(image[:, 0] - image[:, -1]).mean()
    assert seam <= max(np.quantile(steps, 0.99) * 1.25, 2.0)


def test_finished_cloth_meets_at_the_seam_too() -> None:
    for id in ("miao.pleated_long", "uyghur.atlas_silk", "dai.tube_skirt", "yi.sleeve", "uyghur.velvet_vest"):
        image = draw_textile(ATLAS.textiles[id], ATLAS, (0.5, 0.5), 400, 3, True).image.astype(int)
        steps = np.abs(np.diff(image, axis=1)).mean((0, 2))
        assert np.abs(image[:, 0] - image[:, -1]).mean() <= steps.max() * 1.25


@pytest.mark.parametrize("width", [0.3, 0.93])
@pytest.mark.parametrize("id", ["dai.tube_skirt", "miao.sleeve", "yi.border_yellow", "tibetan.border_gold"])
def test_no_motif_is_ever_stretched(id: str, width: float) -> None:
    """Width over height of every drawn motif is that of its drawing, whatever the cloth measures."""
    textile = ATLAS.textiles[id]
    height = shown_size(textile)[1]
    cloth = draw_textile(textile, ATLAS, (width, height), 500, 1, True)
    assert cloth.placements
    params = {s.motif: s.params for s in textile.signs() if s.motif}
    for p in cloth.placements:
        wide, high = (p.u1 - p.u0) * width * 500, (p.v1 - p.v0) * height * 500
        aspect = motif_drawing(ATLAS.motif(p.motif), params[p.motif]).aspect
        assert abs(wide - aspect * high) <= 0.6 * (1 + aspect) + 1


def test_repeats_are_whole_and_even() -> None:
    canvas, _ = compose(plain([WAVES]), ATLAS, (0.83, 0.05), 600, True)
    starts = sorted(p.u0 for p in canvas.placements)
    assert np.allclose(np.diff(starts), 1 / len(starts))


def test_a_wider_cloth_has_more_motifs_of_the_same_size() -> None:
    sign = Band(kind="frieze", height=0.1, sign=Sign(motif="dai.peacock_eye", size=0.08))
    few, many = (
        draw_textile(plain([sign]), ATLAS, (w, 0.1), 500, 1, True).placements for w in (0.448, 0.896)
    )
    assert len(many) == 2 * len(few)
    assert np.isclose(few[0].u1 - few[0].u0, 0.08 / 0.448, atol=0.01) and len(few) == 5


def test_repeat_counts_by_hand() -> None:
    assert repeats(1.0, 0.3) == 4 and repeats(0.95, 0.3) == 3 and repeats(0.1, 0.3) == 1
    assert repeats(1.0, 0.3, even=True) == 4 and repeats(1.0, 0.3, even=True) % 2 == 0


def test_heights_flow_fit_and_drop_what_would_be_too_fine() -> None:
    top, hem = Band(kind="plain"), Band(kind="plain", height=0.1)
    assert [h for _, h in band_heights(plain([top, hem]), 0.5)] == pytest.approx([0.4, 0.1])
    fine = Band(kind="plain", height=0.02, least=0.015)
    trim = plain([hem, fine], layout="fit")
    assert [h for _, h in band_heights(trim, 0.24)] == pytest.approx([0.2, 0.04])
    assert [h for _, h in band_heights(trim, 0.06)] == pytest.approx([0.06])
    over = plain([hem], layout="repeat")
    assert len(band_heights(over, 0.52)) == 5


@pytest.mark.parametrize("id", EVERY)
def test_only_its_own_dyes_are_on_it(id: str) -> None:
    """Every flat pixel is a named dye, a tone of one, or the blend of edges; most are exact."""
    textile = ATLAS.textiles[id]
    palette = ATLAS.culture(textile.culture).palette
    names = {*textile.colours(), *(c for m in textile.motifs() for c in ATLAS.motif(m).colours)}
    dyes = {rgb(toned(palette[n], k)) for n in names for k in (-2, -1, 1, 2)} | {
        rgb(palette[n]) for n in names
    }
    canvas, _ = compose(textile, ATLAS, shown_size(textile), 900, True)
    flat = canvas.colour.reshape(-1, 3).astype(np.int64) @ np.array([65536, 256, 1])
    exact = np.isin(flat, [r * 65536 + g * 256 + b for r, g, b in dyes])
    assert exact.mean() > 0.38
    box = np.array(sorted(dyes))
    assert (canvas.colour >= box.min(0) - 2).all() and (canvas.colour <= box.max(0) + 2).all()  # 8-bit blends


def test_the_hem_is_at_the_bottom_and_the_motifs_are_upright() -> None:
    cloth = draw_textile(ATLAS.textiles["dai.tube_skirt"], ATLAS, (0.9, 0.8), 400, 1, True)
    waves = [p for p in cloth.placements if p.motif == "dai.water_curve"]
    eyes = [p for p in cloth.placements if p.motif == "dai.peacock_eye"]
    assert min(p.v0 for p in eyes) > max(p.v1 for p in waves) > 0.4
    birds = draw_textile(ATLAS.textiles["miao.pleated_short"], ATLAS, (0.9, 0.3), 400, 1, True)
    assert {p.angle for p in birds.placements} == {0.0}


def test_the_seed_alone_decides_the_hand() -> None:
    textile = ATLAS.textiles["miao.pleated_short"]
    one, again, other = (draw_textile(textile, ATLAS, (0.4, 0.3), 300, s, True).image for s in (5, 5, 6))
    assert np.array_equal(one, again) and not np.array_equal(one, other)


def test_a_cloth_reaches_every_corner_and_has_relief_where_it_is_stitched() -> None:
    cloth = draw_textile(ATLAS.textiles["yi.apron_flower"], ATLAS, (0.34, 0.5), 500, 1, False)
    assert cloth.image.shape == (250, 170, 3)
    assert cloth.height is not None and cloth.height.shape == (250, 170) and cloth.height.max() > 0.5
    assert draw_textile(ATLAS.textiles["uyghur.chapan"], ATLAS, (0.3, 0.3), 300, 1).height is not None


def test_a_patterned_panel_leaves_little_ground_bare() -> None:
    for id in ("miao.apron", "miao.sleeve", "yi.apron_flower", "dai.sash", "yi.border_yellow"):
        textile = ATLAS.textiles[id]
        canvas, _ = compose(textile, ATLAS, shown_size(textile), 800, True)
        assert (canvas.figure > 0.5).mean() > 0.45, id


YUNGDRUNG = Band(kind="frieze", sign=Sign(motif="tibetan.yungdrung"))
REFUSED = [
    (
        {"bands": [Band(kind="plain", ground="mauve")]},
        r"^the textile 'dai.test' uses the colour 'mauve', which the palette of dai lacks; it has pink, ",
    ),
    (
        {"zones": ["sash"], "bands": [WAVES]},
        r"^the atlas places the motif 'dai.water_curve' on skirt, hem, and the textile 'dai.test' is sash$",
    ),
    (
        {"bands": [Band(kind="frieze", sign=Sign(motif="yi.flame"))]},
        r"^the motif 'yi.flame' is yi and the textile 'dai.test' is dai; a cloth keeps to one culture$",
    ),
    (
        {"culture": "tibetan", "ground": "gold", "bands": [YUNGDRUNG]},
        r"^the motif 'tibetan.yungdrung' is not drawn: it is kept by its own gate; choose another$",
    ),
]


@pytest.mark.parametrize(("change", "message"), REFUSED)
def test_refusals(change: dict, message: str) -> None:
    textile = plain([Band(kind="plain")]).model_copy(update=change)
    with pytest.raises((InputError, RefusedError), match=message):
        draw_textile(textile, ATLAS, (0.2, 0.2), 200, 1)


def test_a_sacred_motif_is_kept_back_whatever_its_family() -> None:
    motif = ATLAS.motif("dai.peacock_eye").model_copy(update={"sacred": 3})
    with pytest.raises(
        RefusedError, match=r"^the motif 'dai.peacock_eye' is sacred at level 3 and is not drawn"
    ):
        draw_motif(motif, ATLAS)


def test_a_cloth_too_large_or_too_small_is_refused() -> None:
    for size in ((0.0, 1.0), (90.0, 90.0)):
        with pytest.raises(InputError, match=r"^a cloth of .* m at 500 pixels a metre cannot be drawn$"):
            draw_textile(plain([WAVES]), ATLAS, size, 500, 1)


def test_a_bird_cannot_lie_on_its_side_in_a_frame() -> None:
    frame = Band(kind="frieze", height=0.03, sign=Sign(motif="dai.sprig"))
    textile = plain([Band(kind="plain")], frame=[frame], zones=["skirt"])
    with pytest.raises(
        InputError, match=r"^the frame of 'dai.test' would turn a sign on its side that has a top"
    ):
        draw_textile(textile, ATLAS, (0.4, 0.4), 300, 1)


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"kind": "frieze"}, "a frieze needs a sign"),
        ({"kind": "stripes"}, "stripes need their colours"),
        ({"kind": "field", "sign": {"ornament": "dots"}}, "a field needs a period"),
        ({"kind": "stripes", "stripes": ["red"], "widths": [1, 2]}, "1 stripes have 2 widths"),
        ({"kind": "frieze", "sign": {}}, "a sign is either a motif or an ornament"),
    ],
)
def test_a_broken_band_is_refused(fields: dict, message: str) -> None:
    with pytest.raises(ValidationError, match=message):
        Band(**fields)
