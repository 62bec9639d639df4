"""A sign of the atlas: its own dyes, one hand a seed, its crafts, its refusals."""

import json
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from typer.testing import CliRunner

from wenwu.atlas.load import load_atlas
from wenwu.base.errors import InputError, RefusedError
from wenwu.base.seed import generator
from wenwu.cli.main import app
from wenwu.measure import motifs as bench
from wenwu.motifs.canvas import rgb
from wenwu.motifs.family import FAMILIES
from wenwu.motifs.gallery import crafts_of, culture_page, drawn_motifs, family_page
from wenwu.motifs.hand import by_hand, chosen
from wenwu.motifs.raster import draw_tile
from wenwu.motifs.sheet import captioned
from wenwu.motifs.sign import RENDERINGS, draw_sign, ground_of

ATLAS = load_atlas()
DRAWN = list(drawn_motifs(ATLAS))


@pytest.mark.parametrize("motif", DRAWN, ids=lambda m: m.id)
def test_every_motif_is_drawn_in_its_peoples_dyes_alone(motif) -> None:
    palette = ATLAS.culture(motif.culture).palette
    sign = draw_sign(motif, ATLAS, 96)
    assert set(sign.dyes) <= {palette[name] for name in palette}
    flat = {tuple(c) for c in sign.image.reshape(-1, 3).tolist()}
    shown = [rgb(d) for d in sign.dyes if rgb(d) in flat]
    assert len(shown) >= 2 and rgb(sign.dyes[0]) in shown
    known = np.array([rgb(d) for d in sign.dyes])
    assert (sign.image >= known.min(0) - 2).all() and (sign.image <= known.max(0) + 2).all()


def test_nothing_sacred_or_switched_off_is_among_them() -> None:
    assert all(m.sacred < 3 and m.drawable for m in DRAWN)
    assert {"tibetan.yungdrung", "yi.tiger", "zhuang.frog", "jingpo.munao_spiral"}.isdisjoint(
        m.id for m in DRAWN
    )


def test_the_seed_alone_decides_the_hand() -> None:
    butterfly = ATLAS.motif("miao.butterfly")
    one, again, other = (draw_sign(butterfly, ATLAS, 96, s).image for s in (1, 1, 2))
    assert np.array_equal(one, again) and not np.array_equal(one, other)


def test_counted_thread_bends_for_no_hand() -> None:
    frog = ATLAS.motif("li.frog_woven")
    assert np.array_equal(*(draw_sign(frog, ATLAS, 96, s).image for s in (1, 2)))


def test_a_range_is_drawn_from_and_a_lone_number_kept() -> None:
    antler = ATLAS.motif("mongolian.antler")
    seen = {chosen(antler, generator(s, "t"))["tines"] for s in range(40)}
    assert seen == {3, 4, 5} and chosen(antler, generator(1, "t"))["tip_angle"] == 30
    widths = ATLAS.motif("tibetan.pangden_stripe")
    assert chosen(widths, generator(1, "t"))["widths"] == widths.params["widths"]


def test_a_hand_keeps_the_turn_and_the_period() -> None:
    """The same spiral by another hand is far nearer to itself than to its mirror image; friezes meet."""
    drawing = FAMILIES["arch_spiral"].draw({"turn": "right"})
    bent = draw_tile(by_hand(drawing, generator(3, "t")), ("#000000",) * 4, 120, 120)[..., 3].astype(int)
    straight = draw_tile(drawing, ("#000000",) * 4, 120, 120)[..., 3].astype(int)
    assert np.abs(bent - straight).mean() < 0.5 * np.abs(bent - straight[:, ::-1]).mean()
    frieze = by_hand(FAMILIES["vine"].draw({}), generator(3, "t"), joins=True)
    tile = draw_tile(frieze, ("#000000", "#FF0000", "#00FF00", "#0000FF"), 132, 60, 120.0).astype(int)
    assert np.abs(tile[:, :12] - tile[:, 120:]).mean() < 2.0


@pytest.mark.parametrize("rendering", RENDERINGS)
def test_a_craft_has_a_picture_and_a_height(rendering) -> None:
    sign = draw_sign(ATLAS.motif("miao.butterfly"), ATLAS, 128, 1, rendering)
    assert sign.image.shape == (128, 128, 3) and sign.height.shape == (128, 128)
    assert sign.height.min() >= 0 and sign.height.max() <= 1
    assert sign.image.std() > 15
    assert (sign.height.max() > 0.5) == (rendering != "batik")  # dye has no relief
    if rendering == "silver":
        assert np.ptp(sign.image.astype(int), axis=-1).max() < 40  # one metal


