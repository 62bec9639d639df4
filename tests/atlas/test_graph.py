"""The concept graph: what is tied to what, how far things lie apart, and what is central."""

from dataclasses import replace

import numpy as np
import pytest

from wenwu.atlas.graph import OPPOSED, centrality, distance, find_node, graph_of
from wenwu.atlas.load import load_atlas
from wenwu.atlas.model import Atlas, Concept, Motif, Relation
from wenwu.atlas.record import Dispute
from wenwu.base.errors import InputError
from wenwu.measure.concepts import run

ATLAS = load_atlas()
GRAPH = graph_of(ATLAS)


def small() -> Atlas:
    """Two motifs that mean plenty, one that means calamity, one of another people that means nothing."""
    names = {"en": "x", "zh": "某"}
    plenty = Concept.model_validate({"id": "plenty", "names": names, "opposite": ["calamity"]})
    calamity = Concept.model_validate({"id": "calamity", "names": names})

    def motif(id: str, *concepts: str) -> Motif:
        meaning = {"en": "m", "zh": "义", "concepts": concepts, "source": "own", "standing": "claimed"}
        row = {"id": id, "culture": id.split(".")[0], "names": names, "family": "none", "meanings": [meaning]}
        return Motif.model_validate({**row, "source": "own", "standing": "claimed"})

    motifs = [motif("a.sheaf", "plenty"), motif("b.frog", "plenty"), motif("b.bone", "calamity")]
    motifs += [motif("c.dot")]
    return Atlas(motifs={one.id: one for one in motifs}, concepts={"plenty": plenty, "calamity": calamity})


def tie(kind: str, of: str, to: str) -> Relation:
    row = {"id": "tie", "kind": kind, "of": of, "to": to, "about": {"en": "t", "zh": "系"}}
    return Relation.model_validate({**row, "source": "own", "standing": "claimed"})


def test_distances_worked_by_hand() -> None:
    graph = graph_of(small())
    assert distance(graph, "a.sheaf", "b.frog") == 2  # by way of plenty
    assert distance(graph, "a.sheaf", "a.sheaf") == 0
    assert distance(graph, "a.sheaf", "c.dot") == float("inf")
    assert distance(graph, "b.frog", "b.bone") == float("inf")  # opposition is no way to go


def test_a_relation_brings_near_or_sets_apart_and_can_be_held_out() -> None:
    kin = graph_of(replace(small(), relations={"tie": tie("kin", "a.sheaf", "b.frog")}))
    assert distance(kin, "a.sheaf", "b.frog") == distance(kin, "b.frog", "a.sheaf") == 1
    assert distance(kin, "a.sheaf", "b.frog", without="kin") == 2
    far = graph_of(replace(small(), relations={"tie": tie("opposed", "a.sheaf", "b.frog")}))
    assert distance(far, "a.sheaf", "b.frog") == 2 + OPPOSED
    assert distance(far, "a.sheaf", "b.frog", without="opposed") == 2


def test_opposite_meanings_set_apart_without_a_relation() -> None:
    near = tie("kin", "b.frog", "b.bone")
    graph = graph_of(replace(small(), relations={"tie": near}))
    assert distance(graph, "b.frog", "b.bone") == 1 + OPPOSED


def test_every_pair_of_kin_lies_nearer_than_every_opposed_pair() -> None:
    graph = graph_of(ATLAS, switched_off=True)
    far = {kind: [distance(graph, r.of, r.to) for r in ATLAS.relations.values() if r.kind == kind]
           for kind in ("kin", "opposed")}  # fmt: skip
    assert len(far["kin"]) >= 3 and len(far["opposed"]) >= 3
    assert max(far["kin"]) < min(far["opposed"])
    kin = [r for r in ATLAS.relations.values() if r.kind == "kin"]
    assert max(distance(graph, r.of, r.to, without="kin") for r in kin) < OPPOSED


def test_sheaf_and_terrace_are_joined_by_harvest() -> None:
    assert distance(GRAPH, "han.wheat_sheaf", "hani.terrace", without="kin") == 2
    assert GRAPH.has_edge("motif:han.wheat_sheaf", "concept:harvest", "means")
    assert GRAPH.has_edge("motif:hani.terrace", "concept:harvest", "means")


def test_the_frog_of_plenty_and_the_withered_bone_stand_in_the_bench() -> None:
    said = run()["opposed: naxi.frog_compass - naxi.withered_bone"]
    assert OPPOSED < float(said.split()[0]) < 100 and said.endswith("switched off")


def test_every_tie_names_its_sources_and_standing_or_claims_nothing() -> None:
    for of, to, data in GRAPH.edges(data=True):
        if data["kind"] == "opposite":
            continue
        assert data["standing"] in ("confirmed", "sourced", "claimed"), (of, to)
        assert data["source"] and all(id in ATLAS.sources for id in data["source"])


def test_all_seven_kinds_stand_in_the_graph() -> None:
    kinds = {kind for _, kind in GRAPH.nodes(data="kind")}
    assert {"culture", "motif", "concept", "occasion", "dance", "rule", "place"} <= kinds


def test_what_is_withdrawn_or_switched_off_is_tied_to_nothing() -> None:
    motif = ATLAS.motifs["han.wheat_sheaf"]
    word = (Dispute(by="the village", because="", date="2026-01-01"),)
    for update in ({"withdrawn_by": word}, {"enabled": False}):
        changed = motif.model_copy(update=update)
        graph = graph_of(replace(ATLAS, motifs={**ATLAS.motifs, motif.id: changed}, relations={}))
        assert f"motif:{motif.id}" in graph
        assert not graph.out_edges(f"motif:{motif.id}")


def test_a_reference_point_is_ours_and_only_claimed() -> None:
    assert {d["standing"] for _, _, d in GRAPH.edges(data=True) if d["kind"] == "at"} == {"claimed"}


def test_the_order_of_records_changes_nothing() -> None:
    motifs, rules = dict(reversed(ATLAS.motifs.items())), dict(reversed(ATLAS.rules.items()))
    other = graph_of(replace(ATLAS, motifs=motifs, rules=rules))
    assert list(other.nodes(data=True)) == list(GRAPH.nodes(data=True))
    assert list(other.edges(data=True)) == list(GRAPH.edges(data=True))
    assert centrality(other) == centrality(GRAPH)


def test_centrality_is_the_first_eigenvector() -> None:
    nodes = list(GRAPH)
    at = {key: n for n, key in enumerate(nodes)}
    ties = np.zeros((len(nodes), len(nodes)))
    for of, to in GRAPH.edges():
        ties[at[of], at[to]] += 1
        ties[at[to], at[of]] += of != to
    _, vectors = np.linalg.eigh(ties)
    found = centrality(GRAPH)
    assert np.allclose([found[key] for key in nodes], np.abs(vectors[:, -1]), atol=1e-5)


def test_an_id_of_two_kinds_must_name_its_kind() -> None:
    graph = graph_of(small())
    graph.add_node("occasion:plenty", kind="occasion")
    with pytest.raises(InputError) as told:
        find_node(graph, "plenty")
    assert str(told.value) == "'plenty' names concept:plenty and occasion:plenty; write one of them"
    with pytest.raises(InputError, match=r"no node 'a\.sheef' in the atlas; did you mean 'a\.sheaf'\?"):
        find_node(graph, "a.sheef")
