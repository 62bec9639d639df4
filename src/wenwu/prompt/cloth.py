"""The cloths of a brief: the costumes' textiles, with the motifs and colours that the sentence asks for.

What is judged, drawn and reported is read from here, so that the three cannot disagree.
"""

from collections.abc import Iterator, Mapping
from math import inf

from wenwu.atlas.band import TONES, Sign
from wenwu.atlas.costume import Costume, Piece
from wenwu.atlas.model import Atlas
from wenwu.atlas.textile import Textile
from wenwu.prompt.brief import Brief
from wenwu.prompt.pattern import wearing

LOWER, UPPER = ("dress", "robe", "skirt", "tube_skirt", "trousers"), ("jacket", "vest", "apron", "cape")
HUES = {  # plain colour words as sRGB, to find the palette's nearest
    "red": "#C1272D", "yellow": "#F2B705", "green": "#2E7D4F", "blue": "#2B5FA8", "white": "#F5F2EA",
    "black": "#17171A", "pink": "#E58FB0", "turquoise": "#2CA6A4", "purple": "#6B3A78",
    "orange": "#E0762A", "brown": "#6B4A2B", "silver": "#C7CBD1", "gold": "#D4A017",
}  # fmt: skip
NEAR = 105.0  # greatest distance in sRGB at which a palette's colour still answers to a word


def cloths(brief: Brief, atlas: Atlas) -> Mapping[str, Textile]:
    """Every textile of the cast's costumes by id, as it is worn in this performance."""
    ids = dict.fromkeys(part.costume for part in brief.cast)
    costumes = [wearing(atlas.costume(id), brief.pattern) for id in ids]
    worn = {
        id: atlas.textile(id) for costume in costumes for id in costume.textiles() if id in atlas.textiles
    }
    gone = [id for cloth in worn.values() for id in cloth.motifs() if not atlas.motif(id).enabled]
    for motif in dict.fromkeys([*brief.without, *gone]):
        worn = {id: without(cloth, motif) for id, cloth in worn.items()}
    for motif in brief.motifs:
        worn = _with(worn, motif, atlas)
    for costume in costumes:
        for word, id in _places(costume, brief.colours):
            if id in worn:
                worn[id] = coloured(worn[id], word, atlas.culture(worn[id].culture).palette)
    return worn


def motifs_on(brief: Brief, atlas: Atlas) -> tuple[str, ...]:
    """Ids of the motifs on those cloths, those that were asked for first."""
    drawn = dict.fromkeys(id for cloth in cloths(brief, atlas).values() for id in cloth.motifs())
    return tuple(sorted(drawn, key=lambda id: id not in brief.motifs))


def room_for(motif: str, brief: Brief, atlas: Atlas) -> bool:
    """Whether one of the cloths is a place where the atlas puts that motif."""
    return motif in motifs_on(brief.model_copy(update={"motifs": (motif,)}), atlas)


def without(cloth: Textile, motif: str) -> Textile:
    """The cloth with another of its own motifs, or plain lozenges, where this one would be."""
    if motif not in cloth.motifs():
        return cloth
    other = next((id for id in cloth.motifs() if id != motif), None)

    def instead(sign: Sign) -> Sign:
        if sign.motif != motif:
            return sign
        shape = {"motif": other} if other else {"motif": None, "ornament": "diamonds"}
        return Sign(**{**sign.model_dump(), **shape, "params": {}})

    return cloth.with_signs(instead)


def _with(worn: Mapping[str, Textile], motif: str, atlas: Atlas) -> dict[str, Textile]:
    """One of the cloths bears the motif: in the widest band of the first cloth that is a place for it."""
    known = atlas.motif(motif)
    if not known.drawable or any(motif in cloth.motifs() for cloth in worn.values()):
        return dict(worn)
    for id, cloth in worn.items():
        if known.culture == cloth.culture and set(known.placement) & set(cloth.zones) and cloth.motifs():
            return {**worn, id: _bearing(cloth, motif)}
    return dict(worn)


def _bearing(cloth: Textile, motif: str) -> Textile:
    bands = [band for band in (*cloth.frame, *cloth.bands) if band.sign and band.sign.motif]
    if bands:
        old = max(bands, key=lambda band: (band.height or inf, band.share)).sign
    else:  # its motifs are in a composed panel
        old = next(sign for sign in cloth.signs() if sign.motif)
    return cloth.with_signs(lambda sign: Sign(motif=motif, size=sign.size) if sign is old else sign)


def coloured(cloth: Textile, word: str, palette: Mapping[str, str]) -> Textile:
    """The cloth on another ground: the palette's nearest to the word changes places with its own."""
    name = palette_name(word, palette)
    if name is None or name == cloth.ground:
        return cloth
    places = {name: cloth.ground, cloth.ground: name}

    def dyed(colour: str) -> str:
        plain = colour.rstrip(TONES)
        return places.get(plain, plain) + colour[len(plain) :]

    return cloth.dyed(dyed)


def palette_name(word: str, palette: Mapping[str, str]) -> str | None:
    """The palette's colour of that name, else the nearest to it; None where none is near."""
    if word in palette or word not in HUES:
        return word if word in palette else None
    wanted = _bytes(HUES[word])
    far = {name: sum((a - b) ** 2 for a, b in zip(wanted, _bytes(hex), strict=True)) ** 0.5
           for name, hex in palette.items()}  # fmt: skip
    nearest = min(far, key=lambda name: far[name])
    return nearest if far[nearest] <= NEAR else None


def _bytes(colour: str) -> bytes:
    return bytes.fromhex(colour[1:])


def _places(costume: Costume, colours: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    """Which textile takes which colour word: the first the lower garment, the second the upper one."""
    for word, kinds in zip(colours, (LOWER, UPPER), strict=False):
        piece = _first(costume, kinds)
        if piece:
            yield word, piece.textile


def _first(costume: Costume, kinds: tuple[str, ...]) -> Piece | None:
    found = [piece for kind in kinds for piece in costume.pieces if piece.kind == kind]
    return found[0] if found else None
