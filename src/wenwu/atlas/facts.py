"""Facts: what is known about a scene when the rules are asked, and the names such facts may have."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from wenwu.atlas.conditions import View
from wenwu.body.readouts import READOUTS

__all__ = ["ANGLES", "NAMES", "Facts", "View", "is_fact"]

NAMES: Mapping[str, str] = {
    "culture": "id of a culture",
    "branch": "branch of a culture",
    "tradition": "buddhist, bon or unknown",
    "dance": "id of a dance",
    "variant": "id of a dance's variant",
    "dancers": "how many dance",
    "gender": "woman or man, of one dancer",
    "age": "adult or elder, of one dancer",
    "role": "what one dancer does: dancer, leader, lusheng …",
    "marital": "married or unmarried, where a sentence says so",
    "wearer": "lay or ordained",
    "costume": "id of a costume",
    "garment": "kind of a garment",
    "prop": "what is carried",
    "occasion": "id of an occasion",
    "occasion_named": "whether the sources name the dance at this occasion",
    "rite": "id of a rite or a rite's occasion",
    "rite_named": "whether the atlas knows the rite, or the dance names it",
    "drawable": "whether the atlas lets an image be drawn",
    "sacred": "level 0 to 4 of the motif, the dance or the rite",
    "reviewed": "whether the pack holds a review record",
    "profile": "preview, master or mobile",
    "opt_in": "whether the user asked for this very sign",
    "motif": "id of a motif that is shown",
    "family": "family of the grammar that the motif is drawn by",
    "animal": "animal that a motif shows",
    "reading": "the concept a motif is read as",
    "tip_angle": "inclination of an antler's tip from the motif's own horizontal axis [deg]",
    "turn": "left or right, of a turning motif",
    "carrier": "what a motif is put on: hem, apron …",
    "purpose": "decoration, or more than that",
    "captioned": "whether the motif's meaning stands beside it",
    "colour": "plain colour word",
    "on": "who wears the colour: mourner, dancer …",
    "deceased_age": "age of the one who is mourned [years]",
    "direction": "cw or ccw: travel of a ring, seen from above",
    "kind": "circumambulation, where a ring is one",
    "formation": "solo, pair, line, arc, ring or two_lines",
    "layout": "inside or outside, of one dancer in rings",
    "centre": "what stands in the middle of a ring: wooden_drum …",
    "joined": "whether hands are held",
    "same_side": "whether hand and foot of one side go together",
    "start_foot": "left or right: the foot that is lifted first",
    "complete": "whether the dance runs from beginning to end",
    "scene": "what else the picture shows: hunting …",
    "style": "traditional or modern",
    "material": "what cloth is made of: fish_skin …",
    "object": "a thing in the scene: spirit_tablet …",
    "action": "what somebody does: weeping, touch_forelock …",
    "attire": "what somebody else in the scene wears: mourning_dress …",
    "dominant": "colour word of the largest share, as asked for",
    "even": "whether the number of dancers is even",
    "first_month": "whether it is the first lunar month up to the sixteenth day",
    "place": "shrine, temple, mosque, stage …",
    "tempo": "beats a minute",
    "year": "the year the scene is set in, where a sentence says so; otherwise it is set in the present",
    "override": "whether a reason is recorded against this very rule; only `unless` may ask for it",
}
CHOICES: Mapping[str, tuple[str, ...]] = {  # facts that have no other words than these
    "tradition": ("buddhist", "bon", "unknown"),
    "gender": ("woman", "man"),
    "age": ("adult", "elder"),
    "marital": ("married", "unmarried"),
    "wearer": ("lay", "ordained"),
    "profile": ("preview", "master", "mobile"),
    "turn": ("left", "right", "either"),
    "direction": ("cw", "ccw"),
    "formation": ("solo", "pair", "line", "arc", "ring", "two_lines"),
    "layout": ("inside", "outside"),
    "start_foot": ("left", "right"),
    "style": ("traditional", "modern"),
}
YES_OR_NO = frozenset({
    "occasion_named", "rite_named", "drawable", "reviewed", "opt_in", "captioned", "joined", "same_side",
    "complete", "even", "first_month", "override",
})  # fmt: skip
NUMBERS: Mapping[str, tuple[float, float]] = {  # the range a number can have
    "dancers": (1, 12),
    "sacred": (0, 4),
    "tip_angle": (-180, 180),
    "deceased_age": (0, 130),
    "tempo": (20, 300),
    "year": (-3000, 3000),
}
DEGREES = (-360.0, 360.0)
SHARE = (0.0, 1.0)
ANGLES = frozenset(name.replace("_l.", ".").replace("_r.", ".") for name in READOUTS)


@dataclass(frozen=True)
class Facts:
    """What is known about a scene, and about each dancer, motif and rite in it (`subjects`)."""

    scene: View
    subjects: tuple[View, ...] = ()
    set_aside: Mapping[str, str] = field(default_factory=dict)  # rule id → the recorded reason


def is_fact(name: str) -> bool:
    """Whether rules may ask for it: a named fact, a joint angle [deg], or a colour's share of the cloth."""
    return name in NAMES or name in ANGLES or name.startswith("share.")


def range_of(name: str) -> tuple[float, float] | None:
    """The numbers a fact can have; None for a fact that is no number."""
    if name in ANGLES:
        return DEGREES
    return SHARE if name.startswith("share.") else NUMBERS.get(name)


def unit_of(name: str) -> float:
    """What one unit of a number is when two of them are called near: a degree, a percent of the cloth."""
    return 0.01 if name.startswith("share.") else 1.0
