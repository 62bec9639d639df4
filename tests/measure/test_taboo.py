"""The mined table: what it counts, what its correlations are worth, and that it sets nothing."""

import re
import tomllib
from pathlib import Path

import numpy as np
import pytest
from numpy import ndarray

from wenwu.atlas.load import load_atlas
from wenwu.atlas.rules import judge
from wenwu.base.errors import InputError
from wenwu.measure import taboo
from wenwu.measure.passages import BOOKS, MINED, Passages, find_corpus, lexicon, read_passages
from wenwu.prompt.facts import facts_of
from wenwu.prompt.read import read_brief
from wenwu.prompt.wishes import Wishes

SOURCE = Path(__file__).parents[2] / "src" / "wenwu"
ENGLISH = {
    "durkheim_elementary_forms_1915": "The priest beat a sacred drum. He had a drum and a fish with him.",
    "golden_bough_1922": "They danced the dance with a fish at home. The two fishes were sold dear in town.",
    "werner_myths_legends_china_1922": "No word of ours is in this one at all.",
    "wilson_swastika_1896": "The drum was a taboo thing in that temple.",
}


def corpus_at(folder: Path) -> Path:
    """A made-up corpus of a few sentences under the names of the books."""
    for lang, books in BOOKS.items():
        (folder / lang).mkdir(parents=True)
        for book in books:
            text = ENGLISH[book] if lang == "en" else "祭神之日擊鼓而歌魚不得食此為其俗也歲歲如此未嘗有改"
            (folder / lang / f"{book}.txt").write_text(text, "utf-8")
    return folder


def test_passages_counted_by_hand(tmp_path: Path) -> None:
    found = read_passages("en", corpus_at(tmp_path))
    drum, fish = (found.symbols.index(id) for id in ("drum", "fish"))
    assert len(found.told) == 6
    assert found.told[:, drum].sum() == 3 and found.told[:, fish].sum() == 3  # two forms of one word
    assert (found.told[:, drum] & found.rite).sum() == 2 and (found.told[:, drum] & found.sanctity).sum() == 2
    assert (found.told[:, fish] & found.rite).sum() == 1 and (found.told[:, fish] & found.sanctity).sum() == 0
    chinese = read_passages("zh", tmp_path)
    assert len(chinese.told) == len(BOOKS["zh"])
    assert chinese.told[:, chinese.symbols.index("drum")].all()
    assert chinese.sanctity.all() and chinese.rite.all()


def test_the_frequency_free_score_by_hand() -> None:
    cells = np.array([6.0, 2, 0, 2, 14, 76])  # 10 passages, 8 of rites, 6 holy; 20 of 100 holy
    assert float(taboo.frequency_free(cells)) == pytest.approx(0.8 * (7 / 12) / 0.2)


def test_the_score_does_not_grow_with_frequency_and_counts_do() -> None:
    cells = np.array([60.0, 20, 0, 20, 140, 760])
    once, tenfold = (float(taboo.frequency_free(times * cells)) for times in (1, 10))
    assert tenfold == pytest.approx(once, rel=0.02)
    assert np.log1p(10 * 80) > 1.4 * np.log1p(80)


def drawn(n: int = 60, passages: int = 6_000) -> Passages:
    """Symbols that differ in frequency alone: rites and sanctity fall where they fall."""
    rng = np.random.default_rng(3)
    often = rng.uniform(0.004, 0.25, n)
    told = rng.random((passages, n)) < often
    rite, holy = rng.random((passages, 4)) < 0.05, rng.random((passages, 4)) < 0.05
    return Passages(tuple(f"s{k}" for k in range(n)), told, rite, holy)


def test_where_only_frequency_differs_the_papers_correlation_is_high_all_the_same() -> None:
    table = taboo.score(drawn(), draws=200)
    assert table["r_counts_centrality"] > 0.8
    assert table["r_frequency_alone_centrality"] > 0.9
    assert abs(table["r_frequency_free_centrality"]) < 0.35
    assert table["r_low"] < table["r_counts_centrality"] < table["r_high"]
    assert table["r_partial_low"] < table["r_partial_frequency_removed"] < table["r_partial_high"]
    assert table["r_partial_log_degree_low"] < table["r_partial_log_degree"]
    assert table["r_partial_log_degree"] < table["r_partial_log_degree_high"]


def test_partial_correlation_against_the_textbook_formula() -> None:
    rng = np.random.default_rng(1)
    z = rng.normal(size=50)
    x, y = z + rng.normal(size=50), z + rng.normal(size=50)
    xy, xz, yz = taboo.pearson(x, y), taboo.pearson(x, z), taboo.pearson(y, z)
    wanted = (xy - xz * yz) / np.sqrt((1 - xz**2) * (1 - yz**2))
    assert taboo.partial(x, y, z) == pytest.approx(wanted)


