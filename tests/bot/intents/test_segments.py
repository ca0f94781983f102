"""Messages cut into their questions, in four languages, with mentions kept whole."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.intents.segments import MOST, is_greeting, listed, split


def parts(text: str, *kept: str) -> list[str]:
    spans = [(text.index(mention), text.index(mention) + len(mention)) for mention in kept]
    return [text[start:end] for start, end in split(text, spans)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("where is my order and how much was it?", ["where is my order", "how much was it?"]),
        ("Where is it? Can I still cancel it?", ["Where is it?", "Can I still cancel it?"]),
        ("What is the price\nIs it in stock", ["What is the price", "Is it in stock"]),
        ("I ordered a tent. Where is it?", ["I ordered a tent.", "Where is it?"]),
        ("где мой заказ и сколько он стоил?", ["где мой заказ", "сколько он стоил?"]),
        ("Он пришёл. Можно вернуть?", ["Он пришёл.", "Можно вернуть?"]),
        ("¿dónde está mi pedido y cuánto cuesta el envío?", ["¿dónde está mi pedido", "cuánto cuesta el envío?"]),
        ("¿Lo tienen en rojo? ¿Cuánto cuesta?", ["¿Lo tienen en rojo?", "¿Cuánto cuesta?"]),
        ("我的订单在哪里，什么时候到？", ["我的订单在哪里", "什么时候到？"]),
        ("可以退货吗？多久到账？", ["可以退货吗？", "多久到账？"]),
    ],
)
def test_two_questions(text: str, expected: list[str]) -> None:
    assert parts(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "where is my order?",
        "can you tell me what it costs",
        "if it rains, is it waterproof?",
        "is it 3.5 kg?",
        "do you have red and blue mugs?",
        "он лёгкий и тёплый?",
        "¿es ligero y barato?",
        "这个是蓝色的吗",
    ],
)
def test_one_question_stays_whole(text: str) -> None:
    assert parts(text) == [text]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Hi! Where is my order?", ["Hi!", "Where is my order?"]),
        ("hello there where is my order", ["hello there", "where is my order"]),
        ("Hola, ¿tienen carpas? Gracias", ["Hola", "¿tienen carpas?", "Gracias"]),
        ("Привет, где мой заказ? Спасибо", ["Привет", "где мой заказ?", "Спасибо"]),
        ("你好，我的订单到哪了？谢谢", ["你好", "我的订单到哪了？", "谢谢"]),
        ("cancel my order, thank you in advance", ["cancel my order", "thank you in advance"]),
    ],
)
def test_greetings_and_thanks_come_off(text: str, expected: list[str]) -> None:
    assert parts(text) == expected


@pytest.mark.parametrize("text", ["hi", "Hello there!", "buenos días", "Здравствуйте", "你好啊"])
def test_a_greeting(text: str) -> None:
    assert is_greeting(text)


@pytest.mark.parametrize("text", ["hi, where is it?", "highlander", "hello kitty mug", "приветствие"])
def test_no_greeting(text: str) -> None:
    assert not is_greeting(text)


@pytest.mark.parametrize(
    ("text", "mention"),
    [
        ("how much is What Is That? and Other Poems", "What Is That? and Other Poems"),
        ("where can I see Fish. Then Chips", "Fish. Then Chips"),
        ("do you have Where It Is and How It Was", "Where It Is and How It Was"),
    ],
)
def test_nothing_is_cut_inside_a_mention(text: str, mention: str) -> None:
    assert len(parts(text)) > 1
    assert parts(text, mention) == [text]


PIECES = [
    "where is it",
    "and",
    "how much",
    "?",
    ". ",
    "\n",
    ", ",
    "what",
    "Thanks",
    "y",
    "и",
    "сколько",
    "还有",
    "多少",
]


@given(st.lists(st.sampled_from(PIECES), max_size=30), st.data())
def test_segments_are_ordered_and_respect_what_is_kept(pieces: list[str], data: st.DataObject) -> None:
    text = " ".join(pieces)
    low = data.draw(st.integers(0, len(text)))
    high = data.draw(st.integers(low, len(text)))
    kept = text[low:high].strip(" ,\n")
    low = text.index(kept, low)
    high = low + len(kept)
    found = split(text, [(low, high)] if kept else [])
    assert len(found) <= MOST
    assert all(left[1] <= right[0] for left, right in pairwise(found))
    edges = {edge for stretch in found for edge in stretch}
    assert not any(low < edge < high for edge in edges)


@given(st.text())
def test_any_text_is_cut_without_trouble(text: str) -> None:
    assert all(any(char.isalnum() or char == "_" for char in text[start:end]) for start, end in split(text))


def test_a_long_message_keeps_its_end() -> None:
    text = " ".join(f"Where is number {number}?" for number in range(40))
    found = split(text)
    assert len(found) == MOST
    assert text[found[-1][0] : found[-1][1]].endswith("39?")


def test_a_list_of_asks() -> None:
    text = "total, payment method and delivery date"
    assert [text[a:b] for a, b in listed(text, (0, len(text)))] == ["total", "payment method", "delivery date"]


def test_a_list_keeps_its_mentions_whole() -> None:
    text = "Salt and Pepper, price"
    assert [text[a:b] for a, b in listed(text, (0, len(text)), [(0, 15)])] == ["Salt and Pepper", "price"]


def test_long_parts_make_no_list() -> None:
    text = "I went to the shop with my sister yesterday, and we liked it"
    assert listed(text, (0, len(text))) == [(0, len(text))]


@pytest.mark.parametrize(
    "text",
    [
        "They said I would get it back. How much and when was it?",
        "Me dijisteis que me lo reembolsabais. ¿Cuánto y qué día fue?",
        "su guitarra llegó en noviembre pero ¿qué día fue?",
    ],
)
def test_a_bare_aspect_stays_with_what_was_told(text: str) -> None:
    assert parts(text) == [text]


def test_a_list_stands_apart_from_what_leads_up_to_it() -> None:
    led = "I need two things about my order: the day of delivery and the sum I paid"
    assert parts(led) == ["I need two things about my order", "the day of delivery and the sum I paid"]
    assert parts("for the clarinet: reed and case included?") == ["for the clarinet: reed and case included?"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("when's it due here, and what did I pay", ["when's it due here", "what did I pay"]),
        ("what did I pay for the pan and how", ["what did I pay for the pan", "how"]),
        ("how many did I take and in which size?", ["how many did I take", "in which size?"]),
        ("сколько их было и почем", ["сколько их было", "почем"]),
        ("where is it, and while you're at it can I return a mug", ["where is it", "can I return a mug"]),
        ("那单发货了没 哪天能到", ["那单发货了没", "哪天能到"]),
        ("花了多少钱，用什么付的", ["花了多少钱", "用什么付的"]),
        ("tengo un pedido con un vaso: ¿ha salido ya?", ["tengo un pedido con un vaso:", "¿ha salido ya?"]),
    ],
)
def test_questions_without_a_mark_between_them(text: str, expected: list[str]) -> None:
    assert parts(text) == expected


def test_two_mentions_joined_are_no_list_of_asks() -> None:
    text = "when did the moka pot & the frother come"
    kept = [(text.index(word), text.index(word) + len(word)) for word in ("moka pot", "frother")]
    assert listed(text, (0, len(text)), kept) == [(0, len(text))]
