"""A dance that somebody recorded: its entry and its source, as a file of a pack."""

from dataclasses import dataclass
from typing import Any

import tomlkit

from wenwu.atlas.model import Atlas, Dance, Source
from wenwu.atlas.starter import ID
from wenwu.base.errors import InputError, unknown

SLOWER, FASTER = 0.85, 1.15  # of the recorded tempo
WAY = "recorded"
SLOWEST, QUICKEST = 20.0, 300.0  # [beats/min]


@dataclass(frozen=True)
class Recorded:
    """What is said of a dance beside its recordings."""

    id: str
    culture: str
    en: str
    zh: str
    tempo: float  # [beats/min]
    source: str  # who danced and who recorded, where, when
    permission: str  # by whom these recordings may be used for this

    @property
    def source_id(self) -> str:
        """The id of the recordings as a source."""
        return f"{self.id}_recordings"


def require_told(dance: Recorded, atlas: Atlas) -> None:
    """Raise where ids could be no ids, names no names, or nobody is named who danced and who agreed."""
    for name, id in (("--dance", dance.id), ("--culture", dance.culture)):
        if not ID.fullmatch(id):
            raise InputError(f"{name} {id!r} may hold only a-z, 0-9 and _, and begins with a letter")
    if dance.culture not in atlas.cultures:
        raise unknown("culture", dance.culture, atlas.cultures)
    if not SLOWEST < dance.tempo < QUICKEST:
        raise InputError(f"{dance.tempo:g} beats a minute do not work; say from {SLOWEST:g} to {QUICKEST:g}")
    for name in ("en", "zh", "source", "permission"):
        text = getattr(dance, name)
        if not text.strip() or not text.isprintable():
            raise InputError(f"--{name} is empty or no line of text; it is kept with the dance")


def recorded_text(dance: Recorded, atlas: Atlas) -> str:
    """The entry as TOML. Raises InputError for an id that is taken, or a people without costume."""
    if dance.id in atlas.dances or dance.id in atlas.described:
        raise InputError(f"the atlas has a dance {dance.id!r} already; choose another id with --dance")
    costumes = _costumes(dance.culture, atlas)
    source: dict[str, Any] = {
        "id": dance.source_id, "title": f"recordings: {dance.source}", "kind": "own", "grade": "D",
        "note": f"used by permission: {dance.permission}",
    }  # fmt: skip
    names = {"en": dance.en, "zh": dance.zh}
    entry: dict[str, Any] = {
        "id": dance.id, "names": names,
        "about": {"en": f"{dance.en}, as it was recorded", "zh": f"{dance.zh}，据录制"},
        "tempo": [round(dance.tempo * SLOWER, 1), round(dance.tempo * FASTER, 1), dance.tempo],
        "cast": sorted(costumes, reverse=True)[:1], "default": dict.fromkeys(sorted(costumes), WAY),
        "source": [dance.source_id], "standing": "claimed",
        "formation": {"shape": "solo", "least": 1, "usual": 1, "most": 12},
        "variants": [{"id": WAY, "names": {"en": "as recorded", "zh": "据录制"}, "costumes": costumes}],
    }  # fmt: skip
    Source.model_validate(source)
    Dance.model_validate({"culture": dance.culture, **entry})
    return tomlkit.dumps({"source": [source], "dance": [entry]})


def _costumes(culture: str, atlas: Atlas) -> dict[str, str]:
    """The first costume of a people for each sex."""
    found: dict[str, str] = {}
    for id, costume in sorted(atlas.costumes.items()):
        if costume.culture == culture:
            found.setdefault(costume.gender, id)
    if not found:
        dressed = ", ".join(sorted({c.culture for c in atlas.costumes.values()}))
        raise InputError(
            f"the atlas has no costume of {culture!r} that can be worn; it has some of {dressed}"
        )
    return found
