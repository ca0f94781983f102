"""Records that span several rows: one group of neighbouring rows with the same key, whole or marked as spoiled."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from bot.importers.dialect import Broken
from bot.importers.found import FieldError
from bot.importers.table import Row, Table

MAX_ROWS = 10_000


@dataclass
class Group:
    """The rows of one key, and those among them that cannot be read."""

    key: str
    rows: list[Row] = field(default_factory=list)
    broken: list[Broken] = field(default_factory=list)
    torn: list[dict[str, str]] = field(default_factory=list)

    @property
    def line(self) -> int:
        return min([row.line for row in self.rows] + [row.line for row in self.broken])

    @property
    def raw(self) -> list[Any]:
        return [*(row.raw for row in self.rows), *self.torn]

    def check(self) -> None:
        """Raises FieldError when a row of the group cannot be read, or there are too many."""
        if self.broken:
            raise FieldError(f"line {self.broken[0].line}: {self.broken[0].reason}")
        if len(self.rows) >= MAX_ROWS:
            raise FieldError(f"more than {MAX_ROWS} rows")


def grouped(table: Table, key: str) -> Iterator[Group]:
    """Groups in the order of the file; a row that cannot be read spoils the group it stands in.

    Where its key cannot be read either it may have been the group's last row, so that group is spoiled too.
    """
    column = table.positions.get(key, 0)
    group: Group | None = None
    for found in table.rows():
        row, name = found, _key(found, key, column)
        if isinstance(row, Row) and not name:
            row = Broken(row.line, f"{table.sheet.header[column]} is missing", row.values)
        if group is None or (name and name != group.key):
            if group:
                yield group
            group = Group(name)
        if isinstance(row, Broken):
            group.broken.append(row)
            group.torn.append(table.named(row.cells))
        elif len(group.rows) < MAX_ROWS:
            group.rows.append(row)
    if group:
        yield group


def _key(row: Row | Broken, key: str, column: int) -> str:
    if isinstance(row, Row):
        return row[key]
    return row.cells[column].strip() if column < len(row.cells) else ""
