"""Two threads that share a picture strip by strip."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise

Span = tuple[int, int]


class Workers:
    """Threads that take the next strip of a piece of work until none is left; the caller is one of them.

    The kernels let go of the interpreter's lock, so the strips really run side by side.
    """

    def __init__(self, threads: int) -> None:
        self._helpers = threads - 1
        self._pool = ThreadPoolExecutor(max(1, self._helpers), thread_name_prefix="render")

    def share(self, work: Callable[[Span], None], first: int, last: int, strips: int) -> None:
        """Do work((a, b)) for strips that cut first…last into equal parts."""
        strips = max(1, strips)
        edges = [first + (last - first) * k // strips for k in range(strips + 1)]
        spans = iter([span for span in pairwise(edges) if span[1] > span[0]])

        def take() -> None:
            for span in spans:
                work(span)

        helpers = [self._pool.submit(take) for _ in range(self._helpers)]
        take()
        for helper in helpers:
            helper.result()

    def each(self, *jobs: Callable[[], None]) -> None:
        """Do several pieces of work side by side; the first ones are begun first."""
        self.share(lambda span: jobs[span[0]](), 0, len(jobs), len(jobs))

    def close(self) -> None:
        """Let the threads go."""
        self._pool.shutdown()
