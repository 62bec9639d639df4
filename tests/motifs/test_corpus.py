"""The labelled corpus: lawful, told by form and context together and by neither alone, always the same."""

import errno
import json
import zipfile
from collections import Counter, defaultdict
from concurrent.futures.process import BrokenProcessPool
from dataclasses import replace
from functools import cache
from itertools import product

import numpy as np
import pytest

from wenwu.atlas.facts import Facts
from wenwu.atlas.load import load_atlas
from wenwu.atlas.rules import judge
from wenwu.base.errors import InputError, OutputError
from wenwu.base.seed import generator
from wenwu.motifs import corpus_make
from wenwu.motifs.canvas import rgb
from wenwu.motifs.context import Context
from wenwu.motifs.corpus import load_corpus
from wenwu.motifs.corpus_make import Asked, make_corpus
from wenwu.motifs.corpus_plan import plan_corpus, told, whole_shares
from wenwu.motifs.damage import KINDS
from wenwu.motifs.lab import to_lab
from wenwu.motifs.recipe import load_recipe
from wenwu.motifs.sense import find_senses
from wenwu.motifs.shard import file_digest, webp, write_shard

COUNT = 100
SURE = ("confirmed", "sourced", "claimed")  # the surest first


@pytest.fixture(scope="module")
def atlas():
    return load_atlas()


@pytest.fixture(scope="module", autouse=True)
def planned_once(atlas):
    """Plans are kept: each takes a second, and the tests of making ask for the same ones."""
    plan = corpus_make.plan_corpus
    kept = cache(lambda count, seed: plan(atlas, load_recipe(), count, seed))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(corpus_make, "plan_corpus", lambda _atlas, _recipe, *asked: kept(*asked))
        yield


@pytest.fixture(scope="module")
def orders(atlas):
    return plan_corpus(atlas, load_recipe(), 6000, 1)


@pytest.fixture(scope="module")
def folder(atlas, tmp_path_factory):
    out = tmp_path_factory.mktemp("corpus") / "c"
    make_corpus(out, atlas, Asked(COUNT, seed=3), jobs=1)
    return out


@pytest.fixture
def corpus(folder):
    return load_corpus(folder)


def majority(orders, key):
    """Share of orders whose concept is the commonest of their key."""
    found = defaultdict(Counter)
    for order in orders:
        found[key(order)][order.sense.concept] += 1
    return sum(max(counts.values()) for counts in found.values()) / len(orders)


def test_form_and_context_tell_the_concept_and_neither_does_alone(orders):
    learnt = [o for o in orders if o.split in ("train", "valid", "test", "unseen_seed")]
    assert majority(learnt, lambda o: (o.sense.form, o.context)) == 1
    assert majority(learnt, lambda o: o.context) <= 0.85  # in its own sample: more than any learner can
    assert majority(learnt, lambda o: o.sense.form) <= 0.70
    assert majority(learnt, lambda o: (o.sense.motif, o.sense.form)) <= 0.85
    assert majority(learnt, lambda o: o.stands.culture) <= 0.50


def test_a_context_told_too_little_would_be_seen(orders):
    """Planted: with a part left unsaid that tells, form and context no longer tell the concept."""
    blind = [replace(o, context=o.context._replace(culture="", carrier="", occasion="")) for o in orders]
    assert majority(blind, lambda o: (o.sense.form, o.context)) < 0.7


