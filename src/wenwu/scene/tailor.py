"""The tailor: a costume's pieces cut to one performer's form."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace

import numpy as np
from jaxtyping import Float
from numpy import ndarray

from wenwu.atlas.costume import Costume, Piece
from wenwu.scene.band import band, bandolier
from wenwu.scene.form import Form
from wenwu.scene.hanging import Hanging
from wenwu.scene.lower import knee_room, legs
from wenwu.scene.overlay import hem_border
from wenwu.scene.panel import Bolt, Panel
from wenwu.scene.skirt import Fall, skirt
from wenwu.scene.sleeve import cuffs, sleeves
from wenwu.scene.strip import cape, strips
from wenwu.scene.trim import trims
from wenwu.scene.upper import EASE, LAYER, Cut, cut, laid, panels, rise

RANK = {
    "leggings": 0,
    "trousers": 0,
    "tube_skirt": 1,
    "skirt": 1,
    "jacket": 2,
    "dress": 2,
    "vest": 3,
    "robe": 4,
    "ribbons": 6,
    "back_panel": 6,
    "apron": 7,
    "sash": 8,
    "bandolier": 8,
    "cape": 9,
    "wing_frame": 9,
}
UNDER = 0.09  # [m] of trousers that a jacket hides
SKIRTED = 0.05  # [m] a garment that ends lower than this under the waist hangs freely below it


@dataclass
class Outfit:
    """What a dancer wears, before it moves."""

    panels: list[Panel] = field(default_factory=list)
    hanging: list[Hanging] = field(default_factory=list)
    waist: list[Float[ndarray, " A"]] = field(default_factory=list)  # [m] rings of the garments there

    def outermost(self) -> str | None:
        """The hanging ring that anything worn over it must lie on: the longest one."""
        rings = [h for h in self.hanging if h.closed and h.near == ("leg", "trunk") and h.moves_as is None]
        return min(rings, key=lambda h: float(h.grid[-1, :, 1].mean())).name if rings else None


def tailor(form: Form, costume: Costume) -> Outfit:
    """Every piece of a costume, inner ones first."""
    outfit = Outfit()
    for piece in sorted(costume.pieces, key=lambda p: RANK[p.kind]):
        _MAKERS[piece.kind](form, piece, outfit, costume)
    room = max(knee_room(form, piece) for piece in costume.pieces)
    outfit.hanging = [replace(cloth, legwear=room) if room else cloth for cloth in outfit.hanging]
    return outfit


def _ease(piece: Piece) -> float:
    return EASE[piece.fit][0] + LAYER * RANK[piece.kind]


def _legs(form: Form, piece: Piece, outfit: Outfit, costume: Costume) -> None:
    outfit.panels += legs(form, piece, piece.kind, _seen_below(form, costume))


def _seen_below(form: Form, costume: Costume) -> float:
    """How high [m] trousers reach: a little under a jacket's hem, so that they never come through it."""
    hems = [form.from_shoulder(p.length) for p in costume.pieces if p.kind == "jacket"]
    return max(min(hems) + UNDER, float(form.mark("crotch")[1]) + UNDER) if hems else np.inf


def _skirt(form: Form, piece: Piece, outfit: Outfit, costume: Costume) -> None:
    covered = any(p.kind in ("jacket", "robe") for p in costume.pieces)
    top = form.from_waist(piece.start) - (0.012 if covered else -0.02)
    tube = piece.kind == "tube_skirt"
    made = skirt(
        form,
        piece.kind,
        piece.textile,
        Fall(
            top,
            top - form.from_waist(piece.length),
            piece.flare,
            0.005 if tube else 0.008,
            pleats=piece.pleats,
            cloth=piece.cloth,
            calm=_calm(form, piece, costume, top),
            layers=piece.layers,
            body=0.02 if tube else _stiff(piece),
            material="silk" if piece.silk else "cloth",
        ),
    )
    outfit.hanging += made + _hems(made[0], piece)


