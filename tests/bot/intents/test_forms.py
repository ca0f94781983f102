"""How a question is put decides whether yes or no may lead the answer."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.intents.forms import find_form
from bot.intents.reading import Form

CASES = {
    Form.OPEN: [
        ("en", "where is my order"),
        ("en", "how much is it?"),
        ("en", "can you tell me where it is?"),
        ("en", "can you cancel it?"),
        ("en", "show me tents"),
        ("ru", "где заказ"),
        ("ru", "покажи палатки"),
        ("es", "¿Cuánto cuesta?"),
        ("zh", "什么时候到"),
        ("zh", "告诉我价格"),
    ],
    Form.YESNO: [
        ("en", "is it in stock?"),
        ("en", "Hi, does it come in blue"),
        ("en", "it shipped, right?"),
        ("en", "in blue?"),
        ("ru", "есть ли размер M?"),
        ("ru", "он отправлен?"),
        ("es", "¿Es impermeable?"),
        ("zh", "有货吗"),
        ("zh", "有没有蓝色的"),
    ],
    Form.NEGATIVE: [
        ("en", "isn't it in stock?"),
        ("en", "has it not shipped yet?"),
        ("ru", "разве он не отправлен?"),
        ("es", "no ha llegado mi pedido?"),
        ("zh", "还没发货吗？"),
    ],
    Form.STATEMENT: [
        ("en", "I ordered a tent last week"),
        ("en", "I don't like it."),
        ("ru", "заказ не пришёл"),
        ("es", "está en camino"),
        ("zh", "我买了帐篷"),
    ],
}


@pytest.mark.parametrize(
    ("form", "language", "text"), [(form, *case) for form, cases in CASES.items() for case in cases]
)
def test_form(form: Form, language: str, text: str) -> None:
    assert find_form(text, language) is form


@given(st.text(), st.sampled_from(["en", "zh", "ru", "es", "de"]))
def test_any_text_has_a_form(text: str, language: str) -> None:
    assert find_form(text, language) in Form
