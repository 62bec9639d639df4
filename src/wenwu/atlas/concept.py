"""What motifs mean, and the ties between motifs that the sources draw."""

from typing import Literal

from wenwu.atlas.record import Claim, Id, Ids, Names, Record, Text


class Concept(Record):
    """Something that motifs mean: power, shelter, harvest …"""

    id: Id
    names: Names
    opposite: Ids = ()


class Relation(Claim):
    """A tie between two motifs, or a motif and an image, that the sources or the paper draw."""

    id: Id
    kind: Literal["kin", "opposed"]  # to be drawn together in meaning, or kept apart
    of: str  # id of a motif, a concept or an image word
    to: str
    about: Text
