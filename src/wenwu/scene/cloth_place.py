"""Where on a costume a cloth that somebody brings is worn, and how wide it is taken to be."""

from pathlib import Path

from wenwu.atlas.costume import Costume, Piece
from wenwu.atlas.model import Atlas
from wenwu.base.errors import InputError
from wenwu.prompt.brief import Assumption, Brief, Pattern
from wenwu.prompt.pattern import wearers
from wenwu.scene.dress import outfit_of
from wenwu.scene.own_cloth import Kind, OwnCloth
from wenwu.scene.panel import Bolt

WIDTH = 0.5  # [m] of cloth that a photograph with a repeat is taken to show across
SMALLEST = 0.08  # [m] a piece that is laid once is no smaller
RECTANGLES = ("apron", "back_panel")  # flat rectangles; a sash is none: it is drawn out round the waist
NO_CLOTH = ("wing_frame", "leggings")  # feathers, and what is wound round a leg
PLAIN = ("plain", "warp", "stripes")  # bands without a pattern
ANCESTRAL = 2  # a piece that bears a motif of this level keeps its own cloth unless it is asked for by name


def changed(brief: Brief, **fields: object) -> Brief:
    """The brief with something else about its cloth."""
    assert brief.pattern is not None
    return brief.model_copy(update={"pattern": brief.pattern.model_copy(update=fields)})


def placed(brief: Brief, pattern: Pattern, atlas: Atlas, kind: Kind) -> Brief:
    """The brief with the piece that is made of the cloth; what nobody said is assumed.

    The largest patterned piece: one that bears nothing ancestral before one that does. InputError where no
    piece will do, or the one that was named will not.
    """
    costumes = [atlas.costume(id) for id in dict.fromkeys(part.costume for part in brief.cast)]
    if pattern.on:
        _require_piece(pattern, costumes, kind)
        return brief
    able = [
        (_rank(piece, costume, brief, atlas), number, piece.kind)
        for costume in costumes
        for number, piece in enumerate(costume.pieces)
        if piece.kind not in NO_CLOTH and (kind != "whole" or piece.kind in RECTANGLES)
    ]
    if not able:
        raise InputError(_no_place(pattern, costumes, kind))
    on = min(able)[-1]
    return changed(_noted(
        brief, "pattern_on", on,
        "nobody said which piece; of those it can be laid on it is the largest patterned one, one that bears "
        "nothing ancestral before one that does",
        "未说明用于何处；取可用部件中最大的有纹样者，不带祖先纹样者优先",
    ), on=on)  # fmt: skip


def _rank(piece: Piece, costume: Costume, brief: Brief, atlas: Atlas) -> tuple[bool, bool, float]:
    """Ancestral ones last, plain ones after patterned ones, the largest first."""
    textile = atlas.textiles.get(piece.textile)
    if textile is None:
        return (True, True, 0.0)
    ancestral = any(atlas.motif(id).sacred >= ANCESTRAL for id in textile.motifs())
    patterned = bool(textile.motifs()) or any(band.kind not in PLAIN for band in textile.bands)
    bolt = _largest(piece, costume, brief)
    return ancestral, not patterned, -round(bolt.width * bolt.height, 4) if bolt else 0.0


def _largest(piece: Piece, costume: Costume, brief: Brief) -> Bolt | None:
    """The largest cloth that a piece is cut from, on the first who wears the costume."""
    performer = next(part.performer for part in brief.cast if part.costume == costume.id)
    outfit = outfit_of(performer, costume)
    bolts = [*(p.bolt for p in outfit.panels), *(h.bolt for h in outfit.hanging)]
    own = [bolt for bolt in bolts if bolt and bolt.textile == piece.textile]
    return max(own, key=lambda bolt: bolt.width * bolt.height, default=None)


def _require_piece(pattern: Pattern, costumes: list[Costume], kind: Kind) -> None:
    """InputError where no costume has the piece, or a cloth that is laid once would not lie flat on it."""
    kinds = dict.fromkeys(p.kind for c in costumes for p in c.pieces if p.kind not in NO_CLOTH)
    if pattern.on not in kinds:
        raise InputError(
            f"no {pattern.on} of this costume can be made of a cloth; --pattern-on takes {', '.join(kinds)}"
        )
    if kind == "whole" and pattern.on not in RECTANGLES:
        raise InputError(_no_place(pattern, costumes, kind))


def _no_place(pattern: Pattern, costumes: list[Costume], kind: Kind) -> str:
    name = Path(pattern.file).name
    if kind != "whole":
        worn = ", ".join(costume.names.en for costume in costumes)
        return f"nothing of {worn} can be made of {name}; ask for another dance"
    able = dict.fromkeys(p.kind for c in costumes for p in c.pieces if p.kind in RECTANGLES)
    instead = f"say --pattern-on {' or '.join(able)}" if able else "ask for a dance whose dress has an apron"
    return f"{name} shows no repeat, so it is laid once, on a piece that is one rectangle; {instead}"


def sized(brief: Brief, pattern: Pattern, atlas: Atlas, cloth: OwnCloth) -> Brief:
    """The brief with the width of what the photograph shows; InputError where a piece would come out tiny."""
    if cloth.kind != "whole":
        width = pattern.width or WIDTH
        why = (
            "nobody said how much cloth the photograph shows across; half a metre is our guess",
            "未说明照片所示布宽；半米为我们所估",
        )
    else:
        costume, piece = next(wearers(brief, atlas))
        bolt = _largest(piece, costume, brief)
        room = (bolt.width, bolt.height) if bolt else (0.0, 0.0)
        width = pattern.width or round(min(room[0] / cloth.size[0], room[1] / cloth.size[1]), 4)
        why = (
            f"nobody said how wide the cloth is; so wide it just fits the {pattern.on}",
            "未说明布宽；取恰好容于该部件的宽度",
        )
        _require_size(pattern, min(*room, cloth.size[0] * width, cloth.size[1] * width))
    if pattern.width is None:
        brief = _noted(brief, "pattern_width", f"{100 * width:.3g} cm", *why)
    return changed(brief, width=width)


def _require_size(pattern: Pattern, least: float) -> None:
    if least < SMALLEST:
        raise InputError(
            f"{Path(pattern.file).name} shows no repeat, and laid once on the {pattern.on} it would be "
            f"{100 * least:.0f} cm on its shorter side, less than {100 * SMALLEST:.0f}; name another piece "
            "with --pattern-on or another width with --pattern-width"
        )


def _noted(brief: Brief, field: str, value: str, en: str, zh: str) -> Brief:
    row = Assumption(field=field, value=value, because=en, because_zh=zh)
    return brief.model_copy(update={"assumed": (*brief.assumed, row)})
