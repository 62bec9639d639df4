"""The catalogue: what goes in comes out, by words, place and likeness; two writers, and what may go wrong."""

import io
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from wenwu.base.errors import InputError, OutputError
from wenwu.base.seed import generator
from wenwu.motifs.catalogue import Box, Catalogue, Kept, Likeness, Near, Query
from wenwu.motifs.catalogue_database import FILE, FILES, VERSION
from wenwu.motifs.catalogue_file import FileCatalogue, kilometres
from wenwu.motifs.entry import Entry, Newcomer
from wenwu.motifs.kept_file import digest_of, place
from wenwu.motifs.nearest import Nearest, unit


def _png(number: int) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (4, 4), (number % 256, number // 256, 7)).save(out, "PNG")
    return out.getvalue()


def _newcomer(number: int, **about: object) -> Newcomer:
    data = _png(number)
    entry = replace(Entry(digest_of(data), "png", f"{number}.png", 4, 4), **about)
    return Newcomer(
        entry, data, {"test": generator(1, "vector", number).standard_normal(8).astype(np.float32)}
    )


@pytest.fixture
def kept(tmp_path: Path) -> Iterator[FileCatalogue]:
    with FileCatalogue(tmp_path / "c", new=True) as catalogue:
        yield catalogue


def _names(found: object) -> list[str]:
    return [one.entry.name for one in found]  # type: ignore[attr-defined]


def test_a_folder_answers_every_call_of_a_catalogue(kept: FileCatalogue) -> None:
    named = [name for name in vars(Catalogue) if not name.startswith("_")]
    assert named and all(callable(getattr(kept, name)) for name in named)


def test_what_goes_in_comes_out(kept: FileCatalogue) -> None:
    newcomer = _newcomer(3, label="双龙纹", licence="CC0 1.0", descriptors={"hue": None, "symmetry": 0.5})
    assert kept.add([newcomer]).new == 1
    entry = kept.get(newcomer.entry.id)
    assert entry == newcomer.entry and kept.path(entry).read_bytes() == newcomer.data
    assert kept.check() == []


def test_the_same_again_is_known_and_other_words_are_another_entry(kept: FileCatalogue) -> None:
    assert kept.add([_newcomer(1), _newcomer(1), _newcomer(2)]) == Kept(2, 1)
    assert kept.add([]) == Kept(0, 0)
    assert kept.add([_newcomer(1, label="fish")]).new == 1
    assert kept.count() == 3 and len(list((kept.folder / FILES).rglob("*.png"))) == 2


def test_words_in_any_script(kept: FileCatalogue) -> None:
    labels = [
        "双龙纹 dragons in pairs",
        "龙鳞云纹",
        "Butterflies, Leishan",
        "འབྲུག་ dragon",
        "ꆈꌠ pattern",
        "Café",
    ]
    kept.add(_newcomer(k, label=label) for k, label in enumerate(labels))
    asked = {
        "龙": ["0.png", "1.png"], "龙纹": ["0.png"], "云纹": ["1.png"], "龙 云": ["1.png"],
        "dragon": ["0.png", "3.png"], "butterfly leishan": ["2.png"], "འབྲུག": ["3.png"], "ꆈꌠ": ["4.png"],
        "cafe": ["5.png"], "tiger": [],
        '" OR 1 --': [],
    }  # fmt: skip
    assert {words: sorted(_names(kept.find(Query(words)))) for words in asked} == asked
    with pytest.raises(InputError, match="there is no word in '…'; write what to look for, in any script"):
        kept.find(Query("…"))


def test_places(kept: FileCatalogue) -> None:
    places = {
        "kaili": (26.57, 107.98),
        "jinghong": (22.0, 100.8),
        "fiji": (-17.8, 178.0),
        "samoa": (-13.8, -172.1),
    }
    kept.add(_newcomer(k, place=name, lat=at[0], lon=at[1]) for k, (name, at) in enumerate(places.items()))
    kept.add([_newcomer(9)])

    def found(area: Near | Box) -> list[str]:
        return [one.entry.place for one in kept.find(Query(area=area))]

    assert found(Near(22.5, 101.0, 100)) == ["jinghong"]
    assert found(Near(22.5, 101.0, 1000)) == ["jinghong", "kaili"]
    blank = kept.find(Query(" ", Near(22.5, 101.0, 1000)))
    assert [one.entry.place for one in blank] == ["jinghong", "kaili"]
    assert found(Near(-16.0, -179.0, 1000)) == ["fiji", "samoa"]  # over the 180th meridian
    assert found(Box(20, 100, 30, 110)) == ["kaili", "jinghong"]
    assert found(Box(-20, 170, -10, -170)) == ["fiji", "samoa"]
    with pytest.raises(InputError, match="95,10 is no place; latitude is -90 to 90"):
        Near(95, 10, 3)


def test_kilometres_of_a_known_way() -> None:
    """Haversine by hand: a degree of a great circle is R π / 180."""
    places = np.array([[0.0, 0.0], [1, 0], [0, 180], [90, 33]])
    assert kilometres(places, 0, 0) == pytest.approx(6371.0088 * np.radians([0, 1, 180, 90]))


def test_likeness_agrees_with_a_plain_search(kept: FileCatalogue) -> None:
    every = [_newcomer(k) for k in range(150)]
    kept.add(every)
    wanted = generator(2, "asked").standard_normal(8).astype(np.float32)
    rows = np.array([one.vectors["test"] / np.linalg.norm(one.vectors["test"]) for one in every])
    cosines = rows @ wanted / np.linalg.norm(wanted)
    found = kept.find(Query(like=Likeness(wanted, "test"), limit=7))
    assert _names(found) == [f"{k}.png" for k in np.argsort(-cosines)[:7]]
    assert [one.likeness for one in found] == pytest.approx(np.sort(cosines)[::-1][:7], abs=1e-6)


def test_likeness_sees_what_other_programs_added_and_took_out(kept: FileCatalogue) -> None:
    kept.add(_newcomer(k) for k in range(5))
    like = Likeness(_newcomer(3).vectors["test"], "test")
    assert _names(kept.find(Query(like=like, limit=1))) == ["3.png"]
    with FileCatalogue(kept.folder) as other:
        other.drop(_newcomer(3).entry.id)
        other.add([_newcomer(7)])
    assert "3.png" not in _names(kept.find(Query(like=like, limit=9)))
    assert _names(kept.find(Query(like=Likeness(_newcomer(7).vectors["test"], "test"), limit=1))) == ["7.png"]


def test_likeness_sees_a_vector_that_came_later_than_its_entry(kept: FileCatalogue) -> None:
    kept.add([replace(_newcomer(0), vectors={}), _newcomer(1)])
    like = Likeness(_newcomer(0).vectors["test"], "test")
    assert _names(kept.find(Query(like=like))) == ["1.png"]
    assert kept.add([_newcomer(0)]).known == 1
    assert _names(kept.find(Query(like=like))) == ["0.png", "1.png"]


def test_the_best_fitting_words_come_first(kept: FileCatalogue) -> None:
    kept.add([_newcomer(1, label="a wave among many other words that tell of the cloth"),
              _newcomer(2, label="wave wave")])  # fmt: skip
    assert _names(kept.find(Query("wave"))) == ["2.png", "1.png"]


def test_words_and_likeness_hold_together(kept: FileCatalogue) -> None:
    kept.add(_newcomer(k, label="wave" if k % 2 else "star") for k in range(6))
    found = kept.find(Query("wave", like=Likeness(_newcomer(2).vectors["test"], "test")))
    assert sorted(_names(found)) == ["1.png", "3.png", "5.png"]
    assert [one.likeness for one in found] == sorted((one.likeness for one in found), reverse=True)


def test_a_dropped_picture_goes_with_its_last_entry(kept: FileCatalogue) -> None:
    one, two = _newcomer(1, label="a"), _newcomer(1, label="b")
    kept.add([one, two])
    kept.drop(one.entry.id)
    assert kept.path(two.entry).is_file() and kept.check() == []
    file = kept.path(two.entry)
    kept.drop(two.entry.id)
    assert not file.exists() and kept.count() == 0 and kept.find(Query("b")) == []
    with pytest.raises(InputError, match=r"no entry .* in the catalogue"):
        kept.drop(two.entry.id)


def test_a_picture_goes_only_after_its_entry_is_gone_for_good(
    kept: FileCatalogue, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Killed between the two, a program leaves a picture without an entry, never the other way round."""
    kept.add([_newcomer(1)])

    def counted(path: Path, missing_ok: bool) -> None:
        with FileCatalogue(kept.folder) as other:
            assert other.count() == 0
        raise OSError(5, "Input/output error")

    monkeypatch.setattr(Path, "unlink", counted)
    with pytest.raises(OutputError, match="cannot be written: Input/output error"):
        kept.drop(_newcomer(1).entry.id)
    assert kept.count() == 0 and kept.check() == [] and len(list(kept.folder.rglob("*.png"))) == 1


def test_a_question_is_answered_as_of_one_moment(
    kept: FileCatalogue, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept.add(_newcomer(k) for k in range(3))
    search = Nearest.search

    def late(*asked: Any) -> Any:
        with FileCatalogue(kept.folder) as other:
            other.drop(_newcomer(1).entry.id)
        return search(*asked)

    like = Likeness(_newcomer(0).vectors["test"], "test")
    with monkeypatch.context() as patched:
        patched.setattr(Nearest, "search", late)
        assert sorted(_names(kept.find(Query(like=like)))) == ["0.png", "1.png", "2.png"]
    assert sorted(_names(kept.find(Query(like=like)))) == ["0.png", "2.png"]


def test_an_altered_and_a_lost_picture_are_noticed(kept: FileCatalogue) -> None:
    one, two = _newcomer(1), _newcomer(2)
    kept.add([one, two])
    kept.path(one.entry).write_bytes(one.data[:-1] + b"?")  # as long as it was
    kept.path(two.entry).unlink()
    assert len(kept.check()) == 2
    with pytest.raises(InputError, match="was altered in the catalogue; keep it again"):
        kept.path(one.entry)
    assert kept.add([_newcomer(1, label="new"), _newcomer(2, label="new")]).new == 2
    assert kept.check() == []  # kept again, both are whole


def test_bytes_that_are_not_the_entrys_are_refused_and_nothing_is_kept(kept: FileCatalogue) -> None:
    with pytest.raises(InputError, match=r"the bytes of '2\.png' are not those that its entry names"):
        kept.add([_newcomer(1), replace(_newcomer(2), data=b"else")])
    assert kept.count() == 0


def test_vectors_of_a_wrong_length_or_none_are_refused(kept: FileCatalogue) -> None:
    kept.add([_newcomer(1)])
    with pytest.raises(InputError, match="a vector of 3 numbers was asked for among vectors of 8"):
        kept.find(Query(like=Likeness(np.ones(3, np.float32), "test")))
    with pytest.raises(InputError, match="a vector has no direction"):
        unit(np.array([0, np.nan], np.float32))
    with pytest.raises(InputError, match="no picture of the catalogue has a vector 'form'; there are: test"):
        kept.find(Query(like=Likeness(np.ones(3, np.float32), "form")))


WRITER = """
import sys; from pathlib import Path
sys.path.insert(0, sys.argv[3])
from test_catalogue import _newcomer
from wenwu.motifs.catalogue_file import FileCatalogue
first = int(sys.argv[2])
with FileCatalogue(Path(sys.argv[1]), new=True) as kept:
    for k in range(first, first + 60):
        kept.add([_newcomer(k)])
        print(k, flush=True)
"""


def _writer(folder: Path, first: int) -> subprocess.Popen[str]:
    words = [sys.executable, "-c", WRITER, str(folder), str(first), str(Path(__file__).parent)]
    return subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def test_two_programs_write_at_once(tmp_path: Path) -> None:
    writers = [_writer(tmp_path / "c", first) for first in (0, 30)]  # half of it the same pictures
    ends = [writer.communicate(timeout=60) for writer in writers]
    assert [writer.returncode for writer in writers] == [0, 0], ends
    with FileCatalogue(tmp_path / "c") as kept:
        assert kept.count() == 90 and kept.check() == []
        assert len(kept.vectors("test")) == 90


def test_a_writer_killed_in_the_middle_leaves_what_it_had_said(tmp_path: Path) -> None:
    writer = _writer(tmp_path / "c", 0)
    assert writer.stdout is not None
    said = [int(writer.stdout.readline()) for _ in range(10)]
    writer.kill()
    writer.communicate(timeout=60)
    with FileCatalogue(tmp_path / "c") as kept:
        assert kept.check() == [] and kept.count() >= len(said)
        assert all(kept.get(_newcomer(k).entry.id) for k in said)


def test_a_busy_catalogue_is_one_sentence(kept: FileCatalogue) -> None:
    other = sqlite3.connect(kept.folder / FILE, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with FileCatalogue(kept.folder, patience=0.05) as late:
        with pytest.raises(OutputError, match=r"another program is writing to the catalogue .* try again"):
            late.add([_newcomer(1)])
        other.execute("COMMIT")
        assert late.add([_newcomer(1)]).new == 1
    other.close()


def test_a_full_disk_is_one_sentence_and_what_was_kept_stays(
    kept: FileCatalogue, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept.add([_newcomer(1)])
    pages = kept._base.execute("PRAGMA page_count").fetchone()[0]
    kept._base.execute(f"PRAGMA max_page_count = {pages}")
    with pytest.raises(OutputError, match="is full; nothing that was kept is lost: make room"):
        kept.add(_newcomer(k, words="many words " * 150) for k in range(2, 40))
    assert kept.count() == 1 and kept.check() == []

    def full(data: bytes) -> int:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(
        OutputError, match="cannot be written: No space left on device; nothing that was kept"
    ):
        kept.add([_newcomer(50)])
    assert not list(kept.folder.rglob("*.part")) and kept.count() == 1


def test_a_damaged_a_foreign_and_a_newer_database_are_refused(tmp_path: Path) -> None:
    for name, spoil in (
        ("damaged", b"no database at all, but long enough to be read " * 40),
        ("foreign", None),
    ):
        (tmp_path / name).mkdir()
        if spoil:
            (tmp_path / name / FILE).write_bytes(spoil)
        else:
            other = sqlite3.connect(tmp_path / name / FILE)
            other.execute("CREATE TABLE theirs (x)")
            other.close()
    with pytest.raises(InputError, match="is damaged or is none; put a copy of it back"):
        FileCatalogue(tmp_path / "damaged", new=True)
    before = (tmp_path / "foreign" / FILE).read_bytes()
    with pytest.raises(InputError, match="is a database of another program; name another folder"):
        FileCatalogue(tmp_path / "foreign", new=True)
    assert (tmp_path / "foreign" / FILE).read_bytes() == before
    FileCatalogue(tmp_path / "newer", new=True).close()
    base = sqlite3.connect(tmp_path / "newer" / FILE)
    base.execute(f"PRAGMA user_version = {VERSION + 1}")
    base.close()
    with pytest.raises(
        InputError, match=f"is of version {VERSION + 1} and this wenwu keeps version {VERSION}"
    ):
        FileCatalogue(tmp_path / "newer")


def test_no_folder_of_somebody_else_becomes_a_catalogue(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"there is no catalogue at .*; make one with wenwu motif keep"):
        FileCatalogue(tmp_path / "none")
    (tmp_path / "letters").mkdir()
    (tmp_path / "letters" / "a.txt").write_text("dear")
    with pytest.raises(OutputError, match="is there and is no catalogue; name another folder"):
        FileCatalogue(tmp_path / "letters", new=True)


def test_a_picture_is_placed_whole_or_not_at_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = place(tmp_path, b"picture", "png")
    assert path.read_bytes() == b"picture" and path.stem == digest_of(b"picture")

    def cut(source: str, target: str) -> None:
        raise OSError(5, "Input/output error")

    monkeypatch.setattr("os.replace", cut)
    with pytest.raises(OSError, match="Input/output error"):
        place(tmp_path, b"another", "png")
    assert [file for file in tmp_path.rglob("*") if file.is_file()] == [path]
