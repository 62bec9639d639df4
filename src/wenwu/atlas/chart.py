"""A map of the places and routes: points and a grid of degrees, no border, coastline or land of a people."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from html import escape
from itertools import pairwise
from math import atan2, cos, degrees, log, pi, radians, sin, sqrt

import resvg_py

from wenwu.atlas.culture import Culture, Place
from wenwu.atlas.label import Spot, place_labels
from wenwu.atlas.lettering import Lettering
from wenwu.base.errors import InputError

WIDTH, HEIGHT = 2400, 1640  # [px]
FRAME = (90, 150, 2310, 1500)  # left, top, right, bottom of the map on the sheet
PAPER, FIELD, GRID, INK, SOFT = "#F3EDE0", "#FAF6EC", "#D9CEB8", "#2B2622", "#6B6258"
NARROWEST = 4.0  # [deg] of latitude; a single place is shown with its surroundings
TITLE = "Places of the atlas"
TITLE_ZH = "图谱所记之地"
NOTE = (
    "A point is a town that stands for where dances or motifs are told of, to within 0.2 degrees; the land "
    "of a people is not shown, and no border or coast."
)
NAME, TOWN = 24, 19  # [px] size of letters
LABEL = 50.0  # [px] height of a name with its town


@dataclass(frozen=True)
class View:
    """Albers' equal-area conic projection of the sphere, and where it lies on the sheet."""

    lon: float  # [deg] the meridian that stands upright
    parallels: tuple[float, float]  # [deg] where lengths are true
    scale: float = 1.0  # [px] for a radius of the earth
    shift: tuple[float, float] = (0.0, 0.0)  # [px]

    def at(self, lat: float, lon: float) -> tuple[float, float]:
        """A position on the sheet [px], y down."""
        first, second = (sin(radians(p)) for p in self.parallels)
        n = (first + second) / 2 or 1e-9
        c = 1 - first**2 + 2 * n * first
        rho = sqrt(max(c - 2 * n * sin(radians(lat)), 0.0)) / n
        theta = n * radians((lon - self.lon + 180) % 360 - 180)
        return (
            self.scale * rho * sin(theta) + self.shift[0],
            self.scale * rho * cos(theta) + self.shift[1],
        )


@dataclass
class Sheet:
    """The marks of the map in drawing order, and the letters they are written in."""

    letters: Lettering
    marks: list[str] = field(default_factory=list)

    def line(self, points: Iterable[tuple[float, float]], colour: str, width: float, more: str = "") -> None:
        """A polyline."""
        data = "M" + " ".join(f"{x:.1f} {y:.1f}" for x, y in points)
        self.marks.append(f'<path d="{data}" fill="none" stroke="{colour}" stroke-width="{width}"{more}/>')

    def write(self, text: str, size: float, x: float, y: float, colour: str) -> None:
        """A line of text from its left end."""
        self.marks.append(f'<path d="{self.letters.outline(text, size, x, y)}" fill="{colour}"/>')


def draw_chart(cultures: Sequence[Culture], letters: Lettering) -> str:
    """The map as SVG, letters as outlines. Refused where no culture has a place."""
    shown = [culture for culture in cultures if culture.places]
    if not shown:
        raise InputError("no place to draw: none of the cultures has one in its culture.toml")
    points = [place for culture in shown for place in culture.places]
    points += [place for culture in shown for route in _routes(culture) for place in route]
    view = _view(points)
    sheet = Sheet(letters)
    _graticule(sheet, view)
    inks = inks_of(shown)
    for culture in shown:
        _draw_routes(sheet, view, culture, inks[culture.id])
    _draw_places(sheet, view, shown, inks)
    return _on_paper(sheet)


def to_png(svg: str) -> bytes:
    """The map as PNG."""
    return bytes(resvg_py.svg_to_bytes(svg_string=svg, skip_system_fonts=True))


def _routes(culture: Culture) -> list[tuple[Place, ...]]:
    return [route.points for route in culture.routes if route.enabled and not route.withdrawn_by]


