"""Which dance: the one that was named, or the culture's first that suits; never one culture's on another."""

from collections.abc import Iterable

from wenwu.atlas.costume import Costume
from wenwu.atlas.model import Atlas, Culture, Dance, Motif
from wenwu.atlas.text import Lang, withdrawals
from wenwu.base.errors import InputError, RefusedError, unknown
from wenwu.prompt.assume import Assumptions
from wenwu.prompt.hear import Heard
from wenwu.prompt.wishes import Wishes


def choose_dance(heard: Heard, wishes: Wishes, atlas: Atlas, noted: Assumptions) -> Dance:
    """The dance that was named, or the first of the culture's that suits; never one culture's on another."""
    cultures = list(heard.cultures)
    if wishes.culture:
        cultures = list(dict.fromkeys([*cultures, atlas.culture(wishes.culture).id]))
    if len(cultures) > 1:
        raise RefusedError(mixed_cultures(cultures, heard, atlas))
    dances = list(dict.fromkeys([*heard.dances, *([atlas.dance(wishes.dance).id] if wishes.dance else [])]))
    if len({atlas.dance(d).culture for d in dances}) > 1:
        raise RefusedError(mixed_cultures([atlas.dance(d).culture for d in dances], heard, atlas))
    if len(dances) > 1:
        named = ", ".join(atlas.dance(d).names.en for d in dances)
        raise InputError(
            f"the sentence names more than one dance ({named}); one film holds one dance, choose one"
        )
    if dances:
        dance = atlas.dance(dances[0])
        if cultures and dance.culture != cultures[0]:
            raise RefusedError(_foreign_dance(dance, cultures[0], heard, atlas))
        if not cultures:
            noted.take("culture", dance.culture, "the culture whose dance it is", "此舞所属的文化")
        return dance
    return _default_dance(cultures, heard, atlas, noted)


def _default_dance(cultures: list[str], heard: Heard, atlas: Atlas, noted: Assumptions) -> Dance:
    known = tuple(atlas.dances.values())  # in the order of the packs, a pack's own first dance first
    if heard.unknown_dance:
        own = [d.names.say(heard.lang) for d in known if not cultures or d.culture == cultures[0]]
        raise unknown("dance", heard.unknown_dance, own)
    if not cultures:
        raise _no_culture(heard, atlas)
    own_dances = [d for d in known if d.culture == cultures[0]]
    if not own_dances:
        raise RefusedError(_none_danceable(cultures[0], heard, atlas))
    suited = [d for d in own_dances if set(heard.occasions) & set(d.occasions)] or own_dances
    people = {g.gender for g in heard.groups} & {"woman", "man"}
    suited = [d for d in suited if people <= set(d.default)] or suited
    noted.take(
        "dance", suited[0].id,
        "the sentence names no dance; this is the first of the culture's dances in the atlas that suits it",
        "句中未说舞名；取图谱中该文化第一个合适的舞",
    )  # fmt: skip
    return suited[0]


def refuse_described(heard: Heard, wishes: Wishes, atlas: Atlas) -> None:
    """Refuse a dance that is only described, with what is missing and what may be danced instead."""
    named = [id for id in (*heard.described, wishes.dance) if id in atlas.described]
    dances = [atlas.described[id] for id in named if id and atlas.described[id].kind == "dance"]
    if not dances or heard.dances:
        return
    zh, dance = heard.lang == "zh", dances[0]
    name, missing = dance.names.say(heard.lang), dance.missing[0].say(heard.lang)
    offer = atlas.dances.get(dance.offer)
    instead = ""
    if offer:
        said = offer.names.say(heard.lang)
        instead = f"；可以改请{said}" if zh else f"; the {said} may be danced instead"
    if zh:
        raise RefusedError(f"{name}在图谱中有记述，尚不能跳；缺：{missing}{instead}")
    raise RefusedError(
        f"the {name} is described in the atlas and cannot be danced yet; missing: {missing}{instead}"
    )


def _none_danceable(culture: str, heard: Heard, atlas: Atlas) -> str:
    """A culture whose dances are only described."""
    names = atlas.culture(culture).names
    known = [
        d.names.say(heard.lang)
        for d in atlas.described.values()
        if d.culture == culture and d.kind == "dance"
    ]
    can = sorted({atlas.culture(d.culture).names.say(heard.lang) for d in atlas.dances.values()})
    if heard.lang == "zh":
        have = f"，所记述的{'、'.join(known)}尚不能跳" if known else ""
        return f"图谱中还没有可跳的{names.zh}舞{have}；可跳的有{'、'.join(can)}的舞"
    have = f"; {', '.join(known)}: described only" if known else ""
    others = f"there are dances of {', '.join(can)}"
    return f"the atlas has no dance of the {names.en} that can be danced yet{have}; {others}"


