"""The linter on motions of known angles: what is found, mended, left alone, refused."""

import dataclasses
import json

import numpy as np
import pytest
from typer.testing import CliRunner

from wenwu.atlas.rule import Rule
from wenwu.base.errors import InputError, OutputError
from wenwu.body.clinical import read, rotations
from wenwu.body.performer import load_body
from wenwu.body.skeleton import AT, JOINTS
from wenwu.motion.bvh import read_bvh, write_bvh
from wenwu.motion.clip import Clip
from wenwu.motion.lint import lint
from wenwu.motion.marked import write_marked
from wenwu.motion.part import part_of

FPS, FRAMES = 60.0, 240
PEACOCK = {"culture": "dai", "dance": "peacock", "role": "stage_female"}
LEGS = [AT[side + bone] for side in ("left", "right") for bone in ("UpperLeg", "LowerLeg", "Foot", "Toes")]


def clip_of(channels: dict[str, np.ndarray], root: np.ndarray | None = None, fps: float = FPS) -> Clip:
    """A clip of clinical angles."""
    frames = len(next(iter(channels.values())))
    return Clip(
        skeleton=load_body("woman_1").skeleton, fps=fps,
        root=np.tile([0.0, 0.9, 0.0], (frames, 1)) if root is None else root, rotation=rotations(channels),
        hand=np.zeros((frames, 2, 7)), contact=np.ones((frames, 2), bool), beat=np.arange(frames) / fps,
    )  # fmt: skip


def peacock(peak: float, fps: float = FPS) -> Clip:
    """Knees that pulse, elbows well bent, and a right wrist that bends back so far, once, at two seconds."""
    time = np.arange(0, FRAMES / FPS, 1 / fps)
    bump = np.exp(-(((time - 2.0) / 0.3) ** 2))
    knee = 40 + 15 * np.sin(time * 2 * np.pi * 2)
    return clip_of({
        "wrist_r.flexion": -20 - (peak - 20) * bump, "wrist_l.flexion": np.full(len(time), -20.0),
        "wrist_r.deviation": 3 + 5 * np.sin(time), "elbow_l.flexion": np.full(len(time), 60.0),
        "elbow_r.flexion": 60 + 10 * np.sin(time * 3), "knee_l.flexion": knee, "knee_r.flexion": knee,
        "shoulder_r.elevation": np.full(len(time), 70.0), "shoulder_l.elevation": np.full(len(time), 70.0),
    }, fps=fps)  # fmt: skip


@pytest.fixture(scope="module")
def worked(atlas):
    clip = peacock(68.0)
    return clip, lint(clip, atlas, **PEACOCK)


def test_a_wrist_of_68_degrees_is_found(worked):
    _, found = worked
    assert not found.lawful
    (one,) = found.findings
    assert (one.id, one.angle, one.strength, one.standing) == (
        "dai.peacock_wrist", "wrist_r.bend", "soft", "claimed",
    )  # fmt: skip
    assert one.margin == pytest.approx(-3.0, abs=0.03)
    assert 1.85 < one.first < 2.0 < one.last < 2.15 and one.repaired
    assert one.source and one.lawful is not None and "65 degrees or less" in one.lawful.en


def test_one_of_60_degrees_is_not(atlas):
    found = lint(peacock(60.0), atlas, **PEACOCK)
    assert found.lawful and found.findings == ()
    kept = next(a for a in found.asked if a.angle == "wrist_r.bend")
    assert kept.margin == pytest.approx(5.0, abs=0.03)


def test_it_is_mended_in_the_arm_alone(worked):
    clip, found = worked
    then, now = clip.rotation, found.repaired.rotation
    changed = [JOINTS[k] for k in range(24) if not np.array_equal(then[:, k], now[:, k])]
    assert changed == ["rightHand"]
    assert np.array_equal(then[:, LEGS], now[:, LEGS])
    assert np.array_equal(clip.root, found.repaired.root)
    assert read("wrist_r.bend", now).max() < 65
    assert np.abs(read("wrist_r.deviation", now) - read("wrist_r.deviation", then)).max() < 1e-6


def test_the_mending_is_feathered_without_a_jump_of_velocity(worked, atlas):
    """Speeds grow by a tenth at most; the step of speed from frame to frame stays near the dance's own.

    A jump would stay as large however fine the frames are; what has none shrinks with the frame's length.
    """
    clip, found = worked
    then, now = (read("wrist_r.flexion", r) for r in (clip.rotation, found.repaired.rotation))
    speed = [np.diff(angle) * FPS for angle in (then, now)]
    assert np.abs(speed[1]).max() <= 1.1 * np.abs(speed[0]).max()
    step = [np.abs(np.diff(s)).max() for s in speed]
    assert step[1] <= 3 * step[0]
    far = np.abs(np.arange(FRAMES) / FPS - 2.0) > 0.6
    assert np.array_equal(then[far], now[far])
    fine = lint(peacock(68.0, 4 * FPS), atlas, **PEACOCK).repaired
    finer = np.abs(np.diff(read("wrist_r.flexion", fine.rotation), 2)).max() * 4 * FPS
    assert finer < 0.4 * step[1]