def _view(points: Sequence[Place]) -> View:
    """The projection that shows all points, as large as the frame allows."""
    east, north = (sum(f(radians(p.lon)) for p in points) for f in (cos, sin))
    lon = degrees(atan2(north, east))
    low, high = min(p.lat for p in points), max(p.lat for p in points)
    if high - low < NARROWEST:
        low, high = (low + high - NARROWEST) / 2, (low + high + NARROWEST) / 2
    view = View(lon, (low + (high - low) / 6, high - (high - low) / 6))
    seen = [view.at(p.lat, p.lon) for p in points] + [view.at(low, lon), view.at(high, lon)]
    (left, right), (top, bottom) = ((min(v), max(v)) for v in zip(*seen, strict=True))
    room = (FRAME[2] - FRAME[0] - 300, FRAME[3] - FRAME[1] - 170)
    scale = min(room[0] / max(right - left, 1e-6), room[1] / max(bottom - top, 1e-6))
    middle = ((FRAME[0] + FRAME[2]) / 2, (FRAME[1] + FRAME[3]) / 2)
    shift = (middle[0] - scale * (left + right) / 2, middle[1] - scale * (top + bottom) / 2)
    return View(view.lon, view.parallels, scale, shift)


def _graticule(sheet: Sheet, view: View) -> None:
    """Meridians and parallels, each with its degrees where it leaves the frame."""
    step = _step(view)
    for lat in _steps(-85, 85, step):
        curve = [view.at(lat, view.lon + d) for d in _range(-90, 90)]
        _degree(sheet, curve, f"{abs(lat):g}°{'N' if lat > 0 else 'S' if lat < 0 else ''}")
    for lon in _steps(view.lon - 90, view.lon + 90, step):
        curve = [view.at(lat, lon) for lat in _range(-80, 88)]
        east = (lon + 180) % 360 - 180
        _degree(sheet, curve, f"{abs(east):g}°{'E' if east > 0 else 'W' if east < 0 else ''}")


def _range(low: float, high: float) -> list[float]:
    return [low + (high - low) * k / 360 for k in range(361)]


