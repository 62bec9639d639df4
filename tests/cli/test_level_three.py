"""What is sacred (level 3) comes out as a preview with a slate, until the pack holds a review record."""

import tomllib
from pathlib import Path

import pytest

from wenwu.atlas.load import load_atlas
from wenwu.atlas.rules import judge
from wenwu.base.errors import RefusedError
from wenwu.base.trace import Trace
from wenwu.prompt.facts import facts_of
from wenwu.prompt.read import read_brief
from wenwu.prompt.settle import settle
from wenwu.prompt.wishes import Wishes
from wenwu.report.film import note_of
from wenwu.report.worn import awaits_review

SHIPPED = Path(__file__).parents[2] / "src" / "wenwu" / "atlas" / "cultures" / "yi"
REVIEW = '\n[review]\nstate = "reviewed"\nby = "a steward of Liangshan"\ndate = "2026-11-27"\n'


def pack(folder: Path, reviewed: bool) -> Path:
    """A user's pack that raises the torch dance to level 3."""
    home = folder / "yi"
    home.mkdir()
    text = (SHIPPED / "dances.toml").read_text("utf-8")
    at = text.index('id = "yi_torch_circle"')
    low = text.index("sacred = ", at)
    (home / "dances.toml").write_text(text[:low] + "sacred = 3" + text[text.index("\n", low) :], "utf-8")
    culture = (SHIPPED / "culture.toml").read_text("utf-8")
    (home / "culture.toml").write_text(culture + (REVIEW if reviewed else ""), "utf-8")
    assert tomllib.loads((home / "dances.toml").read_text("utf-8"))
    return folder


def asked(atlas, **wishes):
    return read_brief("Yi women dance the torch dance", Wishes(**wishes), atlas)


def test_a_preview_carries_the_slate(tmp_path):
    atlas = load_atlas(pack(tmp_path, reviewed=False))
    brief = asked(atlas)
    assert awaits_review(brief, atlas) and settle(brief, atlas, Trace())[1].lawful
    assert "awaiting review" in note_of(brief, slate=True).lower()


@pytest.mark.parametrize("profile", ["master", "mobile"])
def test_no_other_profile_comes_out(profile, tmp_path):
    atlas = load_atlas(pack(tmp_path, reviewed=False))
    brief = asked(atlas, profile=profile)
    assert any(
        f.stops and f.rule.id == "any.sacred_preview" for f in judge(facts_of(brief, atlas), atlas).findings
    )
    with pytest.raises(RefusedError, match="only as a preview until the pack holds a review record"):
        settle(brief, atlas, Trace())


def test_a_review_record_lifts_both(tmp_path):
    atlas = load_atlas(pack(tmp_path, reviewed=True))
    brief = asked(atlas, profile="master")
    assert not awaits_review(brief, atlas) and settle(brief, atlas, Trace())[1].lawful
