"""Distances on the ellipsoid, GeoJSON, and the map."""

import json
from itertools import combinations
from math import atan2, cos, radians, sin
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import numpy as np
import pytest
from PIL import Image

from wenwu.atlas import chart
from wenwu.atlas.chart import FRAME, HEIGHT, TITLE_ZH, WIDTH, View, draw_chart, to_png
from wenwu.atlas.culture import Culture, Place, Route
from wenwu.atlas.geography import EQUATOR, FLATTENING, geodesic_km, nearest_km, to_geojson
from wenwu.atlas.label import Label, place_labels
from wenwu.atlas.lettering import Lettering
from wenwu.atlas.load import load_atlas
from wenwu.base.errors import InputError
from wenwu.report.typeface import FOLDER

ATLAS = load_atlas()
CULTURES = list(ATLAS.cultures.values())
LETTERS = Lettering(tuple(FOLDER / f"{font}.woff" for font in ("serif", "han")))


def at(lat: float, lon: float, name: str = "a") -> Place:
    return Place(name=name, lat=lat, lon=lon)


def made_up(**more: Any) -> Culture:
    row = {"id": "made", "names": {"en": "Made", "zh": "某族"}, "palette": {"red": "#A61C28"}}
    return Culture.model_validate({**row, "source": "own", "standing": "claimed", **more})


def sphere_km(a: Place, b: Place) -> float:
    """The great circle on the sphere of mean radius, by vectors."""
    one, other = (
        np.array([cos(radians(p.lat)) * cos(radians(p.lon)), cos(radians(p.lat)) * sin(radians(p.lon)),
                  sin(radians(p.lat))]) for p in (a, b)
    )  # fmt: skip
    return 6371.0088 * atan2(float(np.linalg.norm(np.cross(one, other))), float(one @ other))


def meridian_km(low: float, high: float) -> float:
    """The arc of a meridian between two latitudes, its curvature integrated numerically."""
    e2 = FLATTENING * (2 - FLATTENING)
    phi = np.radians(np.linspace(low, high, 20_001))
    radius = EQUATOR * (1 - e2) / np.sqrt(1 - e2 * np.sin(phi) ** 2) ** 3
    return float(np.trapezoid(radius, phi))


def test_distances_that_others_published() -> None:
    """GeographicLib's own example, a quarter of the meridian, and Lhasa to Alihe by GeographicLib."""
    assert geodesic_km(at(40.6, -73.8), at(51.6, -0.5)) == pytest.approx(5551.759400, abs=1e-6)
    assert geodesic_km(at(0, 20), at(90, 20)) == pytest.approx(10001.965729, abs=1e-6)
    assert geodesic_km(at(29.65, 91.12), at(50.58, 123.73)) == pytest.approx(3573.5430985, abs=1e-6)


def test_along_a_meridian_it_is_the_integral_of_the_curvature() -> None:
    for low, high in ((18.25, 50.58), (-10, 35), (43.9, 44.1)):
        assert geodesic_km(at(low, 100), at(high, 100)) == pytest.approx(meridian_km(low, high), abs=1e-6)


def test_along_the_equator_it_is_the_circle() -> None:
    assert geodesic_km(at(0, 75), at(0, 132)) == pytest.approx(EQUATOR * radians(57), abs=1e-6)


def test_all_places_lie_as_far_apart_as_on_the_sphere_to_half_a_percent() -> None:
    places = [place for culture in CULTURES for place in culture.places]
    for a, b in combinations(places, 2):
        far = geodesic_km(a, b)
        assert far == pytest.approx(geodesic_km(b, a), abs=1e-9)
        assert far == pytest.approx(sphere_km(a, b), rel=6e-3)


def test_opposite_sides_of_the_earth_are_refused() -> None:
    with pytest.raises(InputError) as told:
        geodesic_km(at(0, 0, "here"), at(0.2, 179.8, "there"))
    assert str(told.value) == "here and there lie on nearly opposite sides of the earth; choose nearer points"


