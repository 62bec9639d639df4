"""What docs/packs.md shows a scholar works as it stands there."""

import re
import tomllib
from pathlib import Path

from wenwu.atlas.load import check_packs
from wenwu.atlas.rule import EFFECTS, Compare, Rule
from wenwu.atlas.starter import start_pack

PAGE = (Path(__file__).parents[2] / "docs" / "packs.md").read_text("utf-8")
BLOCKS = re.findall(r"```toml\n(.*?)```", PAGE, re.DOTALL)


def test_the_rule_on_the_page_passes_the_check(tmp_path):
    made = start_pack(tmp_path, "lisu", "Lisu", "傈僳族", frozenset())
    (made / "rules.toml").write_text(BLOCKS[0], "utf-8")
    assert check_packs(tmp_path) == []


def test_the_error_on_the_page_is_what_the_check_says(tmp_path):
    shown = re.search(r"^    error: (.*)$", PAGE, re.MULTILINE)[1]
    made = start_pack(tmp_path, "lisu", "Lisu", "傈僳族", frozenset())
    (made / "rules.toml").write_text(BLOCKS[0].replace('["funeral", "mourning"]', '"weding"', 1), "utf-8")
    assert shown in [str(complaint) for complaint in check_packs(tmp_path)]


def test_the_dispute_on_the_page_is_listed(tmp_path):
    made = start_pack(tmp_path, "lisu", "Lisu", "傈僳族", frozenset())
    (made / "rules.toml").write_text(
        BLOCKS[0].replace('standing = "claimed"', f'standing = "claimed"\n{BLOCKS[1]}'), "utf-8"
    )
    found = check_packs(tmp_path)
    assert [c.level for c in found] == ["note"] and "my village does carry fans" in str(found[0])


def test_the_override_on_the_page_reads(tmp_path):
    line = next(line for line in PAGE.splitlines() if "override = true" in line)
    assert tomllib.loads(line.strip()) == {"unless": {"place": "stage", "override": True}}


def test_every_part_of_a_rule_is_explained_in_both_languages():
    english, chinese = PAGE.split("## 中文")
    parts = {
        *EFFECTS,
        *Compare.model_fields,
        "when",
        "unless",
        "strength",
        "lawful",
        "since",
        "until",
        "passes",
        "fails",
    }
    assert parts <= {*Rule.model_fields, *Compare.model_fields}
    for text in (english, chinese):
        assert [part for part in sorted(parts) if not re.search(rf"`{part}\b", text)] == []
