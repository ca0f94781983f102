"""Figures of a checkpoint that is older than the clauses."""

from pathlib import Path

import pytest

from bot.generation.checkpoint import inspect, load_model
from bot.training.corpus import Corpus
from bot.training.evaluate import _perplexity
from bot.training.turns import own_turns


@pytest.mark.slow
def test_an_act_that_is_newer_than_the_model_is_left_out(tiny_version: Path) -> None:
    checkpoint = inspect(tiny_version)
    corpus, words = Corpus(own_turns(), ("en",), 0), checkpoint.vocabulary
    held = {example.request.act for example in corpus.held()}
    for act in sorted(held)[:5]:
        del words.special[f"<|act:{act}|>"]
    assert (_perplexity(load_model(checkpoint), words, corpus) or 0) > 1
