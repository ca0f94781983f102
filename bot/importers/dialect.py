"""Tables in text files as people save them: encoding, delimiter and quoting found out, rows streamed with their lines.

It knows no column. A record that cannot be read is `Broken`; reading goes on behind it, on the next line.
"""

import csv
import re
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from bot.errors import BadInput
from bot.importers.encoding import MAX_LINE, find_encoding, read_lines

MAX_RECORD = MAX_LINE  # what is longer is a quote that nobody closed
DELIMITERS = ",;\t|"
_SEPARATOR = re.compile(r"sep=(.)\s*", re.IGNORECASE)  # the first line of what Excel writes for itself
csv.field_size_limit(MAX_RECORD)


@dataclass(frozen=True, slots=True)
class Record:
    """The cells of one record and the line it begins on."""

    line: int
    cells: list[str]


@dataclass(frozen=True, slots=True)
class Broken:
    """What cannot be read: where, why, and the cells of its first line as far as they can be guessed."""

    line: int
    reason: str
    cells: list[str]


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table in a file: how it is written and the names of its columns."""

    path: Path
    encoding: str
    delimiter: str
    header: list[str]

    def records(self) -> Iterator[Record | Broken]:
        """The records under the header; blank lines are passed over."""
        rows = _read(self.path, self.encoding, self.delimiter)
        header: list[str] | None = None
        for row in rows:
            if not any(cell.strip() for cell in row.cells) and isinstance(row, Record):
                continue
            if header is None and isinstance(row, Record) and not _is_separator(row.cells, self.delimiter):
                header = row.cells
            elif header is not None:
                yield _checked(row, len(self.header))


def open_sheet(path: Path) -> Sheet:
    """Finds out how a file is written; raises BadInput when no header can be read."""
    try:
        encoding = find_encoding(path)
        first = _first_line(path, encoding)
    except OSError as problem:
        raise BadInput(str(path), (problem.strerror or "cannot be read").lower()) from None
    chosen = _SEPARATOR.fullmatch(first.strip("\r\n"))
    delimiter = chosen[1] if chosen else find_delimiter(first)
    for row in _read(path, encoding, delimiter):
        if isinstance(row, Broken):
            raise BadInput(f"{path}:{row.line}", f"the header cannot be read: {row.reason}", "correct that line")
        if any(cell.strip() for cell in row.cells) and not _is_separator(row.cells, delimiter):
            return Sheet(path, encoding, delimiter, _trimmed(row.cells))
    raise BadInput(str(path), "the file is empty", "export it again")


def find_delimiter(line: str) -> str:
    """Of the usual delimiters the one that parts the line into most cells."""
    return max(DELIMITERS, key=lambda sign: len(next(csv.reader([line], delimiter=sign), [])))


def _checked(row: Record | Broken, width: int) -> Record | Broken:
    """Too few cells are a line cut off, too many a delimiter without quotes; empty ones at the end do no harm."""
    if isinstance(row, Broken):
        return row
    if len(row.cells) < width:
        return Broken(row.line, f"{len(row.cells)} cells where the header has {width}", row.cells)
    if any(cell.strip() for cell in row.cells[width:]):
        return Broken(row.line, f"{len(row.cells)} cells where the header has {width}", row.cells)
    return row


def _trimmed(header: list[str]) -> list[str]:
    cells = [cell.strip() for cell in header]
    while cells and not cells[-1]:
        cells.pop()
    return cells


def _is_separator(cells: list[str], delimiter: str) -> bool:
    return bool(cells) and cells[0].strip().casefold() == "sep=" and not any(cells[1:])


def _first_line(path: Path, encoding: str) -> str:
    for line, _ in read_lines(path, encoding):
        if line.strip():
            return line
    return ""


def _read(path: Path, encoding: str, delimiter: str) -> Iterator[Record | Broken]:
    """Every record of the file, the header too."""
    lines = _Held(read_lines(path, encoding))
    reader = csv.reader(lines, delimiter=delimiter)
    while True:
        lines.forget()
        try:
            cells = next(reader)
            endless = lines.cut_off(delimiter)
        except StopIteration:
            return
        except csv.Error:
            cells, endless = [], True
        if endless:
            yield Broken(lines.start, "a quote is opened and never closed", _guess(lines.held[0], delimiter))
            lines.rewind()
            reader = csv.reader(lines, delimiter=delimiter)
        elif spoiled := lines.spoiled:
            yield Broken(*spoiled, _guess(lines.held[0], delimiter))
        else:
            yield Record(lines.start, cells)


def _guess(line: str, delimiter: str) -> list[str]:
    """The cells of a line on its own; those before the fault are right."""
    try:
        return [cell.rstrip("\r\n") for cell in next(csv.reader([line[:MAX_RECORD]], delimiter=delimiter), [])]
    except csv.Error:
        return []


class _Held:
    """Lines for a CSV reader, those of the record at hand kept, so that all but the first can be read again."""

    def __init__(self, source: Iterator[tuple[str, str | None]]) -> None:
        self._source = source
        self._again: deque[tuple[str, str | None]] = deque()
        self._lines: list[tuple[str, str | None]] = []
        self._size = 0
        self.start = 0
        self.forget()

    def __iter__(self) -> "_Held":
        return self

    def __next__(self) -> str:
        line = self._again.popleft() if self._again else next(self._source)
        self._size += len(line[0])
        self._lines.append(line)
        if self._size > MAX_RECORD and len(self._lines) > 1:
            raise csv.Error("record too long")
        return line[0]

    @property
    def held(self) -> list[str]:
        return [line for line, _ in self._lines]

    @property
    def spoiled(self) -> tuple[int, str] | None:
        """The first line of the record that is wrong in itself: its number and why."""
        return next(((self.start + at, problem) for at, (_, problem) in enumerate(self._lines) if problem), None)

    def forget(self) -> None:
        """Begin a new record."""
        self.start += len(self._lines) or (self.start == 0)
        self._lines, self._size = [], 0

    def rewind(self) -> None:
        """Give back all lines of the record but the first."""
        self._again.extendleft(reversed(self._lines[1:]))
        self._lines = self._lines[:1]

    def cut_off(self, delimiter: str) -> bool:
        """Whether the file ended within quotes: the reader would swallow one line more, were there one."""
        if self._again or '"' not in self._lines[0][0]:
            return False
        following = next(self._source, None)
        if following is not None:
            self._again.append(following)
            return False
        probe = iter([*self.held, "more"])
        next(csv.reader(probe, delimiter=delimiter), None)
        return next(probe, None) is None
