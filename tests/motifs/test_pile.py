"""The bounds of what somebody hands over, at the sizes that are written there: zips that lie among them."""

import re
import struct
import zipfile
from pathlib import Path

import pytest

from wenwu.base.errors import InputError
from wenwu.motifs.picture import picture_of, read_picture
from wenwu.motifs.pile import FolderPile, ZipPile

WHOLE = "'in.zip' would unpack to more than 1,000,000 files or 20 GB; hand it over in parts"
NEARLY = 4_294_967_294  # bytes: the most that a plain zip can say of one file


def lying(path: Path, packed: int, *unpacked: int) -> ZipPile:
    """A zip of a few bytes whose files say that they are so large, packed and unpacked."""
    with zipfile.ZipFile(path, "w") as pack:
        for number in range(len(unpacked)):
            pack.writestr(f"{number}.png", b"12345")
    data, at = bytearray(path.read_bytes()), 0
    for size in unpacked:
        at = data.index(b"PK\x01\x02", at) + 20  # the two sizes in the list at the end of a zip
        struct.pack_into("<II", data, at, packed, size)
    path.write_bytes(data)
    return ZipPile(path)


def test_all_files_of_a_zip_together_have_a_bound(tmp_path: Path) -> None:
    """Each of them by itself would be within it."""
    assert len(lying(tmp_path / "in.zip", 5, *[NEARLY] * 4).names()) == 4  # 17 GB
    with pytest.raises(InputError, match=f"^{re.escape(WHOLE)}$"):
        lying(tmp_path / "in.zip", 5, *[NEARLY] * 5)


def test_a_zip_of_too_many_files_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    many = [zipfile.ZipInfo("a.png")] * 1_000_001
    monkeypatch.setattr(zipfile.ZipFile, "infolist", lambda self: many)
    with pytest.raises(InputError, match=f"^{re.escape(WHOLE)}$"):
        lying(tmp_path / "in.zip", 5, 5)


def test_one_file_of_a_zip_has_a_bound_however_little_it_swells(tmp_path: Path) -> None:
    pile = lying(tmp_path / "in.zip", 2_000_001, 400_000_001)
    said = r"^'0\.png' unpacks from 2,000,001 to 400,000,001 bytes: too much$"
    with pytest.raises(InputError, match=said):
        pile.read("0.png")


def test_what_is_small_may_swell_and_what_is_large_may_not(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "in.zip", "w", zipfile.ZIP_DEFLATED) as pack:
        pack.writestr("small", bytes(1_000_000))
        pack.writestr("trap", bytes(10_000_001))
        pack.writestr("large", bytes(10_000_001), zipfile.ZIP_STORED)
    pile = ZipPile(tmp_path / "in.zip")
    assert len(pile.read("small")) == 1_000_000 and len(pile.read("large")) == 10_000_001
    with pytest.raises(InputError, match=r"^'trap' unpacks from [\d,]{5,6} to 10,000,001 bytes: too much$"):
        pile.read("trap")


def test_a_file_that_is_too_large_is_not_read(tmp_path: Path) -> None:
    with (tmp_path / "a.png").open("wb") as file:
        file.truncate(400_000_001)  # nothing is written
    with pytest.raises(InputError, match=r"^'a\.png' is larger than 400 MB$"):
        FolderPile(tmp_path).read("a.png")
    said = r"^the picture 'a\.png' is larger than 400 MB; scale it down first$"
    with pytest.raises(InputError, match=said):
        read_picture(tmp_path / "a.png")
    with pytest.raises(InputError, match=said):
        picture_of(bytes(400_000_001), "a.png")
