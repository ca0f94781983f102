"""One topic a conversation; what did not arrive is found, sent elsewhere or told, and only once."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from storage.engine import Store
from storage.records import OutboxRow, Topic

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)


async def test_a_topic_is_found_from_both_sides_and_replaced(store: Store) -> None:
    async with store.writing() as unit:
        ann = await unit.conversations.open("telegram", "a")
        bob = await unit.conversations.open("telegram", "b")
        topic = Topic(ann.conversation_id, "-100/5", NOW)
        await unit.topics.keep(topic)
        await unit.topics.keep(Topic(bob.conversation_id, "-100/6", NOW))
        assert await unit.topics.of(ann.conversation_id) == topic == await unit.topics.at("-100/5")
        newer = replace(topic, chat_key="-100/7")
        await unit.topics.keep(newer)
        assert await unit.topics.of(ann.conversation_id) == newer
        assert await unit.topics.at("-100/5") is None


async def test_what_a_gone_topic_refused_is_sent_elsewhere(store: Store) -> None:
    async with store.writing() as unit:
        talk = await unit.conversations.open("telegram", "a")
        row = OutboxRow("telegram", "-100/5", "hello", NOW, talk.conversation_id, payload={"kind": "mirror"})
        gone, other = await unit.outbox.add(row), await unit.outbox.add(row)
        theirs = await unit.outbox.add(replace(row, payload={"kind": "reply"}))
        await unit.outbox.take(NOW)
        await unit.outbox.fail(gone, "Bad Request: message thread not found")
        await unit.outbox.fail(other, "Bad Request: message is too long")
        await unit.outbox.fail(theirs, "Bad Request: message thread not found")
        [refused] = await unit.topics.refused()
        assert refused.outbox_id == gone
        await unit.topics.resend([refused], "-100/7", NOW + timedelta(seconds=1))
        assert await unit.topics.refused() == []
        [taken] = await unit.outbox.take(NOW + timedelta(seconds=2))
        assert (taken.outbox_id, taken.chat_key, taken.attempts) == (gone, "-100/7", 1)


async def test_what_staff_wrote_in_vain_is_told_once(store: Store) -> None:
    async with store.writing() as unit:
        talk = await unit.conversations.open("telegram", "a")
        row = OutboxRow("telegram", "a", "hello", NOW, talk.conversation_id, payload={"kind": "staff"})
        lost = await unit.outbox.add(row)
        await unit.outbox.add(row)
        await unit.outbox.fail(lost, "Forbidden: bot was blocked by the user")
        [found] = await unit.topics.undelivered()
        assert found.outbox_id == lost
        await unit.topics.tell(found)
        assert await unit.topics.undelivered() == []
