"""Composed panels: borders turn corners, groups hold, no ground stays bare, no hand is mirrored."""

import numpy as np
import pytest
from pydantic import ValidationError

from wenwu.atlas.band import Band, Sign
from wenwu.atlas.load import load_atlas
from wenwu.atlas.panel import Border, Exchange, Figure, Medallion, Panel, Ring
from wenwu.atlas.textile import Textile
from wenwu.base.errors import InputError, RefusedError
from wenwu.motifs.bend import bend, reach, swell
from wenwu.motifs.canvas import Canvas
from wenwu.motifs.exchange import cells
from wenwu.motifs.form import Loom
from wenwu.motifs.gallery import panels_page
from wenwu.motifs.gaps import emptiness
from wenwu.motifs.panel import answers, draw_panel
from wenwu.motifs.textile import compose, draw_textile

ATLAS = load_atlas()
COMPOSED = sorted(id for id, textile in ATLAS.textiles.items() if textile.composed)
MIAO = dict(ATLAS.culture("miao").palette)
LOOM = Loom(ATLAS, MIAO, "black", 800)
TEETH = {"kind": "frieze", "height": 0.03, "ground": "black", "margin": 0.0,
         "sign": Sign(ornament="teeth", colours=("black", "crimson", "gold", "green"))}  # fmt: skip
DOTS = Sign(ornament="dots", colours=("black", "gold", "crimson"), size=0.01)
PLAIN = Band(kind="plain")
CONCH = ATLAS.motif("tibetan.conch")


def blank(height: int = 240, width: int = 320) -> Canvas:
    return Canvas.blank(height, width, MIAO["black"], False)


def cloth(panel: Panel, **more: object) -> Textile:
    base = {
        "id": "miao.test", "culture": "miao", "names": {"en": "test", "zh": "试"}, "zones": ["apron", "hem"],
        "ground": "black", "technique": "plain", "bands": [Band(kind="panel", panel="it")],
        "composed": {"it": panel}, "source": ["own"], "standing": "claimed",
    }  # fmt: skip
    return Textile(**{**base, **more})


def test_every_people_with_dances_that_are_drawn_has_a_composed_cloth() -> None:
    dressed = {textile.culture for textile in ATLAS.textiles.values()}
    assert {ATLAS.textiles[id].culture for id in COMPOSED} == dressed and len(dressed) >= 13


@pytest.mark.parametrize("id", COMPOSED)
def test_no_empty_disc_of_a_field_is_wider_than_the_panel_says(id: str) -> None:
    """The widest disc without figure anywhere in the field; two pixels and a fifth more are let pass."""
    textile = ATLAS.textiles[id]
    palette = dict(ATLAS.culture(textile.culture).palette)
    loom = Loom(ATLAS, palette, textile.ground, 260)
    for name, panel in textile.composed.items():
        band = next(b for b in textile.bands if b.panel == name)
        wide, tall = (round(260 * x) for x in (band.period or 0.45, band.height or 0.45))
        canvas = Canvas.blank(tall, wide, palette[textile.ground], False)
        field = draw_panel(canvas, panel, (0, tall, 0, wide), loom)
        assert widest(canvas, field) <= 1.2 * panel.bare * shorter(field) + 2, name


def widest(canvas: Canvas, field: tuple[int, int, int, int]) -> float:
    none = np.zeros((field[1] - field[0], field[3] - field[2]), bool)
    return float(2 * emptiness(canvas, field, none).max())


def shorter(field: tuple[int, int, int, int]) -> int:
    return min(field[1] - field[0], field[3] - field[2])


def test_without_its_fillers_a_panel_is_bare() -> None:
    """The measure above can fail."""
    panel = ATLAS.textiles["miao.sleeve_panel"].composed["dragons"].model_copy(update={"fillers": ()})
    canvas = blank(200, 500)
    field = draw_panel(canvas, panel, (0, 200, 0, 500), LOOM)
    assert widest(canvas, field) > 1.2 * panel.bare * shorter(field) + 2


@pytest.mark.parametrize("size", [0.01, 0.03])
def test_fillers_go_on_until_the_field_is_as_full_as_it_says(size: float) -> None:
    panel = Panel(field=PLAIN, fillers=(DOTS.model_copy(update={"size": size}),), bare=0.05)
    canvas = blank()
    field = draw_panel(canvas, panel, (0, 240, 0, 320), LOOM)
    assert widest(canvas, field) <= panel.bare * shorter(field)


