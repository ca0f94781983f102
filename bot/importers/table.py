"""A sheet read by our field names: each reader names its fields and the headers that may hold them.

It knows neither products nor orders.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import islice
from typing import Any

from bot.importers import spellings
from bot.importers.dialect import Broken, Record, Sheet
from bot.importers.found import Choices, FieldError

Aliases = Mapping[str, tuple[str, ...]]
SAMPLE = 500
_MONEY = ("price", "compare_at_price", "sale_price", "total", "item_price", "refund")


@dataclass(frozen=True, slots=True)
class Row:
    """A record by field, blank cells left out, constants filled in."""

    line: int
    cells: Mapping[str, str]
    header: list[str]
    values: list[str]

    @property
    def raw(self) -> dict[str, str]:
        """The filled cells by the file's own headers."""
        return named(self.header, self.values)

    def __getitem__(self, name: str) -> str:
        return self.cells.get(name, "")


@dataclass(frozen=True)
class Table:
    """A sheet and where its fields stand."""

    sheet: Sheet
    aliases: Aliases
    choices: Choices

    @cached_property
    def positions(self) -> dict[str, int]:
        """The column of each field that has one; the person's own mapping goes before our aliases."""
        folded: dict[str, int] = {}
        for position, name in enumerate(self.sheet.header):
            folded.setdefault(fold(name), position)
        found = {}
        for field, names in self.aliases.items():
            chosen = fold(self.choices.headers.get(field, ""))
            for name in (chosen, *names):
                if name in folded:
                    found[field] = folded[name]
                    break
        return found

    @cached_property
    def mark(self) -> str | None:
        """How the file writes decimals, as `spellings.amount` wants it, by its first rows."""
        columns = [self.positions[name] for name in _MONEY if name in self.positions]
        rows = (row for row in islice(self.sheet.records(), SAMPLE) if isinstance(row, Record))
        found = spellings.decimal_mark(row.cells[column] for row in rows for column in columns)
        return found or ("" if self.sheet.delimiter == ";" else None)

    def rows(self) -> Iterator[Row | Broken]:
        """Every record by field."""
        positions = list(self.positions.items())
        constants = {name: value for name, value in self.choices.constants.items() if name in self.aliases}
        if self.choices.currency and "currency" in self.aliases:
            constants["currency"] = self.choices.currency
        for record in self.sheet.records():
            if isinstance(record, Broken):
                yield record
                continue
            cells = {name: cell for name, at in positions if (cell := record.cells[at].strip())}
            yield Row(record.line, constants | cells, self.sheet.header, record.cells)

    def named(self, values: Iterable[str]) -> dict[str, str]:
        """The filled cells of what is no row by the file's own headers."""
        return named(self.sheet.header, values)

    def amount(self, row: Row, name: str) -> str | None:
        """Money with a decimal point; FieldError names the column as the file does."""
        try:
            return spellings.amount(row[name], self.mark)
        except FieldError as problem:
            column = self.sheet.header[self.positions[name]] if name in self.positions else name
            raise FieldError(f"{column} {problem}") from None

    def unknown(self, row: Row, taken: Iterable[str] = ()) -> dict[str, Any]:
        """The cells of columns that are no field of ours."""
        ours = {self.sheet.header[at] for at in self.positions.values()} | set(taken)
        return {name: cell for name, cell in row.raw.items() if name and name not in ours}


def named(header: Iterable[str], values: Iterable[str]) -> dict[str, str]:
    return {name: value for name, value in zip(header, values, strict=False) if value}


def fold(header: str) -> str:
    """A header as aliases are written: lower case, no accents, everything but letters and digits one blank."""
    parts = unicodedata.normalize("NFKD", header).casefold()
    plain = "".join(sign for sign in parts if not unicodedata.combining(sign))
    return " ".join(re.findall(r"[^\W_]+", plain))


def folded(sheet: Sheet) -> frozenset[str]:
    """The headers of a sheet, folded."""
    return frozenset(map(fold, sheet.header))