def _calm(form: Form, piece: Piece, costume: Costume, top: float) -> float:
    """The share of a skirt that lies under a jacket: there its pleats stay flat."""
    over = [p for p in costume.pieces if p.kind in ("jacket", "vest")]
    hem = min((form.from_shoulder(p.length) for p in over), default=top)
    return max(0.0, 1.6 * (top - hem) / (top - form.from_waist(piece.length)))


def _stiff(piece: Piece) -> float:
    """Short wide skirts of many stiff pleats stand out; long ones fall."""
    return 0.02 + 0.06 * np.clip((piece.flare - 20) / 20, 0, 1)


def _hems(cloth: Hanging, piece: Piece) -> list[Hanging]:
    return [hem_border(cloth, t.textile, t.width) for t in piece.trims if t.edge == "hem"]


def _upper(form: Form, piece: Piece, outfit: Outfit, costume: Costume) -> None:
    """Down to the waist, or the hem of a short garment, cut to the body; below it a ring that hangs."""
    hem, waist = form.from_shoulder(piece.length), float(form.mark("waist_l")[1])
    hangs = waist - hem > SKIRTED
    cinched = any(p.kind == "sash" for p in costume.pieces) and piece.gap == 0
    made = cut(form, piece, RANK[piece.kind], waist if hangs else hem, cinched)
    parts, trimmed = laid(form, made), piece
    bolt: Bolt | None = None
    if hangs:
        bolt = _tails(form, piece, made, rise(parts), outfit, costume)
        trimmed = piece.model_copy(update={"trims": tuple(t for t in piece.trims if t.edge != "hem")})
    outfit.panels += panels(parts, piece.kind, bolt, piece)
    outfit.panels += trims(form, trimmed, made, piece.kind)
    if piece.sleeve:
        _sleeves(form, piece, made, outfit)
        outfit.panels = [p for p in outfit.panels if not _under_sleeve(p.name, piece)]


def _tails(form: Form, piece: Piece, made: Cut, above: float, outfit: Outfit, costume: Costume) -> Bolt:
    """The hanging part of a jacket, dress or robe; its bolt is that of the whole garment."""
    top = made.hem + 0.006
    if piece.gap == 0:
        outfit.waist.append(made.last)
    fall = Fall(
        top,
        top - form.from_shoulder(piece.length),
        max(piece.flare, 4, _flare_below(costume, below=RANK[piece.kind])),
        _ease(piece),
        pleats=piece.pleats,
        cloth=piece.cloth,
        gap=piece.gap,
        above=above,
        begun=made.last + 0.001,
        material="silk" if piece.silk else "cloth",
        over=outfit.outermost(),
    )
    free = skirt(form, f"{piece.kind}_skirt", piece.textile, fall)
    outfit.hanging += free + _hems(free[0], piece)
    return free[0].bolt


def _sleeves(form: Form, piece: Piece, made: Cut, outfit: Outfit) -> None:
    worn, free = sleeves(form, piece, made.whole, piece.kind)
    trim = next((t for t in piece.trims if t.edge == "cuff"), None)
    outfit.panels += worn
    outfit.hanging += free
    if trim:
        outfit.panels += cuffs(form, worn, trim)
        outfit.hanging += [hem_border(s, trim.textile, trim.width) for s in free]
    if piece.sleeve and piece.sleeve.off:
        angle = np.array([-2.5 if piece.sleeve.off == "right" else 2.5])
        fall = Fall(made.hem - 0.02, 0.5, 9, _ease(piece) + 0.016, over=outfit.outermost())
        textile = piece.sleeve.textile or piece.textile
        outfit.hanging.append(strips(form, f"{piece.kind}_empty_sleeve", textile, 0.19, angle, fall))


