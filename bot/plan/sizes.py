"""Sizes by their order: "the small one", "one size up", "в размере побольше" of a product whose values can be ordered.

The words are data (`sizes.yaml`). Knows one product and a text, no conversation.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

from bot.facts.products import Product
from bot.intents.words import key
from bot.tables import read_table

_NUMBERS = re.compile(r"\d+(?:[.,]\d+)?")
_AFTER = re.compile(r"[^\W\d_]+|\S")
_TABLE = read_table(files("bot.plan").joinpath("sizes.yaml"))
_UNITS: dict[str, float] = _TABLE["units"]
_UNIT = re.compile(rf"\d\s*({'|'.join(sorted(map(re.escape, _UNITS), key=len, reverse=True))})\b", re.IGNORECASE)
_RANKS: dict[str, int] = {str(name): rank for rank, names in enumerate(_TABLE["ranks"]) for name in names}
_NOUNS = frozenset(map(str, _TABLE["nouns"]))


@dataclass(frozen=True)
class _Direction:
    """How a text asks for more (`up`) or less of a size: the extreme one, or one step from the size spoken of."""

    up: bool
    extreme: re.Pattern[str]
    step: re.Pattern[str]


_DIRECTIONS = tuple(
    _Direction(name == "up", *(re.compile(row[part], re.IGNORECASE) for part in ("extreme", "step")))
    for name, row in _TABLE["directions"].items()
)


def sized(text: str, held: Product, before: Sequence[str] = ()) -> list[str]:
    """The value that a text calls by its size; `before` are the values spoken of, from which a step is counted."""
    values = ladder(held)
    if not values:
        return []
    for direction in _DIRECTIONS:
        if direction.step.search(text) and (held_now := [value for value in before if value in values]):
            place = values.index(held_now[-1]) + (1 if direction.up else -1)
            return [values[place]] if 0 <= place < len(values) else []
        steps = direction.step.search(text)
        if steps or any(_names_one(match, text, held) for match in direction.extreme.finditer(text)):
            return [values[-1 if direction.up else 0]]
    return []


def ladder(held: Product) -> tuple[str, ...]:
    """The values of the product's first option that has an order, smallest first; empty where there is none."""
    for values in held.options.values():
        found = _in_order(tuple(map(str, values)))
        if found:
            return found
    return ()


@lru_cache(maxsize=2048)
def _in_order(values: tuple[str, ...]) -> tuple[str, ...]:
    measured = [(_measure(value), value) for value in values]
    if len(values) < 2 or any(measure is None for measure, _ in measured):
        return ()
    return tuple(value for _, value in sorted(measured, key=lambda pair: pair[0] or ()))


def _measure(value: str) -> tuple[float, ...] | None:
    rank = _RANKS.get(value.casefold())
    if rank is not None:
        return (float(rank),)
    numbers = tuple(float(number.replace(",", ".")) for number in _NUMBERS.findall(value))
    unit = _UNIT.search(value)
    return tuple(number * (_UNITS[unit[1].lower()] if unit else 1.0) for number in numbers) or None


def _names_one(match: re.Match[str], text: str, held: Product) -> bool:
    """Whether a word of size stands alone or before what the product is called: no "large letterbox"."""
    after = _AFTER.match(text[match.end() :].lstrip())
    if after is None or not after[0][0].isalpha() or not after[0].isascii():
        return True
    return after[0].casefold() in _NOUNS or bool(set(key(after[0])) & set(held.stems))
