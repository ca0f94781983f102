"""How the history speaks of what is not text: a note with its kind and message, so that staff can be shown it.

Knows no Telegram; a message id is the channel's own number.
"""

import re

_NOTE = re.compile(r"\[(\w+) #(\d+)\]")


def note(kind: str, message_id: int, caption: str | None = None) -> str:
    """What is kept instead of a picture: `[photo #12] the handle is broken`."""
    return f"[{kind} #{message_id}] {caption or ''}".strip()


def noted(text: str) -> list[int]:
    """The messages that a text of the history speaks of."""
    return [int(number) for _, number in _NOTE.findall(text)]