def test_the_nearest_points_of_two_cultures() -> None:
    dai, jingpo = ATLAS.culture("dai"), ATLAS.culture("jingpo")
    far = [geodesic_km(a, b) for a in dai.places for b in jingpo.places]
    assert nearest_km(dai, jingpo) == min(far) and len(far) == 4
    assert nearest_km(dai, made_up()) == float("inf")


def test_geojson_puts_longitude_first_and_says_how_sure_it_is() -> None:
    found = json.loads(json.dumps(to_geojson(CULTURES)))
    assert found["type"] == "FeatureCollection" and "crs" not in found  # RFC 7946, 4
    points = [one for one in found["features"] if one["geometry"]["type"] == "Point"]
    assert len(points) == sum(len(culture.places) for culture in CULTURES)
    lhasa = next(one for one in points if one["properties"]["name"] == "Lhasa")
    assert lhasa["geometry"]["coordinates"] == [91.12, 29.65]
    assert lhasa["properties"]["standing"] == "claimed" and lhasa["properties"]["within_deg"] == 0.2
    assert lhasa["properties"]["source"] == ["own"]
    ids = [one["id"] for one in found["features"]]
    assert len(ids) == len(set(ids))


def route(*points: Place, **more: Any) -> Route:
    row = {"name": {"en": "way", "zh": "路"}, "points": points, "source": "own", "standing": "claimed"}
    return Route.model_validate({**row, **more})


def test_a_route_is_a_line_with_its_length() -> None:
    way = route(at(30, 100, "a"), at(30, 101, "b"), at(31, 101, "c"))
    (line,) = to_geojson([made_up(routes=[way])])["features"]
    assert line["geometry"] == {"type": "LineString", "coordinates": [[100, 30], [101, 30], [101, 31]]}
    assert line["properties"]["length_km"] == pytest.approx(96.49 + 110.86, abs=0.1)
    off = route(at(30, 100), at(31, 100), enabled=False)
    assert to_geojson([made_up(routes=[off])])["features"] == []


@pytest.mark.parametrize(("start", "end", "side"), [(179, -179, 180), (-179, 179, -180)])
def test_a_route_over_the_180th_meridian_is_cut(start: float, end: float, side: float) -> None:
    (line,) = to_geojson([made_up(routes=[route(at(10, start), at(20, end))])])["features"]
    assert line["geometry"]["type"] == "MultiLineString"
    assert line["geometry"]["coordinates"] == [[[start, 10], [side, 15]], [[-side, 15], [end, 20]]]


def test_no_shipped_route_stands_without_a_source() -> None:
    for culture in CULTURES:
        assert all(set(one.source) <= set(ATLAS.sources) for one in culture.routes)


def test_the_projection_keeps_areas() -> None:
    view = View(104, (25, 47))

    def area(lat: float, lon: float) -> float:
        h = 1e-4
        (x0, y0), (x1, y1), (x2, y2) = view.at(lat, lon), view.at(lat, lon + h), view.at(lat + h, lon)
        return abs((x1 - x0) * (y2 - y0) - (x2 - x0) * (y1 - y0)) / (radians(h) ** 2 * cos(radians(lat)))

    areas = [area(lat, lon) for lat, lon in ((20, 80), (35, 104), (50, 130))]
    assert areas == pytest.approx([1, 1, 1], rel=1e-4)


@pytest.fixture(scope="module", name="svg")
def _svg() -> str:
    return draw_chart(CULTURES, LETTERS)


