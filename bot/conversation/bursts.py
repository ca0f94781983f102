"""Which of a chat's waiting messages are one turn, and how long it may still grow.

Pure: it sees ids, texts and times, never an update, and asks no clock.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

LONGEST = 3  # of a burst, in pauses
ROUNDING = timedelta(seconds=1)  # Telegram says to the second when a message was sent


@dataclass(frozen=True, slots=True)
class Piece:
    """What waits. `mergeable`: a plain text of a private chat; `edit`: `text` replaces that of the message before."""

    message_id: int
    text: str
    sent_at: datetime
    received_at: datetime
    mergeable: bool = True
    edit: bool = False


@dataclass(frozen=True, slots=True)
class Burst:
    """The first `size` pieces: `text` in place of that of the piece numbered `last`, None for as it came.

    `complete`: nothing that comes later can join.
    """

    size: int
    last: int
    text: str | None
    complete: bool


def first_burst(pieces: Sequence[Piece], pause: timedelta, most: int) -> Burst:
    """The turn that the first of `pieces` begins; without a `pause` every message is a turn of its own."""
    head = pieces[0]
    if not head.mergeable or head.edit or not pause:
        return Burst(1, 0, None, complete=True)
    texts, last, size = {head.message_id: head.text}, 0, 1
    for piece in pieces[1:most]:
        if not _joins(piece, texts.keys(), pieces[last], head, pause):
            return _made(pieces, texts, last, size, complete=True)
        texts[piece.message_id] = piece.text
        last = last if piece.edit else size
        size += 1
    return _made(pieces, texts, last, size, complete=size >= most)


def wait_left(pieces: Sequence[Piece], burst: Burst, pause: timedelta, now: datetime) -> timedelta:
    """How long the burst may still grow: a pause after what came last, some pauses after what came first."""
    if burst.complete:
        return timedelta(0)
    mine = [piece.received_at for piece in pieces[: burst.size]]
    return max(timedelta(0), min(max(mine) + pause, min(mine) + LONGEST * pause) - now)


def _joins(piece: Piece, ids: Collection[int], last: Piece, head: Piece, pause: timedelta) -> bool:
    if not piece.mergeable:
        return False
    if piece.edit:
        return piece.message_id in ids
    near = piece.sent_at - last.sent_at <= pause + ROUNDING
    return near and piece.sent_at - head.sent_at <= LONGEST * pause + ROUNDING


def _made(pieces: Sequence[Piece], texts: dict[int, str], last: int, size: int, complete: bool) -> Burst:
    text = "\n".join(texts.values())
    return Burst(size, last, None if text == pieces[last].text else text, complete)
