"""Policy files: Markdown, each heading one passage with the text up to the next heading."""

import hashlib
import re
from collections.abc import Iterator
from pathlib import Path

from bot.importers.found import FieldError
from storage.records import Passage

_HEADING = re.compile(r" {0,3}#{1,6}\s+(.+?)\s*#*\s*$")
_RULE = re.compile(r" {0,3}(=+|-{2,})\s*$")
_PLAIN = re.compile(r" {0,3}[^\s>|*+#-]")
_FENCE = re.compile(r" {0,3}(```|~~~)")
_HIDDEN = re.compile(r"\A---\n.*?\n---\n|<!--.*?-->", re.DOTALL)  # the page's own data, and notes to oneself


def parse_policies(path: Path, file: str) -> list[Passage]:
    """The passages of a file, addressed `file#heading`; raises FieldError when it is no UTF-8 text."""
    try:
        text = path.read_bytes().decode("utf-8-sig").replace("\0", "").replace("\r\n", "\n")
    except UnicodeDecodeError as problem:
        raise FieldError(f"not UTF-8 at byte {problem.start}") from None
    passages: dict[str, list[str]] = {}
    heading = path.stem.replace("_", " ").replace("-", " ").capitalize()
    for found, line in _parts(_HIDDEN.sub("", text).splitlines()):
        if found:
            heading = _distinct(line, passages)
            passages[heading] = []
        else:
            passages.setdefault(heading, []).append(line)
    texts = {name: "\n".join(body).strip() for name, body in passages.items()}
    return [_passage(file, name, text) for name, text in texts.items() if text]


def _parts(lines: list[str]) -> Iterator[tuple[bool, str]]:
    """Whether each line is a heading, and its text; a heading may also be a line with a rule under it."""
    fence, at = "", 0
    while at < len(lines):
        line, under = lines[at], lines[at + 1] if at + 1 < len(lines) else ""
        at += 1
        if mark := _FENCE.match(line):
            fence = "" if fence == mark[1] else fence or mark[1]
            yield False, line
        elif not fence and (found := _HEADING.match(line)):
            yield True, found[1]
        elif not fence and _RULE.match(under) and _PLAIN.match(line) and not "".join(lines[at - 2 : at - 1]).strip():
            at += 1
            yield True, line.strip()
        else:
            yield False, line


def _distinct(heading: str, taken: dict[str, list[str]]) -> str:
    """The heading, numbered when it stood in the file before."""
    number, name = 1, heading
    while name in taken:
        number += 1
        name = f"{heading} ({number})"
    return name


def _passage(file: str, heading: str, text: str) -> Passage:
    return Passage(file, heading, text, hashlib.sha256(text.encode()).hexdigest())
