"""`wenwu move check`: the firewall over anybody's motion; its findings, and a mended, marked-up copy."""

import json
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.text import Text

from wenwu.atlas.model import Atlas
from wenwu.atlas.rules import Finding
from wenwu.atlas.text import Lang, disputes, tell
from wenwu.base.errors import OutputError
from wenwu.cli.own import open_atlas
from wenwu.cli.table import console
from wenwu.motion.incoming import Imported, read_motion
from wenwu.motion.lint import Asked, Beyond, Broken, Lint, lint
from wenwu.motion.marked import changes, write_marked
from wenwu.prompt.wishes import check_lang

SIDES = {"_l": ("left ", "左"), "_r": ("right ", "右")}
WAYS = {"direction": ("way round", "圈行方向"), "turn": ("turning", "转身方向")}


def check(
    file: Annotated[Path, typer.Argument(help="A motion: .bvh, .npz, .amc or .pkl.")],
    culture: Annotated[str, typer.Option(help="Id of a culture.")],
    dance: Annotated[
        str, typer.Option(help="A dance of that culture: its id, the id without the culture, a name.")
    ],
    role: Annotated[
        str | None, typer.Option(help="A variant of the dance, woman, or man; the usual one.")
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option("--out", "-o", help="Write a mended copy (.bvh) and a list of changes (.json)."),
    ] = None,
    fps: Annotated[float | None, typer.Option(help="Resample to this frame rate before the check.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object instead of text.")] = False,
    lang: Annotated[str, typer.Option(help="en or zh.")] = "en",
    pack: Annotated[list[Path] | None, typer.Option(help="A folder of your own packs.")] = None,
) -> None:
    """Say what the rules of a dance make of a motion. Exit 0 lawful, 1 a rule is broken, 2 not understood."""
    word = check_lang(lang)
    if out is not None and out.suffix.lower() != ".bvh":
        raise OutputError(f"{out.name} would hold a BVH; name a file that ends in .bvh")
    atlas = open_atlas(pack)
    imported = read_motion(file, fps=fps)
    found = lint(imported.clip, atlas, culture=culture, dance=dance, role=role)
    if out is not None:
        write_marked(out, imported.clip, found)
    if as_json:
        typer.echo(json.dumps(as_data(file, imported, found, atlas, word), ensure_ascii=False, indent=2))
    else:
        _tell(console(), imported, found, atlas, word)
    if not found.lawful:
        raise typer.Exit(1)


def as_data(file: Path, imported: Imported, found: Lint, atlas: Atlas, lang: Lang) -> dict[str, Any]:
    """The whole answer as plain JSON values; seconds and degrees."""
    clip = imported.clip
    return {
        "file": file.name, "frames": len(clip), "fps": clip.fps, "culture": found.part.culture,
        "dance": found.part.dance, "role": found.part.variant or None, "lawful": found.lawful,
        "findings": [_finding(one, atlas, lang) for one in found.findings],
        "limits": [
            {"angle": b.angle, "first": b.first, "last": b.last, "margin": b.margin, "range": [b.low, b.high],
             "source": b.source} for b in found.limits
        ],
        "asked": [{"rule": a.rule.id, "angle": a.angle, "margin": a.margin} for a in found.asked],
        "changes": changes(clip, found), "notes": list(imported.notes),
    }  # fmt: skip


def _finding(one: Broken, atlas: Atlas, lang: Lang) -> dict[str, Any]:
    return {
        "rule": one.id, "standing": one.standing, "strength": one.strength, "source": list(one.source),
        "angle": one.angle, "first": one.first, "last": one.last, "margin": one.margin,
        "lawful_if": one.lawful.say(lang) if one.lawful else None, "repaired": one.repaired,
        "text": _sentence(one, atlas, lang), "disputes": list(disputes(one.rule, lang)),
    }  # fmt: skip


