"""Train the motion network that ships: score phrases of every dance, and real clips for how bodies move.

Usage: python tools/train_motion.py WORK [--data DIR] [--minutes 45] [--seeds 24] [--out FILE] (extra
[train]; one core) The corpus is made in WORK/corpus where it is not yet; a stopped run goes on from
WORK/run.
"""

import argparse
import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import torch

from wenwu.atlas.load import load_atlas
from wenwu.motion.corpus import score_corpus
from wenwu.motion.corpus_real import real_sequences
from wenwu.motion.learnt import Learnt
from wenwu.motion.mdn_batch import scale_of, shelves_of
from wenwu.motion.mdn_net import Size
from wenwu.motion.mdn_train import Course, add_facts, export, facts_of, judged, train
from wenwu.motion.prior import learn_priors, save_priors
from wenwu.motion.repertoire import all_ways
from wenwu.motion.sequence import Sequence, split_of
from wenwu.prompt.encode import keep_texts, phrase_texts

HOME = Path(__file__).parents[1] / "src/wenwu"
OUT = HOME / "motion/weights/mdn.onnx"
PRIOR, TEXTS = HOME / "motion/weights/prior.npz", HOME / "prompt/known_texts.npz"


def main() -> None:
    """The recipe."""
    asked = arguments()
    torch.set_num_threads(1)
    torch.set_num_interop_threads(1)
    score, real = corpus(asked.work / "corpus", asked.seeds, asked.data)
    parts = {n: [s for s in score if split_of(s.seed) == n] for n in ("train", "valid", "test")}
    save_priors(learn_priors(parts["train"]), PRIOR)
    atlas = load_atlas()
    keep_texts((t for d, own in atlas.scores.items() for t in phrase_texts(atlas.dance(d), own)), TEXTS)
    own = [s for s in real if split_of(s.seed) == "train"]
    shelves = shelves_of(parts["train"], scale_of(parts["train"]))
    course = Course(steps=asked.steps, minutes=asked.minutes, size=Size(asked.hidden))
    run = train(
        parts["train"], own, shelves, course, asked.work / asked.run, lambda text: print(text, flush=True)
    )
    facts = facts_of(run, course)
    facts["sequences"] = {n: len(p) for n, p in parts.items()} | {"real": len(own)}
    facts["valid"] = judged(run.net, parts["valid"], shelves)
    facts["test"] = judged(run.net, parts["test"], shelves)
    export(run.net, shelves, facts, asked.out)
    learnt = replace(Learnt.shipped(), network=asked.out)
    ways = [all_ways(dance, atlas, learnt) for dance in sorted(atlas.scores)]
    add_facts(asked.out, {"ways": {key: way for own in ways for key, way in own.items()}})
    print(json.dumps({n: facts[n] for n in ("steps", "minutes", "sequences", "valid", "test")}))
    print(f"wrote {asked.out}, {asked.out.stat().st_size / 1e6:.2f} MB")


def corpus(folder: Path, seeds: int, data: Path | None) -> tuple[list[Sequence], list[Sequence]]:
    """Score phrases of every dance, and clips of CMU where there are data."""
    atlas = load_atlas()
    score = [s for _, own in score_corpus(atlas, folder, range(seeds), sorted(atlas.scores)) for s in own]
    score = [replace(s, state=s.state.astype(np.float32)) for s in score]
    return score, list(real_sequences(data, ("cmu",))) if data else []


def arguments() -> argparse.Namespace:
    """What the command line asks for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("work", type=Path)
    parser.add_argument("--data", type=Path)
    parser.add_argument("--minutes", type=float, default=45)
    parser.add_argument("--steps", type=int, default=9000)
    parser.add_argument("--seeds", type=int, default=24)
    parser.add_argument("--hidden", type=int, default=192)
    parser.add_argument("--run", default="run")
    parser.add_argument("--out", type=Path, default=OUT)
    return parser.parse_args()


if __name__ == "__main__":
    main()