def test_the_men_s_form_passes(atlas):
    found = lint(peacock(68.0), atlas, culture="dai", dance="dai_peacock", role="folk_male_frame")
    assert found.lawful and found.findings == () and found.asked == ()


@pytest.mark.parametrize(
    ("culture", "dance", "channel", "beyond", "rule", "joint"),
    [
        ("tujia", "baishou", "shoulder_r.elevation", 96.0, "tujia.baishou_shoulder_height", "rightUpperArm"),
        ("manchu", "swing_knives", "shoulder_l.elevation", 176.0, "manchu.knives_below_head", "leftUpperArm"),
        ("mongolian", "bowl", "neck.flexion", 9.0, "mongolian.bowl_head", "head"),
        ("mongolian", "bowl", "neck.flexion", -9.0, "mongolian.bowl_head", "head"),
        ("dai", "peacock", "elbow_l.flexion", 12.0, "dai.peacock_elbow", "leftLowerArm"),
    ],
)
def test_every_rule_over_an_angle_can_be_mended(atlas, culture, dance, channel, beyond, rule, joint):
    time = np.arange(FRAMES) / FPS
    start = {"neck.flexion": 0.0, "elbow_l.flexion": 60.0}.get(channel, 60.0)
    swing = start + (beyond - start) * np.exp(-(((time - 2) / 0.4) ** 2))
    still = {"elbow_l.flexion": 60.0, "elbow_r.flexion": 60.0, "neck.twist": 10.0, "girdle_r.elevation": 4.0}
    clip = clip_of({**{k: np.full(FRAMES, v) for k, v in still.items()}, channel: swing})
    found = lint(clip, atlas, culture=culture, dance=dance, role="woman" if culture == "dai" else None)
    assert {f.id for f in found.findings} == {rule} and all(f.repaired for f in found.findings)
    assert found.findings[0].margin == pytest.approx(-6.0 if abs(beyond) != 12 else -8.0, abs=0.05)
    changed = [
        JOINTS[k] for k in range(24) if not np.array_equal(clip.rotation[:, k], found.repaired.rotation[:, k])
    ]
    assert changed == [joint]
    assert lint(found.repaired, atlas, culture=culture, dance=dance).lawful


def around(degrees: float) -> np.ndarray:
    """A way round a drum, anticlockwise from above where positive, with the sway of steps."""
    angle = np.radians(degrees) * np.arange(FRAMES) / FRAMES
    sway = 0.05 * np.sin(np.arange(FRAMES) / FPS * 2 * np.pi * 2)
    return np.stack([(2 + sway) * np.sin(angle), np.full(FRAMES, 0.9), (2 + sway) * np.cos(angle)], 1)


@pytest.mark.parametrize(("degrees", "broken"), [(80.0, True), (-80.0, False), (5.0, False)])
def test_the_way_round_is_asked_where_it_shows(atlas, degrees, broken):
    """The guozhuang goes clockwise; five degrees are no circling."""
    turning = {"root.turn": np.linspace(0, degrees, FRAMES)}
    clip = clip_of({"knee_l.flexion": np.full(FRAMES, 30.0), **turning}, root=around(degrees))
    found = lint(clip, atlas, culture="tibetan", dance="guozhuang")
    assert [f.id for f in found.findings] == (["tibetan.guozhuang_direction"] if broken else [])
    if broken:
        (one,) = found.findings
        assert one.margin == pytest.approx(-80, abs=10) and not one.repaired and one.angle == "direction"
    if degrees == 5.0:
        assert [a.margin for a in found.asked] == [None]


def test_a_bent_way_without_a_turn_of_the_body_is_no_circling(atlas):
    """Steps into a ring and out of it bend the way; the dancer faces the middle all the while."""
    found = lint(
        dataclasses.replace(peacock(30.0), root=around(80.0)), atlas, culture="tibetan", dance="guozhuang"
    )
    assert found.lawful and [a.margin for a in found.asked] == [None]


@pytest.mark.parametrize(("degrees", "broken"), [(400.0, True), (-400.0, False)])
def test_a_rule_about_turning_is_asked_of_the_body(atlas, degrees, broken):
    words = {
        "id": "dai.turn", "culture": "dai", "about": {"en": "turns right", "zh": "右转"},
        "when": {"dance": "dai_peacock"}, "direction": "right", "strength": "soft", "source": "own",
        "standing": "claimed", "passes": [{}, {}], "fails": [{}, {}],
    }  # fmt: skip
    more = dataclasses.replace(atlas, rules={**atlas.rules, "dai.turn": Rule.model_validate(words)})
    turning = np.linspace(0, degrees, FRAMES)
    clip = clip_of(
        {"root.turn": turning, "elbow_l.flexion": turning * 0 + 60, "elbow_r.flexion": turning * 0 + 60}
    )
    assert [f.id for f in lint(clip, more, **PEACOCK).findings] == (["dai.turn"] if broken else [])


