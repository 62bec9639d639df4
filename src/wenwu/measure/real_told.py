"""Forms told apart on real pictures: each picture named by its nearest of other folds, whole and damaged."""

from collections import defaultdict
from typing import Any

import numpy as np
from jaxtyping import Bool, Int64
from numpy import ndarray

from wenwu.measure.real_ground import CLEAN, STATES, Material
from wenwu.measure.real_ways import Probe, ways
from wenwu.memory.prototypes import purity
from wenwu.memory.real_folds import Fold
from wenwu.memory.real_learn import RealTask, prototypes
from wenwu.memory.real_score import difference, found_again, named_by_nearest, scored

PRINT = "woodblock_scan"  # the kind whose groups are prints of one crest
LEARNT = ("head", "head_beside")
YARDSTICKS = ("reference", "training_free", "before_the_head", "hog", "probe")


class Tally:
    """Right or wrong for each picture, by way and state; filled fold by fold."""

    def __init__(self, place: Material) -> None:
        self.place = place
        self.hits: dict[tuple[str, str], Bool[ndarray, " N"]] = defaultdict(
            lambda: np.zeros(len(place.names), bool)
        )
        self.first: dict[str, dict[int, bool]] = defaultdict(dict)
        self.precision: dict[str, dict[int, float]] = defaultdict(dict)
        self.all_prints: dict[str, list[tuple[float, float]]] = defaultdict(list)
        self.pure: list[tuple[float, float]] = []

    @property
    def asked(self) -> Int64[ndarray, " A"]:
        """Pictures with a class."""
        return np.flatnonzero(self.place.names >= 0)

    @property
    def prints(self) -> Int64[ndarray, " P"]:
        """Labelled prints."""
        rows = self.place.ground.pictures.rows
        return np.array([k for k, row in enumerate(rows) if row.kind == PRINT and row.label], np.int64)

    def add(self, fold: Fold) -> None:
        """One fold's answers."""
        names = self.place.names
        gallery, asked = (rows[names[rows] >= 0] for rows in (fold.learnt, fold.asked))
        for way, states in ways(self.place, fold):
            for state, rows in states.items():
                said = named_by_nearest(rows[asked], states[CLEAN][gallery], names[gallery])
                self.hits[way, state][asked] = said == names[asked]
            self._retrieve(way, states[CLEAN], fold)
            if way == "head":
                self._purity(states[CLEAN], gallery, asked)
        for state, rows in self.place.reference.items():
            count = len(self.place.ground.classes)
            probe = Probe.fitted(self.place.reference[CLEAN][gallery], names[gallery], count)
            self.hits["probe", state][asked] = probe.named(rows[asked]) == names[asked]

    def _retrieve(self, way: str, rows: ndarray, fold: Fold) -> None:
        """Prints of one crest among all labelled prints: of the fold's crests, and of all."""
        prints = self.prints
        if not len(prints):
            return
        own = self.place.groups[prints]
        first, precision, kept = found_again(rows[prints], own, np.arange(len(prints)))
        if len(kept):
            self.all_prints[way].append((float(first.mean()), float(precision.mean())))
        strange = set(fold.asked.tolist())
        for right, value, number in zip(first, precision, prints[kept], strict=True):
            if int(number) in strange:
                self.first[way][int(number)] = bool(right)
                self.precision[way][int(number)] = float(value)

    def _purity(self, rows: ndarray, gallery: Int64[ndarray, " G"], asked: Int64[ndarray, " A"]) -> None:
        names = self.place.names
        bank = prototypes(rows[gallery], RealTask())
        of, came = bank.nearest(rows[gallery])[0], bank.nearest(rows[asked])[0]
        learnt = (of, names[gallery])
        self.pure.append((purity(of, names[gallery]), purity(came, names[asked], learnt)))

    def result(self) -> dict[str, Any]:
        """All rows."""
        asked, groups = self.asked, self.place.groups[self.asked]
        rows: dict[str, Any] = {}
        for way in dict.fromkeys(way for way, _ in self.hits):
            clean = self.hits[way, CLEAN][asked]
            rows[way] = scored(clean, groups).as_data()
            for state in STATES[1:]:
                if (way, state) in self.hits:
                    worn = self.hits[way, state][asked]
                    drop = {"drop": float(clean.mean() - worn.mean())}
                    rows[way][state] = scored(worn, groups).as_data() | drop
        gains = {
            way: {
                other: difference(self.hits[way, CLEAN][asked], self.hits[other, CLEAN][asked], groups)
                for other in YARDSTICKS
            }
            for way in LEARNT
        }
        return {
            "rows": rows, "gain_over": gains, "retrieval": self._retrieved(),
            "purity_learnt": float(np.mean([one for one, _ in self.pure])),
            "purity_unseen": float(np.mean([other for _, other in self.pure])),
            "untouched_fold": self._untouched(),
        }  # fmt: skip

    def _untouched(self) -> dict[str, float]:
        """The same share on the fold that was never looked at while anything was chosen."""
        rows = self.asked[self.place.ground.folds[self.asked] == 0]
        return {
            way: float(self.hits[way, CLEAN][rows].mean())
            for way in dict.fromkeys(way for way, _ in self.hits)
        }

    def _retrieved(self) -> dict[str, Any]:
        out: dict[str, Any] = {}
        for way, values in self.all_prints.items():
            numbers = sorted(self.first[way])
            right = np.array([self.first[way][k] for k in numbers])
            out[way] = {
                "n": len(numbers), "r_at_1": float(right.mean()),
                "r_at_1_interval": (score := scored(right, self.place.groups[numbers])).as_data()["interval"],
                "crests": score.groups, "map": float(np.mean([self.precision[way][k] for k in numbers])),
                "all_r_at_1": float(np.mean([one for one, _ in values])),
                "all_map": float(np.mean([other for _, other in values])),
            }  # fmt: skip
        return out
