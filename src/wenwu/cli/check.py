"""`wenwu check`: what the rules say about a sentence; nothing is generated."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.text import Text

from wenwu.atlas.load import load_atlas
from wenwu.atlas.model import Atlas
from wenwu.atlas.rules import Finding, Verdict, judge
from wenwu.atlas.text import Lang, Unlawful, disputes, tell
from wenwu.base.errors import InputError, RefusedError
from wenwu.cli.table import console
from wenwu.prompt.brief import Brief
from wenwu.prompt.facts import facts_of
from wenwu.prompt.hear import hear
from wenwu.prompt.read import read_brief
from wenwu.prompt.wishes import Wishes, check_lang

WORDS: Mapping[str, tuple[str, str]] = {
    "lawful": ("lawful", "可行"),
    "refused": ("refused", "不予生成"),
    "must change": ("must change", "须更改"),
    "stops": ("stops it", "不合"),
    "advice": ("note", "提示"),
    "kept": ("kept", "合乎"),
    "aside": ("set aside", "已搁置"),
    "assumed": ("assumed", "假定"),
    "understood": ("understood", "所解"),
}


def check(
    prompt: Annotated[str, typer.Argument(help="Who dances what, in English or Chinese.")],
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object instead of text.")] = False,
    lang: Annotated[str | None, typer.Option(help="en or zh; the sentence's own if left out.")] = None,
    culture: Annotated[str | None, typer.Option(help="Id of a culture.")] = None,
    dance: Annotated[str | None, typer.Option(help="Id of a dance.")] = None,
    role: Annotated[str | None, typer.Option(help="woman, man, or a variant of the dance.")] = None,
    dancers: Annotated[int | None, typer.Option(help="How many dance, 1 to 12.")] = None,
    performer: Annotated[str | None, typer.Option(help="Id of a performer.")] = None,
    pack: Annotated[list[Path] | None, typer.Option(help="A folder of your own packs.")] = None,
    set_aside: Annotated[list[str] | None, typer.Option(help="RULE=REASON: set a soft rule aside.")] = None,
) -> None:
    """Say what the rules make of a sentence. Exit 0 lawful, 1 refused or must change, 2 not understood."""
    wishes = Wishes(
        culture=culture,
        dance=dance,
        role=role,
        dancers=dancers,
        performer=performer,
        lang=check_lang(lang) if lang else None,
        set_aside=reasons(set_aside or []),
    )
    atlas = load_atlas(*(pack or []))
    brief, verdict, sentence = ask(prompt, wishes, atlas)
    spoken: Lang = (
        "zh" if (wishes.lang or (brief.lang if brief else hear(prompt, atlas).lang)) == "zh" else "en"
    )
    out = console()
    if as_json:
        typer.echo(
            json.dumps(as_data(prompt, brief, verdict, sentence, atlas, spoken), ensure_ascii=False, indent=2)
        )
    else:
        _tell(out, brief, verdict, sentence, atlas, spoken)
    if sentence or not verdict.lawful:
        raise typer.Exit(1)


def ask(prompt: str, wishes: Wishes, atlas: Atlas) -> tuple[Brief | None, Verdict, str]:
    """The brief, the verdict on it, and the sentence of refusal where reading it already refused."""
    try:
        brief = read_brief(prompt, wishes, atlas)
    except Unlawful as refusal:
        return None, refusal.verdict, str(refusal)
    except RefusedError as refusal:
        return None, Verdict(()), str(refusal)
    return brief, judge(facts_of(brief, atlas), atlas), ""


def reasons(options: list[str]) -> dict[str, str]:
    """RULE=REASON options as a mapping; a reason is never empty."""
    found = {}
    for option in options:
        rule, _, reason = option.partition("=")
        if not rule.strip() or not reason.strip():
            raise InputError(
                f"--set-aside {option!r} is not RULE=REASON; a rule is set aside only with a reason"
            )
        found[rule.strip()] = reason.strip()
    return found


def state_of(verdict: Verdict, sentence: str) -> str:
    """lawful, must change or refused."""
    if sentence or verdict.refused:
        return "refused"
    return "must change" if verdict.must_change else "lawful"


def as_data(
    prompt: str, brief: Brief | None, verdict: Verdict, sentence: str, atlas: Atlas, lang: Lang
) -> dict[str, Any]:
    """The whole answer as plain JSON values."""
    return {
        "prompt": prompt,
        "verdict": state_of(verdict, sentence),
        "lawful": not sentence and verdict.lawful,
        "refusal": sentence or None,
        "findings": [_finding_data(finding, atlas, lang) for finding in verdict.findings],
        "brief": brief.model_dump(mode="json") if brief else None,
    }


def _finding_data(finding: Finding, atlas: Atlas, lang: Lang) -> dict[str, Any]:
    rule = finding.rule
    sources = [atlas.source(id) for id in rule.source]
    return {
        "rule": rule.id,
        "effect": finding.effect,
        "strength": rule.strength,
        "standing": rule.standing,
        "sources": [
            {"id": s.id, "title": s.title, "kind": s.kind, "grade": s.grade, "year": s.year} for s in sources
        ],
        "facts": {key: list(value) if isinstance(value, tuple) else value for key, value in finding.about},
        "breach": finding.breach,
        "stops": finding.stops,
        "margin": finding.margin,
        "set_aside": finding.set_aside or None,
        "text": tell(finding, atlas, lang),
        "lawful_if": rule.lawful.say(lang) if rule.lawful else None,
        "disputes": list(disputes(rule, lang)),
    }


def _tell(
    out: Console, brief: Brief | None, verdict: Verdict, sentence: str, atlas: Atlas, lang: Lang
) -> None:
    say = 1 if lang == "zh" else 0
    colon = "：" if lang == "zh" else ": "
    state = state_of(verdict, sentence)
    if brief:
        out.print(Text(f"{WORDS['understood'][say]}{colon}{summary(brief, atlas, lang)}"))
    style = "bold green" if state == "lawful" else "bold red"
    out.print(Text(sentence or WORDS[state][say], style=style))
    for finding in () if sentence else verdict.findings:
        mark = _mark(finding)
        if finding.effect in ("meaning", "permit"):
            continue
        style = "red" if finding.stops else "" if mark == "kept" else "yellow"
        out.print(Text(f"- {WORDS[mark][say]}{colon}{tell(finding, atlas, lang)}", style=style))
        for line in disputes(finding.rule, lang):
            out.print(Text(f"    {line}"))
    stop = "；" if lang == "zh" else "; "
    for assumption in brief.assumed if brief else ():
        because = assumption.because_zh if lang == "zh" and assumption.because_zh else assumption.because
        taken = f"{assumption.field} = {assumption.value}{stop}{because}"
        out.print(Text(f"- {WORDS['assumed'][say]}{colon}{taken}"))


def _mark(finding: Finding) -> str:
    if finding.stops:
        return "stops"
    if finding.set_aside:
        return "aside"
    return "advice" if finding.breach or finding.effect == "caption" else "kept"


def summary(brief: Brief, atlas: Atlas, lang: Lang) -> str:
    """The brief in one line."""
    dance, culture = atlas.dance(brief.dance), atlas.culture(brief.culture)
    named = atlas.occasions.get(brief.occasion or "")
    occasion = named.names.say(lang) if named else ""
    women = sum(part.gender == "woman" for part in brief.cast)
    men = len(brief.cast) - women
    if lang == "zh":
        who = "、".join(f"{n}{w}" for n, w in ((women, "女"), (men, "男")) if n)
        return (
            f"{culture.names.zh}{dance.names.zh}，{who}"
            + (f"，{occasion}" if occasion else "")
            + f"，{brief.seconds:g}秒"
        )
    words = ((women, "woman" if women == 1 else "women"), (men, "man" if men == 1 else "men"))
    who = " and ".join(f"{n} {w}" for n, w in words if n)
    where = f", {occasion}" if occasion else ""
    return f"{dance.names.en} of the {culture.names.en}, {who}{where}, {brief.seconds:g} s"
