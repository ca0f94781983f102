"""A turn is kept whole or not at all, says what the rows are at its commit, and is the same whatever Redis does."""

import re
import shutil
import sqlite3
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from redis.asyncio import Redis
from sqlalchemy.exc import IntegrityError

from bot.conversation.clerk import Clerk, Draft
from bot.conversation.manager import ATTEMPTS, Incoming, Manager, RowsMovedError
from bot.conversation.reply import Answer
from bot.conversation.wording import Hear
from bot.facts.voice import Voice
from bot.generation.client import Writer
from bot.generation.request import Candidate, ClauseRequest, Sampling
from bot.guard.wordings import cell
from bot.plan.scene import Scene
from storage.engine import Store, open_store
from storage.history import History
from storage.records import Conversation, CustomerId, OrderId, ProductId, Sku, Status, Variant
from storage.redis import BUDGET_S, Hot, open_hot
from storage.unit import Unit
from storage.valkey import running_valkey

ANN, BOB = CustomerId("C1"), CustomerId("C2")
NOW = datetime(2026, 6, 15, 12, tzinfo=UTC)
VERIFIED_FOR = timedelta(days=30)
KEPT = ("messages", "receipts", "receipt_sources", "tasks", "outbox")
MakeClerk = Callable[..., Clerk]
Ask = Callable[..., Awaitable[Answer | None]]
Meanwhile = Callable[[], Awaitable[None]]


class Reviewed:
    """Offers two reviewed wordings of each clause, and does something else while it "writes"."""

    def __init__(self, *meanwhile: Meanwhile) -> None:
        self.calls = 0
        self._meanwhile = list(meanwhile)

    async def write(self, requests: Sequence[ClauseRequest], sampling: Sampling) -> list[list[Candidate]]:
        self.calls += 1
        if self._meanwhile:
            await self._meanwhile.pop(0)()
        return [self._offer(one, sampling.seed) for one in requests]

    def _offer(self, one: ClauseRequest, seed: int) -> list[Candidate]:
        reviewed = sorted({clause.text for clause in cell(one.language, one.act, one.polarity, one.row)})
        return [Candidate(reviewed[(seed + step) % len(reviewed)], -1.0) for step in range(2)]


@dataclass
class Desk:
    """A manager over the small shop and what the tests ask of it."""

    store: Store
    manager: Manager
    history: History

    async def ask(self, text: str, at: datetime = NOW, chat: str = "7", seed: int | None = None) -> Answer | None:
        return await self.manager.take_turn(Incoming("test", chat, text, at, seed=seed))

    async def answer(self, text: str, at: datetime = NOW, chat: str = "7", seed: int | None = None) -> Answer:
        answer = await self.ask(text, at, chat, seed)
        assert answer is not None
        return answer

    async def conversation(self, chat: str = "7") -> Conversation:
        async with self.store.reading() as unit:
            found = await unit.conversations.find("test", chat)
        assert found is not None
        return found

    async def know(self, customer: CustomerId, chat: str = "7") -> None:
        async with self.store.writing() as unit:
            opened = await unit.conversations.open("test", chat)
            await unit.conversations.save(replace(opened, customer_id=customer))

    async def set_mode(self, mode: str) -> None:
        async with self.store.writing() as unit:
            found = await unit.conversations.open("test", "7")
            await unit.conversations.save(replace(found, mode=mode))

    async def said(self, chat: str = "7") -> list[tuple[str, str]]:
        found = await self.conversation(chat)
        async with self.store.reading() as unit:
            messages = await unit.conversations.history(found.conversation_id, 100)
        return [(message.role, message.text) for message in messages]

    def kept(self) -> dict[str, int]:
        """How many rows there are of all that a turn writes."""
        with sqlite3.connect(self.store.path) as file:
            found = {name: file.execute(f"SELECT count(*) FROM {name}").fetchone()[0] for name in KEPT}
        file.close()
        return found


Manage = Callable[..., Desk]


@pytest.fixture
def manage(small_shop: Store, make_clerk: MakeClerk) -> Manage:
    def make(writer: Writer | None = None, hot: Hot | None = None, store: Store = small_shop) -> Desk:
        history = History(store, hot or Hot(None))
        return Desk(store, Manager(store, make_clerk(writer), history, VERIFIED_FOR), history)

    return make


