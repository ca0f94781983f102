"""What staff are told of a conversation: who asks for what until when, what was said, what the clerk's words rest on.

It reads rows and writes text; where the text goes is another's business.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.conversation.handover import CLERK, CUSTOMER
from bot.conversation.shop import zone_of
from bot.facts.voice import Voice, speakable
from handlers.texts import STAFF_LANGUAGE, Texts
from storage.records import Conversation, Customer, Message, Receipt, Task
from storage.unit import Unit

TAIL = 10
MARKS = {"customer": CUSTOMER, "clerk": CLERK, "staff": "🧑‍💼 "}
MOST_TEXT, MOST_VALUE, MOST_NAME = 400, 80, 64


@dataclass(frozen=True)
class Case:
    """A conversation as staff see it at one moment; the customer is None for a stranger."""

    conversation: Conversation
    customer: Customer | None
    voice: Voice

    @property
    def name(self) -> str | None:
        return None if self.customer is None else self.customer.name or self.customer.customer_id


async def open_case(unit: Unit, conversation: Conversation, now: datetime) -> Case:
    """Who it is counts only while the verification does."""
    until = conversation.verified_until
    verified = conversation.customer_id if until is None or until > now else None
    customer = await unit.customers.get(verified) if verified else None
    if verified and customer is None:
        customer = Customer(verified)
    return Case(conversation, customer, Voice(STAFF_LANGUAGE, now, zone_of(await unit.facts.all())))


def topic_name(case: Case, tasks: Sequence[Task], texts: Texts) -> str:
    """ "Ann Archer · #W1001 · 17": no more of the customer than the name."""
    order = next((task.order_id for task in tasks if task.order_id), None)
    parts = [clip(case.name or texts.get(STAFF_LANGUAGE, "staff-stranger"), MOST_NAME), order and clip(order, 40)]
    return " · ".join(part for part in (*parts, str(case.conversation.conversation_id)) if part)


def summarise(case: Case, tasks: Sequence[Task], texts: Texts, advice: str) -> str:
    """Who, in which language, wants what until when, and why; `advice` is the key of what to do about it."""
    spoken = case.voice.locale.languages[speakable(case.conversation.language)]
    lines = [_who(case, texts), texts.get(STAFF_LANGUAGE, "staff-language", spoken=spoken)]
    for task in tasks:
        lines.append(_asked(task, case.voice, texts))
        if task.reason:
            lines.append(texts.get(STAFF_LANGUAGE, "staff-reason", reason=task.reason))
    return "\n".join((*lines, "", texts.get(STAFF_LANGUAGE, advice)))


def what_of(task: Task, texts: Texts) -> str:
    """The task's kind in words; a kind that nobody worded stays as it is."""
    try:
        return texts.get(STAFF_LANGUAGE, f"staff-kind-{task.kind}")
    except LookupError:
        return task.kind


def transcribe(messages: Sequence[Message], texts: Texts) -> str:
    """The tail of the conversation, a line each; empty when nothing was said yet."""
    lines = [MARKS.get(message.role, "") + clip(message.text, MOST_TEXT) for message in messages]
    return "\n".join((texts.get(STAFF_LANGUAGE, "staff-transcript"), *lines)) if lines else ""


async def prove(unit: Unit, messages: Iterable[Message], texts: Texts) -> str:
    """The receipts of the clerk's messages among these; empty when there are none."""
    said = [one.message_id for one in messages if one.role == "clerk"]
    held = [proof for message_id in said for proof in await unit.conversations.receipts(message_id)]
    lines = dict.fromkeys(map(receipt_line, held))
    return "\n".join((texts.get(STAFF_LANGUAGE, "staff-receipts"), *lines)) if lines else ""


def receipt_line(receipt: Receipt) -> str:
    """ "eta: June 19 ← orders/#W1001.estimated_delivery"."""
    sources = [f"{one.table}/{one.key}.{one.column}" for one in receipt.sources[:3]]
    rest = len(receipt.sources) - len(sources)
    behind = ", ".join(sources) + (f" (+{rest})" if rest > 0 else "")
    return f"{receipt.slot}: {clip(receipt.text, MOST_VALUE)} ← {behind}"


def clip(text: str, most: int) -> str:
    """On one line, not longer than `most`."""
    line = " ".join(text.split())
    return line if len(line) <= most else line[: most - 1] + "…"


def _who(case: Case, texts: Texts) -> str:
    if case.customer is None:
        return texts.get(STAFF_LANGUAGE, "staff-unverified")
    return texts.get(STAFF_LANGUAGE, "staff-verified", name=str(case.name), id=case.customer.customer_id)


def _asked(task: Task, voice: Voice, texts: Texts) -> str:
    said = {"what": what_of(task, texts), "due": voice.moment(task.deadline)}
    if task.order_id is None:
        return texts.get(STAFF_LANGUAGE, "staff-asked", **said)
    return texts.get(STAFF_LANGUAGE, "staff-asked-order", **said, order=task.order_id)
