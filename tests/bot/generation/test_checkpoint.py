"""Every way a model folder can be wrong, and the one line that says so."""

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from bot.generation.checkpoint import ModelUnusable, inspect, load_model
from bot.generation.client import open_writer


def test_a_missing_folder_says_how_to_train(tmp_path: Path) -> None:
    with pytest.raises(ModelUnusable, match=r"no model in .*: run `shopclerk train --out"):
        open_writer(tmp_path / "nothing")


def test_a_hub_name_says_how_to_fine_tune() -> None:
    with pytest.raises(ModelUnusable, match="run `shopclerk train --base openai-community/gpt2`"):
        open_writer("openai-community/gpt2")


def test_an_empty_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ModelUnusable, match=r"holds no config\.json"):
        open_writer(tmp_path)


def test_pickled_weights_are_refused(tmp_path: Path) -> None:
    (tmp_path / "config.json").write_text("{}")
    (tmp_path / "pytorch_model.bin").write_bytes(b"\x80\x04.")
    with pytest.raises(ModelUnusable, match="pickled weights, which may run code"):
        open_writer(tmp_path)


def test_code_of_others_is_refused(tmp_path: Path) -> None:
    (tmp_path / "config.json").write_text(json.dumps({"auto_map": {"AutoModelForCausalLM": "evil.Model"}}))
    with pytest.raises(ModelUnusable, match="asks to run code of its own"):
        open_writer(tmp_path)


@pytest.fixture
def copy(checkpoint_folder: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(checkpoint_folder, tmp_path / "copy"))


@pytest.mark.slow
def test_a_whole_checkpoint_loads_by_the_plain_auto_classes(checkpoint_folder: Path) -> None:
    from transformers import AutoModelForCausalLM, AutoTokenizer

    tokenizer = AutoTokenizer.from_pretrained(checkpoint_folder)
    model: Any = AutoModelForCausalLM.from_pretrained(checkpoint_folder, use_safetensors=True)
    assert tokenizer.pad_token == "<|pad|>"
    assert len(tokenizer) == model.get_input_embeddings().weight.shape[0]
    assert load_model(inspect(checkpoint_folder)).dtype.is_floating_point


@pytest.mark.slow
@pytest.mark.parametrize("name", ["config.json", "tokenizer.json", "clerk.json"])
def test_damaged_files_are_named(copy: Path, name: str) -> None:
    (copy / name).write_text("{ no json")
    with pytest.raises(ModelUnusable, match=f"{name} is damaged"):
        inspect(copy)


@pytest.mark.slow
def test_cut_weights_are_refused(copy: Path) -> None:
    weights = copy / "model.safetensors"
    weights.write_bytes(weights.read_bytes()[:-100])
    with pytest.raises(ModelUnusable, match="cut short or damaged"):
        inspect(copy)


@pytest.mark.slow
def test_a_tokenizer_of_another_model_is_refused(copy: Path) -> None:
    from tokenizers import Tokenizer

    tokenizer = Tokenizer.from_file(str(copy / "tokenizer.json"))
    tokenizer.add_tokens([f"word{number}" for number in range(50)])
    tokenizer.save(str(copy / "tokenizer.json"))
    with pytest.raises(ModelUnusable, match="they are of two models"):
        inspect(copy)


@pytest.mark.slow
def test_a_plain_gpt2_is_told_to_be_fine_tuned(tmp_path: Path) -> None:
    from tokenizers import Tokenizer, models
    from transformers import GPT2Config, GPT2LMHeadModel

    model = GPT2LMHeadModel(GPT2Config(vocab_size=300, n_positions=64, n_embd=48, n_layer=2, n_head=2))
    model.save_pretrained(tmp_path)
    Tokenizer(models.BPE({"a": 0, "b": 1}, [])).save(str(tmp_path / "tokenizer.json"))
    with pytest.raises(ModelUnusable, match=rf"lacks \d+ of our tokens .*run `shopclerk train --base {tmp_path}`"):
        open_writer(tmp_path)
