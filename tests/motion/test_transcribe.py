"""From a recording to a score and back."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from wenwu.atlas.score import Score
from wenwu.atlas.score_file import score_text
from wenwu.atlas.tomlfile import read_toml
from wenwu.base.errors import InputError
from wenwu.base.trace import Trace
from wenwu.body.clinical import rotations
from wenwu.body.performer import load_body
from wenwu.body.readouts import read
from wenwu.motion.clip import Clip
from wenwu.motion.compose import compose
from wenwu.motion.curve import ramp
from wenwu.motion.transcribe import transcribe
from wenwu.motion.written import phrase_id, written_score


@pytest.fixture(scope="module")
def brief(brief_of):
    return brief_of("tibetan_guozhuang", seconds=12.0, seed=4)


@pytest.fixture(scope="module")
def clip(atlas, brief):
    name = brief.cast[0].performer
    return compose(brief, atlas, {name: load_body(name).skeleton}, Trace()).dancers[0].clip


@pytest.fixture(scope="module")
def score(clip, brief):
    return written_score({Path("walk.bvh"): clip}, "tibetan_guozhuang", "tibetan", brief.tempo, "own")


def test_a_recording_danced_from_its_own_score_is_the_recording(atlas, brief, clip, score) -> None:
    """Limbs within centimetres of where they were, seen from the hips."""
    name, phrase = brief.cast[0].performer, score.phrase[0]
    whole = score.model_copy(update={"grammar": score.grammar.model_copy(update={"must": (phrase.id,)})})
    again = compose(
        brief, replace(atlas, scores={"tibetan_guozhuang": whole}), {name: clip.skeleton}, Trace()
    )
    two = again.dancers[0].clip
    begins = 60 / brief.tempo  # an arranged dance waits one beat
    late = round(begins * clip.fps)
    one, two_ = (c.positions() - c.positions()[:, :1] * [1.0, 0, 1] for c in (clip, two))
    frames = min(len(one), len(two_) - late) - round(2 * clip.fps)
    off = np.linalg.norm(one[:frames] - two_[late : late + frames], axis=-1)
    assert off.mean() < 0.04
    assert np.percentile(off, 95) < 0.12


def test_every_step_is_written(clip, brief) -> None:
    script = transcribe(clip, brief.tempo, "walk.bvh")
    down = clip.contact.astype(int)
    lifted = int((np.diff(down, axis=0) < 0).sum())
    assert 0.5 * lifted <= len(script.steps) <= lifted + 2
    assert all(step.lift < step.land <= script.beats for step in script.steps)
    assert [key.beat for key in script.keys] == [k / 2 for k in range(2 * int(script.beats) + 1)]


def test_a_heel_thrown_back_is_no_raised_knee() -> None:
    """One leg in the air twice: its heel thrown back, then its knee raised and held."""
    skeleton, time = load_body("woman_1").skeleton, np.arange(0, 6, 1 / 60)
    air = {"back": (1.0, 1.6), "up": (3.0, 4.6)}
    thigh = {"back": -2.0, "up": 60.0}
    shape = {
        name: ramp((time - begin) / 0.2) * ramp((end - time) / 0.2) for name, (begin, end) in air.items()
    }
    channels = {
        "hip_l.flexion": sum(thigh[name] * shape[name] for name in air),
        "knee_l.flexion": 95.0 * (shape["back"] + shape["up"]),
    }
    lifted = np.any([(time > begin) & (time < end) for begin, end in air.values()], axis=0)
    contact = np.stack([~lifted, np.ones(len(time), bool)], 1)
    root = np.tile(skeleton.offset[0], (len(time), 1))
    clip = Clip(skeleton, 60.0, root, rotations(channels), np.zeros((len(time), 2, 7)), contact, time)
    back, up = (step.leg[0] for step in transcribe(clip, 60.0, "lift.bvh").steps)
    assert back.hip[0] == pytest.approx(-2, abs=1) and back.knee == pytest.approx(95, abs=1)
    assert up.hip[0] == pytest.approx(60, abs=1) and up.knee == pytest.approx(95, abs=1)
    assert back.at > 1.0 and back.at + back.hold < 1.6
    assert 3.0 < up.at < 3.4 and 4.2 < up.at + up.hold < 4.6 and up.hold > 0.8


def test_the_peacock_danced_again_raises_its_knees_as_before(atlas, brief_of) -> None:
    brief = brief_of("dai_peacock", seconds=8.0, seed=2)
    bones = {brief.cast[0].performer: load_body(brief.cast[0].performer).skeleton}
    one = compose(brief, atlas, bones, Trace()).dancers[0].clip
    score = written_score({Path("heels.bvh"): one}, "dai_peacock", "dai", brief.tempo, "own")
    again = compose(brief, replace(atlas, scores={"dai_peacock": score}), bones, Trace()).dancers[0].clip
    for side in "lr":
        most = [read(f"hip_{side}.flexion", clip.rotation).max() for clip in (one, again)]
        assert most[1] < most[0] + 12


def test_the_file_is_the_score(score, tmp_path: Path) -> None:
    path = tmp_path / "scores" / "x.toml"
    path.parent.mkdir()
    path.write_text(score_text(score), encoding="utf-8")
    assert Score.model_validate(read_toml(path, tmp_path).data) == score


def test_every_shipped_score_can_be_written_again(atlas, tmp_path: Path) -> None:
    for dance in atlas.scores:
        path = tmp_path / f"{dance}.toml"
        path.write_text(score_text(atlas.score(dance)), encoding="utf-8")
        assert Score.model_validate(read_toml(path, tmp_path).data) == atlas.score(dance)


def test_files_that_differ_in_a_number_are_ways_of_one_phrase(clip, brief) -> None:
    assert phrase_id(Path("Gather-2.bvh")) == ("gather", "2")
    assert phrase_id(Path("turn.bvh")) == ("turn", "")
    short = replace(
        clip, root=clip.root[:400], rotation=clip.rotation[:400], hand=clip.hand[:400],
        contact=clip.contact[:400], beat=clip.beat[:400],
    )  # fmt: skip
    two = written_score({Path("a_1.bvh"): clip, Path("a_2.bvh"): short}, "d", "dai", brief.tempo, "own")
    assert [(p.id, [v.id for v in p.variants]) for p in two.phrase] == [("a", ["way_2"])]


def test_a_clip_that_is_too_short_is_refused(clip, brief) -> None:
    short = replace(
        clip, root=clip.root[:60], rotation=clip.rotation[:60], hand=clip.hand[:60],
        contact=clip.contact[:60], beat=clip.beat[:60],
    )  # fmt: skip
    with pytest.raises(InputError, match=r"short\.bvh lasts 1 beats at .* a phrase has 4 to 64"):
        transcribe(short, 60.0, "short.bvh")