def _steps(low: float, high: float, step: float) -> Iterator[float]:
    at = -(-low // step) * step
    while at <= high:
        yield at
        at += step


def _step(view: View) -> float:
    """Degrees between two lines, so that about eight cross the map."""
    degree = view.scale * pi / 180  # [px]
    wanted = (FRAME[3] - FRAME[1]) / degree / 6
    return min((0.5, 1.0, 2.0, 5.0, 10.0, 20.0), key=lambda step: abs(log(step / wanted)))


def _degree(sheet: Sheet, curve: Sequence[tuple[float, float]], text: str) -> None:
    """One line of the grid; a parallel's number stands inside the left edge, a meridian's above the lower."""
    left, top, right, bottom = FRAME
    for part in _inside(curve):
        sheet.line(part, GRID, 1.5)
    for (x0, y0), (x1, y1) in pairwise(curve):
        if text[-1] in "NS" and (x0 - left) * (x1 - left) <= 0 and top + 30 < y1 < bottom - 60:
            sheet.write(text, 19, left + 10, y1 - 7, SOFT)
        if text[-1] not in "NS" and (y0 - bottom) * (y1 - bottom) <= 0 and left + 60 < x1 < right - 70:
            sheet.write(text, 19, x1 + 8, bottom - 12, SOFT)


def _inside(curve: Sequence[Spot]) -> Iterator[list[Spot]]:
    """The parts of a curve that lie within the frame, each reaching to its edge."""
    part: list[Spot] = []
    for one, other in pairwise(curve):
        cut = _cut(one, other)
        if cut and part and part[-1] == cut[0]:
            part.append(cut[1])
        elif cut:
            if part:
                yield part
            part = list(cut)
    if part:
        yield part


def _cut(one: Spot, other: Spot) -> tuple[Spot, Spot] | None:
    """The piece of a segment within the frame (Liang and Barsky, 1984)."""
    (x, y), (dx, dy) = one, (other[0] - one[0], other[1] - one[1])
    enter, leave = 0.0, 1.0
    for step, room in ((-dx, x - FRAME[0]), (dx, FRAME[2] - x), (-dy, y - FRAME[1]), (dy, FRAME[3] - y)):
        if step == 0 and room < 0:
            return None
        if step < 0:
            enter = max(enter, room / step)
        elif step > 0:
            leave = min(leave, room / step)
    if enter >= leave:
        return None
    return (x + enter * dx, y + enter * dy), other if leave == 1 else (x + leave * dx, y + leave * dy)


def _draw_routes(sheet: Sheet, view: View, culture: Culture, ink: str) -> None:
    for route in _routes(culture):
        curve = [view.at(place.lat, place.lon) for place in route]
        sheet.line(curve, ink, 5, ' stroke-dasharray="2 11" stroke-linecap="round"')


def _draw_places(sheet: Sheet, view: View, cultures: Sequence[Culture], inks: Mapping[str, str]) -> None:
    """Lines first, then the points, then the words."""
    places = [(culture, place) for culture in cultures for place in culture.places]
    spots = [view.at(place.lat, place.lon) for _, place in places]
    sizes = [(_label_width(sheet, culture, place), LABEL) for culture, place in places]
    left, top, right, bottom = FRAME
    labels = place_labels(spots, sizes, (left + 6, top + 6, right - 6, bottom - 36))
    for (culture, _), label in zip(places, labels, strict=True):
        if label.leader:
            sheet.line(label.leader, inks[culture.id], 1.6)
    for (culture, _), (x, y) in zip(places, spots, strict=True):
        paint = f'fill="{inks[culture.id]}" stroke="{FIELD}" stroke-width="2.5"'
        sheet.marks.append(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="9" {paint}/>')
    for (culture, place), label in zip(places, labels, strict=True):
        x, y = label.box[0] + 4, label.box[1]
        sheet.write(_title(sheet, culture), NAME, x, y + 23, inks[culture.id])
        sheet.write(place.name, TOWN, x, y + 44, SOFT)


def _label_width(sheet: Sheet, culture: Culture, place: Place) -> float:
    width = sheet.letters.width
    return 8 + max(width(_title(sheet, culture), NAME), width(place.name, TOWN))


def _title(sheet: Sheet, culture: Culture) -> str:
    names = (culture.names.zh, culture.names.en)
    return " ".join(name for name in names if sheet.letters.can_write(name))


def inks_of(cultures: Sequence[Culture]) -> dict[str, str]:
    """A colour of each culture's own palette that reads on paper, as unlike those already given as may be."""
    given: dict[str, str] = {}
    for culture in cultures:
        named = sorted(culture.palette, key=lambda name: (-culture.weights.get(name, 0.0), name))
        legible = [culture.palette[name] for name in named if _luminance(culture.palette[name]) < 0.2]
        coloured = [colour for colour in legible if _chroma(colour) > 40] or legible or [INK]
        given[culture.id] = max(
            coloured, key=lambda c: min((_unlike(c, g) for g in given.values()), default=0)
        )
    return given


def _unlike(one: str, other: str) -> float:
    return sum(abs(a - b) for a, b in zip(_channels(one), _channels(other), strict=True))


def _channels(colour: str) -> list[int]:
    return [int(colour[k : k + 2], 16) for k in (1, 3, 5)]


def _chroma(colour: str) -> int:
    return max(_channels(colour)) - min(_channels(colour))


def _luminance(colour: str) -> float:
    """Relative luminance, 0 to 1 (WCAG 2.2)."""
    linear = [c / 3294.6 if c <= 10 else ((c / 255 + 0.055) / 1.055) ** 2.4 for c in _channels(colour)]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def _on_paper(sheet: Sheet) -> str:
    """The sheet with its frame, title and note."""
    left, top, right, bottom = FRAME
    box = f'x="{left}" y="{top}" width="{right - left}" height="{bottom - top}"'
    marks, sheet.marks = sheet.marks, []
    sheet.write(TITLE_ZH, 54, left, 104, INK)
    sheet.write(TITLE, 40, left + sheet.letters.width(TITLE_ZH, 54) + 28, 104, INK)
    sheet.write(NOTE, 22, left, bottom + 52, SOFT)
    sheet.write("WGS 84, Albers equal-area", 22, left, bottom + 86, SOFT)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{HEIGHT}" '
        f'viewBox="0 0 {WIDTH} {HEIGHT}">'
        f"<title>{escape(TITLE)}</title><desc>{escape(NOTE)}</desc>"
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="{PAPER}"/><rect {box} fill="{FIELD}"/>'
        f"{''.join(marks)}"
        f'<rect {box} fill="none" stroke="{INK}" stroke-width="2"/>{"".join(sheet.marks)}</svg>\n'
    )
