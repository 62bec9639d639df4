"""From pictures and tables to the catalogue, by the library and by the command."""

import json
from pathlib import Path

import numpy as np
import pytest
import typer
from PIL import Image

from wenwu.base.errors import InputError
from wenwu.cli.motif_find import find
from wenwu.cli.motif_keep import keep
from wenwu.motifs.entry import NOT_STATED
from wenwu.motifs.keeping import Skipped, fields_of, newcomers
from wenwu.motifs.look import SPACE


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Three pictures, one of them cut off, under a table that lies."""
    place = tmp_path / "pictures"
    place.mkdir()
    y, x = np.mgrid[0:80, 0:90]
    for name, on in (("rings", np.sin(np.hypot(x - 40, y - 40) / 3) > 0), ("bars", x // 8 % 2 == 0)):
        Image.fromarray(np.where(on[..., None], [200, 30, 30], [250, 240, 230]).astype(np.uint8)).save(
            place / f"{name}.png"
        )
    (place / "cut.png").write_bytes((place / "rings.png").read_bytes()[:60])
    (place / "labels.csv").write_text(
        "file,class,label,licence,lat,lon\n"
        "rings.png,concentric,铜鼓太阳纹,CC0 1.0,22.8,108.3\n"
        "bars.png,stripes,bars,,,\n"
        "cut.png,stripes,cut,CC0 1.0,,\n"
        "gone.png,stripes,gone,CC0 1.0,,\n"
        "../../secret.png,stripes,out,CC0 1.0,,\n"
        "rings.png,concentric,again,CC0 1.0,22,108\n",
        encoding="utf-8",
    )
    return place


WHY = [
    "the picture 'cut.png' is cut off or damaged; save it again",
    "'gone.png' is not there",
    "'../../secret.png' lies outside the folder",
    "row 6 of labels.csv: rings.png: an earlier row names this file too; the earlier one counts",
]


def test_a_table_that_lies_is_said_skipped_and_counted(folder: Path) -> None:
    skipped = Skipped()
    bars, rings = newcomers(folder, {"culture": "Zhuang", "licence": "CC BY 4.0"}, skipped)
    assert sorted(skipped.why) == sorted(WHY)
    assert (rings.entry.label, rings.entry.licence, rings.entry.lat) == ("铜鼓太阳纹", "CC0 1.0", 22.8)
    assert (bars.entry.family, bars.entry.licence, bars.entry.culture) == ("stripes", "CC BY 4.0", "Zhuang")
    assert rings.entry.descriptors["curvature"] > 0.6 > 0.1 > bars.entry.descriptors["curvature"]
    assert set(rings.vectors) == {SPACE} and (rings.entry.width, rings.entry.height) == (90, 80)


def test_lines_of_json_are_read_too_and_a_licence_is_never_guessed(folder: Path) -> None:
    (folder / "labels.csv").unlink()
    row = {"file_name": "bars.png", "title": "bars", "license": None}
    (folder / "metadata.jsonl").write_text(json.dumps(row) + "\n[1]\n", encoding="utf-8")
    skipped = Skipped()
    bars, rings = sorted(newcomers(folder, {}, skipped), key=lambda one: one.entry.name)
    assert bars.entry.label == "bars" and bars.entry.licence == NOT_STATED and rings.entry.label == ""
    assert skipped.why == ["row 2 of metadata.jsonl: it names no file", WHY[0]]
    (folder / "metadata.jsonl").write_bytes(b"\xff{")
    with pytest.raises(InputError, match=r"metadata\.jsonl is not written in UTF-8; save it so"):
        list(newcomers(folder, {}, skipped))


def test_the_fields_of_a_row_and_a_place_that_is_none() -> None:
    with pytest.raises(InputError, match="its lat is no number: 'north'"):
        fields_of({"lat": "north", "lon": "1"})
    for name in ("licence", "license", "rights"):
        assert fields_of({name: "CC0 1.0"}) == {"licence": "CC0 1.0"}
    assert fields_of({"class": "fret", "lat": "2.5", "lon": ""}) == {"family": "fret", "lat": 2.5}
    assert fields_of({"family": "wave", "class": "fret"}) == {"family": "wave"}
    assert fields_of({"latitude": "2.5", "longitude": "0", "title": " a "}) == {
        "lat": 2.5,
        "lon": 0.0,
        "label": "a",
    }


def test_a_folder_without_a_table_is_every_picture_in_it(folder: Path) -> None:
    (folder / "labels.csv").unlink()
    skipped = Skipped()
    found = [one.entry.name for one in newcomers(folder, {}, skipped)]
    assert found == ["bars.png", "rings.png"] and skipped.why == WHY[:1]


def test_a_strip_is_kept_without_measures(tmp_path: Path) -> None:
    Image.new("RGB", (400, 20), "red").save(tmp_path / "strip.png")
    (one,) = newcomers(tmp_path / "strip.png", {}, Skipped())
    assert one.entry.descriptors == {} and one.vectors == {}


def test_the_commands(folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture) -> None:
    with pytest.raises(typer.Exit) as end:
        keep([folder], tmp_path / "c", culture="zhuang", check=True, as_json=True)
    said = json.loads(capsys.readouterr().out)
    assert end.value.exit_code == 2 and (said["new"], said["entries"], said["amiss"]) == (2, 2, [])
    assert len(said["skipped"]) == 4

    def found(*words: str, **asked: object) -> list[dict]:
        find(list(words), tmp_path / "c", as_json=True, **asked)  # type: ignore[arg-type]
        return json.loads(capsys.readouterr().out)

    (rings,) = found("太阳", "壮族")
    assert (
        rings["licence"] == "CC0 1.0"
        and Path(rings["picture"]).read_bytes() == (folder / "rings.png").read_bytes()
    )
    assert [one["name"] for one in found(like=folder / "bars.png")] == ["bars.png", "rings.png"]
    assert [one["name"] for one in found(near="22,108", within=150.0)] == ["rings.png"]
    assert [one["name"] for one in found(box="20,100,30,110")] == ["rings.png"]
    with pytest.raises(typer.Exit) as none:
        find(["tiger"], tmp_path / "c")
    assert none.value.exit_code == 1
    keep([], tmp_path / "c", drop=rings["id"])
    assert "1 entries" in capsys.readouterr().out


def test_misuse_is_one_sentence(tmp_path: Path) -> None:
    for words, said in (
        ({"near": "here"}, "'here' is no place; write \"latitude,longitude\" in degrees"),
        ({"box": "1,2,3"}, "'1,2,3' is no box; write \"south,west,north,east\" in degrees"),
        ({"near": "1,2", "box": "1,2,3,4"}, "give --near or --box, not both"),
        ({"limit": 0}, "a limit of 0 is none; ask for 1 to 10000"),
    ):
        with pytest.raises(InputError) as error:
            find([], tmp_path, **words)
        assert str(error.value) == said
    with pytest.raises(
        InputError, match="nothing to keep; name pictures or folders, or --drop ID, or --check"
    ):
        keep([], tmp_path)
    with pytest.raises(InputError, match="there is no picture or folder"):
        keep([tmp_path / "none"], tmp_path / "c")
    assert not (tmp_path / "c").exists()
