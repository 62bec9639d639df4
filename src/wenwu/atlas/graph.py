"""The concept graph: what the atlas names, and every tie that a source or the paper draws between them."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import TypeVar

import networkx as nx

from wenwu.atlas.model import Atlas, Claim, Dance, Described, Motif, Names, Rule
from wenwu.base.errors import InputError, unknown

LENGTH: Mapping[str, float] = {"kin": 1.0, "means": 1.0}  # ties of meaning; every other tie is twice as long
OTHER = 2.0
OPPOSED = 8.0  # added where two are set apart; longer than the way between any two kin (a test looks)
Kind = TypeVar("Kind", bound=Claim)
OURS = ("own",)  # where reference points come from
APART = ("opposed", "opposite")
ASKED: Mapping[str, str] = {  # facts of a rule that name a node, and what kind of node
    "culture": "culture",
    "dance": "dance",
    "motif": "motif",
    "occasion": "occasion",
    "reading": "concept",
    "rite": "rite",
}


@dataclass(frozen=True)
class Tie:
    """One edge: what it says, on whose word, and how sure that is."""

    of: str  # kind:id
    to: str
    kind: str  # means, kin, opposed, opposite, of, worn_in, danced_at, forbids …
    source: tuple[str, ...] = ()
    standing: str = ""  # empty for plain words that claim nothing


def graph_of(atlas: Atlas, switched_off: bool = False) -> nx.MultiDiGraph:
    """The graph: nodes `kind:id` with their names, edges with kind, source, standing and length.

    What is withdrawn, or switched off as unverified, stands in the graph and is tied to nothing;
    `switched_off` ties the unverified too. The order of nodes and edges does not depend on that of files.
    """
    graph = nx.MultiDiGraph()
    for key, kind, en, zh in sorted(_nodes(atlas)):
        graph.add_node(key, kind=kind, en=en, zh=zh)
    for tie in sorted(set(_ties(_in_use(atlas, switched_off))), key=lambda t: (t.of, t.to, t.kind)):
        if tie.of in graph and tie.to in graph:
            graph.add_edge(
                tie.of, tie.to, key=tie.kind, kind=tie.kind, source=tie.source, standing=tie.standing,
                length=LENGTH.get(tie.kind, OTHER),
            )  # fmt: skip
    return graph


def find_node(graph: nx.MultiDiGraph, id: str) -> str:
    """The node of an id, written alone or as `kind:id`; an id of two kinds must name its kind."""
    if id in graph:
        return id
    found = [key for key in graph if key.split(":", 1)[1] == id]
    if len(found) == 1:
        return str(found[0])
    if found:
        raise InputError(f"{id!r} names {' and '.join(found)}; write one of them")
    raise unknown("node", id, (key.split(":", 1)[1] for key in graph))


def distance(graph: nx.MultiDiGraph, a: str, b: str, without: str = "") -> float:
    """How far two nodes lie apart: the shortest way between them, longer by OPPOSED if they are set apart.

    A tie of meaning (motif to concept, kin to kin) is 1 long, every other tie 2; opposition is no way to go.
    Two are set apart by a relation, or where they share no concept and a concept of the one is an opposite of
    one of the other. `without` leaves out the ties of that kind that the two have with one another, so that a
    relation can be held out.
    Infinite where no way leads.
    """
    first, second = find_node(graph, a), find_node(graph, b)
    left_out = frozenset((first, second)) if without else None
    ways = nx.Graph()
    ways.add_nodes_from(graph)
    for of, to, kind, length in _edges(graph):
        if kind not in APART and not (kind == without and frozenset((of, to)) == left_out):
            ways.add_edge(
                of, to, length=min(length, ways.get_edge_data(of, to, {"length": length})["length"])
            )
    try:
        way = float(nx.shortest_path_length(ways, first, second, weight="length"))
    except nx.NetworkXNoPath:
        return float("inf")
    return way + OPPOSED * set_apart(graph, first, second, without)


def set_apart(graph: nx.MultiDiGraph, a: str, b: str, without: str = "") -> bool:
    """Whether a relation sets two nodes apart, or their concepts do."""
    if any(_tied(graph, a, b, kind) for kind in APART if kind != without):
        return True
    return _against(graph, a, b)


def centrality(graph: nx.MultiDiGraph) -> dict[str, float]:
    """Eigenvector centrality of each node, over the undirected graph, parallel ties counted once each.

    A node is central if its neighbours are. The vector has length 1; a node tied to nothing has next to none.
    """
    plain = nx.Graph()
    plain.add_nodes_from(graph)
    for of, to, _, _ in _edges(graph):
        plain.add_edge(of, to, weight=plain.get_edge_data(of, to, {"weight": 0})["weight"] + 1)
    found = nx.eigenvector_centrality(plain, max_iter=5_000, tol=1e-10, weight="weight")
    return {key: float(value) for key, value in found.items()}


def _edges(graph: nx.MultiDiGraph) -> Iterator[tuple[str, str, str, float]]:
    for of, to, data in graph.edges(data=True):
        yield of, to, data["kind"], data["length"]


def _tied(graph: nx.MultiDiGraph, a: str, b: str, kind: str) -> bool:
    return bool(graph.has_edge(a, b, kind) or graph.has_edge(b, a, kind))


def _against(graph: nx.MultiDiGraph, a: str, b: str) -> bool:
    """Whether a concept of the one is an opposite of a concept of the other, and they share none."""
    one, other = _meant(graph, a), _meant(graph, b)
    return not one & other and any(_tied(graph, x, y, "opposite") for x in one for y in other)


def _meant(graph: nx.MultiDiGraph, node: str) -> set[str]:
    return {to for _, to, data in graph.out_edges(node, data=True) if data["kind"] == "means"}


def _nodes(atlas: Atlas) -> Iterator[tuple[str, str, str, str]]:
    """Key, kind, English and Chinese name of everything that can be tied."""
    for kind, records in _named(atlas).items():
        for id, names in records.items():
            yield f"{kind}:{id}", kind, names.en, names.zh
    for id, rule in atlas.rules.items():
        yield f"rule:{id}", "rule", rule.about.en, rule.about.zh
    for id, culture in atlas.cultures.items():
        for place in culture.places:
            yield f"place:{id}.{place.name}", "place", place.name, ""
    for relation in atlas.relations.values():
        for end in (relation.of, relation.to):
            if (key := _end(end, atlas)).startswith("image:"):
                yield key, "image", end, ""


def _named(atlas: Atlas) -> dict[str, dict[str, Names]]:
    """The names of the records that have them, by kind and id."""
    return {
        "culture": {id: one.names for id, one in atlas.cultures.items()},
        "motif": {id: one.names for id, one in atlas.motifs.items()},
        "dance": {id: one.names for id, one in atlas.dances.items()},
        "described": {id: one.names for id, one in atlas.described.items()},
        "concept": {id: one.names for id, one in atlas.concepts.items()},
        "occasion": {id: one.names for id, one in atlas.occasions.items()},
        "rite": {id: one.names for id, one in atlas.rites.items()},
    }


def _in_use(atlas: Atlas, switched_off: bool) -> Atlas:
    """The atlas without what is withdrawn, and without what is switched off unless that is asked for."""

    def kept(records: Mapping[str, Kind]) -> dict[str, Kind]:
        return {
            id: one for id, one in records.items() if not one.withdrawn_by and (switched_off or one.enabled)
        }

    return replace(
        atlas, cultures=kept(atlas.cultures), motifs=kept(atlas.motifs), dances=kept(atlas.dances),
        described=kept(atlas.described), rites=kept(atlas.rites), relations=kept(atlas.relations),
        rules=kept(atlas.rules),
    )  # fmt: skip


def _tie(of: str, to: str, kind: str, claim: Claim) -> Tie:
    return Tie(of, to, kind, claim.source, claim.standing)


def _ties(atlas: Atlas) -> Iterator[Tie]:
    for culture in atlas.cultures.values():
        for place in culture.places:
            yield Tie(f"culture:{culture.id}", f"place:{culture.id}.{place.name}", "at", OURS, "claimed")
    for motif in atlas.motifs.values():
        yield from _of_motif(motif, atlas)
    for dance in atlas.dances.values():
        yield from _of_dance("dance", dance)
    for described in atlas.described.values():
        yield from _of_dance("described", described)
    for rite in atlas.rites.values():
        yield _tie(f"rite:{rite.id}", f"culture:{rite.culture}", "of", rite)
    for concept in atlas.concepts.values():
        for other in concept.opposite:
            yield Tie(f"concept:{concept.id}", f"concept:{other}", "opposite")
    for relation in atlas.relations.values():
        yield _tie(_end(relation.of, atlas), _end(relation.to, atlas), relation.kind, relation)
    for rule in atlas.rules.values():
        yield from _of_rule(rule)


def _end(id: str, atlas: Atlas) -> str:
    """The node that a relation ends in: a motif, a concept, or the word for an image."""
    kind = "motif" if id in atlas.motifs else "concept" if id in atlas.concepts else "image"
    return f"{kind}:{id}"


def _of_motif(motif: Motif, atlas: Atlas) -> Iterator[Tie]:
    key = f"motif:{motif.id}"
    yield _tie(key, f"culture:{motif.culture}", "of", motif)
    for meaning in motif.meanings:
        if meaning.withdrawn_by or (motif.enabled and not meaning.enabled):
            continue
        for concept in meaning.concepts:
            yield _tie(key, f"concept:{concept}", "means", meaning)
        if meaning.context in atlas.occasions:
            yield _tie(key, f"occasion:{meaning.context}", "shown_at", meaning)


def _of_dance(kind: str, dance: Dance | Described) -> Iterator[Tie]:
    key = f"{kind}:{dance.id}"
    yield _tie(key, f"culture:{dance.culture}", "of", dance)
    for occasion in dance.occasions:
        yield _tie(key, f"occasion:{occasion}", "danced_at", dance)
    for motif in dance.motifs:
        yield _tie(key, f"motif:{motif}", "shows", dance)


def _of_rule(rule: Rule) -> Iterator[Tie]:
    key = f"rule:{rule.id}"
    if rule.culture != "any":
        yield _tie(key, f"culture:{rule.culture}", "of", rule)
    parts: Iterable[tuple[str, Mapping | None]] = (
        ("speaks_of", rule.when), ("forbids", rule.forbid), ("requires", rule.require)
    )  # fmt: skip
    for tie, conditions in parts:
        for fact, wanted in (conditions or {}).items():
            for word in (wanted,) if isinstance(wanted, str) else wanted if isinstance(wanted, tuple) else ():
                if fact in ASKED:
                    yield _tie(key, f"{ASKED[fact]}:{word}", tie, rule)
    for other in rule.permit or ():
        yield _tie(key, f"rule:{other}", "permits", rule)
