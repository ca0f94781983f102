"""A model folder: what must lie in it, and why it cannot be used when something does not.

A checkpoint is config.json, tokenizer.json, safetensors weights and `clerk.json` (our format, the alphabets of the
languages, how it was trained). Pickled weights and code of others are refused. `inspect` is quick and reads no weight
and imports no torch; `load_model` does both.
"""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tokenizers import Tokenizer

from bot.errors import ShopclerkError
from bot.generation.tokenizer import Vocabulary, lacks, open_tokenizer
from bot.pretrained import open_pretrained

FORMAT = 1
CLERK = "clerk.json"
PICKLES = ("*.bin", "*.pt", "*.pth", "*.pkl", "*.ckpt")
HEADER_LIMIT = 100_000_000


class ModelUnusable(ShopclerkError):
    """The checkpoint cannot speak; the message is one line that says what to do."""

    exit_code = 2


@dataclass(frozen=True)
class Checkpoint:
    """A folder that passed inspection."""

    folder: Path
    vocabulary: Vocabulary
    clerk: dict[str, Any]


def inspect(model: str | Path) -> Checkpoint:
    """The checkpoint of a folder; raises ModelUnusable."""
    folder = _folder(model)
    config = _json(folder, "config.json")
    if "auto_map" in config:
        raise ModelUnusable(f"{folder} asks to run code of its own: choose a model that transformers knows")
    shapes = _shapes(folder)
    tokenizer = _tokenizer(folder)
    if missing := lacks(tokenizer):
        raise ModelUnusable(
            f"the tokenizer in {folder} lacks {len(missing)} of our tokens ({missing[0]}, ..):"
            f" run `shopclerk train --base {folder}`"
        )
    clerk = _json(folder, CLERK)
    if clerk.get("format") != FORMAT:
        raise ModelUnusable(f"{folder / CLERK} has format {clerk.get('format')}, not {FORMAT}: run `shopclerk train`")
    _check_sizes(folder, tokenizer, shapes)
    return Checkpoint(folder, Vocabulary(tokenizer, clerk.get("alphabets", {})), clerk)


def load_model(checkpoint: Checkpoint) -> Any:
    """The weights as a causal language model in fp32, ready to speak; raises ModelUnusable."""
    import torch

    try:
        return open_pretrained("AutoModelForCausalLM", checkpoint.folder, dtype=torch.float32, use_safetensors=True)
    except Exception as problem:
        raise ModelUnusable(
            f"the model in {checkpoint.folder} does not load ({_first_line(problem)}): run `shopclerk train` again"
        ) from problem


def _folder(model: str | Path) -> Path:
    folder = Path(model)
    if folder.is_dir():
        return folder
    name = str(model)
    if not folder.is_absolute() and name.count("/") <= 1 and not name.startswith("."):
        raise ModelUnusable(f"no folder {name}; if it is a model of the hub, run `shopclerk train --base {name}`")
    raise ModelUnusable(f"no model in {name}: run `shopclerk train --out {name}`")


def _json(folder: Path, name: str) -> dict[str, Any]:
    file = folder / name
    if not file.is_file():
        raise ModelUnusable(f"{folder} holds no {name}: run `shopclerk train --out {folder}`")
    try:
        loaded = json.loads(file.read_text(encoding="utf-8"))
    except ValueError as problem:
        raise ModelUnusable(f"{file} is damaged ({_first_line(problem)}): restore it or train again") from problem
    if not isinstance(loaded, dict):
        raise ModelUnusable(f"{file} is damaged (not an object): restore it or train again")
    return loaded


def _shapes(folder: Path) -> dict[str, list[int]]:
    weights = sorted(folder.glob("*.safetensors"))
    if not weights:
        if any(next(folder.glob(pattern), None) for pattern in PICKLES):
            raise ModelUnusable(
                f"{folder} holds pickled weights, which may run code: save them as safetensors and try again"
            )
        raise ModelUnusable(f"{folder} holds no safetensors weights: run `shopclerk train --out {folder}`")
    return {name: shape for file in weights for name, shape in _header(file).items()}


def _header(file: Path) -> dict[str, list[int]]:
    """Tensor name → shape, read from the header; the file must be exactly as long as its header says."""
    try:
        with file.open("rb") as stream:
            length = int.from_bytes(stream.read(8), "little")
            header = json.loads(stream.read(min(length, HEADER_LIMIT)))
        tensors = {name: told for name, told in header.items() if name != "__metadata__"}
        ends = max(told["data_offsets"][1] for told in tensors.values())
    except (ValueError, KeyError, TypeError, AttributeError) as problem:
        raise ModelUnusable(f"{file} is damaged: restore it or run `shopclerk train` again") from problem
    if file.stat().st_size != 8 + length + ends:
        raise ModelUnusable(f"{file} is cut short or damaged: restore it or run `shopclerk train` again")
    return {name: list(told["shape"]) for name, told in tensors.items()}


def _tokenizer(folder: Path) -> Tokenizer:
    file = folder / "tokenizer.json"
    if not file.is_file():
        raise ModelUnusable(f"{folder} holds no tokenizer.json: run `shopclerk train --base {folder}`")
    try:
        return open_tokenizer(file)
    except Exception as problem:  # the tokenizers library raises bare Exception
        raise ModelUnusable(f"{file} is damaged ({_first_line(problem)}): restore it or train again") from problem


def _check_sizes(folder: Path, tokenizer: Tokenizer, shapes: dict[str, list[int]]) -> None:
    rows = max((shape[0] for name, shape in shapes.items() if _embeds(name) and len(shape) == 2), default=None)
    size = tokenizer.get_vocab_size(with_added_tokens=True)
    if rows is not None and rows < size:
        raise ModelUnusable(
            f"{folder} pairs a tokenizer of {size} tokens with weights for {rows}: they are of two models, train again"
        )


def _embeds(name: str) -> bool:
    return name.endswith(("wte.weight", "embed_tokens.weight", "word_embeddings.weight", "lm_head.weight"))


def _first_line(problem: Exception) -> str:
    return (str(problem).strip().splitlines() or [type(problem).__name__])[0][:160]
