"""Facts of a brief: what the rules are asked about before anything moves."""

from collections.abc import Iterator

from wenwu.atlas.facts import Facts, View
from wenwu.atlas.model import Atlas, Dance
from wenwu.atlas.rule import Value
from wenwu.atlas.rules import judge
from wenwu.atlas.text import Lang, refusal
from wenwu.prompt.brief import Brief, Part, placed_by
from wenwu.prompt.cloth import motifs_on
from wenwu.prompt.hear import Heard
from wenwu.prompt.motif_view import motif_view
from wenwu.prompt.pattern import pattern_views
from wenwu.prompt.wishes import Wishes


def facts_of(brief: Brief, atlas: Atlas) -> Facts:
    """The scene, and a view of each kind of dancer, each motif, the rite and each angle asked for."""
    dance = atlas.dance(brief.dance)
    scene: dict[str, Value] = {
        "culture": brief.culture,
        "dance": brief.dance,
        "dancers": float(len(brief.cast)),
        "formation": brief.formation,
        "tempo": brief.tempo,
        "profile": brief.profile,
        "reviewed": atlas.culture(brief.culture).review.state == "reviewed",
    }
    if brief.direction:
        scene["direction"] = brief.direction
    if brief.tradition:
        scene["tradition"] = brief.tradition
    if brief.place:
        scene["place"] = brief.place
    if brief.occasion:
        scene |= {"occasion": brief.occasion, "occasion_named": brief.occasion in dance.occasions}
    subjects = (
        *_dancers(brief, atlas),
        *_motifs(brief, atlas),
        *_colours(brief),
        *_rite(brief, dance, atlas),
        *pattern_views(brief, atlas),
    )
    return Facts(scene, subjects, brief.set_aside)


def _dancers(brief: Brief, atlas: Atlas) -> Iterator[View]:
    """One view for each kind of dancer, and one for each angle the sentence asks of that kind."""
    for part in dict.fromkeys(_kind(part, atlas, brief.dance) for part in brief.cast):
        view = dict(part)
        yield view
        for wish in brief.angles:
            yield {**view, wish.angle: wish.degrees}


def _kind(part: Part, atlas: Atlas, dance: str) -> tuple[tuple[str, Value], ...]:
    facts: dict[str, Value] = {
        "gender": part.gender,
        "variant": part.variant,
        "role": part.role,
        "costume": part.costume,
    }
    if part.props:
        facts["prop"] = part.props
    inside = atlas.scores[dance].ground.inside if dance in atlas.scores else ()
    if inside:
        facts["layout"] = "inside" if placed_by(part) & set(inside) else "outside"
    return tuple(facts.items())


def shown_motifs(brief: Brief, atlas: Atlas) -> tuple[str, ...]:
    """The motifs that will be drawn, and those asked for though no cloth is a place for them."""
    return tuple(dict.fromkeys([*motifs_on(brief, atlas), *brief.motifs]))


def _motifs(brief: Brief, atlas: Atlas) -> Iterator[View]:
    genders = tuple(dict.fromkeys(part.gender for part in brief.cast))
    for id in shown_motifs(brief, atlas):
        motif = atlas.motif(id)
        for gender in genders:
            view = motif_view(id, gender, brief, atlas)
            if motif.turn in ("left", "right"):
                view["turn"] = motif.turn
            yield view


def _colours(brief: Brief) -> Iterator[View]:
    for colour in brief.colours:
        yield {"colour": colour, "on": "dancer"}


def _rite(brief: Brief, dance: Dance, atlas: Atlas) -> Iterator[View]:
    occasion = atlas.occasions.get(brief.occasion or "")
    if occasion and occasion.rite:
        yield _rite_view(occasion.id, occasion.id in dance.occasions)


def _rite_view(rite: str, named: bool) -> View:
    """A rite that nobody named counts as level 4."""
    return (
        {"rite": rite, "rite_named": named} if named else {"rite": rite, "rite_named": named, "sacred": 4.0}
    )


def refuse_rites(heard: Heard, wishes: Wishes, atlas: Atlas, dance: Dance | None = None) -> None:
    """Refuse a rite that the atlas keeps, and one that it, or the dance, does not name.

    Without a dance yet, an unnamed rite is refused only where the sentence names neither dance nor culture.
    """
    lang: Lang = "zh" if (wishes.lang or heard.lang) == "zh" else "en"
    for id in heard.rites:
        rite = atlas.rites[id]
        scene: dict[str, Value] = {"rite": id, "sacred": float(rite.sacred), "rite_named": True}
        offer = f"; {_offer(rite.offer, atlas, lang)}" if rite.offer else ""
        verdict = judge(Facts({"culture": rite.culture, **scene}), atlas)
        if not verdict.lawful:
            raise refusal(verdict, atlas, lang, f"{rite.names.say(lang)}: {rite.because.say(lang)}{offer}")
    named = dance.occasions if dance else ()
    if dance is None and (heard.cultures or heard.dances or wishes.culture or wishes.dance):
        return
    for id in heard.occasions:
        if not atlas.occasions[id].rite or id in named:
            continue
        verdict = judge(Facts({**_rite_view(id, False), **({"dance": dance.id} if dance else {})}), atlas)
        if not verdict.lawful:
            raise refusal(verdict, atlas, lang, atlas.occasions[id].names.say(lang))


def _offer(dance: str, atlas: Atlas, lang: Lang) -> str:
    name = atlas.dance(dance).names.say(lang)
    return f"可以改请{name}" if lang == "zh" else f"the {name} may be danced instead"
