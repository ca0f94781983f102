"""What stands under a text: thumbs, choices, languages; and which button a customer pressed. Pure.

Callback data is at most 64 bytes: a word, then numbers. A button names its turn, so that an old one is known as old.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from bot.conversation.parts import share_out
from bot.conversation.reply import Answer
from bot.facts.voice import SPOKEN
from handlers.texts import Texts
from storage.records import Conversation

Buttons = list[list[list[str]]]

UP, DOWN, CHOSEN = "👍", "👎", " ✓"
LANGUAGES = {"en": "English", "zh": "中文", "ru": "Русский", "es": "Español"}
CHOICES = ("order", "product", "variant")
_IN_A_ROW = 5
_PROOF_WANTED = {"verify.ask", "verify.contact", "verify.number", "verify.failed"}


def pack_reply(answer: Answer, conversation: Conversation, texts: Texts) -> list[tuple[str, Mapping[str, Any]]]:
    """The clerk's reply in sendable parts; what stands under it stands under the last.

    `conversation` is as it was before the turn: its `turns` is this turn's number.
    """
    return share_out(answer.text, {"kind": "reply", **_under(answer, conversation, texts)})


def _under(answer: Answer, conversation: Conversation, texts: Texts) -> Mapping[str, Any]:
    acts = {clause.act for clause in answer.spoken.clauses}
    if acts & _PROOF_WANTED:
        return contact_keyboard(answer.language, texts)
    if "verify.done" in acts:
        return {"remove_keyboard": True}
    pending = answer.scene.pending
    if pending is not None and pending.kind in CHOICES and len(pending.values) > 1:
        return {"buttons": choices(conversation.turns, len(pending.values))}
    return {"buttons": thumbs("fb", conversation.conversation_id, conversation.turns)} if _tells(answer) else {}


def _tells(answer: Answer) -> bool:
    """Whether there is something to rate: facts, a rule of the shop or a canned reply."""
    said = answer.spoken.clauses
    return any(clause.fact or clause.act.startswith(("policy.quote", "canned.")) for clause in said)


def contact_keyboard(language: str, texts: Texts) -> Mapping[str, Any]:
    """A button that shares one's own phone number."""
    return {"keyboard": "contact", "keyboard_label": texts.get(language, "contact-button")}


def thumbs(kind: str, conversation_id: int, turn: int) -> Buttons:
    """`fb` under a reply, `fh` after a hand-off."""
    data = f"{kind}:{conversation_id}:{turn}"
    return [[[UP, f"{data}:+"], [DOWN, f"{data}:-"]]]


def choices(turn: int, count: int) -> Buttons:
    """A button for each line of a numbered list."""
    numbers = [[str(number), f"pick:{turn}:{number}"] for number in range(1, count + 1)]
    return [numbers[start : start + _IN_A_ROW] for start in range(0, count, _IN_A_ROW)]


def languages() -> Buttons:
    """Each language by its own name."""
    return [[[LANGUAGES[code], f"lang:{code}"] for code in SPOKEN]]


def ask(texts: Texts, language: str, *pairs: tuple[str, str]) -> Buttons:
    """One row of buttons from text keys and data."""
    return [[[texts.get(language, key), data] for key, data in pairs]]


def mark_chosen(rows: Sequence[Sequence[Mapping[str, Any]]], data: str) -> Buttons:
    """The same buttons with a tick at the one pressed; its neighbours of the same kind lose theirs."""
    kind = data.rsplit(":", 1)[0]
    return [[_marked(button, kind, data) for button in row] for row in rows]


def _marked(button: Mapping[str, Any], kind: str, data: str) -> list[str]:
    label, held = str(button["text"]), str(button.get("callback_data") or "")
    if held.rsplit(":", 1)[0] != kind:
        return [label, held]
    return [label.removesuffix(CHOSEN) + (CHOSEN if held == data else ""), held]
