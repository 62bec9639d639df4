"""What the rules make of a sentence, and of a cloth that somebody brings with it."""

from dataclasses import dataclass, field, replace
from typing import Literal

from wenwu.atlas.facts import Facts
from wenwu.atlas.model import Atlas
from wenwu.atlas.rule import Rule
from wenwu.atlas.rules import Finding, Verdict, judge
from wenwu.atlas.text import Lang, Unlawful
from wenwu.base.errors import RefusedError
from wenwu.base.trace import Trace
from wenwu.prompt.brief import Brief
from wenwu.prompt.facts import facts_of, refuse_rites
from wenwu.prompt.hear import Heard, hear
from wenwu.prompt.question import disputed_beside, is_question, question_of
from wenwu.prompt.read import read_brief
from wenwu.prompt.wishes import Wishes

State = Literal["lawful", "must change", "refused"]


@dataclass(frozen=True)
class Answer:
    """What the rules make of a sentence."""

    lang: Lang
    verdict: Verdict
    brief: Brief | None = None  # of a sentence that asks for a dance
    facts: Facts | None = None  # of one that asks what may be
    refusal: str = ""  # where reading it, or its cloth, already refused
    beside: tuple[Rule, ...] = ()  # disputed rules about what was named, which are silent in this case
    described: str = ""  # id of a dance that is described and cannot be made
    of_cloth: tuple[Finding, ...] = ()  # of the verdict, what holds for a cloth of the user's own
    trace: Trace = field(default_factory=Trace)  # how that was found and read

    @property
    def culture(self) -> str:
        """Whose dance or sign it is; any where nobody was named."""
        if self.brief:
            return self.brief.culture
        return str(self.facts.scene.get("culture", "any")) if self.facts else "any"

    @property
    def state(self) -> State:
        """What becomes of the scene."""
        if self.refusal or self.verdict.refused:
            return "refused"
        return "must change" if self.verdict.must_change else "lawful"


def ask(prompt: str, wishes: Wishes, atlas: Atlas) -> Answer:
    """The verdict on a sentence, whether it asks for a dance or what may be.

    A cloth is worn in a dance: with one, the sentence is read as `wenwu animate` reads it. Raises InputError
    where sentence, photograph or answers do not do.
    """
    heard = hear(prompt, atlas)
    lang: Lang = "zh" if (wishes.lang or heard.lang) == "zh" else "en"
    try:
        if wishes.pattern is None and is_question(heard, wishes, atlas):
            return _of_question(heard, wishes, atlas, lang)
        brief = read_brief(prompt, wishes, atlas)
    except Unlawful as refusal:
        return Answer(lang, refusal.verdict, refusal=str(refusal))
    except RefusedError as refusal:
        return Answer(lang, Verdict(()), refusal=str(refusal))
    return _of_dance(brief, heard, atlas, lang)


def _of_dance(brief: Brief, heard: Heard, atlas: Atlas, lang: Lang) -> Answer:
    answer = _with_cloth(brief, atlas, lang) if brief.pattern else Answer(lang, _judged(brief, atlas), brief)
    told = tuple(finding.rule for finding in answer.verdict.findings)
    return replace(answer, beside=disputed_beside(heard, atlas, told))


def _with_cloth(brief: Brief, atlas: Atlas, lang: Lang) -> Answer:
    """The dance with the cloth in it, as far as it may be worn."""
    from wenwu.scene.pattern import cloth_findings, judge_pattern

    trace = Trace()
    judged = judge_pattern(brief, atlas, trace)
    verdict = _judged(judged.brief, atlas)
    found = cloth_findings(verdict, judged.brief, atlas)
    return Answer(lang, verdict, judged.brief, refusal=str(judged.refusal or ""), of_cloth=found, trace=trace)


def _judged(brief: Brief, atlas: Atlas) -> Verdict:
    return judge(facts_of(brief, atlas), atlas)


def _of_question(heard: Heard, wishes: Wishes, atlas: Atlas, lang: Lang) -> Answer:
    refuse_rites(heard, wishes, atlas)
    facts = question_of(heard, wishes, atlas)
    verdict = judge(facts, atlas)
    dances = [id for id in heard.described if atlas.described[id].kind == "dance"]
    told = tuple(finding.rule for finding in verdict.findings)
    beside = disputed_beside(heard, atlas, told)
    return Answer(lang, verdict, None, facts, beside=beside, described=dances[0] if dances else "")
