"""One seed for a whole performance, an independent stream for every part of it."""

import hashlib

import numpy as np


def generator(seed: int, *path: str | int) -> np.random.Generator:
    """The random stream of one part, named by its path, for example ("phrase", 3).

    Parts do not share a stream, so drawing more in one never changes another.
    """
    digest = hashlib.sha256("/".join(map(str, path)).encode()).digest()
    words = np.frombuffer(digest[:16], np.uint32)
    return np.random.default_rng([seed, *map(int, words)])
