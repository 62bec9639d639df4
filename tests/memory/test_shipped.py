"""The memory that comes with the program: what it knows of signs the library draws, and how large it is."""

import numpy as np

from wenwu.atlas.load import load_atlas
from wenwu.memory.backbone import weights
from wenwu.memory.memory import load_memory
from wenwu.motifs.context import Context
from wenwu.motifs.library import draw_motif

ATLAS = load_atlas()


def drawn(id: str) -> np.ndarray:
    """A sign as the library draws it, on white."""
    tile = draw_motif(ATLAS.motif(id), ATLAS).astype(np.float32)
    cover = np.pad(tile[..., 3:], ((30, 30), (30, 30), (0, 0))) / 255
    colour = np.pad(tile[..., :3], ((30, 30), (30, 30), (0, 0)))
    return np.rint(colour * cover + 255 * (1 - cover)).astype(np.uint8)


def test_it_knows_the_forms_of_the_atlas_or_says_that_it_does_not() -> None:
    """Flat drawings, unlike the cloths it learnt from; what it takes for another form it calls unknown."""
    memory = load_memory()
    motifs = sorted({motif for card in memory.cards for motif in card["motifs"]})
    right = 0
    for id in motifs:
        reading = memory.read(drawn(id), [Context()], ATLAS, 1)
        families = {ATLAS.motif(motif).family for motif in reading.prototypes[0].motifs}
        known = ATLAS.motif(id).family in families
        assert known or not reading.known, id
        right += known
    assert right >= 0.85 * len(motifs)


def test_a_dragon_means_another_thing_on_a_robe_of_the_court_than_on_a_childs_carrier() -> None:
    court, child = Context("han", "imperial", "robe", "alone"), Context("yi", "", "child_carrier", "alone")
    reading = load_memory().read(drawn("han.dragon"), [court, child], ATLAS, 1)
    assert [next(iter(meant.concepts)) for meant in reading.meanings] == ["power", "shelter"]


def test_noise_is_nothing_that_it_knows() -> None:
    noise = np.random.Generator(np.random.PCG64(1)).integers(0, 256, (128, 128, 3)).astype(np.uint8)
    assert not load_memory().read(noise, [Context()], ATLAS, 1).known


def test_all_of_it_is_within_twelve_megabytes() -> None:
    assert sum(path.stat().st_size for path in weights().rglob("*") if path.is_file()) <= 12_000_000


def test_it_says_what_it_was_trained_on() -> None:
    facts = load_memory().facts
    assert len(facts["corpus"]) == 64 and facts["trained_on"] > 1000 and facts["test"]["n"] > 100
    assert 64 <= len(load_memory().cards) <= 192  # of 128 that were asked for


def test_it_says_where_it_never_met_a_form_and_is_less_sure_there() -> None:
    """The cloud was learnt from several peoples and never from the Tibetans."""
    han, tibetan = Context("han"), Context("tibetan")
    own, strange = load_memory().read(drawn("han.cloud"), [han, tibetan], ATLAS, 1).meanings
    assert own.strange == () and strange.strange == ("culture tibetan",)
    assert strange.confidence < 0.6 < own.confidence


def test_chances_are_calibrated_and_unknown_families_are_called_so() -> None:
    facts = load_memory().facts
    assert facts["test"]["ece"] <= 0.05 and facts["unseen_family"]["called_unknown"] >= 0.9
    assert facts["test"]["called_unknown"] <= 0.06 and facts["held_back"]["pairs"] >= 10


def test_its_card_tells_the_figures_that_were_measured() -> None:
    facts, card = load_memory().facts, (weights() / "CARD.md").read_text("utf-8")
    for split in ("test", "unseen_seed", "unseen_parameters", "unseen_pair"):
        told = facts[split]
        numbers = [told[name] for name in ("concept_accuracy", "visual_purity", "semantic_purity", "ece")]
        row = " | ".join(f"{number:.3f}" for number in numbers)
        assert f"| {told['n']:,} | {row} |" in card, split
    assert facts["corpus"][:12] in card and f"{facts['prototypes']} prototypes" in card
