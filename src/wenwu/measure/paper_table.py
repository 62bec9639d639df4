"""The paper's Table 1, its correlations, and what its text says of it that it does not show."""

import tomllib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from jaxtyping import Float
from numpy import ndarray
from scipy.stats import t as student

from wenwu.motifs.descriptors import NAMES

FILE = Path(__file__).parent / "table1.toml"
STRONG, FAINT = 0.7, 0.3  # |r| that may be called strong, and next to nothing (Cohen: .5 is large, .3 medium)
CHANCE = 0.05  # a connection that comes as often of nothing is not shown
THIRD = 1 / 3  # of the ranks: what lies between the lowest and the highest third is in the middle
WHOLE = 1.05  # shares of one length do not add to more
Table = Mapping[str, Float[ndarray, "6"]]  # a people's row, in the order of NAMES
Said = Mapping[str, Any]
Shown = tuple[bool | np.bool_, str]  # whether the table bears a claim out, and what it says


@dataclass(frozen=True)
class Claim:
    """What the paper's text says of its table, whether the table bears it out, and what the table says."""

    section: str
    says: str
    holds: bool
    shows: str


def paper_table() -> Table:
    """Rows by people."""
    rows = tomllib.loads(FILE.read_text("utf-8"))["row"].values()
    return {row[0]: np.array(row[1:], float) for row in rows}


def claims(table: Table) -> Iterator[Claim]:
    """Every statement about the table that can be recomputed from it."""
    for said in tomllib.loads(FILE.read_text("utf-8"))["claim"]:
        holds, shows = CHECKS[said["check"]](table, said)
        yield Claim(said["section"], said["says"], bool(holds), shows)


def correlations(table: Table) -> Float[ndarray, "6 6"]:
    """Pearson's r of the columns, hue taken as a plain number as the paper does."""
    return np.corrcoef(np.stack(list(table.values())).T)


def chance(r: float, n: int) -> float:
    """How often |r| or more comes of n rows without any connection: Student's t, two-sided."""
    return float(2 * student.sf(abs(r) * np.sqrt((n - 2) / max(1 - r * r, 1e-12)), n - 2))


def column(table: Table, name: str) -> Float[ndarray, " N"]:
    """One column."""
    return np.stack(list(table.values()))[:, NAMES.index(name)]


def _r(table: Table, one: str, two: str) -> float:
    return float(correlations(table)[NAMES.index(one), NAMES.index(two)])


def _middle(table: Table, said: Said) -> Shown:
    values, own = column(table, said["column"]), table[said["of"]][NAMES.index(said["column"])]
    rank, n = 1 + int((values < own).sum()), len(table)
    return n * THIRD <= rank <= 1 + n * (1 - THIRD), f"{own:.2f} is number {rank} of {n} from below"


def _above(table: Table, said: Said) -> Shown:
    own, other = (table[said[who]][NAMES.index(said["column"])] for who in ("of", "than"))
    shows = (
        f"{said['of']} {own:.2f}, {said['than']} {other:.2f}: the spiral would be straight, the meander bent"
    )
    return own > other, shows


def _together(table: Table, said: Said) -> Shown:
    r, n = _r(table, *said["columns"]), len(table)
    return r >= STRONG and chance(r, n) < CHANCE, f"r = {r:.2f}, p = {chance(r, n):.2f}, n = {n}"


def _apart(table: Table, said: Said) -> Shown:
    pairs = [(one, two) for one in said["columns"] for two in said["others"]]
    one, two = max(pairs, key=lambda pair: abs(_r(table, *pair)))
    r = _r(table, one, two)
    return abs(r) < FAINT, f"r = {r:.2f} of {one} with {two}, p = {chance(r, len(table)):.3f}"


def _medium(table: Table, said: Said) -> Shown:
    values, line = (column(table, name) for name in said["columns"])
    r = float(np.corrcoef(values, -np.abs(line - 0.5))[0, 1])
    plain = _r(table, *said["columns"])
    near = f"r = {r:.2f} with nearness to the middle (p = {chance(r, len(table)):.2f})"
    return r >= FAINT, f"{near}, {plain:.2f} with {said['columns'][1]} itself"


def _there(table: Table, said: Said) -> Shown:
    most = column(table, said["column"]).max()
    return said["of"] in table, f"there is no row of that people, and no {said['column']} above {most:.2f}"


def _free(table: Table, said: Said) -> Shown:
    one, two = (column(table, name) for name in said["columns"])
    total = one + two
    over = [f"{people} {value:.2f}" for people, value in zip(table, total, strict=True) if value > WHOLE]
    span = f"they add to {total.min():.2f} … {total.max():.2f}: nearly one number and its rest, which makes"
    shares = f"nor are they shares of one whole ({', '.join(over)})"
    return total.std() > one.std() / 2, f"{span} r = {_r(table, *said['columns']):.3f}; {shares}"


CHECKS: Mapping[str, Callable[[Table, Said], Shown]] = {
    "middle": _middle,
    "above": _above,
    "together": _together,
    "apart": _apart,
    "medium": _medium,
    "there": _there,
    "free": _free,
}