def test_of_the_fillers_only_the_last_lie_on_a_bare_ring() -> None:
    ring = Ring(kind="plain", height=0.4, ground="pink")
    green = Sign(ornament="radial", colours=("black", "green", "green", "green"), size=0.05)
    panel = Panel(field=PLAIN, medallion=Medallion(size=0.8, rings=(ring,)), fillers=(green, DOTS))
    canvas = blank()
    field = draw_panel(canvas, panel, (0, 240, 0, 320), LOOM)
    y, x = np.indices((240, 320)) - np.array([119.5, 159.5])[:, None, None]
    on = (np.hypot(x, y) > 60) & (np.hypot(x, y) < 94)  # of 58 to 96
    leaves = (canvas.colour == np.frombuffer(bytes.fromhex(MIAO["green"][1:]), np.uint8)).all(-1)
    assert leaves.any() and not leaves[on].any() and (canvas.figure[on] > 0.5).any()
    assert widest(canvas, field) <= 1.2 * panel.bare * shorter(field) + 2


def test_an_exchange_takes_turns_and_a_diamond_has_its_sign_in_the_middle() -> None:
    chess = cells(Exchange(dyes=("black", "pink"), across=4), (40, 80), (4, 2))
    assert chess[0, 0] != chess[0, 25] and chess[0, 0] == chess[25, 25] and chess.mean() == 0.5
    lozenge = cells(Exchange(dyes=("black", "pink"), cells="lozenge"), (100, 100), (2, 2))
    assert len({bool(lozenge[y, x]) for y, x in ((12, 25), (12, 20), (8, 25), (12, 30), (16, 25))}) == 1
    assert lozenge[12, 25] != lozenge[37, 50]


def test_an_exchanged_field_shows_both_grounds_alike() -> None:
    field = Band(kind="plain", ground="black")
    panel = Panel(field=field, exchange=Exchange(dyes=("black", "pink"), across=4))
    canvas = blank(200, 200)
    draw_panel(canvas, panel, (0, 200, 0, 200), LOOM)
    pink = (canvas.colour == np.frombuffer(bytes.fromhex(MIAO["pink"][1:]), np.uint8)).all(-1)
    assert pink.mean() == 0.5


def test_an_exchange_changes_the_dyes_of_what_lies_on_the_field() -> None:
    field = Band(kind="stripes", stripes=("black", "pink"))
    canvas = blank(200, 200)
    panel = Panel(field=field, exchange=Exchange(dyes=("black", "pink"), across=2))
    draw_panel(canvas, panel, (0, 200, 0, 200), LOOM)
    seen = [tuple(canvas.colour[y, x]) for y, x in ((50, 50), (50, 150), (150, 50), (150, 150))]
    black, pink = (tuple(bytes.fromhex(MIAO[name][1:])) for name in ("black", "pink"))
    assert seen == [black, pink, black, pink]


def test_figures_answer_about_the_middle() -> None:
    sign = Sign(ornament="leaf", colours=("black", "green"))
    field = (0, 100, 0, 200)

    def places(answer: str) -> list[tuple[float, float, str, float]]:
        figure = Figure(sign=sign, at=(0.25, 0.5), size=0.2, tilt=10, answer=answer)
        return [(a.right, a.down, a.flip, a.tilt) for a in answers(figure, field)]

    assert places("mirror") == [(0.25, 0.5, "", 10), (0.75, 0.5, "m", 10)]
    assert places("half") == [(0.25, 0.5, "", 10), (0.75, 0.5, "", 190)]
    low = Figure(sign=sign, at=(0.25, 0.75), size=0.2, answer="four")
    four = [(a.right, a.down, a.flip) for a in answers(low, field)]
    assert four == [(0.25, 0.75, ""), (0.75, 0.75, "m"), (0.25, 0.25, "u"), (0.75, 0.25, "t")]
    turned = places("quarters")
    assert [tilt for *_, tilt in turned] == [10, 100, 190, 280]
    assert turned[1][:2] == (0.5, 0.0) and turned[2][:2] == (0.75, 0.5)  # 50 px from the middle, as at first


