"""`wenwu show ID`: one record of the atlas, with its sources and how sure they make it."""

import json
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.text import Text

from wenwu.atlas.model import Atlas, Culture, Dance, Motif, Rite, Source
from wenwu.atlas.record import Claim, Names
from wenwu.atlas.rule import Compare, Conditions, Rule
from wenwu.atlas.text import (
    KIND,
    SACRED,
    STRENGTH,
    WAY,
    Lang,
    disputes,
    pick,
    source_line,
    standing_word,
    withdrawals,
)
from wenwu.base.errors import unknown
from wenwu.cli.own import open_atlas
from wenwu.cli.table import console, show_pairs, show_table
from wenwu.prompt.lexicon import build_lexicon, normal
from wenwu.prompt.wishes import check_lang

TABLES = ("dances", "cultures", "rules", "motifs", "costumes", "textiles", "rites", "occasions", "sources")


def show(
    id: Annotated[str, typer.Argument(metavar="ID", help="Id or name of a dance, rule, motif, costume …")],
    lang: Annotated[str, typer.Option(help="en or zh.")] = "en",
    as_json: Annotated[bool, typer.Option("--json", help="The record as one JSON object.")] = False,
    pack: Annotated[list[Path] | None, typer.Option(help="A folder of your own packs.")] = None,
) -> None:
    """Show one record of the atlas: what it says, on whose word, and how sure that makes it."""
    spoken = check_lang(lang)
    atlas = open_atlas(pack)
    record = find_record(id, atlas)
    if as_json:
        typer.echo(
            json.dumps(record.model_dump(mode="json", exclude_defaults=True), ensure_ascii=False, indent=2)
        )
        return
    out = console()
    out.print(Text(record.id, style="bold"))
    for kind, tell in TELLERS.items():
        if isinstance(record, kind):
            tell(out, record, atlas, spoken)
            break
    else:
        show_pairs(out, _plain_pairs(record))
    if isinstance(record, Claim):
        tell_claim(out, record, atlas, spoken)


def find_record(asked: str, atlas: Atlas) -> Any:
    """The record of an id, or of a name a sentence could use."""
    for table in TABLES:
        if asked in getattr(atlas, table):
            return getattr(atlas, table)[asked]
    for sense in build_lexicon(atlas).get(normal(asked), ()):
        table = f"{sense.kind}s"
        if table in TABLES and sense.id in getattr(atlas, table):
            return getattr(atlas, table)[sense.id]
    raise unknown("record", asked, (id for table in TABLES[:4] for id in getattr(atlas, table)))


def tell_claim(out: Console, claim: Claim, atlas: Atlas, lang: Lang) -> None:
    """Standing, sources, disputes and notes of any record."""
    state = standing_word(claim.standing, lang)
    off = "" if claim.enabled else ("；已停用" if lang == "zh" else "; switched off")
    show_pairs(out, [("standing", state + off)])
    show_table(
        out,
        "sources",
        ("", ""),
        ((id, source_line(atlas.source(id), lang, link=True)) for id in claim.source),
    )
    show_pairs(out, (("dispute", line) for line in disputes(claim, lang)))
    show_pairs(out, (("withdrawn", line) for line in withdrawals(claim, lang)))
    show_pairs(out, [("note", claim.note)])


def _named(names: Names) -> Iterator[tuple[str, str]]:
    yield "English", names.en
    yield "中文", f"{names.zh} ({names.pinyin})" if names.pinyin else names.zh
    for name in names.native:
        own = f"{name.text} ({name.latin})" if name.latin and name.latin != name.text else name.text
        yield "own name", f"{own}, {name.who}" if name.who else own
    yield "also", ", ".join(names.aliases)


def _sacred(level: int, lang: Lang) -> str:
    return f"{level} ({pick(SACRED[level], lang)})"


def _dance(out: Console, dance: Dance, atlas: Atlas, lang: Lang) -> None:
    ring = dance.formation
    way = f", {pick(WAY[ring.direction or ''], lang)}" if ring.direction else ""
    names = [atlas.occasions[o].names.say(lang) for o in dance.occasions if o in atlas.occasions]
    show_pairs(out, _named(dance.names))
    show_pairs(
        out,
        [
            ("about", dance.about.say(lang)),
            ("culture", f"{dance.culture} ({atlas.culture(dance.culture).names.say(lang)})"),
            ("branch", dance.branch),
            ("occasions", ", ".join(names)),
            ("season", dance.season),
            ("tempo", f"{dance.tempo[0]:g} to {dance.tempo[1]:g} beats a minute, usually {dance.tempo[2]:g}"),
            ("metre", dance.metre),
            ("formation", f"{ring.shape}{way}, {ring.least} to {ring.most} dancers: {ring.layout}"),
            ("sacred", _sacred(dance.sacred, lang)),
            ("motifs", ", ".join(dance.motifs)),
        ],
    )
    rows = (
        (v.id, v.gender, ", ".join(v.costumes.values()), ", ".join(v.props), v.note) for v in dance.variants
    )
    show_table(out, "variants", ("id", "danced by", "costume", "props", "note"), rows)
    signatures = (
        (
            s.id,
            s.en if lang == "en" else s.zh,
            f"{s.stat} of {s.read}: {s.low:g} to {s.high:g} {s.unit}",
            s.standing,
        )
        for s in dance.signatures
    )
    show_table(out, "signatures", ("id", "what makes it this dance", "measured as", "standing"), signatures)
    _rules_of(out, dance.culture, "dance", dance.id, atlas, lang)


