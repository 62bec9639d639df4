"""How smooth a movement is: jerk as it stands, jerk below 6 Hz, and the share of its energy below 6 Hz.

Jerk depends on the frame rate that it is read at, so every figure is at 30 frames a second. Raw jerk sees
shaking; after the low pass it sees hurry. Recordings hold spikes, which are mended before anything is read.
"""

import numpy as np
from jaxtyping import Bool, Float
from numpy import ndarray
from scipy.interpolate import CubicSpline
from scipy.signal import butter, sosfiltfilt
from scipy.signal.windows import hann

FPS = 30.0  # [frames/s] movement is read at
CUT, ORDER = 6.0, 2  # [Hz], of the Butterworth filter that runs once each way
SPIKE = 300.0  # [m/s²] no joint accelerates so


def at_rate(place: Float[ndarray, "T J 3"], fps: float, wanted: float = FPS) -> Float[ndarray, "N J 3"]:
    """Joint places at another rate: every nth frame where that will do, else by a cubic spline."""
    whole = fps / wanted
    if abs(whole - round(whole)) < 1e-6:
        return place[:: round(whole)]
    time = np.arange(len(place)) / fps
    new = np.arange(int(np.floor(time[-1] * wanted + 1e-6)) + 1) / wanted
    return np.asarray(CubicSpline(time, place, axis=0)(np.minimum(new, time[-1])))


def jerk(place: Float[ndarray, "T J 3"], fps: float) -> Float[ndarray, "S J"]:
    """Size of the third difference [m/s³]; three frames fewer than came in."""
    return np.linalg.norm(np.diff(place, 3, axis=0), axis=-1) * fps**3


def clip_jerk(place: Float[ndarray, "T J 3"], fps: float) -> float:
    """Mean over frames and joints [m/s³]."""
    return float(jerk(place, fps).mean())


def low_passed(place: Float[ndarray, "T J 3"], fps: float) -> Float[ndarray, "T J 3"]:
    """What is left below CUT, with no lag: the filter runs forward and backward."""
    return sosfiltfilt(butter(ORDER, CUT, fs=fps, output="sos"), place, axis=0)


def slow_share(place: Float[ndarray, "T J 3"], fps: float) -> float:
    """Share of the energy of all joints' velocities that lies below CUT; 1 where nothing moves.

    A difference of frames is weaker than the velocity by sinc(f/fps), which is taken out again.
    """
    speed = np.diff(place, axis=0) * fps
    taper = hann(len(speed))[:, None, None]
    hertz = np.fft.rfftfreq(len(speed), 1 / fps)
    power = (np.abs(np.fft.rfft(speed * taper, axis=0)) ** 2).sum((1, 2)) / np.sinc(hertz / fps) ** 2
    whole = power.sum()
    return float(power[hertz < CUT].sum() / whole) if whole > 0 else 1.0


def spikes(place: Float[ndarray, "T J 3"], fps: float) -> Bool[ndarray, " T"]:
    """Frames in which a joint accelerates by more than SPIKE, and their neighbours."""
    size = np.linalg.norm(np.diff(place, 2, axis=0), axis=-1).max(1) * fps**2
    hit = np.concatenate([[False], size > SPIKE, [False]])
    return np.convolve(hit, np.ones(3), "same") > 0


def without_spikes(place: Float[ndarray, "T J 3"], fps: float) -> Float[ndarray, "T J 3"]:
    """Spiky frames replaced by a straight line between the sound ones."""
    bad = spikes(place, fps)
    if not bad.any() or bad.all():
        return place
    time, flat = np.arange(len(place)), place.reshape(len(place), -1)
    mended = np.stack([np.interp(time, time[~bad], row[~bad]) for row in flat.T], 1)
    return mended.reshape(place.shape)
