"""The page's section on a cloth that somebody brought, manifest, glTF: source, permission, no EXIF."""

import base64
import json
import re
from io import BytesIO
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from wenwu.atlas.load import load_atlas
from wenwu.atlas.rules import judge
from wenwu.base.trace import Trace
from wenwu.prompt.brief import Brief, Pattern
from wenwu.prompt.facts import facts_of
from wenwu.prompt.read import read_brief
from wenwu.prompt.wishes import Wishes
from wenwu.report.dossier import write_dossier
from wenwu.report.film import Film
from wenwu.report.manifest import write_manifest
from wenwu.report.own_cloth import THUMB
from wenwu.scene.glb import Glb
from wenwu.scene.gltf_material import add_material
from wenwu.scene.mesh import Material

ATLAS = load_atlas()
FILM = Film(b"film", b"poster", b"contact")
SOURCE, LEAVE = "a <b>chest</b> in Leishan", "my aunt's"


@pytest.fixture(scope="module")
def photograph(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A cloth in two colours, with a place and a name beside its pixels."""
    path = tmp_path_factory.mktemp("photo") / "cloth.jpg"
    cell = np.full((100, 100, 3), [200, 180, 120], np.uint8)
    cell[20:80, 30:50] = [40, 50, 120]
    exif = Image.Exif()
    exif[0x013B] = "Somebody"
    exif.get_ifd(0x8825)[2] = (26.0, 22.0, 0.0)
    Image.fromarray(np.tile(cell, (5, 6, 1))).save(path, exif=exif)
    return path


def brief_of(photograph: Path, prompt: str, **more: object) -> Brief:
    said = {"file": str(photograph), "print": "a" * 64, "source": SOURCE, "permission": LEAVE, "sacred": "no"}
    pattern = Pattern.model_validate({**said, "on": "apron", "width": 0.3, **more})
    return read_brief(prompt, Wishes(dancers=1, pattern=pattern), ATLAS)


def trace_of(known: bool, likeness: float = 0.61, **concepts: float) -> Trace:
    trace = Trace()
    trace.add("memory", "read", "", known=known, likeness=likeness, concepts=concepts)
    return trace


def page(folder: Path, brief: Brief, trace: Trace) -> str:
    write_dossier(folder, brief, ATLAS, judge(facts_of(brief, ATLAS), ATLAS), trace, FILM)
    return (folder / "report.html").read_text("utf-8")


def section(text: str) -> str:
    return text[text.index('<section id="cloth"') : text.index('<section id="dancers"')]


@pytest.fixture(scope="module")
def unknown(photograph: Path, tmp_path_factory: pytest.TempPathFactory) -> str:
    brief = brief_of(photograph, "A Miao woman dances the wooden drum dance")
    return section(page(tmp_path_factory.mktemp("en"), brief, trace_of(False)))


def test_it_says_whose_by_whose_leave_and_on_whose_word(unknown: str) -> None:
    assert '<h2 id="cloth-title">Your cloth</h2>' in unknown
    assert "a &lt;b&gt;chest&lt;/b&gt; in Leishan" in unknown and "my aunt&#39;s" in unknown
    assert "no, by the word of whoever brought it" in unknown and "SHA-256 aaaaaaaaaaaaaaaa…" in unknown
    assert "Nothing like it in memory. It is worn on the word of whoever brought it" in unknown
    assert "Likeness of the nearest form it knows: 0.61." in unknown
    assert "Xijiang festive dress with silver horns: apron" in unknown and "30 cm" in unknown


def test_the_thumbnails_are_small_and_say_nothing_beside_their_pixels(unknown: str) -> None:
    found = re.findall(r"data:image/jpeg;base64,([A-Za-z0-9+/=]+)", unknown)
    assert len(found) == 2
    for data in map(base64.b64decode, found):
        picture = Image.open(BytesIO(data))
        assert max(picture.size) <= THUMB and not picture.getexif() and b"Somebody" not in data
        assert len(data) < 60_000
    colour = np.asarray(Image.open(BytesIO(base64.b64decode(found[0]))), int)
    assert (np.abs(colour - [200, 180, 120]).max(-1) < 25).mean() > 0.5


def test_what_it_looks_like_is_told_with_concepts_and_rules(photograph: Path, tmp_path: Path) -> None:
    brief = brief_of(
        photograph,
        "A Miao woman dances the wooden drum dance",
        looks_like=("miao.maple",),
        read_as=("origin",),
    )
    text = section(page(tmp_path, brief, trace_of(True, 0.94, origin=0.81)))
    assert "It looks like Miao · maple" in text and "Likeness of the nearest form it knows: 0.94" in text
    assert "it says neither whose the cloth is nor what it means to them" in text
    assert '<td class="number">0.81</td>' in text and "Origin" in text
    assert "miao.maple_not_power" in text and "Nothing like it in memory" not in text


def test_it_is_told_in_chinese(photograph: Path, tmp_path: Path) -> None:
    text = section(page(tmp_path, brief_of(photograph, "一位苗族姑娘跳木鼓舞"), trace_of(False)))
    assert (
        "您的布" in text
        and "记忆中没有与之相似者" in text
        and "：围腰" in text
        and "Nothing like" not in text
    )
    assert "如何找到" in text and "<li>照片未作镜像</li>" in text and "mirrored" not in text


def test_a_sign_that_was_sought_is_told_apart_from_what_the_memory_knows(
    photograph: Path, tmp_path: Path
) -> None:
    brief = brief_of(photograph, "A Miao woman dances the wooden drum dance", kept=("svastika",))
    text = section(page(tmp_path, brief, trace_of(False)))
    assert "A place of it looks like a svastika." in text and "by moving a drawing of the sign over" in text
    assert "a network" not in text and "Nothing like it in memory" not in text


def test_without_a_cloth_there_is_no_section(tmp_path: Path) -> None:
    text = page(tmp_path, read_brief("A Miao woman dances the wooden drum dance", Wishes(), ATLAS), Trace())
    assert "Your cloth" not in text and 'id="cloth"' not in text


def test_the_manifest_keeps_source_and_permission(photograph: Path, tmp_path: Path) -> None:
    write_manifest(tmp_path, brief_of(photograph, "A Miao woman dances the wooden drum dance"), {}, 1.0)
    assert json.loads((tmp_path / "manifest.json").read_text("utf-8"))["pattern"] == {
        "name": "cloth.jpg", "sha256": "a" * 64, "source": SOURCE, "permission": LEAVE, "sacred": "no",
    }  # fmt: skip


def test_a_gltf_material_carries_the_credit() -> None:
    glb, plain = Glb(), np.zeros((4, 4, 3), np.uint8)
    add_material(glb, Material("apron", plain, credit=f"{SOURCE} ({LEAVE})"))
    add_material(glb, Material("skirt", plain))
    apron, skirt = glb.lists["materials"]
    assert apron["extras"] == {"credit": f"{SOURCE} ({LEAVE})"} and "extras" not in skirt
