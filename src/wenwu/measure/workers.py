"""Benches that look at many dances do so in one process a core; results come in the dances' order."""

import os
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from typing import TypeVar

Asked = TypeVar("Asked")
Found = TypeVar("Found")


def cores() -> int:
    """How many this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def each(work: Callable[[Asked], Found], asked: Sequence[Asked]) -> list[Found]:
    """`work` done for each; in this process where there is one thing or one core."""
    if len(asked) < 2 or cores() < 2:
        return [work(one) for one in asked]
    with ProcessPoolExecutor(min(cores(), len(asked)), get_context("spawn")) as pool:
        return list(pool.map(work, asked))
