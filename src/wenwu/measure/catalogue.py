"""The catalogue's speed at 30,000 entries, and how well a picture is found again by its look.

Speed: entries with made-up words, places and vectors in a folder that is thrown away; `cpu_ms` is the
thread's own time, which other programs on the machine do not lengthen. Retrieval needs `--data`: real prints
of one crest by other hands (one `group` of labels.csv) have to be the likest of all pictures.
"""

import csv
import io
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
from jaxtyping import Float32
from numpy import ndarray
from PIL import Image

from wenwu.base.errors import InputError
from wenwu.base.seed import generator
from wenwu.measure.animate import machine
from wenwu.measure.signature_sweep import wilson
from wenwu.motifs.catalogue import Likeness, Near, Query
from wenwu.motifs.catalogue_file import FileCatalogue
from wenwu.motifs.entry import Entry, Newcomer
from wenwu.motifs.kept_file import digest_of
from wenwu.motifs.look import look
from wenwu.motifs.nearest import Nearest
from wenwu.motifs.picture import read_picture

SEED = 1
MANY, QUICK = 30_000, 3_000
WIDE = 256  # numbers of a vector
TIMES = 200  # questions of each kind
AIM_MS = 5.0  # likeness over 30,000
FILED = 200  # pictures whose files are written one by one
SIGNS = "龙凤云水鱼鸟蝶花山星日月雷回纹双"
FEW = 50  # of two hands at least: fewer tell nothing


def run(data: Path | None = None, quick: bool = False) -> dict[str, Any]:
    """Milliseconds a question, entries a second; with data, the share of crests found again."""
    count = QUICK if quick else MANY
    result: dict[str, Any] = {"n": count, "seed": SEED, "quick": quick, "numbers_of_a_vector": WIDE}
    with tempfile.TemporaryDirectory() as folder, FileCatalogue(Path(folder) / "c", new=True) as kept:
        result["files_kept_a_second"] = _rate(lambda: kept.add(_pictures(FILED)), FILED)
        result["entries_kept_a_second"] = _rate(lambda: kept.add(_entries(count)), count)
        began = time.perf_counter()
        asked = generator(SEED, "asked").standard_normal((TIMES, WIDE)).astype(np.float32)
        kept.find(Query(like=Likeness(asked[0], "made")))
        result["first_likeness_ms"] = 1e3 * (time.perf_counter() - began)  # the matrix is read
        rows = kept.vectors("made")
        near = Nearest(rows, np.arange(len(rows)))
        result |= _times("likeness", lambda k: near.search(asked[k], 20))
        result |= _times("likeness_with_entries", lambda k: kept.find(Query(like=Likeness(asked[k], "made"))))
        result |= _times("words", lambda k: kept.find(Query(SIGNS[k % 15] + SIGNS[(k + 3) % 15])))
        result |= _times("place", lambda k: kept.find(Query(area=Near(22 + k % 10, 100 + k % 13, 50.0))))
        result |= _times(
            "words_place_likeness",
            lambda k: kept.find(Query(SIGNS[k % 15], Near(26, 107, 500.0), Likeness(asked[k], "made"))),
        )
    result["aim_likeness_ms"] = AIM_MS
    result["machine"] = machine()
    return result | (_found_again(data) if data else {})


def _rate(work: Callable[[], Any], count: int) -> float:
    began = time.perf_counter()
    work()
    return count / (time.perf_counter() - began)


def _times(name: str, ask: Callable[[int], Any]) -> dict[str, float]:
    """Median and 95th percentile by the clock, median of the thread's own time [ms]."""
    spent, own = [], []
    for k in range(TIMES):
        began, mine = time.perf_counter(), time.thread_time()
        ask(k)
        spent.append(1e3 * (time.perf_counter() - began))
        own.append(1e3 * (time.thread_time() - mine))
    middle, high = np.percentile(spent, [50, 95])
    return {
        f"{name}_ms": float(middle),
        f"{name}_ms_95th": float(high),
        f"{name}_cpu_ms": float(np.median(own)),
    }


def _entries(count: int) -> Iterator[Newcomer]:
    """Entries that differ in words, place and vector, all of one small picture."""
    rng = generator(SEED, "entries")
    data = _picture(np.zeros((16, 16, 3), np.uint8))
    image = digest_of(data)
    for k in range(count):
        label = "".join(rng.choice(list(SIGNS), 4))
        lat, lon = float(rng.uniform(20, 35)), float(rng.uniform(95, 115))
        entry = Entry(image, "png", f"{k}.png", 16, 16, label, "made", lat=lat, lon=lon)
        yield Newcomer(entry, data, {"made": rng.standard_normal(WIDE).astype(np.float32)})


def _pictures(count: int) -> Iterator[Newcomer]:
    """Different pictures of some kilobytes."""
    for k in range(count):
        data = _picture(generator(SEED, "picture", k).integers(0, 256, (48, 48, 3)).astype(np.uint8))
        yield Newcomer(Entry(digest_of(data), "png", f"p{k}.png", 48, 48), data)


def _picture(pixels: ndarray) -> bytes:
    out = io.BytesIO()
    Image.fromarray(pixels).save(out, "PNG")
    return out.getvalue()


def _found_again(data: Path) -> dict[str, Any]:
    """The share of pictures whose likest other one is the same crest, cut by another hand."""
    folder = data / "motifs"
    if not (folder / "labels.csv").is_file():
        raise InputError(f"there is no motifs/labels.csv in {str(data)!r}; see docs/catalogue.md")
    with (folder / "labels.csv").open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    group = np.array([row["group"] for row in rows])
    seen = np.stack([_look(folder / row["file"]) for row in rows])
    times = Counter(group.tolist())
    asked = [k for k, one in enumerate(group) if times[one] > 1]
    if len(asked) < FEW:
        raise InputError(
            f"{str(folder)!r} holds {len(asked)} pictures of which there is another; {FEW} are needed"
        )
    likeness = seen @ seen.T
    np.fill_diagonal(likeness, -1)
    best = likeness.argmax(1)
    right = sum(bool(group[best[k]] == group[k]) for k in asked)
    chance = np.mean([(times[group[k]] - 1) / (len(rows) - 1) for k in asked])
    return {
        "look_pictures": len(rows), "look_asked": len(asked), "look_found_again": right / len(asked),
        "look_found_again_interval": wilson(right, len(asked)), "look_found_again_by_chance": float(chance),
    }  # fmt: skip


def _look(file: Path) -> Float32[ndarray, " D"]:
    picture = read_picture(file, side=256)
    return look(picture.colour, picture.mask)
