"""How much one chat may write: two token buckets, one a minute's and one a day's, and one polite notice each.

In memory, and filled at first sight from the times of the chat's last turns, so that a restart forgives nobody. Knows
neither texts nor the store.
"""

from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
REMEMBERED = 20_000


class Verdict(StrEnum):
    """What becomes of a message: answered, told once to wait, or passed over in silence."""

    ANSWER = "answer"
    TELL_MINUTE = "limit-minute"
    TELL_DAY = "limit-day"
    SILENT = "silent"


@dataclass
class Bucket:
    """Holds `size` tokens and gains that many in `window`; `level` is what it held `at` the last look."""

    size: int
    window: timedelta
    level: float
    at: datetime
    told_at: datetime | None = None

    def fill(self, now: datetime) -> None:
        """A clock that went back takes nothing away."""
        gained = max((now - self.at) / self.window, 0.0) * self.size
        self.level, self.at = min(self.size, self.level + gained), max(now, self.at)

    def tell(self) -> bool:
        """Whether this window has not been told of yet; from now on it has."""
        if self.told_at is not None and self.at - self.told_at < self.window:
            return False
        self.told_at = self.at
        return True


@dataclass
class _Chat:
    """The buckets of a chat, and the last message asked about: a second try of the same work costs nothing."""

    minute: Bucket
    day: Bucket
    last: tuple[Sequence[object], Verdict] = field(default=((), Verdict.ANSWER))

    def take(self, now: datetime) -> Verdict:
        for bucket in (self.day, self.minute):
            bucket.fill(now)
        for bucket, notice in ((self.day, Verdict.TELL_DAY), (self.minute, Verdict.TELL_MINUTE)):
            if bucket.level < 1:
                return notice if bucket.tell() else Verdict.SILENT
        self.day.level -= 1
        self.minute.level -= 1
        return Verdict.ANSWER


class Limits:
    """The buckets of all chats that wrote lately; the longest silent are forgotten first."""

    def __init__(self, per_minute: int, per_day: int, remembered: int = REMEMBERED) -> None:
        self.per_minute, self.per_day, self._remembered = per_minute, per_day, remembered
        self._chats: OrderedDict[str, _Chat] = OrderedDict()

    def knows(self, chat_key: str) -> bool:
        return chat_key in self._chats

    def meet(self, chat_key: str, turns: Sequence[datetime], now: datetime) -> None:
        """First sight of a chat with the times of its turns within the last day, oldest first."""
        start = turns[0] if turns else now
        minute = Bucket(self.per_minute, MINUTE, self.per_minute, start)
        day = Bucket(self.per_day, DAY, self.per_day, start)
        for bucket in (minute, day):
            for at in turns:
                bucket.fill(at)
                bucket.level = max(bucket.level - 1, 0)
        self._chats[chat_key] = _Chat(minute, day)
        while len(self._chats) > self._remembered:
            self._chats.popitem(last=False)

    def take(self, chat_key: str, now: datetime, work: Sequence[object] = ()) -> Verdict:
        """The verdict on the message that `work` names; the chat must have been met."""
        chat = self._chats[chat_key]
        self._chats.move_to_end(chat_key)
        if work and chat.last[0] == work:
            return chat.last[1]
        verdict = chat.take(now)
        chat.last = (work, verdict)
        return verdict
