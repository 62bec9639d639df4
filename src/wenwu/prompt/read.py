"""Reading: a sentence and the wishes beside it become a Brief; what was left open is decided and listed."""

from typing import Literal

from wenwu.atlas.model import Atlas, Dance
from wenwu.prompt.assume import Assumptions, assume_cast, assume_cloth, assume_formation
from wenwu.prompt.brief import Brief
from wenwu.prompt.cast import choose_people, parts
from wenwu.prompt.dance import choose_dance, own_motifs, refuse_described, refuse_withdrawn
from wenwu.prompt.facts import refuse_rites
from wenwu.prompt.hear import Heard, hear
from wenwu.prompt.lexicon import plain_words
from wenwu.prompt.wishes import (
    FORMATS,
    SIZES,
    Wishes,
    check_formats,
    check_fps,
    check_lang,
    check_like,
    check_profile,
    check_seconds,
    check_seed,
    check_size,
    check_variety,
)

SECONDS, SEED, FPS = 10.0, 1, 30  # a phrase or two; any number; what every player plays
VARIETY = 0.5  # midway between the canon and all that was learnt
Direction = Literal["cw", "ccw"]


def read_brief(prompt: str, wishes: Wishes, atlas: Atlas) -> Brief:
    """The brief of one performance. Raises InputError (not understood) or RefusedError (refused)."""
    heard = hear(prompt, atlas)
    noted = Assumptions()
    refuse_rites(heard, wishes, atlas)
    refuse_described(heard, wishes, atlas)
    dance = choose_dance(heard, wishes, atlas, noted)
    refuse_rites(heard, wishes, atlas, dance)
    motifs = own_motifs(heard, dance, atlas, noted)
    seed = check_seed(wishes.seed if wishes.seed is not None else SEED)
    people, asked = choose_people(heard, wishes, dance)
    cast, unheld = parts(people, dance, heard, wishes, seed)
    refuse_withdrawn(dance, dict.fromkeys(part.costume for part in cast), atlas, heard.lang)
    assume_cast(noted, cast, dance, asked, atlas)
    formation, direction = _choose_formation(heard, dance, len(cast), noted)
    for prop in unheld:
        noted.take(
            "props",
            prop,
            f"left out: the atlas names no {prop} for this dance",
            f"未用：图谱未记此舞用{prop}",
        )
    for number in heard.unread:
        noted.take("unread", number, "left out: the sentence does not say of what", "未用：句中未说明所指")
    profile = check_profile(wishes.profile or "preview")
    width, height = check_size(wishes.size) if wishes.size else SIZES[profile]
    brief = Brief(
        prompt=prompt,
        lang=check_lang(wishes.lang) if wishes.lang else heard.lang,
        culture=dance.culture,
        dance=dance.id,
        occasion=_choose_occasion(heard, noted),
        cast=cast,
        formation=formation,
        direction=direction,
        tempo=_choose_tempo(heard, dance, noted),
        moods=heard.moods,
        colours=heard.colours,
        motifs=motifs,
        angles=heard.angles,
        seconds=_choose_seconds(heard, wishes, noted),
        variety=check_variety(wishes.variety if wishes.variety is not None else VARIETY),
        like=check_like(wishes.like),
        music=wishes.music or "",
        pattern=wishes.pattern,
        seed=seed,
        width=width,
        height=height,
        fps=check_fps(wishes.fps if wishes.fps is not None else FPS),
        profile=profile,
        formats=check_formats(wishes.formats) if wishes.formats else FORMATS,
        tradition=_tradition(heard),
        place=heard.places[0] if heard.places else "",
        set_aside=dict(wishes.set_aside),
    )
    assume_cloth(noted, brief, atlas)
    return brief.model_copy(update={"assumed": tuple(noted.made)})


def _choose_occasion(heard: Heard, noted: Assumptions) -> str | None:
    """The occasion; a named one outweighs 'festival' and 'evening'."""
    named = [o for o in heard.occasions if o not in ("festival", "everyday")] or list(heard.occasions)
    for other in named[1:]:
        noted.take(
            "occasion",
            other,
            f"left out: one film has one occasion, and {named[0]} was said first",
            "未用：一舞一个场合，取先说者",
        )
    return named[0] if named else None


def _choose_formation(
    heard: Heard, dance: Dance, number: int, noted: Assumptions
) -> tuple[str, Direction | None]:
    """Shape and direction of travel: as asked, or as the atlas has it for this number."""
    asked = heard.formations[0] if heard.formations else None
    shape = asked or dance.formation.shape
    if number == 1:
        shape = "solo"
    elif shape == "solo" or (shape == "ring" and number == 2):
        shape = "pair" if number == 2 else "arc"
    way = dance.formation.direction
    if heard.directions:
        way = "cw" if heard.directions[0] == "cw" else "ccw"
    elif _tradition(heard) == "bon" and way:
        way = "ccw"
    if shape not in ("ring", "arc") and not heard.directions:
        way = None
    if shape != asked or not heard.directions:
        assume_formation(noted, shape, None if heard.directions else way, dance)
    return shape, way


def _tradition(heard: Heard) -> Literal["", "buddhist", "bon"]:
    match heard.traditions[:1]:
        case ("bon",):
            return "bon"
        case ("buddhist",):
            return "buddhist"
        case _:
            return ""


def _choose_tempo(heard: Heard, dance: Dance, noted: Assumptions) -> float:
    """Beats a minute: as said, else the dance's own moved by the moods, always within its range."""
    low, high, usual = dance.tempo
    if heard.beats:
        tempo = min(max(heard.beats[0], low), high)
        if tempo != heard.beats[0]:
            noted.take(
                "tempo", f"{tempo:g}",
                f"the dance goes from {low:g} to {high:g} beats a minute; {heard.beats[0]:g} was asked",
                f"此舞每分钟{low:g}至{high:g}拍；句中要求{heard.beats[0]:g}拍",
            )  # fmt: skip
        return tempo
    paces = [float(plain_words()["mood"][mood]["pace"]) for mood in heard.moods]
    pace = min(max(sum(paces), -1.0), 1.0)
    tempo = round(usual + pace * ((high - usual) if pace > 0 else (usual - low)), 1)
    how = f", moved by: {', '.join(heard.moods)}" if pace else ""
    noted.take(
        "tempo",
        f"{tempo:g}",
        f"the dance's usual tempo in the atlas{how}",
        "图谱中此舞的常用速度，随语气词调整",
    )
    return tempo


def _choose_seconds(heard: Heard, wishes: Wishes, noted: Assumptions) -> float:
    if wishes.seconds is not None:
        return check_seconds(wishes.seconds)
    if heard.seconds:
        return check_seconds(heard.seconds[0])
    noted.take("seconds", f"{SECONDS:g}", "the sentence names no length", "句中未说时长")
    return SECONDS
