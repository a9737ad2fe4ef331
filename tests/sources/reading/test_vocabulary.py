import random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from muster.sources.reading.vocabulary import BYTES, Vocabulary


def words(texts, wide):
    """Texts eight bytes at a time, as a cutter gives them."""
    padded = b"".join(text.encode().ljust(BYTES * wide, b"\0") for text in texts)
    held = np.frombuffer(padded, dtype="<u8").reshape(len(texts), wide)
    return [held[:, n].copy() for n in range(wide)]


def numbered(vocabulary, texts, wide):
    return [vocabulary.texts[n] for n in vocabulary.numbers(words(texts, wide))]


TEXTS = st.lists(st.text("abé,", max_size=4), min_size=1, max_size=40)


@settings(deadline=None)
@given(st.lists(st.tuples(TEXTS, st.integers(1, 3)), max_size=5))
def test_texts_are_numbered_and_found_again_however_wide_they_come(batches):
    vocabulary = Vocabulary()
    for texts, wide in batches:
        assert numbered(vocabulary, texts, wide) == texts
    assert len(set(vocabulary.texts)) == len(vocabulary.texts)


def test_a_vocabulary_grows_and_runs_are_looked_up_once():
    picked = random.Random(1)
    texts = [f"pupil {picked.randrange(9_000)}" for _ in range(20_000)]
    vocabulary = Vocabulary()
    assert numbered(vocabulary, texts, 2) == texts
    runs = [text for text in texts[:500] for _ in range(9)]
    assert numbered(vocabulary, runs, 2) == runs
    assert len(vocabulary.texts) == len(set(texts))


def test_texts_whose_hashes_agree_are_told_apart(monkeypatch):
    monkeypatch.setattr(
        Vocabulary,
        "_hashed",
        lambda self, words: np.full(len(words[0]), len(self._slots) - 1),
    )
    vocabulary = Vocabulary()
    texts = [f"t{n}" for n in range(40)]
    assert numbered(vocabulary, texts, 1) == texts
    assert numbered(vocabulary, texts[::-1] + ["new", ""], 1) == [
        *texts[::-1],
        "new",
        "",
    ]


@pytest.mark.parametrize("wide", [1, 2])
def test_nothing_is_no_numbers(wide):
    assert len(Vocabulary().numbers(words([], wide))) == 0
