"""Staff hear of each customer once, in a topic of the customer's own, whatever Telegram or a restart does to it."""

import asyncio
from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from datetime import timedelta

import pytest
import structlog

from bot.conversation.clerk import Clerk
from storage.engine import Store
from storage.records import OrderId
from tests.handlers.staffroom import StaffRoom, open_room

MakeClerk = Callable[..., Clerk]


@pytest.fixture
async def room(small_shop: Store, make_clerk: MakeClerk) -> AsyncIterator[StaffRoom]:
    async with open_room(small_shop, make_clerk()) as opened:
        yield opened


async def test_a_topic_tells_who_asks_for_what_and_on_what_the_clerk_s_words_rest(room: StaffRoom) -> None:
    await room.know()
    await room.ask("when will #W1001 arrive?")
    await room.wait_for_person(kind="return", order_id=OrderId("#W1001"))
    thread = await room.announce()
    [topic] = room.group.topics.values()
    assert topic["name"] == "Ann Archer · #W1001 · 1"
    summary, transcript, receipts = room.told(thread)
    assert summary.startswith("Customer: Ann Archer (verified, C1)\nLanguage: English\nAsks for: sending something")
    assert "order #W1001 · answer by" in summary and "Why: asked for" in summary and "/take" in summary
    assert "ann@example.com" not in "\n".join(room.told())
    assert transcript.splitlines()[:2] == ["The last messages:", "👤 when will #W1001 arrive?"]
    assert "🤖 " in transcript and "June 19" in transcript
    assert "eta: June 19 ← orders/#W1001.estimated_delivery" in receipts
    assert room.woken


async def test_a_stranger_s_topic_names_nobody(room: StaffRoom) -> None:
    await room.wait_for_person()
    await room.announce()
    assert [topic["name"] for topic in room.group.topics.values()] == ["stranger · 1"]
    [summary] = room.told()
    assert summary.startswith("Customer: a stranger (not verified)")


async def test_a_verification_that_has_run_out_makes_a_stranger(room: StaffRoom) -> None:
    await room.know()
    async with room.store.writing() as unit:
        held = await unit.conversations.open("telegram", str(room.ann.id))
        await unit.conversations.save(replace(held, verified_until=room.now - timedelta(days=1)))
    await room.wait_for_person()
    await room.announce()
    assert "Ann" not in room.told()[0]


async def test_everything_is_told_once_across_restarts(room: StaffRoom) -> None:
    await room.wait_for_person()
    thread = await room.announce()
    told = room.told()
    room.desk = room.open_desk()
    assert await room.announce() == thread
    assert room.told() == told and len(room.group.topics) == 1


async def test_what_is_asked_later_comes_to_the_same_topic(room: StaffRoom) -> None:
    await room.wait_for_person()
    thread = await room.announce()
    await room.ask("hello")
    await room.wait_for_person(kind="cancel", order_id=OrderId("#W1001"))
    assert await room.announce() == thread
    summary = room.told(thread)[-1]
    assert "cancelling, order #W1001" in summary and "a person to talk to" not in summary


async def test_a_closed_topic_opens_again(room: StaffRoom) -> None:
    task = await room.wait_for_person()
    thread = await room.announce()
    async with room.store.writing() as unit:
        await unit.tasks.done(task.task_id or 0)
    await room.bot.close_forum_topic(room.group.id, thread)
    await room.wait_for_person()
    assert await room.announce() == thread
    assert not room.group.topics[thread]["closed"]


async def test_a_deleted_topic_is_followed_by_a_new_one(room: StaffRoom) -> None:
    await room.wait_for_person()
    old = await room.announce()
    await room.bot.delete_forum_topic(room.group.id, old)
    await room.wait_for_person(kind="return")
    new = await room.announce()
    assert new != old and "sending something back" in room.told(new)[0]


async def test_what_a_deleted_topic_refused_is_not_lost(room: StaffRoom) -> None:
    await room.wait_for_person()
    old = await room.announce()
    await room.bot.delete_forum_topic(room.group.id, old)
    async with room.store.writing() as unit:
        held = await unit.conversations.open("telegram", str(room.ann.id))
        await room.handover.mirror(unit, held, "first", None, room.now)
        await room.handover.mirror(unit, held, "second", None, room.now)
    await room.deliver()
    new = await room.announce()
    assert new != old and room.told(new) == ["👤 first", "👤 second"]
    await room.announce()
    assert len(room.group.topics) == 1


async def test_staff_learn_what_did_not_reach_the_customer(room: StaffRoom) -> None:
    await room.wait_for_person()
    thread = await room.announce()
    room.ann.block()
    await room.write("Sam here.", thread)
    await room.announce()
    await room.announce()
    lost = [text for text in room.told(thread) if text.startswith("⚠️")]
    assert len(lost) == 1 and "blocked" in lost[0] and lost[0].endswith("Sam here.")


async def test_without_the_right_to_make_topics_the_group_itself_is_told(room: StaffRoom) -> None:
    room.group.set_member(room.api.bot.me, "administrator", can_manage_topics=False)
    await room.wait_for_person()
    with structlog.testing.capture_logs() as logs:
        assert await room.desk.round()
    await room.deliver()
    [told] = room.told()
    assert "The bot cannot make a topic here" in told and "What you write here" not in told
    assert [one["event"] for one in logs] == ["no_topic"]
    assert await room.desk.round()
    assert (await room.tasks())[0].announced_at is not None


async def test_thrown_out_of_the_group_the_desk_tries_again_later(room: StaffRoom) -> None:
    room.group.refusal = "bot was kicked from the supergroup chat"
    await room.wait_for_person()
    with structlog.testing.capture_logs() as logs:
        assert not await room.desk.round()
    assert [(one["event"], one["problem"]) for one in logs] == [("staff_not_told", "TelegramForbiddenError")]
    room.group.refusal = None
    assert await room.announce()
    assert len(room.told()) == 1


async def test_in_another_group_everything_that_waits_is_told_again(room: StaffRoom) -> None:
    await room.wait_for_person()
    await room.announce()
    moved = room.api.bot.supergroup("New", forum=True)
    room.settings = room.settings.model_copy(update={"staff_chat": moved.id})
    room.desk = room.open_desk()
    await room.announce()
    assert len([one for one in moved.replies() if not one.service]) == 1 and len(room.told()) == 1


async def test_the_loop_wakes_and_survives(room: StaffRoom, monkeypatch: pytest.MonkeyPatch) -> None:
    room.api.faults.add("error", method="createForumTopic", times=1)
    monkeypatch.setattr("handlers.desk.announcing.PAUSE_S", 0.02)
    desk = asyncio.ensure_future(room.desk.run())
    await room.wait_for_person()
    room.desk.wake()
    async with asyncio.timeout(5):
        while (await room.tasks())[0].announced_at is None:  # noqa: ASYNC110
            await asyncio.sleep(0.01)
    desk.cancel()
    await asyncio.gather(desk, return_exceptions=True)


async def test_without_a_staff_group_one_line_says_where_to_look(small_shop: Store, make_clerk: MakeClerk) -> None:
    async with open_room(small_shop, make_clerk(), staff=False) as room:
        with structlog.testing.capture_logs() as logs:
            desk = asyncio.ensure_future(room.desk.run())
            await asyncio.sleep(0.05)
            desk.cancel()
            await asyncio.gather(desk, return_exceptions=True)
            task = await room.wait_for_person()
            assert await room.desk.round()
        assert [one["event"] for one in logs] == ["no_staff_group", "no_staff_group"]
        assert await room.tasks() == [task]
