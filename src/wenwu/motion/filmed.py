"""Motion from a film of one dancer: landmarks, smoothed, given a place in space, and fitted with a body.

A film shows no depth. Where the dancer is follows from how large the body looks through a lens of VIEW
degrees on a camera that is level and keeps still: a guess, and said. Points that were hardly seen are drawn
between their neighbours in time; all are smoothed.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import av
import numpy as np
from jaxtyping import Bool, Float
from numpy import ndarray
from scipy.signal import butter, sosfiltfilt

from wenwu.base.errors import InputError
from wenwu.body.performer import load_body
from wenwu.motion.incoming import USUAL, Imported, of_take
from wenwu.motion.landmarks import Landmarks, Picture, follow
from wenwu.motion.points import fitted
from wenwu.motion.pose_model import Model

VIEW = 50.0  # [deg] across the wider side of the picture
SURE = 0.5  # of visibility: below, a point counts as not seen
SMOOTH, SMOOTH_PATH = 6.0, 2.0  # [Hz] low pass of the body's points, and of its path
ENOUGH = 0.6  # of the frames must show somebody
MOST_FRAMES = 20_000
ROWS = {
    "nose": 0, "Ear": 7, "Shoulder": 11, "Elbow": 13, "Wrist": 15, "Little": 17, "Index": 19, "Hip": 23,
    "Knee": 25, "Ankle": 27, "Heel": 29, "Toe": 31,
}  # fmt: skip


@dataclass(frozen=True)
class Filmed:
    """A clip from a film, and how well each point was seen."""

    imported: Imported
    confidence: Mapping[str, float]  # point → mean visibility, 0…1


def read_film(path: Path, model: Model, consent: str) -> Filmed:
    """The motion of the one dancer of a film. `consent` says who agreed to be filmed for this, and is kept.

    Raises InputError without consent, for a file that is no film, and where nobody is seen for long.
    """
    if not consent.strip():
        raise InputError(
            "say who agreed to be filmed and used so, for example --consent 'A. Yang, 2025-03-01'"
        )
    pictures, fps = _pictures(path)
    marks = follow(pictures, model)
    there = _shown(marks.seen)
    if len(there) < 2 or there.mean() < ENOUGH:
        shown = there.mean() if len(there) else 0.0
        raise InputError(f"{path.name} shows a dancer in {shown:.0%} of its frames; {ENOUGH:.0%} are needed")
    take = fitted(_points(marks, fps), fps, load_body(USUAL).skeleton)
    notes: tuple[str, ...] = (
        f"filmed with consent: {consent.strip()}",
        f"{there.mean():.0%} of the frames show a dancer; points were smoothed below {SMOOTH:g} Hz",
        f"depth is a guess: a level camera that keeps still was assumed, with a view of {VIEW:g}°",
        "twists of arms and legs come from bent knees and elbows, hands from three points: rough",
    )
    confidence = _confidence(marks)
    hidden = [point for point, value in confidence.items() if value < SURE]
    notes += (f"hardly seen, so little better than made up: {', '.join(hidden)}",) if hidden else ()
    return Filmed(of_take(take, path.name, notes), confidence)


def _shown(seen: Float[ndarray, "T P"]) -> Bool[ndarray, " T"]:
    """In which frames anything was seen."""
    return np.asarray(np.any(seen > 0, axis=1))


def _pictures(path: Path) -> tuple[Iterator[Picture], float]:
    """Every frame, and frames a second."""
    try:
        film = av.open(str(path))
        stream = film.streams.video[0]
        fps = float(stream.average_rate or 0)
    except (av.FFmpegError, IndexError, OSError) as error:
        raise InputError(f"{path} cannot be read as a film") from error
    if not 5 <= fps <= 240:
        raise InputError(f"{path.name} has {fps:g} frames a second; from 5 to 240 can be read")
    return _frames(film, path.name), fps


def _frames(film: "av.container.InputContainer", name: str) -> Iterator[Picture]:
    with film:
        try:
            for k, frame in enumerate(film.decode(video=0)):
                if k == MOST_FRAMES:
                    raise InputError(
                        f"{name} holds more than {MOST_FRAMES} frames; cut it into shorter films"
                    )
                yield frame.to_ndarray(format="rgb24")
        except av.FFmpegError as error:
            raise InputError(f"{name} is broken: {error.strerror}") from error


def _points(marks: Landmarks, fps: float) -> dict[str, Float[ndarray, "T 3"]]:
    """Named points [m], y up, x to the right of the picture, z toward the camera."""
    body = _smooth(_filled(marks.world, marks.seen), fps, SMOOTH) * np.array([1.0, -1, -1])
    path = _smooth(_filled(_path(marks)[:, None], _shown(marks.seen)[:, None] * 1.0), fps, SMOOTH_PATH)
    place = body + path - path.mean(0) * np.array([1.0, 0, 1])  # over the middle of where the dance was
    out = {"nose": place[:, 0]}
    for name, row in ROWS.items():
        if name != "nose":
            out["left" + name], out["right" + name] = place[:, row], place[:, row + 1]
    return out


def _path(marks: Landmarks) -> Float[ndarray, "T 3"]:
    """Where the hips are [m], the camera in the origin: metres a pixel from the sizes of both figures."""
    weight = np.where(marks.seen > SURE, marks.seen, 1e-6)[..., None]
    flat, image = marks.world[..., :2], marks.image
    middle = [(weight * p).sum(1, keepdims=True) / weight.sum(1, keepdims=True) for p in (flat, image)]
    size = [np.sqrt((weight * (p - m) ** 2).sum((1, 2))) for p, m in zip((flat, image), middle, strict=True)]
    metre = size[0] / np.maximum(size[1], 1e-6)  # [m/px]
    hips = middle[1][:, 0] - middle[0][:, 0] / np.maximum(metre, 1e-9)[:, None]
    wide, high = marks.size
    away = metre * max(wide, high) / (2 * np.tan(np.radians(VIEW) / 2))
    right, down = (metre * (hips[:, 0] - wide / 2)), metre * (hips[:, 1] - high / 2)
    return np.stack([right, -down, -away], 1)


def _filled(points: Float[ndarray, "T P D"], seen: Float[ndarray, "T P"]) -> Float[ndarray, "T P D"]:
    """Points that were hardly seen, drawn in a line between those before and after."""
    out, time = points.copy(), np.arange(len(points))
    found = _shown(seen)
    for k in range(points.shape[1]):
        sure = seen[:, k] > SURE
        sure = sure if sure.mean() > 0.1 else found
        for axis in range(points.shape[2]):
            out[:, k, axis] = np.interp(time, time[sure], points[sure, k, axis])
    return out


def _smooth(points: Float[ndarray, "T P D"], fps: float, below: float) -> Float[ndarray, "T P D"]:
    """A Butterworth low pass of the second order, forward and back, so that nothing lags."""
    if below >= 0.45 * fps or len(points) < 4:
        return points
    sections = butter(2, below, fs=fps, output="sos")
    return np.asarray(sosfiltfilt(sections, points, axis=0, padlen=min(len(points) - 1, round(fps))))


def _confidence(marks: Landmarks) -> dict[str, float]:
    mean = marks.seen.mean(axis=0)
    out = {"nose": float(mean[0])}
    for name, row in ROWS.items():
        if name != "nose":
            out["left" + name], out["right" + name] = float(mean[row]), float(mean[row + 1])
    return out
