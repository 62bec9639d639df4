"""A user's own packs: merged over the shipped ones, or refused in one sentence with file and line."""
# ruff: noqa: E501  (whole sentences are compared, and stand on one line)

import textwrap
from pathlib import Path

import pytest

from wenwu.atlas.load import load_atlas
from wenwu.base.errors import InputError, WenwuError

RULE = """
[[rule]]
id = "dai.mine"
about = { en = "no fans", zh = "不用扇" }
when = { dance = "dai_peacock" }
forbid = { prop = "fan" }
strength = "soft"
source = "own"
standing = "claimed"
passes = [{ dance = "dai_peacock", prop = "drum" }, { dance = "dai_gaguang", prop = "fan" }]
fails = [{ dance = "dai_peacock", prop = "fan" }, { dance = "dai_peacock", prop = "fan", gender = "man" }]
"""


def pack(folder: Path, text: str, name: str = "rules.toml", culture: str = "dai") -> Path:
    """A pack of one file."""
    (folder / culture).mkdir(exist_ok=True)
    (folder / culture / name).write_text(textwrap.dedent(text), encoding="utf-8")
    return folder


def refused(folder: Path) -> str:
    """The sentence, checked to be one, and to carry the misuse exit code; the shipped packs stay usable."""
    with pytest.raises(WenwuError) as error:
        load_atlas(folder)
    assert error.value.exit_code == 2
    sentence = str(error.value)
    assert "\n" not in sentence and "Traceback" not in sentence
    assert load_atlas().dance("dai_peacock")
    return sentence


def test_a_rule_is_added_and_a_shipped_one_replaced(tmp_path):
    assert "dai.mine" not in load_atlas().rules
    assert load_atlas(pack(tmp_path, RULE)).rule("dai.mine").about.en == "no fans"
    softer = RULE.replace("dai.mine", "dai.peacock_wrist")
    replaced = load_atlas(pack(tmp_path, softer)).rule("dai.peacock_wrist")
    assert replaced.about.en == "no fans"
    assert load_atlas().rule("dai.peacock_wrist").about.en != "no fans"


def test_a_folder_of_one_culture_is_a_pack_too(tmp_path):
    pack(tmp_path, RULE)
    assert "dai.mine" in load_atlas(tmp_path / "dai").rules


def test_a_new_culture_can_be_brought(tmp_path):
    pack(tmp_path, 'names = { en = "Bai", zh = "白族" }\nsource = "own"\nstanding = "claimed"\npalette = { white = "#F7F5EF" }',
         "culture.toml", "bai")  # fmt: skip
    assert load_atlas(tmp_path).culture("bai").names.zh == "白族"


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (('strength = "soft"', 'strenght = "soft"'),
         "dai/rules.toml:7: rule 'dai.mine': unknown key 'strenght'; did you mean 'strength'?"),
        (('strength = "soft"', 'strength = "harsh"'),
         "dai/rules.toml:7: rule 'dai.mine': strength is 'harsh'; it may be 'hard', 'soft' or 'advisory'"),
        (('strength = "soft"', 'strength = "hard"'), "dai/rules.toml:2: rule 'dai.mine': a claimed rule is at most soft"),
        (('source = "own"\n', ""), "dai/rules.toml:2: rule 'dai.mine': lacks 'source'"),
        (('source = "own"', 'source = "MIA01"'),
         "dai/rules.toml:3: rule 'dai.mine' names the source 'MIA01', which is not in the atlas; did you mean 'MIAO1'?"),
        (('standing = "claimed"', 'standing = "sourced"'),
         "dai/rules.toml:3: rule 'dai.mine' says 'sourced', but its sources do not carry that: own (grade D); write 'claimed'"),
        (('standing = "claimed"', 'standing = "confirmed"'),
         "dai/rules.toml:3: rule 'dai.mine' says 'confirmed', which needs a culture bearer's signed record"),
        (('when = { dance = "dai_peacock" }', 'when = { dance = "dai_peacok" }'),
         "dai/rules.toml:3: rule 'dai.mine' names the dance 'dai_peacok', which is not in the atlas; did you mean 'dai_peacock'?"),
        (('forbid = { prop', 'forbid = { porp'), "dai/rules.toml:3: rule 'dai.mine' asks for 'porp', which is no fact; did you mean 'prop'?"),
        (('forbid = { prop = "fan" }', 'forbid = { prop = "fan" }\nrequire = { prop = "drum" }'),
         "dai/rules.toml:2: rule 'dai.mine': a rule has exactly one effect of forbid, require, direction, meaning, caption, permit; this has 2"),
        (('prop = "drum" }', 'prop = "fan" }'),
         "dai/rules.toml:3: rule 'dai.mine' has an example that should pass and does not: {'dance': 'dai_peacock', 'prop': 'fan'}"),
        (('gender = "man" }]', 'gender = "man" }'), "dai/rules.toml:11: not TOML: unclosed array"),
        (("[[rule]]", "[[rules]]"), "dai/rules.toml:2: unknown key 'rules'; did you mean 'rule'?"),
    ],
)  # fmt: skip
def test_a_broken_rule(tmp_path, change, sentence):
    assert change[0] in RULE
    assert refused(pack(tmp_path, RULE.replace(*change))) == sentence


