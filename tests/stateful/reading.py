"""Texts of the bot, read back: which kind each is and which words of the test it holds."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

from bot.conversation.handover import CUSTOMER
from handlers.texts import Texts
from tests.stateful.echo import ECHO

STAFF = "Sam says "
_WORD = re.compile(r"\b[A-Z]\d+\b")


class Kind(Enum):
    """What a text of the bot is: the clerk's reply, a person's words, or one of three notices."""

    ECHO = "reply"
    STAFF = "person"
    HUMAN = "person called"
    BACK = "clerk called back"
    TOLD = "handed back"
    UNKNOWN = "unknown"


def _beginnings() -> dict[str, Kind]:
    """A notice is known by what stands before its deadline."""
    texts = Texts()
    keys = {
        **dict.fromkeys(("human-asked", "human-waiting", "human-here"), Kind.HUMAN),
        "bot-back": Kind.BACK,
        "staff-told-back": Kind.TOLD,
    }
    notices = {texts.get("en", key, deadline="\0").partition("\0")[0]: kind for key, kind in keys.items()}
    return {ECHO: Kind.ECHO, STAFF: Kind.STAFF, **notices}


BEGINNINGS = _beginnings()


@dataclass(frozen=True)
class Seen:
    """One message of the bot."""

    kind: Kind
    words: tuple[str, ...]
    text: str


def read(text: str) -> Seen:
    """A text that is none of ours is UNKNOWN."""
    kind = next((kind for start, kind in BEGINNINGS.items() if text.startswith(start)), Kind.UNKNOWN)
    return Seen(kind, tuple(_WORD.findall(text)), text)


def mirrored(topic: Sequence[str]) -> list[str]:
    """The customer's words that a staff topic shows as they came in."""
    return [word for text in topic if text.startswith(CUSTOMER) for word in _WORD.findall(text)]
