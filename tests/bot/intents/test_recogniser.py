"""Intents told apart from a few sentences, and what an edit changes."""

from collections.abc import Sequence

import numpy as np
import pytest

from bot.intents.embedding import Matrix
from bot.intents.examples import Example
from bot.intents.reading import Guess
from bot.intents.recogniser import Recogniser
from storage.records import Intent

SAID = {
    "order.status": [
        "where is my order",
        "where is ORDER",
        "has ORDER shipped",
        "any news on my order",
        "order status",
    ],
    "product.price": ["how much is PRODUCT", "what does it cost", "price of PRODUCT", "how much", "what is the price"],
    "talk.thank": ["thanks", "thank you", "many thanks", "thx a lot", "cheers"],
}
EXAMPLES = [Example(text, intent, "en", line) for intent, texts in SAID.items() for line, text in enumerate(texts)]
RUSSIAN = [Example("где заказ", "order.status", "ru", 0), Example("сколько стоит", "product.price", "ru", 1)]
GIFT = Intent("gift_wrap", {"en": ("do you wrap gifts", "can you gift wrap it"), "ru": ("упакуете подарок",)})


def recogniser(*intents: Intent) -> Recogniser:
    return Recogniser().fit(intents, [*EXAMPLES, *RUSSIAN])


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("Where's my order?", "order.status"),
        ("where is my order number ORDER", "order.status"),
        ("how much does PRODUCT cost?", "product.price"),
        ("thank you so much!", "talk.thank"),
    ],
)
def test_the_likeliest_comes_first(text: str, intent: str) -> None:
    guesses = recogniser().predict(text)
    assert guesses[0].intent == intent
    chances = [guess.confidence for guess in guesses]
    assert chances == sorted(chances, reverse=True)
    assert sum(chances) == pytest.approx(1, abs=0.01)


def test_a_canned_intent_competes() -> None:
    text = "can you wrap it as a gift"
    assert recogniser().predict(text)[0].intent != "gift_wrap"
    assert recogniser(GIFT).predict(text)[0].intent == "gift_wrap"
    assert recogniser(GIFT).predict("упакуйте подарок", "ru")[0].intent == "gift_wrap"


def test_an_admin_s_own_example_is_taken_at_its_word() -> None:
    price = Intent("price_list", {"en": ("How much?",)})
    assert recogniser(price).predict("how much")[0] == Guess("price_list", 0.97)
    assert sum(guess.confidence for guess in recogniser(price).predict("how much")) == pytest.approx(1, abs=0.01)
    assert recogniser(price).predict("how much is PRODUCT")[0].intent == "product.price"


def test_an_edit_changes_the_answer() -> None:
    one = recogniser(GIFT)
    one.predict("do you sell vouchers")
    edited = Intent("gift_wrap", {"en": ("do you sell vouchers", "gift vouchers")})
    one.fit([edited], EXAMPLES)
    assert one.predict("do you sell vouchers")[0].intent == "gift_wrap"
    one.fit([], EXAMPLES)
    assert all(guess.intent != "gift_wrap" for guess in one.predict("do you sell vouchers"))


def test_a_disabled_intent_is_not_guessed() -> None:
    off = Intent("gift_wrap", GIFT.examples, enabled=False)
    assert all(guess.intent != "gift_wrap" for guess in recogniser(off).predict("do you wrap gifts"))


def test_a_canned_intent_may_stand_for_an_ask() -> None:
    act = Intent("shipping_where", {"en": ("track parcel now", "parcel tracking")}, act="order.tracking")
    assert recogniser(act).predict("track parcel now")[0].intent == "order.tracking"


def test_an_unknown_language_is_read_with_the_english_examples() -> None:
    assert recogniser().predict("order status", "de") == recogniser().predict("order status", "en")


def test_many_at_once_are_the_same_as_one_by_one() -> None:
    one = recogniser()
    texts = ["where is it", "", "how much"]
    assert one.predict_many(texts) == [one.predict(text) for text in texts]
    assert one.predict_many([]) == []


class Synonyms:
    """Knows that a parcel is an order, as letters cannot."""

    def embed(self, texts: Sequence[str]) -> Matrix:
        rows = [
            [float("order" in text or "bundle" in text), float("price" in text or "how much" in text), 0.1]
            for text in texts
        ]
        return np.array(rows, dtype=np.float32)


def test_sentence_vectors_count_for_english() -> None:
    with_meaning = Recogniser(Synonyms()).fit([], EXAMPLES)
    plain = Recogniser().fit([], EXAMPLES)

    def chance(one: Recogniser) -> float:
        return next(guess.confidence for guess in one.predict("bundle?") if guess.intent == "order.status")

    assert with_meaning.predict("bundle?")[0].intent == "order.status"
    assert chance(with_meaning) > chance(plain)


@pytest.fixture(scope="module")
def taught() -> Recogniser:
    return Recogniser().fit()


@pytest.mark.slow
@pytest.mark.parametrize(
    ("text", "language", "intent"),
    [
        ("where is ORDER?", "en", "order.status"),
        ("how do I return something", "en", "policy"),
        ("сколько стоит PRODUCT?", "ru", "product.price"),
        ("¿cuándo llega mi pedido?", "es", "order.eta"),
        ("有货吗", "zh", "product.stock"),
    ],
)
def test_the_built_in_examples_teach_every_language(taught: Recogniser, text: str, language: str, intent: str) -> None:
    assert taught.predict(text, language)[0].intent == intent
