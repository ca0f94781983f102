import pytest

from bot.guard.language import speaks

SAID = {
    "en": "Your order {order.id} was shipped on {shipped.date}.",
    "zh": "订单{order.id}已于{shipped.date}发货。",
    "ru": "Заказ {order.id} отправлен {shipped.date}.",
    "es": "El pedido {order.id} se envió el {shipped.date}.",
}


@pytest.mark.parametrize("language", SAID)
def test_a_clause_is_of_its_own_language_alone(language: str) -> None:
    assert [name for name in SAID if speaks(SAID[language], name)] == [language]


def test_a_loan_word_is_no_foreign_language() -> None:
    assert speaks("Пришлите номер заказа и e-mail.", "ru")


def test_a_letter_of_another_script_is_foreign() -> None:
    assert not speaks("Your оrder is here.", "en")
