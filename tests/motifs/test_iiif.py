"""IIIF manifests of both versions: their pictures beside them, or from the web where that was asked."""

import io
import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import repeat
from urllib.request import OpenerDirector

import numpy as np
import pytest
from PIL import Image

from wenwu.base.errors import InputError
from wenwu.motifs import iiif, importer
from wenwu.motifs.iiif import read_manifest
from wenwu.motifs.importer import import_pictures
from wenwu.motifs.online import fetch

SERVICE = "https://iiif.example.org/cloth%2F12"


def version_2(*urls):
    return {
        "@context": "http://iiif.io/api/presentation/2/context.json", "@type": "sc:Manifest",
        "label": "Cloths",
        "license": "http://creativecommons.org/publicdomain/zero/1.0/", "attribution": "A Museum",
        "metadata": [{"label": "Place", "value": [{"@language": "en", "@value": "Leishan"}]}],
        "sequences": [{"canvases": [
            {"label": f"p. {k}", "images": [{"resource": {"@id": url, "service": {"@id": SERVICE}}}]}
            for k, url in enumerate(urls, 1)
        ]}],
    }  # fmt: skip


def version_3(*bodies, **more):
    return {
        "@context": "http://iiif.io/api/presentation/3/context.json", "type": "Manifest", "id": "x",
        "label": {"en": ["Cloths"]}, "rights": "http://creativecommons.org/licenses/by/4.0/",
        "requiredStatement": {"label": {"en": ["By"]}, "value": {"en": ["A Museum"]}},
        "items": [
            {"type": "Canvas", "label": {"none": [f"p. {k}"]},
             "items": [{"items": [{"motivation": "painting", "body": body}]}]}
            for k, body in enumerate(bodies, 1)
        ], **more,
    }  # fmt: skip


def read(manifest):
    return read_manifest(json.dumps(manifest).encode(), "m.json")


def put(folder, *names):
    folder.mkdir(parents=True, exist_ok=True)
    for name in names:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        Image.fromarray(np.full((30, 30, 3), 90, np.uint8)).save(folder / name)


def records(out):
    with (out / "metadata.jsonl").open(encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def test_version_2_says_what_it_shows_and_by_what_right():
    (canvas,) = read(version_2(f"{SERVICE}/full/full/0/default.jpg"))
    assert canvas.label == "p. 1" and canvas.names == ("cloth/12",)
    assert canvas.row == {
        "licence": "http://creativecommons.org/publicdomain/zero/1.0/", "attribution": "A Museum",
        "manifest_label": "Cloths", "iiif:Place": "Leishan",
    }  # fmt: skip


def test_version_3_takes_the_first_of_a_choice_and_the_source_of_a_part():
    choice = {"type": "Choice", "items": [{"id": "http://a/one.jpg"}, {"id": "http://a/two.jpg"}]}
    part = {"type": "SpecificResource", "source": {"id": "http://a/three.jpg"}}
    plain = [{"type": "Image", "id": "http://a/four.jpg", "service": [{"id": "http://a/iiif/four"}]}]
    canvases = read(version_3(choice, part, plain))
    assert [c.url.rpartition("/")[2] for c in canvases] == ["one.jpg", "three.jpg", "four.jpg"]
    assert canvases[0].row["attribution"] == "A Museum" and canvases[2].service == "http://a/iiif/four"


def test_pictures_beside_the_manifest_come_in_and_others_are_told(tmp_path):
    put(tmp_path / "m", "one.jpg", "sub/two.png", "12.png")
    manifest = version_3({"id": "https://a.org/x/one.jpg"}, {"id": "file:///elsewhere/two.png"},
                         {"id": "https://a.org/12/full/max/0/default.jpg"}, {"id": "https://a.org/none.jpg"},
                         {"id": "file:///etc/passwd"})  # fmt: skip
    (tmp_path / "m" / "manifest.json").write_text(json.dumps(manifest), "utf-8")
    report = import_pictures(str(tmp_path / "m" / "manifest.json"), tmp_path / "out")
    assert [r["name"] for r in records(tmp_path / "out")] == ["one.jpg", "sub/two.png", "12.png"]
    assert {r["licence"] for r in records(tmp_path / "out")} == {
        "http://creativecommons.org/licenses/by/4.0/"
    }
    assert [s.why for s in report.skipped] == [
        "picture 4 ('https://a.org/none.jpg') does not lie beside the manifest; say --online to fetch it",
        "picture 5 ('file:///etc/passwd') does not lie beside the manifest and is not fetched",
    ]


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"{", "the manifest 'm.json' is no JSON that can be read"),
        (b"[" * 100_000, "the manifest 'm.json' is no JSON that can be read"),
        (b'{"@context": "http://iiif.io/api/presentation/3/context.json", "label": '
         + b"[" * 600 + b"]" * 600 + b"}", "the manifest 'm.json' nests too deep to be read"),
        (b"[]", "'m.json' is no IIIF manifest"),
        (b'{"@context": "http://iiif.io/api/presentation/4/context.json"}',
         "'m.json' is no IIIF manifest of version 2 or 3"),
        (b'{"@context": "http://iiif.io/api/presentation/3/context.json", "type": "Collection"}',
         "'m.json' is a IIIF collection; hand over the manifests that it lists, one by one"),
        (b'{"@context": "http://iiif.io/api/presentation/3/context.json", "items": 7}',
         "the manifest 'm.json' shows no picture"),
    ],
)  # fmt: skip
def test_what_is_no_manifest_is_one_sentence(data, sentence):
    with pytest.raises(InputError) as error:
        read_manifest(data, "m.json")
    assert str(error.value) == sentence


