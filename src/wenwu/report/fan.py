"""One stream of pictures for several writers at once: each has its own thread and a short queue."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from queue import Full, Queue
from typing import TypeVar

Item = TypeVar("Item")
Writer = Callable[[Iterator[Item]], None]
WAITING = 6  # pictures a slow writer may lag behind
PATIENCE = 0.2  # [s] between looks at whether a writer has given up


def fan_out(items: Iterable[Item], writers: Sequence[Writer[Item]]) -> None:
    """Give every item to every writer; the first error of any of them stops all and is raised."""
    queues: list[Queue[Item | None]] = [Queue(WAITING) for _ in writers]
    with ThreadPoolExecutor(max(1, len(writers)), thread_name_prefix="writer") as pool:
        jobs = [pool.submit(w, _until_none(q)) for w, q in zip(writers, queues, strict=True)]
        try:
            for item in items:
                if not all(_put(queue, item, job) for queue, job in zip(queues, jobs, strict=True)):
                    break
        finally:
            for queue, job in zip(queues, jobs, strict=True):
                _put(queue, None, job)
    for job in jobs:
        job.result()


def _until_none(queue: "Queue[Item | None]") -> Iterator[Item]:
    """The items of a queue until it says that there are no more."""
    while (item := queue.get()) is not None:
        yield item


def _put(queue: "Queue[Item | None]", item: Item | None, job: "Future[None]") -> bool:
    """Hand over an item; False where the writer has ended before its time."""
    while not job.done():
        try:
            queue.put(item, timeout=PATIENCE)
            return True
        except Full:
            continue
    return False