def test_no_drawing_hand_number_pair_or_family_leaks_between_splits(orders):
    recipe, of = load_recipe(), defaultdict(set)
    for o in orders:
        of[o.drawing].add(o.split)
    assert all(len(splits - {"damaged"}) == 1 for splits in of.values())
    seen = [o for o in orders if o.split in ("train", "valid", "test", "damaged")]
    assert {o.hand for o in seen}.isdisjoint(o.hand for o in orders if o.split == "unseen_seed")
    assert {o.sense.family for o in seen}.isdisjoint(recipe.unseen_families)
    assert {o.sense.family for o in orders if o.split == "unseen_family"} == recipe.unseen_families
    pairs = {(o.sense.culture, o.sense.family) for o in orders if o.split == "unseen_pair"}
    assert pairs == recipe.unseen_pairs
    assert pairs.isdisjoint((o.sense.culture, o.sense.family) for o in seen)
    for culture, family in pairs:  # each half of an unseen pair was seen with another
        assert any(o.sense.family == family for o in seen) and any(o.sense.culture == culture for o in seen)


def test_numbers_of_unseen_parameters_are_never_learnt(atlas, orders):
    recipe = load_recipe()
    for split, order in ((o.split, o) for o in orders if o.split in ("train", "unseen_parameters")):
        for varies in recipe.numbers(atlas.motif(order.sense.motif), order.sense.concept):
            value = order.params[varies.number]
            kept = value >= (varies.high if varies.whole else varies.edge)
            assert kept == (split == "unseen_parameters"), (order.sense.motif, varies, value)


def test_each_label_is_a_meaning_that_the_atlas_states_there(atlas, orders):
    for order in orders:
        motif = atlas.motif(order.sense.motif)
        meanings = [motif.meanings[k] for k in order.sense.meanings]
        assert order.sense.concept == meanings[0].concepts[0]
        assert [m.standing for m in meanings] == sorted((m.standing for m in meanings), key=SURE.index)
        assert set(order.sense.concepts) == {c for m in meanings for c in m.concepts}
        named = {m.context for m in motif.meanings} & {order.stands.occasion, order.stands.carrier}
        assert {m.context for m in meanings} <= (named or {"any"})
        assert order.stands in order.sense.contexts and order.context.covers(order.stands)
        assert order.stands.culture == motif.culture and order.stands.carrier in (*motif.placement, "")


def test_nothing_sacred_or_gated_and_only_dyes_of_its_people(atlas, orders):
    for order in orders:
        motif = atlas.motif(order.sense.motif)
        palette = atlas.culture(motif.culture).palette
        assert motif.sacred < 3 and motif.drawable and motif.enabled
        names = {name.rstrip("+-") for name in order.dressing.names} - {"one dip"}
        assert names <= {*palette, *motif.colours}, order.dressing


def test_every_kind_of_damage_comes_at_every_severity_equally_often(orders):
    counts = Counter((o.harm.kind, o.harm.severity) for o in orders if o.harm)
    assert set(counts) == set(product(KINDS, (0.2, 0.4, 0.6))) and len(set(counts.values())) == 1
    assert len({o.harm.altitude for o in orders if o.harm}) > 1


def test_a_sign_is_set_at_a_rite_or_in_grief_only_where_it_names_it(atlas, orders):
    solemn = {name for name, occasion in atlas.occasions.items() if occasion.rite} | load_recipe().left_out
    set_there = [o for o in orders if o.stands.occasion in solemn]
    assert set_there
    for order in set_there:
        assert order.stands.occasion in {m.context for m in atlas.motif(order.sense.motif).meanings}


def test_some_dye_stands_off_from_every_ground(orders):
    for dressing in {order.dressing for order in orders}:
        lab = to_lab(np.array([rgb(dye) for dye in dressing.dyes]) / 255)
        apart = np.linalg.norm(lab - lab[0], axis=1).max()
        assert dressing.craft == "silver" or apart >= 20, dressing


def test_a_sign_that_is_withdrawn_is_not_drawn(atlas, orders):
    flower = atlas.motif("yi.flower").model_copy(update={"withdrawn_by": ("its people",)})
    known = replace(atlas, motifs={**atlas.motifs, flower.id: flower})
    assert "yi.flower" in {order.sense.motif for order in orders}
    assert "yi.flower" not in {s.motif for s in find_senses(known, load_recipe())}


