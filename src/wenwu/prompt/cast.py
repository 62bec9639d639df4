"""The cast: how many dance, who they are, what each wears and carries."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import cycle, islice

from wenwu.atlas.model import Dance, Variant
from wenwu.base.errors import InputError, RefusedError, unknown
from wenwu.base.seed import generator
from wenwu.body.performer import Performer, performers
from wenwu.prompt.brief import Gender, Part
from wenwu.prompt.hear import Group, Heard
from wenwu.prompt.wishes import Wishes, check_dancers, check_performer


@dataclass(frozen=True)
class Person:
    """One dancer before a performer is picked."""

    gender: Gender
    elder: bool = False


def choose_people(heard: Heard, wishes: Wishes, dance: Dance) -> tuple[tuple[Person, ...], bool]:
    """Who dances, and whether the number was asked for."""
    groups = _with_role(heard.groups, wishes)
    counts = [g.count for g in groups]
    said = sum(c for c in counts if c) if counts and all(counts) else None
    if wishes.dancers is not None and said not in (None, check_dancers(wishes.dancers)):
        raise InputError(
            f"the sentence asks for {said} dancers and --dancers for {wishes.dancers}; choose one number"
        )
    total = check_dancers(wishes.dancers if wishes.dancers is not None else said or dance.formation.least)
    people = _people(groups, total, dance)
    if dance.formation.grouped:
        people = tuple(sorted(people, key=lambda p: p.gender))
    return people, wishes.dancers is not None or said is not None


def _with_role(groups: Sequence[Group], wishes: Wishes) -> tuple[Group, ...]:
    """The groups with --role woman or man, or the performer's sex, where the sentence left it open."""
    known = performers()
    wanted = wishes.role if wishes.role in ("woman", "man") else None
    if wanted is None and wishes.performer:
        wanted = known[check_performer(wishes.performer, known)].gender
    if wanted is None:
        return tuple(groups)
    gender: Gender = "woman" if wanted == "woman" else "man"
    named = {g.gender for g in groups} - {"any"}
    if named and gender not in named and "mixed" not in named:
        other = "--role" if wishes.role else f"performer {wishes.performer!r}"
        raise InputError(f"the sentence asks for a {min(named)}, and {other} is a {gender}; make them agree")
    if named:
        return tuple(groups)
    return tuple(Group(gender, g.count, g.elder) for g in groups) or (Group(gender, None),)


def _people(groups: Sequence[Group], total: int, dance: Dance) -> tuple[Person, ...]:
    """That many people, as the groups say, or else as the dance is usually cast."""
    named = [g for g in groups if g.gender in ("woman", "man")]
    elder = any(g.elder for g in groups)
    if named and all(g.count for g in named) and sum(g.count or 0 for g in named) == total:
        return tuple(Person(_gender(g), g.elder) for g in named for _ in range(g.count or 0))
    if len({g.gender for g in named}) == 1:
        return (Person(_gender(named[0]), named[0].elder),) * total
    pattern: tuple[Gender, ...] = dance.cast
    if (named or any(g.gender == "mixed" for g in groups)) and len(set(pattern)) == 1:
        pattern = ("woman", "man")
    return tuple(Person(gender, elder) for gender in islice(cycle(pattern), total))


def _gender(group: Group) -> Gender:
    return "woman" if group.gender == "woman" else "man"


def choose_variant(dance: Dance, gender: Gender, heard: Heard, wishes: Wishes) -> Variant:
    """The variant asked for, or the dance's usual one for that sex."""
    asked = [v for v in heard.variants if any(v == own.id for own in dance.variants)]
    if wishes.role and wishes.role not in ("woman", "man"):
        asked = [wishes.role]
        if wishes.role not in {v.id for v in dance.variants}:
            known = ("woman", "man", *(v.id for v in dance.variants))
            raise InputError(
                str(unknown(f"role of {dance.id}", wishes.role, known)).replace(" in the atlas", "")
            )
    for id in asked:
        variant = dance.variant(id)
        if variant.gender in ("any", gender):
            return variant
        if len(dance.variants) == 1 or wishes.role:
            raise RefusedError(_only_danced_by(dance, variant.gender, heard.lang))
    if gender not in dance.default:
        raise RefusedError(_only_danced_by(dance, next(iter(dance.default)), heard.lang))
    return dance.variant(dance.default[gender])


def _only_danced_by(dance: Dance, gender: str, lang: str) -> str:
    if lang == "zh":
        sex = "女子" if gender == "woman" else "男子"
        return f"不予生成：图谱来源只记{sex}跳{dance.names.zh}；请由{sex}来跳"
    sex = "women" if gender == "woman" else "men"
    return (
        f"refused: the sources of the atlas describe this {dance.names.en} as danced by {sex} only; "
        f"ask for {sex}"
    )


def choose_performers(people: Sequence[Person], seed: int, wished: str | None) -> tuple[str, ...]:
    """A performer for each person: the wished one first, the rest in the order of the seed, over and over."""
    known, chosen = performers(), []
    decks = {kind: _deck(known, kind, seed) for kind in dict.fromkeys(people)}
    for index, person in enumerate(people):
        deck = decks[person]
        if index == 0 and wished:
            chosen.append(wished)
            decks[person] = [id for id in deck if id != wished] + [wished]
            continue
        deck.append(deck.pop(0))
        chosen.append(deck[-1])
    return tuple(chosen)


def _deck(known: Mapping[str, Performer], person: Person, seed: int) -> list[str]:
    """The performers who can be this person, in the seed's order; elders last where no age was said."""
    ages = ("elder",) if person.elder else ("adult", "elder")
    deck: list[str] = []
    for age in ages:
        fit = [id for id in sorted(known) if known[id].gender == person.gender and known[id].age == age]
        deck += [fit[i] for i in generator(seed, "cast", person.gender, age).permutation(len(fit))]
    return deck


def parts(
    people: Sequence[Person], dance: Dance, heard: Heard, wishes: Wishes, seed: int
) -> tuple[tuple[Part, ...], tuple[str, ...]]:
    """Everyone's part, and the props asked for that the dance does not carry."""
    chosen = choose_performers(people, seed, wishes.performer)
    cast, carried = [], set()
    for person, performer in zip(people, chosen, strict=True):
        variant = choose_variant(dance, person.gender, heard, wishes)
        if person.gender not in variant.costumes:
            raise RefusedError(_only_danced_by(dance, next(iter(variant.costumes)), heard.lang))
        carried |= set(variant.props)
        cast.append(
            Part(
                gender=person.gender,
                performer=performer,
                role=variant.role,
                variant=variant.id,
                costume=variant.costumes[person.gender],
                props=tuple(variant.props),
            )
        )
    return tuple(cast), tuple(p for p in heard.props if p not in carried)
