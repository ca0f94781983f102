"""A slot bound to the rows it prints: the text a customer reads and the receipt for every part of it."""

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from storage.records import Receipt, Source


@dataclass(frozen=True, slots=True)
class Bound:
    """What stands in a slot; a block carries a receipt per printed cell."""

    slot: str
    text: str
    receipts: tuple[Receipt, ...]


def bind(slot: str, text: str, *sources: Source, fn: str | None = None) -> Bound:
    """A plain slot: one receipt for the whole text; `fn` names how several sources became one value."""
    text = printable(text, lines=text.startswith("\n"))
    return Bound(slot, text, (Receipt(slot, text, sources, fn),))


def block(slot: str, lines: Iterable[str], cells: Iterable[Receipt]) -> Bound:
    """A block slot: lines of its own under the lead-in, a receipt per cell."""
    return Bound(slot, "\n" + "\n".join(printable(line) for line in lines), tuple(cells))


def cell(slot: str, text: str, *sources: Source, fn: str | None = None) -> Receipt:
    return Receipt(slot, printable(text), sources, fn)


def printable(text: str, lines: bool = False) -> str:
    """A value without control and direction-turning characters, which could disguise what is printed.

    Only a passage keeps its `lines`; a title of two would print a line that no row holds.
    """
    text = text if lines else " ".join(text.splitlines())
    return "".join(sign for sign in text if sign == "\n" or unicodedata.category(sign) not in ("Cc", "Cf", "Cs"))


def source(table: str, key: str, column: str, value: Any, version: int) -> Source:
    """A source with its value as the native files spell it: money and dates as strings, None as None."""
    return Source(table, key, column, native(value), version)


def native(value: Any) -> str | int | bool | None:
    """The native-file spelling of a value."""
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, datetime | date):
        return value.isoformat()
    if value is None or isinstance(value, str | int | bool):
        return value
    return str(value)
