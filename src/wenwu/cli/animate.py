"""`wenwu animate`: from a sentence to a folder with films, glTF, BVH and a report."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from wenwu.cli import own_cloth
from wenwu.cli.set_aside import SetAside, reasons

if TYPE_CHECKING:
    from wenwu.atlas.model import Atlas
    from wenwu.prompt.brief import Brief
    from wenwu.prompt.wishes import Wishes


def animate(
    prompt: Annotated[
        str, typer.Argument(help="A sentence in English or Chinese, or the brief.toml of an earlier run.")
    ],
    out: Annotated[Path, typer.Option("--out", "-o", help="The folder to make.")],
    culture: Annotated[str | None, typer.Option(help="Whose dance, if the sentence does not say.")] = None,
    dance: Annotated[str | None, typer.Option(help="Which dance, if the sentence does not say.")] = None,
    role: Annotated[str | None, typer.Option(help="woman, man, or a variant of the dance.")] = None,
    dancers: Annotated[int | None, typer.Option(help="How many, 1 to 12.")] = None,
    performer: Annotated[str | None, typer.Option(help="Which of the six performers.")] = None,
    seconds: Annotated[float | None, typer.Option(help="How long, 2 to 600.")] = None,
    seed: Annotated[
        int | None, typer.Option(help="Another seed, another performance of the same dance.")
    ] = None,
    variety: Annotated[
        float | None, typer.Option(help="0 the likeliest way of each phrase, 1 all that was learnt; 0.5.")
    ] = None,
    like: Annotated[
        Path | None, typer.Option(help="A clip (.bvh, .npz) whose way of moving is followed.")
    ] = None,
    music: Annotated[Path | None, typer.Option(help="A sound file of your own to dance to.")] = None,
    pattern: own_cloth.Photograph = None,
    pattern_source: own_cloth.Source = None,
    pattern_permission: own_cloth.Permission = None,
    pattern_sacred: own_cloth.Sacred = None,
    pattern_on: own_cloth.On = None,
    pattern_width: own_cloth.Width = None,
    pattern_corners: own_cloth.Corners = None,
    pattern_turn: own_cloth.Turn = None,
    size: Annotated[
        str | None, typer.Option(help="Width x height, even numbers, for example 1280x720.")
    ] = None,
    fps: Annotated[int | None, typer.Option(help="Frames a second, 10 to 60.")] = None,
    profile: Annotated[str | None, typer.Option(help="preview, mobile or master.")] = None,
    formats: Annotated[str | None, typer.Option(help="Of mp4, glb, bvh, with commas between.")] = None,
    lang: Annotated[str | None, typer.Option(help="Language of the report: en or zh.")] = None,
    set_aside: SetAside = None,
    pack: Annotated[
        list[Path] | None, typer.Option(help="A folder of your own packs; may be repeated.")
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Replace an earlier result of wenwu.")] = False,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="No progress bars.")] = False,
) -> None:
    """Make a dance: wenwu animate "A Dai woman dances the peacock dance" -o out/peacock"""
    from wenwu.prompt.wishes import Wishes

    said = own_cloth.Said(
        pattern_source,
        pattern_permission,
        pattern_sacred,
        pattern_on,
        pattern_width,
        pattern_corners,
        pattern_turn,
    )
    wishes = Wishes(
        culture=culture,
        dance=dance,
        role=role,
        dancers=dancers,
        performer=performer,
        seconds=seconds,
        seed=seed,
        variety=variety,
        like=features_of(like) if like else (),
        music=str(music) if music else None,
        pattern=own_cloth.pattern_of(pattern, said),
        size=size,
        fps=fps,
        profile=profile,
        formats=formats,
        lang=lang,
        set_aside=reasons(set_aside or []),
    )
    make(prompt, wishes, out, tuple(pack or ()), force, quiet)
    typer.echo(f"{out / 'report.html'}")


def make(prompt: str, wishes: "Wishes", out: Path, packs: tuple[Path, ...], force: bool, quiet: bool) -> None:
    """Read, look whether there is a place for the result, and perform."""
    from wenwu.report.folder import require_place

    require_place(out, force)
    from wenwu.cli.own import open_atlas

    atlas = open_atlas(packs)
    brief = brief_of(prompt, wishes, atlas)
    from wenwu.cli.waiting import Waiting
    from wenwu.pipeline import perform

    with Waiting(quiet) as progress:
        perform(brief, atlas, out, progress=progress, force=force)


def brief_of(prompt: str, wishes: "Wishes", atlas: "Atlas") -> "Brief":
    """The brief of a sentence, or that of a file; a file says everything, so wishes beside it are refused."""
    from wenwu.base.errors import InputError
    from wenwu.motion.music import to_music
    from wenwu.prompt.read import read_brief
    from wenwu.prompt.wishes import Wishes
    from wenwu.report.brief_file import read_brief_file, require_possible

    if not prompt.endswith(".toml"):
        brief = read_brief(prompt, wishes, atlas)
        return to_music(brief, atlas.dance(brief.dance))
    if wishes != Wishes():
        raise InputError(
            f"{prompt} says everything; change it there, and give no other options than -o and --force"
        )
    brief = read_brief_file(Path(prompt))
    require_possible(brief, atlas)
    return to_music(brief, atlas.dance(brief.dance), whole=False)


def features_of(clip: Path) -> tuple[float, ...]:
    """The 128 numbers that say how somebody moves in a clip."""
    from wenwu.motion.incoming import read_motion
    from wenwu.motion.likeness import features

    return features(read_motion(clip).clip)
