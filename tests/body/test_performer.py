"""Six individuals, well made: weights, bind frames, landmarks, capsules, and no culture anywhere."""

import re
import time
from pathlib import Path

import numpy as np
import pytest

from wenwu.base.errors import InputError
from wenwu.body.performer import PERFORMERS, load_body, performers
from wenwu.body.rotation import about
from wenwu.body.skeleton import AT, JOINTS

SOURCE = Path(__file__).parents[2] / "src/wenwu"


@pytest.fixture(params=PERFORMERS)
def body(request):
    return load_body(request.param)


def test_the_cast_is_women_and_men_adults_and_elders():
    kinds = sorted((p.gender, p.age) for p in performers().values())
    assert kinds == [
        ("man", "adult"), ("man", "adult"), ("man", "elder"),
        ("woman", "adult"), ("woman", "adult"), ("woman", "elder"),
    ]  # fmt: skip


def test_nobody_is_a_type():
    """Each face mixes all three neutral ones, none above two thirds, with many targets of its own."""
    seen = []
    for person in performers().values():
        faces = {k: sum(v for t, v in person.targets.items() if t.startswith(f"macro/{k}-")) for k in "abc"}
        assert (
            min(faces.values()) > 0 and max(faces.values()) < 0.67 and sum(faces.values()) == pytest.approx(1)
        )
        assert len(person.targets) >= 15
        seen.append(tuple(sorted(person.targets.items())))
    assert len(set(seen)) == len(PERFORMERS)
    assert len({p.skin["tone"] for p in performers().values()}) == len(PERFORMERS)


def test_no_culture_reaches_body_face_skin_or_hair_code():
    """No id of a culture, nor the atlas itself, occurs in the code or data of the body and the character."""
    cultures = [p.name for p in (SOURCE / "atlas/cultures").iterdir() if p.is_dir()]
    assert len(cultures) >= 6
    files = [f for f in (SOURCE / "body").rglob("*") if f.suffix in (".py", ".toml")]
    files += [
        SOURCE / f"scene/{n}.py"
        for n in (
            "character",
            "skin",
            "eyes",
            "hair",
            "head",
            "combed",
            "bun",
            "braids",
            "strands",
            "loft",
            "paint",
        )
    ]
    word = re.compile(
        r"\b(" + "|".join([*cultures, "culture_id"]) + r")\b|wenwu\.atlas|wenwu\.motifs|wenwu\.prompt", re.I
    )
    for file in files:
        assert not word.search(file.read_text("utf-8")), file.name
    assert word.search("if culture == 'dai':")  # the guard can bark


def test_rig_begins_with_the_skeleton(body):
    assert body.rig.names[:24] == JOINTS
    assert all(p < k for k, p in enumerate(body.rig.parent))
    np.testing.assert_array_equal(body.rig.offset[:24], body.skeleton.offset)


def test_weights_sum_to_one_over_known_bones(body):
    for name, surface in body.surfaces.items():
        np.testing.assert_allclose(surface.weights.sum(1), 1, atol=1e-5, err_msg=name)
        assert (surface.joints[surface.weights == 0] == 0).all()
        assert surface.joints.max() < len(body.rig.names)
        np.testing.assert_allclose(np.linalg.norm(surface.normals, axis=1), 1, atol=1e-4)
        assert surface.uv.min() >= 0 and surface.uv.max() <= 1


def test_the_t_pose_stands_on_the_floor_with_level_arms_and_upright_legs(body):
    head = -body.rig.from_bind[:, :3, 3]
    assert abs(body.surfaces["skin"].vertices[:, 1].min()) < 1e-6
    for word in ("left", "right"):
        arm = head[[AT[word + n] for n in ("UpperArm", "LowerArm", "Hand", "MiddleProximal")]]
        assert np.ptp(arm[:, 1]) < 1e-6 and np.ptp(arm[:, 2]) < 1e-6
        leg = head[[AT[word + n] for n in ("UpperLeg", "LowerLeg", "Foot")]]
        assert np.ptp(leg[:, 0]) < 1e-6 and np.ptp(leg[:, 2]) < 1e-6


def test_normals_point_outward(body):
    skin = body.surfaces["skin"]
    trunk = skin.joints[:, 0] == AT["chest"]
    out = skin.vertices[trunk] - np.array([0, 0, skin.vertices[trunk, 2].mean()])
    out[:, 1] = 0
    assert (np.einsum("vi,vi->v", out, skin.normals[trunk]) > 0).mean() > 0.95


def test_people_have_peoples_measures(body):
    height = body.landmarks["crown"][1]
    assert 1.48 < height < 1.85
    assert 0.48 < body.skeleton.offset[0, 1] / height < 0.58
    assert 0.95 < 2 * body.landmarks["fingertip_l"][0] / height < 1.08
    marks = body.landmarks
    assert (
        marks["crotch"][1]
        < marks["hip_front"][1]
        < marks["waist_front"][1]
        < marks["bust_front"][1]
        < marks["throat"][1]
    )
    assert marks["chin"][1] < marks["nose"][1] < marks["crown"][1]
    assert 0.4 * marks["hip_l"][0] < marks["waist_l"][0] <= marks["hip_l"][0] * 1.05


def test_heel_and_toe_are_on_the_floor(body):
    ankle = -body.rig.from_bind[AT["leftFoot"], :3, 3]
    assert abs((ankle + body.skeleton.heel)[1]) < 1e-6
    assert body.skeleton.heel[2] < -0.03 and 0.04 < body.skeleton.toe_length < 0.09


def test_capsules_hug_the_body(body):
    """Most of the body's surface lies within two centimetres of a capsule's skin."""
    skin = body.surfaces["tights"].vertices.astype(float)
    gap = np.full(len(skin), np.inf)
    for capsule in body.capsules:
        head = -body.rig.from_bind[capsule.bone, :3, 3]
        a, axis = head + capsule.a, capsule.b - capsule.a
        t = np.clip((skin - a) @ axis / (axis @ axis), 0, 1)
        radius = capsule.radius_a + t * (capsule.radius_b - capsule.radius_a)
        gap = np.minimum(gap, np.linalg.norm(skin - a - t[:, None] * axis, axis=1) - radius)
    assert np.percentile(np.abs(gap), 50) < 0.008 and np.percentile(np.abs(gap), 90) < 0.0225


def test_loading_is_quick():
    load_body("man_1")
    load_body.cache_clear()
    begin = time.process_time()
    load_body("man_1")
    assert time.process_time() - begin < 0.6  # 0.07 s alone; shape checks are on here
    load_body.cache_clear()


def test_elders_are_older_than_adults():
    for person in performers().values():
        old = sum(v for t, v in person.targets.items() if re.match(r"macro/[abc]-\w+-old", t))
        assert (
            (old > 0.6 and person.hair["grey"] > 0.5)
            if person.age == "elder"
            else (old == 0 and person.hair["grey"] == 0)
        )


def test_an_unknown_performer_is_refused():
    with pytest.raises(InputError, match=r"no performer 'woman_9' in the atlas; did you mean 'woman_\d'"):
        load_body("woman_9")
    assert about(0, 0.0)[0] == 1
