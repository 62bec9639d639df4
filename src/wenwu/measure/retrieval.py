"""Retrieval, a baseline: the training phrases whose words are nearest to the sentence, laid end to end.

A training phrase is one that the network may learn from: danced by the score with a seed of the training
part. Words are compared as words, weighed by how rare they are among all phrases; of equally near ones the
seed draws.
"""

import re
from collections import Counter
from dataclasses import replace
from functools import cache, lru_cache
from math import log, sqrt

import numpy as np
from jaxtyping import Float
from numpy import ndarray

from wenwu.atlas.load import load_atlas
from wenwu.base.seed import generator
from wenwu.body.performer import performers
from wenwu.body.readouts import read
from wenwu.body.rotation import about, multiply, slerp
from wenwu.measure.score_only import score_only, solo
from wenwu.motion.clip import Clip

TRAINED = (2, 3, 4, 5)  # seeds, all of the training part
SECONDS = 26.0  # [s] of a training performance
BLEND = 0.25  # [s] over which one phrase runs into the next
NEARLY = 1e-9

Text = tuple[str, str, str]  # dance, phrase, words


def retrieved(dance: str, seed: int, seconds: float) -> Clip:
    """A clip of `seconds`: what is nearest to the words of a plain request for the dance."""
    brief, rng = solo(dance, seed, seconds), generator(seed, "retrieval", dance)
    performer = brief.cast[0].performer
    ranked = nearest(f"{performers()[performer].gender} {brief.prompt}")
    takes = [take for of, phrase, _ in ranked for take in _danced(of, phrase, performer)]
    clip = takes[int(rng.integers(len(takes)))]
    while len(clip) < round(seconds * clip.fps):
        clip = joined(clip, takes[int(rng.integers(len(takes)))])
    return _cut(clip, 0, round(seconds * clip.fps))


def nearest(sentence: str) -> list[Text]:
    """The phrases whose words are most like a sentence's, all that are equally like."""
    rows = texts()
    score = [_cosine(_words(sentence), _words(row[2])) for row in rows]
    return [row for row, s in zip(rows, score, strict=True) if s >= max(score) - NEARLY]


@cache
def texts() -> list[Text]:
    """Every phrase of the atlas with the words that it is asked for by: the name of its dance."""
    atlas = load_atlas()
    return [
        (name, phrase.id, atlas.dance(name).names.en)
        for name in sorted(atlas.scores)
        for phrase in atlas.score(name).phrase
    ]


def joined(one: Clip, two: Clip) -> Clip:
    """The second clip where the first ended, facing the same way, run into it over BLEND."""
    count = min(round(BLEND * one.fps), len(one) - 1, len(two) - 1)
    first = len(one) - count
    two = _placed(two, one, first)
    share = ((np.arange(count) + 1) / (count + 1))[:, None]
    root = one.root[first:] * (1 - share) + two.root[:count] * share
    return replace(
        one,
        root=np.concatenate([one.root[:first], root, two.root[count:]]),
        rotation=np.concatenate(
            [
                one.rotation[:first],
                slerp(one.rotation[first:], two.rotation[:count], share),
                two.rotation[count:],
            ]
        ),
        hand=np.concatenate([one.hand[:first], two.hand]),
        contact=np.concatenate([one.contact[:first], two.contact]),
        beat=np.concatenate([one.beat[:first], one.beat[first] + two.beat - two.beat[0]]),
        marks=(*one.marks, *((first + frame, name) for frame, name in two.marks)),
    )


def _placed(two: Clip, one: Clip, frame: int) -> Clip:
    """The second clip moved and turned so that it begins where the first is in one frame."""
    turn = _facing(one)[frame] - _facing(two)[0]
    away = two.root - two.root[0] * [1, 0, 1]
    c, s = np.cos(turn), np.sin(turn)
    x, z = away[:, 0] * c + away[:, 2] * s, away[:, 2] * c - away[:, 0] * s
    rotation = two.rotation.copy()
    rotation[:, 0] = multiply(about(1, np.degrees(turn)), rotation[:, 0])
    return replace(two, root=np.stack([x, away[:, 1], z], 1) + one.root[frame] * [1, 0, 1], rotation=rotation)


def _facing(clip: Clip) -> Float[ndarray, " T"]:
    return np.radians(read("root.turn", clip.rotation))


@lru_cache(maxsize=64)
def _danced(dance: str, phrase: str, performer: str) -> tuple[Clip, ...]:
    """The training takes of a phrase by one performer, each running on for BLEND."""
    out = []
    for seed in TRAINED:
        clip = _performance(dance, seed, performer)
        stops = [frame for frame, _ in clip.marks[1:]] + [len(clip)]
        for (first, name), stop in zip(clip.marks, stops, strict=True):
            after = stop + round(BLEND * clip.fps)  # what is blended away, so that no beat is lost
            if name.removesuffix(":mirror").partition("/")[0] == phrase and after <= len(clip):
                out.append(replace(_cut(clip, first, after), marks=((0, name),)))
    return tuple(out)


@lru_cache(maxsize=32)
def _performance(dance: str, seed: int, performer: str) -> Clip:
    return score_only(dance, seed, SECONDS, performer)


def _cut(clip: Clip, first: int, stop: int) -> Clip:
    here = slice(first, stop)
    return replace(
        clip, root=clip.root[here], rotation=clip.rotation[here], hand=clip.hand[here],
        contact=clip.contact[here], beat=clip.beat[here],
        marks=tuple((frame - first, name) for frame, name in clip.marks if first <= frame < stop),
    )  # fmt: skip


def _words(text: str) -> Counter[str]:
    return Counter(re.findall(r"\w+", text.lower()))


@cache
def _rarity() -> dict[str, float]:
    rows = [set(_words(row[2])) for row in texts()]
    return {w: log(len(rows) / sum(w in row for row in rows)) for w in set().union(*rows)}


def _cosine(one: Counter[str], two: Counter[str]) -> float:
    weight = _rarity()
    a, b = ({w: n * weight[w] for w, n in words.items() if w in weight} for words in (one, two))
    size = sqrt(sum(x * x for x in a.values()) * sum(x * x for x in b.values()))
    return sum(x * b.get(w, 0.0) for w, x in a.items()) / size if size > 0 else 0.0