def _no_culture(heard: Heard, atlas: Atlas) -> InputError:
    """No culture and no dance: the nearest name, if any word comes close."""
    names = sorted(c.names.say(heard.lang) for c in atlas.cultures.values())
    for word in heard.words:
        error = unknown("culture", word, names)
        if "did you mean" in str(error):
            return error
    return InputError(f"the sentence names no culture and no dance of the atlas; it knows {', '.join(names)}")


def mixed_cultures(cultures: list[str], heard: Heard, atlas: Atlas) -> str:
    """The sentence that refuses a mixture."""
    names = [atlas.culture(id).names.say(heard.lang) for id in dict.fromkeys(cultures)]
    if heard.lang == "zh":
        return (
            f"不予生成：句中有{len(names)}种文化（{'、'.join(names)}）；一舞属于一种文化，不作拼合，请择其一"
        )
    return (
        f"refused: the sentence names {len(names)} cultures ({', '.join(names)}); a dance belongs to one "
        "culture and is not mixed with another's, choose one"
    )


def _foreign_dance(dance: Dance, culture: str, heard: Heard, atlas: Atlas) -> str:
    own = [d.names.say(heard.lang) for d in atlas.dances.values() if d.culture == culture]
    theirs, other = atlas.culture(dance.culture).names, atlas.culture(culture).names
    if heard.lang == "zh":
        choice = f"可选{theirs.zh}舞者，或{other.zh}的{'、'.join(own)}"
        return f"不予生成：{dance.names.zh}是{theirs.zh}的舞，不作{other.zh}舞；{choice}"
    return (
        f"refused: the {dance.names.en} is a dance of the {theirs.en} and is not set on the {other.en}; "
        f"ask for a {theirs.en} dancer, or for a dance of the {other.en}: {', '.join(own)}"
    )


def refuse_withdrawn(dance: Dance, costumes: Iterable[str], atlas: Atlas, lang: Lang) -> None:
    """Refuse what has been withdrawn: the culture, the dance, its dress."""
    worn = [atlas.costume(id) for id in costumes]
    claims: list[Culture | Dance | Costume] = [atlas.culture(dance.culture), dance, *worn]
    for claim in claims:
        if not claim.enabled:
            raise RefusedError(withdrawn(claim, lang))


def withdrawn(claim: Culture | Dance | Costume | Motif, lang: Lang) -> str:
    """The sentence that refuses what was withdrawn, and by whose word."""
    name = claim.names.say(lang)
    words = ("；" if lang == "zh" else "; ").join(withdrawals(claim, lang))
    if lang == "zh":
        return f"不予生成：{name}已停用{'；' + words if words else ''}"
    return f"refused: {name} is not used any more{': ' + words if words else ''}"


def own_motifs(heard: Heard, dance: Dance, atlas: Atlas, noted: Assumptions) -> tuple[str, ...]:
    """The motifs asked for. One of another culture is refused; a bare word may be a simile."""
    own = []
    for id in heard.motifs:
        if atlas.motif(id).culture == dance.culture and not atlas.motif(id).enabled:
            raise RefusedError(withdrawn(atlas.motif(id), heard.lang))
        if atlas.motif(id).culture == dance.culture:
            own.append(id)
        elif id in heard.loose:
            name = atlas.motif(id).names
            noted.take(
                "motifs",
                id,
                f"left out: {name.en} may be a figure of speech, and is no motif of this culture",
                f"未用：{name.zh}或为比喻，且非此文化的纹样",
            )
        else:
            raise RefusedError(_foreign_motif(id, dance, heard, atlas))
    return tuple(own)


def _foreign_motif(id: str, dance: Dance, heard: Heard, atlas: Atlas) -> str:
    motif = atlas.motif(id)
    theirs, own = atlas.culture(motif.culture).names, atlas.culture(dance.culture).names
    if heard.lang == "zh":
        return f"不予生成：{motif.names.zh}是{theirs.zh}的纹样，不用于{own.zh}的服饰；请选{own.zh}的纹样"
    return (
        f"refused: {motif.names.en} is a motif of the {theirs.en} and is not put on the dress "
        f"of the {own.en}; ask for a motif of the {own.en}"
    )
