"""Objections and withdrawals are kept for good, merge, and change what the next run does."""

import threading

import pytest
from typer.testing import CliRunner

from wenwu.atlas.dissent import Dissent, read_dissent, record, under_dissent
from wenwu.atlas.load import load_atlas
from wenwu.base.errors import InputError, OutputError, RefusedError
from wenwu.base.trace import Trace
from wenwu.body.performer import load_body
from wenwu.body.readouts import read
from wenwu.cli.main import app
from wenwu.motion.compose import compose
from wenwu.motion.firewall import guard
from wenwu.prompt.cloth import motifs_on
from wenwu.prompt.read import read_brief
from wenwu.prompt.settle import settle
from wenwu.prompt.wishes import Wishes

RULE, BENT = "dai.peacock_wrist", "A Dai woman dances the peacock dance with wrists bent 78 degrees"
ATLAS = load_atlas()


def word(kind="dispute", id=RULE, by="A. Steward", because="our aunts bend further", date="2026-11-27"):
    return Dissent(kind=kind, id=id, by=by, because=because, date=date)


def test_a_dispute_is_shown_beside_both_sides_and_the_rule_still_holds():
    atlas = under_dissent(ATLAS, [word()])
    assert atlas.rule(RULE).disputed_by[-1].because == "our aunts bend further"
    assert atlas.rule(RULE).enabled and not ATLAS.rule(RULE).disputed_by


def test_disputed_then_withdrawn_both_stay_in_the_history():
    rule = under_dissent(ATLAS, [word(), word("withdraw", by="The steward", because="")]).rule(RULE)
    assert [d.by for d in rule.disputed_by] == ["A. Steward"]
    assert [w.by for w in rule.withdrawn_by] == ["The steward"] and not rule.enabled


def test_records_merge_and_equal_ones_count_once(tmp_path):
    record(word(), ATLAS, tmp_path)
    record(word(), ATLAS, tmp_path)
    record(word(by="B. Other"), ATLAS, tmp_path)
    found = read_dissent(tmp_path)
    assert len(found) == 3 and len(under_dissent(ATLAS, found).rule(RULE).disputed_by) == 2


def test_two_writers_lose_nothing(tmp_path):
    writers = [threading.Thread(target=record, args=(word(by=f"W{k}"), ATLAS, tmp_path)) for k in range(12)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    assert {d.by for d in read_dissent(tmp_path)} == {f"W{k}" for k in range(12)}
    assert not list(tmp_path.rglob("*.part"))


@pytest.mark.parametrize("because", ['a "quote" and \\ a slash', "两行\n第二行", "\u202e turned"])
def test_any_words_come_back_as_they_were_said(because, tmp_path):
    record(word(because=because), ATLAS, tmp_path)
    assert read_dissent(tmp_path)[0].because == because


def test_what_cannot_be_recorded_is_said(tmp_path):
    with pytest.raises(InputError, match=r"no record 'dai\.peacock_rist' in the atlas; did you mean"):
        record(word(id="dai.peacock_rist"), ATLAS, tmp_path)
    with pytest.raises(InputError, match="--because is empty; say what is wrong"):
        record(word(because=" "), ATLAS, tmp_path)
    (tmp_path / "file").write_text("")
    with pytest.raises(OutputError, match="cannot be written"):
        record(word(), ATLAS, tmp_path / "file")
    (tmp_path / "dissent").mkdir()
    (tmp_path / "dissent" / "x.toml").write_text("[[dissent]]\nkind = 'shout'\n")
    with pytest.raises(InputError, match=r"dissent/x\.toml is no record of dissent; leave it as it was"):
        read_dissent(tmp_path)


def bend(atlas):
    """How far a wrist goes in a short performance [deg]."""
    brief, trace = read_brief(BENT, Wishes(seconds=4, seed=3), atlas), Trace()
    settled, _ = settle(brief, atlas, trace)
    skeletons = {part.performer: load_body(part.performer).skeleton for part in settled.cast}
    clip = guard(compose(settled, atlas, skeletons, trace), settled, atlas, trace).dancers[0].clip
    return float(read("wrist_l.bend", clip.rotation).max())


def test_the_next_clip_changes():
    assert bend(ATLAS) <= 65.0
    assert bend(under_dissent(ATLAS, [word()])) <= 65.0
    assert bend(under_dissent(ATLAS, [word("withdraw")])) > 70.0


def test_a_withdrawn_dance_costume_or_culture_is_refused():
    for id in ("dai_peacock", "dai.f.xishuangbanna", "dai"):
        atlas = under_dissent(ATLAS, [word("withdraw", id=id, by="The village", because="not for strangers")])
        with pytest.raises(RefusedError, match="is not used any more: withdrawn by The village"):
            read_brief(BENT, Wishes(), atlas)


def test_a_withdrawn_motif_is_drawn_nowhere():
    brief = read_brief("Yi women dance the torch dance", Wishes(), ATLAS)
    assert "yi.flame" in motifs_on(brief, ATLAS)
    assert "yi.flame" not in motifs_on(brief, under_dissent(ATLAS, [word("withdraw", id="yi.flame")]))


def test_the_commands_write_into_the_users_own_pack_and_the_next_check_and_show_tell(tmp_path, monkeypatch):
    monkeypatch.setenv("WENWU_PACK", str(tmp_path / "mine"))

    def run(*words):
        answer = CliRunner().invoke(app, words)
        return answer.exit_code, " ".join(answer.output.split())

    assert run("check", BENT)[0] == 1
    assert run("dispute", RULE, "--because", "our aunts bend further", "--by", "A. Steward")[0] == 0
    code, told = run("check", BENT)
    assert code == 1 and "disputed by A. Steward" in told
    assert run("withdraw", RULE, "--by", "The steward")[0] == 0
    code, told = run("check", BENT)
    assert code == 0 and "not applied" in told and "withdrawn by The steward" in told
    shown = run("show", RULE)[1]
    assert "A. Steward" in shown and "withdrawn by The steward" in shown
