"""The page of a reading: complete in itself, in both languages, honest where nothing is known."""

import json
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from wenwu.atlas.load import load_atlas
from wenwu.memory.memory import load_memory
from wenwu.memory.photo import PhotoRead, read_photo
from wenwu.memory.reading import Recalled
from wenwu.memory.real import RealClass, RealReading
from wenwu.motifs.context import Context
from wenwu.motifs.library import draw_motif
from wenwu.motifs.picture import Picture
from wenwu.report.reading_data import photo_data
from wenwu.report.reading_page import reading_page, write_reading
from wenwu.report.reading_rows import per_cent, share_of
from wenwu.report.reading_view import reading_view
from wenwu.report.reading_words import note_in, reading_words
from wenwu.report.typeface import shows

ATLAS, MEMORY = load_atlas(), load_memory()
ASKED = [Context("yi", "", "child_carrier"), Context("yi", "naadam", "bag")]


class Page(HTMLParser):
    """What a reader sees, what a browser would fetch, and where links lead."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.text, self._hidden = "", 0
        self.fetched: list[str] = []
        self.links: list[str] = []
        self.ids: set[str] = set()
        self.tags: list[tuple[str, dict[str, str]]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = {name: value or "" for name, value in attrs}
        self.tags.append((tag, said))
        self._hidden += tag in ("style", "script")
        self.ids |= {said["id"]} if "id" in said else set()
        self.fetched += [said[name] for name in ("src", "poster", "srcset") if name in said]
        self.links += [said["href"]] if "href" in said else []

    def handle_endtag(self, tag: str) -> None:
        self._hidden -= tag in ("style", "script")

    def handle_data(self, data: str) -> None:
        if not self._hidden:
            self.text += data


def read_sign(folder: Path, id: str, contexts: list[Context]) -> PhotoRead:
    tile = np.pad(draw_motif(ATLAS.motif(id), ATLAS), ((30, 30), (30, 30), (0, 0)))
    Image.fromarray(tile).save(folder / f"{id}.png")
    return read_photo(folder / f"{id}.png", contexts, ATLAS, MEMORY)


@pytest.fixture(scope="module")
def coin(tmp_path_factory: pytest.TempPathFactory) -> PhotoRead:
    return read_sign(tmp_path_factory.mktemp("coin"), "yi.coin", ASKED)


@pytest.fixture(scope="module")
def unknown(tmp_path_factory: pytest.TempPathFactory) -> PhotoRead:
    path = tmp_path_factory.mktemp("unknown") / "noise.png"
    noise = np.random.Generator(np.random.PCG64(1)).integers(0, 256, (128, 160, 3)).astype(np.uint8)
    Image.fromarray(noise).save(path)
    photo = read_photo(path, [Context("yi"), Context()], ATLAS, MEMORY)
    photo.__dict__["real"] = None  # has tests of its own
    return photo


@pytest.fixture(scope="module")
def english(coin: PhotoRead) -> Page:
    return Page(reading_page(coin, MEMORY, ATLAS, "en"))


@pytest.fixture(scope="module")
def chinese(coin: PhotoRead) -> Page:
    return Page(reading_page(coin, MEMORY, ATLAS, "zh"))


def test_nothing_lies_outside_the_page(english: Page, chinese: Page) -> None:
    for page in (english, chinese):
        assert page.fetched and all(address.startswith("data:image/") for address in page.fetched)
        assert page.links and all(link.startswith("#") for link in page.links)
        assert not [tag for tag, _ in page.tags if tag in ("script", "link", "iframe", "form")]


def test_the_style_fetches_nothing(coin: PhotoRead) -> None:
    text = reading_page(coin, MEMORY, ATLAS, "en")
    assert text.count("url(") == text.count("url(data:font/woff;base64,") > 0 and "@import" not in text


def test_it_has_a_dark_side(coin: PhotoRead) -> None:
    text = reading_page(coin, MEMORY, ATLAS, "en")
    assert "prefers-color-scheme: dark" in text and 'name="color-scheme" content="light dark"' in text


def test_what_it_looks_like_has_its_peoples_own_name(english: Page, chinese: Page) -> None:
    assert "Coin with a square hole" in english.text and "Yi (ꆈꌠ Nuosu, Lolopo" in english.text
    assert "方孔钱" in chinese.text and "彝族 (ꆈꌠ Nuosu, Lolopo" in chinese.text


def test_each_prototype_has_its_picture(english: Page, coin: PhotoRead) -> None:
    view = reading_view(coin, MEMORY, ATLAS, "en")
    small = [said for tag, said in english.tags if tag == "img" and said["src"].startswith("data:image/jpeg")]
    assert len(small) == 2 + len(view.prototypes)  # the picture, the map, and one each


def test_each_concept_has_its_standing_and_source(english: Page) -> None:
    assert "Wards off evil" in english.text and "yi.coin_wards" in english.text
    cited = [link[1:] for link in english.links if link.startswith("#source-")]
    assert cited and set(cited) <= english.ids
    assert ATLAS.source("P").title in english.text and "claimed" in english.text


def test_words_that_nobody_learnt_are_told(english: Page, chinese: Page) -> None:
    assert "they count as unsaid: occasion Naadam." in english.text
    assert "视为未言：场合那达慕。" in chinese.text


def test_how_reliable_it_was_stands_on_the_page(english: Page) -> None:
    """Rows are the memory's own measures."""
    for split in ("test", "unseen_pair"):
        facts = MEMORY.facts[split]
        assert per_cent(facts["concept_accuracy"]) in english.text
        assert per_cent(facts["ece"]) in english.text and f"{facts['n']:,}" in english.text
    assert "No one has measured them on photographs" in english.text


