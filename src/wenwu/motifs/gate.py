"""The gate: signs that are drawn only where the people they belong to have reviewed their pack.

A family that is entered here is in no list of ornaments and on no sheet. Level 4 is never drawn at all.
"""

from collections.abc import Callable

from wenwu.atlas.model import Atlas, Motif
from wenwu.base.errors import InputError, RefusedError
from wenwu.motifs.family import Family, Params
from wenwu.motifs.path import Drawing

GATED: dict[str, Family] = {}
NEVER = 4  # this sacred level is known so that it is not made
HANDS = ("left", "right")


def gated(name: str) -> Callable[[Callable[[Params], Drawing]], Callable[[Params], Drawing]]:
    """Enter a drawing function behind the gate."""

    def enter(draw: Callable[[Params], Drawing]) -> Callable[[Params], Drawing]:
        GATED[name] = Family(draw, upright=True)
        return draw

    return enter


def gated_drawing(motif: Motif, atlas: Atlas, *, opt_in: bool, turn: str = "") -> Drawing:
    """A gated sign as vector paths: reviewed by its people, asked for by name, its hand stated.

    Whoever shows it shows `caption` beside it. Refuses each missing thing in one sentence.
    """
    review = atlas.culture(motif.culture).review
    if motif.sacred >= NEVER:
        raise RefusedError(f"the motif {motif.id!r} is sacred at level {motif.sacred} and is never drawn")
    if motif.family not in GATED:
        raise InputError(f"the motif {motif.id!r} does not stand behind the gate; draw it as any other")
    if review.state != "reviewed":
        raise RefusedError(
            f"the motif {motif.id!r} is sacred at level {motif.sacred} and the pack of {motif.culture} holds "
            "no review record; only a culture bearer's review opens it"
        )
    if not motif.drawable:
        raise RefusedError(f"the pack of {motif.culture} does not let {motif.id!r} be drawn")
    if not opt_in:
        raise RefusedError(f"the motif {motif.id!r} is drawn only for those who ask for this very sign")
    if motif.handed and turn not in HANDS:
        raise InputError(f"the motif {motif.id!r} turns one way or the other; say left or right")
    if motif.turn in HANDS and turn != motif.turn:
        raise RefusedError(f"the motif {motif.id!r} turns {motif.turn} and is not drawn the other way")
    return GATED[motif.family].draw({**motif.params, **({"turn": turn} if turn else {})})


def caption(motif: Motif, atlas: Atlas) -> str:
    """What is to be read beside a gated sign: its name, its people, what it means to them."""
    meanings = "; ".join(meaning.en for meaning in motif.meanings)
    return f"{motif.names.en} ({atlas.culture(motif.culture).names.en}): {meanings}"
