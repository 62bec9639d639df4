"""The corpus: dance phrases as sequences, each with its words, its timeline and the body's own reference.

Score phrases are danced by the engine that `wenwu animate` uses, seed after seed, by every performer whom
the dance's sources let dance it, at the dance's tempi; phrases danced the other way round are turned back,
so that a mirror is the reader's choice and no variant of its own. One npz a dance lies in the work folder,
and one that lies there is not made again. Splits go by the performance's seed: see `split_of`.
"""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
from jaxtyping import Float
from numpy import ndarray

from wenwu.atlas.model import Atlas
from wenwu.base.errors import RefusedError
from wenwu.base.seed import generator
from wenwu.base.trace import Trace
from wenwu.body.performer import load_body, performers
from wenwu.motion.clip import Clip
from wenwu.motion.compose import compose
from wenwu.motion.dancer_frame import FPS, states
from wenwu.motion.mirror import mirrored_clip
from wenwu.motion.reference import reference_of
from wenwu.motion.seen import seen_from
from wenwu.motion.sequence import Sequence, load, save
from wenwu.motion.timeline import timeline_of
from wenwu.prompt.brief import Brief
from wenwu.prompt.encode import phrase_text
from wenwu.prompt.read import read_brief
from wenwu.prompt.wishes import Wishes

SECONDS = 26.0  # [s] of one performance: three to five phrases
LEAD = 1.0  # [beats] before the first phrase
SHORTEST = 20  # [frames] a shorter rest of a phrase is left out


def score_sequences(atlas: Atlas, dance: str, seeds: range, seconds: float = SECONDS) -> Iterator[Sequence]:
    """Every phrase of every performance of a dance: each performer, each seed, its own tempo."""
    for performer in performers():
        for seed in seeds:
            try:
                brief = _brief(atlas, dance, performer, seed, seconds)
            except RefusedError:
                break
            yield from performance_sequences(atlas, brief)


def performance_sequences(atlas: Atlas, brief: Brief) -> Iterator[Sequence]:
    """The phrases of one performance by one dancer."""
    trace, part, dance = Trace(), brief.cast[0], atlas.dance(brief.dance)
    skeleton = load_body(part.performer).skeleton
    clip = compose(brief, atlas, {part.performer: skeleton}, trace, fps=FPS).dancers[0].clip
    told = next(e.data for e in trace if e.stage == "motion" and e.kind == "chose" and "phrases" in e.data)
    sides = {False: _seen(clip), True: _seen(mirrored_clip(clip))}
    start, tempo = LEAD, np.gradient(clip.beat) * clip.fps * 60
    for name, beats in zip(told["phrases"], told["beats"], strict=True):
        plain, mirror = name.removesuffix(":mirror"), name.endswith(":mirror")
        phrase_id, _, variant = plain.partition("/")
        phrase = atlas.score(brief.dance).find(phrase_id)
        here = (clip.beat >= start) & (clip.beat < start + beats)
        texts = tuple(phrase_text(dance, phrase, part.gender, part.variant, x) for x in ("en", "zh"))
        if here.sum() >= SHORTEST:
            state, dof, reference = sides[mirror]
            yield Sequence(
                "score", brief.dance, phrase_id, variant or "plain", f"{part.gender}/{part.variant}",
                brief.seed, texts, state[here], dof[here],
                timeline_of(clip.beat[here], start, phrase.beats, tempo[here]), reference, np.ones(24, bool),
            )  # fmt: skip
        start += beats


def _seen(
    clip: Clip,
) -> tuple[Float[ndarray, "T 144"], Float[ndarray, "T 36"], Float[ndarray, "128"]]:
    """State, 36 numbers and reference of a clip."""
    place, dof = seen_from(clip)
    return states(place, clip.fps), dof, reference_of(place, clip.fps)


def _brief(atlas: Atlas, dance: str, performer: str, seed: int, seconds: float) -> Brief:
    """One performer alone; every second seed at the usual tempo, the others anywhere in the dance's range."""
    known = atlas.dance(dance)
    gender = performers()[performer].gender
    wishes = Wishes(dance=dance, performer=performer, dancers=1, seconds=seconds, seed=seed)
    brief = read_brief(f"A {gender} dances the {known.names.en}", wishes, atlas)
    low, high, _ = known.tempo
    tempo = float(generator(seed, "corpus", dance, performer).uniform(low, high))
    return brief if seed % 2 else brief.model_copy(update={"tempo": tempo})


def score_corpus(
    atlas: Atlas, folder: Path, seeds: range, dances: list[str]
) -> Iterator[tuple[str, list[Sequence]]]:
    """The sequences of each dance, made where the folder has none yet; a run that was stopped goes on."""
    for dance in dances:
        path = folder / f"score_{dance}_{seeds.start}_{seeds.stop}.npz"
        if not path.exists():
            save(list(score_sequences(atlas, dance, seeds)), path)
        yield dance, load(path)