def test_a_joint_beyond_its_range_is_told_and_left(atlas):
    clip = clip_of({"elbow_l.flexion": np.full(20, 60.0), "elbow_r.flexion": np.full(20, 160.0)})
    found = lint(clip, atlas, **PEACOCK)
    assert found.lawful and [(b.angle, round(b.margin)) for b in found.limits] == [("elbow_r.flexion", -10)]
    assert np.array_equal(found.repaired.rotation, clip.rotation)


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (
            ("dai", "peacok", None),
            "no dance of dai 'peacok' in the atlas; did you mean 'dai_peacock'? known: ",
        ),
        (
            ("dai", "tibetan_guozhuang", None),
            "tibetan_guozhuang is no dance of culture 'dai' but of 'tibetan'",
        ),
        (
            ("dai", "peacock", "stage"),
            "no role of dai_peacock 'stage' in the atlas; did you mean 'stage_female'?",
        ),
        (("mongolian", "bowl", "lead"), "mongolian_bowl is described only and has no role 'lead'"),
        (("korean", "crane_fan", "man"), "the atlas knows no man in korean_crane_fan; roles: young_cranes"),
    ],
)
def test_parts_that_do_not_exist_are_refused(atlas, words, sentence):
    with pytest.raises(InputError) as error:
        part_of(atlas, *words)
    assert str(error.value).startswith(sentence)


def test_one_frame_is_refused(atlas):
    with pytest.raises(InputError, match="a motion of 1 frame cannot be checked; it needs 2 or more"):
        lint(clip_of({"elbow_l.flexion": np.full(1, 60.0)}), atlas, **PEACOCK)


# ------------------------------------------------------------------------------------- the command
@pytest.fixture
def called(tmp_path):
    from typer import Typer

    from wenwu.cli.move_check import check

    app = Typer()
    app.command()(check)
    write_bvh(peacock(68.0), tmp_path / "bent.bvh")
    write_bvh(peacock(60.0), tmp_path / "lawful.bvh")
    words = ["--culture", "dai", "--dance", "peacock", "--role", "stage_female"]
    return lambda file, *more: CliRunner().invoke(app, [str(tmp_path / file), *words, *map(str, more)])


def test_the_command_lists_findings_and_ends_with_1(called, tmp_path):
    done = called("bent.bvh", "-o", tmp_path / "marked.bvh")
    assert done.exit_code == 1
    assert "breaks 1 rule" in done.stdout and "right wrist.bend" in done.stdout
    assert "3.0° beyond it" in done.stdout and "mended in the copy" in done.stdout
    listed = json.loads((tmp_path / "marked.json").read_text("utf-8"))
    (change,) = listed["changes"]
    assert change["joint"] == "rightHand" and 1.5 < change["first"] < 2 < change["last"] < 2.5
    assert read("wrist_r.bend", read_bvh(tmp_path / "marked.bvh").rotation).max() < 65
    again = called("marked.bvh")
    assert again.exit_code == 0 and again.stdout.startswith("lawful")


def test_the_command_passes_a_lawful_one_and_speaks_chinese(called):
    assert called("lawful.bvh").exit_code == 0
    done = called("bent.bvh", "--lang", "zh")
    assert "违反1条规则" in done.stdout and "右wrist.bend" in done.stdout


def test_the_command_gives_json(called):
    data = json.loads(called("bent.bvh", "--json").stdout)
    assert data["lawful"] is False and data["findings"][0]["rule"] == "dai.peacock_wrist"
    assert data["findings"][0]["margin"] == pytest.approx(-3, abs=0.03)


def test_the_command_tells_of_joints_beyond_their_range_once_each(called, tmp_path):
    elbow = np.full(120, 60.0)
    elbow[[*range(20, 30), *range(80, 85)]] = 155.0
    write_bvh(
        clip_of({"elbow_l.flexion": elbow, "elbow_r.flexion": np.full(120, 60.0)}), tmp_path / "far.bvh"
    )
    done = called("far.bvh")
    told = [line for line in done.stdout.splitlines() if "beyond the joint's range" in line]
    assert done.exit_code == 0 and len(told) == 1
    assert "left elbow.flexion: 5.0°" in told[0] and told[0].endswith("and 1 stretch more")


def test_the_command_refuses_what_it_does_not_know(called, tmp_path):
    done = called("bent.bvh", "-o", tmp_path / "marked.fbx")
    assert isinstance(done.exception, OutputError)
    assert str(done.exception) == "marked.fbx would hold a BVH; name a file that ends in .bvh"


def test_nothing_is_overwritten(worked, tmp_path):
    clip, found = worked
    (tmp_path / "there.json").write_text("mine")
    with pytest.raises(OutputError, match=r"there\.json exists already; name another file or remove it"):
        write_marked(tmp_path / "there.bvh", clip, found)
    assert [p.name for p in tmp_path.iterdir()] == ["there.json"]