def test_families_that_mean_several_things_are_as_many_as_is_said(orders):
    """Of docs/corpus.md: fourteen of thirty-four."""
    found = defaultdict(set)
    for order in orders:
        if order.split in ("train", "valid", "test", "unseen_seed"):
            found[order.sense.family].add(order.sense.concept)
    assert (sum(len(concepts) > 1 for concepts in found.values()), len(found)) == (14, 34)


def test_a_rule_that_forbids_a_place_keeps_the_sign_away(atlas):
    """Planted: a rule against the flower of the Yi on hems."""
    model = next(rule for rule in atlas.rules.values() if rule.forbid and rule.id.startswith("yi."))
    rule = model.model_copy(update={
        "id": "yi.planted", "when": {}, "unless": {}, "forbid": {"motif": "yi.flower", "carrier": "hem"},
        "strength": "soft", "permit": None,
    })  # fmt: skip
    strict = replace(atlas, rules={**atlas.rules, rule.id: rule})
    for known, allowed in ((atlas, True), (strict, False)):
        (sense,) = [s for s in find_senses(known, load_recipe()) if s.motif == "yi.flower"]
        assert any(context.carrier == "hem" for context in sense.contexts) == allowed


def test_numbers_that_decide_a_meaning_follow_the_rule_of_the_atlas(atlas):
    for varies in (v for v in load_recipe().varies if v.rule):
        for value in (varies.low, varies.high):
            facts = {"culture": "mongolian", "motif": varies.motif, varies.number: value}
            spoken = [f.rule.id for f in judge(Facts(facts), atlas).findings if f.rule.meaning]
            assert varies.rule in spoken


def test_told_says_enough_and_not_all():
    stands = Context("han", "festival", "robe", "alone", "woman")
    rival = np.array([("han", "wedding", "robe", "alone", "woman")])
    said = {told(stands, rival, generator(k, "told")) for k in range(60)}
    assert all(context.occasion == "festival" for context in said)
    assert Context(occasion="festival") in said and len(said) > 5
    unsure = [("han", "wedding", "robe", "", "man")]  # how it is set is not known there
    for k in range(60):
        context = told(stands, np.array(unsure), generator(k, "told"))
        assert context.occasion or context.role
    free = {told(stands, np.zeros((0, 5), "<U1"), generator(k, "told")) for k in range(60)}
    assert any(not context.occasion for context in free)


def test_whole_shares_add_up():
    assert whole_shares([1, 1, 1], 10).tolist() == [4, 3, 3]
    assert whole_shares([0.5, 0.25, 0.25], 8).tolist() == [4, 2, 2]


def test_the_folder_holds_what_it_says(folder, corpus):
    counts = {split: len(rows) for split, rows in corpus.splits.items()}
    assert sum(counts.values()) - counts["damaged"] == COUNT and counts["damaged"] == counts["test"]
    assert len(corpus) == len(corpus.labels["family"].of) == len(corpus.context) == len(corpus.concepts)
    images = corpus.pictures(corpus.splits["test"])
    assert images.shape == (counts["test"], 128, 128, 3) and images.dtype == np.uint8
    assert list(corpus.altered()) == []
    for record in corpus.records:
        shares = [dye["share"] for dye in record["visual"]["dyes"]]
        assert sum(shares) == pytest.approx(1, abs=2e-3) and min(shares) >= 0
    assert (
        folder / "corpus.sha256"
    ).read_text() == f"{file_digest(folder / 'metadata.jsonl')}  metadata.jsonl\n"


def test_damaged_pictures_are_the_whole_ones_where_nothing_is_lost(corpus):
    for row in corpus.splits["damaged"]:
        whole, record = corpus.whole(row), corpus.records[row]
        assert corpus.records[whole]["split"] == "test"
        assert corpus.records[whole]["drawing"] == record["drawing"]
        same = (corpus.picture(row) == corpus.picture(whole)).all(-1)
        if record["damage"]["kind"] != "fading":
            assert same[~corpus.lost(row)].all()
    with pytest.raises(InputError, match="is whole; those of the split 'damaged' are not"):
        corpus.lost(0)


