"""What a motif is put on."""

from wenwu.atlas.record import Claim, Id, Names


class Carrier(Claim):
    """A part of dress, or a thing, that carries motifs: a hem, a child's carrier, a drum …"""

    id: Id
    names: Names
    worn: bool = True  # part of what a dancer wears; motifs on anything else are known and not drawn
