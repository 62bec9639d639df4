"""The visual bank: prototypes of form on the unit sphere, read by likeness, changed on purpose alone.

A bank is a value. `read` gives weights and changes nothing; `moved`, `grown` and `merged` give a new bank.
The start is k-means++ over features and places: the squared distance of two pictures is that of their
features plus λ times that of their places, in shares of the globe's diameter (docs/paper.md, 21).
"""

from dataclasses import dataclass, replace

import numpy as np
from jaxtyping import Float, Int64
from numpy import ndarray

from wenwu.base.errors import InputError

COUNT = 128
LAMBDA = 0.25  # weight of geography
KEPT = 0.99  # of a prototype, at one move
FAR = 0.8  # cosine to the nearest prototype below which a picture opens one of its own; not searched for
TWINS = 0.98  # cosine above which two prototypes are one
FEWEST, MOST = 0.5, 1.5  # of the prototypes asked for: so many stay, and so many there may be
ROUNDS = 40

Rows = Float[ndarray, "N D"]
Places = Float[ndarray, "N 2"]  # latitude, longitude [deg]; NaN: not known


@dataclass(frozen=True, eq=False)
class Bank:
    """Prototypes, and how many pictures have come to each."""

    rows: Float[ndarray, "K D"]  # each of length 1
    counts: Float[ndarray, " K"]

    def read(self, keys: Float[ndarray, "K D"], query: Rows, temperature: float) -> Float[ndarray, "N K"]:
        """How much each prototype answers: softmax(v·e / τ) (eq. 1).

        `keys` are ψ of the rows, `query` φ of the features; both of length 1.
        """
        return attend(keys, query, temperature)

    def nearest(self, features: Rows) -> tuple[Int64[ndarray, " N"], Float[ndarray, " N"]]:
        """The nearest prototype of each picture, and the cosine to it."""
        near = unit(features) @ self.rows.T
        best = near.argmax(1)
        return best, near[np.arange(len(near)), best]

    def moved(self, features: Rows, kept: float = KEPT) -> "Bank":
        """Each prototype drawn to the mean of the pictures nearest to it: v ← unit(κ v + (1 − κ) mean)."""
        if not len(features):
            return self
        best, _ = self.nearest(features)
        came, sums = gathered(unit(features), best, len(self.rows))
        some = came > 0
        rows = self.rows.copy()
        rows[some] = unit(kept * rows[some] + (1 - kept) * sums[some] / came[some, None])
        return Bank(rows, self.counts + came)

    def grown(self, features: Rows, most: int, below: float = FAR) -> "Bank":
        """A new prototype for each picture, in turn, whose nearest lies below a cosine; `most` in all."""
        bank = self
        for one in unit(features):
            if len(bank.rows) >= most:
                break
            if float((bank.rows @ one).max(initial=-1.0)) < below:
                bank = Bank(np.concatenate([bank.rows, one[None]]), np.append(bank.counts, 1.0))
        return bank

    def merged(self, above: float = TWINS, fewest: int = 1) -> "Bank":
        """Twins made one, by their counts, the likest first, until there are none or `fewest` are left."""
        rows, counts = self.rows.copy(), self.counts.copy()
        while len(rows) > fewest:
            near = rows @ rows.T - 2 * np.eye(len(rows))
            a, b = sorted(np.unravel_index(int(near.argmax()), near.shape))
            if near[a, b] <= above:
                break
            weight = np.maximum(counts[[a, b]], 1.0)
            rows[a] = unit((weight[0] * rows[a] + weight[1] * rows[b])[None])[0]
            counts[a] += counts[b]
            rows, counts = np.delete(rows, b, 0), np.delete(counts, b)
        return replace(self, rows=rows, counts=counts)

    def tended(self, features: Rows, asked: int) -> "Bank":
        """Twins merged, then grown for pictures that are like nothing here; of `asked` prototypes at least
        half stay, and half as many more may come.
        """
        best, _ = self.nearest(features)
        counted = replace(self, counts=gathered(unit(features), best, len(self.rows))[0])
        return counted.merged(fewest=round(FEWEST * asked)).grown(features, round(MOST * asked))


def attend(keys: Float[ndarray, "K D"], query: Rows, temperature: float) -> Float[ndarray, "N K"]:
    """softmax(v·e / τ) (eq. 1)."""
    near = query @ keys.T / temperature
    near = np.exp(near - near.max(1, keepdims=True))
    return near / near.sum(1, keepdims=True)


def unit(x: Float[ndarray, "N D"]) -> Float[ndarray, "N D"]:
    """Each row of length 1."""
    return x / np.maximum(np.linalg.norm(x, axis=1, keepdims=True), 1e-9)


