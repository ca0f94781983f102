"""The whole pipeline with a tiny model: seconds, one language, nothing of quality."""

import json
from pathlib import Path
from typing import Any

import pytest
import torch

from bot.generation.checkpoint import inspect, load_model
from bot.generation.client import ModelUnusable, open_writer
from bot.generation.request import ClauseRequest, Sampling
from bot.guard.veto import open_veto
from bot.plan.acts import Polarity, Row
from bot.training.batches import IGNORED, collate, encode
from bot.training.corpus import Corpus
from bot.training.shape import sizes
from bot.training.train import Clock, Plan, finish, train
from bot.training.turns import own_turns

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def trained(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("training")
    plan = Plan(out=root / "tiny", work=root / "work", size="tiny", steps=25, languages=("en",))
    losses: list[float] = []
    out = train(plan, own_turns(), step=lambda done, loss: losses.append(done))
    assert losses[-1] == 1.0
    return out


def test_a_checkpoint_is_whole_and_small(trained: Path) -> None:
    checkpoint = inspect(trained)
    assert checkpoint.clerk["trained"]["steps"] == 25
    assert not list(trained.glob("*.bin"))
    assert load_model(checkpoint).get_input_embeddings().weight.dtype is torch.float32
    assert (trained / "model.safetensors").stat().st_size < 1_000_000


async def test_a_trained_writer_writes(trained: Path) -> None:
    writer = open_writer(trained)
    try:
        await writer.warm()
        request = ClauseRequest("en", "plain", "where is it", None, Row.SAME, Polarity.OPEN, "order.shipped")
        (candidates,) = await writer.write([request], Sampling(candidates=16, max_tokens=64, deadline_s=20))
        assert candidates
    finally:
        writer.close()


def test_the_end_of_a_run_writes_veto_figures_and_card(
    trained: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.training.evaluate.SEEDS", 2)
    plan = Plan(out=trained, work=tmp_path, size="tiny", steps=25, languages=("en",))
    figures: dict[str, Any] = finish(plan, own_turns())
    assert figures["languages"]["en"]["slot_errors"] == 0
    assert open_veto(trained) is not None
    assert json.loads((trained / "figures.json").read_text()) == figures
    assert "single samples licensed" in (trained / "README.md").read_text()


async def test_a_gpt2_of_others_is_taught_our_tokens_and_speaks(tmp_path: Path) -> None:
    """The shape of GPT-2 small (12 layers of 768, 12 heads), as `--base gpt2` brings it."""
    from tokenizers import Tokenizer, decoders, models, pre_tokenizers
    from transformers import GPT2Config, GPT2LMHeadModel, PreTrainedTokenizerFast

    signs = {sign: at for at, sign in enumerate(sorted(pre_tokenizers.ByteLevel.alphabet()))}
    tokenizer = Tokenizer(models.BPE(signs, []))
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    base = tmp_path / "base"
    GPT2LMHeadModel(GPT2Config(vocab_size=256)).save_pretrained(base)
    PreTrainedTokenizerFast(tokenizer_object=tokenizer).save_pretrained(base)  # type: ignore[no-untyped-call]
    with pytest.raises(ModelUnusable, match="run `shopclerk train --base"):
        open_writer(base)
    plan = Plan(out=tmp_path / "out", work=tmp_path / "w", size="tiny", steps=1, languages=("en",), base=str(base))
    checkpoint = inspect(train(plan, own_turns()))
    text = "Your order {order.id} was shipped on {shipped.date}."
    assert checkpoint.vocabulary.decode(checkpoint.vocabulary.clause(text)) == text
    writer = open_writer(plan.out)
    try:
        await writer.warm()
        request = ClauseRequest("en", "plain", "where is it", None, Row.SAME, Polarity.OPEN, "order.shipped")
        (candidates,) = await writer.write([request], Sampling(candidates=2, max_tokens=8, deadline_s=60))
        assert all(isinstance(candidate.text, str) for candidate in candidates)
    finally:
        writer.close()


def test_only_the_clerks_words_are_learnt(trained: Path) -> None:
    words = inspect(trained).vocabulary
    example = next(Corpus(own_turns(), ("en",)).draw(1))
    batch = collate([encode(words, example)], words.pad)
    learnt = [number for number in batch["labels"][0].tolist() if number != IGNORED]
    assert learnt == words.clause(example.text)


def test_the_clock_runs_by_steps_and_the_rate_rises_and_falls() -> None:
    clock = Clock(100, None)
    assert [clock.fraction(step) for step in (0, 50, 100, 150)] == [0.0, 0.5, 1.0, 1.0]
    assert clock.rate(1) < clock.rate(5) > clock.rate(60) > clock.rate(100) > 0


def test_there_are_three_sizes() -> None:
    assert set(sizes()) == {"tiny", "small", "base"}
