"""The dossier: complete, honest, readable in both languages, and safe whatever the sentence was."""

from html.parser import HTMLParser
from pathlib import Path

import pytest

from wenwu.atlas.load import load_atlas
from wenwu.atlas.rules import judge
from wenwu.base.trace import Trace
from wenwu.prompt.brief import Brief
from wenwu.prompt.facts import facts_of
from wenwu.prompt.read import read_brief
from wenwu.prompt.wishes import Wishes
from wenwu.report.dossier import write_dossier
from wenwu.report.film import Film
from wenwu.report.page_words import words
from wenwu.report.swatch import swatch

ATLAS = load_atlas()
ENGLISH = "A Dai woman dances the peacock dance at the Water-Splashing Festival"
CHINESE = "一位傣族姑娘在泼水节跳孔雀舞"
FILM = Film(b"film", b"poster", b"contact")


def some_trace() -> Trace:
    trace = Trace()
    repair = {"rule": "dai.peacock_wrist", "dancer": 0, "angle": "wrist_r.bend"}
    trace.add("motion", "repaired", "first", **repair, before=-6.2, after=0.1, frames=[3, 9])
    trace.add("motion", "repaired", "second", **repair, before=-2.0, after=0.1, frames=[30, 39])
    trace.add("motion", "judged", "kept", **repair, margin=0.125)
    return trace


class Page(HTMLParser):
    """What a reader sees, what a browser fetches, and where the anchors lead."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self.text, self.fetched, self.links, self.ids, self.tags = "", [], [], set(), []
        self._hidden = 0
        self.feed(path.read_text("utf-8"))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = {name: value or "" for name, value in attrs}
        self.tags.append((tag, said))
        self._hidden += tag in ("style", "script")
        self.ids |= {said["id"]} if "id" in said else set()
        self.fetched += [said[name] for name in ("src", "poster") if name in said]
        self.fetched += [said["href"]] if tag == "link" else []
        self.links += [said["href"]] if tag == "a" else []

    def handle_endtag(self, tag: str) -> None:
        self._hidden -= tag in ("style", "script")

    def handle_data(self, data: str) -> None:
        if not self._hidden:
            self.text += data


def page_of(folder: Path, brief: Brief, trace: Trace | None = None) -> Page:
    write_dossier(
        folder,
        brief,
        ATLAS,
        judge(facts_of(brief, ATLAS), ATLAS),
        some_trace() if trace is None else trace,
        FILM,
    )
    return Page(folder / "report.html")


@pytest.fixture(scope="module")
def english(tmp_path_factory: pytest.TempPathFactory) -> Page:
    return page_of(tmp_path_factory.mktemp("en"), read_brief(ENGLISH, Wishes(), ATLAS))


@pytest.fixture(scope="module")
def chinese(tmp_path_factory: pytest.TempPathFactory) -> Page:
    return page_of(tmp_path_factory.mktemp("zh"), read_brief(CHINESE, Wishes(), ATLAS))


def test_it_says_what_it_is(english: Page, chinese: Page) -> None:
    assert "Reconstructed from descriptions, not a recording." in english.text
    assert "据文字记述重构，并非实录" in chinese.text
    assert ENGLISH in english.text and CHINESE in chinese.text


def test_it_fetches_nothing_from_elsewhere(english: Page) -> None:
    assert english.fetched and all(address.startswith("data:") for address in english.fetched)
    assert not [tag for tag, _ in english.tags if tag in ("script", "link", "iframe")]


def test_every_assumption_stands_with_its_reason(english: Page, chinese: Page) -> None:
    for assumption in read_brief(ENGLISH, Wishes(), ATLAS).assumed:
        assert assumption.because[1:] in english.text
    for assumption in read_brief(CHINESE, Wishes(), ATLAS).assumed:
        assert (assumption.because_zh or assumption.because)[1:] in chinese.text


def test_rules_stand_with_margin_standing_and_sources(english: Page) -> None:
    assert "dai.peacock_wrist" in english.text and "0.125° inside" in english.text
    assert "claimed" in english.text and "by default" in english.text
    assert ATLAS.source("P").title in english.text


def test_repairs_of_one_angle_are_told_together(english: Page, chinese: Page) -> None:
    assert "Wrist_r.bend of dancer 1 broke the rule in 2 passages, by 6.2° at most" in english.text
    assert "最多超出6.2°" in chinese.text


def test_every_citation_leads_to_a_source(english: Page) -> None:
    cited = [link[1:] for link in english.links if link.startswith("#source-")]
    assert len(cited) > 5 and set(cited) <= english.ids


def test_weak_sources_are_not_linked(english: Page) -> None:
    weak = {source.url for source in ATLAS.sources.values() if source.grade in "CD" and source.url}
    assert not weak & set(english.links)


def test_it_can_be_read_by_ear(english: Page) -> None:
    tags = dict(english.tags)
    assert tags["html"]["lang"] == "en" and "aria-label" in tags["video"]
    assert all("alt" in said for tag, said in english.tags if tag == "img")
    assert all("scope" in said for tag, said in english.tags if tag == "th")
    assert english.links[0] == "#asked"


@pytest.mark.parametrize("dance", sorted(ATLAS.scores))
@pytest.mark.parametrize("lang", ["en", "zh"])
def test_every_dance_has_a_page(
    dance: str, lang: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("wenwu.report.dossier.font_faces", lambda text: "")  # cutting fonts takes longest
    culture = ATLAS.culture(ATLAS.dance(dance).culture)
    prompt = f"{culture.names.en} {ATLAS.dance(dance).names.en}"
    page = page_of(tmp_path, read_brief(prompt, Wishes(dance=dance, lang=lang), ATLAS), Trace())
    assert words()[lang]["changes_none"] in page.text
    assert all(name in page.text for name in (culture.names.zh, culture.names.en))


def test_a_sentence_cannot_write_the_page(tmp_path: Path) -> None:
    brief = read_brief(ENGLISH, Wishes(), ATLAS)
    evil = brief.model_copy(update={"prompt": '<script>alert(1)</script><img src="http://x.example/">'})
    page = page_of(tmp_path, evil)
    assert "script" not in [tag for tag, _ in page.tags]
    assert "http://x.example/" not in page.fetched and evil.prompt in page.text


def test_both_languages_have_the_same_words() -> None:
    def keys(table: dict, above: str = "") -> set[str]:
        return {above + k for k in table} | {
            x for k, v in table.items() if isinstance(v, dict) for x in keys(v, f"{above}{k}.")
        }

    assert keys(words()["en"]) == keys(words()["zh"])


def test_motifs_are_shown_in_their_own_colours(english: Page) -> None:
    pictures = [said["src"] for tag, said in english.tags if tag == "img" and "image/png" in said["src"]]
    assert len(pictures) >= 2 and all(picture.startswith("data:image/png;base64,") for picture in pictures)
    assert "dai.peacock_eye" in english.text


def test_what_the_atlas_keeps_from_drawing_has_no_picture() -> None:
    kept = [motif for motif in ATLAS.motifs.values() if not motif.drawable or motif.sacred >= 3]
    assert kept and all(swatch(motif, ATLAS) == "" for motif in kept)