def test_the_eigenvector_belongs_to_the_largest_value() -> None:
    found = drawn(12, 800)
    ties = taboo.ties(found)
    assert np.allclose(ties, ties.T) and not ties.diagonal().any()
    vector: ndarray = np.ones(len(ties))
    for _ in range(500):
        vector = ties @ vector
        vector /= np.linalg.norm(vector)
    assert np.allclose(taboo.eigenvector(found), vector[:12], atol=1e-6)


def test_the_interval_holds_the_score_and_narrows_with_passages() -> None:
    few, many = taboo.score(drawn(8, 1_500), draws=400), taboo.score(drawn(8, 24_000), draws=400)
    for table in (few, many):
        assert all(row["low"] <= row["score"] <= row["high"] for row in table["symbol"])

    def width(table: taboo.Table) -> float:
        return float(np.mean([row["high"] - row["low"] for row in table["symbol"]]))

    assert width(many) < 0.5 * width(few)


def test_the_bench_reads_the_shipped_table_and_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("WENWU_DATA", raising=False)
    found = taboo.run()
    assert found["from"].startswith("the table that came with wenwu")
    assert found["paper_r"] == 0.86 and found["seed"] == 1
    for lang in ("en", "zh"):
        assert found[f"{lang}_n"] >= 50
        assert found[f"{lang}_r_low"] < found[f"{lang}_r_counts_centrality"] < found[f"{lang}_r_high"]
        gap = found[f"{lang}_r_counts_centrality"] - found[f"{lang}_r_partial_frequency_removed"]
        assert gap > 0.3  # most of it is frequency


def test_the_bench_mines_what_it_is_given(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    corpus_at(tmp_path / "corpus")
    assert find_corpus(tmp_path) == tmp_path / "corpus"
    monkeypatch.setattr(taboo, "mine", lambda corpus: {**taboo.read_table(), "corpus": str(corpus)})
    monkeypatch.setenv("WENWU_DATA", str(tmp_path))
    found = taboo.run()
    assert found["from"] == "mined anew" and found["corpus"] == str(tmp_path / "corpus")


def test_refusals(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"no corpus in .*: it holds neither en and zh, nor corpus/en and"):
        find_corpus(tmp_path)
    corpus_at(tmp_path)
    with pytest.raises(InputError, match="only 0 symbols are told of in 15 passages; a correlation needs"):
        taboo.mine(tmp_path)
    (tmp_path / "zh" / "chiya.txt").unlink()
    with pytest.raises(InputError, match=r"the corpus lacks zh/chiya\.txt; the table is mined from all"):
        read_passages("zh", tmp_path)


def test_what_ships_is_counts_of_our_own_words_and_no_passage() -> None:
    table = taboo.read_table()
    for lang in ("en", "zh"):
        for row in table[lang]["symbol"]:
            assert row["id"] in lexicon()
            assert all(isinstance(value, int | float) for key, value in row.items() if key != "id")
    text = (MINED / "taboo.toml").read_text("utf-8")
    assert not re.search("[\u4e00-\u9fff]", text)
    assert not any("dingle" in book for books in BOOKS.values() for book in books)
    assert not list(SOURCE.rglob("*.txt")) or not {p.stem for p in SOURCE.rglob("*.txt")} & {
        book for books in BOOKS.values() for book in books
    }


def test_every_symbol_of_the_lexicon_is_a_word_of_the_atlas() -> None:
    atlas = load_atlas()
    said = " ".join(
        [" ".join((m.names.en, *m.names.aliases)) for m in atlas.motifs.values()]
        + [" ".join(culture.palette) for culture in atlas.cultures.values()]
        + [carrier.names.en for carrier in atlas.carriers.values()]
        + [prop for d in atlas.dances.values() for v in d.variants for prop in v.props]
    )  # fmt: skip
    words = set(re.findall("[a-z]+", said.lower().replace("_", " ")))
    lost = [id for id, forms in lexicon().items() if not words & {id, *forms["en"]}]
    assert lost == []


def test_the_table_sets_no_verdict(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever the table says, the same findings; and no stage that judges or draws reads it."""
    atlas = load_atlas()
    brief = read_brief("Six Dai women dance the peacock dance at a funeral", Wishes(), atlas)
    facts = facts_of(brief, atlas)
    before = judge(facts, atlas)
    table = tomllib.loads((MINED / "taboo.toml").read_text("utf-8"))
    for lang in ("en", "zh"):
        for row in table[lang]["symbol"]:
            row["score"] = 99.0 - row["score"]
    monkeypatch.setattr(taboo, "read_table", lambda: table)
    assert (
        len(re.findall(r" 9[89]\.\d\d ", taboo.run()["en_highest"])) == 5
    )  # the bench reads the other table
    assert judge(facts, load_atlas()) == before
    readers = [path for path in SOURCE.rglob("*.py") if "taboo.toml" in path.read_text("utf-8")]
    assert [path.relative_to(SOURCE).as_posix() for path in readers] == ["measure/taboo.py"]
    users = [p for p in SOURCE.rglob("*.py") if re.search(r"measure(\.| import )taboo", p.read_text("utf-8"))]
    assert users == []
