"""A cloth of the user's own on a costume: which piece is made of it, what the rules are asked about it."""

from collections.abc import Iterator

from wenwu.atlas.costume import Costume, Piece
from wenwu.atlas.facts import View
from wenwu.atlas.model import Atlas
from wenwu.atlas.rule import Value
from wenwu.prompt.brief import Brief, Pattern
from wenwu.prompt.motif_view import motif_view

OWN = "own_cloth:"  # before the id of the textile whose place the cloth takes
SACRED = 3  # the level of a sign behind the gate of which the atlas has no motif
RESTRICTED = 4.0  # the sacred level of what shows a deity or a rite, and of what nobody has answered for


def wearing(costume: Costume, pattern: Pattern | None) -> Costume:
    """The costume with the cloth in place of its own; as it was where it has no such piece."""
    if pattern is None or not any(piece.kind == pattern.on for piece in costume.pieces):
        return costume
    pieces = tuple(
        piece.model_copy(update={"textile": OWN + piece.textile}) if piece.kind == pattern.on else piece
        for piece in costume.pieces
    )
    return costume.model_copy(update={"pieces": pieces})


def replaced(textile: str) -> str | None:
    """Id of the textile in whose place the cloth is worn; None where a textile is one of the atlas."""
    return textile.removeprefix(OWN) if textile.startswith(OWN) else None


def wearers(brief: Brief, atlas: Atlas) -> Iterator[tuple[Costume, Piece]]:
    """Every costume of the cast that has the piece, once, with that piece as the atlas has it."""
    if brief.pattern is None:
        return
    for id in dict.fromkeys(part.costume for part in brief.cast):
        costume = atlas.costume(id)
        for piece in costume.pieces:
            if piece.kind == brief.pattern.on:
                yield costume, piece
                break


def carriers(brief: Brief, atlas: Atlas) -> tuple[str, ...]:
    """What the cloth is put on, in the atlas' words: the zones of the textiles in whose place it is worn."""
    pieces = [piece for _, piece in wearers(brief, atlas)]
    zones = [zone for p in pieces if p.textile in atlas.textiles for zone in atlas.textile(p.textile).zones]
    return tuple(dict.fromkeys(zones or [piece.kind for piece in pieces]))


def pattern_views(brief: Brief, atlas: Atlas) -> Iterator[View]:
    """What the rules are asked: whether it may be shown at all, then what it looks like and is read as.

    A cloth that shows a deity or a rite, and one of which that is not known, counts as restricted. A sign
    behind the gate is asked about by its family, for the cloth may be another people's than the atlas' motif.
    """
    pattern = brief.pattern
    if pattern is None:
        return
    carrier = carriers(brief, atlas)
    worn: dict[str, Value] = {"carrier": carrier} if carrier else {}
    if pattern.sacred != "no":
        yield {**worn, "sacred": RESTRICTED}
    for family in pattern.kept:
        same = [motif for motif in atlas.motifs.values() if motif.family == family]
        yield {
            **worn,
            "family": family,
            "sacred": float(max((motif.sacred for motif in same), default=SACRED)),
            "drawable": False,
            "opt_in": any(atlas.motif(id).family == family for id in brief.motifs),
        }
    for gender in dict.fromkeys(part.gender for part in brief.cast):
        for id in pattern.looks_like:
            view = {**worn, **motif_view(id, gender, brief, atlas)}
            yield view
            for concept in pattern.read_as:
                yield {**view, "reading": concept}