def test_a_duplicate_id(tmp_path):
    assert refused(pack(tmp_path, RULE + RULE)) == (
        "dai/rules.toml:14: rule 'dai.mine' stands twice in the pack; the first is at dai/rules.toml:3"
    )


def test_a_colour_that_is_no_colour(tmp_path):
    text = 'names = { en = "Bai", zh = "白族" }\nsource = "own"\nstanding = "claimed"\n\n[palette]\nwhite = "#GGHHII"\n'
    assert refused(pack(tmp_path, text, "culture.toml", "bai")) == (
        "bai/culture.toml:6: culture 'bai': '#GGHHII' is no colour (palette.white); write it as #RRGGBB"
    )


def test_a_key_that_only_looks_right(tmp_path):
    looks = RULE.replace("strength", "str\u0435ngth")  # a Cyrillic e
    assert refused(pack(tmp_path, looks.replace("str\u0435ngth", '"str\u0435ngth"'))) == (
        "dai/rules.toml:7: rule 'dai.mine': key 'str\u0435ngth' holds '\u0435' (U+0435), which only looks like a Latin letter"
    )


def test_an_id_that_only_looks_right(tmp_path):
    assert "may hold only a-z, 0-9, _ and dots" in refused(
        pack(tmp_path, RULE.replace("dai.mine", "d\u0430i.mine"))
    )


def test_ten_megabytes(tmp_path):
    (tmp_path / "dai").mkdir()
    (tmp_path / "dai" / "rules.toml").write_bytes(b"# " + b"x" * 10_000_000)
    assert refused(tmp_path) == "dai/rules.toml is 10.0 MB; a file of a pack may be at most 2 MB"


def test_a_link_out_of_the_pack(tmp_path):
    outside = tmp_path / "outside.toml"
    outside.write_text(RULE, encoding="utf-8")
    (tmp_path / "pack" / "dai").mkdir(parents=True)
    (tmp_path / "pack" / "dai" / "rules.toml").symlink_to(outside)
    assert refused(tmp_path / "pack") == "dai/rules.toml leads out of its pack; a pack holds its files itself"


def test_a_folder_that_links_out_of_the_pack(tmp_path):
    pack(tmp_path, RULE)
    (tmp_path / "pack" / "dai").mkdir(parents=True)
    (tmp_path / "pack" / "dai" / "dances.toml").write_text("", encoding="utf-8")
    (tmp_path / "pack" / "yi").symlink_to(tmp_path / "dai", target_is_directory=True)
    assert "leads out of the pack" in refused(tmp_path / "pack")


def test_deep_nesting_and_bytes_that_are_no_text(tmp_path):
    assert "dai/rules.toml" in refused(pack(tmp_path, f"a = {'[' * 5000}{']' * 5000}"))
    (tmp_path / "dai" / "rules.toml").write_bytes(b"\xff\xfe")
    assert refused(tmp_path) == "dai/rules.toml is not UTF-8 text (byte 0)"


def test_what_is_no_file(tmp_path):
    (tmp_path / "dai" / "rules.toml").mkdir(parents=True)
    assert refused(tmp_path) == "dai/rules.toml is no file that can be read"
    (tmp_path / "dai" / "rules.toml").rmdir()
    (tmp_path / "dai" / "rules.toml").symlink_to(tmp_path / "dai" / "gone.toml")
    assert refused(tmp_path) == "dai/rules.toml is no file that can be read"


def test_no_pack_at_all(tmp_path):
    assert (
        refused(tmp_path / "nowhere")
        == f"no pack at {str(tmp_path / 'nowhere')!r}; a pack is a folder of TOML files"
    )
    assert "holds no TOML file" in refused(tmp_path)
    file = tmp_path / "file.toml"
    file.write_text("", encoding="utf-8")
    with pytest.raises(InputError, match="a pack is a folder of TOML files"):
        load_atlas(file)


def test_a_rule_on_every_wrong_line_is_found_in_a_long_file(tmp_path):
    """The line is that of the second rule, not of the first that looks like it."""
    second = RULE.replace("dai.mine", "dai.second").replace('strength = "soft"', 'strength = "loud"')
    assert refused(pack(tmp_path, RULE + second)).startswith("dai/rules.toml:18: rule 'dai.second': strength")
