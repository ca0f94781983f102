"""Polling against the Bot API stand-in: nothing is acknowledged before it is written, one bad update stops nobody."""

import asyncio
from collections.abc import AsyncIterator, Callable
from typing import Any

import pytest
from structlog.testing import capture_logs

from handlers.intake import polling
from handlers.intake.accepting import Intake
from handlers.intake.actors import Actors
from handlers.intake.polling import Polling, TokenInUse, TokenRefused
from handlers.nursery import Nursery
from storage.engine import Store
from tests.botapi.server import TOKEN, BotApi, running_botapi
from tests.handlers.arrivals import Clerk, make_full, states, until

BOT = TOKEN.split(":", maxsplit=1)[0]
Poll = Callable[..., "asyncio.Task[None]"]


@pytest.fixture
async def api() -> AsyncIterator[BotApi]:
    async with running_botapi() as server:
        yield server


@pytest.fixture
async def poll(store: Store, api: BotApi, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Poll]:
    """Starts polling into the store; pauses are short here."""
    monkeypatch.setattr(polling, "CONFLICT_PAUSE_S", 0.02)
    tasks: list[asyncio.Task[None]] = []

    def begin(intake: Intake | None = None, token: str = TOKEN) -> "asyncio.Task[None]":
        intake = intake or Intake(store, BOT, lambda keys: None)
        source = Polling(intake, token, api=api.url)
        source._telegram._first_s = source._store._first_s = 0.02
        tasks.append(asyncio.get_running_loop().create_task(source.run()))
        return tasks[-1]

    yield begin
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


async def settled(store: Store, *wanted: int) -> dict[int, str]:
    """The inbox once it holds these updates."""
    async with asyncio.timeout(5):
        while not set(wanted) <= (found := await states(store)).keys():  # noqa: ASYNC110
            await asyncio.sleep(0.01)
    return found


async def test_end_to_end_every_message_once_and_in_order(store: Store, api: BotApi, poll: Poll) -> None:
    chats = [api.bot.private(f"Ann {n}") for n in range(5)]
    clerk = Clerk(store)
    async with Nursery() as nursery:
        actors = Actors(
            store, BOT, clerk.feed, clerk.give_up, burst_s=0, lease_s=5, boot="b1", nursery=nursery
        )  # fmt: skip
        poll(Intake(store, BOT, actors.notify))
        api.bot.updates.hold()
        for turn in range(6):
            for chat in chats:
                chat.say(f"message {turn}")
        api.bot.updates.release(shuffle=7)
        await until(lambda: len(clerk.turns) == 30)
        for update in list(api.bot.updates.log):
            api.bot.updates.repeat(update.id)
        await until(lambda: not api.bot.updates.pending)
        await until(lambda: actors.idle)
        actors.stop()
    for chat in chats:
        assert [text for key, text in clerk.turns if key == str(chat.id)] == [f"message {n}" for n in range(6)]


async def test_the_offset_moves_only_once_it_is_written(store: Store, api: BotApi, poll: Poll) -> None:
    api.bot.private("Ann").say("ж" * 4000)
    [update] = api.bot.updates.pending.values()
    await make_full(store)
    with capture_logs() as logs:
        poll()
        await until(lambda: update.served > 3)
        assert api.bot.updates.pending
        await make_full(store, full=False)
        assert await settled(store, update.id) == {update.id: "new"}
        await until(lambda: not api.bot.updates.pending)
    events = [line["event"] for line in logs if line["log_level"] != "debug"]
    assert events == ["store_failing"]


async def test_malformed_updates_at_the_head_stop_nobody(store: Store, api: BotApi, poll: Poll) -> None:
    updates = api.bot.updates
    updates.hold()
    malformed: list[Any] = [None, "text", {"message": {}}, {"update_id": "5"}, {"update_id": 77, "message": 5}]
    for payload in malformed:
        updates.inject(payload)
    api.bot.private("Ann").say("hello")
    good = list(updates.pending.values())[-1]
    updates.release()
    poll()
    found = await settled(store, good.id)
    assert found[good.id] == found[77] == "new"
    assert sorted(found.values()) == ["new"] * 2 + ["quarantined"] * 4
    await until(lambda: not updates.pending)


async def test_an_answer_that_is_no_json_loses_nothing(store: Store, api: BotApi, poll: Poll) -> None:
    updates = api.bot.updates
    updates.hold()
    updates.inject_text('{"update_id": 1, oops')
    api.bot.private("Ann").say("hello")
    good = list(updates.pending.values())[-1]
    updates.release()
    poll()
    found = await settled(store, good.id)
    assert found.pop(good.id) == "new"
    assert set(found.values()) == {"quarantined"}


async def test_an_update_that_stays_unreadable_is_stepped_over(store: Store, api: BotApi, poll: Poll) -> None:
    updates = api.bot.updates
    updates.hold()
    bad = updates.inject_text(f'{{"update_id": {updates.next_id}, "message": ' + "[" * 5000 + "]" * 5000 + "}")
    bad.once = False
    api.bot.private("Ann").say("hello")
    good = list(updates.pending.values())[-1]
    updates.release()
    poll()
    assert (await settled(store, good.id))[good.id] == "new"
    await until(lambda: not updates.pending)


@pytest.mark.parametrize("fault", ["garbage", "drop", "error", "flood"])
async def test_telegram_out_of_order_is_waited_out(store: Store, api: BotApi, poll: Poll, fault: str) -> None:
    more = {"error": {"status": 502}, "flood": {"retry_after": 0}}.get(fault, {})
    api.faults.add(fault, method="getUpdates", times=3, **more)
    api.bot.private("Ann").say("hello")
    [update] = api.bot.updates.pending.values()
    with capture_logs() as logs:
        poll()
        assert await settled(store, update.id) == {update.id: "new"}
        await until(lambda: not api.bot.updates.pending)
    assert [line["event"] for line in logs] == ["polling_failing", "polling_works_again"]
    assert TOKEN not in str(logs)


async def test_a_token_that_telegram_refuses(poll: Poll) -> None:
    with pytest.raises(TokenRefused, match="BotFather"):
        await poll(token="4200:WRONG")


async def test_the_second_on_one_token_is_refused_and_the_first_goes_on(
    store: Store, api: BotApi, poll: Poll, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(polling, "PROBATION_S", 0.0)
    first = poll()  # as if it had been there for long
    await until(lambda: api.bot.updates.waiter)
    monkeypatch.setattr(polling, "PROBATION_S", 30.0)
    with pytest.raises(TokenInUse, match="another program"):
        await asyncio.wait_for(poll(), 5)
    api.bot.private("Ann").say("hello")
    await until(lambda: not api.bot.updates.pending)
    assert not first.done()


async def test_a_webhook_that_is_set_is_said(store: Store, api: BotApi, poll: Poll) -> None:
    await api.bot.webhook.start("http://127.0.0.1:9/", "s", 1)
    with pytest.raises(TokenInUse, match="webhook"):
        await poll()
