"""How near the dragon, and tiger stripes, lie to power: the paper says .91 and .87, of data not published.

Pictures of the dragon are drawn as those of the corpus are, by another seed, and each is read in several
contexts. A number is the mean cosine between what the semantic channel makes of them and the memory's vector
of `power`. Stripes have no form in any source and are not drawn, so of them there is only what the meanings
and ties of the atlas say.
"""

import tomllib
from collections.abc import Mapping, Sequence
from importlib.resources import files
from math import exp
from typing import Any

import numpy as np
from jaxtyping import Float32
from numpy import ndarray

from wenwu.atlas.graph import distance, graph_of
from wenwu.atlas.load import load_atlas
from wenwu.atlas.model import Atlas
from wenwu.base.errors import InputError, RefusedError
from wenwu.memory.backbone import SIDE, look
from wenwu.memory.concepts import REACH
from wenwu.memory.crop import prepared
from wenwu.memory.memory import Memory, load_memory
from wenwu.motifs.context import Context
from wenwu.motifs.corpus_image import draw_order
from wenwu.motifs.corpus_plan import EACH, Planner, Subject
from wenwu.motifs.dressing import dressings
from wenwu.motifs.library import motif_family
from wenwu.motifs.recipe import load_recipe
from wenwu.motifs.sense import rivals_of

ASKED = tomllib.loads(files("wenwu.measure").joinpath("nearness.toml").read_text("utf-8"))
POWER: str = ASKED["concept"]
MOTIFS: Mapping[str, str] = ASKED["motif"]
PAPER: Mapping[str, float] = ASKED["paper"]
CONTEXTS = {name: Context(**said) for name, said in ASKED["context"].items()}
DRAWINGS, QUICK, SEED = 16, 4, 2  # the corpus that the memory learnt from has seed 1
NOTE = f"""\
  the paper: dragon {PAPER["dragon"]}, tiger stripes {PAPER["tiger_stripe"]}, of other data and without n: \
no figure here confirms or corrects them.
  The vector of power is made of pictures of what means power, the court's dragon among them: a high number
  says that training took, and nothing about a people. Tiger stripes are not drawn: only the paper names
  them, and power is all they mean there, so their first number is 1 by construction; which of the two lies
  nearer is not said."""
Tokens = Float32[ndarray, "N 16 432"]


def run(data: object = None, quick: bool = False) -> dict[str, Any]:
    """The nearness of both in the memory that comes with the program, beside the paper's."""
    drawings = QUICK if quick else DRAWINGS
    found = nearness(load_memory(), load_atlas(), drawings)
    paper = {f"paper_{word}": value for word, value in PAPER.items()}
    return {"n": drawings * EACH, "drawings": drawings, "seed": SEED, "quick": quick, **found, **paper}


def nearness(memory: Memory, atlas: Atlas, drawings: int = DRAWINGS) -> Mapping[str, float]:
    """Cosines with `power` [−1, 1] by name: of each motif that is drawn, in each context; of each, by words.

    `…_first_…` is the share of pictures to which no concept lies nearer. `…_concepts` is the mean over the
    concepts of a motif's meanings, `…_graph` exp(−distance / 2) in the concept graph, `…_held_out` the same
    without the motif's own tie to `power`. InputError where the atlas gives a motif no such meaning.
    """
    graph, planner = graph_of(atlas), planner_of(atlas)
    out: dict[str, float] = {}
    for word, id in MOTIFS.items():
        if POWER not in _concepts(id, atlas):
            raise InputError(f"the atlas has no meaning {POWER!r} for {id!r}; nothing can be near to it")
        if _is_drawn(id, atlas):
            out |= _of_pictures(word, looked_at(id, planner, drawings), memory)
        ends = f"motif:{id}", f"concept:{POWER}"
        out[f"{word}_concepts"] = _of_concepts(memory, _concepts(id, atlas))
        out[f"{word}_graph"] = exp(-distance(graph, *ends) / REACH)
        out[f"{word}_graph_held_out"] = exp(-distance(graph, *ends, without="means") / REACH)
    return out


def planner_of(atlas: Atlas) -> Planner:
    """Who orders pictures as the corpus does, by a seed of its own."""
    return Planner(atlas, load_recipe(), SEED)


def looked_at(motif: str, planner: Planner, drawings: int) -> Tokens:
    """What the network that looks makes of new pictures of a motif, EACH of every drawing."""
    own = tuple(sense for sense in planner.senses if sense.motif == motif)
    rivals = tuple(rivals_of(sense, planner.senses) for sense in own)
    atlas, record = planner.atlas, planner.atlas.motif(motif)
    subject = Subject(record, own, np.ones(len(own)), rivals, dressings(record, atlas))
    orders = [
        order
        for drawing in range(drawings)
        for order in planner.drawing("test", subject, drawing, range(drawing * EACH, (drawing + 1) * EACH))
    ]
    return look(prepared([draw_order(order, atlas, SIDE, SEED).image for order in orders], SIDE)).tokens


def to_concepts(memory: Memory, tokens: Tokens, context: Context) -> Float32[ndarray, "N C"]:
    """Cosine of each picture, read in one context, with every concept: both are of length 1."""
    answer = memory.answer(tokens, [context] * len(tokens))
    return answer.meaning @ memory.banks["concepts"].T


def _of_pictures(word: str, tokens: Tokens, memory: Memory) -> dict[str, float]:
    """In each context: the mean cosine with `power`, and how often it is the nearest."""
    power, out = memory.words.concepts.index(POWER), {}
    for name, context in CONTEXTS.items():
        near = to_concepts(memory, tokens, context)
        out[f"{word}_{name}"] = float(near[:, power].mean())
        out[f"{word}_first_{name}"] = float((near.argmax(1) == power).mean())
    return out


def _of_concepts(memory: Memory, concepts: Sequence[str]) -> float:
    """Mean cosine between `power` and some concepts; 1 where power is all that they are."""
    known, bank = memory.words.concepts, memory.banks["concepts"]
    return float((bank[[known.index(concept) for concept in concepts]] @ bank[known.index(POWER)]).mean())


def _concepts(motif: str, atlas: Atlas) -> tuple[str, ...]:
    """Every concept of a motif's meanings, each once."""
    meanings = (meaning for meaning in atlas.motif(motif).meanings if meaning.enabled)
    return tuple(dict.fromkeys(concept for meaning in meanings for concept in meaning.concepts))


def _is_drawn(motif: str, atlas: Atlas) -> bool:
    try:
        motif_family(atlas.motif(motif))
    except RefusedError:
        return False
    return True


def table(result: Mapping[str, Any]) -> str:
    """Each number in words, and what the paper says."""
    hows = {f"{name}": f"pictures, {name.replace('_', ' ')}" for name in CONTEXTS}
    hows |= {
        "concepts": "vectors of its concepts",
        "graph": "ties",
        "graph_held_out": "ties, its own held out",
    }
    rows = [
        (f"{word.replace('_', ' ')}: {how}", result[f"{word}_{key}"])
        for word in MOTIFS
        for key, how in hows.items()
        if f"{word}_{key}" in result
    ]
    lines = [f"  near to {POWER}", *(f"  {row:<40}{value:8.3f}" for row, value in rows)]
    return "\n".join([*lines, NOTE])
