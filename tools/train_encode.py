"""Train the projection of `wenwu.prompt.encode`: what has two names, English and Chinese, comes together.

Usage: python tools/train_encode.py [OUT.npz] (needs the extra [train]; about a minute)
"""

import sys
from itertools import product
from pathlib import Path

import numpy as np
import torch

from wenwu.atlas.load import load_atlas
from wenwu.base.seed import generator
from wenwu.prompt.encode import RAW, WIDTH, phrase_text, sentences

OUT = Path(__file__).parents[1] / "src/wenwu/prompt/encode.npz"
STEPS, BATCH, RATE, SHARP, KEEP = 1500, 256, 1e-3, 0.07, 1.0
TEST_EVERY = 8  # every eighth pair is held out


def main(out: Path) -> None:
    """Collect the pairs, train, say how often the other language's name is found, write."""
    torch.set_num_threads(1)
    torch.manual_seed(int(generator(1, "encode").integers(2**31)))
    english, chinese = zip(*pairs(), strict=True)
    one, two = (torch.tensor(sentences(list(x)), dtype=torch.float32) for x in (english, chinese))
    held = torch.arange(len(one)) % TEST_EVERY == 0
    train = (one[~held], two[~held])
    weight, centre = start(torch.cat(train))
    print(f"{len(one)} pairs, {int(held.sum())} held out; untrained {found(one, two, held):.3f},", end=" ")
    weight = fitted(weight, centre, train)
    print(f"trained {found(*((x - centre) @ weight.T for x in (one, two)), held):.3f} find their other name")
    np.savez_compressed(
        out, weight=weight.numpy().astype(np.float16), centre=centre.numpy().astype(np.float16)
    )
    print(f"wrote {out}, {out.stat().st_size / 1e6:.2f} MB")


def pairs() -> list[tuple[str, str]]:
    """Everything in the atlas that is named in both languages, each pair once."""
    atlas = load_atlas()
    rows: list[tuple[str, str]] = []
    for name, score in atlas.scores.items():
        dance = atlas.dance(name)
        rows += [(dance.names.en, dance.names.zh), (dance.about.en, dance.about.zh)]
        rows += [(s.en, s.zh) for s in dance.signatures]
        whos = [(v.gender, v.id) for v in dance.variants]
        for phrase, (gender, variant) in product(score.phrase, whos):
            rows.append(tuple(phrase_text(dance, phrase, gender, variant, lang) for lang in ("en", "zh")))  # type: ignore[arg-type]
    for table in (atlas.cultures, atlas.motifs, atlas.dances, atlas.costumes):
        for entry in table.values():
            names = getattr(entry, "names", None)
            rows += [(names.en, names.zh)] if names else []
            about = getattr(entry, "about", None)
            rows += [(about.en, about.zh)] if about and getattr(about, "zh", "") else []
    return sorted({(a, b) for a, b in rows if a and b})


def start(texts: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
    """The directions in which the texts differ most, and their mean."""
    centre = texts.mean(0)
    values, vectors = torch.linalg.eigh((texts - centre).T @ (texts - centre) / len(texts))
    return (vectors[:, -WIDTH:] / (values[-WIDTH:].clamp_min(1e-6) ** 0.25)).T.contiguous(), centre


def fitted(
    weight: torch.Tensor, centre: torch.Tensor, train: tuple[torch.Tensor, torch.Tensor]
) -> torch.Tensor:
    """The projection after STEPS of the contrast of both directions (temperature SHARP)."""
    learnt = torch.nn.Parameter(weight.clone())
    steps = torch.optim.Adam([learnt], RATE)
    for _ in range(STEPS):
        pick = torch.randperm(len(train[0]))[:BATCH]
        noise = 0.01 * torch.randn(2, len(pick), RAW)
        a, b = (
            torch.nn.functional.normalize((x[pick] + n - centre) @ learnt.T, dim=1)
            for x, n in zip(train, noise, strict=True)
        )
        alike = a @ b.T / SHARP
        right = torch.arange(len(pick))
        loss = torch.nn.functional.cross_entropy(alike, right) + torch.nn.functional.cross_entropy(
            alike.T, right
        )
        loss = loss + KEEP * (learnt - weight).square().mean()
        steps.zero_grad()
        loss.backward()
        steps.step()
    return learnt.detach()


def found(one: torch.Tensor, two: torch.Tensor, held: torch.Tensor) -> float:
    """Share of held-out English texts whose nearest Chinese text, of all, is their own."""
    a, b = (torch.nn.functional.normalize(x, dim=1) for x in (one, two))
    return float(((a @ b.T).argmax(1) == torch.arange(len(a)))[held].float().mean())


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else OUT)
