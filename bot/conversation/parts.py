"""A long text in parts that a messenger takes: cut between paragraphs, lines, sentences or words, never in a character.

Length is counted in UTF-16 units, as Telegram counts. It does not know what the text means.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import regex

LIMIT = 4096
_GRAPHEME = regex.compile(r"\X")
_ENDS, _WIDE_ENDS = tuple(".!?…:;"), tuple("。！？；")
Pieces = Sequence[str]


def split_text(text: str, limit: int = LIMIT) -> list[str]:
    """At most `limit` units each (2 or more); white space at a cut goes, and a blank text has no parts."""
    if count_units(text) <= limit:
        return [text] if text.strip() else []
    pieces = list(_pieces(text, limit))
    parts, start = [], _skip(pieces, 0)
    while start < len(pieces):
        end = _cut(pieces, start, _fit(pieces, start, limit))
        parts.append("".join(_without_end(pieces[start:end])))
        start = _skip(pieces, end)
    return parts


def share_out(text: str, payload: Mapping[str, Any]) -> list[tuple[str, Mapping[str, Any]]]:
    """The parts of a text with their payloads: the kind goes with each, what stands under a text with the last."""
    plain = {"kind": payload["kind"]}
    parts = split_text(text)
    return [(part, payload if number == len(parts) else plain) for number, part in enumerate(parts, 1)]


def count_units(text: str) -> int:
    """Characters beyond the first plane count twice."""
    return len(text) if text.isascii() else sum(2 if char > "\uffff" else 1 for char in text)


def _pieces(text: str, limit: int) -> Iterator[str]:
    """Characters as a reader sees them; one that is longer than any part in lengths of code points."""
    for found in _GRAPHEME.finditer(text):
        piece = found[0]
        if count_units(piece) <= limit:
            yield piece
        else:
            yield from (piece[at : at + limit // 2] for at in range(0, len(piece), limit // 2))


def _fit(pieces: Pieces, start: int, limit: int) -> int:
    """The end of as many pieces as fit."""
    left = limit
    for at in range(start, len(pieces)):
        left -= count_units(pieces[at])
        if left < 0:
            return at
    return len(pieces)


def _cut(pieces: Pieces, start: int, end: int) -> int:
    """The best place to cut in the second half of what fits."""
    if end == len(pieces):
        return end
    for good in _PLACES:
        for at in range(end, (start + end) // 2, -1):
            if good(pieces, at):
                return at
    return end


def _between_paragraphs(pieces: Pieces, at: int) -> bool:
    return "\n" in pieces[at] and "\n" in pieces[at - 1]


def _between_lines(pieces: Pieces, at: int) -> bool:
    return "\n" in pieces[at]


def _between_sentences(pieces: Pieces, at: int) -> bool:
    before = pieces[at - 1]
    return before.endswith(_WIDE_ENDS) or (pieces[at].isspace() and before.endswith(_ENDS))


def _between_words(pieces: Pieces, at: int) -> bool:
    return pieces[at].isspace()


_PLACES: tuple[Callable[[Pieces, int], bool], ...] = (
    _between_paragraphs,
    _between_lines,
    _between_sentences,
    _between_words,
)


def _skip(pieces: Pieces, at: int) -> int:
    """Where the next word begins."""
    while at < len(pieces) and pieces[at].isspace():
        at += 1
    return at


def _without_end(pieces: Pieces) -> Pieces:
    end = len(pieces)
    while end and pieces[end - 1].isspace():
        end -= 1
    return pieces[:end]
