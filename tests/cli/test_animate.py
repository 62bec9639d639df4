"""`wenwu animate` for real, small and short: a whole folder, the same again, nothing after a failure."""

import errno
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from functools import partial
from pathlib import Path

import av
import numpy as np
import pytest

from wenwu.atlas.load import load_atlas
from wenwu.base.trace import Trace
from wenwu.body.performer import load_body
from wenwu.body.skeleton import AT
from wenwu.cli import main
from wenwu.motion.bvh import read_bvh
from wenwu.motion.compose import compose
from wenwu.prompt.read import read_brief
from wenwu.prompt.wishes import Wishes
from wenwu.report.manifest import check_manifest

PROMPT = "A Dai woman dances the peacock dance at the Water-Splashing Festival"
SMALL = ("--seconds", "3", "--size", "192x128", "--fps", "10", "--quiet")
FILES = [
    "brief.toml", "contact.png", "dance.bvh", "dance.glb", "dance.mp4", "dance_web.mp4",
    "manifest.json", "poster.png", "report.html", "trace.jsonl",
]  # fmt: skip


def animate(*words: str) -> int:
    """Run the command in this process; its exit code."""
    before = sys.argv
    sys.argv = ["wenwu", "animate", *words]
    try:
        main.run()
    except SystemExit as ended:
        return int(ended.code or 0)
    finally:
        sys.argv = before
    return 0


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("first") / "deep" / "demo"
    assert animate(PROMPT, "-o", str(out), *SMALL) == 0
    return out


def test_the_folder_is_whole(first: Path) -> None:
    assert sorted(path.name for path in first.iterdir()) == FILES
    assert [path.name for path in first.parent.iterdir()] == ["demo"]
    assert check_manifest(first) == []
    manifest = json.loads((first / "manifest.json").read_text("utf-8"))
    assert set(manifest["seconds"]) == {"compose", "check", "dress", "render", "write", "report"}
    assert 0 < manifest["energy"]["watt_hours"] < 1


def test_films_and_motion_last_as_long_as_was_asked(first: Path) -> None:
    for name in ("dance.mp4", "dance_web.mp4"):
        with av.open(str(first / name)) as film:
            assert sum(1 for _ in film.decode(video=0)) == 30
    clip = read_bvh(first / "dance.bvh")
    assert len(clip) / clip.fps == pytest.approx(3.0, abs=1 / clip.fps)
    assert np.ptp(clip.positions(), axis=0).max() > 0.2, "nobody dances"


def test_the_report_and_the_trace_tell_of_it(first: Path) -> None:
    page = (first / "report.html").read_text("utf-8")
    assert PROMPT in page and "data:video/mp4;base64," in page
    assert "Reconstructed from descriptions, not a recording" in page
    events = [json.loads(line) for line in (first / "trace.jsonl").read_text("utf-8").splitlines()]
    assert {"prompt", "atlas", "motion", "scene", "render"} <= {event["stage"] for event in events}
    assert not any(key in event for event in events for key in ("time", "seconds_taken", "date"))


def test_the_khronos_validator_finds_nothing(first: Path) -> None:
    node, place = shutil.which("node"), Path(__file__).parents[1] / "node"
    if node is None or not (place / "node_modules" / "gltf-validator").is_dir():
        pytest.skip("the Khronos validator is absent: needs node and `npm ci --prefix tests/node`")
    words = [node, "validate.mjs", str(first / "dance.glb")]
    done = subprocess.run(words, cwd=place, capture_output=True, text=True, timeout=120, check=True)
    issues = json.loads(done.stdout)["issues"]
    assert (issues["numErrors"], issues["numWarnings"]) == (0, 0), issues["messages"]


def test_the_brief_dances_the_same_byte_for_byte(first: Path, tmp_path: Path) -> None:
    assert animate(str(first / "brief.toml"), "-o", str(tmp_path / "again"), "--quiet") == 0
    for name in ("dance.bvh", "trace.jsonl", "brief.toml", "dance.glb"):
        assert (first / name).read_bytes() == (tmp_path / "again" / name).read_bytes(), name


def test_only_the_formats_that_were_asked_for(tmp_path: Path) -> None:
    words = ["-o", str(tmp_path / "other"), *SMALL, "--formats", "bvh", "--lang", "zh"]
    assert animate("Dai peacock dance", *words) == 0
    files = {path.name for path in (tmp_path / "other").iterdir()}
    assert files == set(FILES) - {"dance.glb", "dance.mp4", "dance_web.mp4"}
    assert '<html lang="zh">' in (tmp_path / "other" / "report.html").read_text("utf-8")


def test_another_seed_dances_otherwise() -> None:
    atlas = load_atlas()
    danced = []
    for seed in (1, 2):
        brief = read_brief(PROMPT, Wishes(seed=seed, performer="woman_1"), atlas)
        skeletons = {"woman_1": load_body("woman_1").skeleton}
        clip = compose(brief, atlas, skeletons, Trace()).dancers[0].clip
        danced.append(clip.positions() - clip.root[:, None])
    apart = np.linalg.norm(danced[0] - danced[1], axis=-1)[:, AT["leftHand"]]
    assert apart.mean() > 0.1  # [m] between the same hand of the two performances


def test_a_disk_that_fills_up_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    whole = Path.write_text

    def write_text(self: Path, data: str, *more: object, **also: object) -> int:
        if self.name == "report.html":
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        return whole(self, data, *more, **also)  # type: ignore[arg-type]

    monkeypatch.setattr(Path, "write_text", write_text)
    assert animate(PROMPT, "-o", str(tmp_path / "a" / "b"), *SMALL) == 2
    assert capsys.readouterr().err.startswith("the disk is full: ")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(os.name == "nt", reason="Windows has no SIGINT for one process")
@pytest.mark.parametrize("sign", [signal.SIGINT, signal.SIGTERM])
def test_being_stopped_in_the_middle_leaves_nothing(sign: signal.Signals, tmp_path: Path) -> None:
    words = [
        sys.executable,
        "-m",
        "wenwu",
        "animate",
        PROMPT,
        "-o",
        str(tmp_path / "a" / "b"),
        "--seconds",
        "60",
    ]
    heard = partial(signal.signal, sign, signal.SIG_DFL)  # a shell may have told its background to ignore it
    pipe = subprocess.PIPE
    run = subprocess.Popen(words, stderr=pipe, stdout=pipe, text=True, preexec_fn=heard)
    deadline = time.monotonic() + 60
    while not list(tmp_path.rglob("*.part")):
        assert run.poll() is None, run.stderr.read() if run.stderr else ""
        assert time.monotonic() < deadline, "the work never began"
        time.sleep(0.05)
    time.sleep(3)  # stopped in its first second it may crash: see the changelog
    run.send_signal(sign)
    _, said = run.communicate(timeout=60)
    assert run.returncode == main.STOPPED, said
    assert said.strip().endswith("stopped; nothing was left behind") and "Traceback" not in said
    assert list(tmp_path.iterdir()) == []
