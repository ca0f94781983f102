"""Whoever waits too long is heard: in the topic and by the owner, every four hours, once each time."""

from collections.abc import AsyncIterator, Callable
from datetime import timedelta

import pytest
import structlog

from bot.conversation.clerk import Clerk
from handlers.desk.ringing import topic_link
from storage.engine import Store
from tests.handlers.staffroom import StaffRoom, open_room

MakeClerk = Callable[..., Clerk]
HOUR = timedelta(hours=1)


@pytest.fixture
async def room(small_shop: Store, make_clerk: MakeClerk) -> AsyncIterator[StaffRoom]:
    async with open_room(small_shop, make_clerk()) as opened:
        yield opened


def rings(texts: list[str]) -> list[str]:
    return [text for text in texts if text.startswith("⏰")]


async def later(room: StaffRoom, hours: float) -> None:
    """Time passes, and the process dies and starts again."""
    room.now += hours * HOUR
    room.desk = room.open_desk()
    with structlog.testing.capture_logs():
        assert await room.desk.round()
    await room.deliver()


async def test_rings_in_the_topic_and_for_the_owner_again_and_again_but_never_twice(room: StaffRoom) -> None:
    await room.know()
    await room.wait_for_person()
    thread = await room.announce()
    await later(room, 1.9)
    assert rings(room.told()) == []
    for hours, heard in ((0.2, 1), (0, 1), (3.9, 1), (0.2, 2), (0, 2)):
        await later(room, hours)
        assert len(rings(room.told(thread))) == heard
        assert len(room.owner.replies()) == heard
    assert "Ann Archer waits for a person to talk to. Owner: staff" in rings(room.told(thread))[0]
    number = str(room.group.id).removeprefix("-100")
    assert room.owner.replies()[0].text.endswith(f"The conversation: https://t.me/c/{number}/{thread}")


async def test_what_is_done_does_not_ring(room: StaffRoom) -> None:
    task = await room.wait_for_person()
    await room.announce()
    async with room.store.writing() as unit:
        await unit.tasks.done(task.task_id or 0)
    await later(room, 9)
    assert rings(room.told()) == [] and room.owner.replies() == []


async def test_without_a_topic_the_group_rings(room: StaffRoom) -> None:
    await room.wait_for_person()
    room.group.set_member(room.api.bot.me, "administrator", can_manage_topics=False)
    await later(room, 9)
    [ring] = rings(room.told())
    assert "stranger waits for" in ring and "t.me" not in room.owner.replies()[0].text


async def test_without_a_group_the_owner_and_the_log_hear_of_it(small_shop: Store, make_clerk: MakeClerk) -> None:
    async with open_room(small_shop, make_clerk(), staff=False) as room:
        await room.wait_for_person()
        room.now += 9 * HOUR
        for _ in range(2):
            with structlog.testing.capture_logs() as logs:
                await room.desk.round()
            await room.deliver()
        assert len(rings([one.text for one in room.owner.replies()])) == 1 and logs == []


async def test_with_nobody_to_tell_the_log_says_it_once(small_shop: Store, make_clerk: MakeClerk) -> None:
    async with open_room(small_shop, make_clerk(), staff=False, owner=False) as room:
        await room.wait_for_person()
        room.now += 9 * HOUR
        with structlog.testing.capture_logs() as logs:
            await room.desk.round()
            await room.desk.round()
        assert [one["event"] for one in logs] == ["overdue"]


def test_only_supergroups_have_links() -> None:
    assert topic_link("-1001234/5") == "https://t.me/c/1234/5"
    assert topic_link("-1234/5") is None and topic_link("-1001234") is None
