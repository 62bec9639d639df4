"""The whole story: a Brief becomes a folder with films, glTF, BVH and a report."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

from wenwu.atlas.model import Atlas
from wenwu.atlas.rules import Verdict, judge
from wenwu.atlas.text import refusal, withdrawals, withdrawn_rules
from wenwu.base.progress import Progress, Silent
from wenwu.base.trace import Trace
from wenwu.motion.bvh import write_bvh
from wenwu.motion.escalation import lawful
from wenwu.motion.generate import generate
from wenwu.motion.performance import Performance
from wenwu.prompt.brief import Brief
from wenwu.prompt.facts import facts_of
from wenwu.prompt.settle import settle
from wenwu.render.aftercheck import aftercheck
from wenwu.render.view import Renderer
from wenwu.report.brief_file import write_brief
from wenwu.report.dossier import write_dossier
from wenwu.report.film import Film, note_of, shoot
from wenwu.report.folder import whole_or_nothing
from wenwu.report.manifest import write_manifest
from wenwu.report.stills import Stills, most_open
from wenwu.report.worn import awaits_review
from wenwu.scene.dress import dress
from wenwu.scene.gltf import write_glb
from wenwu.scene.pattern import with_pattern
from wenwu.scene.scene import Scene

LOOKS = 5  # frames that the after-check looks at


@dataclass
class Clock:
    """Seconds spent in each stage, and those of the processor; the trace has no clock, so they stand here."""

    progress: Progress
    seconds: dict[str, float] = field(default_factory=dict)
    processor: float = field(default_factory=time.process_time)

    @contextmanager
    def stage(self, name: str, steps: int = 1) -> Iterator[None]:
        """Tell that a stage begins, and note how long it took."""
        self.progress.stage(name, steps)
        started = time.perf_counter()
        yield
        self.seconds[name] = time.perf_counter() - started


def perform(
    brief: Brief,
    atlas: Atlas,
    folder: Path,
    trace: Trace | None = None,
    progress: Progress | None = None,
    force: bool = False,
) -> Trace:
    """Make the dance of a brief in a folder that appears whole or not at all; give back the trace."""
    trace = Trace() if trace is None else trace
    clock = Clock(progress or Silent())
    with whole_or_nothing(folder, force) as building:
        brief, verdict = ask_rules(brief, atlas, trace)
        with clock.stage("compose"):
            told = Trace()
            performance = generate(brief, atlas, told)
        with clock.stage("check"):
            brief, performance = lawful(performance, brief, atlas, told, trace)
        with clock.stage("dress"):
            scene = dress(performance, brief, atlas, trace)
        with clock.stage("render", len(scene)), Renderer(scene, brief.width, brief.height) as renderer:
            frames = (renderer.picture(frame) for frame in range(len(scene)))
            slate = awaits_review(brief, atlas)
            stills = Stills(len(scene), most_open(scene), note_of(brief, slate))
            film = shoot(frames, stills, brief, building, clock.progress, slate)
            verdict = look_again(renderer, brief, atlas, verdict, trace)
        with clock.stage("write"):
            write_motion(performance, scene, brief, building)
        with clock.stage("report"):
            write_report(brief, atlas, verdict, trace, film, building)
        write_manifest(building, brief, clock.seconds, time.process_time() - clock.processor)
    return trace


def ask_rules(brief: Brief, atlas: Atlas, trace: Trace) -> tuple[Brief, Verdict]:
    """The brief as the rules let it be danced, and their verdict on it; raise where it may not be danced."""
    brief = with_pattern(brief, atlas, trace)
    for assumption in brief.assumed:
        text = f"{assumption.field}: {assumption.value} ({assumption.because})"
        trace.add("prompt", "assumed", text, field=assumption.field, value=assumption.value)
    for rule in withdrawn_rules(brief.culture, atlas):
        en, zh = "; ".join(withdrawals(rule)), "；".join(withdrawals(rule, "zh"))
        text = f"the rule {rule.id} is not applied: {en}"
        trace.add("atlas", "left out", text, rule=rule.id, because=en, because_zh=zh)
    settled, verdict = settle(brief, atlas, trace)
    for finding in verdict.findings:
        said = "set aside" if finding.set_aside else "kept"
        trace.add(
            "atlas", "judged", f"{finding.rule.about.en}: {said}", rule=finding.rule.id, margin=finding.margin
        )
    return settled, verdict


def look_again(renderer: Renderer, brief: Brief, atlas: Atlas, before: Verdict, trace: Trace) -> Verdict:
    """The verdict on what the pictures really show: shares of colour, the body before its clothes."""
    count = len(renderer.scene)
    sight = aftercheck(
        renderer, [int((k + 0.5) * count / LOOKS) for k in range(LOOKS)], atlas.culture(brief.culture).palette
    )
    seen = {name: round(share, 4) for name, share in sight.facts().items()}
    cut = round(sight.body_in_front, 5)
    trace.add(
        "render", "measured", f"the body is before its garment in {cut:.2%} of the dancers' pixels", share=cut
    )
    trace.add("render", "measured", "shares of the clothes' colours, by the nearest of the palette", **seen)
    facts = facts_of(brief, atlas)
    verdict = judge(replace(facts, scene={**facts.scene, **seen}), atlas)
    known = {finding.rule.id for finding in before.findings}
    for finding in verdict.findings:
        if finding.rule.id not in known:
            trace.add("render", "judged", finding.rule.about.en, rule=finding.rule.id, margin=finding.margin)
    if verdict.refused:
        raise refusal(verdict, atlas, brief.lang)
    return verdict


def write_motion(performance: Performance, scene: Scene, brief: Brief, folder: Path) -> None:
    """The BVH of every dancer, and the glTF of all."""
    if "bvh" in brief.formats:
        for number, dancer in enumerate(performance.dancers, 1):
            name = "dance.bvh" if number == 1 else f"dance_{number}.bvh"
            write_bvh(dancer.clip, folder / name)
    if "glb" in brief.formats:
        write_glb(scene, folder / "dance.glb")


def write_report(
    brief: Brief, atlas: Atlas, verdict: Verdict, trace: Trace, film: Film, folder: Path
) -> None:
    """The page, the trace, and the brief to run again."""
    (folder / "trace.jsonl").write_text(trace.to_jsonl(), encoding="utf-8", newline="\n")
    write_brief(brief, folder / "brief.toml")
    write_dossier(folder, brief, atlas, verdict, trace, film)