def test_croissant_names_every_file_with_its_digest(folder):
    data = json.loads((folder / "croissant.json").read_text("utf-8"))
    assert data["conformsTo"] == "http://mlcommons.org/croissant/1.0" and data["license"]
    files = {f["name"]: f["sha256"] for f in data["distribution"] if f["@type"] == "cr:FileObject"}
    assert files == {
        path.name: file_digest(path) for path in folder.iterdir() if path.suffix in (".zip", ".jsonl")
    }
    assert {f["name"] for f in data["recordSet"][0]["field"]} >= {"family", "concept", "culture", "licence"}


def test_broken_off_it_goes_on_in_two_processes_and_ends_the_same(atlas, folder, tmp_path, monkeypatch):
    """Interrupted in the third shard: two are kept; the end is bit for bit that of the run in one go."""
    monkeypatch.setattr(corpus_make, "PICTURES", 30)
    out, part, drawn, draw = tmp_path / "c", tmp_path / ".c.part", [], corpus_make.draw_order

    def stopped(order, *rest):
        drawn.append(order.number)
        if len(drawn) == 70:
            raise KeyboardInterrupt
        return draw(order, *rest)

    monkeypatch.setattr(corpus_make, "draw_order", stopped)
    with pytest.raises(KeyboardInterrupt):
        make_corpus(out, atlas, Asked(COUNT, seed=3), jobs=1)
    assert not out.exists() and sorted(p.name for p in part.glob("*.zip")) == [
        "shard-00000.zip", "shard-00001.zip",
    ]  # fmt: skip
    assert not list(part.glob("*.part"))
    (part / "shard-00001.zip").write_bytes(b"spoilt")  # planted: what was finished is looked at again
    first = (part / "shard-00000.zip").stat()
    digest = make_corpus(out, atlas, Asked(COUNT, seed=3), jobs=2)
    assert (out / "shard-00000.zip").stat().st_mtime_ns == first.st_mtime_ns  # not drawn again
    once, again = load_corpus(folder).records, load_corpus(out).records
    assert [one | {"shard": ""} for one in once] == [one | {"shard": ""} for one in again]
    assert load_corpus(out).digest == digest and not part.exists()


