"""Facts: what is known about a scene when the rules are asked, and the names such facts may have."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from wenwu.atlas.rule import Value
from wenwu.body.readouts import READOUTS

View = Mapping[str, Value]

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
    "joined": "whether hands are held",
    "same_side": "whether hand and foot of one side go together",
    "start_foot": "left or right: the foot that is lifted first",
    "complete": "whether the dance runs from beginning to end",
    "scene": "what else the picture shows: hunting …",
    "style": "traditional or modern",
    "material": "what cloth is made of: fish_skin …",
    "action": "what somebody does: weeping, touch_forelock …",
    "attire": "what somebody else in the scene wears: mourning_dress …",
    "dominant": "colour word of the largest share, as asked for",
    "even": "whether the number of dancers is even",
    "first_month": "whether it is the first lunar month up to the sixteenth day",
    "place": "shrine, temple, mosque, stage …",
    "tempo": "beats a minute",
}
ANGLES = frozenset(name.replace("_l.", ".").replace("_r.", ".") for name in READOUTS)


@dataclass(frozen=True)
class Facts:
    """What is known about a scene, and about each dancer, motif and rite in it (`subjects`)."""

    scene: View
    subjects: tuple[View, ...] = ()
    set_aside: Mapping[str, str] = field(default_factory=dict)  # rule id → the recorded reason

    def views(self, keys: frozenset[str]) -> list[View]:
        """The scene through each subject that says something about these keys; else the bare scene."""
        near = [subject for subject in self.subjects if not keys.isdisjoint(subject)]
        return [{**self.scene, **subject} for subject in near] if near else [self.scene]


def is_fact(name: str) -> bool:
    """Whether rules may ask for it: a named fact, a joint angle [deg], or a colour's share of the cloth."""
    return name in NAMES or name in ANGLES or name.startswith("share.")
