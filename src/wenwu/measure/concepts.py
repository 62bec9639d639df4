"""The concept graph: its size, the pairs that are set side by side or apart, and what is most central."""

from collections import Counter
from pathlib import Path
from typing import Any

from wenwu.atlas.graph import centrality, distance, graph_of
from wenwu.atlas.load import load_atlas
from wenwu.atlas.model import Atlas, Relation

OFF = ", over ties that ship switched off"
CENTRAL = 5  # how many of the most central concepts and motifs are shown


def run(data: Path | None = None) -> dict[str, Any]:
    """Counts, the distance of each pair of relations.toml (and with its own tie held out), centrality."""
    atlas = load_atlas()
    graph, unverified = graph_of(atlas), graph_of(atlas, switched_off=True)
    result: dict[str, Any] = {"n": graph.number_of_nodes(), "ties": graph.number_of_edges()}
    kinds = Counter(kind for _, kind in graph.nodes(data="kind"))
    result["nodes"] = ", ".join(f"{kind} {kinds[kind]}" for kind in sorted(kinds))
    far: dict[str, list[float]] = {"kin": [], "opposed": []}
    alone: dict[str, list[float]] = {"kin": [], "opposed": []}
    for relation in sorted(atlas.relations.values(), key=lambda r: (r.kind, r.id)):
        asked = graph if relation.enabled and _used(relation, atlas) else unverified
        whole = distance(asked, relation.of, relation.to)
        held_out = distance(asked, relation.of, relation.to, without=relation.kind)
        far[relation.kind].append(whole)
        alone[relation.kind].append(held_out)
        said = f"{whole:g} ({held_out:g} with its own tie held out)"
        result[f"{relation.kind}: {relation.of} - {relation.to}"] = said + OFF * (asked is unverified)
    result["kin_farthest"], result["opposed_nearest"] = max(far["kin"]), min(far["opposed"])
    result["kin_farthest_held_out"] = max(alone["kin"])
    result["opposed_nearest_held_out"] = min(alone["opposed"])
    return result | _central(graph)


def _used(relation: Relation, atlas: Atlas) -> bool:
    """Whether both motifs of a relation are in use."""
    ends = (atlas.motifs[end] for end in (relation.of, relation.to) if end in atlas.motifs)
    return all(motif.enabled for motif in ends)


def _central(graph: Any) -> dict[str, str]:
    """The most central of two kinds, by eigenvector centrality."""
    found = centrality(graph)
    said = {}
    for kind in ("concept", "motif"):
        keys = sorted(
            (key for key in found if key.startswith(f"{kind}:")), key=lambda key: (-found[key], key)
        )
        words = (f"{key.split(':')[1]} {found[key]:.3f}" for key in keys[:CENTRAL])
        said[f"most_central_{kind}s_eigenvector"] = ", ".join(words)
    return said