def test_an_unfinished_corpus_of_another_kind_is_not_mixed_in(atlas, tmp_path, monkeypatch):
    monkeypatch.setattr(corpus_make, "_draw_shards", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
    with pytest.raises(KeyboardInterrupt):
        make_corpus(tmp_path / "c", atlas, Asked(COUNT, seed=3), jobs=1)
    with pytest.raises(OutputError, match=r"an unfinished corpus of another kind lies in .*\.c\.part"):
        make_corpus(tmp_path / "c", atlas, Asked(COUNT, seed=4), jobs=1)


def test_a_full_disk_is_one_sentence_and_what_is_finished_stays(atlas, tmp_path, monkeypatch):
    monkeypatch.setattr(corpus_make, "PICTURES", 10)
    calls = []

    def full(image):
        calls.append(1)
        if len(calls) > 15:
            raise OSError(errno.ENOSPC, "No space left on device")
        return webp(image)

    monkeypatch.setattr(corpus_make, "webp", full)
    with pytest.raises(OutputError, match=r"the disk is full, so .* run the same command again: it goes on"):
        make_corpus(tmp_path / "c", atlas, Asked(COUNT, seed=3), jobs=1)
    assert not (tmp_path / "c").exists()
    assert [p.name for p in (tmp_path / ".c.part").glob("*.zip")] == ["shard-00000.zip"]


def test_a_process_that_is_ended_from_outside_is_one_sentence(atlas, tmp_path, monkeypatch):
    def ended(*_):
        raise BrokenProcessPool("a process died")

    monkeypatch.setattr(corpus_make, "_draw_shards", ended)
    with pytest.raises(OutputError, match="was ended from outside; run the same command again: it goes on"):
        make_corpus(tmp_path / "c", atlas, Asked(COUNT, seed=3), jobs=2)
    (tmp_path / ".c.part" / "shard-00000.99.part").write_bytes(b"of a run that was killed")
    monkeypatch.undo()
    monkeypatch.setattr(corpus_make, "_draw_shards", lambda shards, *_: [_short(path) for path in shards])
    monkeypatch.setattr(corpus_make, "write_card", lambda *_: None)
    make_corpus(tmp_path / "c", atlas, Asked(COUNT, seed=3))
    assert sorted(path.name for path in (tmp_path / "c").iterdir()) == [
        "corpus.sha256", "metadata.jsonl", "shard-00000.zip",
    ]  # fmt: skip


def _short(path):
    write_shard(path, [({"a.webp": b"1"}, "{}")])


def test_too_little_room_is_said_before_drawing(atlas, tmp_path, monkeypatch):
    monkeypatch.setattr(corpus_make.shutil, "disk_usage", lambda _: type("Usage", (), {"free": 1000})())
    with pytest.raises(OutputError, match=r"needs up to \d+\.\d GB and .* has 0\.0 GB free"):
        make_corpus(tmp_path / "c", atlas, Asked(COUNT), jobs=1)


def test_what_makes_no_corpus_is_refused(atlas, tmp_path):
    with pytest.raises(InputError, match="a corpus of 5 pictures cannot be made; ask for 100 to 1000000"):
        make_corpus(tmp_path / "c", atlas, Asked(5))
    with pytest.raises(InputError, match="of pictures of 64 pixels; choose 128 or 256"):
        make_corpus(tmp_path / "c", atlas, Asked(100, size=64))
    (tmp_path / "c").mkdir()
    with pytest.raises(OutputError, match="exists already; name another folder or remove it"):
        make_corpus(tmp_path / "c", atlas, Asked(100))


def test_altered_records_and_pictures_are_found(folder, tmp_path):
    """Planted: one letter of a record, one picture of a shard."""
    import shutil

    with pytest.raises(InputError, match="holds no finished corpus; make one with `wenwu motif corpus`"):
        load_corpus(tmp_path)
    shutil.copytree(folder, tmp_path / "c")
    meta = tmp_path / "c" / "metadata.jsonl"
    meta.write_text(meta.read_text("utf-8").replace('"concept":"', '"concept":"x', 1), "utf-8")
    with pytest.raises(InputError, match="the records of the corpus 'c' were altered since they were frozen"):
        load_corpus(tmp_path / "c")
    shutil.copy(folder / "metadata.jsonl", meta)
    (tmp_path / "c" / "corpus.sha256").write_text("")
    with pytest.raises(InputError, match="the records of the corpus 'c' were altered since they were frozen"):
        load_corpus(tmp_path / "c")
    shutil.copy(folder / "corpus.sha256", tmp_path / "c")
    with zipfile.ZipFile(folder / "shard-00000.zip") as old:
        files = {name: old.read(name) for name in old.namelist()}
    touched = load_corpus(folder).picture(7).copy()
    touched[-1, -1, -1] ^= 1  # one bit of the last pixel
    files["000007.webp"] = webp(touched)
    with zipfile.ZipFile(tmp_path / "c" / "shard-00000.zip", "w") as new:
        for name, data in files.items():
            new.writestr(name, data)
    assert list(load_corpus(tmp_path / "c").altered()) == ["000007"]
    (tmp_path / "c" / "shard-00000.zip").unlink()
    with pytest.raises(InputError, match="the picture 000000 of the corpus 'c' is gone or damaged"):
        load_corpus(tmp_path / "c").picture(0)
    with pytest.raises(InputError, match="the corpus has no split 'exam'; it has train"):
        load_corpus(folder).rows("exam")
