"""The hand shapes that a score names, and those of them that nobody knows."""

from collections.abc import Iterator

from wenwu.atlas.score import Pose, Score
from wenwu.body.hands import shape_names


def unknown_hands(score: Score) -> tuple[str, ...]:
    """Hand shapes that are neither the body's nor the score's own."""
    known = {*shape_names(), *score.hands}
    return tuple(sorted({name for pose in _poses(score) for name in _named(pose)} - known))


def _poses(score: Score) -> Iterator[Pose]:
    yield from score.poses.values()
    for phrase in score.phrase:
        yield from phrase.keys
        for variant in phrase.variants:
            yield from variant.keys
    for manner in score.styles.values():
        yield manner.add
        yield from manner.poses.values()


def _named(pose: Pose) -> Iterator[str]:
    for hand in (pose.hand, pose.hand_l, pose.hand_r):
        if isinstance(hand, str):
            yield hand