@contextmanager
def refusing(store: Store, table: str) -> Iterator[None]:
    """The file refuses a row of this table."""
    with sqlite3.connect(store.path) as file:
        file.execute(f"CREATE TRIGGER refusal BEFORE INSERT ON {table} BEGIN SELECT RAISE(ABORT, 'refused'); END")
    yield
    with file:
        file.execute("DROP TRIGGER refusal")
    file.close()


async def change(store: Store, work: Callable[[Unit], Awaitable[object]]) -> None:
    async with store.writing() as unit:
        await work(unit)


def delivered(store: Store) -> Meanwhile:
    """Ann's parcel arrives."""

    async def work(unit: Unit) -> None:
        order = next(one for one in await unit.orders.of_customer(ANN) if one.order_id == "#W1001")
        await unit.orders.upsert([replace(order, status=Status.DELIVERED, total=(order.total or Decimal()) + 1)])

    return lambda: change(store, work)


async def test_a_turn_is_kept_whole(manage: Manage) -> None:
    desk = manage()
    await desk.know(ANN)
    answer = await desk.answer("please cancel #W1001 and what does it come to")
    conversation = await desk.conversation()
    assert conversation.turns == 1
    assert Scene.from_json(conversation.state) == answer.scene
    async with desk.store.writing() as unit:
        asked, said = await unit.conversations.history(conversation.conversation_id)
        assert (asked.role, asked.text, asked.at) == ("customer", "please cancel #W1001 and what does it come to", NOW)
        assert (said.role, said.text, said.route) == ("clerk", answer.text, answer.route)
        assert await unit.conversations.receipts(said.message_id) == list(answer.receipts)
        assert said.details["clauses"] == answer.to_json()["clauses"]
        [task] = await unit.tasks.of_conversation(conversation.conversation_id)
        assert (task.kind, task.order_id, task.customer_id) == ("cancel", "#W1001", ANN)
        [row] = await unit.outbox.take(NOW)
        assert (row.channel, row.chat_key, row.text) == ("test", "7", answer.text)
        assert (row.conversation_id, row.turn) == (conversation.conversation_id, said.turn)


@pytest.mark.parametrize("table", KEPT)
async def test_a_failure_in_the_middle_leaves_nothing(manage: Manage, table: str) -> None:
    desk = manage()
    await desk.know(ANN)
    before = await desk.conversation()
    with refusing(desk.store, table), pytest.raises(IntegrityError):
        await desk.ask("please cancel #W1001")
    assert desk.kept() == dict.fromkeys(KEPT, 0)
    assert await desk.conversation() == before
    assert (await desk.answer("please cancel #W1001")).requests
    assert all(desk.kept().values())


async def test_rows_that_moved_are_planned_afresh(manage: Manage, small_shop: Store) -> None:
    writer = Reviewed(delivered(small_shop))
    desk = manage(writer)
    await desk.know(ANN)
    answer = await desk.answer("where is #W1001")
    assert writer.calls == 2
    acts = [clause.act for clause in answer.spoken.clauses]
    assert any(act.startswith("order.delivered") for act in acts)
    assert not any(act.startswith(("order.shipped", "order.eta")) for act in acts)
    assert {one.version for proof in answer.receipts for one in proof.sources if one.table == "orders"} == {2}
    assert await desk.said() == [("customer", "where is #W1001"), ("clerk", answer.text)]


async def test_the_amount_said_is_the_amount_at_the_commit(manage: Manage, small_shop: Store) -> None:
    desk = manage(Reviewed(delivered(small_shop)))
    await desk.know(ANN)
    answer = await desk.answer("what does #W1001 come to")
    assert "£315.00" in answer.text
    assert "314" not in answer.text


async def test_rows_of_others_that_moved_change_nothing(manage: Manage, small_shop: Store) -> None:
    async def work(unit: Unit) -> None:
        await unit.catalogue.upsert([Variant(Sku("NEW"), ProductId("new"), "Camp Stove", Decimal("9.00"), "GBP")])

    writer = Reviewed(lambda: change(small_shop, work))
    desk = manage(writer)
    await desk.know(ANN)
    answer = await desk.answer("what does #W1001 come to")
    assert writer.calls == 1
    assert "£314.00" in answer.text


