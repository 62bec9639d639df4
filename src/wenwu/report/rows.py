"""The rows of the page's tables: what the records of a run mean, in the reader's language."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from wenwu.atlas.model import Atlas, Dance, Names
from wenwu.atlas.rule import Rule
from wenwu.atlas.rules import Finding, Verdict, readouts
from wenwu.atlas.text import disputes
from wenwu.base.trace import Trace
from wenwu.body.performer import performers
from wenwu.prompt.brief import Brief
from wenwu.report.bibliography import Bibliography
from wenwu.report.changes import margins_danced, reasons_danced

Lang = Literal["en", "zh"]
Words = Mapping[str, Any]
CHANGES = frozenset(
    {"repaired", "changed", "replaced", "softened", "lowered", "moved", "dropped", "set_aside"}
)


@dataclass(frozen=True)
class RuleRow:
    """One rule that spoke."""

    id: str
    text: str
    strength: str
    standing: str
    margin: str
    reason: str
    sources: tuple[int, ...]
    notes: tuple[str, ...]  # remarks of the atlas, and objections


@dataclass(frozen=True)
class Assumed:
    """Something the sentence did not say."""

    what: str
    chosen: str
    because: str


@dataclass(frozen=True)
class Sign:
    """One signature of the dance."""

    id: str
    text: str
    band: str
    standing: str
    sources: tuple[int, ...]


@dataclass(frozen=True)
class MotifRow:
    """One motif on the cloth, and how it is read."""

    id: str
    names: Names
    sacred: int
    here: tuple[str, ...]
    elsewhere: tuple[tuple[str, str], ...]  # context, meaning
    standing: str
    sources: tuple[int, ...]
    note: str
    picture: str = ""  # a data URI


@dataclass(frozen=True)
class PartRow:
    """One dancer, or several alike."""

    count: int
    performer: str
    role: str
    variant: str
    costume: str
    props: tuple[str, ...] = field(default=())


def rule_rows(findings: Iterable[Finding], words: Words, cites: Bibliography, lang: Lang) -> list[RuleRow]:
    """The rules of some findings, each once, with its least margin."""
    rows: dict[str, RuleRow] = {}
    for finding in sorted(findings, key=lambda f: (f.rule.id, f.margin is None, f.margin or 0.0)):
        if finding.rule.id not in rows:
            unit = words["units"]["deg"] if readouts(finding.rule) else ""
            margin = _margin(finding.margin, unit, words)
            rows[finding.rule.id] = _rule_row(finding.rule, margin, finding.set_aside, words, cites, lang)
    return list(rows.values())


def danced_rows(
    trace: Trace, atlas: Atlas, words: Words, cites: Bibliography, lang: Lang
) -> tuple[list[RuleRow], list[RuleRow]]:
    """The angle rules that the finished motion keeps, and those set aside while it was composed."""
    kept: list[RuleRow] = []
    aside: list[RuleRow] = []
    reasons = reasons_danced(trace)
    for id, margin in margins_danced(trace).items():
        row = _rule_row(
            atlas.rule(id),
            _margin(margin, words["units"]["deg"], words),
            reasons.get(id, "") if margin < 0 else "",
            words,
            cites,
            lang,
        )
        (kept if margin >= 0 else aside).append(row)
    return kept, aside


def _rule_row(rule: Rule, margin: str, reason: str, words: Words, cites: Bibliography, lang: Lang) -> RuleRow:
    return RuleRow(
        rule.id,
        (rule.caption or rule.meaning or rule.about).say(lang),
        words["strengths"][rule.strength],
        rule.standing,
        margin,
        reason,
        cites.cite(rule.source),
        (*((rule.note,) if rule.note and lang == "en" else ()), *disputes(rule, lang)),
    )


def _margin(margin: float | None, unit: str, words: Words) -> str:
    """How far inside or outside a rule."""
    if margin is None:
        return ""
    return f"{abs(margin):.3g}{unit} {words['inside' if margin >= 0 else 'outside']}"


def meanings_of(verdict: Verdict, motif: str, lang: Lang) -> tuple[str, ...]:
    """What a motif means in this scene, by the rules."""
    return tuple(dict.fromkeys(text.say(lang) for text in verdict.meanings(motif)))


def assumed_rows(brief: Brief, atlas: Atlas, words: Words) -> list[Assumed]:
    """Everything that was assumed."""
    zh = brief.lang == "zh"
    return [
        Assumed(
            words["fields"].get(a.field, a.field.replace("_", " ")),
            ", ".join(_in_words(a.field, value, brief, atlas, words) for value in a.value.split(", ")),
            a.because_zh if zh and a.because_zh else a.because,
        )
        for a in brief.assumed
    ]


def _in_words(field: str, value: str, brief: Brief, atlas: Atlas, words: Words) -> str:
    """An assumed value as one says it, where it is the id of something."""
    lang = brief.lang
    if field == "costume" and value in atlas.costumes:
        return atlas.costume(value).names.say(lang)
    if field == "performer" and value in performers():
        return performer_name(value, lang)
    if field == "variant":
        names = next((v.names for v in atlas.dance(brief.dance).variants if v.id == value), None)
        return names.say(lang) if names else value.replace("_", " ")
    if field == "occasion":
        return occasion_name(value, atlas, lang)
    if field in ("formation", "direction"):
        return words["shapes"].get(value) or words["directions"].get(value) or value
    units = {"seconds": words["seconds"], "tempo": words["bpm"]}
    return f"{value} {units[field]}" if field in units else value.replace("_", " ")


def performer_name(id: str, lang: Lang) -> str:
    """What a performer is called."""
    person = performers()[id]
    return person.name_zh if lang == "zh" else person.name


def sign_rows(dance: Dance, words: Words, cites: Bibliography, lang: Lang) -> list[Sign]:
    """The signatures of a dance."""
    return [
        Sign(
            sign.id,
            sign.zh if lang == "zh" else sign.en,
            _band(sign.low, sign.high, sign.unit, words),
            sign.standing,
            cites.cite(sign.source),
        )
        for sign in dance.signatures
        if sign.enabled
    ]


def _band(low: float, high: float, unit: str, words: Words) -> str:
    """A range as one reads it: 25 – 62°."""
    if unit == "sign":
        return str(words["always"])
    if unit == "share":
        return f"{low * 100:g} – {high * 100:g} %"
    between = "–" if low >= 0 else words["to"]
    return f"{low:g} {between} {high:g}{words['units'][unit]}".replace("-", "\N{MINUS SIGN}")


def motif_rows(
    ids: list[str], verdict: Verdict, atlas: Atlas, cites: Bibliography, brief: Brief
) -> Iterator[MotifRow]:
    """The motifs by id, with what they mean here and elsewhere."""
    lang = brief.lang
    for id in ids:
        motif = atlas.motif(id)
        near = [m for m in motif.meanings if m.enabled and m.context in ("any", brief.occasion)]
        far = [m for m in motif.meanings if m.enabled and m not in near]
        here = meanings_of(verdict, id, lang) or tuple(m.zh if lang == "zh" else m.en for m in near)
        yield MotifRow(
            id,
            motif.names,
            motif.sacred,
            here,
            tuple((occasion_name(m.context, atlas, lang), m.zh if lang == "zh" else m.en) for m in far),
            motif.standing,
            cites.cite(motif.source),
            motif.note if lang == "en" else "",
        )


def occasion_name(id: str | None, atlas: Atlas, lang: Lang) -> str:
    """An occasion in words; the bare id where the atlas has none."""
    if id is not None and id in atlas.occasions:
        return atlas.occasions[id].names.say(lang)
    return (id or "").replace("_", " ")


def part_rows(brief: Brief, atlas: Atlas, words: Words) -> list[PartRow]:
    """The cast, equal parts counted together."""
    counts: dict[tuple[Any, ...], int] = {}
    for part in brief.cast:
        key = (part.performer, part.role, part.variant, part.costume, part.props)
        counts[key] = counts.get(key, 0) + 1
    dance, lang = atlas.dance(brief.dance), brief.lang
    rows = []
    for (performer, role, variant, costume, props), count in counts.items():
        names = dance.variant(variant).names
        rows.append(
            PartRow(
                count,
                performer_name(performer, lang),
                words["roles"].get(role, role.replace("_", " ")),
                names.say(lang) if names else variant.replace("_", " "),
                costume,
                tuple(prop.replace("_", " ") for prop in props),
            )
        )
    return rows
