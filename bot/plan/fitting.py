"""The options in force for a question about a product: named now, by number, size or shade, or chosen before.

Knows the segment, the product and what was chosen before; it says nothing.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.facts.products import Product, is_value
from bot.intents.reading import OptionMention, Segment
from bot.plan.choices import numbers_chosen, values_called, whole
from bot.plan.shades import alike
from bot.plan.sizes import ladder, sized

_OF_SIZE = ("product.price", "product.stock", "product.option", "product.info", "product.discount", "product.sold")
# "Got that size in white", "another pair in that": as the one that was bought.
_AS_BOUGHT = re.compile(
    r"\b(?:that|the same|same|this) (?:size|colou?r|one|finish|length|shade)\b|\bin (?:it|that|those)\b|\banother (?:one|pair|set)\b"
    r"|\b(?:more|any) of (?:those|these|them)\b|\b(?:es[ae]|misma?|mismo) (?:talla|color|tama[nñ]o)\b|\bot(?:ro|ra) igual\b"
    r"|\bтак(?:ой|ая|ую|ие|ого) же\b|того же|тот же (?:размер|цвет)|ещ[её] так|同色|同款|一样的|那个?(?:尺码|颜色|码)",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Before:
    """The values chosen in this turn so far, those of the turns before, and those of the line that was bought."""

    now: Sequence[str] = ()
    then: Sequence[str] = ()
    bought: Sequence[str] = ()


@dataclass(frozen=True)
class Fitted:
    """The values in force as the catalogue spells them, and what was named that the product does not have."""

    values: tuple[str, ...]
    unknown: tuple[str, ...]
    named: bool = False


def fit(
    segment: Segment, intent: str, asked_for: Sequence[str], found: Sequence[Product], before: Before = Before()
) -> Fitted:
    """The options in force for the first of the products found; `asked_for` are the option names in question."""
    held = found[0]
    numbers, strange = numbers_chosen(segment, held)
    led = replace(segment, text=segment.lead)
    numbers = numbers or numbers_chosen(led, held)[0]
    kept = _kept(held, before.now, ()) or ()
    kept = (*kept, *_kept(held, before.then, _names_of(held, kept)))
    bought = [value for value in before.bought if held.offers(value)]
    called = [*numbers, *values_called(segment, held)]
    may_size = not called and intent in _OF_SIZE
    by_size = (sized(segment.text, held, kept or bought) or sized(segment.lead, held)) if may_size else []
    named, unknown = _named(segment.options, found, bool(by_size))
    named = whole(list(dict.fromkeys((*named, *called))), held)
    if not set(_names_of(held, by_size)) & set(_names_of(held, named)):
        named += by_size
    free = [name for name in held.options if name not in {*_names_of(held, named), *asked_for}]
    if _AS_BOUGHT.search(segment.text):
        kept = (*kept, *bought)
    kept = tuple(value for value in dict.fromkeys(kept) if set(_names_of(held, [value])) & set(free))
    return Fitted(tuple(dict.fromkeys((*kept, *named))), (*unknown, *strange), bool(named))


def _named(options: Sequence[OptionMention], found: Sequence[Product], by_size: bool) -> tuple[list[str], list[str]]:
    """The values that the options named come to, and those that the product cannot be had in."""
    held, values, unknown = found[0], list[str](), list[str]()
    for option in options:
        if option.known and held.offers(option.value):
            values.append(option.value)
        elif near := alike(option.value, held):
            values += near
        elif not option.known:
            unknown.append(option.value)
        elif _may_choose(option, held) and not any(one.offers(option.value) for one in found):
            values += [] if by_size and option.value in _SIZE_WORDS else [option.value]
    return values, unknown


_SIZE_WORDS = frozenset(["Small", "Medium", "Large", "S", "M", "L"])


def _may_choose(option: OptionMention, held: Product) -> bool:
    """Whether a word can choose among the product's options; "small" chooses none of a kettle that has no sizes."""
    if option.written.casefold() == option.value.casefold():
        return True
    return not held.options or bool(set(option.names) & set(held.options))


def _kept(held: Product, values: Sequence[str], taken: Sequence[str]) -> tuple[str, ...]:
    """The values chosen before that the product offers, of options not taken."""
    return tuple(value for value in values if held.offers(value) and not set(_names_of(held, [value])) & set(taken))


def _names_of(held: Product, values: Sequence[str]) -> list[str]:
    """The names of the options that the values belong to."""
    named = held.options.items()
    return [name for name, many in named if any(is_value(value, name, one) for value in values for one in many)]


def names_a_size(segment: Segment, held: Product) -> bool:
    """Whether a segment names a value of the product by its size alone: "and the bigger one?"."""
    values = ladder(held)
    return bool(sized(segment.text, held, values[1:2]) or sized(segment.text, held, values[:1]))