def test_signs_that_are_kept_are_named_without_a_number(english: Page) -> None:
    assert "sacred, level 3" in english.text and "yi.tiger" in english.text
    assert "no number decides here" in english.text


def test_what_is_unlike_all_that_is_known_is_told_no_meaning(unknown: PhotoRead) -> None:
    page = Page(reading_page(unknown, MEMORY, ATLAS, "en"))
    assert not unknown.reading.known
    assert page.text.index("Nothing like it in memory") < page.text.index("noise.png, 160")
    view = reading_view(unknown, MEMORY, ATLAS, "en")
    assert view.prototypes == () and view.meanings == ()
    least = unknown.reading.prototypes[0].motifs[0]
    assert least not in page.text and "%" not in page.text.split("How sure")[0].split("attention")[-1]
    assert "Nothing said of the context".casefold() in page.text.casefold()


def test_the_least_unlike_is_of_no_one(unknown: PhotoRead) -> None:
    """Signs that are kept are those of the people asked for; what is least unlike says nothing of whose."""
    drum = Recalled(0, 0.9, ("miao.bronze_drum_wax",), ("miao",))
    photo = replace(unknown, reading=replace(unknown.reading, prototypes=(drum,)))
    kept = reading_view(photo, MEMORY, ATLAS, "en").kept
    assert [row.sign.id for row in kept] == ["yi.bimo_atlas", "yi.tiger"]
    assert not any(row.like for row in kept)


def test_in_chinese_it_says_so_too(unknown: PhotoRead) -> None:
    page = Page(reading_page(unknown, MEMORY, ATLAS, "zh"))
    assert "记忆中没有与之相似的" in page.text and dict(page.tags)["html"]["lang"] == "zh"


def test_the_folder_holds_page_data_and_map(coin: PhotoRead, tmp_path: Path) -> None:
    write_reading(coin, MEMORY, ATLAS, "en", tmp_path)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["reading.html", "reading.json", "where.png"]
    told = json.loads((tmp_path / "reading.json").read_text("utf-8"))
    assert told["known"] and told["file"] == "yi.coin.png"
    with Image.open(tmp_path / "where.png") as where:
        assert where.size == (coin.colour.shape[1], coin.colour.shape[0])


def test_loss_is_shown_where_it_was_measured(coin: PhotoRead, tmp_path: Path) -> None:
    """A cut-out cloth of many colours, sixteen hundredths of which is clear."""
    rng = np.random.Generator(np.random.PCG64(2))
    cloth, mask = rng.random((100, 100, 3)).astype(np.float32), np.zeros((100, 100), np.float32)
    mask[10:90, 10:90] = 1
    mask[30:62, 30:62] = 0
    torn = PhotoRead("torn.png", Picture(cloth, mask), coin.colour[:100, :100], (), coin.reading)
    write_reading(torn, MEMORY, ATLAS, "en", tmp_path)
    with Image.open(tmp_path / "evidence.png") as picture:
        lost = (np.asarray(picture) == (190, 62, 44)).all(-1)
    assert lost.sum() == pytest.approx(32 * 32, rel=0.15) and lost[45, 45]
    assert "84 % of the piece is evidence, 16 % is lost." in (tmp_path / "reading.html").read_text("utf-8")


def among_real(photo: PhotoRead, known: bool, by: tuple[str, ...] = (), hidden: float = 0.0) -> PhotoRead:
    """The reading with an answer of the memory of real pictures."""
    classes = (RealClass("oak", 0.9, 0.72), RealClass("wild_ginger", 0.5, 0.2), RealClass("well", 0.1, 0.01))
    seen = RealReading(np.zeros(556, np.float32), classes, 0.9, 9.0, known, (), hidden, 0.25, by)
    answered = replace(photo)
    answered.__dict__["real"] = seen
    return answered


