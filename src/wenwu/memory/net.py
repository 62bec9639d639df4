"""The memory's network as torch trains it; only training imports this module.

Tokens of a picture and of its context go through one three-layer transformer. A mask keeps the tokens of the
picture from seeing those of the context, so that what a pattern looks like is read before anybody has said
whose it is; the tokens of meaning see both.
"""

import math
from dataclasses import dataclass

import torch
import torch.nn.functional as F
from jaxtyping import Float, Int64
from torch import Tensor, nn

from wenwu.memory.backbone import GRID, LAST, MIDDLE

PLACES, CHANNELS = GRID * GRID, LAST + MIDDLE


@dataclass(frozen=True)
class Size:
    """How large the network is."""

    width: int = 256  # d
    layers: int = 3
    heads: int = 8
    inner: int = 512  # of a transformer layer
    hidden: int = 512  # of φ and ψ
    prototypes: int = 128
    drop: float = 0.1


class Block(nn.Module):
    """One layer: attention, then two layers of its own for each token, normalised beforehand."""

    def __init__(self, size: Size) -> None:
        super().__init__()
        self.heads = size.heads
        self.first, self.second = nn.LayerNorm(size.width), nn.LayerNorm(size.width)
        self.ask = nn.Linear(size.width, 3 * size.width)
        self.out = nn.Linear(size.width, size.width)
        self.own = nn.Sequential(
            nn.Linear(size.width, size.inner),
            nn.GELU(),
            nn.Dropout(size.drop),
            nn.Linear(size.inner, size.width),
        )
        self.drop = nn.Dropout(size.drop)

    def forward(self, x: Float[Tensor, "B P D"], hidden: Float[Tensor, "P P"]) -> Float[Tensor, "B P D"]:
        """`hidden` is added to the attention: −∞ where a token must not look."""
        batch, places, width = x.shape
        asked = self.ask(self.first(x)).reshape(batch, places, 3, self.heads, width // self.heads)
        query, key, value = asked.permute(2, 0, 3, 1, 4).unbind(0)
        near = query @ key.transpose(-1, -2) / math.sqrt(width // self.heads) + hidden
        seen = (torch.softmax(near, -1) @ value).transpose(1, 2).reshape(batch, places, width)
        x = x + self.drop(self.out(seen))
        return x + self.drop(self.own(self.second(x)))


def two_layers(size: Size) -> nn.Sequential:
    """φ or ψ: two layers, 512 hidden, ELU."""
    return nn.Sequential(nn.Linear(size.width, size.hidden), nn.ELU(), nn.Linear(size.hidden, size.width))


def unit(x: Tensor) -> Tensor:
    """On the unit sphere."""
    return F.normalize(x, dim=-1)


class Encoder(nn.Module):
    """Tokens → what it looks like, what it means, and where it looked."""

    middle: Tensor  # of each channel, over the corpus
    spread: Tensor
    hidden: Tensor

    def __init__(self, contexts: tuple[int, ...], size: Size) -> None:
        super().__init__()
        self.register_buffer("middle", torch.zeros(CHANNELS))
        self.register_buffer("spread", torch.ones(CHANNELS))
        self.enter = nn.Linear(CHANNELS, size.width)
        self.place = nn.Parameter(0.02 * torch.randn(PLACES, size.width))
        self.words = nn.ModuleList(nn.Embedding(count, size.width) for count in contexts)
        for table in self.words:
            nn.init.normal_(table.weight, std=0.5)  # type: ignore[arg-type]
        self.asking = nn.Parameter(0.02 * torch.randn(1, size.width))  # the token that gathers the meaning
        self.blocks = nn.ModuleList(Block(size) for _ in range(size.layers))
        self.last = nn.LayerNorm(size.width)
        self.gather = nn.Linear(size.width, 1)
        self.register_buffer("hidden", blinkers(len(contexts)), persistent=False)

    def forward(
        self, tokens: Float[Tensor, "B 16 432"], context: Int64[Tensor, "B 5"]
    ) -> tuple[Float[Tensor, "B D"], Float[Tensor, "B D"], Float[Tensor, "B 16"]]:
        """Form and meaning, each of length 1, and the share of each place in the form."""
        seen = self.enter((tokens - self.middle) / self.spread) + self.place
        said = torch.stack([table(context[:, k]) for k, table in enumerate(self.words)], 1)
        x = torch.cat([seen, said, torch.zeros_like(seen[:, :1]) + self.asking], 1)
        for block in self.blocks:
            x = block(x, self.hidden)
        x = self.last(x)
        form = x[:, :PLACES]
        where = torch.softmax(self.gather(form)[..., 0], -1)
        return unit((where[..., None] * form).sum(1)), unit(x[:, -1]), where


def blinkers(contexts: int) -> Float[Tensor, "P P"]:
    """0 where a token may look and −∞ where not: no place of the picture sees a word of the context."""
    count = PLACES + contexts + 1
    hidden = torch.zeros(count, count)
    hidden[:PLACES, PLACES:] = float("-inf")
    return hidden


class Channel(nn.Module):
    """One of the two: φ for what is asked, ψ for what is remembered, W for what is handed on."""

    def __init__(self, size: Size) -> None:
        super().__init__()
        self.phi, self.psi = two_layers(size), two_layers(size)
        self.hand_on = nn.Linear(size.width, size.width, bias=False)

    def query(self, feature: Float[Tensor, "B D"]) -> Float[Tensor, "B D"]:
        """φ(f), of length 1."""
        return unit(self.phi(feature))

    def keys(self, rows: Float[Tensor, "K D"]) -> Float[Tensor, "K D"]:
        """ψ(v), each of length 1."""
        return unit(self.psi(rows))


@dataclass(frozen=True)
class Rows:
    """Which banks a network has: the rows of Table 2."""

    visual: bool = True
    semantic: bool = True
    gate: bool = True


@dataclass(frozen=True)
class Out:
    """All that one pass gives."""

    form: Float[Tensor, "B D"]  # f of the visual channel
    meaning: Float[Tensor, "B D"]  # f of the semantic channel
    form_query: Float[Tensor, "B D"]  # φ(f)
    meaning_query: Float[Tensor, "B D"]
    prototypes: Float[Tensor, "B K"]  # w_v, log
    concepts: Float[Tensor, "B C"]  # w_s, log
    gate: Float[Tensor, " B"]
    fused: Float[Tensor, "B D"]  # h_cul
    logits: Float[Tensor, "B C"]


class Net(nn.Module):
    """Encoder, two channels, two banks (buffers: no gradient writes them), the gate and the last layer.

    `prototypes` may be replaced by more or fewer rows: no weight depends on how many there are.
    """

    prototypes: Tensor
    concepts: Tensor
    size: Size
    rows: Rows

    def __init__(
        self, contexts: tuple[int, ...], concepts: int, size: Size | None = None, rows: Rows | None = None
    ) -> None:
        super().__init__()
        self.size, self.rows = size or Size(), rows or Rows()
        width = self.size.width
        self.encoder = Encoder(contexts, self.size)
        self.visual, self.semantic = Channel(self.size), Channel(self.size)
        self.register_buffer("prototypes", unit(torch.randn(self.size.prototypes, width)))
        self.register_buffer("concepts", unit(torch.randn(concepts, width)))
        self.sharp = nn.Parameter(torch.tensor([math.log(1 / 0.1)] * 2))  # log 1/τ of the two reads
        self.gate = nn.Linear(4, 1)
        self.norm = nn.LayerNorm(width)
        self.last = nn.Linear(width, concepts)

    def forward(self, tokens: Float[Tensor, "B 16 432"], context: Int64[Tensor, "B 5"]) -> Out:
        """One pass."""
        form, meaning, _ = self.encoder(tokens, context)
        asked, meant = self.visual.query(form), self.semantic.query(meaning)
        seen = read(asked, self.visual.keys(self.prototypes), self.sharp[0])
        known = read(meant, self.semantic.keys(self.concepts), self.sharp[1])
        gate = torch.sigmoid(self.gate(torch.cat([sureness(seen), sureness(known)], -1)))[:, 0]
        fused = self.fuse(form, meaning, seen, known, gate)
        return Out(form, meaning, asked, meant, seen, known, gate, fused, self.last(self.norm(fused)))

    def fuse(
        self, form: Tensor, meaning: Tensor, seen: Tensor, known: Tensor, gate: Tensor
    ) -> Float[Tensor, "B D"]:
        """h = g·W_v(M_v w_v) + (1 − g)·W_s(M_s w_s) (eq. 6; docs/paper.md, 9).

        Without its gate g is ½; a channel without its bank hands on its own feature, not what it recalls.
        """
        g = gate[:, None] if self.rows.gate else torch.full_like(gate, 0.5)[:, None]
        left = seen.exp() @ self.prototypes if self.rows.visual else form
        right = known.exp() @ self.concepts if self.rows.semantic else meaning
        return g * self.visual.hand_on(left) + (1 - g) * self.semantic.hand_on(right)


def read(query: Float[Tensor, "B D"], keys: Float[Tensor, "K D"], sharp: Tensor) -> Float[Tensor, "B K"]:
    """log softmax(v·e / τ) (eq. 1)."""
    return torch.log_softmax(query @ keys.T * sharp.exp().clamp(1, 100), -1)


def sureness(log_weight: Float[Tensor, "B K"]) -> Float[Tensor, "B 2"]:
    """How sure a read is: 1 − its entropy in shares of log K, and the first weight's lead over the second."""
    entropy = -(log_weight.exp() * log_weight).sum(-1) / math.log(log_weight.shape[-1])
    best = log_weight.exp().topk(2, -1).values
    return torch.stack([1 - entropy, best[:, 0] - best[:, 1]], -1)
