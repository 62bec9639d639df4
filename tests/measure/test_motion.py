"""The bench of motion: takes, sources, controls, recordings, and its table."""

import csv
import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from wenwu.atlas.load import load_atlas
from wenwu.base.errors import InputError
from wenwu.body.skeleton import AT
from wenwu.measure import controls, motion, retrieval, yardstick
from wenwu.measure.held_out import HeldOut
from wenwu.measure.made import made
from wenwu.measure.recorded import DANCING, MOVING, NEEDED, find_recordings, read_recordings
from wenwu.measure.score_only import score_only
from wenwu.measure.similarity import plain_distance
from wenwu.measure.sources import SOURCES, makes, sources
from wenwu.measure.takes import resemblance, takes_of
from wenwu.measure.yardstick import sorted_pairs
from wenwu.motion.mirror import mirrored_clip
from wenwu.motion.sequence import split_of

DANCE, SECONDS = "yi_left_foot", 12.0


@pytest.fixture(scope="module")
def held() -> HeldOut:
    return HeldOut.of(DANCE, 3, SECONDS)


def test_takes_are_the_phrases_of_a_clip() -> None:
    clip = score_only(DANCE, 3, SECONDS)
    takes = takes_of(clip, load_atlas().score(DANCE))
    marked = [name.removesuffix(":mirror").partition("/")[0] for _, name in clip.marks]
    assert takes and [take.phrase for take in takes] == marked[: len(takes)]
    assert all(3.5 <= take.beats <= 8.2 for take in takes)


def test_a_phrase_danced_the_other_way_round_is_turned_back() -> None:
    clip = score_only(DANCE, 3, SECONDS)
    other = replace(
        mirrored_clip(clip),
        marks=tuple((f, f"{n}:mirror".removesuffix(":mirror:mirror")) for f, n in clip.marks),
    )
    ours, theirs = (takes_of(c, load_atlas().score(DANCE)) for c in (clip, other))
    assert [resemblance(a, b) for a, b in zip(ours, theirs, strict=True)] == pytest.approx(
        [1] * len(ours), abs=1e-3
    )
    wrong = takes_of(replace(other, marks=clip.marks), load_atlas().score(DANCE))
    assert min(resemblance(a, b) for a, b in zip(ours, wrong, strict=True)) < 0.8


