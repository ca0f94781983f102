"""What was asked, what was answered, and what is wrong between them."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from handlers.delivery.sending import PLACEHOLDER
from tests.botapi.records import Message

PERSON = "I want to talk to a person"


@dataclass(frozen=True)
class Question:
    """What a customer writes, and what the right reply must mention; None where any reply will do."""

    text: str
    marker: str | None


@dataclass
class Tally:
    """What a campaign found; `restart_s` and `cold_s` are times from a start to its first reply."""

    messages: int = 0
    kills: Counter[str] = field(default_factory=Counter)
    lost: int = 0
    doubled: int = 0
    inverted: int = 0
    apologies: int = 0
    strays: int = 0
    restart_s: list[float] = field(default_factory=list)
    cold_s: list[float] = field(default_factory=list)

    @property
    def clean(self) -> bool:
        return not (self.lost or self.doubled or self.inverted)


def finals(messages: Sequence[Message]) -> list[str]:
    """The replies a customer sees, without placeholders that were left behind."""
    return [one.text for one in messages if one.by_bot and one.text != PLACEHOLDER]


def judge(asked: Sequence[Question], messages: Sequence[Message], apology: str, tally: Tally) -> None:
    """Holds one chat's replies against its questions, in order."""
    replies = finals(messages)
    tally.messages += len(asked)
    tally.strays += sum(one.by_bot and one.text == PLACEHOLDER for one in messages)
    tally.apologies += sum(apology in reply for reply in replies)
    tally.lost += max(0, len(asked) - len(replies))
    tally.doubled += max(0, len(replies) - len(asked))
    for question, reply in zip(asked, replies, strict=False):
        if question.marker and question.marker not in reply and apology not in reply:
            tally.inverted += 1
