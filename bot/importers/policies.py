"""Policy files: Markdown, each heading one passage with the text up to the next heading."""

import hashlib
import re
from pathlib import Path

from bot.importers.found import FieldError
from storage.records import Passage

_HEADING = re.compile(r"^(#{1,6})\s+(.+?)\s*#*\s*$")


def parse_policies(path: Path, file: str) -> list[Passage]:
    """The passages of a file, addressed `file#heading`; raises FieldError when it is no UTF-8 text."""
    try:
        lines = path.read_bytes().decode("utf-8-sig").replace("\0", "").splitlines()
    except UnicodeDecodeError as problem:
        raise FieldError(f"not UTF-8 at byte {problem.start}") from None
    passages: dict[str, list[str]] = {}
    heading = path.stem.replace("_", " ").replace("-", " ").capitalize()
    fenced = False
    for line in lines:
        fenced ^= line.lstrip().startswith("```")
        found = None if fenced else _HEADING.match(line)
        if found:
            heading = _distinct(found[2], passages)
            passages[heading] = []
        else:
            passages.setdefault(heading, []).append(line)
    texts = {name: "\n".join(body).strip() for name, body in passages.items()}
    return [_passage(file, name, text) for name, text in texts.items() if text]


def _distinct(heading: str, taken: dict[str, list[str]]) -> str:
    """The heading, numbered when it stood in the file before."""
    number, name = 1, heading
    while name in taken:
        number += 1
        name = f"{heading} ({number})"
    return name


def _passage(file: str, heading: str, text: str) -> Passage:
    return Passage(file, heading, text, hashlib.sha256(text.encode()).hexdigest())
