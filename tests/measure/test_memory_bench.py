"""`wenwu bench memory`: probes that find a planted leak, what damage costs by hand, times without torch."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from wenwu.base.errors import InputError
from wenwu.base.seed import generator
from wenwu.measure import memory as bench
from wenwu.measure import memory_speed
from wenwu.measure.leakage import Channels, leakage
from wenwu.measure.memory_ground import Ground
from wenwu.measure.memory_real import find_real, load_real
from wenwu.measure.memory_text import text
from wenwu.measure.memory_told import told_by_files
from wenwu.measure.memory_worn import worn
from wenwu.memory.cache import Cache
from wenwu.memory.labelled import Labelled, LabelledSet
from wenwu.memory.lesson import Lesson
from wenwu.memory.memory import load_memory
from wenwu.motifs.corpus import Corpus

N, LEARNT = 400, 300


def made(kind, **parts):
    """An object of a kind, of which only some parts are there."""
    one = object.__new__(kind)
    one.__dict__.update(parts)
    return one


def channels(leak: float) -> tuple[Channels, Lesson]:
    """Forms, peoples and concepts that know nothing of one another; `leak` writes the people into form."""
    rng = generator(1, "channels")
    form, people, concept = (rng.integers(0, count, N) for count in (4, 3, 5))
    noise = [0.1 * rng.normal(size=(N, 16)) for _ in range(2)]
    seen = noise[0] + np.eye(16)[form] + leak * np.eye(16)[8 + people]
    meant = noise[1] + np.eye(16)[concept] + np.eye(16)[8 + people]
    context = np.stack([people, *np.zeros((4, N), np.int64)], 1)
    lesson = made(Lesson, form=form, concept=concept, context=context)
    told = (numbers.astype(np.float32) for numbers in (seen, meant, rng.normal(size=(N, 8))))
    return Channels(np.arange(N), LEARNT, *told), lesson


def test_a_planted_leak_is_found_and_none_where_there_is_none():
    clean, leaky = (leakage(*channels(leak))["culture_from_form"] for leak in (0.0, 1.0))
    assert clean["accuracy"] < 0.45 and leaky["accuracy"] > 0.95
    assert abs(clean["accuracy"] - clean["shuffled"]) < 0.15
    assert leaky["shuffled"] < 0.5 and leaky["allowed"] < 0.5  # form alone could not have told
    low, high = clean["interval"]
    assert low < clean["accuracy"] < high and clean["n"] == N - LEARNT


def test_each_channel_tells_what_it_is_for():
    found = leakage(*channels(0.0))
    assert found["form_from_form"]["accuracy"] > 0.95 and found["concept_from_meaning"]["accuracy"] > 0.95
    assert found["form_from_meaning"]["accuracy"] < 0.5 and found["form_from_form"]["allowed"] == 1.0


class Worn(Ground):
    """A ground of four whole pictures (rows 0 to 3) and the same four worn (4 to 7)."""

    def rows(self, split):
        return {"valid": np.arange(4), "damaged": np.arange(4, 8)}[split]


def worn_ground() -> Worn:
    harm = [("ink", 0.2), ("ink", 0.6), ("mould", 0.2), ("mould", 0.6)]
    told = [{"kind": kind, "severity": level, "of": str(k)} for k, (kind, level) in enumerate(harm)]
    records = [*({} for _ in harm), *({"damage": one} for one in told)]
    labels = np.array([0, 1, 0, 1] * 2)
    lesson = made(Lesson, form=labels, concept=labels)
    return made(Worn, corpus=Corpus(Path(), tuple(records), ""), lesson=lesson)


def test_what_damage_costs_by_kind_and_severity():
    bank = np.eye(2)
    tokens = np.eye(2)[[0, 1, 0, 1, 0, 0, 0, 1]]  # the second picture's ink was lost and it reads as 0
    tokens[7] = 0.1  # and the last is like nothing

    def tell(rows, said):
        assert said
        own = tokens[rows]
        return dict.fromkeys(("form", "prototypes", "concepts", "logits"), own)

    lines = {(one["kind"], one["severity"]): one for one in worn(tell, worn_ground(), bank, np.arange(4))}
    assert lines["ink", 0.6]["accuracy"] == {"whole": 1.0, "worn": 0.0, "drop": 1.0}
    assert lines["ink", 0.2]["accuracy"]["drop"] == 0 and lines["all", 0.0]["n"] == 4
    assert lines["all", 0.6]["visual_purity"]["worn"] == 0.0  # 0.1, 0.1 is told as the first prototype
    assert lines["mould", 0.6]["unknown"] == {"whole": 0.0, "worn": 1.0, "drop": -1.0}
    assert ("mould", 0.0) in lines and len(lines) == 9


def test_the_shipped_memory_answers_in_the_order_of_the_corpus():
    memory = load_memory()
    own = memory.words.concepts
    turned = (*reversed(own), "nobody means this")
    tokens = generator(1, "tokens").normal(size=(3, 16, 432)).astype(np.float32)

    class Three(Cache):
        def tokens(self, rows, view=0):
            return tokens[rows]

    def told(words):
        lesson = made(Lesson, words=words, context=np.zeros((3, 5), np.int64))
        ground = made(Ground, lesson=lesson, cache=Three(Path(), 1, 3))
        return told_by_files(memory, ground)(np.arange(3), True)["logits"]

    other, plain = told(replace(memory.words, concepts=turned)), told(memory.words)
    assert np.array_equal(other[:, :-1], plain[:, ::-1]) and np.isneginf(other[:, -1]).all()


def test_numbers_over_seeds_keep_their_places():
    found = bench._over_seeds([{"a": {"b": 0.5, "n": 7, "interval": (0, 1)}, "c": [{"d": 1.0}]},
                               {"a": {"b": 0.7, "n": 7, "interval": (0, 1)}, "c": [{"d": 3.0}]}])  # fmt: skip
    assert found["a"]["b"] == (pytest.approx(0.6), pytest.approx(0.02**0.5))
    assert found["a"]["n"] == 7 and "interval" not in found["a"] and found["c"][0]["d"][0] == 2.0


def test_speed_is_told_beside_its_aims_and_needs_no_torch(monkeypatch):
    monkeypatch.setattr(memory_speed, "QUICK", 2)
    monkeypatch.setattr(memory_speed, "MANY", 64)
    monkeypatch.setattr(bench, "require_extra", lambda: pytest.fail("asked for the extra"))
    found = bench.run(quick=True, speed=True)["speed"]
    assert found["torch_loaded"] is False
    assert found["network_ms"] == pytest.approx(found["looking_ms"] + found["transformer_and_banks_ms"])
    assert ("bank_processor_ms" in found["missed"]) == (found["bank_processor_ms"] > 50)
    said = text({"speed": found})
    assert "torch loaded: False" in said and "30,000 pictures of 176 px" in said


def test_a_speed_that_misses_is_said(monkeypatch):
    slow = {f"{name}_{kind}ms": 99.0 for name in ("read", "network") for kind in ("", "processor_")}
    monkeypatch.setattr(memory_speed, "_reading", lambda memory, rounds: slow)
    monkeypatch.setattr(
        memory_speed, "_embedding", lambda side, count: {f"embed_{side}_minutes_two_cores": 1.0}
    )
    monkeypatch.setattr(memory_speed, "_bank_work", lambda: lambda: None)
    monkeypatch.setattr(memory_speed, "_started", lambda: (1.0, True))
    found = memory_speed.speeds(quick=True)
    assert found["missed"] == ["read_processor_ms", "network_processor_ms", "torch_loaded"]


def test_real_pictures_have_to_be_there(tmp_path):
    assert find_real(None) is None
    with pytest.raises(InputError) as found:
        find_real(tmp_path)
    assert (
        str(found.value)
        == f"{tmp_path} holds no labels.csv, nor does motifs in it; --data names real pictures"
    )
    (tmp_path / "motifs").mkdir()
    (tmp_path / "motifs" / "labels.csv").write_text("file,class,group\n", "utf-8")
    assert find_real(tmp_path) == tmp_path / "motifs"


def test_real_pictures_of_one_class_are_refused(tmp_path, monkeypatch):
    rows = tuple(Labelled(f"{k}.png", "dragon", str(k)) for k in range(5))
    lone = LabelledSet(tmp_path, rows)
    monkeypatch.setattr("wenwu.measure.memory_real.load_labelled", lambda folder: lone)
    with pytest.raises(InputError, match="has 1 classes of five groups; it takes two to tell apart"):
        load_real(tmp_path, tmp_path / "work")
