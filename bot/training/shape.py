"""The model before it has learnt anything: from scratch in a named size, or a base of somebody else's with our tokens.

Reads sizes.yaml; knows nothing of examples.
"""

from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Any

import torch
import yaml
from tokenizers import AddedToken, Tokenizer

from bot.generation import prompt
from bot.generation.tokenizer import may_say

CONTEXT = 192


@dataclass(frozen=True, slots=True)
class Size:
    """A line of sizes.yaml."""

    layers: int
    width: int
    heads: int
    vocabulary: int
    batch: int
    rate: float


def sizes() -> dict[str, Size]:
    """Every named size."""
    loaded = yaml.safe_load((files("bot.training") / "sizes.yaml").read_text(encoding="utf-8"))
    return {name: Size(**told) for name, told in loaded.items()}


def fresh_model(size: Size, tokens: int, pad: int, end: int, seed: int) -> Any:
    """A GPT-2 of that size with random weights; no dropout, since no example is seen twice."""
    from transformers import GPT2Config, GPT2LMHeadModel

    torch.manual_seed(seed)
    config = GPT2Config(
        vocab_size=tokens,
        n_positions=CONTEXT,
        n_embd=size.width,
        n_layer=size.layers,
        n_head=size.heads,
        resid_pdrop=0.0,
        embd_pdrop=0.0,
        attn_pdrop=0.0,
        bos_token_id=end,
        eos_token_id=end,
        pad_token_id=pad,
        activation_function="gelu_new",
    )
    return GPT2LMHeadModel(config)


def base_model(base: str) -> tuple[Any, Tokenizer]:
    """Any causal language model of the hub or a folder, and its tokenizer; safetensors only, no code of theirs."""
    from transformers import AutoModelForCausalLM, AutoTokenizer

    model = AutoModelForCausalLM.from_pretrained(
        base, dtype=torch.float32, use_safetensors=True, trust_remote_code=False
    )
    tokenizer = AutoTokenizer.from_pretrained(base, trust_remote_code=False)
    if not getattr(tokenizer, "is_fast", False):
        raise ValueError(f"{base} has no fast tokenizer (tokenizer.json): choose another base")
    return model, tokenizer.backend_tokenizer


def teach_tokens(tokenizer: Tokenizer, alphabet: str) -> None:
    """Adds our tokens, and every sayable character the tokenizer would break into bytes, as whole tokens."""
    broken = [
        sign for sign in alphabet if may_say(sign) and len(tokenizer.encode(sign, add_special_tokens=False).ids) > 1
    ]
    tokenizer.add_tokens([AddedToken(sign, special=False, normalized=False) for sign in broken])
    tokenizer.add_special_tokens([AddedToken(token, special=True, normalized=False) for token in prompt.all_tokens()])


def grow(model: Any, tokenizer: Tokenizer) -> None:
    """Makes room for the new tokens in the embeddings."""
    tokens = tokenizer.get_vocab_size(with_added_tokens=True)
    if model.get_input_embeddings().weight.shape[0] < tokens:
        model.resize_token_embeddings(tokens)


def has_half() -> bool:
    """Whether this chip multiplies bfloat16 in hardware; elsewhere autocast only costs."""
    if torch.cuda.is_available():
        return bool(torch.cuda.is_bf16_supported())
    listed = Path("/proc/cpuinfo")
    flags = listed.read_text(encoding="utf-8") if listed.is_file() else ""
    return "avx512_bf16" in flags or "amx_bf16" in flags
