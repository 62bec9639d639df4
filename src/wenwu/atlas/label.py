"""Labels beside the points of a chart: none covers a point, a line or another label, if there is room at all."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from math import cos, hypot, pi, sin

Spot = tuple[float, float]  # on the sheet [px], y down
Box = tuple[float, float, float, float]  # left, top, right, bottom [px]
AROUND = tuple(
    (radius, step * pi / 12) for radius in (0, *range(18, 420, 14)) for step in range(24)
)  # [px], [rad]
DOT = 11.0  # [px] kept free about a point
NEAR = 24.0  # [px] a label so near its point needs no line
FAR = 50.0  # [px] a longer line is worth another try
TURNS = 10  # the more turns, the more labels are set anew about a bad one
CROSSED = 2_000.0  # [px] of line that a label may cost before it crosses something


@dataclass(frozen=True)
class Label:
    """Where the words of one point stand, and the line that leads there (empty beside the point)."""

    box: Box
    leader: tuple[Spot, ...]
    crosses: bool = False  # there was no room, and the line or the label lies over something


@dataclass
class Room:
    """What is taken of the sheet."""

    frame: Box
    taken: list[Box] = field(default_factory=list)

    def is_free(self, box: Box) -> bool:
        """Whether a box lies within the frame and covers nothing."""
        left, top, right, bottom = self.frame
        inside = box[0] > left and box[1] > top and box[2] < right and box[3] < bottom
        return inside and not any(
            box[0] < b[2] and b[0] < box[2] and box[1] < b[3] and b[1] < box[3] for b in self.taken
        )


def place_labels(spots: Sequence[Spot], sizes: Sequence[Spot], frame: Box) -> list[Label]:
    """A label of each size for each point, in their order.

    Labels are set one after the other, each in the nearest free place, the most crowded first. One that stands
    far off or crosses something is then set anew, alone and before ever more of the labels about it, where that
    makes the lines shorter.
    """
    everyone = sorted(range(len(spots)), key=lambda number: sum(_ranges(spots, number)[:5]))
    labels = _placed({}, everyone, spots, sizes, frame)
    for turn in range(TURNS):
        for number in [n for n in everyone if _price(labels[n]) > FAR]:
            within = _ranges(spots, number)[min(turn, len(spots) - 1)]
            again = [n for n in everyone if n != number and _length((spots[n], spots[number])) <= within]
            kept = {n: label for n, label in labels.items() if n != number and n not in again}
            tried = _placed(kept, [number, *again], spots, sizes, frame)
            if _cost(tried) < _cost(labels):
                labels = tried
    return [labels[number] for number in range(len(spots))]


def _ranges(spots: Sequence[Spot], number: int) -> list[float]:
    """How far each point is from one of them, the nearest first."""
    return sorted(_length((spots[number], spot)) for spot in spots)


def _placed(
    kept: Mapping[int, Label], order: Sequence[int], spots: Sequence[Spot], sizes: Sequence[Spot], frame: Box
) -> dict[int, Label]:
    """The labels that are kept, and others set about them in that order."""
    room = Room(frame, [_about(spot, DOT) for spot in spots])
    for label in kept.values():
        room.taken += [label.box, *_dots(label.leader)]
    return {**kept, **{number: _label(room, spots[number], sizes[number]) for number in order}}


def _cost(labels: Mapping[int, Label]) -> float:
    """The length of all lines [px], and as much again for each label that crosses something."""
    return sum(map(_price, labels.values()))


def _price(label: Label) -> float:
    return _length(label.leader) + CROSSED * label.crosses


def _length(leader: Sequence[Spot]) -> float:
    return hypot(leader[1][0] - leader[0][0], leader[1][1] - leader[0][1]) if leader else 0.0


def _label(room: Room, at: Spot, size: Spot) -> Label:
    """The nearest free place about a point; else one whose line crosses something; else beside the point."""
    places = [_beside(at, size, radius, angle) for radius, angle in AROUND]
    free = (label for label in places if room.is_free(label.box))
    second = None
    for label in free:
        dots = _dots(label.leader)
        if all(map(room.is_free, dots)):
            room.taken += [label.box, *dots]
            return label
        second = second or label
    label = replace(second or places[0], crosses=True)
    room.taken.append(label.box)
    return label


def _beside(at: Spot, size: Spot, radius: float, angle: float) -> Label:
    x = at[0] + cos(angle) * (radius + 16 + size[0] / 2)
    y = at[1] + sin(angle) * (radius + 12 + size[1] / 2)
    box = (x - size[0] / 2, y - size[1] / 2, x + size[0] / 2, y + size[1] / 2)
    end = (min(max(at[0], box[0]), box[2]), min(max(at[1], box[1] + 8), box[3] - 8))
    return Label(box, (at, end) if hypot(end[0] - at[0], end[1] - at[1]) > NEAR else ())


def _dots(leader: Sequence[Spot]) -> list[Box]:
    """Small boxes along a line, from the edge of its point on."""
    if not leader:
        return []
    (x0, y0), (x1, y1) = leader
    length = _length(leader)
    shares = (share / length for share in range(int(NEAR), int(length) - 4, 5))
    return [_about((x0 + share * (x1 - x0), y0 + share * (y1 - y0)), 2) for share in shares]


def _about(at: Spot, radius: float) -> Box:
    return at[0] - radius, at[1] - radius, at[0] + radius, at[1] + radius
