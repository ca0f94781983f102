"""Option values a segment chooses of a product, read with the product at hand: "256", "39 and 40?", "the blue one"."""

import re
from itertools import islice, product

from bot.facts.products import Product, is_value, qualified
from bot.intents.reading import Segment
from bot.intents.words import key
from bot.plan.overlap import spoken

MOST = 4
# How values are called that no catalogue spells out: instruments, beds and bottles come in halves, hands have names.
_CALLED = {
    "1/4": r"\bquarter[- ]?(?:size[ds]?)?\b|\bun cuarto\b|четверт[ьи]|四分之一",
    "1/2": r"\bhalf[- ]?sized?\b|\ba half\b|\bhalf\b(?= or )|\bmedi[oa]\b|половин|二分之一",
    "3/4": r"\bthree[- ]quarters?\b|\btres cuartos\b|три четверти|四分之三",
    "4/4": r"\bfull[- ]?sized?\b|\bentero\b|\bцел(?:ая|ую|ой)\b|全尺寸",
    "eu": r"\beuropean?\b|\beurope[oa]s?\b|европ|евровилк|欧[规标洲式]",
    "uk": r"\bbritish\b|\bbrit[aá]nic[oa]s?\b|\bingl[eé]s(?:a|es)?\b|британ|английск|英[规标国式]",
    "left": r"\bleft(?:[- ]hand(?:ed|er)?)?\b|\bleft(?:y|ies)\b|\bzurd[oa]s?\b|левш|левор|左手|左撇",
    "right": r"\bright[- ]hand(?:ed|er)?\b|\bdiestr[oa]s?\b|правш|правор|右手",
}
_NUMBER = re.compile(r"\d+(?:[.,]\d+)?")
_NUMBERED = re.compile(r"\D{0,8}(\d+(?:[.,]\d+)?)\s*[^\d\s]*\s*$")
_PAIR = re.compile(r"\b(\d+)\s*(?:[/x×х*-]|by|на|por)\s*(\d+)\b")
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
    if pair := _paired(text, held):
        return pair, []
    numbers = _NUMBER.findall(text)
    values = {
        found[1]: value for many in held.options.values() for value in many if (found := _NUMBERED.match(str(value)))
    }
    chosen = [values[number] for number in numbers if number in values]
    strange = [number for number in numbers if number not in values]
    return chosen, strange if values and not chosen and _ONLY_NUMBERS.match(text) else []


def _paired(text: str, held: Product) -> list[str]:
    """ "34/32" of goods with two numbered options: the first of the one, the second of the other."""
    named = [(name, values) for name, values in held.options.items() if all(str(v).isdigit() for v in values)]
    found = _PAIR.search(text) if len(named) == 2 else None
    if found is None:
        return []
    chosen = [(name, number) for (name, _), number in zip(named, found.groups(), strict=True)]
    fits = all(number in map(str, values) for (_, values), (_, number) in zip(named, chosen, strict=True))
    return [qualified(*one) for one in chosen] if fits else []


def values_called(segment: Segment, held: Product) -> list[str]:
    """Values of the product that the text calls by another name or in another language: "lefty", "tensión fuerte"."""
    said = spoken(segment.text, segment.language)
    found = []
    for value in (str(one) for many in held.options.values() for one in many):
        called = _CALLED.get(value.casefold()) or _CALLED.get(value.casefold().split("-")[0].split(" ")[0])
        translated = segment.language != "en" and all(
            word.isalpha() and len(word) > 2 and said.says(word) for word in key(value)
        )
        if translated or (called and re.search(called, segment.text, re.IGNORECASE)):
            found.append(value)
    return found


def whole(named: list[str], held: Product) -> list[str]:
    """The values without what is only a part of one the product has: "black nickel" is not black."""
    words = {value: set(key(value)) for value in named}
    longer = [words[value] for value in named if held.offers(value)]
    return [value for value in named if not any(words[value] < one for one in longer)]


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
    named = held.options.items()
    return next((name for name, values in named if any(is_value(value, name, one) for one in values)), None)
