"""Plans: poses are met at their beats, what cannot be danced is refused, an endpoint is asked."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer

import numpy as np
import pytest

from wenwu.atlas.load import load_atlas
from wenwu.base.errors import InputError
from wenwu.body.clinical import read
from wenwu.body.performer import load_body
from wenwu.body.skeleton import AT
from wenwu.measure import planner
from wenwu.measure.pose_words import load_words

SKELETON = load_body("woman_1").skeleton
PLAN = {
    "beats": 4,
    "key": [
        {"beat": 0, "pose": ["arms hanging", "legs standing"]},
        {"beat": 2, "pose": ["left arm up", "legs bent", "a step forward"]},
    ],
}


def test_each_pose_is_met_at_its_beat() -> None:
    clip = planner.danced(planner.plan_of(PLAN, "it"), SKELETON, bpm=60, seconds=6)
    second = round(clip.fps)
    raised = read("shoulder_l.elevation", clip.rotation)
    assert raised[0] == pytest.approx(12, abs=0.5) and raised[2 * second] == pytest.approx(155, abs=0.5)
    assert read("shoulder_r.elevation", clip.rotation)[2 * second] == pytest.approx(12, abs=0.5)
    assert read("knee_l.flexion", clip.rotation)[2 * second] == pytest.approx(40, abs=0.5)
    assert raised[4 * second] == pytest.approx(12, abs=0.5)  # it begins again
    assert clip.root[2 * second, 2] == pytest.approx(0.35) and clip.root[0, 2] == 0
    assert clip.beat[second] == pytest.approx(1) and not clip.contact.any()


def test_between_keys_nothing_overshoots_and_the_lower_foot_stays_on_the_floor() -> None:
    clip = planner.danced(planner.plan_of(PLAN, "it"), SKELETON, bpm=60, seconds=8)
    raised = read("shoulder_l.elevation", clip.rotation)
    assert raised.min() > 11.4 and raised.max() < 155.6
    place = clip.positions()
    rest = SKELETON.forward(np.tile([1.0, 0, 0, 0], (1, 24, 1)), SKELETON.offset[:1].astype(float))[1][0]
    feet = [AT[name] for name in planner.SOLES]
    assert (place[:, feet, 1] - rest[feet, 1]).min(1) == pytest.approx(np.zeros(len(clip)), abs=1e-9)


def test_the_recorded_plans_are_of_dances_in_the_atlas_and_say_whose_they_are() -> None:
    assert len(planner.planned()) == 2 and set(planner.planned()) <= set(load_atlas().scores)
    for dance in planner.planned():
        clip = planner.planned_dance(dance, 1, 10.0)
        assert len(clip) == 300 and np.isfinite(clip.positions()).all()
        path = planner.files("wenwu.measure").joinpath(f"plans/{dance}.toml")
        assert "no model's answer" in path.read_text("utf-8")


def test_one_side_is_one_side() -> None:
    channels, way = load_words().understand(["left wrist bent back", "a step left", "a step left"])
    assert channels == {"wrist_l.flexion": -50} and way == (0.6, 0.0, 0.0)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"key": []}, "it holds no plan; it needs two keys or more, each with beat and pose"),
        ({"key": "arms up"}, "it holds no plan; it needs two keys or more, each with beat and pose"),
        ({"beats": "four"}, "it: beats must be a number from 1 to 512"),
        ({"beats": 1.5}, "it: each key needs a beat from 0 to 1.5 and a pose, a list of words"),
        (
            {"key": [{"beat": 1, "pose": []}] * 2},
            "it: the keys must begin at beat 0 and follow one another in time",
        ),
        (
            {"key": [{"beat": 0, "pose": ["arms upp"]}] * 2},
            "a plan cannot say 'arms upp'; did you mean 'arms up'?",
        ),
    ],
)  # fmt: skip
def test_what_cannot_be_danced_is_refused(change: dict, said: str) -> None:
    with pytest.raises(InputError) as refused:
        planner.plan_of(PLAN | change, "it")
    assert str(refused.value) == said


def test_a_dance_without_a_plan_is_refused() -> None:
    with pytest.raises(InputError, match=r"^no plan of 'waltz' is recorded; there are plans of "):
        planner.recorded_plan("waltz")


@contextmanager
def endpoint(answer: bytes, status: int = 200) -> Iterator[tuple[str, list[dict]]]:
    """A planner on this machine that gives one answer, and what it was asked."""
    asked: list[dict] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            asked.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            self.send_response(status)
            self.end_headers()
            self.wfile.write(answer)

        def log_message(self, *words: object) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/plan", asked
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def test_an_endpoint_is_asked_for_a_plan() -> None:
    dance = planner.planned()[0]
    with endpoint(json.dumps({"key": PLAN["key"]}).encode()) as (url, asked):
        clip = planner.planned_dance(dance, 1, 4.0, url)
        planner.planned_dance(dance, 2, 4.0, url)
    assert len(asked) == 1  # a plan is asked for once
    assert asked[0]["dance"] == load_atlas().dance(dance).names.en and "arms up" in asked[0]["words"]
    assert read("shoulder_l.elevation", clip.rotation).max() > 150


@pytest.mark.parametrize(
    ("answer", "status", "said"),
    [
        (b"sorry", 200, "gave no plan"), (b"{}", 500, "gave no plan"), (b"[1]", 200, "holds no plan"),
        (b'{"key": [{"beat": 0, "pose": ["fly"]}, {"beat": 1, "pose": []}]}', 200, "a plan cannot say 'fly'"),
    ],
)  # fmt: skip
def test_an_endpoint_that_gives_no_plan_is_one_sentence(answer: bytes, status: int, said: str) -> None:
    with endpoint(answer, status) as (url, _), pytest.raises(InputError, match=said):
        planner.planned_dance(planner.planned()[0], 1, 4.0, url)


def test_only_http_is_asked() -> None:
    with pytest.raises(InputError, match="is no address of a planner; it begins with http:// or https://"):
        planner.planned_dance(planner.planned()[0], 1, 4.0, "file:///etc/hosts")
