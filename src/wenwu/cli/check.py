"""`wenwu check`: what the rules say about a sentence; nothing is generated."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.text import Text

from wenwu.atlas.facts import Facts
from wenwu.atlas.lawful import lawful_way
from wenwu.atlas.model import Atlas
from wenwu.atlas.rule import Rule
from wenwu.atlas.rules import Finding, Verdict, judge
from wenwu.atlas.text import Lang, Unlawful, disputes, tell, withdrawals, withdrawn_rules
from wenwu.base.errors import InputError, RefusedError
from wenwu.cli.own import open_atlas
from wenwu.cli.table import console
from wenwu.prompt.brief import Brief
from wenwu.prompt.facts import facts_of, refuse_rites
from wenwu.prompt.hear import Heard, hear
from wenwu.prompt.question import disputed_beside, is_question, question_of
from wenwu.prompt.read import read_brief
from wenwu.prompt.said import say_facts
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
    "means": ("meaning", "含义"),
    "beside": ("disputed elsewhere", "他处有争议"),
    "withdrawn": ("not applied", "不再适用"),
    "described": ("described, not danceable yet; missing", "有记述，尚不能跳；缺"),
}
FIELDS = {  # of a brief, in Chinese
    "dancers": "人数", "formation": "队形", "costume": "服饰", "performer": "舞者", "variant": "样式",
    "props": "道具", "tempo": "速度", "seconds": "时长", "direction": "方向", "culture": "民族",
    "dance": "舞", "motifs": "纹样", "colours": "颜色", "occasion": "场合", "unread": "未解",
}  # fmt: skip


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
    atlas = open_atlas(pack)
    answer = ask(prompt, wishes, atlas)
    if as_json:
        typer.echo(json.dumps(as_data(prompt, answer, atlas), ensure_ascii=False, indent=2))
    else:
        _tell(console(), answer, atlas)
    if answer.refusal or not answer.verdict.lawful:
        raise typer.Exit(1)


@dataclass(frozen=True)
class Answer:
    """What the rules make of a sentence."""

    lang: Lang
    verdict: Verdict
    brief: Brief | None = None  # of a sentence that asks for a dance
    facts: Facts | None = None  # of one that asks what may be
    refusal: str = ""  # where reading it already refused
    beside: tuple[Rule, ...] = ()  # disputed rules about what was named, which are silent in this case
    described: str = ""  # id of a dance that is described and cannot be made

    @property
    def culture(self) -> str:
        """Whose dance or sign it is; any where nobody was named."""
        if self.brief:
            return self.brief.culture
        return str(self.facts.scene.get("culture", "any")) if self.facts else "any"


def ask(prompt: str, wishes: Wishes, atlas: Atlas) -> Answer:
    """The verdict on a sentence, whether it asks for a dance or what may be."""
    heard = hear(prompt, atlas)
    lang: Lang = "zh" if (wishes.lang or heard.lang) == "zh" else "en"
    try:
        if is_question(heard, wishes, atlas):
            return _of_question(heard, wishes, atlas, lang)
        brief = read_brief(prompt, wishes, atlas)
    except Unlawful as refusal:
        return Answer(lang, refusal.verdict, refusal=str(refusal))
    except RefusedError as refusal:
        return Answer(lang, Verdict(()), refusal=str(refusal))
    verdict = judge(facts_of(brief, atlas), atlas)
    told = tuple(finding.rule for finding in verdict.findings)
    return Answer(lang, verdict, brief, beside=disputed_beside(heard, atlas, told))


def _of_question(heard: Heard, wishes: Wishes, atlas: Atlas, lang: Lang) -> Answer:
    refuse_rites(heard, wishes, atlas)
    facts = question_of(heard, wishes, atlas)
    verdict = judge(facts, atlas)
    dances = [id for id in heard.described if atlas.described[id].kind == "dance"]
    told = tuple(finding.rule for finding in verdict.findings)
    beside = disputed_beside(heard, atlas, told)
    return Answer(lang, verdict, None, facts, beside=beside, described=dances[0] if dances else "")


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


def as_data(prompt: str, answer: Answer, atlas: Atlas) -> dict[str, Any]:
    """The whole answer as plain JSON values."""
    verdict, lang = answer.verdict, answer.lang
    return {
        "prompt": prompt,
        "verdict": state_of(verdict, answer.refusal),
        "lawful": not answer.refusal and verdict.lawful,
        "refusal": answer.refusal or None,
        "findings": [_finding_data(finding, atlas, lang) for finding in verdict.findings],
        "disputed_beside": {rule.id: list(disputes(rule, lang)) for rule in answer.beside},
        "brief": answer.brief.model_dump(mode="json") if answer.brief else None,
        "understood": say_facts(answer.facts, atlas, lang) if answer.facts else None,
        "described": answer.described or None,
    }


def _finding_data(finding: Finding, atlas: Atlas, lang: Lang) -> dict[str, Any]:
    rule = finding.rule
    sources = [atlas.source(id) for id in rule.source]
    instead = lawful_way(rule)
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
        "lawful_if": instead.say(lang) if instead else None,
        "disputes": list(disputes(rule, lang)),
    }


def _tell(out: Console, answer: Answer, atlas: Atlas) -> None:
    """The answer as lines for people."""
    verdict, lang = answer.verdict, answer.lang
    say, colon = (1, "：") if lang == "zh" else (0, ": ")
    state = state_of(verdict, answer.refusal)
    if answer.brief:
        out.print(Text(f"{WORDS['understood'][say]}{colon}{summary(answer.brief, atlas, lang)}"))
    if answer.facts:
        out.print(Text(f"{WORDS['understood'][say]}{colon}{say_facts(answer.facts, atlas, lang)}"))
    style = "bold green" if state == "lawful" else "bold red"
    out.print(Text(answer.refusal or WORDS[state][say], style=style))
    for finding in () if answer.refusal else _in_turn(verdict):
        _tell_finding(out, finding, atlas, lang)
    for rule in () if answer.refusal else answer.beside:
        out.print(Text(f"- {WORDS['beside'][say]}{colon}{rule.about.say(lang)} ({rule.id})", style="yellow"))
        for line in disputes(rule, lang):
            out.print(Text(f"    {line}"))
    for rule in withdrawn_rules(answer.culture, atlas):
        words = ("；" if lang == "zh" else "; ").join(withdrawals(rule, lang))
        line = f"- {WORDS['withdrawn'][say]}{colon}{rule.about.say(lang)} ({rule.id}); {words}"
        out.print(Text(line, style="yellow"))
    if answer.described:
        missing = atlas.described[answer.described].missing[0].say(lang)
        out.print(Text(f"- {WORDS['described'][say]}{colon}{missing}"))
    stop = "；" if lang == "zh" else "; "
    for assumption in answer.brief.assumed if answer.brief else ():
        because = assumption.because_zh if lang == "zh" and assumption.because_zh else assumption.because
        field = FIELDS.get(assumption.field, assumption.field) if lang == "zh" else assumption.field
        out.print(Text(f"- {WORDS['assumed'][say]}{colon}{field} = {assumption.value}{stop}{because}"))


def _in_turn(verdict: Verdict) -> list[Finding]:
    """What stops the scene first, a culture's own rules before those of all; a rule that is kept, once."""
    seen: dict[str, Finding] = {}
    for number, finding in enumerate(verdict.findings):
        kept = not (finding.breach or finding.set_aside)
        seen.setdefault(finding.rule.id if kept else f"{finding.rule.id} {number}", finding)
    return sorted(seen.values(), key=lambda f: (not f.stops, f.rule.culture == "any"))


def _tell_finding(out: Console, finding: Finding, atlas: Atlas, lang: Lang) -> None:
    mark = _mark(finding)
    if finding.effect == "permit":
        return
    say, colon = (1, "：") if lang == "zh" else (0, ": ")
    style = "red" if finding.stops else "" if mark in ("kept", "means") else "yellow"
    out.print(Text(f"- {WORDS[mark][say]}{colon}{tell(finding, atlas, lang)}", style=style))
    for line in disputes(finding.rule, lang):
        out.print(Text(f"    {line}"))


def _mark(finding: Finding) -> str:
    if finding.effect == "meaning":
        return "means"
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