def test_a_counted_weave_is_made_of_cells_of_one_dye() -> None:
    from wenwu.motifs.sign import FINE, THREADS, laid, woven

    motif = ATLAS.motif("miao.dragon")
    sign = draw_sign(motif, ATLAS, 256, 1)
    family = FAMILIES["dragon_s"]
    cloth = woven(
        laid(sign.drawing, family, sign.dyes, FINE * THREADS, FINE * THREADS), sign.dyes, 2 * THREADS
    )
    cells = cloth.colour.reshape(THREADS, 2, THREADS, 2, 3)
    assert (cells == cells[:, :1, :, :1]).all()
    assert {tuple(c) for c in cloth.colour.reshape(-1, 3).tolist()} <= {rgb(d) for d in sign.dyes}


def test_the_ground_stands_off_from_the_sign() -> None:
    for motif in DRAWN:
        culture = ATLAS.culture(motif.culture)
        assert ground_of(motif, culture) != culture.palette[motif.colours[0]], motif.id


REFUSED = [
    (
        "tujia.hooks48",
        "silver",
        r"^the palette of tujia has no metal, so 'tujia.hooks48' is not drawn in silver",
    ),
    (
        "zhuang.phoenix",
        "batik",
        r"^the palette of zhuang has not both an indigo and a white, so 'zhuang.phoenix'",
    ),
    ("zhuang.frog", "flat", r"^the motif 'zhuang.frog' is not drawn: it is kept by its own gate"),
]


@pytest.mark.parametrize(("id", "rendering", "message"), REFUSED)
def test_refusals(id: str, rendering, message: str) -> None:
    with pytest.raises(RefusedError, match=message):
        draw_sign(ATLAS.motif(id), ATLAS, 64, 1, rendering)
    with pytest.raises(InputError, match=r"^a sign of 4 pixels cannot be drawn; ask for 16 to 4096$"):
        draw_sign(ATLAS.motif("miao.dragon"), ATLAS, 4)


def test_pages_show_every_motif_once_and_one_craft_of_the_peoples_own() -> None:
    page = culture_page("hani", ATLAS, 48)
    assert page is not None and page.shape[1] == 2 * 60 + 12 and culture_page("gaoshan", ATLAS, 48) is None
    assert (
        set(crafts_of("miao", ATLAS)) == {"embroidery", "batik", "brocade"} and crafts_of("li", ATLAS) == ()
    )
    assert family_page("sun", ATLAS, 48).shape[1] == 3 * 60 + 12  # two hands and one motif


def test_the_caption_stands_under_the_picture() -> None:
    image = np.zeros((40, 70, 3), np.uint8)
    page = captioned(image, "some words that do not fit into one line")
    assert page.shape[1] == 70 and page.shape[0] > 40 + 3 * 14 and not page[:40].any()


def run(*words: str):
    return CliRunner().invoke(app, ["motif", "draw", *words])


def test_the_command_writes_a_picture_its_height_and_paths(tmp_path: Path) -> None:
    out, height, paths = tmp_path / "a.png", tmp_path / "h.png", tmp_path / "a.svg"
    done = run(
        "miao.swirl",
        "-o",
        str(out),
        "--size",
        "64",
        "--rendering",
        "silver",
        "--height",
        str(height),
        "--json",
    )
    assert done.exit_code == 0 and json.loads(done.stdout)["family"] == "swirl_frieze"
    with Image.open(out) as picture, Image.open(height) as grey:
        assert picture.size == (64, 64) and np.asarray(grey).max() > 60_000
    assert run("miao.swirl", "-o", str(paths)).exit_code == 0
    assert paths.read_text("utf-8").startswith("<svg ") and "<title>" in paths.read_text("utf-8")
    assert [p.name for p in tmp_path.glob(".*")] == []


@pytest.mark.parametrize(
    ("words", "code", "message"),
    [
        (
            ("miao.dragon", "-o", "a.gif"),
            2,
            "a.gif would hold a picture; name a file that ends in .png or .svg",
        ),
        (
            ("miao.dragon", "-o", "a.svg", "--rendering", "batik"),
            2,
            "vector paths have no batik; write a .png",
        ),
        (
            ("miao.dragon", "-o", "a.png", "--rendering", "oil"),
            2,
            "no rendering 'oil'; known: flat, embroidery",
        ),
        (("miao.dragom", "-o", "a.png"), 2, "did you mean 'miao.dragon'?"),
        (("yi.tiger", "-o", "a.png", "--opt-in"), 1, "the pack of yi holds no review record"),
        (("tibetan.yungdrung", "-o", "a.png"), 1, "only a culture bearer's review opens it"),
    ],
)
def test_the_command_refuses(words: tuple, code: int, message: str, tmp_path: Path, monkeypatch) -> None:
    monkeypatch.chdir(tmp_path)
    done = run(*words)
    assert done.exit_code == code or message in str(done.exception)
    assert message in done.output or message in str(done.exception)
    assert list(tmp_path.iterdir()) == []


def test_the_bench_counts_what_it_drew(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        bench, "drawn_motifs", lambda atlas: [atlas.motif("yi.coin"), atlas.motif("tujia.hooks48")]
    )
    monkeypatch.setattr(bench, "SIZE", 32)
    found = bench.run(quick=True)
    assert found["flat_n"] == 2 and found["silver_n"] == 1 and found["flat_per_second"] > 0