async def test_rows_that_never_rest_leave_no_reply(manage: Manage, small_shop: Store) -> None:
    writer = Reviewed(*[delivered(small_shop)] * ATTEMPTS)
    desk = manage(writer)
    await desk.know(ANN)
    with pytest.raises(RowsMovedError):
        await desk.ask("what does #W1001 come to")
    assert writer.calls == ATTEMPTS
    assert desk.kept() == dict.fromkeys(KEPT, 0)


async def test_an_order_that_is_no_longer_theirs_is_not_told(manage: Manage, small_shop: Store) -> None:
    async def give_away(unit: Unit) -> None:
        order = (await unit.orders.of_customer(ANN))[0]
        await unit.orders.upsert([replace(order, customer_id=BOB)])

    desk = manage(Reviewed(lambda: change(small_shop, give_away)))
    await desk.know(ANN)
    answer = await desk.answer("what does #W1001 come to")
    assert "314" not in answer.text
    assert not any(one.table == "orders" for proof in answer.receipts for one in proof.sources)


async def test_a_stale_conversation_is_read_again(manage: Manage, small_shop: Store) -> None:
    async def note(unit: Unit) -> None:
        found = await unit.conversations.open("test", "7")
        await unit.conversations.say(found, "staff", "One moment.", NOW)

    writer = Reviewed(lambda: change(small_shop, note))
    desk = manage(writer)
    await desk.know(ANN)
    answer = await desk.answer("what does #W1001 come to")
    assert writer.calls == 2
    assert [role for role, _ in await desk.said()] == ["staff", "customer", "clerk"]
    assert (await desk.said())[-1][1] == answer.text
    assert desk.kept()["outbox"] == 1


async def test_two_messages_at_once_are_both_answered(manage: Manage, small_shop: Store) -> None:
    desk = manage()
    other = manage(Reviewed(lambda: _ignore(desk.ask("what is in #W1001"))))
    await desk.know(ANN)
    answer = await other.answer("what does #W1001 come to")
    roles = [role for role, _ in await desk.said()]
    assert roles == ["customer", "clerk", "customer", "clerk"]
    assert (await desk.said())[-1][1] == answer.text
    assert (await desk.conversation()).turns == 2
    with sqlite3.connect(small_shop.path) as file:
        assert file.execute("SELECT turn FROM messages ORDER BY message_id").fetchall() == [(0,), (0,), (1,), (1,)]
    file.close()


async def _ignore(asking: Awaitable[object]) -> None:
    await asking


async def test_a_persons_conversation_is_only_kept(manage: Manage) -> None:
    desk = manage()
    await desk.know(ANN)
    await desk.set_mode("person")
    assert await desk.ask("please cancel #W1001") is None
    assert await desk.said() == [("customer", "please cancel #W1001")]
    assert desk.kept() == dict.fromkeys(KEPT, 0) | {"messages": 1}
    await desk.set_mode("clerk")
    assert (await desk.answer("what does #W1001 come to")).text
    assert [role for role, _ in await desk.said()] == ["customer", "customer", "clerk"]


async def test_a_person_who_comes_while_the_model_writes_has_the_word(manage: Manage) -> None:
    desk = manage()

    async def take_over() -> None:
        await desk.set_mode("person")

    desk.manager = manage(Reviewed(take_over)).manager
    assert await desk.ask("how much is the Trail Mug") is None
    assert await desk.said() == [("customer", "how much is the Trail Mug")]
    assert desk.kept()["outbox"] == 0


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("please cancel #W1001", "cancel"),
        ("I will send #W1001 back", "return"),
        ("I want my money back for #W1001", "refund"),
        ("swap #W1001", "exchange"),
        ("I have a new address for #W1001", "address"),
        ("change #W1001", "change"),
        ("#W1001 is broken", "problem"),
        ("I want a person", "handoff"),
    ],
)
async def test_each_promise_has_its_task(manage: Manage, text: str, kind: str) -> None:
    desk = manage()
    await desk.know(ANN)
    answer = await desk.answer(text)
    promised = [clause for clause in answer.spoken.clauses if clause.act.startswith(("request.", "handoff."))]
    conversation = await desk.conversation()
    async with desk.store.reading() as unit:
        tasks = await unit.tasks.of_conversation(conversation.conversation_id)
    assert [task.kind for task in tasks] == [kind]
    assert [clause.act for clause in promised] == ["handoff.done" if kind == "handoff" else f"request.{kind}"]
    [proof] = [proof for clause in promised for proof in clause.receipts if proof.slot == "deadline"]
    assert (proof.sources[0].table, proof.sources[0].value) == ("tasks", tasks[0].deadline.isoformat())
    assert proof.text == Voice("en", NOW, UTC).moment(tasks[0].deadline)
    assert proof.text in answer.text
    assert tasks[0].deadline > NOW
    assert tasks[0].order_id == (None if kind == "handoff" else "#W1001")
    assert answer.handoff and answer.route == "handoff"


