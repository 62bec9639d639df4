"""Statements of linked data: what is named, what is claimed, on whose word. Needs rdflib once it is used."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from wenwu.atlas.record import Claim, Dispute, Name, Names

if TYPE_CHECKING:
    from rdflib import URIRef

BASE = "urn:wenwu:"
SPACES = {
    "w": f"{BASE}term:", "skos": "http://www.w3.org/2004/02/skos/core#",
    "crm": "http://www.cidoc-crm.org/cidoc-crm/", "dcterms": "http://purl.org/dc/terms/",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#", "geo": "http://www.opengis.net/ont/geosparql#",
    "aat": "http://vocab.getty.edu/aat/", "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#", "xsd": "http://www.w3.org/2001/XMLSchema#",
}  # fmt: skip


class Statements:
    """An RDF graph under way, and the sources that its claims cite."""

    def __init__(self) -> None:
        from rdflib import Graph, Namespace

        self.graph = Graph(bind_namespaces="none")
        self.space = {prefix: Namespace(iri) for prefix, iri in SPACES.items()}
        for prefix, space in self.space.items():
            self.graph.bind(prefix, space)
        self.cited: set[str] = set()

    def iri(self, kind: str, id: str) -> "URIRef":
        """The node of a record."""
        from rdflib import URIRef

        return URIRef(f"{BASE}{kind}:{quote(id, safe='.')}")

    def name(self, word: str) -> "URIRef":
        """A term written with its prefix, as skos:Concept."""
        prefix, local = word.split(":")
        return self.space[prefix][local]

    def add(self, subject: Any, predicate: str, thing: Any) -> None:
        """One statement; the predicate is written with its prefix."""
        self.graph.add((subject, self.name(predicate), thing))

    def text(self, subject: Any, predicate: str, text: str, lang: str | None = None) -> None:
        """A text, in a language where one is given; nothing where the text is empty."""
        from rdflib import Literal

        if text:
            self.add(subject, predicate, Literal(text, lang=lang))

    def typed(self, subject: Any, *classes: str) -> None:
        """Of which classes it is."""
        for word in classes:
            self.add(subject, "rdf:type", self.name(word))

    def value(self, subject: Any, predicate: str, value: Any, datatype: str = "") -> None:
        """A number, a truth value, a word or a date."""
        from rdflib import Literal

        self.add(subject, predicate, Literal(value, datatype=self.name(datatype) if datatype else None))

    def names(self, subject: Any, names: Names) -> None:
        """Preferred labels en and zh, the people's own names beside them, names by others hidden."""
        self.add(subject, "skos:inScheme", self.iri("scheme", "atlas"))
        self.text(subject, "skos:prefLabel", names.en, "en")
        self.text(subject, "skos:prefLabel", names.zh, "zh")
        for native in names.native:
            self.text(subject, "skos:altLabel", native.text, _tag(native))
        for alias in names.aliases:
            self.text(subject, "skos:hiddenLabel", alias)
        for exonym in names.exonyms:
            self.text(subject, "skos:hiddenLabel", exonym.text)

    def claim(self, subject: Any, claim: Claim) -> None:
        """On whose word, how sure, in use or not, and who objects."""
        self.typed(subject, "w:Claim")
        self.value(subject, "w:standing", claim.standing)
        self.value(subject, "w:enabled", claim.enabled)
        self.text(subject, "skos:note", claim.note, "en")
        for source in claim.source:
            self.cited.add(source)
            self.add(subject, "dcterms:source", self.iri("source", source))
        self.disputes(subject, "dispute", claim.disputed_by)
        self.disputes(subject, "withdrawal", claim.withdrawn_by)

    def disputes(self, subject: Any, kind: str, records: Iterable[Dispute]) -> None:
        """Who objects or withdraws, why and when."""
        from rdflib import URIRef

        for number, dispute in enumerate(records, 1):
            node = URIRef(f"{subject}/{kind}/{number}")
            self.add(subject, f"w:{kind}", node)
            self.typed(node, "w:Dispute")
            self.text(node, "w:by", dispute.by)
            self.text(node, "w:because", dispute.because)
            self.value(node, "dcterms:date", dispute.date)


def _tag(name: Name) -> str | None:
    """The language tag of a name, where the pack says its language (BCP 47)."""
    return "-".join(part for part in (name.lang, name.script) if part) if name.lang else None
