"""A corpus made: shard by shard in several processes, taken up again where it was broken off."""

import errno
import hashlib
import json
import os
import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import BrokenExecutor, ProcessPoolExecutor, as_completed
from dataclasses import dataclass
from functools import partial
from multiprocessing import get_context
from pathlib import Path

from wenwu.atlas.model import Atlas
from wenwu.base.errors import InputError, OutputError
from wenwu.base.progress import Progress, Silent
from wenwu.motifs.corpus_card import Made, write_card
from wenwu.motifs.corpus_image import draw_order
from wenwu.motifs.corpus_plan import plan_corpus
from wenwu.motifs.labels import line_of, record_of
from wenwu.motifs.order import Order
from wenwu.motifs.recipe import load_recipe
from wenwu.motifs.shard import PICTURES, is_whole, lines_path, png, shard_lines, shard_name, webp, write_shard

SIZES = (128, 256)  # [px]
BYTES = 2.2  # a pixel, at the most, of what is written
PLAN = "plan.json"
Shards = Mapping[Path, Sequence[Order]]


@dataclass(frozen=True)
class Asked:
    """What corpus is wanted."""

    count: int  # of pictures that are whole; those of `test` come once more, damaged
    seed: int = 1
    size: int = 128  # [px]


def make_corpus(
    out: Path, atlas: Atlas, asked: Asked, jobs: int = 0, progress: Progress | None = None
) -> str:
    """Draws the corpus into a new folder and returns the sha256 of its records; no `jobs` means all cores.

    What an earlier run of the same wish left unfinished is taken up again. OutputError where the folder
    exists, an unfinished corpus of another kind lies beside it, or the disk is full; nothing is left half.
    """
    if asked.size not in SIZES:
        sizes = " or ".join(map(str, SIZES))
        raise InputError(f"no corpus is made of pictures of {asked.size} pixels; choose {sizes}")
    if out.exists():
        raise OutputError(f"{out} exists already; name another folder or remove it")
    orders = plan_corpus(atlas, load_recipe(), asked.count, asked.seed)
    part = out.with_name(f".{out.name}.part")
    try:
        _begin(part, orders, asked)
        _require_room(part, orders, asked.size)
        drawn = Atlas(cultures=dict(atlas.cultures), motifs=dict(atlas.motifs))
        draw = partial(draw_shard, atlas=drawn, seed=asked.seed, size=asked.size)
        _draw_shards(_shards(part, orders), draw, jobs or cores(), progress or Silent())
        digest = _finish(part, orders, asked, atlas)
        part.rename(out)
    except OSError as error:
        raise _sentence(error, out) from error
    except BrokenExecutor as error:
        raise OutputError(
            f"a process that drew {out} was ended from outside; run the same command again: it goes on where "
            "it stopped, with fewer --jobs it needs less memory"
        ) from error
    return digest


def _sentence(error: OSError, out: Path) -> OutputError:
    if error.errno == errno.ENOSPC:
        return OutputError(
            f"the disk is full, so {out} is not finished; free some room and run the same command again: "
            "it goes on where it stopped"
        )
    return OutputError(f"{out} cannot be written: {error.strerror}")


def _begin(part: Path, orders: Sequence[Order], asked: Asked) -> None:
    """A folder for what is being made, with a note of what that is."""
    plan = json.dumps({"seed": asked.seed, "size": asked.size, "orders": plan_digest(orders)})
    note = part / PLAN
    if part.exists():
        if note.is_file() and note.read_text("utf-8") == plan:
            return
        raise OutputError(
            f"an unfinished corpus of another kind lies in {part}; ask for the same one again or remove it"
        )
    part.mkdir(parents=True)
    note.write_text(plan, "utf-8")


def plan_digest(orders: Sequence[Order]) -> str:
    """sha256 of everything that was settled before drawing."""
    digest = hashlib.sha256()
    for order in orders:
        sense = order.sense
        told = (
            *(order.number, order.split, order.drawing, order.hand, order.pose, order.place, order.route),
            *(sense.motif, sense.concepts, sense.meanings, sorted(order.params.items())),
            *(order.dressing, order.context, order.stands, order.harm),
        )
        digest.update(repr(told).encode())
    return digest.hexdigest()


def _require_room(part: Path, orders: Sequence[Order], size: int) -> None:
    """Refuse early what could not be kept."""
    need = len(orders) * BYTES * size * size - sum(f.stat().st_size for f in part.iterdir())
    free = shutil.disk_usage(part).free
    if free < need:
        raise OutputError(
            f"the corpus needs up to {need / 1e9:.1f} GB and {part.parent} has {free / 1e9:.1f} GB free; "
            "name a folder on another disk or ask for fewer pictures"
        )


def _draw_shards(shards: Shards, draw: Callable[..., None], jobs: int, progress: Progress) -> None:
    """Every shard that is not there yet, in so many processes."""
    wanted = {path: own for path, own in shards.items() if not is_whole(path, len(own))}
    progress.stage("drawing", len(shards))
    progress.advance(len(shards) - len(wanted))
    if jobs < 2 or len(wanted) < 2:
        for path, own in wanted.items():
            draw(path, own)
            progress.advance()
        return
    with ProcessPoolExecutor(min(jobs, len(wanted)), get_context("spawn")) as pool:
        waiting = [pool.submit(draw, path, own) for path, own in wanted.items()]
        try:
            for done in as_completed(waiting):
                done.result()
                progress.advance()
        except BaseException:
            pool.shutdown(wait=True, cancel_futures=True)
            raise


def _shards(part: Path, orders: Sequence[Order]) -> Shards:
    """The orders of each shard, by its path."""
    firsts = range(0, len(orders), PICTURES)
    return {part / shard_name(k): orders[first : first + PICTURES] for k, first in enumerate(firsts)}


def draw_shard(path: Path, orders: Sequence[Order], atlas: Atlas, seed: int, size: int) -> None:
    """One shard, in whatever process."""
    write_shard(path, _pictures(orders, atlas, path.name, seed, size))


def _pictures(
    orders: Sequence[Order], atlas: Atlas, shard: str, seed: int, size: int
) -> Iterator[tuple[Mapping[str, bytes], str]]:
    recipe = load_recipe()
    for order in orders:
        shown = draw_order(order, atlas, size, seed)
        record = record_of(order, shown, atlas, recipe, shard)
        files = {record["file"]: webp(shown.image)}
        if shown.lost is not None:
            files[record["damage"]["lost"]] = png(shown.lost)
        yield files, line_of(record)


def _finish(part: Path, orders: Sequence[Order], asked: Asked, atlas: Atlas) -> str:
    """All lines in one file, its digest, and what tells people and programs about the corpus."""
    digest = hashlib.sha256()
    paths = list(_shards(part, orders))
    with (part / "metadata.jsonl").open("w", encoding="utf-8") as file:
        for path in paths:
            for line in shard_lines(path):
                digest.update(line.encode("utf-8"))
                file.write(line)
    (part / "corpus.sha256").write_text(f"{digest.hexdigest()}  metadata.jsonl\n", "utf-8")
    write_card(part, paths, orders, Made(asked.seed, asked.size, digest.hexdigest()), atlas)
    for left in (*(lines_path(path) for path in paths), *part.glob("*.part"), part / PLAN):
        left.unlink()
    return digest.hexdigest()


def cores() -> int:
    """How many this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