def test_folded_fillers_are_mirrored() -> None:
    panel = Panel(field=Band(kind="plain"), fillers=(DOTS,), bare=0.2, fold="quarter")
    canvas = blank(200, 240)
    draw_panel(canvas, panel, (0, 200, 0, 240), LOOM)
    figure = canvas.figure > 0.5
    assert figure.any()
    assert (figure == figure[:, ::-1]).mean() > 0.97 and (figure == figure[::-1]).mean() > 0.97


@pytest.mark.parametrize("outline", ["circle", "lobed", "lozenge", "square", "octagon"])
def test_an_outline_is_where_its_formula_puts_it(outline: str) -> None:
    """Along any ray the outline is met at reach × swell, radii measured by marching."""
    medallion = Medallion(outline=outline, heart=DOTS)
    bent = bend(medallion, 401)
    for angle in np.linspace(0.05, 6.2, 23):
        r = np.linspace(0, 1.0, 400)
        x, y = 200 + 200 * r * np.cos(angle), 200 - 200 * r * np.sin(angle)
        inside = bent.out[np.clip(y.round().astype(int), 0, 400), np.clip(x.round().astype(int), 0, 400)] <= 1
        met = r[inside].max()
        assert met == pytest.approx(min(reach(medallion) * swell(medallion, float(angle)), 1.0), abs=0.03)


def test_the_rings_of_a_medallion_lie_one_in_the_other() -> None:
    rings = (Ring(kind="plain", height=0.25, ground="gold"), Ring(kind="plain", height=0.25, ground="green"))
    panel = Panel(field=Band(kind="plain"), medallion=Medallion(size=1.0, rings=rings, ground="pink"))
    canvas = blank(200, 200)
    draw_panel(canvas, panel, (0, 200, 0, 200), LOOM)
    row = [tuple(canvas.colour[100, x]) for x in (12, 37, 60)]
    assert row == [tuple(bytes.fromhex(MIAO[name][1:])) for name in ("gold", "green", "pink")]
    share = (canvas.colour == np.frombuffer(bytes.fromhex(MIAO["gold"][1:]), np.uint8)).all(-1).mean()
    assert share == pytest.approx(np.pi / 4 * (1 - 0.75**2), abs=0.01)


def test_a_sign_of_a_panel_is_not_drawn_alike_everywhere() -> None:
    leaf = Sign(ornament="leaf", colours=("black", "crimson", "gold", "green"))
    panel = Panel(
        field=PLAIN, figures=tuple(Figure(sign=leaf, at=(x, 0.5), size=0.5) for x in (0.25, 0.5, 0.75))
    )
    for irregular, kinds in ((0.9, 3), (0.0, 1)):
        canvas, _ = compose(cloth(panel, irregular=irregular), ATLAS, (0.5, 0.25), 800, False)
        assert len({canvas.colour[:, x - 40 : x + 40].tobytes() for x in (100, 200, 300)}) == kinds


def test_the_seed_decides_the_hand() -> None:
    textile = ATLAS.textiles["miao.sleeve_panel"]
    one, again, other = (draw_textile(textile, ATLAS, (0.3, 0.4), 300, s).image for s in (5, 5, 6))
    assert np.array_equal(one, again) and not np.array_equal(one, other)


def handed_loom(monkeypatch: pytest.MonkeyPatch) -> Loom:
    """A loom whose conch may lie on a miao cloth."""
    moved = CONCH.model_copy(update={"culture": "miao", "placement": ("apron",)})
    monkeypatch.setattr(type(ATLAS), "motif", lambda self, id: moved)
    return LOOM


def test_a_sign_with_a_hand_is_never_mirrored(monkeypatch: pytest.MonkeyPatch) -> None:
    loom = handed_loom(monkeypatch)
    conch = Sign(motif="tibetan.conch", colours=("black", "white", "gold", "pink"))
    canvas = blank()
    mirror = Panel(
        field=Band(kind="plain"), figures=(Figure(sign=conch, at=(0.2, 0.5), size=0.4, answer="mirror"),)
    )
    with pytest.raises(
        RefusedError, match=r"^a figure answered by its mirror image is mirrored, and 'tibetan"
    ):
        draw_panel(canvas, mirror, (0, 240, 0, 320), loom)
    row = Panel(field=Band(kind="frieze", sign=conch, symmetry="p1m1"))
    with pytest.raises(
        RefusedError, match=r"^the frieze group p1m1 mirrors, and 'tibetan.conch' has a hand; "
    ):
        draw_panel(canvas, row, (0, 240, 0, 320), loom)
    paper = Panel(field=Band(kind="field", sign=conch, symmetry="pg", lattice="square", period=0.1))
    with pytest.raises(
        RefusedError, match=r"^the wallpaper group pg mirrors, and 'tibetan.conch' has a hand; "
    ):
        draw_panel(canvas, paper, (0, 240, 0, 320), loom)
    turned = Panel(field=Band(kind="field", sign=conch, symmetry="p4", lattice="square", period=0.1))
    draw_panel(canvas, turned, (0, 240, 0, 320), loom)
    assert {p.turn for p in canvas.placements} == {"right"}


