"""The upper body over time: keys read with successive lag, the pulse's answer, waves, drag and breath."""

from dataclasses import dataclass

import numpy as np
from jaxtyping import Float
from numpy import ndarray

from wenwu.atlas.score import Style, Wave
from wenwu.body.hands import shape
from wenwu.motion.clock import Clock
from wenwu.motion.curve import ramp, smooth, spline
from wenwu.motion.score import SIZE, Line, Mark

LAG = {  # [beats] each part reads the same key a little later than the one that leads it
    "pelvis": 0.0, "knee": 0.0, "spine": 0.03, "girdle": 0.04, "slide": 0.05, "shoulder": 0.06, "neck": 0.1,
    "elbow": 0.14, "forearm": 0.18, "wrist": 0.24, "hand": 0.3,
}  # fmt: skip
QUICKEST = {  # [deg/s²] between two keys; the farther the part carries the hand, the less
    "pelvis": 1500.0, "spine": 1500.0, "knee": 2500.0, "neck": 4000.0, "slide": 150.0, "shoulder": 3200.0,
    "elbow": 4500.0, "girdle": 6000.0, "forearm": 8000.0, "wrist": 8000.0,
}  # fmt: skip
TRAIL = 28.0  # [deg] the hand trails a moving arm by no more
BREATH = 0.35  # [s] width of the slow noise
OVERLAP = 0.3  # [s] the least fade of a wave

Curves = dict[str, Float[ndarray, "T D"]]


@dataclass(frozen=True)
class Feel:
    """How one dancer differs from the next."""

    calm: float = 1.0  # factor on the pulse: below 1 at tempos faster than written
    rng: np.random.Generator | None = None  # breath


def upper_body(line: Line, style: Style, clock: Clock, feel: Feel) -> Curves:
    """Every channel of SIZE over all frames of the clock [deg, cm]."""
    beat = clock.beat
    lag = LAG | dict(style.lag)
    curves = {name: _curve(name, line, style, clock, beat - lag[name.split("_")[0]]) for name in SIZE}
    _pulse(curves, line, style, clock, feel)
    for wave in line.waves:
        curves[wave.ch][:, wave.i] += _wave(wave, clock)
    _drag(curves, style, clock.fps)
    if feel.rng is not None:
        _breathe(curves, style, clock.fps, feel.rng)
    return curves


def _curve(
    name: str, line: Line, style: Style, clock: Clock, beat: Float[ndarray, " T"]
) -> Float[ndarray, "T D"]:
    marks = line.keys.get(name, [])
    if not marks:
        marks = [Mark(0.0, _rest(name, style), 0.5)]
    at = np.array([m.beat for m in marks])
    value = np.stack([m.value for m in marks])
    if not name.startswith("hand"):
        value = _in_time(at, value, QUICKEST.get(name.split("_")[0], 6000.0), clock)
    return spline(at, value, np.array([m.ease for m in marks]), beat)


def _in_time(
    at: Float[ndarray, " K"], value: Float[ndarray, "K D"], quickest: float, clock: Clock
) -> Float[ndarray, "K D"]:
    """Keys no farther apart than their time allows: a minimum-jerk move of Δ in T peaks at 5.77 Δ / T²."""
    out = value.copy()
    seconds = np.interp(at, clock.beat, np.arange(len(clock.beat)) / clock.fps)
    for k in range(1, len(at)):
        far = float(np.abs(value[k] - out[k - 1]).max())
        most = quickest * (seconds[k] - seconds[k - 1]) ** 2 / 5.77
        out[k] = out[k - 1] + (value[k] - out[k - 1]) * min(1.0, most / max(far, 1e-9))
    return out


def _rest(name: str, style: Style) -> Float[ndarray, " D"]:
    if name.startswith("hand"):
        return shape("relaxed")
    return np.array([style.stance]) if name == "knee" else np.zeros(SIZE[name])


def _pulse(curves: Curves, line: Line, style: Style, clock: Clock, feel: Feel) -> None:
    """The knee sinks on the beat, quicker than it rises; the trunk, head and arms answer later."""
    pulse = style.pulse
    starts, amps = np.array([b for b, _ in line.pulse]), np.array([a for _, a in line.pulse])
    amp = amps[np.clip(np.searchsorted(starts, clock.beat, "right") - 1, 0, None)] * feel.calm
    amp = smooth(amp, 0.25 * clock.fps / float(np.median(clock.rate)))

    def wave(delay: float) -> Float[ndarray, " T"]:
        phase = 2 * np.pi * ((clock.beat - delay) * pulse.per_beat + pulse.phase)
        return amp * 0.5 * (1 + np.cos(phase + pulse.sharp * np.sin(phase)))

    curves["knee"][:, 0] += wave(0.0)
    curves["spine"][:, 0] += pulse.spine * (wave(0.08) - amp / 2)
    curves["neck"][:, 0] -= pulse.neck * (wave(0.12) - amp / 2)
    for side in "lr":
        curves[f"shoulder_{side}"][:, 1] += pulse.arm * (wave(0.16) - amp / 2)
        curves[f"wrist_{side}"][:, 0] += pulse.wrist * (wave(0.3) - amp / 2)


def _wave(wave: Wave, clock: Clock) -> Float[ndarray, " T"]:
    stop = wave.start if wave.stop is None else wave.stop
    beat = clock.beat
    fade = max(wave.fade, OVERLAP * float(np.median(clock.rate)))
    window = ramp((beat - wave.start) / fade) * ramp((stop - beat) / fade)
    if wave.hz is None:
        phase = (beat - wave.start) * wave.per_beat
    else:
        time = np.arange(len(beat)) / clock.fps
        phase = (time - np.interp(wave.start, beat, time)) * wave.hz
    return wave.amp * window * np.sin(2 * np.pi * (phase + wave.phase))


def _drag(curves: Curves, style: Style, fps: float) -> None:
    """The hand drops as the arm rises: flexion follows the speed of the shoulder's elevation."""
    for side in "lr":
        speed = np.gradient(curves[f"shoulder_{side}"][:, 1]) * fps  # [deg/s]
        trail = smooth(style.drag * speed, 0.06 * fps)
        curves[f"wrist_{side}"][:, 0] += TRAIL * np.tanh(trail / TRAIL)


def _breathe(curves: Curves, style: Style, fps: float, rng: np.random.Generator) -> None:
    sigma = BREATH * fps
    for name in ("spine", "neck"):
        noise = smooth(rng.standard_normal(curves[name].shape), sigma)
        curves[name] += noise * style.breath * np.sqrt(sigma * 3.5)
