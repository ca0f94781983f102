"""The words the model is spoken to in: control and slot tokens, and the prompt of one clause in order.

A prompt is `language tone <|user|> turn <|prev|> act row polarity act <|clerk|>`, the answer one clause and `<|end|>`.
This module knows spellings, not ids. Only code puts a slot's spelling into a customer's turn: `escape` the customer's
own text first, so that braces typed by hand stay braces.
"""

import re
import unicodedata
from collections.abc import Iterator

from bot.generation.request import ClauseRequest
from bot.plan.acts import ACTS, SLOTS, Polarity, Row

LANGUAGES = ("en", "zh", "ru", "es")
TONES = ("plain", "warm", "brief", "formal")
PAD, USER, PREVIOUS, CLERK, END = "<|pad|>", "<|user|>", "<|prev|>", "<|clerk|>", "<|end|>"
SPARE = 64
MAX_TURN_CHARACTERS = 160
SLOT = re.compile(r"\{[a-z]+(?:\.[a-z]+)*\}")


def marker(name: str) -> str:
    """The spelling of a control token."""
    return f"<|{name}|>"


def act_marker(name: str) -> str:
    return marker(f"act:{name}")


def slot(name: str) -> str:
    """The spelling of a slot, one token."""
    return "{" + name + "}"


def control_tokens() -> list[str]:
    """Every control token but the acts, in the order of their ids."""
    names = (*LANGUAGES, *TONES, *Row, *Polarity)
    return [PAD, END, USER, PREVIOUS, CLERK, *(marker(name) for name in names)]


def act_tokens() -> list[str]:
    return [act_marker(name) for name in ACTS]


def slot_tokens() -> list[str]:
    return [slot(name) for name in SLOTS]


def spare_tokens() -> list[str]:
    """Room for acts and slots to come without a new tokenizer."""
    return [marker(f"spare:{number}") for number in range(SPARE)]


def all_tokens() -> list[str]:
    return [*control_tokens(), *act_tokens(), *slot_tokens(), *spare_tokens()]


def escape(text: str) -> str:
    """Customer's text in which nothing is spelled like a slot."""
    return text.replace("{", "(").replace("}", ")")


def settle(turn: str) -> str:
    """The turn as the model reads it: composed, one line, no number, of bounded length; its mentions kept."""
    pieces = (piece if known else _plain(piece) for piece, known in mentions(turn[: 4 * MAX_TURN_CHARACTERS]))
    return " ".join("".join(pieces).split())[:MAX_TURN_CHARACTERS]


def mentions(text: str) -> Iterator[tuple[str, bool]]:
    """The stretches of a text, each with whether it is a slot's spelling."""
    at = 0
    for found in SLOT.finditer(text):
        if found[0][1:-1] in SLOTS:
            yield text[at : found.start()], False
            yield found[0], True
            at = found.end()
    yield text[at:], False


def _plain(text: str) -> str:
    composed = unicodedata.normalize("NFKC", text)
    return "".join("0" if sign.isdigit() else sign for sign in composed).lower()


def head(request: ClauseRequest) -> list[str]:
    """The control tokens before the turn."""
    return [marker(request.language), marker(request.tone), USER]


def tail(request: ClauseRequest) -> list[str]:
    """The control tokens after the turn."""
    before = [act_marker(request.previous)] if request.previous else []
    return [PREVIOUS, *before, marker(request.row), marker(request.polarity), act_marker(request.act), CLERK]
