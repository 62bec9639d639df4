"""The memory at work: a picture and its contexts in, readings out. ONNX Runtime and numpy; no torch."""

import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

import numpy as np
from jaxtyping import Float32, UInt8
from numpy import ndarray
from scipy.special import softmax

from wenwu.atlas.model import Atlas
from wenwu.base.errors import InputError
from wenwu.memory.backbone import SIDE, THREADS, look, weights
from wenwu.memory.crop import prepared
from wenwu.memory.fuse import Fusion
from wenwu.memory.met import Met
from wenwu.memory.prototypes import attend
from wenwu.memory.reading import SHOWN, Meant, Reading, Recalled, taboos_of
from wenwu.memory.vocabulary import Vocabulary, read_json
from wenwu.motifs.context import Context

VERSION = "memory 2"
FAINT = 0.01  # chances below this are not told
EPSILON = 1e-5
LARGEST = 32 * 2**20  # [bytes]
BANKS = (
    "prototypes", "prototype_keys", "concepts", "concept_keys", "heat", "gate", "lean", "visual", "semantic",
    "norm_weight", "norm_bias", "last_weight", "last_bias",
)  # fmt: skip


@dataclass(frozen=True, eq=False)
class Answer:
    """What one pass gives for N pictures in one context each."""

    form: Float32[ndarray, "N D"]
    meaning: Float32[ndarray, "N D"]
    seen: Float32[ndarray, "N K"]  # w_v
    known: Float32[ndarray, "N C"]  # w_s
    gate: Float32[ndarray, " N"]
    visual: Float32[ndarray, "N D"]  # M_v w_v
    h_sem: Float32[ndarray, "N D"]
    h_cul: Float32[ndarray, "N D"]
    logits: Float32[ndarray, "N C"]
    where: Float32[ndarray, "N 16"]


@dataclass(frozen=True, eq=False)
class Memory:
    """A trained memory. Nothing that reads changes it: its arrays are locked."""

    folder: Path
    words: Vocabulary
    facts: dict[str, Any]
    banks: dict[str, Float32[ndarray, "..."]]
    cards: tuple[dict[str, Any], ...]
    met: Met  # which form came with which words

    def read(
        self,
        picture: UInt8[ndarray, "H W 3"],
        contexts: Sequence[Context],
        atlas: Atlas,
        threads: int = THREADS,
    ) -> Reading:
        """A picture, sRGB bytes, in each of some contexts; at least one, which may say nothing.

        `threads` are those of the network that looks.
        """
        if not contexts:
            raise InputError("no context was given; an empty one says nothing and will do")
        tokens = look(prepared([picture], SIDE), threads).tokens
        answer = self.answer(np.repeat(tokens, len(contexts), 0), contexts)
        likeness = float((answer.form[0] @ self.banks["prototypes"].T).max())
        best = np.argsort(-answer.seen[0])[:SHOWN]
        recalled = tuple(self._recalled(int(k), float(answer.seen[0, k])) for k in best)
        meanings = tuple(self._meanings(contexts, answer, recalled[0], atlas))
        return Reading(
            recalled, meanings, likeness, likeness >= float(self.facts["unknown_below"]),
            answer.where[0].reshape(4, 4), answer.visual[0], answer.h_sem,
        )  # fmt: skip

    def answer(self, tokens: Float32[ndarray, "N 16 432"], contexts: Sequence[Context]) -> Answer:
        """Tokens of pictures, each in its context."""
        numbers = self.words.numbers(contexts)
        form, meaning, asked, meant, where = self._session.run(None, {"tokens": tokens, "context": numbers})
        bank, heat = self.banks, self.banks["heat"]
        seen = attend(bank["prototype_keys"], asked, float(heat[0]))
        known = attend(bank["concept_keys"], meant, float(heat[1]))
        gate = self.fusion.opened(seen, known)
        visual, recalled = seen @ bank["prototypes"], known @ bank["concepts"]
        fused = self.fusion.fused(visual, recalled, gate)
        about = fused - fused.mean(1, keepdims=True)
        even = about / np.sqrt((about**2).mean(1, keepdims=True) + EPSILON)
        logits = (even * bank["norm_weight"] + bank["norm_bias"]) @ bank["last_weight"].T + bank["last_bias"]
        return Answer(
            form, meaning, seen, known, gate, visual, self.fusion.meaning(recalled), fused, logits, where
        )

    @cached_property
    def fusion(self) -> Fusion:
        """Eq. 6 with its gate."""
        bank = self.banks
        return Fusion(bank["gate"], float(bank["lean"][0]), bank["visual"], bank["semantic"])

    @cached_property
    def _session(self) -> Any:
        import onnxruntime as ort

        options = ort.SessionOptions()
        options.intra_op_num_threads = THREADS
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")  # 2 ms of work, 7 of waiting
        options.log_severity_level = 3
        path = self.folder / "encoder.onnx"
        try:
            return ort.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
        except Exception as error:  # onnxruntime's errors have no class in common
            raise InputError(
                f"{path.name} of the memory is missing or damaged; train or install it again"
            ) from error

    def _recalled(self, number: int, weight: float) -> Recalled:
        card = self.cards[number]
        return Recalled(number, weight, tuple(card["motifs"]), tuple(card["cultures"]))

    def _meanings(
        self, contexts: Sequence[Context], answer: Answer, first: Recalled, atlas: Atlas
    ) -> Iterator[Meant]:
        """What it means in each context; where a word is new to the form, by the temperature for that.

        Rules are named for what either temperature makes likely: to be unsure is no ground to warn less.
        """
        numbers = self.words.numbers(contexts)
        form = self.words.forms.index(self.cards[first.number]["forms"][0])
        new = self.met.new(np.full(len(contexts), form), numbers)
        plain = softmax(answer.logits / float(self.facts["temperature"]), axis=1)
        careful = softmax(answer.logits / self._strange_heat, axis=1)
        for k, context in enumerate(contexts):
            told = careful[k] if new[k].any() else plain[k]
            likely = self._named(np.maximum(plain[k], told))
            taboos = taboos_of(atlas, first.motifs[:1], likely, context.culture)
            strange = self.met.named(new[k], numbers[k])
            gate, unheard = float(answer.gate[k]), self.words.unknown(context)
            yield Meant(context, self._named(told), gate, taboos, unheard, strange)

    def _named(self, chance: Float32[ndarray, " C"]) -> dict[str, float]:
        """Concepts with their chances, the likeliest first, without the faint."""
        order = [int(k) for k in np.argsort(-chance) if chance[k] >= FAINT]
        return {self.words.concepts[k]: float(chance[k]) for k in order}

    @property
    def _strange_heat(self) -> float:
        """The temperature for a form in strange hands; the ordinary one where none could be found."""
        found = self.facts.get("strange_temperature")
        return float(self.facts["temperature"] if found is None else found)


