"""A promise of a person is a task, who speaks is settled in one transaction, and clerk and person never both speak."""

import json
import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import structlog

from bot.conversation.handover import CLERK, CUSTOMER, Handover
from storage.engine import Store
from storage.errors import StaleConversation
from storage.records import Conversation, OrderId, OutboxRow, Task, Topic
from storage.unit import Unit

NOW = datetime(2026, 6, 15, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
TOPIC = "-100200/5"
HANDOVER = Handover(staff=True, idle=12 * HOUR)


async def talk(unit: Unit, topic: bool = False) -> Conversation:
    conversation = await unit.conversations.open("telegram", "7")
    if topic:
        await unit.topics.keep(Topic(conversation.conversation_id, TOPIC, NOW))
    return conversation


def outbox(store: Store) -> list[tuple[Any, ...]]:
    """Chat, text, kind and state of every row."""
    query = "SELECT chat_key, text, json_extract(payload, '$.kind'), state FROM outbox ORDER BY outbox_id"
    with closing(sqlite3.connect(store.path)) as file:
        return file.execute(query).fetchall()


async def test_a_promise_is_a_task_with_owner_and_deadline(small_shop: Store) -> None:
    async with small_shop.writing() as unit:
        conversation = await talk(unit)
        due = await HANDOVER.due(unit, NOW)
        assert due == NOW + 24 * HOUR
        task = await HANDOVER.open(unit, conversation, "asked for", due, ticket="1/0", at=NOW)
        [kept] = await unit.tasks.open()
    assert kept == task == Task(
        "handoff", due, conversation.conversation_id, owner="staff", ticket="1/0", task_id=task.task_id,
        reason="asked for", opened_at=NOW,
    )  # fmt: skip


async def test_who_waits_already_waits_once_and_not_longer(small_shop: Store) -> None:
    async with small_shop.writing() as unit:
        conversation = await talk(unit)
        first = await HANDOVER.open(unit, conversation, "asked for", NOW + 5 * HOUR)
        assert await HANDOVER.open(unit, conversation, "anger", NOW + 9 * HOUR) == first
        sooner = await HANDOVER.open(unit, conversation, "anger", NOW + HOUR)
        assert sooner == replace(first, deadline=NOW + HOUR)
        back = [
            await HANDOVER.open(unit, conversation, "asked for", NOW, kind="return", order_id=OrderId(order))
            for order in ("#W1", "#W2", "#W1")
        ]
        assert back[0] == back[2] != back[1]
        assert len(await unit.tasks.open()) == 3
        await unit.tasks.done(first.task_id or 0)
        assert await HANDOVER.open(unit, conversation, "again", NOW + HOUR) not in (first, sooner)


async def test_without_a_staff_group_the_log_says_so(small_shop: Store) -> None:
    with structlog.testing.capture_logs() as logs:
        async with small_shop.writing() as unit:
            await Handover(staff=False, idle=HOUR).open(unit, await talk(unit), "asked for", NOW)
    assert [(one["event"], one["kind"]) for one in logs] == [("no_staff_group", "handoff")]


async def test_staff_read_along_only_while_somebody_waits_or_a_person_talks(small_shop: Store) -> None:
    async with small_shop.writing() as unit:
        conversation = await talk(unit, topic=True)
        await HANDOVER.mirror(unit, conversation, "nobody waits", "yet", NOW)
        task = await HANDOVER.open(unit, conversation, "asked for", NOW)
        await HANDOVER.mirror(unit, conversation, "hello?", "One moment.", NOW)
        await unit.tasks.done(task.task_id or 0)
        await HANDOVER.mirror(unit, conversation, "done", None, NOW)
        person = replace(conversation, mode="person")
        await HANDOVER.mirror(unit, person, "a picture:", None, NOW, copy={"from_chat_id": 7, "message_id": 3})
    told = [(TOPIC, CUSTOMER + "hello?"), (TOPIC, CLERK + "One moment."), (TOPIC, CUSTOMER + "a picture:"), (TOPIC, "")]
    assert outbox(small_shop) == [(*one, "mirror", "waiting") for one in told]


async def test_before_there_is_a_topic_nothing_is_mirrored(small_shop: Store) -> None:
    async with small_shop.writing() as unit:
        conversation = await talk(unit)
        await HANDOVER.open(unit, conversation, "asked for", NOW)
        await HANDOVER.mirror(unit, conversation, "hello?", None, NOW)
    assert outbox(small_shop) == []


async def test_a_person_s_words_go_out_and_the_clerk_s_do_not(small_shop: Store) -> None:
    async with small_shop.writing() as unit:
        conversation = await talk(unit, topic=True)
        await unit.outbox.add(OutboxRow("telegram", "7", "It is on its way.", NOW, 1, payload={"kind": "reply"}))
        await unit.outbox.add(OutboxRow("telegram", "8", "Another's.", NOW, payload={"kind": "reply"}))
        saved = await HANDOVER.staff_said(unit, conversation, "Sam here.", NOW)
        assert (saved.mode, saved.person_at, saved.version) == ("person", NOW, conversation.version + 1)
        assert await unit.conversations.get(conversation.conversation_id) == saved
        [said] = await unit.conversations.history(conversation.conversation_id)
        assert (said.role, said.text) == ("staff", "Sam here.")
        with pytest.raises(StaleConversation):
            await unit.conversations.add_turn(conversation, "hello", None, NOW)
    assert outbox(small_shop) == [
        ("7", "It is on its way.", "reply", "dropped"),
        ("8", "Another's.", "reply", "waiting"),
        ("7", "Sam here.", "staff", "waiting"),
    ]


async def test_earlier_words_of_a_person_are_not_dropped(small_shop: Store) -> None:
    async with small_shop.writing() as unit:
        conversation = await HANDOVER.staff_said(unit, await talk(unit, topic=True), "Sam here.", NOW)
        await HANDOVER.staff_said(unit, conversation, "How can I help?", NOW)
    assert [row[3] for row in outbox(small_shop)] == ["waiting", "waiting"]


async def test_long_words_go_in_parts_with_the_buttons_under_the_last(small_shop: Store) -> None:
    async with small_shop.writing() as unit:
        conversation = await talk(unit)
        await HANDOVER.close(unit, conversation, NOW, ask="word " * 1500, buttons=[[["+", "fh:1:0:+"]]])
    with closing(sqlite3.connect(small_shop.path)) as file:
        first, last = (row[0] for row in file.execute("SELECT payload FROM outbox ORDER BY outbox_id"))
    assert json.loads(first) == {"kind": "notice"}
    assert json.loads(last) == {"kind": "notice", "buttons": [[["+", "fh:1:0:+"]]]}


async def test_handed_back(small_shop: Store) -> None:
    async with small_shop.writing() as unit:
        conversation = await HANDOVER.staff_said(unit, await talk(unit, topic=True), "Sam here.", NOW)
        task = await HANDOVER.open(unit, conversation, "asked for", NOW)
        saved = await HANDOVER.hand_back(unit, conversation, NOW, told="The clerk again.", note="Sam left.")
        assert (saved.mode, saved.person_at) == ("clerk", None)
        assert await unit.tasks.undone(conversation.conversation_id) == [task]
    assert outbox(small_shop)[1:] == [
        ("7", "The clerk again.", "notice", "waiting"),
        (TOPIC, "Sam left.", "mirror", "waiting"),
    ]


async def test_closing_ends_all_that_was_waited_for(small_shop: Store) -> None:
    async with small_shop.writing() as unit:
        conversation = await HANDOVER.staff_said(unit, await talk(unit), "Sam here.", NOW)
        await HANDOVER.open(unit, conversation, "asked for", NOW)
        await HANDOVER.open(unit, conversation, "asked for", NOW, kind="return")
        saved = await HANDOVER.close(unit, conversation, NOW, note="nobody reads this: there is no topic")
        assert (saved.mode, saved.person_at) == ("clerk", None)
        assert await unit.tasks.open() == []
    assert len(outbox(small_shop)) == 1


async def test_after_a_long_silence_the_clerk_speaks_again(small_shop: Store) -> None:
    async with small_shop.writing() as unit:
        clerk = await talk(unit)
        person = await HANDOVER.staff_said(unit, clerk, "Sam here.", NOW)
    assert not HANDOVER.clerk_again(clerk, NOW + 99 * HOUR)
    assert not HANDOVER.clerk_again(person, NOW + 11 * HOUR)
    assert HANDOVER.clerk_again(person, NOW + 12 * HOUR)
    assert not HANDOVER.clerk_again(replace(person, person_at=None), NOW + 99 * HOUR)
