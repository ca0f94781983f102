"""The physical lines of a text file, whatever it is encoded in; it knows no delimiter."""

import re
from collections.abc import Iterator
from io import TextIOWrapper
from pathlib import Path

MAX_LINE = 1 << 20  # characters
_ESCAPED = re.compile("[\udc80-\udcff]")


def find_encoding(path: Path) -> str:
    """UTF-16 by its mark; cp1252 when more lines are only that than are UTF-8 beyond ASCII; else UTF-8."""
    with path.open("rb") as source:
        if source.read(2) in (b"\xff\xfe", b"\xfe\xff"):
            return "utf-16"
    good = bad = 0
    for line, problem in read_lines(path, "utf-8-sig"):
        if not line.isascii():
            bad += problem is not None
            good += problem is None
    return "cp1252" if bad > good else "utf-8-sig"


def read_lines(path: Path, encoding: str) -> Iterator[tuple[str, str | None]]:
    """Physical lines with their ends and without NULs, each with what is wrong with it."""
    errors = "replace" if encoding == "utf-16" else "surrogateescape"
    with path.open(encoding=encoding, errors=errors, newline="") as source:
        while line := source.readline(MAX_LINE):
            if len(line) == MAX_LINE and not line.endswith(("\n", "\r")):
                _skip_line(source)
                yield line[:80].replace('"', "") + "\n", f"longer than {MAX_LINE} characters"
                continue
            clean = line.replace("\0", "") if "\0" in line else line
            if clean.isascii() or not _spoiled(clean, encoding):
                yield clean, None
            else:
                yield _readable(clean), f"not {'UTF-8' if encoding == 'utf-8-sig' else encoding} text: save it as UTF-8"


def _skip_line(source: TextIOWrapper) -> None:
    while (rest := source.readline(MAX_LINE)) and not rest.endswith(("\n", "\r")):
        pass


def _spoiled(line: str, encoding: str = "") -> bool:
    """Whether bytes of the line were none of its encoding."""
    return bool(_ESCAPED.search(line)) or (encoding == "utf-16" and "\ufffd" in line)


def _readable(line: str) -> str:
    return line.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
