"""A cloth that somebody brings, judged before it is worn: by what was answered, and by what it looks like.

What shows a deity or a rite, and a cloth of which nobody can say, counts as restricted and is not worn. Of
the others the memory is asked. What it knows, the rules are asked about as about any motif; what it does not
know is worn on the word of whoever brings it, and the report says so.
"""

from dataclasses import dataclass
from pathlib import Path

from wenwu.atlas.facts import Facts
from wenwu.atlas.model import Atlas
from wenwu.atlas.rules import Finding, Verdict, judge, known
from wenwu.atlas.text import Unlawful, refusal
from wenwu.base.errors import InputError
from wenwu.base.trace import Trace
from wenwu.motion.sound import fingerprint
from wenwu.prompt.brief import Brief, Pattern
from wenwu.prompt.facts import facts_of
from wenwu.prompt.pattern import carriers, pattern_views
from wenwu.scene.cloth_place import ANCESTRAL, changed, placed, sized
from wenwu.scene.cloth_reading import ClothReading, read_cloth
from wenwu.scene.own_cloth import OwnCloth, own_cloth

OFFERED = 3  # motifs that a refusal names
ASKED = frozenset({"motif", "family", "reading", "sacred", "carrier", "drawable", "opt_in", "captioned"})
ANSWERED = {  # why an answer restricts a cloth
    "deity": ("{} shows a deity, as was answered", "据所答，{}绘有神祇"),
    "rite": ("{} shows a rite, as was answered", "据所答，{}绘有仪式"),
    "unknown": (
        "nobody has said whether {} shows a deity or a rite, so it counts as if it did",
        "尚无人说明{}是否绘有神祇或仪式，故视同绘有",
    ),
}
SIGN = {"svastika": ("svastika", "卐字")}  # by the family of what is sought
FOUND = {"tile": "a repeat in two directions", "strip": "a repeat in one direction", "whole": "no repeat"}


@dataclass(frozen=True)
class Judged:
    """A cloth as far as it was looked at, and the refusal where a rule stops it."""

    brief: Brief  # with what its cloth was read as
    refusal: Unlawful | None = None


def with_pattern(brief: Brief, atlas: Atlas, trace: Trace) -> Brief:
    """The brief with its cloth looked at and judged anew; unchanged where it names none.

    Raises InputError where photograph, answers or costume do not do, RefusedError where it may not be worn.
    """
    judged = judge_pattern(brief, atlas, trace)
    if judged.refusal:
        raise judged.refusal
    return judged.brief


def judge_pattern(brief: Brief, atlas: Atlas, trace: Trace) -> Judged:
    """What `with_pattern` finds, with the refusal told instead of raised. InputError as there."""
    if brief.pattern is None:
        return Judged(brief)
    _require_answers(brief.pattern)
    brief = changed(brief, looks_like=(), read_as=(), kept=())
    if _of(brief).sacred != "no":
        why = ANSWERED[_of(brief).sacred][brief.lang == "zh"].format(_name(_of(brief)))
        if refused := _refusal(brief, atlas, why):
            return Judged(brief, refused)
    brief = changed(brief, print=_same(_of(brief)))
    cloth = own_cloth(_of(brief))
    brief = placed(brief, _of(brief), atlas, cloth.kind)
    brief = sized(brief, _of(brief), atlas, cloth)
    told = read_cloth(cloth, brief, atlas)
    brief = changed(
        brief,
        looks_like=told.looks_like(brief.culture, atlas),
        read_as=tuple(told.concepts),
        kept=(told.kept.family,) if told.kept else (),
    )
    _tell(_of(brief), cloth, told, trace)
    if refused := _refusal(brief, atlas, _likeness(brief, told, atlas)):
        return Judged(brief, refused)
    pattern = _of(brief)
    text = f"{_name(pattern)} is worn as {pattern.on}"
    trace.add("scene", "worn", text, piece=pattern.on, width=pattern.width)
    return Judged(brief)


def _of(brief: Brief) -> Pattern:
    assert brief.pattern is not None
    return brief.pattern


def _name(pattern: Pattern) -> str:
    return Path(pattern.file).name


def _require_answers(pattern: Pattern) -> None:
    """InputError where source or permission is blank."""
    blank = [name for name in ("source", "permission") if not getattr(pattern, name).strip()]
    if blank:
        flags = " and ".join(f"--pattern-{name}" for name in blank)
        raise InputError(f"{_name(pattern)} comes without its {' and '.join(blank)}; say {flags}")


def _same(pattern: Pattern) -> str:
    """The photograph's SHA-256; InputError where another file lies in its place."""
    now = fingerprint(Path(pattern.file))
    if pattern.print and now != pattern.print:
        raise InputError(
            f"{_name(pattern)} is not the photograph that the brief holds: its SHA-256 is {now[:12]}, not "
            f"{pattern.print[:12]}; bring that file, or take `print` out of the brief to have this one judged"
        )
    return now


