"""The pack that `wenwu pack new` begins with."""
# ruff: noqa: E501  (whole sentences are compared, and stand on one line)

import re

import pytest

from wenwu.atlas.load import check_packs, load_atlas
from wenwu.atlas.starter import start_pack
from wenwu.base.errors import InputError, OutputError

TAKEN = frozenset({"dai", "any"})


@pytest.mark.parametrize(("en", "zh"), [("Lisu", "傈僳族"), ('a "quoted" \\ name', "“引号”$id")])
def test_it_passes_the_check_and_is_read(tmp_path, en, zh):
    made = start_pack(tmp_path / "packs", "lisu", en, zh, TAKEN)
    assert made == tmp_path / "packs" / "lisu"
    assert check_packs(tmp_path / "packs") == [] == check_packs(made)
    culture = load_atlas(tmp_path / "packs").culture("lisu")
    assert (culture.names.en, culture.names.zh) == (en, zh)


def test_its_examples_are_switched_off_and_show_words_and_numbers(tmp_path):
    atlas = load_atlas(start_pack(tmp_path, "lisu", "Lisu", "傈僳族", TAKEN))
    mine = [*(r for r in atlas.rules.values() if r.culture == "lisu"), atlas.motifs["lisu.example_sign"]]
    assert len(mine) == 3 and not any(record.enabled for record in mine)
    assert not atlas.described["lisu_example_dance"].enabled


def test_its_rules_pass_when_they_are_switched_on(tmp_path):
    made = start_pack(tmp_path, "lisu", "Lisu", "傈僳族", TAKEN)
    rules = made / "rules.toml"
    rules.write_text(rules.read_text("utf-8").replace("enabled = false", "enabled = true"), "utf-8")
    assert check_packs(tmp_path) == []


def test_every_file_is_commented_in_both_languages(tmp_path):
    made = start_pack(tmp_path, "lisu", "Lisu", "傈僳族", TAKEN)
    files = sorted(made.glob("*.toml"))
    assert [f.stem for f in files] == ["culture", "dances", "motifs", "rules", "sources"]
    for file in files:
        comments = "".join(line for line in file.read_text("utf-8").splitlines() if line.startswith("#"))
        assert re.search(r"[A-Za-z]{4}", comments) and re.search(r"[\u4e00-\u9fff]{4}", comments), file


@pytest.mark.parametrize(
    ("culture", "en", "zh", "sentence"),
    [
        ("Lisu", "Lisu", "傈僳族", "the id 'Lisu' may hold only a-z, 0-9 and _, and begins with a letter"),
        ("l\u0456su", "Lisu", "傈僳族", "the id 'l\u0456su' may hold only"),
        ("../up", "Lisu", "傈僳族", "the id '../up' may hold only"),
        ("dai", "Dai", "傣族", "the atlas has the culture 'dai' already; to add to it, write a folder dai/ with a rules.toml"),
        ("lisu", "Li\nsu", "傈僳族", "'Li\\nsu' is no name; write 1 to 80 characters on one line"),
        ("lisu", " ", "傈僳族", "' ' is no name"),
    ],
)  # fmt: skip
def test_names_that_cannot_be_used(tmp_path, culture, en, zh, sentence):
    with pytest.raises(InputError) as error:
        start_pack(tmp_path, culture, en, zh, TAKEN)
    assert str(error.value).startswith(sentence)
    assert list(tmp_path.iterdir()) == []


def test_nothing_is_replaced(tmp_path):
    start_pack(tmp_path, "lisu", "Lisu", "傈僳族", TAKEN)
    with pytest.raises(OutputError, match="is there already"):
        start_pack(tmp_path, "lisu", "Lisu", "傈僳族", TAKEN)
    (tmp_path / "file").write_text("")
    with pytest.raises(OutputError, match="cannot write to"):
        start_pack(tmp_path / "file", "lisu", "Lisu", "傈僳族", TAKEN)
    assert sorted(p.name for p in tmp_path.iterdir()) == ["file", "lisu"]
