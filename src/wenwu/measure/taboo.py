"""How often old books tell of a symbol in rites and beside holy or forbidden things: the paper's taboo level.

The paper sets its margin by such a score and reports r = 0.86 with graph centrality. Ours is published beside
the packs' own sacredness and sets nothing: what outsiders' books tell of often is no measure of what a people
holds sacred. Frequent words score high on counts and on centrality alike, so the correlation is given again
with raw frequency removed, and a score is given that does not grow with frequency.
"""

import os
import tomllib
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, get_args

import numpy as np
from jaxtyping import Float
from numpy import ndarray
from scipy.stats import spearmanr

from wenwu.atlas.graph import centrality, graph_of
from wenwu.atlas.load import load_atlas
from wenwu.atlas.model import Atlas
from wenwu.base.errors import InputError
from wenwu.base.seed import generator
from wenwu.measure.passages import MINED, Lang, Passages, digest, find_corpus, lexicon, read_passages

SEED = 1
DRAWS = 2_000  # bootstrap samples
LEAST = 15  # passages; a symbol told of less often is left out
PAPER_R = 0.86
SHOWN = 5  # symbols at either end
Table = dict[str, Any]


def run(data: Path | None = None) -> dict[str, Any]:
    """The correlations by language beside the paper's, mined anew with data, else from the shipped table."""
    folder = data or (Path(os.environ["WENWU_DATA"]) if os.environ.get("WENWU_DATA") else None)
    table = mine(find_corpus(folder)) if folder else read_table()
    result: dict[str, Any] = {
        "from": "mined anew" if folder else "the table that came with wenwu; --data DIR mines it anew",
        "corpus": table["corpus"], "seed": table["seed"], "bootstrap_draws": table["draws"],
        "paper_r": PAPER_R, "paper_n": "not given",
    }  # fmt: skip
    for lang in get_args(Lang):
        result |= {f"{lang}_{name}": value for name, value in table[lang].items() if name != "symbol"}
        result |= {f"{lang}_{name}": value for name, value in _ends(table[lang]["symbol"]).items()}
    return result | beside_the_packs(table, load_atlas())


def read_table() -> Table:
    """The table that came with wenwu."""
    return tomllib.loads((MINED / "taboo.toml").read_text("utf-8"))


def mine(corpus: Path, seed: int = SEED, draws: int = DRAWS) -> Table:
    """The table, counted from the books of a corpus."""
    table: Table = {"corpus": digest(corpus), "seed": seed, "draws": draws}
    for lang in get_args(Lang):
        table[lang] = score(read_passages(lang, corpus), seed, draws)
    return table


def score(passages: Passages, seed: int = SEED, draws: int = DRAWS) -> Table:
    """Counts, scores and correlations of one language."""
    told = passages.told.sum(axis=0)
    keep = np.flatnonzero(told >= LEAST)
    if len(keep) < 4:
        raise InputError(
            f"only {len(keep)} symbols are told of in {LEAST} passages; a correlation needs four"
        )
    central = eigenvector(passages)[keep]
    degree = np.log(ties(passages).sum(axis=1)[keep])
    rows = [_symbol(passages, int(at), seed, draws) for at in keep]
    often = np.log(told[keep])
    counts = np.array([np.log1p(row["in_rites"]) + np.log1p(row["with_sanctity"]) for row in rows])
    free = np.array([row["score"] for row in rows])
    low, high = _interval(pearson, (counts, central), seed, draws)
    left_low, left_high = _interval(partial, (counts, central, often), seed, draws)
    ties_low, ties_high = _interval(partial, (counts, degree, often), seed, draws)
    for row, value in zip(rows, central, strict=True):
        row["centrality"] = round(float(value), 4)
    return {
        "n": len(rows), "passages": len(passages.told), "of_rites": int(passages.rite.sum()),
        "with_sanctity": int(passages.sanctity.sum()),
        "r_counts_centrality": pearson(counts, central), "r_low": low, "r_high": high,
        "r_partial_frequency_removed": partial(counts, central, often),
        "r_partial_low": left_low, "r_partial_high": left_high,
        "r_counts_log_degree": pearson(counts, degree),
        "r_partial_log_degree": partial(counts, degree, often),
        "r_partial_log_degree_low": ties_low, "r_partial_log_degree_high": ties_high,
        "r_frequency_alone_centrality": pearson(often, central),
        "r_frequency_free_centrality": pearson(free, central),
        "symbol": rows,
    }  # fmt: skip


def _symbol(passages: Passages, at: int, seed: int, draws: int) -> dict[str, Any]:
    """One symbol's counts and frequency-free score, with its 95 % bootstrap interval over passages."""
    told, rite, holy = passages.told[:, at], passages.rite, passages.sanctity
    cells = np.array([
        (told & rite & holy).sum(), (told & rite & ~holy).sum(), (told & ~rite & holy).sum(),
        (told & ~rite & ~holy).sum(), (~told & holy).sum(), (~told & ~holy).sum(),
    ], float)  # fmt: skip
    name = passages.symbols[at]
    drawn = generator(seed, "taboo", name).multinomial(int(cells.sum()), cells / cells.sum(), draws)
    low, high = np.percentile(frequency_free(drawn.astype(float)), [2.5, 97.5])
    return {
        "id": name, "passages": int(told.sum()), "in_rites": int(cells[0] + cells[1]),
        "with_sanctity": int(cells[0] + cells[2]), "score": round(float(frequency_free(cells)), 4),
        "low": round(float(low), 4), "high": round(float(high), 4),
    }  # fmt: skip