def _refusal(brief: Brief, atlas: Atlas, why: str) -> Unlawful | None:
    """Where a rule stops the cloth: the reason, what would do, how to set a soft rule aside."""
    verdict = cloth_verdict(brief, atlas)
    if verdict.lawful:
        return None
    error = refusal(verdict, atlas, brief.lang, f"{why}{_offer(brief, atlas)}")
    if verdict.refused:
        return error
    ids = dict.fromkeys(finding.rule.id for finding in verdict.must_change)
    asides = " ".join(f'--set-aside "{id}: …"' for id in ids)
    how = "；仍要穿用，须说明理由：" if brief.lang == "zh" else "; to wear it all the same, say why: "
    return Unlawful(f"{error}{how}{asides}", verdict)


def cloth_verdict(brief: Brief, atlas: Atlas) -> Verdict:
    """What the rules find about the cloth itself."""
    facts = facts_of(brief, atlas)
    asked = Facts(facts.scene, tuple(pattern_views(brief, atlas)), facts.set_aside)
    return Verdict(tuple(f for f in judge(asked, atlas).findings if about_cloth(f)))


def cloth_findings(verdict: Verdict, brief: Brief, atlas: Atlas) -> tuple[Finding, ...]:
    """The findings of a verdict that hold for the cloth: what they looked at is what the rules ask of it."""
    views = [known(view, atlas) for view in pattern_views(brief, atlas)]
    return tuple(
        finding
        for finding in verdict.findings
        if about_cloth(finding)
        and any(all(view.get(key) == value for key, value in finding.about if key in ASKED) for view in views)
    )


def about_cloth(finding: Finding) -> bool:
    """Whether a finding looked at something that only a motif or a cloth has."""
    return any(key in ASKED for key, _ in finding.about)


def _offer(brief: Brief, atlas: Atlas) -> str:
    """What of the atlas may be worn in its place."""
    zones = set(carriers(brief, atlas)) or {
        zone
        for part in brief.cast
        for id in atlas.costume(part.costume).textiles()
        if id in atlas.textiles
        for zone in atlas.textile(id).zones
    }
    able = [
        motif.names.say(brief.lang)
        for motif in atlas.motifs.values()
        if motif.culture == brief.culture and motif.drawable and motif.enabled and motif.sacred < ANCESTRAL
        if zones & set(motif.placement)
    ][:OFFERED]
    if brief.lang == "zh":
        return f"；可改用图谱中的{'、'.join(able)}" if able else ""
    return f"; what may be worn there is a motif of the atlas: {', '.join(able)}" if able else ""


def _likeness(brief: Brief, told: ClothReading, atlas: Atlas) -> str:
    """What the cloth looks like, in a sentence's beginning."""
    pattern, zh = _of(brief), brief.lang == "zh"
    if told.kept:
        like, what = told.kept.likeness, SIGN.get(told.kept.family, (told.kept.family,) * 2)[zh]
    else:
        like, what = told.reading.likeness, ", ".join(
            f"{atlas.culture(m.culture).names.say(brief.lang)} {m.names.say(brief.lang)}"
            for m in map(atlas.motif, pattern.looks_like)
        )  # fmt: skip
    if zh:
        return f"{_name(pattern)}看来是{what}（相似度{like:.2f}）"
    return f"{_name(pattern)} looks like this sign: {what} (likeness {like:.2f})"


def _tell(pattern: Pattern, cloth: OwnCloth, told: ClothReading, trace: Trace) -> None:
    """What was brought, how it was found, what the memory says."""
    name, reading = _name(pattern), told.reading
    trace.add(
        "scene", "brought",
        f"{name}, a cloth of the user's own, from {pattern.source}, by leave of {pattern.permission}",
        file=name, sha256=pattern.print, source=pattern.source, permission=pattern.permission,
        sacred=pattern.sacred,
    )  # fmt: skip
    trace.add(
        "scene", "found", f"{name}: {FOUND[cloth.kind]}", cloth=cloth.kind, how=list(cloth.photo.assumed)
    )
    text = f"{name}: nothing like it in memory; it is worn on the word of whoever brought it"
    if reading.known:
        text = f"{name} looks like {', '.join(pattern.looks_like)}"
    elif told.kept:
        text = f"{name}: nothing like it in memory, but a place of it looks like a {told.kept.family}"
    trace.add(
        "memory", "read", text, view=told.view, known=reading.known, likeness=round(reading.likeness, 4),
        concepts={id: round(chance, 4) for id, chance in told.concepts.items()},
        kept=told.kept.family if told.kept else "",
    )  # fmt: skip
