"""The tailor: a costume's pieces cut to one performer's form."""

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
from jaxtyping import Float
from numpy import ndarray

from wenwu.atlas.costume import Costume, Piece
from wenwu.scene.band import band, bandolier
from wenwu.scene.form import Form
from wenwu.scene.hanging import Hanging
from wenwu.scene.lower import legs
from wenwu.scene.overlay import hem_border
from wenwu.scene.panel import Bolt, Panel
from wenwu.scene.skirt import skirt
from wenwu.scene.sleeve import cuffs, sleeves
from wenwu.scene.strip import cape, strips
from wenwu.scene.trim import trims
from wenwu.scene.upper import EASE, LAYER, cut, panels

RANK = {"leggings": 0, "trousers": 0, "tube_skirt": 1, "skirt": 1, "jacket": 2, "dress": 2, "vest": 3, "robe": 4,
        "ribbons": 6, "back_panel": 6, "apron": 7, "sash": 8, "bandolier": 8, "cape": 9, "wing_frame": 9}  # fmt: skip
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
    return outfit


def _ease(piece: Piece) -> float:
    return EASE[piece.fit][0] + LAYER * RANK[piece.kind]


def _legs(form: Form, piece: Piece, outfit: Outfit, costume: Costume) -> None:
    outfit.panels += legs(form, piece, piece.kind)


def _skirt(form: Form, piece: Piece, outfit: Outfit, costume: Costume) -> None:
    top = form.from_waist(piece.start) + 0.02
    tube = piece.kind == "tube_skirt"
    made = skirt(
        form, piece.kind, piece.textile, top, top - form.from_waist(piece.length), flare=piece.flare, pleats=piece.pleats,
        cloth=piece.cloth, ease=0.005 if tube else 0.008, layers=piece.layers, body=0.02 if tube else _stiff(piece),
        material="silk" if piece.silk else "cloth", calm=_calm(form, piece, costume, top),
    )  # fmt: skip
    outfit.hanging += made + _hems(made[0], piece)


def _calm(form: Form, piece: Piece, costume: Costume, top: float) -> float:
    """The share of a skirt that lies under a jacket: there its pleats stay flat."""
    over = [p for p in costume.pieces if p.kind in ("jacket", "vest")]
    hem = min((form.from_shoulder(p.length) for p in over), default=top)
    return max(0.0, 1.6 * (top - hem) / (top - form.from_waist(piece.length)))


def _stiff(piece: Piece) -> float:
    """Short wide skirts of many stiff pleats stand out; long ones fall."""
    return 0.02 + 0.10 * np.clip((piece.flare - 20) / 20, 0, 1)


def _hems(cloth: Hanging, piece: Piece) -> list[Hanging]:
    return [hem_border(cloth, t.textile, t.width) for t in piece.trims if t.edge == "hem"]


def _upper(form: Form, piece: Piece, outfit: Outfit, costume: Costume) -> None:
    name, rank = piece.kind, RANK[piece.kind]
    hem, waist = form.from_shoulder(piece.length), float(form.mark("waist_l")[1])
    nape = float(form.mark("nape")[1])
    hangs = waist - hem > SKIRTED
    cinched = any(p.kind == "sash" for p in costume.pieces) and piece.gap == 0
    made = cut(form, piece, rank, waist if hangs else hem, cinched)
    if hangs and piece.gap == 0:
        outfit.waist.append(made.last)
    bolt: Bolt | None = None
    if hangs:
        free = skirt(
            form, f"{name}_skirt", piece.textile, waist + 0.006, waist + 0.006 - hem, flare=max(piece.flare, 4, _flare_below(costume, below=RANK[name])), pleats=piece.pleats,
            cloth=piece.cloth, ease=_ease(piece), begun=made.last + 0.0015, gap=piece.gap, above=nape - waist - 0.006,
            body=0.03, material="silk" if piece.silk else "cloth", over=outfit.outermost(),
        )  # fmt: skip
        outfit.hanging += free + _hems(free[0], piece)
        bolt = free[0].bolt
    upper = panels(form, piece, made, name, nape, bolt)
    sewn = piece.model_copy(update={"trims": tuple(t for t in piece.trims if t.edge != "hem")}) if hangs else piece
    outfit.panels += upper + list(trims(form, sewn, made, name))
    if piece.sleeve:
        worn, free_sleeves = sleeves(form, piece, made.whole, name)
        trim = next((t for t in piece.trims if t.edge == "cuff"), None)
        outfit.panels += worn
        outfit.hanging += free_sleeves
        if trim:
            outfit.panels += cuffs(form, worn, trim)
            outfit.hanging += [hem_border(s, trim.textile, trim.width) for s in free_sleeves]
        if piece.sleeve.off:
            side = -1 if piece.sleeve.off == "right" else 1
            outfit.hanging.append(strips(
                form, f"{name}_empty_sleeve", piece.sleeve.textile or piece.textile, waist - 0.02, 0.5, 0.19,
                np.array([side * 2.5]), flare=9, ease=_ease(piece) + 0.016, over=outfit.outermost(),
            ))  # fmt: skip


def _apron(form: Form, piece: Piece, outfit: Outfit, costume: Costume) -> None:
    top = form.from_waist(piece.start) + 0.012
    flare = _flare_below(costume)
    made = strips(
        form, piece.kind, piece.textile, top, top - form.from_waist(piece.length), piece.width,
        np.array([np.pi if piece.back else 0.0]), flare=flare, ease=0.014 + LAYER * 6, over=outfit.outermost(),
    )  # fmt: skip
    outfit.hanging += [made, *_hems(made, piece)]
    outfit.panels.append(band(form, f"{piece.kind}_band", piece.textile, top - 0.006, 0.035, 0.012 + LAYER * 6))


def _ribbons(form: Form, piece: Piece, outfit: Outfit, costume: Costume) -> None:
    top = form.from_waist(piece.start) + 0.01
    around = np.linspace(0.42 * np.pi, 1.58 * np.pi, piece.count) if piece.back else np.linspace(
        0.16 * np.pi, 1.84 * np.pi, piece.count)  # fmt: skip
    outfit.hanging.append(strips(
        form, piece.kind, piece.textile, top, top - form.from_waist(piece.length), piece.width, around,
        flare=_flare_below(costume), ease=0.014 + LAYER * 5, over=outfit.outermost(),
    ))  # fmt: skip


def _sash(form: Form, piece: Piece, outfit: Outfit, costume: Costume) -> None:
    waist = float(form.mark("waist_l")[1])
    under = np.max([ring.mean() for ring in outfit.waist] or [0.0])
    bare = float(form.around(waist, np.linspace(-np.pi, np.pi, 25), 0.0).mean())
    ease = max(0.016, float(under) - bare + 0.004)
    outfit.panels.append(band(form, "sash", piece.textile, waist - 0.01, piece.width, ease, bulge=0.010))
    if piece.length > 0.08:
        length = form.from_waist(0) - form.from_waist(piece.length)
        outfit.hanging.append(strips(
            form, "sash_end", piece.textile, waist - 0.02, length, min(piece.width * 1.1, 0.14), np.array([0.85, 1.12]),
            flare=_flare_below(costume), ease=ease + 0.016, over=outfit.outermost(),
        ))  # fmt: skip


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
    "leggings": _legs, "trousers": _legs, "tube_skirt": _skirt, "skirt": _skirt, "jacket": _upper, "dress": _upper,
    "vest": _upper, "robe": _upper, "ribbons": _ribbons, "back_panel": _apron, "apron": _apron, "sash": _sash,
    "bandolier": _bandolier, "cape": _cape, "wing_frame": _none,
}  # fmt: skip