REFUSED = [
    (lambda: Band(kind="frieze", sign=DOTS, symmetry="p6m"), "a frieze has no symmetry p6m; a strip has "),
    (lambda: Band(kind="field", sign=DOTS, period=0.1, symmetry="p6m"), "half_drop lattice does not allow"),
    (lambda: Band(kind="plain", panel="x"), "a band of kind panel names its panel, and no other does"),
    (lambda: Border(kind="field", sign=DOTS, period=0.1), "a border is plain, stripes or a frieze, not"),
    (lambda: Border(kind="plain"), "a border needs a height"),
    (lambda: Border(**TEETH, turn="mitre", corner=DOTS), "a border that turns by mitre has no corner sign"),
    (lambda: Ring(kind="plain"), "a ring needs a height between 0 and 1"),
    (lambda: Medallion(rings=(Ring(kind="plain", height=0.96),)), "leave no room for its heart"),
    (lambda: Panel(field=Band(kind="panel", panel="x")), "the field of a panel is no panel"),
    (lambda: Panel(field=PLAIN, fillers=(Sign(ornament="dots"),)), "a filler of a panel needs its size"),
    (lambda: Panel(field=PLAIN, exchange=Exchange(dyes=("a", "b"))), "an exchange on a plain needs"),
    (
        lambda: Panel(
            field=Band(kind="field", sign=DOTS, period=0.1, lattice="square", symmetry="p4g"),
            exchange=Exchange(dyes=("a", "b")),
        ),
        "an exchange on a field of p4g needs how many cells lie across",
    ),
    (lambda: cloth(Panel(field=PLAIN), composed={}), "the panel 'it' is not composed"),
    (lambda: cloth(Panel(field=PLAIN), bands=[PLAIN]), "is composed, and no band shows it"),
]  # fmt: skip


@pytest.mark.parametrize(("made", "message"), REFUSED)
def test_a_broken_composition_is_refused(made: object, message: str) -> None:
    with pytest.raises(ValidationError, match=message):
        made()


def test_a_colour_or_a_motif_of_a_panel_is_checked_like_any_other() -> None:
    mauve = Panel(field=Band(kind="plain"), medallion=Medallion(ground="mauve", heart=DOTS))
    with pytest.raises(
        InputError, match=r"^the textile 'miao.test' uses the colour 'mauve', which the palette"
    ):
        draw_textile(cloth(mauve), ATLAS, (0.2, 0.2), 300, 1)
    dragon = Panel(
        field=Band(kind="plain"), figures=(Figure(sign=Sign(motif="miao.dragon"), at=(0.5, 0.5), size=0.5),)
    )
    with pytest.raises(
        RefusedError, match=r"^the atlas places the motif 'miao.dragon' on sleeve_cuff, chest_pane"
    ):
        draw_textile(cloth(dragon), ATLAS, (0.2, 0.2), 300, 1)


def test_changed_and_dyed_reach_every_part_of_a_panel() -> None:
    textile = ATLAS.textiles["dong.carrier"]
    dots = Sign(ornament="dots")
    assert not textile.with_signs(lambda sign: dots).motifs()
    dyed = textile.dyed(lambda name: "green")
    assert set(dyed.colours()) == {"green"}


def test_a_sheet_shows_every_composed_cloth_of_a_people() -> None:
    page = panels_page("uyghur", ATLAS, 90)
    assert page is not None and page.shape[0] == 90 + 2 * 12 + 16 and page.shape[1] == 2 * (90 + 12) + 12
    assert panels_page("hani", ATLAS) is None
