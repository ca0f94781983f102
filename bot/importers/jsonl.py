"""JSON Lines: one object a line, each made a record or told what is wrong with it."""

import json
from collections.abc import Iterator
from pathlib import Path

from bot.importers.found import FieldError, Once, Rejected, Taken
from bot.importers.native import MAKERS, Row, key_of

MAX_LINE = 4 << 20


def read(path: Path, kind: str) -> Iterator[Taken | Rejected]:
    """The records of a native file in order; a key that stood on an earlier line is rejected with that line."""
    once = Once()
    for number, raw in enumerate(_lines(path), 1):
        if raw.strip(b"\xef\xbb\xbf \t\r\n\0"):
            yield _taken(str(path), number, raw, kind, once)


def _lines(path: Path) -> Iterator[bytes]:
    """Lines, of which too long ones are cut: no file takes more memory than that."""
    with path.open("rb") as source:
        while line := source.readline(MAX_LINE):
            yield line
            while len(line) == MAX_LINE and not line.endswith(b"\n"):
                line = source.readline(MAX_LINE)


def _taken(file: str, number: int, raw: bytes, kind: str, once: Once) -> Taken | Rejected:
    row: Row | None = None
    try:
        row = _object(raw)
        record = MAKERS[kind](row)
        if key := key_of(record):
            once.add(key, number)
    except (FieldError, RecursionError) as problem:
        reason = "nested too deep" if isinstance(problem, RecursionError) else str(problem)
        return Rejected(file, number, reason, raw.decode("utf-8", "replace").strip(), legible=row is not None)
    return Taken(kind, record, number)


def _object(raw: bytes) -> Row:
    """The JSON object of a line; raises FieldError."""
    if len(raw) == MAX_LINE:
        raise FieldError(f"longer than {MAX_LINE} bytes")
    try:
        row = json.loads(raw.decode("utf-8-sig"))
    except UnicodeDecodeError as problem:
        raise FieldError(f"not UTF-8 at byte {problem.start}") from None
    except json.JSONDecodeError as problem:
        raise FieldError(f"not JSON: {problem.msg.lower()} at column {problem.colno}") from None
    except ValueError:
        raise FieldError("a number has too many digits") from None
    if not isinstance(row, dict):
        raise FieldError("not a JSON object")
    return row