def founded(
    features: Rows,
    places: Places,
    rng: np.random.Generator,
    count: int = COUNT,
    weight: float = LAMBDA,
    rounds: int = ROUNDS,
) -> Bank:
    """The first bank: k-means++ with geography, then Lloyd's rounds. InputError where pictures are too few
    or all alike.
    """
    joint = with_places(unit(features), places, weight)
    if len(np.unique(joint.round(6), axis=0)) < count:
        raise InputError(
            f"{len(joint)} pictures, of which too few differ, make no {count} prototypes; "
            "give more pictures or ask for fewer prototypes"
        )
    centres, best = lloyd(joint, seeded(joint, count, rng), rounds)
    width = features.shape[1]
    return Bank(unit(centres[:, :width]), np.bincount(best, minlength=count).astype(features.dtype))


def with_places(features: Rows, places: Places, weight: float) -> Float[ndarray, "N E"]:
    """Features with three more numbers, so that a squared distance gains λ (chord / diameter)².

    (chord / diameter)² is the haversine of the great circle between two places. A picture without a place
    stands at the mean of all.
    """
    lat, lon = np.radians(places.astype(features.dtype)).T
    on = np.stack([np.cos(lat) * np.cos(lon), np.cos(lat) * np.sin(lon), np.sin(lat)], 1)
    known = np.isfinite(on).all(1)
    on[~known] = on[known].mean(0) if known.any() else 0.0
    return np.concatenate([features, np.sqrt(weight) * on / 2], 1)


def seeded(points: Rows, count: int, rng: np.random.Generator) -> Float[ndarray, "K D"]:
    """k-means++ (Arthur and Vassilvitskii 2007): each further one with a chance that goes by the squared
    distance to the nearest chosen.
    """
    chosen = [int(rng.integers(len(points)))]
    away = squared(points, points[chosen])[:, 0]
    while len(chosen) < count:
        chance = away / away.sum() if away.sum() > 0 else np.full(len(points), 1 / len(points))
        chosen.append(int(rng.choice(len(points), p=chance)))
        away = np.minimum(away, squared(points, points[chosen[-1:]])[:, 0])
    return points[chosen].copy()


def lloyd(
    points: Rows, centres: Float[ndarray, "K D"], rounds: int
) -> tuple[Float[ndarray, "K D"], Int64[ndarray, " N"]]:
    """Lloyd's rounds until nothing moves; a centre to which nobody comes stays where it is."""
    best = np.full(len(points), -1)
    for _ in range(rounds):
        again = squared(points, centres).argmin(1)
        if (again == best).all():
            break
        best = again
        came, sums = gathered(points, best, len(centres))
        some = came > 0
        centres = centres.copy()
        centres[some] = sums[some] / came[some, None]
    return centres, best


def gathered(
    points: Rows, best: Int64[ndarray, " N"], count: int
) -> tuple[Float[ndarray, " K"], Float[ndarray, "K D"]]:
    """How many points come to each centre, and their sums."""
    own = np.zeros((count, len(points)), points.dtype)
    own[best, np.arange(len(points))] = 1
    return own.sum(1), own @ points


def squared(points: Rows, centres: Float[ndarray, "K D"]) -> Float[ndarray, "N K"]:
    """Squared Euclidean distances, never below 0."""
    own = np.einsum("nd,nd->n", points, points)[:, None] + np.einsum("kd,kd->k", centres, centres)
    return np.maximum(own - 2 * points @ centres.T, 0)


def purity(
    assigned: Int64[ndarray, " N"],
    labels: Int64[ndarray, " N"],
    learnt: tuple[Int64[ndarray, " M"], Int64[ndarray, " M"]] | None = None,
) -> float:
    """Share of pictures whose label is the commonest of the prototype they came to.

    Commonest among `learnt` (prototypes and labels of other pictures) where they are given, so that few
    pictures over many prototypes are not flattered; a prototype that none of those came to counts as wrong.
    """
    of, said = learnt or (assigned, labels)
    return float((stood_for(of, said, int(max(of.max(), assigned.max())) + 1)[assigned] == labels).mean())


def stood_for(
    assigned: Int64[ndarray, " N"], labels: Int64[ndarray, " N"], count: int
) -> Int64[ndarray, " K"]:
    """The commonest label of what came to each of `count` prototypes; −1 where nothing came."""
    table = np.zeros((count, int(labels.max()) + 1), np.int64)
    np.add.at(table, (assigned, labels), 1)
    return np.where(table.any(1), table.argmax(1), -1)
