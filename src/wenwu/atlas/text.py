"""What the atlas says to people, in English and in Chinese: findings, sources, standings, refusals."""

from collections.abc import Mapping
from typing import Literal

from wenwu.atlas.lawful import lawful_way
from wenwu.atlas.model import Atlas, Source
from wenwu.atlas.record import Claim, Standing
from wenwu.atlas.rule import Rule
from wenwu.atlas.rules import Finding, Verdict
from wenwu.base.errors import RefusedError

Lang = Literal["en", "zh"]

STANDING: Mapping[Standing, tuple[str, str]] = {
    "confirmed": ("confirmed by a culture bearer", "经文化持有者确认"),
    "sourced": ("sourced", "有据"),
    "claimed": ("claimed", "仅为主张"),
}
KIND: Mapping[str, tuple[str, str]] = {
    "paper": ("paper", "论文"),
    "primary": ("primary text", "原典"),
    "scholarly": ("scholarly work", "学术著作"),
    "museum": ("museum", "博物馆"),
    "official": ("official page", "官方页面"),
    "web": ("web page", "网页"),
    "standard": ("standard", "标准"),
    "own": ("not looked up", "未查证"),
}
STRENGTH = {"hard": ("hard", "强制"), "soft": ("soft", "软性"), "advisory": ("advisory", "提示")}
SACRED = {
    0: ("everyday", "日常"),
    1: ("emblematic", "标志"),
    2: ("ancestral", "祖先"),
    3: ("sacred", "神圣"),
    4: ("restricted", "受限"),
}
WAY = {"cw": ("clockwise", "顺时针"), "ccw": ("counter-clockwise", "逆时针"), "": ("", "")}


class Unlawful(RefusedError):
    """A scene the rules stop; it keeps the verdict for whoever wants more than the sentence."""

    def __init__(self, sentence: str, verdict: Verdict):
        super().__init__(sentence)
        self.verdict = verdict


def pick(pair: tuple[str, str], lang: Lang) -> str:
    """The English or the Chinese of two."""
    return pair[1 if lang == "zh" else 0]


def standing_word(standing: Standing, lang: Lang) -> str:
    """How sure a claim is, as people say it."""
    return pick(STANDING[standing], lang)


def source_line(source: Source, lang: Lang = "en", link: bool = False) -> str:
    """Title, kind, year and grade; a link only where it is asked for and the grade is A or B."""
    kind = pick(KIND[source.kind], lang)
    year = f", {source.year}" if source.year and str(source.year) not in source.title else ""
    grade = f"grade {source.grade}" if lang == "en" else f"{source.grade}级"
    url = f" <{source.url}>" if link and source.url and source.grade in "AB" else ""
    return f"{source.title}{year} ({kind}, {grade}){url}"


def on_whose_word(claim: Claim, atlas: Atlas, lang: Lang = "en") -> str:
    """The claim's sources, in one line."""
    return ("；" if lang == "zh" else "; ").join(source_line(atlas.source(id), lang) for id in claim.source)


def margin_text(finding: Finding, lang: Lang) -> str:
    """By how much a numeric rule is kept or broken; degrees where it bounds an angle."""
    if finding.margin is None or finding.effect in ("meaning", "caption"):
        return ""
    keys = [key for key, _ in finding.about]
    if any(key.startswith("share.") for key in keys):
        amount = f"{abs(finding.margin):.1%}"
    else:
        unit = "°" if any("." in key for key in keys) else ""
        amount = f"{abs(finding.margin):.1f}{unit}"
    if lang == "zh":
        return f"超出{amount}" if finding.breach else f"余量{amount}"
    return f"{amount} beyond it" if finding.breach else f"{amount} to spare"


def tell(finding: Finding, atlas: Atlas, lang: Lang = "en") -> str:
    """One finding in one sentence: what, by which rule, on whose word, how sure, what would be lawful."""
    rule = finding.rule
    margin = margin_text(finding, lang)
    words = on_whose_word(rule, atlas, lang)
    standing, strength = standing_word(rule.standing, lang), pick(STRENGTH[rule.strength], lang)
    caption = rule.caption or rule.meaning
    said = caption.say(lang) if caption else rule.about.say(lang)
    instead = lawful_way(rule) if finding.stops else None
    if lang == "zh":
        tail = f"；可行的做法：{instead.zh}" if instead else ""
        aside = f"；已搁置：{finding.set_aside}" if finding.set_aside else ""
        gap = f"，{margin}" if margin else ""
        return (
            f"{said.rstrip('。')}{gap}（规则{rule.id}，{strength}，{standing}；来源：{words}）{tail}{aside}"
        )
    tail = f"; lawful would be: {instead.en}" if instead else ""
    aside = f"; set aside because: {finding.set_aside}" if finding.set_aside else ""
    gap = f", {margin}" if margin else ""
    return f"{said.rstrip('.')}{gap} (rule {rule.id}, {strength}, {standing}; source: {words}){tail}{aside}"


def refusal(verdict: Verdict, atlas: Atlas, lang: Lang = "en", why: str = "") -> Unlawful:
    """The error that stops a scene: the reason in one sentence, the verdict beside it."""
    first = next(f for f in verdict.findings if f.stops)
    lead = "不予生成：" if lang == "zh" else "refused: "
    join = "；" if lang == "zh" else "; "
    return Unlawful(lead + (f"{why}{join}" if why else "") + tell(first, atlas, lang), verdict)


def withdrawals(claim: Claim, lang: Lang = "en") -> tuple[str, ...]:
    """By whose word a claim is used no more."""
    lines = []
    for word in claim.withdrawn_by:
        reason = f": {word.because}" if word.because else ""
        zh = f"{word.date} {word.by} 撤回{'：' + word.because if word.because else ''}"
        lines.append(zh if lang == "zh" else f"withdrawn by {word.by}, {word.date}{reason}")
    return tuple(lines)


def withdrawn_rules(culture: str, atlas: Atlas) -> tuple[Rule, ...]:
    """The rules of a culture, and of all, that somebody withdrew."""
    rules = (rule for _, rule in sorted(atlas.rules.items()) if rule.withdrawn_by)
    return tuple(rule for rule in rules if rule.culture in (culture, "any"))


def disputes(claim: Claim, lang: Lang = "en") -> tuple[str, ...]:
    """The other side, where a claim is disputed."""
    if lang == "zh":
        return tuple(f"{d.date} {d.by} 提出异议：{d.because}" for d in claim.disputed_by)
    return tuple(f"disputed by {d.by}, {d.date}: {d.because}" for d in claim.disputed_by)
