"""A checkpoint that knows nothing: our tokenizer over a handful of clauses, random weights of the tiny size."""

from pathlib import Path

import pytest

from bot.generation.tokenizer import Vocabulary, alphabet, learn
from tests.tiny import CLAUSES, write_checkpoint


def make_vocabulary() -> Vocabulary:
    every = [text for texts in CLAUSES.values() for text in texts]
    tokenizer = learn(every * 4, ["where is my order", "3 days", "where is €5"], 900)
    return Vocabulary(tokenizer, {language: alphabet(texts) for language, texts in CLAUSES.items()})


@pytest.fixture(scope="session")
def vocabulary() -> Vocabulary:
    return make_vocabulary()


@pytest.fixture(scope="session")
def checkpoint_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_checkpoint(tmp_path_factory.mktemp("model") / "tiny")
