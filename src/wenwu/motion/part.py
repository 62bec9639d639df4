"""A part: which dance, in which culture, by whom; the view of a dancer that the rules are asked about.

Dances that the atlas describes and cannot make yet have rules too, so a clip of one can be checked.
"""

from dataclasses import dataclass

from wenwu.atlas.facts import View
from wenwu.atlas.model import Atlas, Dance
from wenwu.atlas.record import Gender
from wenwu.atlas.rule import Value
from wenwu.base.errors import InputError, unknown

SEXES: tuple[Gender, ...] = ("woman", "man")


@dataclass(frozen=True)
class Part:
    """One dancer's part, by ids of the atlas."""

    culture: str
    dance: str
    variant: str  # empty for a dance that is described only
    view: View


def part_of(atlas: Atlas, culture: str, dance: str, role: str | None = None) -> Part:
    """The part of a role: a variant of the dance, woman or man; the usual one where none is named.

    The dance is named by its id, the id without its culture, or a name. Raises InputError where the atlas
    has no such culture, no such dance in it, or no such role.
    """
    own = atlas.culture(culture).id
    id = _dance_id(atlas, own, dance)
    view: dict[str, Value] = {"culture": own, "dance": id}
    if id not in atlas.dances:
        if role is not None and role not in SEXES:
            raise InputError(f"{id} is described only and has no role {role!r}; its roles are woman and man")
        only = atlas.described[id].gender
        gender = role or (only if only != "any" else None)
        return Part(
            own, id, "", {**view, **atlas.described[id].facts, **({"gender": gender} if gender else {})}
        )
    known = atlas.dance(id)
    variant, gender = _variant(known, role)
    chosen = next(v for v in known.variants if v.id == variant)
    view |= {"variant": variant, "role": chosen.role}
    if gender:
        view |= {"gender": gender, "costume": chosen.costumes[gender]}
    if chosen.props:
        view["prop"] = chosen.props
    return Part(own, id, variant, view)


def _dance_id(atlas: Atlas, culture: str, asked: str) -> str:
    """The id of a dance, by id, by short id, or by one of its names."""
    known = {d.id: d.names for d in atlas.dances.values() if d.culture == culture}
    known |= {d.id: d.names for d in atlas.described.values() if d.culture == culture and d.kind == "dance"}
    word = asked.strip().casefold()
    for id, names in known.items():
        said = {names.en, names.zh, names.pinyin, *names.aliases}
        if word in {id, id.removeprefix(f"{culture}_"), *(name.casefold() for name in said)}:
            return id
    if asked in atlas.dances or asked in atlas.described:
        other = (atlas.dances.get(asked) or atlas.described[asked]).culture
        raise InputError(f"{asked} is no dance of culture {culture!r} but of {other!r}")
    raise unknown(f"dance of {culture}", asked, known)


def _variant(dance: Dance, role: str | None) -> tuple[str, Gender | None]:
    """The variant that a role means, and the dancer's sex where it is known."""
    for variant in dance.variants:
        if variant.id == role:
            return variant.id, variant.gender if variant.gender != "any" else None
    sex = next((s for s in SEXES if s == role), dance.cast[0])
    if role is not None and role != sex:
        raise unknown(f"role of {dance.id}", role, [*SEXES, *(v.id for v in dance.variants)])
    usual = [dance.default[s] for s in SEXES if s == sex and s in dance.default]
    able = [*usual, *(v.id for v in dance.variants if v.gender in (sex, "any"))]
    if not able:
        raise InputError(
            f"the atlas knows no {sex} in {dance.id}; roles: {', '.join(v.id for v in dance.variants)}"
        )
    return able[0], sex