def _promised(answer: Answer) -> list[tuple[str, str]]:
    """Key and value of the deadlines a reply names."""
    proofs = [proof for proof in answer.receipts if proof.slot == "deadline"]
    return [(proof.sources[0].key, str(proof.sources[0].value)) for proof in proofs]


async def _tickets(desk: Desk) -> list[tuple[str | None, str]]:
    conversation = await desk.conversation()
    async with desk.store.reading() as unit:
        tasks = await unit.tasks.of_conversation(conversation.conversation_id)
    return [(task.ticket, task.deadline.isoformat()) for task in tasks]


async def test_what_was_promised_once_is_promised_again_under_its_own_ticket(manage: Manage) -> None:
    desk = manage()
    await desk.know(ANN)
    first = await desk.answer("please cancel #W1001")
    again = await desk.answer("cancel #W1001 please!", NOW + timedelta(hours=2))
    assert _promised(again) == _promised(first) == await _tickets(desk)
    other = await desk.answer("I want a person", NOW + timedelta(hours=3))
    assert _promised(first) + _promised(other) == await _tickets(desk)


async def test_a_promise_that_ran_out_is_made_anew(manage: Manage) -> None:
    desk = manage()
    first = await desk.answer("I want a person")
    again = await desk.answer("I want a person", NOW + timedelta(days=4))
    assert _promised(first) + _promised(again) == await _tickets(desk)
    assert _promised(first) != _promised(again)


async def test_a_promise_kept_while_the_reply_is_worded_is_made_anew(manage: Manage) -> None:
    desk = manage()
    first = await desk.answer("I want a person")
    conversation = await desk.conversation()
    async with desk.store.reading() as unit:
        [task] = await unit.tasks.undone(conversation.conversation_id)
    whole, tried = desk.manager._clerk.finish, []

    async def finish(draft: Draft, hear: Hear | None = None) -> Answer:
        tried.append(draft)
        if len(tried) == 1:
            async with desk.store.writing() as unit:
                await unit.tasks.done(task.task_id or 0)
        return await whole(draft)

    desk.manager._clerk.finish = finish  # type: ignore[method-assign]
    again = await desk.answer("I want a person", NOW + timedelta(hours=1))
    assert len(tried) == 2
    assert _promised(first) + _promised(again) == await _tickets(desk)
    assert _promised(first) != _promised(again)


async def test_nothing_is_promised_where_nothing_was_asked(manage: Manage) -> None:
    desk = manage()
    await desk.know(ANN)
    for text in ("what does #W1001 come to", "cancel #W9999", "thanks", "when are you open"):
        assert not (await desk.answer(text)).requests
    assert desk.kept()["tasks"] == 0


async def test_an_order_number_with_its_e_mail_binds_the_customer(manage: Manage) -> None:
    desk = manage()
    asked = await desk.answer("what does #W1001 come to")
    assert (asked.route, asked.receipts) == ("refused", ())
    assert (await desk.conversation()).customer_id is None
    answer = await desk.answer("ann@example.com")
    assert "£314.00" in answer.text
    conversation = await desk.conversation()
    assert (conversation.customer_id, conversation.verified_until) == (ANN, NOW + VERIFIED_FOR)
    assert "£25.00" in (await desk.answer("and what does #W1002 come to")).text


