"""Replaces mentions by their kind: short marks for the recogniser, slot spellings for the reply model's prompt."""

import re
from collections.abc import Iterable

Mark = tuple[int, int, str]

SLOTS = {
    "ORDER": "{order.id}", "PRODUCT": "{product.title}", "OPTION": "{option.value}", "KIND": "{category}",
    "EMAIL": "", "PHONE": "",
}  # fmt: skip
_DIGITS = re.compile(r"\d+(?:[.,:/-]\d+)*")
_HAN_EDGE = re.compile(
    r"(?<=[\u3400-\u9fff])(?=(?:ORDER|PRODUCT|OPTION|KIND)(?![A-Za-z]))|(?<=[A-Z])(?=[\u3400-\u9fff])"
)


def mask(text: str, marks: Iterable[Mark], start: int = 0, end: int | None = None) -> str:
    """The stretch with marks in place of mentions, for the recogniser."""
    return _HAN_EDGE.sub(" ", _replace(text, marks, start, len(text) if end is None else end, {}))


def respond(text: str, marks: Iterable[Mark]) -> str:
    """The whole text with slot spellings in place of mentions, without addresses and digits, for the prompt."""
    # Braces of the customer's own would read as slots.
    plain = text.replace("{", "(").replace("}", ")")
    parts, place = [], 0
    for low, high, name in _ordered(marks):
        parts += [_DIGITS.sub("", plain[place:low]), SLOTS.get(name, "")]
        place = high
    parts.append(_DIGITS.sub("", plain[place:]))
    return " ".join("".join(parts).split())


def _replace(text: str, marks: Iterable[Mark], start: int, end: int, names: dict[str, str]) -> str:
    parts, place = [], start
    for low, high, name in _ordered(marks):
        if low < place or high > end:
            continue
        parts += [text[place:low], names.get(name, name)]
        place = high
    return "".join([*parts, text[place:end]])


def _ordered(marks: Iterable[Mark]) -> list[Mark]:
    """In reading order, the longer first where two overlap, the overlapped left out."""
    kept: list[Mark] = []
    for low, high, name in sorted(marks, key=lambda mark: (mark[0], mark[0] - mark[1])):
        if not kept or low >= kept[-1][1]:
            kept.append((low, high, name))
    return kept
