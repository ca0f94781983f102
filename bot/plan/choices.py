"""Option values a segment chooses of a product, read with the product at hand: "256", "39 and 40?", "the blue one"."""

import re
from itertools import islice, product

from bot.facts.products import Product
from bot.intents.reading import Segment

MOST = 4
_NUMBER = re.compile(r"\d+(?:[.,]\d+)?")
_NUMBERED = re.compile(r"\D{0,4}(\d+(?:[.,]\d+)?)\s*[^\d\s]*\s*$")
_ONLY_NUMBERS = re.compile(
    r"^(?:[\s\d.,?!/]|\b(?:and|or|what|about|how|in|the|size|y|o|la|el|en|talla|а|и|или|размер)\b|和|或|那|呢|码|号|的)+$",
    re.IGNORECASE,
)


def numbers_chosen(segment: Segment, held: Product) -> tuple[list[str], list[str]]:
    """Values whose number alone is written, and numbers that none of the product's numbered values has."""
    text = segment.text
    named = [mention.written for mention in segment.products]
    named += [order.written for order in segment.orders]
    named += [option.written for option in segment.options if option.known]
    for written in named:
        text = text.replace(written, " ")
    numbers = _NUMBER.findall(text)
    values = {
        found[1]: value for many in held.options.values() for value in many if (found := _NUMBERED.match(str(value)))
    }
    chosen = [values[number] for number in numbers if number in values]
    strange = [number for number in numbers if number not in values]
    return chosen, strange if values and not chosen and _ONLY_NUMBERS.match(text) else []


def is_numbers(segment: Segment) -> bool:
    """Whether a segment is nothing but numbers and little words."""
    return bool(_ONLY_NUMBERS.match(segment.text))


def alternatives(held: Product, chosen: tuple[str, ...]) -> list[tuple[str, ...]]:
    """The combinations meant: values of one option stand beside each other, values of several belong together."""
    groups: dict[str, list[str]] = {}
    for value in chosen:
        groups.setdefault(_name_of(held, value) or value, []).append(value)
    return list(islice(product(*groups.values()), MOST))


def _name_of(held: Product, value: str) -> str | None:
    folded = value.casefold()
    return next((name for name, values in held.options.items() if folded in {str(v).casefold() for v in values}), None)