@pytest.mark.parametrize("halves", [("#W2001", "phone +44 7700 900102"), ("my phone is +44 7700 900102", "#W2001")])
async def test_the_halves_of_a_proof_may_come_in_any_order(manage: Manage, halves: tuple[str, str]) -> None:
    desk = manage()
    await desk.ask("where is my order?")
    await desk.ask(halves[0])
    assert (await desk.conversation()).customer_id is None
    await desk.ask(halves[1])
    assert (await desk.conversation()).customer_id == BOB


async def test_another_order_s_e_mail_proves_nothing(manage: Manage) -> None:
    desk = manage()
    answer = await desk.answer("what does #W2001 come to? ann@example.com")
    assert "verify.failed" in [clause.act for clause in answer.spoken.clauses]
    assert "289" not in answer.text
    assert (await desk.conversation()).customer_id is None


async def test_three_misses_lead_to_a_person(manage: Manage) -> None:
    desk = manage()
    routes = [(await desk.answer(f"#W1001 wrong{number}@example.com")).route for number in range(3)]
    assert routes == ["refused", "refused", "handoff"]
    conversation = await desk.conversation()
    async with desk.store.reading() as unit:
        [task] = await unit.tasks.of_conversation(conversation.conversation_id)
    assert (task.kind, task.customer_id) == ("handoff", None)
    right = await desk.answer("#W1001 ann@example.com")
    assert not any(one.table == "orders" for proof in right.receipts for one in proof.sources)
    assert (await desk.conversation()).customer_id is None


async def test_a_success_forgets_the_misses(manage: Manage) -> None:
    desk = manage()
    for number in range(2):
        await desk.ask(f"#W1001 wrong{number}@example.com")
    await desk.ask("#W1001 ann@example.com")
    conversation = await desk.conversation()
    assert (conversation.customer_id, conversation.state["misses"]) == (ANN, 0)


async def test_a_verification_runs_out(manage: Manage) -> None:
    desk = manage()
    await desk.ask("#W1001 ann@example.com")
    just_before, after = NOW + VERIFIED_FOR - timedelta(seconds=1), NOW + VERIFIED_FOR
    assert "£314.00" in (await desk.answer("what does #W1001 come to", just_before)).text
    late = await desk.answer("what does #W1001 come to", after)
    assert "verify.contact" in [clause.act for clause in late.spoken.clauses]
    assert "314" not in late.text
    again = await desk.answer("ann@example.com", after)
    assert "£314.00" in again.text
    assert (await desk.conversation()).verified_until == after + VERIFIED_FOR


async def test_after_it_ran_out_another_may_prove_who_they_are(manage: Manage) -> None:
    desk = manage()
    await desk.ask("#W1001 ann@example.com")
    later = NOW + VERIFIED_FOR
    answer = await desk.answer("what does #W2001 come to? bob@example.com", later)
    assert "£289.00" in answer.text
    assert (await desk.conversation()).customer_id == BOB
    assert "314" not in (await desk.answer("what does #W1001 come to", later)).text


async def test_the_same_message_and_seed_have_the_same_answer(manage: Manage) -> None:
    desk = manage(Reviewed())
    for chat in ("7", "8"):
        await desk.know(ANN, chat)
    texts = [(await desk.answer("where is #W1001", chat=chat, seed=11)).text for chat in ("7", "8")]
    assert texts[0] == texts[1]


@pytest.mark.parametrize(
    "text", ["", "\ud83d where is #W1001 \x00", "😀" * 2_000, "'; DROP TABLE messages; --", "a" * 1_000_000]
)
async def test_whatever_was_typed_is_kept_and_answered(manage: Manage, text: str) -> None:
    desk = manage()
    answer = await desk.answer(text)
    (asked, kept), (said, reply) = await desk.said()
    assert (asked, said, reply) == ("customer", "clerk", answer.text)
    assert kept == text.replace("\ud83d", "\ufffd").replace("\x00", "")


TALK = ("#W1001 ann@example.com", "what does it come to", "what does it come to", "and what does #W1002 come to")
LINES = (*TALK, "what does it come to", "please cancel it", "what does it come to")
Weather = Callable[[int], Awaitable[None]]


@asynccontextmanager
async def no_server(_: Path) -> AsyncIterator[tuple[Hot, Weather]]:
    async def calm(_: int) -> None:
        pass

    yield Hot(None), calm


