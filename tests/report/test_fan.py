"""One stream for several writers."""

from collections.abc import Iterator

import pytest

from wenwu.report.fan import fan_out


def test_every_writer_sees_everything_in_order() -> None:
    seen: list[list[int]] = [[], [], []]
    fan_out(range(200), [seen[0].extend, seen[1].extend, seen[2].extend])
    assert seen == [list(range(200))] * 3


def test_a_writer_that_fails_stops_the_stream_and_is_heard() -> None:
    given = []

    def count() -> Iterator[int]:
        for item in range(10_000):
            given.append(item)
            yield item

    def fail(items: Iterator[int]) -> None:
        next(items)
        raise OSError(28, "No space left on device")

    other: list[int] = []
    with pytest.raises(OSError, match="No space left"):
        fan_out(count(), [other.extend, fail])
    assert len(given) < 100


def test_an_interrupted_stream_ends_the_writers() -> None:
    ended = []

    def stream() -> Iterator[int]:
        yield 1
        raise KeyboardInterrupt

    def write(items: Iterator[int]) -> None:
        ended.append(list(items))

    with pytest.raises(KeyboardInterrupt):
        fan_out(stream(), [write, write])
    assert ended == [[1], [1]]