@lru_cache(maxsize=2)
def load_memory(folder: Path | None = None) -> Memory:
    """The memory in a folder, or the one that comes with the program; InputError where it is none."""
    home = folder or weights() / "bank"
    if not (home / "memory.json").is_file():
        raise InputError(f"there is no memory in {home}; wenwu train memory writes one")
    facts = read_json(home / "memory.json")
    if facts.get("version") != VERSION:
        raise InputError(f"the memory in {home} is of another version; train it again")
    _require_numbers(facts)
    words = Vocabulary.of_data(facts.pop("words", {}), home.name)
    met = Met.of_data(words, facts.pop("met", None))
    cards = tuple(read_json(home / "cards.json").get("cards", ()))
    return Memory(home, words, facts, _locked(home / "banks.npz", words, len(cards)), cards, met)


def _require_numbers(facts: Mapping[str, Any]) -> None:
    """InputError where the numbers that a reading is judged by are missing or none."""
    heat, below = facts.get("temperature"), facts.get("unknown_below")
    told = [heat, below, facts.get("strange_temperature") or heat]
    numbers = [one for one in told if isinstance(one, int | float) and np.isfinite(one)]
    if len(numbers) < len(told) or min(numbers[0], numbers[2]) <= 0:
        raise InputError("memory.json of the memory is missing or damaged; train or install it again")


def _locked(path: Path, words: Vocabulary, cards: int) -> dict[str, ndarray]:
    """The banks, of which nothing can be written; InputError where they are damaged or do not fit."""
    try:
        if path.stat().st_size > LARGEST:
            raise ValueError("too large")
        with path.open("rb") as file, np.load(file, allow_pickle=False) as stored:
            found = {name: stored[name].astype(np.float32) for name in BANKS}
    except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile) as error:
        raise InputError(
            f"{path.name} of the memory is missing or damaged; train or install it again"
        ) from error
    fits = len(found["concepts"]) == len(words.concepts) and len(found["prototypes"]) == cards
    if not fits or not all(np.isfinite(value).all() for value in found.values()):
        raise InputError(
            f"{path.name} of the memory does not fit its words and cards; train or install it again"
        )
    for value in found.values():
        value.flags.writeable = False
    return found
