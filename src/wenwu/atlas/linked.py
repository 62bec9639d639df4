"""The atlas as linked data: SKOS for names and concepts, a subset of CIDOC-CRM for the rest.

| here | class | tied by |
| people | crm:E74_Group, skos:Concept | skos:notation (GB/T 3304, ISO 639-3), crm:P74 → place |
| motif | crm:E36_Visual_Item, skos:Concept | w:culture; its meanings by crm:P140i |
| meaning | crm:E13_Attribute_Assignment | crm:P140 → motif, crm:P141 → concept, w:context |
| dance, costume | crm:E28_Conceptual_Object, skos:Concept | w:culture, w:occasion, w:motif, w:made |
| rite | crm:E28_Conceptual_Object, skos:Concept | w:culture, why it is not made, w:offer → dance |
| rule | crm:E28_Conceptual_Object, w:Rule | w:strength, w:effect, w:conditions (JSON) |
| source | crm:E31_Document | dcterms:source of every claim |
| place | crm:E53_Place | crm:P168 (well-known text, WGS 84) |

Every claim carries standing, sources, whether it is in use, disputes and withdrawals. No node is blank.
"""

import json
import tomllib
from collections.abc import Collection, Iterable
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from wenwu.atlas.costume import Costume
from wenwu.atlas.model import Atlas, Culture, Dance, Described, Motif, Rite, Rule, Source
from wenwu.atlas.statements import SPACES, Statements
from wenwu.base.errors import InputError

if TYPE_CHECKING:
    from rdflib import Graph

INTERCHANGE = files("wenwu") / "atlas" / "interchange"
MATCHES = {"carrier": "skos:closeMatch", "carrier_broader": "skos:broadMatch"}  # tables of aat.toml
CODES = ("gb3304", "iso639_3")  # codes of a people that are exported; others were not checked


def require_rdf() -> None:
    """Raise where the libraries of the extra are absent."""
    try:
        import rdflib  # noqa: F401
    except ImportError as error:
        raise InputError("linked data needs rdflib; install it with: pip install 'wenwu[rdf]'") from error


def linked(atlas: Atlas, cultures: Collection[str] = ()) -> "Graph":
    """The RDF graph of some cultures, or of all of them, with everything that is said of any culture."""
    require_rdf()
    for id in cultures:
        atlas.culture(id)
    return _Writer(atlas, frozenset(cultures) or frozenset(atlas.cultures)).write()


def to_turtle(graph: "Graph") -> str:
    """Turtle, in an order that does not change from run to run."""
    return str(graph.serialize(format="turtle"))


def to_json_ld(graph: "Graph") -> str:
    """JSON-LD with a context of its own, in an order that does not change from run to run."""
    text = graph.serialize(format="json-ld", context=dict(SPACES), auto_compact=True)
    return json.dumps(_ordered(json.loads(text)), ensure_ascii=False, indent=1) + "\n"


def shapes() -> str:
    """The SHACL shapes of an export, in Turtle."""
    return (INTERCHANGE / "shapes.ttl").read_text("utf-8")


def _ordered(value: Any) -> Any:
    """Keys and lists sorted; no list here has an order that means something."""
    if isinstance(value, dict):
        return {key: _ordered(value[key]) for key in sorted(value)}
    if isinstance(value, list):
        return sorted(map(_ordered, value), key=lambda one: json.dumps(one, ensure_ascii=False))
    return value