def _under_sleeve(panel: str, outer: Piece) -> bool:
    """Whether a sleeve lies wholly inside the sleeve of this robe."""
    if outer.kind != "robe" or not panel.startswith("jacket_sleeve") or outer.sleeve is None:
        return False
    return not (outer.sleeve.off and panel.startswith(f"jacket_sleeve_{outer.sleeve.off[0]}"))


def _apron(form: Form, piece: Piece, outfit: Outfit, costume: Costume) -> None:
    top, ease = form.from_waist(piece.start) + 0.012, 0.014 + LAYER * 6
    fall = Fall(
        top, top - form.from_waist(piece.length), _flare_below(costume), ease, over=outfit.outermost()
    )
    angle = np.array([np.pi if piece.back else 0.0])
    made = strips(form, piece.kind, piece.textile, piece.width, angle, fall)
    outfit.hanging += [made, *_hems(made, piece)]
    edge = next((t.textile for p in costume.pieces for t in p.trims), piece.textile)
    outfit.panels.append(band(form, f"{piece.kind}_band", edge, top - 0.006, 0.035, ease - 0.002))


def _ribbons(form: Form, piece: Piece, outfit: Outfit, costume: Costume) -> None:
    top, ease = form.from_waist(piece.start) + 0.01, 0.014 + LAYER * 5
    begin = (0.42 if piece.back else 0.16) * np.pi
    angles = np.linspace(begin, 2 * np.pi - begin, piece.count)
    fall = Fall(
        top, top - form.from_waist(piece.length), _flare_below(costume), ease, over=outfit.outermost()
    )
    outfit.hanging.append(strips(form, piece.kind, piece.textile, piece.width, angles, fall))


def _sash(form: Form, piece: Piece, outfit: Outfit, costume: Costume) -> None:
    waist = float(form.mark("waist_l")[1])
    under = float(np.max([ring.mean() for ring in outfit.waist] or [0.0]))
    bare = float(form.around(waist, np.linspace(-np.pi, np.pi, 25), 0.0).mean())
    ease = max(0.016, under - bare + 0.004)
    outfit.panels.append(band(form, "sash", piece.textile, waist - 0.01, piece.width, ease))
    if piece.length > 0.08:
        length = form.from_waist(0) - form.from_waist(piece.length)
        fall = Fall(waist - 0.02, length, _flare_below(costume), ease + 0.016, over=outfit.outermost())
        ends = np.array([0.85, 1.12])
        width = min(piece.width * 1.1, 0.14)
        outfit.hanging.append(strips(form, "sash_end", piece.textile, width, ends, fall))


def _flare_below(costume: Costume, below: int = 9) -> float:
    """The widest opening [deg] of what hangs under a piece of that rank."""
    rings = ("skirt", "tube_skirt", "robe", "dress", "jacket")
    return max((p.flare for p in costume.pieces if p.kind in rings and RANK[p.kind] < below), default=3)


def _bandolier(form: Form, piece: Piece, outfit: Outfit, costume: Costume) -> None:
    outfit.panels.append(bandolier(form, piece.kind, piece.textile, piece.width, 0.012 + LAYER * 3))


def _cape(form: Form, piece: Piece, outfit: Outfit, costume: Costume) -> None:
    length = float(form.mark("leftUpperArm")[1]) - form.from_shoulder(piece.length)
    outfit.hanging.append(cape(form, piece.kind, piece.textile, length, piece.fringe))


def _none(form: Form, piece: Piece, outfit: Outfit, costume: Costume) -> None:
    """Wing frames are made with the props."""


_MAKERS: dict[str, Callable[[Form, Piece, Outfit, Costume], None]] = {
    "leggings": _legs,
    "trousers": _legs,
    "tube_skirt": _skirt,
    "skirt": _skirt,
    "jacket": _upper,
    "dress": _upper,
    "vest": _upper,
    "robe": _upper,
    "ribbons": _ribbons,
    "back_panel": _apron,
    "apron": _apron,
    "sash": _sash,
    "bandolier": _bandolier,
    "cape": _cape,
    "wing_frame": _none,
}
