"""Choose λ, η and the learning rate of the motion network, and take parts away to see what they are for.

Usage: python tools/tune_motion.py WORK [--trials 8] [--steps 600] [--out FILE] (extra [train]; one core)
The corpus is that of `tools/train_motion.py`. Every run has the same steps and seed; finished runs are kept
in WORK/tune.jsonl, so that a stopped search goes on. Prints two tables, and writes them where --out says.
"""

import argparse
import json
from collections.abc import Iterator
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import numpy as np
import optuna
import torch

from wenwu.base.seed import generator
from wenwu.motion.chain import CHAIN
from wenwu.motion.mdn_batch import EVERY, Shelves, draw, scale_of, shelves_of
from wenwu.motion.mdn_loss import Told, Weights
from wenwu.motion.mdn_net import Net
from wenwu.motion.mdn_train import Course, judged, train
from wenwu.motion.sequence import Sequence, load, split_of

PLAIN = Course()
PARTS = {
    "the whole": PLAIN,
    "without KL": replace(PLAIN, weights=replace(PLAIN.weights, kl=0.0)),
    "without angle terms": replace(PLAIN, weights=replace(PLAIN.weights, reference=0.0, limit=0.0)),
    "K = 1": replace(PLAIN, size=replace(PLAIN.size, components=1)),
    "K = 3": replace(PLAIN, size=replace(PLAIN.size, components=3)),
    "K = 8": replace(PLAIN, size=replace(PLAIN.size, components=8)),
}
Row = dict[str, Any]


def main() -> None:
    """Run what is not yet there."""
    asked = arguments()
    torch.set_num_threads(1)
    parts = corpus(asked.work / "corpus")
    shelves = shelves_of(parts["train"], scale_of(parts["train"]))
    kept = asked.work / "tune.jsonl"

    def run(name: str, course: Course) -> Row:
        done = {row["name"]: row for row in rows_of(kept)}
        if name not in done:
            course = replace(course, steps=asked.steps)
            row = {"name": name, "course": asdict(course)} | tried(
                course, parts, shelves, asked.work / "tune" / name
            )
            with kept.open("a", encoding="utf-8") as file:
                file.write(json.dumps(row) + "\n")
            done[name] = row
        return done[name]

    searched = search(run, asked.trials)
    taken = [run(name, course) for name, course in PARTS.items()]
    text = "\n\n".join([table(searched), table(taken)])
    print(text)
    if asked.out:
        asked.out.write_text(text + "\n", encoding="utf-8")


def search(run: Any, trials: int) -> list[Row]:
    """λ, η and the rate by a tree-structured Parzen estimator; the aim is the held-out likelihood alone."""
    optuna.logging.set_verbosity(optuna.logging.WARNING)
    study = optuna.create_study(sampler=optuna.samplers.TPESampler(seed=1, n_startup_trials=4))
    rows = []
    for k in range(trials):
        trial = study.ask()
        weights = Weights(
            1.0,
            trial.suggest_float("reference", 0.3, 5, log=True),
            trial.suggest_float("limit", 0.2, 3, log=True),
        )
        course = replace(PLAIN, weights=weights, rate=trial.suggest_float("rate", 5e-4, 6e-3, log=True))
        row = run(f"trial {k + 1}", course)
        study.tell(trial, row["nll"])
        rows.append(row)
    return rows


def tried(course: Course, parts: dict[str, list[Sequence]], shelves: Shelves, folder: Path) -> Row:
    """One run's figures on the validation part."""
    run = train(parts["train"], [], shelves, course, folder, lambda text: print(text, flush=True))
    found = judged(run.net, parts["valid"], shelves)
    return found | reached(run.net, parts["valid"], shelves) | {"minutes": round(run.spent / 60, 1)}


def reached(net: Net, sequences: list[Sequence], shelves: Shelves) -> dict[str, float]:
    """Mean distance [cm] of a joint from the nearest component's, and between components, over held-out
    phrases.
    """
    net.eval()
    rng, near, apart = generator(7, "reached"), [], []
    spread = torch.tensor(shelves.scale.spread[:72], dtype=torch.float32)
    chain = torch.tensor(CHAIN, dtype=torch.float32)
    with torch.inference_mode():
        for _ in range(20):
            batch = draw(sequences, shelves, 24, rng)
            told = Told(*net(batch.x, EVERY))
            place = chain @ (told.mean[..., :72] * spread).unflatten(-1, (24, 3))
            real = chain @ (batch.state[..., :72] * spread).unflatten(-1, (24, 3))
            alive = batch.valid[..., None]
            off = ((place - real[:, :, None]).norm(dim=-1).mean(-1) * alive).sum(1) / alive.sum(1).clamp_min(
                1
            )
            near.append(100 * off.min(-1).values.mean().item())
            weight = told.log_weight.exp()
            middle = (place * weight[:, None, :, None, None]).sum(2, keepdim=True)
            apart.append(100 * ((place - middle).norm(dim=-1).mean((1, 3)) * weight).sum(-1).mean().item())
    return {"nearest": round(float(np.mean(near)), 2), "spread": round(float(np.mean(apart)), 2)}


def table(rows: list[Row]) -> str:
    """The runs as a Markdown table."""
    head = (
        "run",
        "λ",
        "η",
        "rate",
        "K",
        "likelihood",
        "KL",
        "θ off [rad²]",
        "θ over [rad²]",
        "nearest [cm]",
        "apart [cm]",
        "min",
    )
    lines = [f"| {' | '.join(head)} |", "|" + "---|" * len(head)]
    for row in rows:
        c, w = row["course"], row["course"]["weights"]
        cells = [
            row["name"],
            f"{w['reference']:.2f}",
            f"{w['limit']:.2f}",
            f"{c['rate']:.1e}",
            c["size"]["components"],
        ]
        cells += [
            f"{-row['nll']:.3f}",
            f"{row['kl']:.2f}",
            f"{row['angle_off']:.4f}",
            f"{row['angle_over']:.1e}",
        ]
        lines.append(
            "| " + " | ".join(map(str, [*cells, row["nearest"], row["spread"], row["minutes"]])) + " |"
        )
    return "\n".join(lines)


def rows_of(path: Path) -> Iterator[Row]:
    """Finished runs."""
    if path.exists():
        yield from map(json.loads, path.read_text("utf-8").splitlines())


def corpus(folder: Path) -> dict[str, list[Sequence]]:
    """Score phrases by split."""
    score = [s for path in sorted(folder.glob("score_*.npz")) for s in load(path)]
    score = [replace(s, state=s.state.astype(np.float32)) for s in score]
    return {name: [s for s in score if split_of(s.seed) == name] for name in ("train", "valid")}


def arguments() -> argparse.Namespace:
    """What the command line asks for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("work", type=Path)
    parser.add_argument("--trials", type=int, default=8)
    parser.add_argument("--steps", type=int, default=600)
    parser.add_argument("--out", type=Path)
    return parser.parse_args()


if __name__ == "__main__":
    main()
