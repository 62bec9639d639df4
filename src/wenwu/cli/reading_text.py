"""A reading on the terminal: the same that its page says, shorter."""

from collections.abc import Iterable

from rich.console import Console
from rich.text import Text

from wenwu.atlas.model import Names
from wenwu.atlas.text import Lang
from wenwu.report.reading_rows import (
    MeantRow,
    PrototypeRow,
    SignRow,
    SpokenRow,
    StatedRow,
    per_cent,
    share_of,
)
from wenwu.report.reading_view import ReadingView
from wenwu.report.reading_words import Words, reading_words

STEP = "  "
MOST = 3  # prototypes that are told


def tell_reading(out: Console, view: ReadingView, lang: Lang) -> None:
    """One picture: whether anything is like it, what, what that means where, rules, kept signs, evidence."""
    w = reading_words(lang)
    out.print(Text(view.file, style="bold"))
    if not view.known:
        _line(out, 1, w["unknown"], "bold")
    for signs, weight in _together(view.prototypes)[:MOST]:
        names = "; ".join(f"{_both(sign.names, lang)}, {sign.people}" for sign in signs)
        _line(out, 1, f"{w['known']}{w['colon']}{names}  {share_of(weight)}", "bold")
    _line(out, 1, view.lead)
    for meant in view.meanings:
        _meant(out, meant, w, lang)
    for pairs in () if view.known else view.asked:
        _line(out, 1, f"{w['asked']}{w['colon']}{_context(pairs, w)}")
    for line in () if view.known else view.unsaid:
        _line(out, 1, line)
    _real(out, view, w)
    _kept(out, view, w, lang)
    _line(out, 1, f"{w['attention_short']}{w['colon']}{view.looked}")
    _line(out, 1, f"{w['evidence_short']}{w['colon']}{' '.join(view.evidence)}")
    for note in view.noted:
        _line(out, 1, f"{w['noted']}{w['colon']}{note}")
    _sources(out, view, w)


def tell_sure(out: Console, view: ReadingView, lang: Lang) -> None:
    """How reliable such chances have been."""
    w = reading_words(lang)
    out.print(Text(w["sure"], style="bold"))
    if not view.sure:
        _line(out, 1, w["sure_none"])
        return
    for row in view.sure:
        if row.accuracy is not None and row.error is not None:
            said = {"accuracy": per_cent(row.accuracy), "error": per_cent(row.error)}
            _line(out, 1, w["sure_line"].format(n=row.n, split=row.split, **said))
    _line(out, 1, w["sure_lead_short"])


def _together(rows: Iterable[PrototypeRow]) -> list[tuple[tuple[SignRow, ...], float]]:
    """Prototypes of the same signs as one, with their weights added."""
    found: dict[tuple[str, ...], tuple[tuple[SignRow, ...], float]] = {}
    for row in rows:
        ids = tuple(sorted(sign.id for sign in row.signs))
        signs, weight = found.get(ids, (row.signs, 0.0))
        found[ids] = signs, weight + row.weight
    return sorted(found.values(), key=lambda one: -one[1])


def _sources(out: Console, view: ReadingView, w: Words) -> None:
    """The sources of what was said above; those of kept signs stand on the page."""
    cited = {number for meant in view.meanings for rule in meant.rules for number in rule.sources}
    for meant in view.meanings:
        cited |= {n for concept in meant.concepts for said in concept.stated for n in said.sources}
    for entry in view.sources:
        if entry.number in cited:
            _line(out, 1, f"[{entry.number}] {entry.title} ({entry.kind}, {w['grade']} {entry.grade})")


def _line(out: Console, depth: int, text: str, style: str = "") -> None:
    out.print(Text(STEP * depth + text, style=style))


def _cited(numbers: Iterable[int]) -> str:
    return "".join(f" [{number}]" for number in numbers)


def _both(names: Names, lang: Lang) -> str:
    return f"{names.say(lang)} ({names.zh if lang == 'en' else names.en})"


def _context(pairs: Iterable[tuple[str, str]], w: Words) -> str:
    return " · ".join(f"{part} {word}" for part, word in pairs) or str(w["nothing_said"])


def _meant(out: Console, meant: MeantRow, w: Words, lang: Lang) -> None:
    _line(out, 1, f"{w['asked']}{w['colon']}{_context(meant.context, w)}", "bold")
    for row in meant.concepts:
        _line(out, 2, f"{share_of(row.chance):>6}  {_both(row.names, lang)}")
        for said in row.stated:
            _line(out, 4, _statement(said, w))
        if not row.stated:
            _line(out, 4, str(w["not_stated"]))
    for line in meant.unsaid:
        _line(out, 2, line)
    for rule in meant.rules:
        _rule(out, rule, w)
    if not meant.rules:
        _line(out, 2, str(w["rules_none"]))


def _statement(said: StatedRow, w: Words) -> str:
    where = f"; {w['elsewhere']} {said.where}" if said.where else ""
    return f"“{said.text}” ({said.of}{where}; {w['standings'][said.standing]}){_cited(said.sources)}"


def _rule(out: Console, rule: SpokenRow, w: Words) -> None:
    marks = f"{rule.id}, {rule.strength}, {w['standings'][rule.standing]}; {rule.where}"
    style = "bold red" if rule.breach else "yellow"
    _line(out, 2, f"{w['rule']}{w['colon']}{rule.text} ({marks}){_cited(rule.sources)}", style)
    for note in rule.notes:
        _line(out, 4, note)


def _real(out: Console, view: ReadingView, w: Words) -> None:
    if view.real is None:
        return
    told = w["and"].join(f"{name} {share_of(chance)}" for name, chance in view.real.classes)
    said = f"{view.real.lead}{w['colon']}{told}" if told else view.real.lead
    _line(out, 1, f"{w['real_short']}{w['colon']}{said}")
    if view.real.hidden:
        _line(out, 2, view.real.hidden)
    _line(out, 2, view.real.limits)


def _kept(out: Console, view: ReadingView, w: Words, lang: Lang) -> None:
    if not view.kept:
        return
    others = []
    for row in view.kept:
        if row.like:
            sign = f"{_both(row.sign.names, lang)}, {row.sign.people}"
            _line(out, 1, f"{sign} ({row.level}){w['colon']}{row.like}", "bold yellow")
        else:
            others.append(f"{row.sign.names.say(lang)} ({row.sign.id})")
    names = w["kept_names"].format(names=w["and"].join(others)) if others else ""
    _line(out, 1, f"{w['kept_short']}{w['colon']}{w['kept_lead']} {names}".rstrip())
