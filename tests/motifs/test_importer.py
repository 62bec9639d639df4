"""Real pictures brought in: every word kept, every fault one sentence, never a crash."""

import csv
import io
import json
import os
import struct
import zipfile
import zlib
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from wenwu.base.errors import InputError, OutputError
from wenwu.motifs import importer, pile
from wenwu.motifs.importer import import_pictures, open_source
from wenwu.motifs.keeping import Skipped, newcomers

RED = np.full((24, 40, 3), (200, 30, 20), np.uint8)


def save(path, image=RED, **how):
    path.parent.mkdir(parents=True, exist_ok=True)
    Image.fromarray(image).save(path, **how)


def records(out):
    with (out / "metadata.jsonl").open(encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def told(out):
    with (out / "skipped.jsonl").open(encoding="utf-8") as lines:
        return {row["name"]: row["why"] for row in map(json.loads, lines)}


def table(folder, rows, name="labels.csv"):
    with (folder / name).open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)


def huge_png(side):
    """A few kilobytes that say they are `side` pixels square."""
    head = struct.pack(">IIBBBBB", side, side, 8, 0, 0, 0, 0)
    parts = [(b"IHDR", head), (b"IDAT", zlib.compress(b"\0" * 1000)), (b"IEND", b"")]
    body = [struct.pack(">I", len(d)) + k + d + struct.pack(">I", zlib.crc32(k + d)) for k, d in parts]
    return b"\x89PNG\r\n\x1a\n" + b"".join(body)


def test_a_folder_with_a_table_keeps_every_column(tmp_path):
    save(tmp_path / "in" / "a.png")
    save(tmp_path / "in" / "b.png")
    (tmp_path / "in" / "notes.txt").write_text("not a picture")
    table(tmp_path / "in", [
        {"file": "a.png", "culture": "Han", "class": "vine", "licence": "CC0", "redistributable": "yes",
         "shelf": "7"},
        {"file": "b.png", "culture": "", "class": "", "licence": "", "redistributable": "", "shelf": "8"},
    ])  # fmt: skip
    report = import_pictures(str(tmp_path / "in"), tmp_path / "out", {"culture": "Yi"})
    assert (report.read, report.unlicensed, report.skipped, report.ignored) == (2, 1, (), ("notes.txt",))
    first, second = records(tmp_path / "out")
    assert (first["culture"], first["class"], first["licence"], first["licence_stated"]) == (
        "Han",
        "vine",
        "CC0",
        True,
    )
    assert first["redistributable"] == "yes" and first["row"]["shelf"] == "7"
    assert second["culture"] == "Yi" and second["licence"] == "not stated" and not second["licence_stated"]
    assert second["redistributable"] == "not stated"
    with Image.open(tmp_path / "out" / first["file"]) as image:
        assert (np.asarray(image) == RED).all()


def test_what_came_in_goes_on_into_the_catalogue(tmp_path):
    """The folder that is written is one that `wenwu motif keep` reads, licence and place included."""
    save(tmp_path / "in" / "a.png")
    table(tmp_path / "in", [{"file": "a.png", "licence": "CC0", "latitude": "26.4", "longitude": "108.1"}])
    import_pictures(str(tmp_path / "in"), tmp_path / "out")
    skipped = Skipped()
    (kept,) = newcomers(tmp_path / "out", {}, skipped)
    assert (
        not skipped.why and kept.entry.licence == "CC0" and (kept.entry.lat, kept.entry.lon) == (26.4, 108.1)
    )


