"""One turn with its storage: read, plan, word, then commit everything together.

No transaction stays open while the model writes. Before the commit the revision of the shop is compared again; when
rows have moved the turn is planned afresh, so no reply leaves that is no longer true. A turn is one transaction:
both messages, receipts, state, tasks and the outbox row.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from bot.conversation.clerk import Clerk, Draft, Turn
from bot.conversation.handover import Handover
from bot.conversation.reply import Answer
from bot.conversation.wording import Hear
from bot.plan.scene import Scene
from storage.engine import Store
from storage.errors import StaleConversation
from storage.history import History
from storage.records import Conversation, CustomerId, OrderId, OutboxRow, Reply, Work
from storage.unit import Unit

ATTEMPTS = 4
PERSON_IDLE = timedelta(hours=12)
NO_WORK = Work()


@dataclass(frozen=True)
class _Spoken:
    """A plan with its words, kept while the turn is tried again."""

    draft: Draft
    answer: Answer


class RowsMovedError(Exception):
    """The shop was written to between plan and commit; `spoken` is still good if the plan comes out the same."""

    def __init__(self, spoken: _Spoken) -> None:
        super().__init__("the shop was written to meanwhile")
        self.spoken = spoken


Pack = Callable[[Answer, Conversation], Sequence[tuple[str, Mapping[str, Any]]]]


def plain(answer: Answer, conversation: Conversation) -> Sequence[tuple[str, Mapping[str, Any]]]:
    """The answer as one text with nothing around it."""
    return [(answer.text, {})]


@dataclass(frozen=True)
class Incoming:
    """A customer's message as an edge hands it over; `hint` is the front end's language code.

    `work` is settled in the turn's transaction, `pack` makes the texts and payloads that are delivered, `proven` is the
    customer whom the front end itself has just identified (by a shared contact), `hear` is told a slow reply as it
    grows.
    """

    channel: str
    chat_key: str
    text: str
    at: datetime
    hint: str | None = None
    seed: int | None = None
    work: Work = NO_WORK
    pack: Pack = plain
    proven: CustomerId | None = None
    hear: Hear | None = None


class Manager:
    """Answers messages of any channel; while a person has the conversation the clerk only keeps the record."""

    def __init__(
        self, store: Store, clerk: Clerk, history: History, verified_for: timedelta, handover: Handover | None = None
    ) -> None:
        self._store, self._clerk, self._history, self._verified_for = store, clerk, history, verified_for
        self._handover = handover or Handover(staff=False, idle=PERSON_IDLE)

    async def take_turn(self, message: Incoming) -> Answer | None:
        """The committed answer; None while a person has the conversation."""
        spoken: _Spoken | None = None
        for _ in range(ATTEMPTS - 1):
            try:
                return await self._attempt(message, spoken, last=False)
            except RowsMovedError as moved:
                spoken = moved.spoken
            except StaleConversation:
                spoken = None
        return await self._attempt(message, spoken, last=True)

    async def _attempt(self, message: Incoming, spoken: "_Spoken | None", last: bool) -> Answer | None:
        conversation, draft = await self._read(message)
        if draft is None:
            await self._store.joined(lambda unit: self._keep_silent(unit, message, conversation))
            return None
        if spoken and spoken.draft.plan.propositions == draft.plan.propositions:
            answer = replace(spoken.answer, scene=draft.plan.scene)
        else:
            answer = await self._clerk.finish(draft, message.hear)
        fresh = _Spoken(draft, answer)
        saved = await self._store.joined(lambda unit: self._commit(unit, message, conversation, fresh, last))
        await self._history.refresh(saved.conversation_id)
        return answer

    async def _read(self, message: Incoming) -> tuple[Conversation, Draft | None]:
        """The conversation and the planned turn, of one moment; None while a person has the conversation."""
        async with self._store.reading() as unit:
            found = await unit.conversations.find(message.channel, message.chat_key)
            if found is not None and self._handover.clerk_again(found, message.at):
                found = replace(found, mode="clerk", person_at=None)
            if found is not None:
                return found, await self._draft(message, found, unit) if found.mode == "clerk" else None
        await self._store.joined(lambda unit: unit.conversations.open(message.channel, message.chat_key))
        return await self._read(message)

    async def _draft(self, message: Incoming, conversation: Conversation, unit: Unit) -> Draft:
        recent = await self._history.recent(conversation, unit)
        waiting = await unit.tasks.undone(conversation.conversation_id)
        turn = Turn(
            message.text,
            _verified(conversation, message.at),
            message.at,
            Scene.from_json(conversation.state),
            f"{conversation.conversation_id}/{conversation.turns}",
            message.hint,
            conversation.language,
            message.seed if message.seed is not None else conversation.conversation_id * 7919 + conversation.turns,
            tuple(one.text for one in recent if one.role == "clerk")[-3:],
            message.proven,
            tuple(task for task in waiting if task.deadline > message.at),
        )
        return await self._clerk.draft(turn, unit)

    async def _keep_silent(self, unit: Unit, message: Incoming, conversation: Conversation) -> None:
        await unit.settle(message.work)
        await unit.conversations.add_turn(conversation, message.text, None, message.at)
        await self._handover.mirror(unit, conversation, message.text, None, message.at)

    async def _commit(
        self, unit: Unit, message: Incoming, conversation: Conversation, spoken: "_Spoken", last: bool
    ) -> Conversation:
        """Raises RowsMovedError when the shop was written to since the plan.

        Only the last attempt compares the plan here, where nobody else can write meanwhile: a shop's new goods take a
        while to learn.
        """
        draft, answer = spoken.draft, spoken.answer
        await unit.settle(message.work)
        if await unit.revision() != draft.revision:
            same = last and (await self._clerk.draft(draft.turn, unit)).plan.propositions == draft.plan.propositions
            if not same:
                raise RowsMovedError(spoken)
        after = _after(conversation, draft, answer, message.at + self._verified_for)
        saved = await unit.conversations.add_turn(after, message.text, _record(answer), message.at)
        await self._promise(unit, conversation, draft, answer)
        await self._handover.mirror(unit, after, message.text, answer.text, message.at)
        for text, payload in message.pack(answer, conversation):
            await unit.outbox.add(_outgoing(message, conversation, text, payload))
        return saved

    async def _promise(self, unit: Unit, conversation: Conversation, draft: Draft, answer: Answer) -> None:
        """A row for every task the reply promises, in the same transaction; the plan is stale when one is gone."""
        if not answer.requests:
            return
        waiting = {task.ticket for task in await unit.tasks.undone(conversation.conversation_id)}
        for request in dict.fromkeys(answer.requests):
            if request.ticket in waiting:
                continue
            if request.ticket is not None:
                raise StaleConversation(f"what {request.ticket} promised was done meanwhile")
            await self._handover.open(
                unit,
                conversation,
                answer.intent,
                draft.due,
                ticket=draft.turn.ticket,
                kind=request.kind,
                order_id=OrderId(request.order_id) if request.order_id else None,
                customer_id=draft.customer_id,
                at=draft.turn.now,
                anew=True,
            )


def _verified(conversation: Conversation, at: datetime) -> Any:
    """The verified customer, unless the verification has run out."""
    until = conversation.verified_until
    return conversation.customer_id if until is None or until > at else None


def _after(conversation: Conversation, draft: Draft, answer: Answer, until: datetime) -> Conversation:
    proven = draft.customer_id is not None and draft.turn.customer_id is None
    return replace(
        conversation,
        customer_id=draft.customer_id or conversation.customer_id,
        verified_until=until if proven else conversation.verified_until,
        language=answer.language,
        state=answer.scene.to_json(),
        unreachable_at=None,
    )


def _record(answer: Answer) -> Reply:
    details: Mapping[str, Any] = {
        "clauses": [{"act": one.act, "text": one.text, "by": one.by} for one in answer.spoken.clauses],
        "blocked": [asdict(one) for one in answer.spoken.blocked],
        "candidates": answer.spoken.sampled,
        "tone": answer.spoken.tone,
        "seed": answer.seed,
        "handoff": answer.handoff,
        "latency_ms": round(answer.latency_ms, 1),
        "model_ms": round(answer.spoken.model_ms, 1),
    }
    return Reply(answer.text, answer.route, answer.intent, answer.confidence, answer.language, answer.receipts, details)


def _outgoing(message: Incoming, conversation: Conversation, text: str, payload: Mapping[str, Any]) -> OutboxRow:
    return OutboxRow(
        message.channel, message.chat_key, text, message.at, conversation.conversation_id, conversation.turns, payload
    )