def test_a_clip_without_phrases_is_cut_by_its_beats() -> None:
    clip = replace(score_only(DANCE, 3, SECONDS), marks=())
    takes = takes_of(clip, load_atlas().score(DANCE))
    assert len(takes) == int(clip.beat[-1] // 8) and {take.phrase for take in takes} == {""}


def test_the_held_out_seeds_are_of_the_test_part_and_the_others_are_not() -> None:
    assert {split_of(10 * k) for k in range(1, 30)} == {"test"}
    for quick in (True, False):
        _, seeds = motion.asked(quick)
        assert {split_of(seed) for seed in (*seeds, *retrieval.TRAINED)} == {"train"}
        assert len(seeds) == (motion.QUICK_CLIPS if quick else motion.CLIPS) == len(set(seeds))


def test_the_score_is_like_itself_and_controls_are_not(held: HeldOut) -> None:
    seeds = [502, 503]
    found = {
        name: made(SOURCES[name], held, seeds, SECONDS)
        for name in ("score alone", "constant pose", "mean pose", "jitter")
    }
    score, jitter = found["score alone"], found["jitter"]
    assert np.nanmean(score.phrase) > 0.3
    for name in ("constant pose", "mean pose"):
        assert np.nanmax(found[name].phrase) < 0 and np.nanmax(found[name].way) < 0
        assert found[name].beat == pytest.approx([0, 0])
        assert found[name].spread["fid_k_corrected_m_30fps"].ratio > 2
    assert min(clip.jerk for clip in jitter.smooth) > 5 * max(clip.jerk for clip in score.smooth)
    assert (
        max(clip.slow_share for clip in jitter.smooth) < 0.95 < min(clip.slow_share for clip in score.smooth)
    )
    assert np.nanmax(score.declared) < 0.01 < np.nanmin(jitter.declared)
    assert len(score.way) == 2 and len(score.whole) == 1


def test_frozen_seeds_are_one_dance(held: HeldOut) -> None:
    frozen = made(controls.frozen, held, [502, 503], SECONDS)
    assert frozen.seeds == pytest.approx(np.ones(len(frozen.seeds))) and frozen.whole == pytest.approx([1.0])


def test_a_wrong_dance_is_not_like_the_held_out_one(held: HeldOut) -> None:
    """Planted fault: the right marks on another dance's movement."""
    right = score_only(DANCE, 502, SECONDS)

    def wrong(dance: str, seed: int, seconds: float):
        other = score_only("dai_peacock", seed, seconds)
        return replace(other, marks=right.marks, beat=right.beat)

    assert np.nanmean(made(wrong, held, [502], SECONDS).phrase) < 0.2


def test_retrieval_finds_the_dance_by_its_words_and_joins_without_a_jump() -> None:
    found = retrieval.nearest(f"A woman dances the {load_atlas().dance(DANCE).names.en}")
    assert {dance for dance, _, _ in found} == {DANCE} and len(found) == len(load_atlas().score(DANCE).phrase)
    one, two = score_only(DANCE, 2, 4.0, "woman_1"), score_only(DANCE, 3, 4.0, "woman_1")
    both = retrieval.joined(one, two)
    overlap = round(retrieval.BLEND * one.fps)
    assert len(both) == len(one) + len(two) - overlap
    step = np.linalg.norm(np.diff(both.root[:, [0, 2]], axis=0), axis=1)
    own = max(np.linalg.norm(np.diff(c.root[:, [0, 2]], axis=0), axis=1).max() for c in (one, two))
    assert step.max() < own + 0.01
    assert (np.diff(both.beat) > 0).all() and both.marks[: len(one.marks)] == one.marks


def test_the_planner_makes_only_what_is_planned() -> None:
    assert makes("key-frame planner", DANCE) and not makes("key-frame planner", "bai_bawang")
    assert makes("key-frame planner", "bai_bawang", "http://localhost") and makes("retrieval", "bai_bawang")
    assert list(sources("http://localhost")) == list(SOURCES)


def test_the_table_says_quick_and_shows_what_is_missing() -> None:
    result = {"quick": True, "n": 9, "seed": 502, "a: n": 3, "b: jerk_m_s3": 123.4}
    text = motion.table(result)
    assert text.startswith("quick: few dances and seeds, no figure to publish; n 9")
    assert "85.3 % by a distance that it does not define" in text
    assert "–" in text and "123" in text
    assert motion.table(result | {"quick": False}).startswith("full")


def folder(at: Path, change: dict[str, str] | None = None, names: tuple[str, ...] = NEEDED) -> Path:
    """Three recordings: a dance, its second take, and another choreography."""
    (at / "npz").mkdir(parents=True)
    joints = [n for n in AT if n not in ("upperChest", "leftMiddleProximal", "rightMiddleProximal")]
    parents = {"hips": None, "spine": "hips", "chest": "spine", "neck": "chest", "head": "neck"}
    for s in ("left", "right"):
        parents |= {f"{s}Shoulder": "chest", f"{s}UpperArm": f"{s}Shoulder", f"{s}LowerArm": f"{s}UpperArm",
                    f"{s}Hand": f"{s}LowerArm", f"{s}UpperLeg": "hips", f"{s}LowerLeg": f"{s}UpperLeg",
                    f"{s}Foot": f"{s}LowerLeg", f"{s}Toes": f"{s}Foot"}  # fmt: skip
    order = sorted(joints, key=lambda n: _depth(n, parents))
    skeleton = {"joints": order, "parents": [order.index(parents[n]) if parents[n] else -1 for n in order]}
    (at / "skeleton.json").write_text(json.dumps(skeleton), "utf-8")
    rows = []
    rng = np.random.default_rng(5)
    offsets = rng.normal(0, 0.2, (21, 3))
    for clip, choreo in (("one", "c1"), ("two", "c1"), ("three", "c2")):
        drawn = np.random.default_rng(int(choreo[1]))
        time = np.arange(120)[:, None] / 30
        angle = 0.5 * np.sin(2 * np.pi * (drawn.uniform(0.2, 1, 21) * time + drawn.uniform(0, 1, 21)))
        quat = np.stack([np.sin(angle), 0 * angle, 0 * angle, np.cos(angle)], -1)
        if clip == "two":
            quat = quat + rng.normal(0, 0.02, quat.shape)
        np.savez(
            at / "npz" / f"{clip}.npz",
            quat=quat,
            root=np.tile([0.0, 1, 0], (120, 1)),
            offsets=offsets,
            fps=30.0,
        )
        said = {"clip": clip, "choreo": choreo, "source": "lab", "category": "dance", "quality": "A"}
        rows.append(said | {"energy": "0.5", "dancer": "d1", "genre": "g", "seconds": "4"} | (change or {}))
    with (at / "manifest.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, names, extrasaction="ignore")
        writer.writeheader()
        writer.writerows(rows)
    return at


def _depth(name: str, parents: dict) -> int:
    return 0 if parents[name] is None else 1 + _depth(parents[name], parents)


def test_a_labs_own_recordings_become_rows(tmp_path: Path) -> None:
    rows = yardstick.rows(read_recordings(folder(tmp_path)))
    assert rows["recorded lab"]["n"] == 3 and rows["recorded lab"]["jerk_m_s3"] > 0
    take, other = rows["recorded second take"], rows["recorded other choreography"]
    assert (take["n"], other["n"]) == (1, 2)
    assert take["S"] > 0.8 and other["S"] == pytest.approx(0, abs=1e-9)
    assert rows["recorded another dancer"]["n"] == 0 and np.isnan(rows["recorded another dancer"]["S"])


def test_clips_that_hardly_move_are_left_out(tmp_path: Path) -> None:
    assert yardstick.rows(read_recordings(folder(tmp_path, {"energy": "0.02"})))["recorded lab"] == {"n": 0}


def test_a_folder_is_found_beside_or_above_and_missing_ones_are_said(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.delenv("WENWU_DATA", raising=False)
    assert find_recordings(None) is None
    place = folder(tmp_path / "mocap")
    assert find_recordings(tmp_path) == place == find_recordings(place)
    with pytest.raises(InputError, match=r"neither it nor mocap in it holds a manifest.csv"):
        find_recordings(tmp_path / "elsewhere")
    monkeypatch.setenv("WENWU_DATA", str(tmp_path))
    assert find_recordings(None) == place


def test_broken_recordings_are_one_sentence(tmp_path: Path) -> None:
    lacking = folder(tmp_path / "a", names=tuple(n for n in NEEDED if n not in ("quality", "choreo")))
    with pytest.raises(InputError, match=r"^manifest.csv lacks quality, choreo; it needs clip, source, "):
        read_recordings(lacking)
    broken = folder(tmp_path / "b")
    (broken / "npz" / "two.npz").write_bytes(b"no archive")
    with pytest.raises(InputError, match=r"^two.npz cannot be read; it needs quat, root, offsets and fps"):
        read_recordings(broken)
    short = folder(tmp_path / "c")
    np.savez(
        short / "npz" / "two.npz",
        quat=np.ones((9, 21, 4)),
        root=np.zeros((9, 3)),
        offsets=np.zeros((21, 3)),
        fps=30.0,
    )
    with pytest.raises(InputError, match=r"^two.npz holds fewer than 30 frames"):
        read_recordings(short)
    (short / "skeleton.json").write_text("[]", "utf-8")
    with pytest.raises(InputError, match=r"^skeleton.json is no skeleton"):
        read_recordings(short)


def test_the_yardstick_is_what_we_publish() -> None:
    """Of the clips at hand; skips where they are not."""
    found = find_recordings(None)
    if found is None:
        pytest.skip("WENWU_DATA names no recordings")
    every = read_recordings(found)
    cmu = yardstick.rows([r for r in every if r.facts["source"] == "cmu"])["recorded cmu"]
    assert cmu["n"] == 27 and cmu["jerk_m_s3"] == pytest.approx(264, abs=5)
    assert cmu["jerk_below_6hz_m_s3"] == pytest.approx(79, abs=3)
    assert cmu["skate_seen_cm_s"] == pytest.approx(12.6, abs=0.3)
    assert cmu["skate_seen_p95_cm_s"] == pytest.approx(16.0, abs=0.5)
    street = [r for r in every if r.facts["source"] != "cmu"]
    assert sum(r.energy < MOVING for r in street) == 36
    assert len(sorted_pairs([r for r in street if r.energy >= DANCING])["second take"]) == 27


def test_a_held_pose_may_be_nearer_by_the_plain_distance_than_another_dance() -> None:
    one, other = (score_only(d, 502, 6.0).positions()[::2] for d in (DANCE, "dai_peacock"))
    held = np.repeat(one.mean(0, keepdims=True), len(one), axis=0)
    assert plain_distance(one, held) < plain_distance(one, other)


def test_retrieved_phrases_keep_the_beat(monkeypatch) -> None:
    monkeypatch.setattr(retrieval, "TRAINED", (2,))
    retrieval._danced.cache_clear()
    clip = retrieval.retrieved(DANCE, 502, 14.0)
    assert len(clip) == round(14.0 * clip.fps) and len(clip.marks) > 1
    at = [clip.beat[frame] - clip.beat[0] for frame, _ in clip.marks]
    assert at == pytest.approx(np.round(at), abs=0.06)  # every phrase begins on a whole beat
    retrieval._danced.cache_clear()