def test_a_table_that_lies_about_its_files(tmp_path):
    folder = tmp_path / "in"
    save(folder / "there.png")
    save(folder / "unlisted.png")
    save(tmp_path / "outside.png")
    names = ("there.png", "gone.png", "../outside.png", "there.png", "")
    table(folder, [{"file": name, "width": "999", "height": "24"} for name in names])
    report = import_pictures(str(folder), tmp_path / "out")
    assert report.read == 2
    assert told(tmp_path / "out") == {
        "row 4 of labels.csv: there.png": "an earlier row names this file too; the earlier one counts",
        "row 5 of labels.csv": "it names no file",
        "gone.png": "'gone.png' is not there",
        "../outside.png": "'../outside.png' lies outside the folder",
    }
    one, other = records(tmp_path / "out")
    assert one["noted"] == ["its row says 999 × 24 pixels; it has 40 × 24"]
    assert other["row"] == {"note": "not in labels.csv"}


def test_every_bad_picture_is_one_sentence_and_the_good_ones_come(tmp_path):
    folder = tmp_path / "in"
    save(folder / "good.png")
    save(folder / "small.png", RED[:1, :1])
    whole = io.BytesIO()
    Image.fromarray(np.random.default_rng(1).integers(0, 255, (90, 90, 3), np.uint8)).save(whole, "PNG")
    (folder / "cut.png").write_bytes(whole.getvalue()[:4000])
    (folder / "huge.png").write_bytes(huge_png(14_200))
    (folder / "words.jpg").write_text("these are words")
    (folder / "empty.webp").write_bytes(b"")
    Image.fromarray(RED).convert("CMYK").save(folder / "ink.tif")
    Image.fromarray(np.arange(960, dtype=np.uint16).reshape(24, 40) * 60).save(folder / "deep.png")
    frames = [Image.fromarray(RED), Image.fromarray(255 - RED)]
    frames[0].save(folder / "moving.gif", save_all=True, append_images=frames[1:])
    exif = Image.Exif()
    exif[0x0112] = 6
    Image.fromarray(RED).save(folder / "turned.png", exif=exif)
    report = import_pictures(str(folder), tmp_path / "out")
    assert report.read == 5 and report.unlicensed == 5
    assert told(tmp_path / "out") == {
        "cut.png": "the picture 'cut.png' is cut off or damaged; save it again",
        "empty.webp": "'empty.webp' is no picture that can be read; PNG, JPEG, WebP, TIFF, BMP and GIF can",
        "huge.png": "the picture 'huge.png' has more than 80 megapixels; scale it down first",
        "small.png": "the picture 'small.png' is 1 × 1 pixels; it needs at least 16 × 16",
        "words.jpg": "'words.jpg' is no picture that can be read; PNG, JPEG, WebP, TIFF, BMP and GIF can",
    }
    noted = {row["name"]: row["noted"] for row in records(tmp_path / "out")}
    assert noted["moving.gif"] == ["the first of 2 frames"] and noted["deep.png"] == ["16 bits to 8"]
    assert noted["ink.tif"] == ["CMYK to RGB"] and noted["turned.png"] == ["turned upright as its EXIF says"]


def test_a_zip_is_read_without_being_unpacked_and_a_trap_is_left_out(tmp_path):
    held = io.BytesIO()
    Image.fromarray(RED).save(held, "PNG")
    with zipfile.ZipFile(tmp_path / "in.zip", "w", zipfile.ZIP_DEFLATED) as pack:
        pack.writestr("deep/er/a.png", held.getvalue())
        pack.writestr("bomb.png", b"\0" * 60_000_000)
        pack.writestr(
            "metadata.jsonl", json.dumps({"file_name": "deep/er/a.png", "license": "CC0", "n": [1, 2]})
        )
    report = import_pictures(str(tmp_path / "in.zip"), tmp_path / "out")
    assert report.read == 1 and report.unlicensed == 0
    (why,) = told(tmp_path / "out").values()
    assert why.startswith("'bomb.png' unpacks from ") and why.endswith(" to 60,000,000 bytes: too much")
    assert records(tmp_path / "out")[0]["row"]["n"] == "[1, 2]"
    (tmp_path / "no.zip").write_bytes(b"PK no zip")
    with pytest.raises(InputError, match=r"'no\.zip' is no zip file that can be read"):
        import_pictures(str(tmp_path / "no.zip"), tmp_path / "no")


