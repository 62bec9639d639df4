"""Labels beside the points of a chart: none covers a point, a line or another label, if there is room."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import hypot, pi

import numpy as np
from jaxtyping import Bool, Float
from numpy import ndarray

from wenwu.base.seed import generator

Spot = tuple[float, float]  # on the sheet [px], y down
Box = tuple[float, float, float, float]  # left, top, right, bottom [px]
RINGS = np.array([0, *range(18, 420, 14)], float)  # [px] how far from its point a label is tried
TURN = np.arange(24) * pi / 12  # [rad] and in which direction
DOT = 11.0  # [px] kept free about a point
NEAR = 24.0  # [px] a label so near its point needs no line
FAR = 50.0  # [px] a longer line is worth another try
ORDERS = 6  # in how many orders a crossing label and those about it are set anew
TURNS = 10  # the more turns, the more labels are set anew about a bad one
CROSSED = 2_000.0  # [px] of line that a label may cost before it crosses something


@dataclass(frozen=True)
class Label:
    """Where the words of one point stand, and the line that leads there (empty beside the point)."""

    box: Box
    leader: tuple[Spot, ...]
    crosses: bool = False  # there was no room, and the line or the label lies over something

    @property
    def price(self) -> float:
        """The length of its line, dearer if it crosses something [px]."""
        return _apart(*self.leader) * bool(self.leader) + CROSSED * self.crosses


def place_labels(spots: Sequence[Spot], sizes: Sequence[Spot], frame: Box) -> list[Label]:
    """A label of each size for each point, in their order.

    Labels are set one after the other, each in the nearest free place, the most crowded first. One that
    stands far off or crosses something is then set anew, alone and before ever more of the labels about it,
    where that makes the lines shorter; one that crosses something also after some of them, in orders drawn
    with a fixed seed.
    """
    everyone = sorted(range(len(spots)), key=lambda number: sum(_ranges(spots, number)[:5]))
    labels, drawn = _placed({}, everyone, spots, sizes, frame), generator(1, "labels")
    for turn in range(TURNS):
        for number in [n for n in everyone if labels[n].price > FAR]:
            within = _ranges(spots, number)[min(turn, len(spots) - 1)]
            again = [n for n in everyone if n != number and _apart(spots[n], spots[number]) <= within]
            kept = {n: label for n, label in labels.items() if n != number and n not in again}
            orders = [[number, *again]]
            if labels[number].crosses:
                orders += [drawn.permutation(orders[0]).tolist() for _ in range(ORDERS - 1)]
            tried = [_placed(kept, order, spots, sizes, frame) for order in orders]
            labels = min([labels, *tried], key=_cost)
    return [labels[number] for number in range(len(spots))]


def _apart(one: Spot = (0.0, 0.0), other: Spot = (0.0, 0.0)) -> float:
    return hypot(one[0] - other[0], one[1] - other[1])


def _ranges(spots: Sequence[Spot], number: int) -> list[float]:
    """How far each point is from one of them, the nearest first."""
    return sorted(_apart(spots[number], spot) for spot in spots)


def _cost(labels: Mapping[int, Label]) -> float:
    return sum(label.price for label in labels.values())


def _placed(
    kept: Mapping[int, Label], order: Sequence[int], spots: Sequence[Spot], sizes: Sequence[Spot], frame: Box
) -> dict[int, Label]:
    """The labels that are kept, and others set about them in that order."""
    taken = [np.array([[x - DOT, y - DOT, x + DOT, y + DOT] for x, y in spots])]
    labels = dict(kept)
    for label in kept.values():
        taken += _covered(label)
    for number in order:
        labels[number] = _label(np.concatenate(taken), spots[number], sizes[number], frame)
        taken += _covered(labels[number])
    return labels


def _covered(label: Label) -> list[Float[ndarray, "N 4"]]:
    """The boxes that a label takes, its line as small ones."""
    dots = [] if label.crosses else [_dots(*label.leader)] if label.leader else []
    return [np.array([label.box]), *dots]


def _label(taken: Float[ndarray, "N 4"], at: Spot, size: Spot, frame: Box) -> Label:
    """The nearest free place about a point; else one whose line crosses something; else beside the point."""
    boxes = _boxes(at, size)
    about = np.array([*boxes[:, :2].min(0), *boxes[:, 2:].max(0)])[None]
    taken = taken[~_free(taken, about)]  # what lies farther off cannot be in the way
    low, high = np.array(frame[:2]), np.array(frame[2:])
    inside = (boxes[:, :2] > low).all(1) & (boxes[:, 2:] < high).all(1)
    second = None
    free = boxes[inside & _free(boxes, taken)]
    for box, crosses in zip(free, _crossing(at, free, taken), strict=True):
        if not crosses:
            return _to(at, box)
        second = second or _to(at, box)
    beside = second or _to(at, boxes[0])
    return Label(beside.box, beside.leader, crosses=True)


def _crossing(at: Spot, boxes: Float[ndarray, "N 4"], taken: Float[ndarray, "M 4"]) -> Bool[ndarray, " N"]:
    """Whether a line from the point to each box would cross what is taken (Liang and Barsky, 1984)."""
    wide = taken + np.array([-2, -2, 2, 2])  # so near to a line is on it
    end = _ends(at, boxes)
    step = end - np.array(at)  # N 2
    length = np.hypot(*step.T)
    first, last = NEAR / np.maximum(length, NEAR), np.maximum(length - 4, 0) / np.maximum(length, 1e-9)
    enter, leave = np.broadcast_to(first[:, None], (len(boxes), len(taken))), last[:, None]
    for axis in (0, 1):
        along = np.where(np.abs(step[:, axis]) < 1e-9, 1e-9, step[:, axis])[:, None]
        one, other = ((wide[:, axis + k] - at[axis]) / along for k in (0, 2))
        enter, leave = np.maximum(enter, np.minimum(one, other)), np.minimum(leave, np.maximum(one, other))
    return (length > NEAR) & np.any(enter < leave, axis=1)


def _ends(at: Spot, boxes: Float[ndarray, "N 4"]) -> Float[ndarray, "N 2"]:
    """Where a line from the point meets each box: its upper or lower edge, or the words at its side."""
    x = np.clip(at[0], boxes[:, 0], boxes[:, 2])
    inset = np.where(x == at[0], 0, 8)
    y = np.clip(at[1], boxes[:, 1] + inset, boxes[:, 3] - inset)
    return np.stack([x, y], 1)


def _boxes(at: Spot, size: Spot) -> Float[ndarray, "N 4"]:
    """The boxes of a label about its point, the nearest first."""
    ring, turn = (grid.ravel() for grid in np.meshgrid(RINGS, TURN, indexing="ij"))
    x = at[0] + np.cos(turn) * (ring + 16 + size[0] / 2)
    y = at[1] + np.sin(turn) * (ring + 12 + size[1] / 2)
    return np.stack([x - size[0] / 2, y - size[1] / 2, x + size[0] / 2, y + size[1] / 2], 1)


def _free(boxes: Float[ndarray, "M 4"], taken: Float[ndarray, "N 4"]) -> Bool[ndarray, " M"]:
    """Which boxes cover none of those that are taken."""
    left, top, right, bottom = boxes.T[:, :, None]
    over = (left < taken[:, 2]) & (taken[:, 0] < right) & (top < taken[:, 3]) & (taken[:, 1] < bottom)
    return ~np.any(over, axis=1)


def _to(at: Spot, box: Float[ndarray, "4"]) -> Label:
    """The label in a box, with its line where it is not beside the point."""
    left, top, right, bottom = (float(edge) for edge in box)
    x, y = (float(part) for part in _ends(at, box[None])[0])
    return Label((left, top, right, bottom), (at, (x, y)) if _apart(at, (x, y)) > NEAR else ())


def _dots(start: Spot, end: Spot) -> Float[ndarray, "N 4"]:
    """Small boxes along a line, from the edge of its point on."""
    length = _apart(start, end)
    share = np.arange(NEAR, max(length - 4, NEAR), 5)[:, None] / length
    along = np.array(start) + share * (np.array(end) - np.array(start))
    return np.hstack([along - 2, along + 2])
