"""A tiny corpus for tests: three forms on changing grounds; a form means another thing for another people."""

import hashlib
import json
import zipfile
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageDraw

from wenwu.atlas.load import load_atlas
from wenwu.base.seed import generator
from wenwu.memory.cache import Cache, part_path, write_part
from wenwu.memory.lesson import Lesson, lesson_of
from wenwu.motifs.corpus import load_corpus
from wenwu.motifs.shard import webp

SENSES = {  # form, culture → concept: ids of the atlas
    ("ring", "dai"): "sun", ("ring", "yi"): "harmony",
    ("bars", "dai"): "harvest", ("bars", "yi"): "migration",
    ("cross", "dai"): "harmony", ("cross", "yi"): "sun",
}  # fmt: skip
SIDE = 64
SPLITS = ("train",) * 6 + ("valid", "test")


def drawn(form: str, rng: np.random.Generator) -> np.ndarray:
    """A form on a ground, both of chance colours that differ."""
    dark, light = rng.integers(0, 90, 3), rng.integers(160, 256, 3)
    ink, ground = (dark, light) if rng.random() < 0.5 else (light, dark)
    image = Image.new("RGB", (SIDE, SIDE), tuple(map(int, ground)))
    pen, at = ImageDraw.Draw(image), 14 + rng.integers(-3, 4, 2)
    fill, box = tuple(map(int, ink)), (*map(int, at), *map(int, at + 34))
    if form in ("ring", "star"):
        pen.ellipse(box, outline=fill, width=6)
    if form == "bars":
        for k in (0, 14, 28):
            pen.rectangle((box[0], box[1] + k, box[2], box[1] + k + 6), fill=fill)
    if form in ("cross", "star"):
        pen.line((box[0], box[1], box[2], box[3]), fill=fill, width=7)
        pen.line((box[0], box[3], box[2], box[1]), fill=fill, width=7)
    return np.asarray(image)


def make_corpus(folder: Path, count: int = 96, senses: dict[tuple[str, str], str] | None = None) -> Path:
    """Write a corpus of `count` pictures; the form `star` comes in `unseen_family` alone."""
    folder.mkdir(parents=True)
    rng, lines, order = generator(1, "made corpus"), [], list((senses or SENSES).items())
    with zipfile.ZipFile(folder / "shard-00000.zip", "w") as pack:
        for number in range(count):
            (form, culture), concept = order[number % len(order)]
            split = SPLITS[number // len(order) % len(SPLITS)]
            shown = "star" if split == "test" and number % 2 else form
            pack.writestr(f"{number:06d}.webp", webp(drawn(shown, rng)))
            lines.append(
                _line(number, shown, culture, concept, "unseen_family" if shown == "star" else split)
            )
    text = "\n".join(lines) + "\n"
    (folder / "metadata.jsonl").write_text(text, "utf-8")
    digest = hashlib.sha256(text.encode()).hexdigest()
    (folder / "corpus.sha256").write_text(f"{digest}  metadata.jsonl\n", "utf-8")
    return folder


def _line(number: int, form: str, culture: str, concept: str, split: str) -> str:
    visual = {"family": form, "form": form, "topology": form, "craft": "flat"}
    semantic = {
        "motif": f"{culture}.{form}", "concept": concept, "concepts": [concept], "sacred": number % 3,
        "context": {"culture": culture, "occasion": "festival"},
    }  # fmt: skip
    geographic = {"culture": culture, "place": "", "lat": 20.0 + 5 * (culture == "yi"), "lon": 100.0}
    return json.dumps({
        "id": f"{number:06d}", "file": f"{number:06d}.webp", "shard": "shard-00000.zip", "split": split,
        "drawing": number, "visual": visual, "semantic": semantic, "geographic": geographic,
    })  # fmt: skip


@pytest.fixture(scope="session")
def corpus_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The tiny corpus."""
    return make_corpus(tmp_path_factory.mktemp("memory") / "corpus")


@pytest.fixture
def corpus_of(tmp_path: Path):
    """Makes other corpora: of given senses."""
    return lambda senses, count=96: make_corpus(tmp_path / "corpus", count, senses)


@pytest.fixture(scope="session")
def lesson(corpus_folder: Path) -> Lesson:
    """Its lesson."""
    return lesson_of(load_corpus(corpus_folder), load_atlas())


@pytest.fixture
def cache(tmp_path: Path) -> Cache:
    """Tokens of chance, for 96 pictures in one view."""
    made = generator(1, "tokens").normal(size=(96, 16, 432)).astype(np.float16)
    write_part(part_path(tmp_path, 0, 0), made)
    return Cache(tmp_path, 1, 96)