def _tell(out: Console, imported: Imported, found: Lint, atlas: Atlas, lang: Lang) -> None:
    """The answer as lines for people."""
    zh = lang == "zh"
    broken = {one.id for one in found.findings if one.strength != "advisory"}
    if found.lawful:
        out.print(Text("可行" if zh else "lawful", style="bold green"))
    else:
        words = f"违反{len(broken)}条规则" if zh else f"breaks {len(broken)} rule{'s' * (len(broken) != 1)}"
        out.print(Text(words, style="bold red"))
    out.print(Text(_about(imported, found, atlas, lang)))
    for one in found.findings:
        style = "yellow" if one.strength == "advisory" else "red"
        out.print(Text(f"- {_where(one, lang)}{_sentence(one, atlas, lang)}", style=style))
        for line in disputes(one.rule, lang):
            out.print(Text(f"    {line}"))
    told = {(one.id, one.angle) for one in found.findings}
    for asked in found.asked:
        if (asked.rule.id, asked.angle) not in told:
            out.print(Text(f"- {_kept(asked, lang)}"))
    for angle in dict.fromkeys(beyond.angle for beyond in found.limits):
        stretches = [beyond for beyond in found.limits if beyond.angle == angle]
        out.print(Text(f"- {_limit(stretches, lang)}", style="yellow"))
    for note in imported.notes:
        out.print(Text(f"- {'导入' if zh else 'import'}: {note}"))


def _about(imported: Imported, found: Lint, atlas: Atlas, lang: Lang) -> str:
    """Which dance and role was asked about, and how long the motion is."""
    part, clip = found.part, imported.clip
    known = atlas.dances.get(part.dance) or atlas.described[part.dance]
    name = known.names.say(lang)
    seconds = len(clip) / clip.fps
    if lang == "zh":
        return f"{name}（{part.dance}）{part.variant}，{seconds:.1f}秒，每秒{clip.fps:.4g}帧"
    role = f" as {part.variant}" if part.variant else ""
    return f"{name} ({part.dance}){role}, {seconds:.1f} s at {clip.fps:.4g} frames a second"


def named(angle: str, lang: Lang) -> str:
    """A read-out or a direction as people say it: left wrist.bend."""
    if angle in WAYS:
        return WAYS[angle][lang == "zh"]
    joint, _, axis = angle.partition(".")
    side = SIDES.get(joint[-2:])
    return f"{side[lang == 'zh']}{joint[:-2]}.{axis}" if side else angle


def _where(one: Broken | Beyond, lang: Lang) -> str:
    if lang == "zh":
        return f"{one.first:.2f}至{one.last:.2f}秒，{named(one.angle, lang)}："
    return f"{one.first:.2f} to {one.last:.2f} s, {named(one.angle, lang)}: "


def _sentence(one: Broken, atlas: Atlas, lang: Lang) -> str:
    """The rule, its standing and sources, how far beyond it, and whether the copy keeps it."""
    way = one.angle in WAYS
    said = tell(Finding(one.rule, ((one.angle, 0.0),), True, None if way else one.margin), atlas, lang)
    if lang == "zh":
        round_ = f"；反向行{-one.margin:.0f}°" if way else ""
        return f"{said}{round_}；{'副本中已修正' if one.repaired else '尚无修正办法'}"
    round_ = f"; {-one.margin:.0f}° the other way" if way else ""
    return f"{said}{round_}; {'mended in the copy' if one.repaired else 'no repair is known'}"


def _kept(asked: Asked, lang: Lang) -> str:
    rule, angle = asked.rule.id, named(asked.angle, lang)
    if asked.margin is None:
        return f"{rule}：动作未显示{angle}" if lang == "zh" else f"{rule}: the motion shows no {angle}"
    if lang == "zh":
        return f"{angle}合乎{rule}，余量{asked.margin:.1f}°"
    return f"kept: {angle} keeps {rule} with {asked.margin:.1f}° to spare"


def _limit(stretches: list[Beyond], lang: Lang) -> str:
    """The worst of a joint's stretches beyond its range, and how many more there are."""
    worst, more = min(stretches, key=lambda one: one.margin), len(stretches) - 1
    reach = f"{worst.low:g} … {worst.high:g}°"
    if lang == "zh":
        also = f"；另有{more}处" if more else ""
        return f"{_where(worst, lang)}超出关节活动范围{-worst.margin:.1f}°（{reach}；{worst.source}）{also}"
    also = f"; and {more} stretch{'es' * (more > 1)} more" if more else ""
    return (
        f"{_where(worst, lang)}{-worst.margin:.1f}° beyond the joint's range ({reach}; {worst.source}){also}"
    )