def test_a_zip_beyond_all_bounds_is_refused_whole(tmp_path, monkeypatch):
    with zipfile.ZipFile(tmp_path / "in.zip", "w") as pack:
        pack.writestr("a.png", b"12345")
    monkeypatch.setattr(pile, "UNPACKED", 4)
    with pytest.raises(InputError, match=r"'in\.zip' would unpack to more than"):
        import_pictures(str(tmp_path / "in.zip"), tmp_path / "out")
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("packed", [True, False])
def test_a_file_beyond_the_bound_is_left_out(tmp_path, monkeypatch, packed):
    for name in ("a.png", "b.png"):
        save(tmp_path / "in" / name)
    (tmp_path / "in" / "large.png").write_bytes(bytes(5000))
    source = tmp_path / "in"
    if packed:
        source = tmp_path / "in.zip"
        with zipfile.ZipFile(source, "w") as pack:
            for path in (tmp_path / "in").iterdir():
                pack.write(path, path.name)
    monkeypatch.setattr(pile, "BYTES", 4999)
    assert import_pictures(str(source), tmp_path / "out").read == 2
    (why,) = told(tmp_path / "out").values()
    assert "to 5,000 bytes: too much" in why if packed else why == "'large.png' is larger than 0 MB"
    if packed:
        monkeypatch.setattr(pile, "FILES", 2)
        with pytest.raises(InputError, match=r"'in\.zip' would unpack to more than 2 files or"):
            import_pictures(str(source), tmp_path / "more")


def test_a_link_that_leads_out_is_not_followed(tmp_path):
    save(tmp_path / "secret.png")
    save(tmp_path / "in" / "a.png")
    os.symlink(tmp_path / "secret.png", tmp_path / "in" / "link.png")
    import_pictures(str(tmp_path / "in"), tmp_path / "out")
    assert told(tmp_path / "out") == {"link.png": "'link.png' lies outside the folder"}


def test_one_picture_alone_and_what_is_said_of_it(tmp_path):
    save(tmp_path / "a.png")
    report = import_pictures(
        str(tmp_path / "a.png"), tmp_path / "out", {"licence": "CC BY 4.0", "label": "hem"}
    )
    (record,) = records(tmp_path / "out")
    assert report.unlicensed == 0 and record["licence"] == "CC BY 4.0" and record["label"] == "hem"
    assert json.loads((tmp_path / "out" / "report.json").read_text())["read"] == 1


def test_nothing_is_left_where_nothing_came_in(tmp_path, monkeypatch):
    (tmp_path / "in").mkdir()
    with pytest.raises(InputError, match=r"no picture of '.*in' could be read$"):
        import_pictures(str(tmp_path / "in"), tmp_path / "out")
    with pytest.raises(InputError, match=r"there is no picture, folder, zip or manifest '.*gone'"):
        import_pictures(str(tmp_path / "gone"), tmp_path / "out")
    (tmp_path / "in" / "labels.csv").write_bytes("file,label\na.png,\xff\xfe".encode("latin-1"))
    with pytest.raises(InputError, match=r"labels\.csv is not written in UTF-8; save it so"):
        import_pictures(str(tmp_path / "in"), tmp_path / "out")
    (tmp_path / "in" / "labels.csv").unlink()
    save(tmp_path / "in" / "a.png")

    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(importer, "_write", full)
    with pytest.raises(OutputError, match="cannot be written: No space left on device"):
        import_pictures(str(tmp_path / "in"), tmp_path / "out")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["in"]
    (tmp_path / "out").mkdir()
    with pytest.raises(OutputError, match="exists already; name another folder or remove it"):
        import_pictures(str(tmp_path / "in"), tmp_path / "out")


