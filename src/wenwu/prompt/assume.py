"""Assumptions: everything the sentence left open, each with the reason for what was taken instead."""

from wenwu.atlas.model import Atlas, Dance
from wenwu.atlas.text import WAY
from wenwu.prompt.brief import Assumption, Brief, Part
from wenwu.prompt.cloth import motifs_on, palette_name

MANY = {"woman": ("women", "女子"), "man": ("men", "男子")}


class Assumptions:
    """A list that grows while the brief is written."""

    def __init__(self) -> None:
        self.made: list[Assumption] = []

    def take(self, field: str, value: object, en: str, zh: str) -> None:
        """Note one assumption."""
        self.made.append(Assumption(field=field, value=str(value), because=en, because_zh=zh))


def assume_cast(noted: Assumptions, cast: tuple[Part, ...], dance: Dance, asked: bool, atlas: Atlas) -> None:
    """What was taken for granted about the dancers."""
    number, whole = len(cast), dance.formation.least
    if not asked:
        noted.take(
            "dancers", number,
            f"the sentence names no number; {whole} is the smallest group the atlas calls whole here",
            f"句中未说人数；图谱认为此舞完整的最少人数为{whole}人",
        )  # fmt: skip
    elif number < whole:
        hands = ("", "")
        if dance.formation.joined:
            hands = ("; hands are not joined where nobody is near", "；无邻者处不牵手")
        noted.take(
            "formation", f"{number} of {whole}",
            f"shown is part of a group: the atlas calls this dance whole with {whole} or more{hands[0]}",
            f"所见只是群体的一部分：图谱认为此舞至少{whole}人方为完整{hands[1]}",
        )  # fmt: skip
    _assume_variants(noted, cast, dance)
    for costume in dict.fromkeys(part.costume for part in cast):
        style = atlas.costumes[costume].style if costume in atlas.costumes else costume
        noted.take(
            "costume", costume,
            f"the dance's own costume in the atlas: one local style ({style}), not a whole people's dress",
            "图谱中此舞的服饰，只是一地的样式，不代表整个民族",
        )  # fmt: skip
    people = ", ".join(dict.fromkeys(p.performer for p in cast))
    noted.take(
        "performer",
        people,
        "picked by the seed; any performer may dance any dance",
        "由随机种子选出；任何舞者可跳任何舞",
    )


def _assume_variants(noted: Assumptions, cast: tuple[Part, ...], dance: Dance) -> None:
    if len(dance.variants) < 2:
        return
    for gender, id in dict.fromkeys((part.gender, part.variant) for part in cast):
        names = dance.variant(id).names
        shown = names.en if names else id
        noted.take(
            "variant", id,
            f"the variant that {MANY[gender][0]} dance here when the sentence names none: {shown}",
            f"句中未说舞式，{MANY[gender][1]}取：{names.zh if names else id}",
        )  # fmt: skip


def assume_formation(noted: Assumptions, formation: str, direction: str | None, dance: Dance) -> None:
    """What was taken for granted about who stands where, and which way the ring goes."""
    layout = (
        f": {dance.formation.layout}" if dance.formation.layout and formation == dance.formation.shape else ""
    )
    noted.take(
        "formation", formation, f"the dance's own formation for this number{layout}", "此舞在此人数下的队形"
    )
    if direction and formation == "ring":
        noted.take(
            "direction", direction,
            f"the ring goes {WAY[direction][0]}, as the atlas has it for this dance",
            f"圈行{WAY[direction][1]}，依图谱所记",
        )  # fmt: skip


def assume_cloth(noted: Assumptions, brief: Brief, atlas: Atlas) -> None:
    """What became of the motifs and colours that the sentence asks for."""
    palette, drawn = atlas.culture(brief.culture).palette, motifs_on(brief, atlas)
    for id in brief.motifs:
        if id not in drawn:
            places = ", ".join(atlas.motif(id).placement) or "nothing"
            noted.take(
                "motifs", id,
                f"not drawn: the atlas puts it on {places}, and no cloth of this costume is that",
                "未绘：图谱所记的部位，此服饰没有",
            )  # fmt: skip
    for word in brief.colours[:2]:
        name = palette_name(word, palette)
        if name is None:
            have = ", ".join(palette)
            noted.take(
                "colours", word, f"not used: the palette of this culture has {have}", "未用：此族色谱中没有"
            )
        elif name != word:
            noted.take("colours", name, f"the palette's nearest to {word}", "色谱中与所说最近的颜色")
    for word in brief.colours[2:]:
        noted.take(
            "colours", word, "not used: one colour goes below and one above the waist", "未用：上下身各取一色"
        )
