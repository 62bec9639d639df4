"""Contexts as people write them, brought to the words of the atlas: "culture=yi, occasion=torch festival"."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from wenwu.atlas.model import Atlas
from wenwu.base.errors import InputError, unknown
from wenwu.motifs.context import UNSAID, Context
from wenwu.prompt.lexicon import labels, normal

PARTS: Mapping[str, str] = {  # what a part of a context may be called
    "culture": "culture", "people": "culture", "民族": "culture", "occasion": "occasion", "场合": "occasion",
    "carrier": "carrier", "载体": "carrier", "placement": "placement", "排列": "placement",
    "role": "role", "角色": "role",
}  # fmt: skip
PLAIN: Mapping[str, Mapping[str, str]] = {  # words that are no entries of the atlas
    "placement": {
        "alone": "alone", "single": "alone", "单独": "alone", "row": "row", "in a row": "row", "成行": "row",
        "field": "field", "all over": "field", "满地": "field",
    },
    "role": {"woman": "woman", "women": "woman", "女": "woman", "man": "man", "men": "man", "男": "man"},
}  # fmt: skip
EXAMPLE = '"culture=yi, occasion=torch festival, carrier=hem, placement=row, role=woman"'


def context_of(text: str, atlas: Atlas) -> Context:
    """One context from its words; InputError for a part or a word that nobody knows, and for one said twice.

    A part is said once as NAME=WORD; the word is an id of the atlas or any name it has for the thing.
    """
    said: dict[str, str] = {}
    for piece in re.split(r"[,，;；]", text):
        name, equals, word = (part.strip() for part in re.sub("＝", "=", piece).partition("="))
        if not (name or equals):
            continue
        part = PARTS.get(name.casefold())
        if part is None or not word:
            raise InputError(f"{piece.strip()!r} says nothing of a context; write for example {EXAMPLE}")
        if part in said:
            raise InputError(f"the context {text!r} says its {part} twice; give another --context")
        said[part] = word
    return known_context(said, atlas)


def known_context(said: Mapping[str, str | None], atlas: Atlas) -> Context:
    """Parts of a context with their words, as the atlas calls them; what is None or empty is unsaid."""
    return Context(**{part: _word(part, word, atlas) if word else UNSAID for part, word in said.items()})


def filled(context: Context, others: Context) -> Context:
    """A context with the parts that it leaves open from another."""
    return Context(*(mine or theirs for mine, theirs in zip(context, others, strict=True)))


def _word(part: str, word: str, atlas: Atlas) -> str:
    known = dict(_names(part, atlas))
    if word in known.values():
        return word
    if (found := known.get(normal(word))) is not None:
        return found
    raise _nobody(part, word, sorted(set(known.values())))


def _names(part: str, atlas: Atlas) -> Iterator[tuple[str, str]]:
    """Every name of every word that a part may say, in its normal spelling; ids come last and win."""
    if part in PLAIN:
        yield from ((normal(name), word) for name, word in PLAIN[part].items())
        return
    table: Mapping[str, Any] = getattr(atlas, f"{part}s")
    for id, record in table.items():
        yield from ((normal(name), id) for name in labels(record.names))
    yield from ((normal(id), id) for id in table)


def _nobody(part: str, word: str, known: list[str]) -> InputError:
    if part not in PLAIN:
        return unknown(part, word, known)
    return InputError(f"no {part} {word!r}; it is {', '.join(known[:-1])} or {known[-1]}")
