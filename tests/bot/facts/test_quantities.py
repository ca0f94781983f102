"""Which quantities a question asks for and a sentence gives, in the spoken languages."""

import pytest

from bot.facts.quantities import asked, asks_count, has_number, told


@pytest.mark.parametrize(
    ("question", "quantity"),
    [
        ("how heavy is it", "weight"),
        ("¿cuánto pesa?", "weight"),
        ("сколько весит", "weight"),
        ("有多重", "weight"),
        ("what diameter are the poles", "length"),
        ("how long does the battery last", "time"),
        ("сколько часов работает", "time"),
        ("续航多久", "time"),
        ("how many litres does it hold", "volume"),
        ("how cold can it get", "temperature"),
        ("how many people does it feed", "people"),
        ("is it right for his age", "age"),
        ("how much does postage cost", "money"),
    ],
)
def test_the_quantity_asked_for(question: str, quantity: str) -> None:
    assert quantity in asked(question)


@pytest.mark.parametrize("question", ["is it waterproof", "из чего он", "¿es de cuero?", "防水吗", ""])
def test_no_quantity_is_asked_for(question: str) -> None:
    assert not asked(question)


@pytest.mark.parametrize(
    ("sentence", "quantities"),
    [
        ("It weighs 1.9 kg.", {"weight"}),
        ("A board of oak, 40 by 28 cm.", {"length"}),
        ("It keeps tea hot for four hours.", {"time"}),
        ("The tank holds 0.9 litres.", {"volume"}),
        ("The comfort limit is -1 °C.", {"temperature"}),
        ("Fries for two or three.", {"people"}),
        ("For walkers of four to eight years.", {"age", "time"}),
        ("It costs £4.50.", {"money"}),
        ("An enamelled pot with a heavy lid.", set()),
        ("A fabric of 150 g/m².", set()),
        ("It is free of BPA.", set()),
    ],
)
def test_the_quantities_a_sentence_gives(sentence: str, quantities: set[str]) -> None:
    assert told(sentence) == quantities


def test_a_count_wants_a_number() -> None:
    assert asks_count("how many pockets has it") and not asks_count("has it pockets")
    assert has_number("It has two HDMI sockets.") and not has_number("A clock with no app.")
