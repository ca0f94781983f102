"""A checkpoint that knows nothing: our tokenizer over a handful of clauses, random weights of the tiny size."""

from pathlib import Path

import pytest

from bot.generation.tokenizer import Vocabulary, alphabet, learn

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


def make_vocabulary() -> Vocabulary:
    every = [text for texts in CLAUSES.values() for text in texts]
    tokenizer = learn(every * 4, ["where is my order", "3 days", "where is €5"], 900)
    return Vocabulary(tokenizer, {language: alphabet(texts) for language, texts in CLAUSES.items()})


@pytest.fixture(scope="session")
def vocabulary() -> Vocabulary:
    return make_vocabulary()


@pytest.fixture(scope="session")
def checkpoint_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    from bot.training.shape import fresh_model, sizes
    from bot.training.train import Plan, save

    every = [text for texts in CLAUSES.values() for text in texts]
    tokenizer = learn(every * 4, [], 900)
    alphabets = {language: alphabet(texts) for language, texts in CLAUSES.items()}
    words = Vocabulary(tokenizer, alphabets)
    model = fresh_model(sizes()["tiny"], len(words.texts), words.pad, words.end, seed=1)
    out = tmp_path_factory.mktemp("model") / "tiny"
    told = {"steps": 0, "minutes": 0.0, "loss": 0.0, "weights": 0}
    save(Plan(out=out, work=out / "work", size="tiny"), model, tokenizer, alphabets, told)
    return out