class _Writer(Statements):
    """Puts records into one graph."""

    def __init__(self, atlas: Atlas, cultures: frozenset[str]):
        super().__init__()
        self.atlas, self.cultures = atlas, cultures

    def write(self) -> "Graph":
        """Everything, sources last, so that only those that are cited stand in it."""
        self.typed(self.iri("scheme", "atlas"), "skos:ConceptScheme")
        self.text(self.iri("scheme", "atlas"), "dcterms:title", "wenwu atlas", "en")
        self._plain_words()
        for culture in self._of(self.atlas.cultures.values(), "id"):
            self._culture(culture)
        for motif in self._of(self.atlas.motifs.values()):
            self._motif(motif)
        for dance in [*self._of(self.atlas.dances.values()), *self._of(self.atlas.described.values())]:
            self._dance(dance)
        for costume in self._of(self.atlas.costumes.values()):
            self._costume(costume)
        for rite in self._of(self.atlas.rites.values()):
            self._rite(rite)
        for rule in self._of(self.atlas.rules.values()):
            self._rule(rule)
        for relation in self.atlas.relations.values():
            self._relation(relation)
        for id in sorted(self.cited):
            self._source(self.atlas.source(id))
        return self.graph

    def _of(self, records: Iterable[Any], field: str = "culture") -> list[Any]:
        """The records of the cultures that are written, and of any culture, by id."""
        found = [one for one in records if getattr(one, field) in (*self.cultures, "any")]
        return sorted(found, key=lambda one: one.id)

    def _plain_words(self) -> None:
        """Concepts, occasions, carriers; the verified ids of carriers and colours in the AAT."""
        for concept in self.atlas.concepts.values():
            node = self.iri("concept", concept.id)
            self.typed(node, "skos:Concept")
            self.names(node, concept.names)
            for other in concept.opposite:
                self.add(node, "w:opposite", self.iri("concept", other))
        known = tomllib.loads((INTERCHANGE / "aat.toml").read_text("utf-8"))
        for kind, table in (("occasion", self.atlas.occasions), ("carrier", self.atlas.carriers)):
            for id, record in table.items():
                node = self.iri(kind, id)
                self.typed(node, "skos:Concept", "crm:E55_Type")
                self.names(node, record.names)
                for table_of, tie in MATCHES.items() if kind == "carrier" else ():
                    if id in known[table_of]:
                        self.add(node, tie, self.name(f"aat:{known[table_of][id]}"))
        for colour, number in known["colour"].items():
            self.typed(self.iri("colour", colour), "crm:E55_Type")
            self.add(self.iri("colour", colour), "skos:closeMatch", self.name(f"aat:{number}"))

    def _culture(self, culture: Culture) -> None:
        node = self.iri("culture", culture.id)
        self.typed(node, "crm:E74_Group", "skos:Concept")
        self.names(node, culture.names)
        self.claim(node, culture)
        self.value(node, "w:review", culture.review.state)
        for code in CODES:
            for one in filter(None, (part.strip() for part in culture.codes.get(code, "").split(","))):
                self.value(node, "skos:notation", one, f"w:{code}")
        for place in culture.places:
            spot = self.iri("place", f"{culture.id}.{place.name}")
            self.typed(spot, "crm:E53_Place")
            self.text(spot, "rdfs:label", place.name, "en")
            self.value(spot, "w:standing", "claimed")  # reference points are ours
            self.value(
                spot, "crm:P168_place_is_defined_by", f"POINT({place.lon} {place.lat})", "geo:wktLiteral"
            )
            self.add(node, "crm:P74_has_current_or_former_residence", spot)

    def _motif(self, motif: Motif) -> None:
        node = self.iri("motif", motif.id)
        self.typed(node, "crm:E36_Visual_Item", "skos:Concept")
        self.names(node, motif.names)
        self.claim(node, motif)
        self.add(node, "w:culture", self.iri("culture", motif.culture))
        self.value(node, "w:sacredness", motif.sacred)
        for carrier in motif.placement:
            self.add(node, "w:carrier", self.iri("carrier", carrier))
        for number, meaning in enumerate(motif.meanings, 1):
            said = self.iri("meaning", f"{motif.id}.{number}")
            self.typed(said, "crm:E13_Attribute_Assignment")
            self.claim(said, meaning)
            self.add(said, "crm:P140_assigned_attribute_to", node)
            self.value(said, "w:context", meaning.context)
            self.text(said, "rdfs:label", meaning.en, "en")
            self.text(said, "rdfs:label", meaning.zh, "zh")
            for concept in meaning.concepts:
                self.add(said, "crm:P141_assigned", self.iri("concept", concept))

    def _dance(self, dance: Dance | Described) -> None:
        """A dance that can be made, or a dance or costume that is only described."""
        node = self.iri("dance" if isinstance(dance, Dance) else dance.kind, dance.id)
        self.typed(node, "crm:E28_Conceptual_Object", "skos:Concept")
        self.names(node, dance.names)
        self.claim(node, dance)
        self.add(node, "w:culture", self.iri("culture", dance.culture))
        self.value(node, "w:made", isinstance(dance, Dance))
        self.value(node, "w:sacredness", dance.sacred)
        self.text(node, "skos:scopeNote", dance.about.en, "en")
        self.text(node, "skos:scopeNote", dance.about.zh, "zh")
        for occasion in dance.occasions:
            self.add(node, "w:occasion", self.iri("occasion", occasion))
        for motif in dance.motifs:
            self.add(node, "w:motif", self.iri("motif", motif))

    def _costume(self, costume: Costume) -> None:
        """A costume that can be made; one that is only described stands with the dances."""
        node = self.iri("costume", costume.id)
        self.typed(node, "crm:E28_Conceptual_Object", "skos:Concept")
        self.names(node, costume.names)
        self.claim(node, costume)
        self.add(node, "w:culture", self.iri("culture", costume.culture))
        self.value(node, "w:made", True)
        self.value(node, "w:gender", costume.gender)
        self.text(node, "skos:scopeNote", costume.style, "en")

    def _rite(self, rite: Rite) -> None:
        """A rite that is known and not made, why, and the dance that is offered instead."""
        node = self.iri("rite", rite.id)
        self.typed(node, "crm:E28_Conceptual_Object", "skos:Concept")
        self.names(node, rite.names)
        self.claim(node, rite)
        self.add(node, "w:culture", self.iri("culture", rite.culture))
        self.value(node, "w:made", False)
        self.value(node, "w:sacredness", rite.sacred)
        self.text(node, "skos:scopeNote", rite.because.en, "en")
        self.text(node, "skos:scopeNote", rite.because.zh, "zh")
        if rite.offer:
            self.add(node, "w:offer", self.iri("dance", rite.offer))

    def _rule(self, rule: Rule) -> None:
        node = self.iri("rule", rule.id)
        self.typed(node, "crm:E28_Conceptual_Object", "w:Rule")
        self.claim(node, rule)
        self.add(node, "w:culture", self.iri("culture", rule.culture))
        self.text(node, "rdfs:label", rule.about.en, "en")
        self.text(node, "rdfs:label", rule.about.zh, "zh")
        self.value(node, "w:strength", rule.strength)
        self.value(node, "w:effect", rule.effect)
        asked = rule.model_dump(mode="json", include={"when", "unless", rule.effect}, exclude_unset=True)
        self.value(node, "w:conditions", json.dumps(asked, ensure_ascii=False, sort_keys=True))

    def _relation(self, relation: Any) -> None:
        """A tie between motifs, where both are written."""
        ends = [self.atlas.motifs.get(end) for end in (relation.of, relation.to)]
        if not all(end and end.culture in self.cultures for end in ends):
            return
        node = self.iri("relation", relation.id)
        self.typed(node, "w:Relation")
        self.claim(node, relation)
        self.value(node, "w:kind", relation.kind)
        self.text(node, "rdfs:label", relation.about.en, "en")
        self.text(node, "rdfs:label", relation.about.zh, "zh")
        self.add(node, "w:of", self.iri("motif", relation.of))
        self.add(node, "w:to", self.iri("motif", relation.to))

    def _source(self, source: Source) -> None:
        """A source; its address only where the atlas kept one that may be shown."""
        node = self.iri("source", source.id)
        self.typed(node, "crm:E31_Document")
        self.text(node, "dcterms:title", source.title)
        self.value(node, "w:grade", source.grade)
        self.value(node, "w:kind", source.kind)
        if source.year:
            self.value(node, "dcterms:date", str(source.year))
        if source.url and source.grade in "AB":
            self.value(node, "dcterms:identifier", source.url, "xsd:anyURI")
