"""Which language a message is in: script, familiar words, lingua, hint."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.intents.language import Detector

FAMILIAR = {
    "en": "where is my order the how much when will it arrive do you have in stock".split(),  # noqa: SIM905
    "es": "donde esta mi pedido cuanto cuesta el cuando llega hay tienen la en".split(),  # noqa: SIM905
}
DETECTOR = Detector(FAMILIAR)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("where is my order", "en"),
        ("donde esta mi pedido", "es"),
        ("¿ALPINE DOME?", "es"),
        ("где мой заказ", "ru"),
        ("є зелений?", "uk"),
        ("我的订单在哪里", "zh"),
        ("Alpine Dome Tent 有货吗", "zh"),
        ("есть Alpine Tent?", "ru"),
        ("注文はどこですか", "ja"),
        ("주문 어디", "ko"),
        ("أين طلبي", "ar"),
    ],
)
def test_script_and_familiar_words_decide(text: str, language: str) -> None:
    assert DETECTOR.detect(text) == language


@pytest.mark.parametrize(
    ("hint", "language"), [(None, "en"), ("es", "es"), ("pt-br", "pt"), ("zh_Hans", "zh"), ("RU", "ru")]
)
@pytest.mark.parametrize("text", ["", "12345", "ok"])
def test_a_hint_decides_where_the_text_does_not(text: str, hint: str | None, language: str) -> None:
    assert DETECTOR.detect(text, hint) == language


def test_a_hint_does_not_overrule_a_clear_text() -> None:
    assert DETECTOR.detect("where is my order", "es") == "en"
    assert DETECTOR.detect("где мой заказ", "en") == "ru"


@pytest.mark.slow
@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("wo ist meine Bestellung geblieben", "de"),
        ("où est ma commande s'il vous plaît", "fr"),
        ("could somebody explain what happened with these parcels", "en"),
    ],
)
def test_other_languages_keep_their_honest_code(text: str, language: str) -> None:
    assert DETECTOR.detect(text, "en") == language


@pytest.mark.slow
@given(st.text(), st.none() | st.sampled_from(["en", "pt-br", "", "-", "xx"]))
@settings(deadline=None)
def test_any_text_has_a_language(text: str, hint: str | None) -> None:
    assert DETECTOR.detect(text, hint).isalpha()