def _rules_of(out: Console, culture: str, fact: str, id: str, atlas: Atlas, lang: Lang) -> None:
    """The rules that name this record."""
    rows = [
        (r.id, r.about.say(lang), pick(STRENGTH[r.strength], lang), standing_word(r.standing, lang))
        for r in sorted(atlas.rules.values(), key=lambda r: r.id)
        if r.culture == culture
        and any(_names(c.get(fact), id) for c in (r.when, r.forbid or {}, r.require or {}))
    ]
    show_table(out, "rules", ("id", "says", "strength", "standing"), rows)


def _names(wanted: object, id: str) -> bool:
    return wanted == id or (isinstance(wanted, tuple) and id in wanted)


def _culture(out: Console, culture: Culture, atlas: Atlas, lang: Lang) -> None:
    show_pairs(out, _named(culture.names))
    show_pairs(out, [("places", ", ".join(p.name for p in culture.places)), ("review", culture.review.state)])
    for title, table in (("dances", atlas.dances), ("motifs", atlas.motifs), ("costumes", atlas.costumes)):
        rows = ((id, _label(r, lang)) for id, r in table.items() if r.culture == culture.id)
        show_table(out, title, ("id", "name"), rows)
    rules = (
        (r.id, r.about.say(lang), r.strength, r.standing)
        for r in atlas.rules.values()
        if r.culture == culture.id
    )
    show_table(out, "rules", ("id", "says", "strength", "standing"), rules)


def _label(record: Any, lang: Lang) -> str:
    names = getattr(record, "names", None)
    return names.say(lang) if isinstance(names, Names) else str(getattr(record, "style", ""))


def _rule(out: Console, rule: Rule, atlas: Atlas, lang: Lang) -> None:
    effect = getattr(rule, rule.effect)
    words = (
        effect.say(lang)
        if hasattr(effect, "say")
        else conditions(effect)
        if isinstance(effect, Mapping)
        else str(effect)
    )
    show_pairs(
        out,
        [
            ("says", rule.about.say(lang)),
            ("culture", rule.culture),
            ("when", conditions(rule.when)),
            ("unless", conditions(rule.unless)),
            (rule.effect, words),
            ("strength", pick(STRENGTH[rule.strength], lang)),
            ("lawful", rule.lawful.say(lang) if rule.lawful else ""),
            ("period", rule.period),
        ],
    )
    examples = [("pass", conditions(e)) for e in rule.passes] + [("fail", conditions(e)) for e in rule.fails]
    show_table(out, "examples", ("", "facts"), examples)


def conditions(wanted: Conditions | Mapping[str, Any]) -> str:
    """Conditions as people write them: `dance = dai_peacock, wrist.bend above 65`."""
    return ", ".join(f"{key} {_condition(value)}" for key, value in wanted.items())


def _condition(value: Any) -> str:
    if isinstance(value, Compare):
        parts = [f"{name.replace('_', ' ')} {bound:g}" for name, bound in value.bounds]
        return " and ".join([*parts, *([f"none of {'/'.join(value.none_of)}"] if value.none_of else [])])
    if isinstance(value, tuple | list):
        return f"= {' or '.join(map(str, value))}"
    return f"= {value:g}" if isinstance(value, float) else f"= {value}"


def _motif(out: Console, motif: Motif, atlas: Atlas, lang: Lang) -> None:
    show_pairs(out, _named(motif.names))
    show_pairs(
        out,
        [
            ("culture", motif.culture),
            ("family", motif.family),
            ("colours", ", ".join(motif.colours)),
            ("placement", ", ".join(motif.placement)),
            ("turn", motif.turn),
            ("sacred", _sacred(motif.sacred, lang)),
            ("drawn", "" if motif.drawable else "no"),
            ("never read as", ", ".join(motif.never)),
        ],
    )
    rows = (
        (m.context, m.zh if lang == "zh" else m.en, m.standing, ", ".join(m.source)) for m in motif.meanings
    )
    show_table(out, "meanings", ("context", "meaning", "standing", "source"), rows)
    _rules_of(out, motif.culture, "motif", motif.id, atlas, lang)


def _rite(out: Console, rite: Rite, atlas: Atlas, lang: Lang) -> None:
    show_pairs(out, _named(rite.names))
    pairs = [
        ("sacred", _sacred(rite.sacred, lang)),
        ("because", rite.because.say(lang)),
        ("instead", rite.offer),
    ]
    show_pairs(out, pairs)


def _source(out: Console, source: Source, atlas: Atlas, lang: Lang) -> None:
    show_pairs(
        out,
        [
            ("title", source_line(source, lang, link=True)),
            ("kind", pick(KIND[source.kind], lang)),
            ("note", source.note),
        ],
    )


def _plain_pairs(record: Any) -> Iterator[tuple[str, str]]:
    """Any other record, field by field."""
    skip = {"id", "source", "standing", "note", "enabled", "disputed_by"}
    for name, value in record.model_dump(mode="json", exclude_defaults=True).items():
        if name not in skip:
            yield name, value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


TELLERS: Mapping[type, Callable[[Console, Any, Atlas, Lang], None]] = {
    Dance: _dance,
    Culture: _culture,
    Rule: _rule,
    Motif: _motif,
    Rite: _rite,
    Source: _source,
}
