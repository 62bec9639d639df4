"""How long a piece of work takes, told twice: what the wall shows on a busy machine, and the processor's."""

import statistics
import time
from collections.abc import Callable


def milliseconds(work: Callable[[], object], rounds: int) -> tuple[float, float]:
    """Median of some rounds after a first that does not count: on the wall, and of all threads together."""
    work()
    walls, used = [], []
    for _ in range(rounds):
        wall, processor = time.perf_counter(), time.process_time()
        work()
        walls.append(1e3 * (time.perf_counter() - wall))
        used.append(1e3 * (time.process_time() - processor))
    return statistics.median(walls), statistics.median(used)