@pytest.fixture
def web(tmp_path):
    """A little museum on this machine: pictures, one too large, one that leads to a file."""
    put(tmp_path / "www", "a.png")
    pages = {"/a.png": (tmp_path / "www" / "a.png").read_bytes(), "/large.png": b"x" * 2000}

    away = {"/away.png": "file:///etc/passwd", "/old.png": "ftp://127.0.0.1/a.png"}

    class Museum(BaseHTTPRequestHandler):
        def do_GET(self):
            if self.path in away:
                self.send_response(302)
                self.send_header("Location", away[self.path])
                self.end_headers()
            elif self.path in pages:
                self.send_response(200)
                self.end_headers()
                self.wfile.write(pages[self.path])
            else:
                self.send_error(404)

        def log_message(self, *_):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Museum)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    host = f"http://127.0.0.1:{server.server_port}"
    pages["/m.json"] = json.dumps(version_3(*({"id": f"{host}/{n}"} for n in ("a.png", "b.png")))).encode()
    yield host
    server.shutdown()
    thread.join()
    server.server_close()


def test_the_web_is_asked_only_where_somebody_said_so(web, tmp_path):
    with pytest.raises(InputError, match=r"is on the web; say --online to fetch it"):
        import_pictures(f"{web}/m.json", tmp_path / "out")
    report = import_pictures(f"{web}/m.json", tmp_path / "out", online=True)
    assert report.read == 1 and "could not be fetched: Not Found" in report.skipped[0].why
    assert import_pictures(f"{web}/a.png", tmp_path / "one", online=True).read == 1


def test_an_image_service_is_asked_for_the_size_that_is_wanted(web, tmp_path, monkeypatch):
    asked = []
    monkeypatch.setattr(importer, "fetch", lambda address: asked.append(address) or fetch(f"{web}/a.png"))
    put(tmp_path / "m")
    (tmp_path / "m" / "m.json").write_text(json.dumps(version_2("https://a.org/x.jpg")), "utf-8")
    import_pictures(str(tmp_path / "m" / "m.json"), tmp_path / "out", online=True, side=2000)
    assert asked == [f"{SERVICE}/full/!2000,2000/0/default.jpg"]


def test_what_a_picture_says_of_itself_counts_more_than_what_its_manifest_says():
    manifest = version_3({"id": "http://a/one.jpg"}, {"id": "http://a/two.jpg"})
    manifest["items"][0]["rights"] = "http://rightsstatements.org/vocab/InC/1.0/"
    own, common = read(manifest)
    assert own.row["licence"] == "http://rightsstatements.org/vocab/InC/1.0/"
    assert common.row["licence"] == "http://creativecommons.org/licenses/by/4.0/"


def test_fetching_keeps_to_the_web_and_within_bounds(web, monkeypatch):
    with pytest.raises(InputError, match="is no web address; http and https are"):
        fetch("file:///etc/passwd")
    with pytest.raises(InputError, match=r"could not be fetched: Found - Redirection to url 'file:///etc/passwd'"):
        fetch(f"{web}/away.png")
    with pytest.raises(InputError, match=r"could not be fetched: unknown url type: ftp$"):
        fetch(f"{web}/old.png")
    monkeypatch.setattr("wenwu.motifs.online.BYTES", 1000)
    with pytest.raises(InputError, match="holds more than 0 MB"):
        fetch(f"{web}/large.png")


def test_an_answer_is_waited_for_twenty_seconds_and_read_to_fifty_megabytes(monkeypatch):
    asked = []

    class Answer(io.BytesIO):
        def read(self, size=-1):
            asked.append(size)
            return bytes(50_000_001)

    def open(self, request, data=None, timeout=None):
        asked.append(timeout)
        return Answer()

    monkeypatch.setattr(OpenerDirector, "open", open)
    with pytest.raises(InputError, match=r"^'http://a\.org/b' holds more than 50 MB$"):
        fetch("http://a.org/b")
    assert asked == [20.0, 50_000_001]


def test_a_manifest_has_bounds(monkeypatch):
    with pytest.raises(InputError, match=r"^the manifest 'm\.json' is larger than 50 MB$"):
        read_manifest(bytes(50_000_001), "m.json")
    (canvas,) = read(version_3({"id": "http://a/one.jpg"}))
    said = r"^the manifest 'm\.json' shows more than 100,000 pictures; hand it over in parts$"
    monkeypatch.setattr(iiif, "_canvases_3", lambda _: repeat(canvas, 100_001))
    with pytest.raises(InputError, match=said):
        read(version_3())
    monkeypatch.setattr(iiif, "_canvases_3", lambda _: repeat(canvas, 100_000))
    assert len(read(version_3())) == 100_000