def test_the_map_shows_each_place_and_nothing_that_looks_like_land(svg: str) -> None:
    root = ElementTree.fromstring(svg)
    circles = [one for one in root.iter() if one.tag.endswith("circle")]
    assert len(circles) == sum(len(culture.places) for culture in CULTURES)
    spots = {(one.get("cx"), one.get("cy")) for one in circles}
    assert len(spots) == len(circles)
    for one in circles:
        assert FRAME[0] < float(one.get("cx", 0)) < FRAME[2] and FRAME[1] < float(one.get("cy", 0)) < FRAME[3]
    assert not [one for one in root.iter() if one.tag.endswith(("text", "polygon", "image"))]
    lines = [one for one in root.iter() if one.get("fill") == "none" and one.tag.endswith("path")]
    assert {one.get("stroke") for one in lines if one.get("stroke-width") == "1.5"} == {"#D9CEB8"}


def test_the_map_is_the_same_each_time_and_becomes_pixels(svg: str, tmp_path: Path) -> None:
    assert draw_chart(CULTURES, LETTERS) == svg
    (tmp_path / "map.png").write_bytes(to_png(svg))
    image = np.asarray(Image.open(tmp_path / "map.png").convert("RGB"))
    assert image.shape == (HEIGHT, WIDTH, 3)
    assert tuple(image[5, 5]) == (0xF3, 0xED, 0xE0)
    assert (image.astype(int).sum(-1) < 330).mean() > 0.003  # there are letters on it


def test_a_route_is_dotted_on_the_map() -> None:
    svg = draw_chart([made_up(places=[at(30, 100)], routes=[route(at(30, 100), at(32, 104))])], LETTERS)
    assert svg.count("stroke-dasharray") == 1


def test_one_place_and_places_either_side_of_the_180th_meridian_can_be_drawn() -> None:
    assert draw_chart([made_up(places=[at(30, 100)])], LETTERS).count("<circle") == 1
    svg = draw_chart([made_up(places=[at(60, 179, "a"), at(62, -178, "b")])], LETTERS)
    xs = [float(part.split('"')[0]) for part in svg.split('cx="')[1:]]
    assert xs[0] < xs[1]


def test_a_map_without_places_is_refused() -> None:
    with pytest.raises(InputError) as told:
        draw_chart([made_up()], LETTERS)
    assert str(told.value) == "no place to draw: none of the cultures has one in its culture.toml"


def test_our_fonts_can_write_the_title_and_every_name() -> None:
    assert LETTERS.can_write(TITLE_ZH)
    for culture in CULTURES:
        assert LETTERS.can_write(culture.names.zh + culture.names.en)
        assert LETTERS.can_write("".join(place.name for place in culture.places))
    assert not LETTERS.can_write("\U0001f600")


def test_no_label_or_line_of_the_shipped_map_crosses_another(monkeypatch: pytest.MonkeyPatch) -> None:
    placed: list[Label] = []

    def kept(*given: Any) -> list[Label]:
        placed.extend(place_labels(*given))
        return placed

    monkeypatch.setattr(chart, "place_labels", kept)
    draw_chart(CULTURES, LETTERS)
    assert len(placed) == sum(len(culture.places) for culture in CULTURES)
    for label in (label for label in placed if label.leader):
        x, y = np.linspace(*label.leader, 400).T
        for left, top, right, bottom in (other.box for other in placed):
            assert not np.any((left < x) & (x < right) & (top < y) & (y < bottom))
    for one, other in combinations([label.box for label in placed], 2):
        assert one[2] <= other[0] or other[2] <= one[0] or one[3] <= other[1] or other[3] <= one[1]


def test_labels_cover_neither_points_nor_one_another_where_there_is_room() -> None:
    spots = [(300.0 + 40 * (n % 3), 300.0 + 30 * (n // 3)) for n in range(6)]
    labels = place_labels(spots, [(120.0, 40.0)] * 6, (0, 0, 900, 900))
    for one, other in combinations([label.box for label in labels], 2):
        assert one[2] <= other[0] or other[2] <= one[0] or one[3] <= other[1] or other[3] <= one[1]
    for label in labels:
        left, top, right, bottom = label.box
        assert not any(left < x < right and top < y < bottom for x, y in spots)
        assert min(left, top) > 0 and max(right, bottom) < 900
