"""Whatever a file says, reading it ends in rows, pictures or one sentence."""

import io
import json
import zipfile
from contextlib import suppress

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from wenwu.base.errors import InputError
from wenwu.motifs.iiif import read_manifest
from wenwu.motifs.importer import _manifest, _picture, _pile
from wenwu.motifs.online import is_web
from wenwu.motifs.pile import FolderPile, ZipPile
from wenwu.motifs.rows import TABLES, read_table
from wenwu.motifs.svg_picture import svg_picture

WORDS = st.sampled_from([
    "painting", "Choice", "http://[", "http://a/b/full/max/0/default.jpg", "../x", "\0", "", "sc:Manifest",
])  # fmt: skip
KEYS = st.sampled_from([
    "items", "body", "id", "@id", "type", "label", "value", "metadata", "service", "source", "default",
    "images",
    "resource", "canvases", "sequences", "motivation", "rights", "license", "requiredStatement", "provider",
])  # fmt: skip
JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-3, 3) | WORDS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=4),
    max_leaves=30,
)


class One:
    """A pile of one file."""

    def __init__(self, name, data):
        self.name, self.data = name, data

    def names(self):
        return (self.name,)

    def read(self, name):
        if name != self.name:
            raise InputError("not there")
        return self.data


@settings(max_examples=150, deadline=None)
@given(st.dictionaries(KEYS, JSON, max_size=6), st.sampled_from([2, 3]))
def test_any_manifest(manifest, version):
    manifest["@context"] = f"http://iiif.io/api/presentation/{version}/context.json"
    try:
        canvases = read_manifest(json.dumps(manifest).encode(), "m.json")
    except InputError:
        return
    source = _manifest(canvases, One("b.png", b""), True)
    assert len(source.items) + len(source.skipped) == len(canvases)


@settings(max_examples=150, deadline=None)
@given(
    st.sampled_from(TABLES),
    st.binary(max_size=300) | st.text(max_size=300).map(lambda t: t.encode("utf-8", "replace")),
)
def test_any_table(name, data):
    pile = One(name, b"file,label\n" + data)
    try:
        table = read_table(pile)
    except InputError:
        return
    assert all(isinstance(v, str) for row in table.rows.values() for v in row.values())
    for item in _pile(pile).items:
        try:
            item.read()
        except InputError as error:
            assert str(error)


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=60))
def test_any_name_in_a_folder(tmp_path_factory, name):
    folder = FolderPile(tmp_path_factory.mktemp("empty"))
    try:
        folder.read(name)
    except InputError as error:
        assert "\n" not in str(error) or "\\n" in repr(name)
    assert is_web(name) in (True, False)


def _spoilt(whole, places):
    data = bytearray(whole)
    for at, value in places:
        data[at % len(data)] = value
    return bytes(data)


PLACES = st.lists(st.tuples(st.integers(0, 5000), st.integers(0, 255)), min_size=1, max_size=12)
HELD = {}
for kind in ("PNG", "JPEG", "WEBP", "GIF", "TIFF", "BMP"):
    _held = io.BytesIO()
    Image.fromarray(np.random.default_rng(2).integers(0, 255, (40, 40, 3), np.uint8)).save(_held, kind)
    HELD[kind] = _held.getvalue()


@settings(max_examples=200, deadline=None)
@given(st.sampled_from(sorted(HELD)), PLACES)
def test_any_spoilt_picture(kind, places):
    try:
        picture = _picture(_spoilt(HELD[kind], places), "a", 64)
    except InputError:
        return
    assert np.isfinite(picture.colour).all() and max(picture.colour.shape[:2]) <= 64


@settings(max_examples=200, deadline=None)
@given(PLACES)
def test_any_spoilt_zip_and_drawing(tmp_path_factory, places):
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as pack:
        pack.writestr("a.png", HELD["PNG"])
    path = tmp_path_factory.mktemp("z") / "a.zip"
    path.write_bytes(_spoilt(held.getvalue(), places))
    try:
        pile = ZipPile(path)
        for name in pile.names():
            pile.read(name)
    except InputError:
        pass
    plain = (
        b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 4 4"><path d="M0 0L4 4" stroke="red"/></svg>'
    )
    with suppress(InputError):
        svg_picture(_spoilt(plain, places), "a.svg", 32)
