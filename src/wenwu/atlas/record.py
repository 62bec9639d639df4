"""What every atlas record has in common: it never changes, it names its sources, it says how sure it is.

The schemas of the other files (`model`, `score`, `textile`, `costume`) build on this one, so it imports none.
"""

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

Standing = Literal["confirmed", "sourced", "claimed"]
Grade = Literal["A", "B", "C", "D"]
Gender = Literal["woman", "man"]
Direction = Literal["cw", "ccw"]


def _as_tuple(value: Any) -> Any:
    """One word may stand for a list of one."""
    return (value,) if isinstance(value, str | Mapping) else value


Ids = Annotated[tuple[str, ...], BeforeValidator(_as_tuple)]
Id = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*(\.[a-z0-9_]+)*$")]
Sacred = Annotated[int, Field(ge=0, le=4)]  # 0 everyday, 1 emblematic, 2 ancestral, 3 sacred, 4 restricted


class Record(BaseModel):
    """An unchangeable record; unknown keys are refused."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Text(Record):
    """One sentence, said in both languages of the report."""

    en: str
    zh: str

    def say(self, lang: Literal["en", "zh"]) -> str:
        """The sentence in one language."""
        return self.zh if lang == "zh" else self.en


class Name(Record):
    """A name as it is written, and by whom."""

    text: str
    lang: str = ""  # BCP 47: khb, iii, bo, mn, ug …; empty where the source does not say
    script: str = ""  # ISO 15924: Talu, Yiii, Tibt, Mong, Arab, Latn …
    latin: str = ""  # a romanisation
    who: str = ""  # the branch or community that uses it
    source: Ids = ()


class Names(Record):
    """What a thing is called; the words a sentence may use for it are all of these."""

    en: str
    zh: str
    pinyin: str = ""
    native: tuple[Name, ...] = ()  # the community's own names, in its own script where we are sure
    aliases: tuple[str, ...] = ()  # further words that a sentence may use, in any language
    exonyms: tuple[Name, ...] = ()  # names given by others: understood, never a title

    def say(self, lang: Literal["en", "zh"]) -> str:
        """The name in one language."""
        return self.zh if lang == "zh" else self.en


class Dispute(Record):
    """A dated objection; it stays in the record whatever becomes of it."""

    by: str
    because: str
    date: str  # ISO 8601


class Claim(Record):
    """Something the atlas says, on whose word, and how sure that makes it.

    `confirmed` needs a culture bearer's signed record; `sourced` one source of grade A or two independent of
    grade B; everything else is `claimed`. The loader refuses a record that looks surer than its sources.
    """

    source: Ids = Field(min_length=1)
    standing: Standing
    enabled: bool = True  # unverified claims ship switched off
    disputed_by: tuple[Dispute, ...] = ()
    withdrawn_by: tuple[Dispute, ...] = ()  # by whose word it is used no more
    note: str = ""