@asynccontextmanager
async def up(folder: Path) -> AsyncIterator[tuple[Hot, Weather]]:
    async def calm(_: int) -> None:
        pass

    async with running_valkey(folder) as url, open_hot(url, budget_s=2.0) as hot:
        yield hot, calm


@asynccontextmanager
async def stopped_in_the_middle(folder: Path) -> AsyncIterator[tuple[Hot, Weather]]:
    async with AsyncExitStack() as stack:
        url = await stack.enter_async_context(running_valkey(folder))

        async def storm(turn: int) -> None:
            if turn == 3:
                await stack.aclose()

        async with open_hot(url) as hot:
            yield hot, storm


@asynccontextmanager
async def flushed(folder: Path) -> AsyncIterator[tuple[Hot, Weather]]:
    async with running_valkey(folder) as url, open_hot(url, budget_s=2.0) as hot, Redis.from_url(url) as admin:

        async def storm(turn: int) -> None:
            if turn % 2:
                await admin.flushall()

        yield hot, storm


@asynccontextmanager
async def slow(folder: Path) -> AsyncIterator[tuple[Hot, Weather]]:
    async with running_valkey(folder) as url, open_hot(url, rest_s=0.0) as hot, Redis.from_url(url) as admin:

        async def storm(turn: int) -> None:
            if turn in (2, 4):
                await admin.client_pause(int(BUDGET_S * 3000))

        yield hot, storm


@asynccontextmanager
async def remembering_the_past(folder: Path) -> AsyncIterator[tuple[Hot, Weather]]:
    """A server that goes back to what it held after the second turn."""
    async with running_valkey(folder) as url, open_hot(url, budget_s=2.0) as hot, Redis.from_url(url) as admin:
        held: dict[bytes, bytes] = {}

        async def storm(turn: int) -> None:
            if turn == 2:
                held.update({key: await admin.get(key) async for key in admin.scan_iter()})
                assert held
            if turn > 3:
                for key, window in held.items():
                    await admin.set(key, window)

        yield hot, storm


async def _talk(desk: Desk, hot_weather: Weather) -> list[dict[str, Any]]:
    """Every reply of the conversation; before each the history of the clerk is that of the file."""
    replies = []
    for turn, line in enumerate(LINES):
        await hot_weather(turn)
        if turn:
            conversation = await desk.conversation()
            async with desk.store.reading() as unit:
                kept = await unit.conversations.history(conversation.conversation_id)
            assert list(await desk.history.recent(conversation)) == kept
        answer = (await desk.answer(line, NOW + timedelta(minutes=turn))).to_json()
        replies.append({name: value for name, value in answer.items() if name != "latency_ms"})
    return replies


@pytest.mark.parametrize("weather", [up, stopped_in_the_middle, flushed, slow, remembering_the_past])
async def test_redis_changes_no_answer(
    manage: Manage, small_home: Path, tmp_path: Path, weather: Callable[[Path], Any]
) -> None:
    shutil.copytree(small_home, tmp_path / "calm")
    async with weather(tmp_path / "valkey") as (hot, storm):
        replies = await _talk(manage(Reviewed(), hot), storm)
    async with open_store(tmp_path / "calm") as store, no_server(tmp_path) as (hot, calm):
        expected = await _talk(manage(Reviewed(), hot, store), calm)
    assert replies == expected
    assert any(one["route"] == "generated" for one in replies)


async def test_what_was_said_before_is_not_said_again(manage: Manage) -> None:
    """The history is used: with it the second wording comes up."""
    desk = manage(Reviewed())
    await desk.know(ANN)
    first, second = [(await desk.answer("what does #W1001 come to", seed=5)).text for _ in range(2)]
    assert first != second


async def test_a_task_names_an_order_that_exists(manage: Manage) -> None:
    desk = manage()
    await desk.know(ANN)
    await desk.answer("please cancel it")
    await desk.answer("the first one")
    async with desk.store.reading() as unit:
        own = {order.order_id for order in await unit.orders.of_customer(ANN)}
        assert {task.order_id for task in await unit.tasks.open()} <= own | {None, OrderId("")}
    assert not re.search(r"W2001", " ".join(text for _, text in await desk.said()))
