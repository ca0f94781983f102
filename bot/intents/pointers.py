"""Finds references that only the conversation resolves: "my last order", "the second one", "both", in four languages.

The patterns are data, in `pointers.yaml`.
"""

import re
from collections.abc import Sequence
from importlib.resources import files

from bot.intents.reading import Pointer, Reference
from bot.tables import read_table

_TABLE = read_table(files("bot.intents").joinpath("pointers.yaml"))
_LEAD = (
    r"(?:(?:the|el|la|мне|我要|我选|选|a|number|no\.?|nr\.?|номер|n[uú]mero|opci[oó]n|option|вариант|please|pls)\s*)*"
)
_TAIL = r"(?:\s*(?:please|pls|por favor|пожалуйста|号|吧|[.):])*)"
_WORDS: dict[str, int] = _TABLE["words"]
_POINTERS = [
    (Pointer(name), re.compile(pattern, re.I)) for name, patterns in _TABLE["pointers"].items() for pattern in patterns
]
_BARE_NUMBER = re.compile(rf"^\W*{_LEAD}#?\s?(\d{{1,2}}){_TAIL}\W*$", re.I)
_NUMBER_WORD = re.compile(
    r"(?:\b(?:number|option|choice|вариант|номер|opci[oó]n|n[uú]mero)\s?|#)(\d{1,2})\b(?!\d)", re.I
)
_BARE_WORD = re.compile(rf"^\W*{_LEAD}({'|'.join(_WORDS)}){_TAIL}\W*$", re.I)
_OF_ORDER = re.compile(r"orders?|purchases?|pedidos?|compras?|заказ|покупк|订单|单", re.I)
_OF_PRODUCT = re.compile(r"product|item|producto|art[ií]culo|товар|商品|产品", re.I)


def _ordinal(words: str) -> re.Pattern[str]:
    """An ordinal counts before a noun or alone: "second hand" is no choice."""
    named = rf"(?:\b(?:the|el|la|мой|my)\s+)?(?<![а-яa-z])(?:{words})(?![а-яa-z]){_TABLE['after_ordinal']}"
    return re.compile(rf"{named}|^\W*(?:the |el |la )?(?:{words})\W*$", re.I)


_ORDINALS = [(int(number), _ordinal(words)) for number, words in _TABLE["ordinals"].items()]


def find_references(text: str, taken: Sequence[tuple[int, int]] = ()) -> list[Reference]:
    """The references of one text in reading order; `taken` are stretches already read as something else."""
    found: list[Reference] = []
    blocked = list(taken)
    for pointer, number, start, end in _candidates(text):
        if start < end and not any(low < end and start < high for low, high in blocked):
            blocked.append((start, end))
            found.append(Reference(pointer, _of(text[start:end]), number, start, end))
    return sorted(found, key=lambda reference: reference.start)


def _candidates(text: str) -> list[tuple[Pointer, int | None, int, int]]:
    """Every pattern's matches, pronouns last: the surer claim keeps a stretch."""
    found: list[tuple[Pointer, int | None, int, int]] = []
    pronouns: list[tuple[Pointer, int | None, int, int]] = []
    for pointer, pattern in _POINTERS:
        kept = pronouns if pointer is Pointer.IT else found
        kept += [(pointer, None, *match.span()) for match in pattern.finditer(text)]
    for number, pattern in _ORDINALS:
        found += [(Pointer.CHOICE, number, *match.span()) for match in pattern.finditer(text)]
    for match in [*_NUMBER_WORD.finditer(text), *_BARE_NUMBER.finditer(text)]:
        found.append((Pointer.CHOICE, int(match.group(1)), *match.span()))
    for match in _BARE_WORD.finditer(text):
        found.append((Pointer.CHOICE, _WORDS[match.group(1).lower()], *match.span()))
    return found + pronouns


def _of(written: str) -> str | None:
    if _OF_ORDER.search(written):
        return "order"
    return "product" if _OF_PRODUCT.search(written) else None
