"""A question to the rules: a sentence that asks for no dance becomes facts, and nothing is assumed."""

from collections.abc import Iterator

from wenwu.atlas.facts import Facts, View
from wenwu.atlas.model import Atlas, Described
from wenwu.atlas.rule import Rule, Value
from wenwu.base.errors import RefusedError
from wenwu.prompt.dance import mixed_cultures
from wenwu.prompt.hear import Heard
from wenwu.prompt.wishes import Wishes

TURN = {"cw": "right", "ccw": "left"}  # how a turning sign turns, where the sentence says it of the clock


def is_question(heard: Heard, wishes: Wishes, atlas: Atlas) -> bool:
    """Whether the sentence asks what may be, rather than for a dance: it names none that we can make."""
    if heard.dances or wishes.dance or heard.unknown_dance:
        return False
    cultures = {*heard.cultures, *([wishes.culture] if wishes.culture else [])}
    danceable = any(dance.culture in cultures for dance in atlas.dances.values())
    asks = heard.motifs or heard.occasions or heard.colours or heard.asked or heard.described
    return bool(
        heard.described or (asks and (cultures or heard.motifs) and not (danceable and heard.dances_said))
    )


def question_of(heard: Heard, wishes: Wishes, atlas: Atlas) -> Facts:
    """The facts of such a sentence. Raises RefusedError where it names two cultures."""
    cultures = _cultures(heard, wishes, atlas)
    if len(cultures) > 1:
        raise RefusedError(mixed_cultures(cultures, heard, atlas))
    scene: dict[str, Value] = {"culture": cultures[0]} if cultures else {}
    dances = [atlas.described[id] for id in heard.described if atlas.described[id].kind == "dance"]
    if dances:
        scene |= {"dance": dances[0].id, "sacred": float(dances[0].sacred), **dances[0].facts}
    if occasion := _occasion(heard, dances):
        scene["occasion"] = occasion
    for name, said in (
        ("tradition", heard.traditions), ("place", heard.places), ("direction", heard.directions),
    ):  # fmt: skip
        if said and not (name == "direction" and any(atlas.motif(id).turn for id in heard.motifs)):
            scene[name] = said[0]
    scene |= {key: heard.asked[key] for key in ("scene", "style", "marital") if key in heard.asked}
    if "hunting" in heard.occasions:
        scene["scene"] = "hunting"
    if heard.years is not None:
        scene["deceased_age"] = float(heard.years)
    scene |= {f"share.{colour}": share for colour, share in heard.shares.items()}
    if heard.dominant and heard.colours:
        scene["dominant"] = heard.colours[0]
    subjects = (*_people(heard, atlas), *_motifs(heard, atlas), *_colours(heard))
    return Facts(scene, subjects, dict(wishes.set_aside))


def _cultures(heard: Heard, wishes: Wishes, atlas: Atlas) -> list[str]:
    named = [*heard.cultures, *([atlas.culture(wishes.culture).id] if wishes.culture else [])]
    if not named:
        named = [atlas.described[id].culture for id in heard.described]
    if not named:
        named = [atlas.motif(id).culture for id in heard.motifs]
    return list(dict.fromkeys(named))


def _occasion(heard: Heard, dances: list[Described]) -> str | None:
    """The occasion that was said; a dance that has only one brings it."""
    if heard.occasions:
        named = [id for id in heard.occasions if id not in ("festival", "everyday")]
        return (named or list(heard.occasions))[0]
    own = dances[0].occasions if dances else ()
    return own[0] if len(own) == 1 else None


def _people(heard: Heard, atlas: Atlas) -> Iterator[View]:
    costumes = [id for id in heard.described if atlas.described[id].kind == "costume"]
    worn: View = {"costume": costumes[0]} if costumes else {}
    props: View = {"prop": heard.props} if heard.props else {}
    for gender in dict.fromkeys(group.gender for group in heard.groups if group.gender in ("woman", "man")):
        yield {"gender": gender, **worn, **props}
    if costumes and not heard.groups:
        yield {**worn, **props}


def _motifs(heard: Heard, atlas: Atlas) -> Iterator[View]:
    genders = [group.gender for group in heard.groups if group.gender in ("woman", "man")]
    turn = heard.asked.get("turn") or TURN.get(heard.directions[0] if heard.directions else "")
    for id in heard.motifs:
        motif = atlas.motif(id)
        view: dict[str, Value] = {"motif": id, "drawable": motif.drawable, "opt_in": True}
        if genders:
            view["gender"] = genders[0]
        if motif.turn and turn:
            view["turn"] = turn
        if motif.turn and not heard.traditions:
            view["tradition"] = "unknown"
        if heard.carriers:
            view["carrier"] = heard.carriers
        if "purpose" in heard.asked:
            view |= {"purpose": heard.asked["purpose"], "captioned": False}
        yield view


def _colours(heard: Heard) -> Iterator[View]:
    for colour in heard.colours:
        yield {"colour": colour, "on": heard.asked.get("on", "dancer")}


def disputed_beside(heard: Heard, atlas: Atlas, told: tuple[Rule, ...]) -> tuple[Rule, ...]:
    """Disputed rules about the motifs and dances that were named, which say nothing in this case."""
    named = {*heard.motifs, *heard.described, *heard.dances}
    shares = {f"share.{colour}" for colour in heard.colours}
    silent = set(atlas.rules) - {rule.id for rule in told}

    def concerns(rule: Rule) -> bool:
        asked = rule.forbid or rule.require or {}
        if shares & set(asked) and rule.culture in heard.cultures:
            return True
        return any(
            named & {*(wanted if isinstance(wanted, tuple) else (wanted,))}
            for conditions in (rule.when, rule.forbid or {}, rule.require or {})
            for wanted in conditions.values()
            if isinstance(wanted, str | tuple)
        )

    return tuple(
        rule for rule in sorted(atlas.rules.values(), key=lambda r: r.id)
        if rule.disputed_by and rule.id in silent and concerns(rule)
    )  # fmt: skip