def test_rows_of_json_that_are_none_are_counted(tmp_path):
    save(tmp_path / "in" / "a.png")
    (tmp_path / "in" / "metadata.jsonl").write_text(
        '{"file_name": "a.png"}\nnot json\n[1]\n' + "[" * 5000 + "\n"
    )
    report = import_pictures(str(tmp_path / "in"), tmp_path / "out")
    assert report.read == 1 and list(told(tmp_path / "out").values()) == ["it names no file"] * 3


def test_a_row_longer_than_any_label_is_none(tmp_path):
    for name, long in (("a.png", 100_000), ("b.png", 100_001)):
        save(tmp_path / "in" / name)
        row = json.dumps({"file": name, "label": ""})
        with (tmp_path / "in" / "metadata.jsonl").open("a") as file:
            file.write(row[:-2] + "x" * (long - len(row)) + row[-2:] + "\n")
    import_pictures(str(tmp_path / "in"), tmp_path / "out")
    assert told(tmp_path / "out") == {"row 2 of metadata.jsonl": "it names no file"}
    assert [len(record["label"]) > 99_000 for record in records(tmp_path / "out")] == [True, False]


def test_a_drawing_comes_in_as_it_is_drawn(tmp_path):
    drawing = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 4 2"><rect width="4" height="2"/></svg>'
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.svg").write_text(drawing)
    (tmp_path / "in" / "b.svg").write_text(drawing.replace("<rect", "<script/><rect"))
    import_pictures(str(tmp_path / "in"), tmp_path / "out", side=80)
    (record,) = records(tmp_path / "out")
    assert (record["width"], record["height"], record["noted"]) == (80, 40, ["drawn from SVG"])
    said = "the drawing 'b.svg' holds a script; save it as a plain drawing or as PNG"
    assert told(tmp_path / "out") == {"b.svg": said}


def test_a_name_may_be_said_from_here_and_a_label_may_hold_any_sign(tmp_path):
    save(tmp_path / "in" / "a.png")
    save(tmp_path / "in" / "b.png")
    labels = ("two\u2028lines", "next\x85one")
    rows = [
        {"file": f"./{name}", "label": label} for name, label in zip(("a.png", "b.png"), labels, strict=True)
    ]
    text = "\r\n".join(json.dumps(row, ensure_ascii=False) for row in rows)
    (tmp_path / "in" / "metadata.jsonl").write_bytes(text.encode())
    report = import_pictures(str(tmp_path / "in"), tmp_path / "out")
    assert (report.read, report.skipped) == (2, ())
    assert tuple(row["label"] for row in records(tmp_path / "out")) == labels
    again = open_source(str(tmp_path / "out"))  # and what is written is read again
    assert tuple(item.row["label"] for item in again.items) == labels


def test_a_jpeg_that_is_decoded_smaller_still_has_the_size_that_its_row_says(tmp_path):
    exif = Image.Exif()
    exif[0x0112] = 6
    save(tmp_path / "in" / "a.jpg", np.tile(RED, (16, 16, 1))[:300, :256], exif=exif)
    table(tmp_path / "in", [{"file": "a.jpg", "width": "256", "height": "300"}])
    import_pictures(str(tmp_path / "in"), tmp_path / "out", side=150)
    (record,) = records(tmp_path / "out")
    assert record["noted"] == ["turned upright as its EXIF says", "scaled down from 300 × 256"]
    assert (record["width"], record["height"]) == (150, 128)


def test_all_real_pictures_are_known_to_the_table():
    """The whole folder is read by `wenwu motif import`; here its list alone, and a few of its pictures."""
    data = os.environ.get("WENWU_DATA", "")
    folder = Path(data) / "motifs"
    if not data or not folder.is_dir():
        pytest.skip("WENWU_DATA names no folder of real motifs")
    source = open_source(str(folder))
    assert len(source.items) > 3000 and not source.skipped and all(i.row.get("licence") for i in source.items)
    for item in source.items[::200]:
        assert importer._picture(item.read(), item.name, 384).colour.shape[2] == 3
