"""A strike: where and when a score lets a held prop touch the dancer or the floor."""

from typing import Literal

from pydantic import Field

from wenwu.atlas.record import Record

StruckPlace = Literal[
    "left_hand", "left_elbow", "left_shoulder", "right_shoulder", "back", "left_hip", "right_hip",
    "left_knee", "right_knee", "left_foot", "right_foot", "floor",
]  # fmt: skip


class Strike(Record):
    """A held prop touches the body or the floor."""

    beat: float = Field(ge=0)
    at: StruckPlace
    end: Literal["thumb", "little"] = "thumb"  # the end of the prop on that side of the hand
