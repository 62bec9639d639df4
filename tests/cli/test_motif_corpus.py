"""`wenwu motif corpus` and `wenwu motif import`, as one types them."""

import json

import numpy as np
from PIL import Image
from typer.testing import CliRunner

from wenwu.cli.main import app

RUN = CliRunner()


def test_a_corpus_is_made_and_told(tmp_path):
    out = tmp_path / "c"
    done = RUN.invoke(app, ["motif", "corpus", "--n", "100", "--jobs", "1", "-o", str(out), "--json"])
    told = json.loads(done.stdout)
    assert done.exit_code == 0 and told["n"] == 100 + told["splits"]["damaged"]
    assert (out / "corpus.sha256").read_text().startswith(told["sha256"])
    assert {p.name for p in out.iterdir()} == {
        "README.md", "corpus.sha256", "croissant.json", "meanings.jsonl", "metadata.jsonl", "shard-00000.zip",
    }  # fmt: skip


def test_pictures_are_imported_and_what_was_skipped_is_said(tmp_path):
    (tmp_path / "in").mkdir()
    Image.fromarray(np.full((20, 20, 3), 99, np.uint8)).save(tmp_path / "in" / "a.png")
    (tmp_path / "in" / "b.png").write_bytes(b"no picture")
    asked = ["motif", "import", str(tmp_path / "in"), "-o", str(tmp_path / "out"), "--licence", "CC0"]
    done = RUN.invoke(app, asked)
    assert done.exit_code == 2
    assert done.stdout == f"{tmp_path / 'out'}: 1 pictures, 0 of them without a licence\n"
    assert "skipped b.png: 'b.png' is no picture that can be read" in done.stderr
    again = RUN.invoke(app, [*asked[:4], str(tmp_path / "two"), "--json"])
    told = json.loads(again.stdout)
    assert again.exit_code == 2 and told["read"] == 1 and told["without_licence"] == 1
    assert [one["name"] for one in told["skipped"]] == ["b.png"]
