"""What is asked in one breath with something else."""

import pytest

from bot.plan.beside import also_asked


@pytest.mark.parametrize(
    ("intent", "text", "also"),
    [
        ("product.stock", "have you a 9 in black, and how much is it", ["product.price"]),
        ("product.price", "price of the 24, and is it in stock", ["product.stock"]),
        ("product.option", "羽绒服有黑色M吗 多少钱", ["product.price"]),
        ("product.price", "precio y si hay en azul", ["product.stock"]),
        ("product.stock", "есть в зелёном? и сколько стоит", ["product.price"]),
        ("product.price", "how much is it", []),
        ("product.detail", "how much is it and how heavy", []),
    ],
)
def test_a_second_ask(intent: str, text: str, also: list[str]) -> None:
    assert also_asked(intent, text) == also
