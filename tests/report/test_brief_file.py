"""brief.toml: what is written is what is read."""

from pathlib import Path

import pytest

from wenwu.base.errors import InputError
from wenwu.prompt.brief import AngleWish, Assumption, Brief, Part
from wenwu.report.brief_file import read_brief_file, write_brief


def some_brief() -> Brief:
    part = Part(gender="woman", performer="woman_1", variant="v", costume="c.f", props=("fan", "drum"))
    return Brief(
        prompt='A "quoted" sentence\nover two lines, 一位姑娘',
        lang="zh",
        culture="a",
        dance="a_dance",
        occasion=None,
        cast=(part, part.model_copy(update={"props": ()})),
        formation="pair",
        direction="cw",
        tempo=66.5,
        moods=("calm",),
        angles=(AngleWish(angle="wrist.bend", degrees=70),),
        seconds=2.5,
        assumed=(Assumption(field="seed", value="1", because="none was given"),),
    )


def test_a_brief_comes_back_equal(tmp_path: Path) -> None:
    path = tmp_path / "brief.toml"
    write_brief(some_brief(), path)
    assert read_brief_file(path) == some_brief()


def test_it_tells_how_to_run_it_again(tmp_path: Path) -> None:
    path = tmp_path / "brief.toml"
    write_brief(some_brief(), path)
    text = path.read_text("utf-8")
    assert text.startswith(
        "# One performance, fully decided. Run it again with: wenwu animate brief.toml -o DIR\n"
    )
    assert "occasion" not in text.split("[[assumed]]")[0]


FAULTS = {
    'tempo = "fast"': r"^brief.toml is no brief: tempo: ",
    "colour = 1": r"^brief.toml is no brief: colour: Extra inputs are not permitted$",
    "tempo = = 1": r"^brief.toml is not TOML: ",
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_broken_brief_gets_one_sentence(tmp_path: Path, fault: str) -> None:
    path = tmp_path / "brief.toml"
    write_brief(some_brief(), path)
    lines = path.read_text("utf-8").splitlines()
    kept = [line for line in lines if not line.startswith("tempo")] if "tempo" in fault else lines
    path.write_text("\n".join([kept[0], fault, *kept[1:]]), "utf-8")
    with pytest.raises(InputError, match=FAULTS[fault]):
        read_brief_file(path)


def test_pictures_and_nothing_are_no_briefs(tmp_path: Path) -> None:
    path = tmp_path / "brief.toml"
    path.write_bytes(b"\xff\xd8\xff\xe0")
    with pytest.raises(InputError, match=r"^brief.toml is not UTF-8 text, so it is no brief$"):
        read_brief_file(path)
    path.write_bytes(b"# " + b"x" * 2**20)
    with pytest.raises(InputError, match=r"^brief.toml is larger than a brief can be \(1 MiB\)$"):
        read_brief_file(path)
    with pytest.raises(InputError, match=r"none.toml cannot be read: No such file or directory$"):
        read_brief_file(tmp_path / "none.toml")