def frequency_free(cells: Float[ndarray, "... 6"]) -> Float[ndarray, "..."]:
    """Ritual share times sanctity lift: P(rite | symbol) · P(sanctity | symbol) / P(sanctity).

    Cells count passages: symbol with rite and sanctity, with rite alone, with sanctity alone, with neither;
    then passages without the symbol, with and without sanctity. One passage with sanctity and one without are
    added to the symbol's, so that a rare one has a rate. Twice the passages give nearly the same.
    """
    symbol = cells[..., :4].sum(-1)
    share = (cells[..., 0] + cells[..., 1]) / np.maximum(symbol, 1)
    rate = (cells[..., 0] + cells[..., 2] + 1) / (symbol + 2)
    holy = (cells[..., 0] + cells[..., 2] + cells[..., 4]) / cells.sum(-1)
    return np.asarray(share * rate / holy)


def ties(passages: Passages) -> Float[ndarray, "N N"]:
    """In how many passages two words stand together: symbols with symbols, rite and sanctity words."""
    words = np.hstack([passages.rite_words, passages.sanctity_words]).astype(np.float32)
    told = passages.told.astype(np.float32)
    one, other = told.T @ told, told.T @ words
    np.fill_diagonal(one, 0)
    return np.block([[one, other], [other.T, np.zeros((words.shape[1], words.shape[1]))]]).astype(float)


def eigenvector(passages: Passages) -> Float[ndarray, " S"]:
    """Eigenvector centrality of the symbols in the graph of words that stand together."""
    _, vectors = np.linalg.eigh(ties(passages))
    return np.abs(vectors[: len(passages.symbols), -1])


def pearson(x: Float[ndarray, " N"], y: Float[ndarray, " N"]) -> float:
    """Pearson's r."""
    return float(np.corrcoef(x, y)[0, 1])


def partial(x: Float[ndarray, " N"], y: Float[ndarray, " N"], z: Float[ndarray, " N"]) -> float:
    """Partial correlation of x and y given z: of what a line through z leaves of each."""
    return pearson(*(v - np.polyval(np.polyfit(z, v, 1), z) for v in (x, y)))


def _interval(
    correlation: Callable[..., float], of: Sequence[ndarray], seed: int, draws: int
) -> tuple[float, float]:
    """95 % bootstrap interval of a correlation over symbols."""
    n = len(of[0])
    drawn = generator(seed, "taboo", "r").integers(0, n, (draws, n))
    found = [correlation(*(x[one] for x in of)) for one in drawn if len(set(one)) > len(of)]
    low, high = np.percentile(found, [2.5, 97.5])
    return float(low), float(high)


def _ends(rows: list[dict[str, Any]]) -> dict[str, str]:
    """The highest and lowest symbols by the frequency-free score."""
    ranked = sorted(rows, key=lambda row: (-row["score"], row["id"]))
    said = [f"{row['id']} {row['score']:.2f} ({row['low']:.2f}-{row['high']:.2f})" for row in ranked]
    return {"highest": ", ".join(said[:SHOWN]), "lowest": ", ".join(said[-SHOWN:])}


def beside_the_packs(table: Table, atlas: Atlas) -> dict[str, Any]:
    """Rank correlation of the mined score with sacredness and concept-graph centrality, over motifs named."""
    central = centrality(graph_of(atlas))
    result: dict[str, Any] = {}
    for lang in get_args(Lang):
        scores = {row["id"]: row["score"] for row in table[lang]["symbol"]}
        pairs = [(id, motif) for id in scores for motif in named_by(id, atlas)]
        mined = [scores[id] for id, _ in pairs]
        result[f"{lang}_motifs_named"] = len(pairs)
        sacred = [atlas.motifs[motif].sacred for _, motif in pairs]
        result[f"{lang}_rank_r_with_sacredness"] = float(spearmanr(mined, sacred).statistic)
        graph = [central[f"motif:{motif}"] for _, motif in pairs]
        result[f"{lang}_rank_r_with_concept_graph"] = float(spearmanr(mined, graph).statistic)
    return result


def named_by(symbol: str, atlas: Atlas) -> list[str]:
    """The motifs that a symbol names: a form of its word stands in the motif's English name."""
    forms: Mapping[Lang, tuple[str, ...]] = lexicon()[symbol]
    names = {id: motif.names.en.lower().replace("'s", "").split() for id, motif in atlas.motifs.items()}
    return sorted(id for id, words in names.items() if set(words) & {symbol, *forms["en"]})
