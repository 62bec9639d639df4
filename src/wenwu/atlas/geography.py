"""Where the atlas' names lie: reference points, ways, and how far it is from one to the other."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from math import atan, atan2, cos, radians, sin, sqrt, tan
from typing import Any

from wenwu.atlas.culture import Culture, Place
from wenwu.base.errors import InputError

EQUATOR = 6378.137  # [km] WGS 84, semi-major axis
FLATTENING = 1 / 298.257223563  # WGS 84
POLE = EQUATOR * (1 - FLATTENING)  # [km]
CLOSE = 1e-12  # [rad] 6 micrometres on the ground
TRIES = 200
WITHIN = 0.2  # [deg] how far off a reference point may lie; they are ours, and stand for a district


def geodesic_km(a: Place, b: Place) -> float:
    """Length of the shortest way over the WGS 84 ellipsoid [km], by Vincenty's inverse formula (1975).

    Points on nearly opposite sides of the earth have no answer by this formula and are refused.
    """
    lower_a, lower_b = (atan((1 - FLATTENING) * tan(radians(p.lat))) for p in (a, b))
    if (a.lat, a.lon) == (b.lat, b.lon):
        return 0.0
    length = apart = radians(b.lon - a.lon)
    for _ in range(TRIES):
        sin_sigma, cos_sigma, sin_alpha = _on_sphere(lower_a, lower_b, apart)
        sigma = atan2(sin_sigma, cos_sigma)
        cos2_alpha = 1 - sin_alpha**2
        middle = cos_sigma - 2 * sin(lower_a) * sin(lower_b) / cos2_alpha if cos2_alpha > CLOSE else 0.0
        c = FLATTENING / 16 * cos2_alpha * (4 + FLATTENING * (4 - 3 * cos2_alpha))
        inner = middle + c * cos_sigma * (2 * middle**2 - 1)
        before, apart = apart, length + (1 - c) * FLATTENING * sin_alpha * (sigma + c * sin_sigma * inner)
        if abs(apart - before) < CLOSE:
            return _arc(sigma, sin_sigma, cos_sigma, cos2_alpha, middle)
    raise InputError(f"{a.name} and {b.name} lie on nearly opposite sides of the earth; choose nearer points")


def _on_sphere(lower_a: float, lower_b: float, apart: float) -> tuple[float, float, float]:
    """On the auxiliary sphere: sine and cosine of the arc, and sine of its azimuth at the equator."""
    across = cos(lower_b) * sin(apart)
    along = cos(lower_a) * sin(lower_b) - sin(lower_a) * cos(lower_b) * cos(apart)
    sin_sigma = sqrt(across**2 + along**2)
    cos_sigma = sin(lower_a) * sin(lower_b) + cos(lower_a) * cos(lower_b) * cos(apart)
    return sin_sigma, cos_sigma, cos(lower_a) * across / sin_sigma if sin_sigma else 0.0


def _arc(sigma: float, sin_sigma: float, cos_sigma: float, cos2_alpha: float, middle: float) -> float:
    """The arc on the sphere as kilometres on the ellipsoid (Vincenty, equations 3, 4, 6 and 19)."""
    u2 = cos2_alpha * (EQUATOR**2 - POLE**2) / POLE**2
    a = 1 + u2 / 16384 * (4096 + u2 * (-768 + u2 * (320 - 175 * u2)))
    b = u2 / 1024 * (256 + u2 * (-128 + u2 * (74 - 47 * u2)))
    high = b / 6 * middle * (4 * sin_sigma**2 - 3) * (4 * middle**2 - 3)
    return POLE * a * (sigma - b * sin_sigma * (middle + b / 4 * (cos_sigma * (2 * middle**2 - 1) - high)))


def nearest_km(one: Culture, other: Culture) -> float:
    """Kilometres between the two nearest reference points of two cultures; infinite where one has none."""
    return min((geodesic_km(a, b) for a in one.places for b in other.places), default=float("inf"))


def to_geojson(cultures: Iterable[Culture]) -> dict[str, Any]:
    """The places and routes as a GeoJSON FeatureCollection (RFC 7946): WGS 84, longitude before latitude."""
    features = [feature for culture in cultures for feature in _features(culture)]
    return {"type": "FeatureCollection", "features": features}


def _features(culture: Culture) -> Iterator[dict[str, Any]]:
    shared = {"culture": culture.id, "en": culture.names.en, "zh": culture.names.zh}
    for place in culture.places:
        said = {
            "kind": "reference point", "name": place.name, "standing": "claimed", "within_deg": WITHIN,
            "source": ["own"],
        }  # fmt: skip
        point = {"type": "Point", "coordinates": _position(place)}
        yield _feature(f"place:{culture.id}.{place.name}", point, {**shared, **said})
    for number, route in enumerate(culture.routes, 1):
        if route.withdrawn_by or not route.enabled:
            continue
        length = sum(geodesic_km(a, b) for a, b in pairwise(route.points))
        said = {
            "kind": "route", "name_en": route.name.en, "name_zh": route.name.zh, "standing": route.standing,
            "source": list(route.source), "points": [place.name for place in route.points],
            "length_km": round(length, 1), "disputes": len(route.disputed_by),
        }  # fmt: skip
        yield _feature(f"route:{culture.id}.{number}", _line(route.points), {**shared, **said})


def _feature(id: str, geometry: dict[str, Any], properties: dict[str, Any]) -> dict[str, Any]:
    return {"type": "Feature", "id": id, "geometry": geometry, "properties": properties}


def _position(place: Place) -> list[float]:
    return [place.lon, place.lat]


def _line(points: Sequence[Place]) -> dict[str, Any]:
    """A LineString, or a MultiLineString cut at the 180th meridian, as RFC 7946, 3.1.9 asks."""
    lines = [[_position(points[0])]]
    for a, b in pairwise(points):
        if abs(b.lon - a.lon) > 180:
            side = 180.0 if a.lon > 0 else -180.0
            whole = b.lon + 2 * side - a.lon
            lat = round(a.lat + (b.lat - a.lat) * (side - a.lon) / whole, 6) if whole else a.lat
            lines[-1].append([side, lat])
            lines.append([[-side, lat]])
        lines[-1].append(_position(b))
    if len(lines) == 1:
        return {"type": "LineString", "coordinates": lines[0]}
    return {"type": "MultiLineString", "coordinates": lines}
