"""An answer of the rules as lines for people."""

from collections.abc import Iterable, Mapping

from rich.console import Console
from rich.text import Text

from wenwu.atlas.model import Atlas
from wenwu.atlas.rules import Finding
from wenwu.atlas.text import Lang, disputes, tell, withdrawals, withdrawn_rules
from wenwu.cli.answer import Answer
from wenwu.cli.cloth_text import STEP, tell_cloth
from wenwu.prompt.brief import Brief
from wenwu.prompt.said import say_facts

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
    "pattern_on": "所制部件", "pattern_width": "布宽",
}  # fmt: skip


def tell_answer(out: Console, answer: Answer, atlas: Atlas) -> None:
    """The answer as lines for people."""
    lang = answer.lang
    say, colon = (1, "：") if lang == "zh" else (0, ": ")
    state = answer.state
    if answer.brief:
        out.print(Text(f"{WORDS['understood'][say]}{colon}{summary(answer.brief, atlas, lang)}"))
    if answer.facts:
        out.print(Text(f"{WORDS['understood'][say]}{colon}{say_facts(answer.facts, atlas, lang)}"))
    style = "bold green" if state == "lawful" else "bold red"
    out.print(Text(answer.refusal or WORDS[state][say], style=style))
    ours = answer.of_cloth
    for finding in () if answer.refusal else _in_turn(f for f in answer.verdict.findings if f not in ours):
        _tell_finding(out, finding, atlas, lang)
    for rule in () if answer.refusal else answer.beside:
        out.print(Text(f"- {WORDS['beside'][say]}{colon}{rule.about.say(lang)} ({rule.id})", style="yellow"))
        for line in disputes(rule, lang):
            out.print(Text(f"{STEP}{line}"))
    for rule in withdrawn_rules(answer.culture, atlas):
        words = ("；" if lang == "zh" else "; ").join(withdrawals(rule, lang))
        line = f"- {WORDS['withdrawn'][say]}{colon}{rule.about.say(lang)} ({rule.id}); {words}"
        out.print(Text(line, style="yellow"))
    if answer.described:
        missing = atlas.described[answer.described].missing[0].say(lang)
        out.print(Text(f"- {WORDS['described'][say]}{colon}{missing}"))
    if answer.brief and answer.brief.pattern:
        tell_cloth(out, answer, atlas)
        for finding in _in_turn(f for f in ours if tell(f, atlas, lang) not in answer.refusal):
            _tell_finding(out, finding, atlas, lang, STEP)
    stop = "；" if lang == "zh" else "; "
    for assumption in answer.brief.assumed if answer.brief else ():
        because = assumption.because_zh if lang == "zh" and assumption.because_zh else assumption.because
        field = FIELDS.get(assumption.field, assumption.field) if lang == "zh" else assumption.field
        out.print(Text(f"- {WORDS['assumed'][say]}{colon}{field} = {assumption.value}{stop}{because}"))


def _in_turn(findings: Iterable[Finding]) -> list[Finding]:
    """What stops the scene first, a culture's own rules before those of all.

    A rule that is kept is told once, and not at all where something else breaks it.
    """
    told = tuple(findings)
    broken = {f.rule.id for f in told if f.breach}
    seen: dict[str, Finding] = {}
    for number, finding in enumerate(told):
        if finding.breach or finding.rule.id not in broken:
            seen.setdefault(f"{finding.rule.id} {number}" if finding.breach else finding.rule.id, finding)
    return sorted(seen.values(), key=lambda f: (not f.stops, f.rule.culture == "any"))


def _tell_finding(out: Console, finding: Finding, atlas: Atlas, lang: Lang, indent: str = "") -> None:
    mark = _mark(finding)
    if finding.effect == "permit":
        return
    say, colon = (1, "：") if lang == "zh" else (0, ": ")
    style = "red" if finding.stops else "" if mark in ("kept", "means") else "yellow"
    out.print(Text(f"{indent}- {WORDS[mark][say]}{colon}{tell(finding, atlas, lang)}", style=style))
    for line in disputes(finding.rule, lang):
        out.print(Text(f"{indent}{STEP}{line}"))


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
