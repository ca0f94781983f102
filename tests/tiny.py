"""Models that know nothing, for tests: our tokenizer over a handful of clauses, random weights of the tiny size."""

import json
from pathlib import Path
from typing import Any

from bot.generation.tokenizer import Vocabulary, alphabet, learn
from bot.guard.veto import FILE as VETO
from bot.guard.veto import Veto
from bot.training.measured import clauses_digest

CLAUSES = {
    "en": [
        "Your order {order.id} was shipped on {shipped.date}.",
        "It is on its way!",
        "These are the items: {items}",
        "Is it this one?",
    ],
    "zh": ["订单{order.id}已发货。", "商品如下：{items}", "一共有{item.count}。"],
    "ru": ["Заказ {order.id} отправлен {shipped.date}.", "Вот товары: {items}"],
    "es": ["El pedido {order.id} se envió el {shipped.date}.", "¿Es este?"],
}


def write_checkpoint(out: Path, seed: int = 1) -> Path:
    """A checkpoint as `train` saves it, before veto and figures."""
    from bot.training.shape import fresh_model, sizes
    from bot.training.train import Plan, save

    tokenizer = learn([text for texts in CLAUSES.values() for text in texts] * 4, [], 900)
    alphabets = {language: alphabet(texts) for language, texts in CLAUSES.items()}
    words = Vocabulary(tokenizer, alphabets)
    model = fresh_model(sizes()["tiny"], len(words.texts), words.pad, words.end, seed=seed)
    told = {"steps": 0, "minutes": 0.0, "loss": 0.0, "weights": 1_000_000}
    save(Plan(out=out, work=out / "work", size="tiny"), model, tokenizer, alphabets, told)
    return out


def write_version(out: Path, seed: int = 1, **changes: Any) -> Path:
    """A whole version; `changes` are figures of its one language."""
    write_checkpoint(out, seed)
    Veto({}).save(out / VETO)
    (out / "figures.json").write_text(json.dumps(figures(**changes)))
    return out


def figures(**changes: Any) -> dict[str, Any]:
    """What `finish` writes, of one language and too short to have a perplexity."""
    told = {"acts": 2, "finished": 1.0, "licensed": 0.8, "slot_errors": 0, "novel": 0.1, "distinct_of_ten": 6.0}
    acts = [{"language": "en", "act": "order.shipped", "asked": 2000}]
    return {
        "clauses": clauses_digest(("en",)),
        "languages": {"en": told | changes},
        "held_out_perplexity": None,
        "acts": acts,
    }