def test_among_real_pictures_a_form_is_named_with_its_limits(coin: PhotoRead) -> None:
    page = Page(reading_page(among_real(coin, True), MEMORY, ATLAS, "en"))
    assert "Likest to these classes of form (likeness 0.90): oak 72 %, wild ginger 20 %" in page.text
    assert "well 1 %" not in page.text and "says nothing of what a sign means or whose it is" in page.text


def test_among_real_pictures_nothing_is_named_that_is_unlike_them(coin: PhotoRead) -> None:
    photo = among_real(coin, False)
    page = Page(reading_page(photo, MEMORY, ATLAS, "en"))
    assert "Unlike nearly all real pictures that were learnt (likeness 0.90)." in page.text
    assert "oak" not in page.text
    told = photo_data(photo, MEMORY, ATLAS)["real"]
    assert told["classes"] == [] and told["least_unlike"][0] == {"name": "oak", "chance": 0.72}


def test_what_was_hidden_and_filled_is_said(coin: PhotoRead) -> None:
    filled = among_real(coin, True, ("mirror_across", "turn_4", "turn_8"), 0.31)
    text = Page(reading_page(filled, MEMORY, ATLAS, "en")).text
    assert (
        "31 % of the picture seems to lie under something or to be gone; for this answer alone it was" in text
    )
    assert "filled by its mirror image, its turns" in text and "(25 % of it stayed empty)" in text
    text = Page(reading_page(filled, MEMORY, ATLAS, "zh")).text
    assert "图片似有31 %被遮盖或缺失；仅为此答案，依可见部分自身的重复，以其镜像" in text
    told = photo_data(filled, MEMORY, ATLAS)["real"]["hidden"]
    assert told == {"share": 0.31, "left": 0.25, "filled_by": ["mirror_across", "turn_4", "turn_8"]}
    text = Page(reading_page(among_real(coin, True, (), 0.31), MEMORY, ATLAS, "en")).text
    assert "the answer rests on what is seen" in text and "filled" not in text
    text = Page(reading_page(among_real(coin, True), MEMORY, ATLAS, "en")).text
    assert "seems to lie under" not in text  # all was seen


def test_where_no_memory_of_real_pictures_came_along_nothing_is_said(coin: PhotoRead) -> None:
    none = replace(coin)
    none.__dict__["real"] = None
    assert "Among real pictures" not in Page(reading_page(none, MEMORY, ATLAS, "en")).text
    assert photo_data(none, MEMORY, ATLAS)["real"] is None


def test_a_name_cannot_write_the_page(coin: PhotoRead) -> None:
    evil = replace(coin, file='<script>alert(1)</script><img src="http://x.example/">')
    page = Page(reading_page(evil, MEMORY, ATLAS, "en"))
    assert "script" not in [tag for tag, _ in page.tags] and evil.file in page.text
    assert all(address.startswith("data:") for address in page.fetched)


def test_it_can_be_read_by_ear(english: Page) -> None:
    tags = dict(english.tags)
    assert tags["html"]["lang"] == "en" and english.links[0] == "#looks" and "looks" in english.ids
    assert all("alt" in said for tag, said in english.tags if tag == "img")
    assert all("scope" in said for tag, said in english.tags if tag == "th")


def test_both_languages_have_the_same_words() -> None:
    def keys(table: dict, above: str = "") -> set[str]:
        own = {above + key for key in table if above != "notes."}
        return own | {x for key, v in table.items() if isinstance(v, dict) for x in keys(v, f"{above}{key}.")}

    assert keys(dict(reading_words("en"))) == keys(dict(reading_words("zh")))


def test_every_letter_of_it_can_be_shown() -> None:
    assert not shows("".join(map(str, (reading_words("en"), reading_words("zh")))))


@pytest.mark.parametrize(
    ("note", "said"),
    [
        ("scaled down from 1063 × 1000", "自1063 × 1000缩小"),
        ("the first of 12 frames", "共12帧，取首帧"),
        ("CMYK to RGB by its profile", "按其色彩特性由CMYK转为RGB"),
        ("something new", "something new"),
    ],
)
def test_notes_are_told_in_chinese(note: str, said: str) -> None:
    assert note_in(note, reading_words("zh")) == said and note_in(note, reading_words("en")) == note


@pytest.mark.parametrize(
    ("share", "told"), [(0.0, "0 %"), (0.004, "< 1 %"), (0.275, "28 %"), (0.9951, "> 99 %"), (1.0, "100 %")]
)
def test_a_chance_is_never_told_as_certain(share: float, told: str) -> None:
    assert share_of(share) == told
