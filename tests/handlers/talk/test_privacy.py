"""A customer gets a copy of everything, and erases everything but the shop's own records."""

import json
import sqlite3
from contextlib import closing

from storage.records import Topic
from tests.handlers.customer import ANN_PHONE, STAFF_CHAT, TEXTS, Chat, pressable


async def test_a_copy_holds_the_chat_and_the_customer(customer: Chat) -> None:
    await customer.contact(ANN_PHONE)
    await customer.say("where is #W1001")
    [offer] = await customer.say("/privacy")
    assert pressable(offer) == ["priv:copy", "priv:erase"]
    [said] = await customer.press("priv:copy")
    document = said.payload["document"]
    assert document["name"].endswith(".json")
    copy = json.loads(document["text"])
    assert any("where is #W1001" in row["text"] for row in copy["messages"])
    assert {row["order_id"] for row in copy["orders"]} == {"#W1001", "#W1002"}
    assert [row["email"] for row in copy["customers"]] == ["ann@example.com"]
    assert copy["receipts"] and copy["receipt_sources"] and copy["outbox"]
    assert any(row["raw"].get("message", {}).get("text") == "/privacy" for row in copy["inbox"])
    assert "bob@example.com" not in document["text"]
    assert "digest" not in document["text"]


async def test_a_copy_does_not_hold_earlier_copies(customer: Chat) -> None:
    await customer.press("priv:copy")
    [second] = await customer.press("priv:copy")
    copy = json.loads(second.payload["document"]["text"])
    kept = [row["payload"]["document"] for row in copy["outbox"] if "document" in row["payload"]]
    assert all("text" not in one for one in kept)


async def test_erasing_asks_again_and_may_be_left(customer: Chat) -> None:
    await customer.say("return policy")
    [sure] = await customer.press("priv:erase")
    assert pressable(sure) == ["priv:yes", "priv:no"]
    [kept] = await customer.press("priv:no")
    assert kept.text == TEXTS.get("en", "privacy-kept")
    assert len(await customer.history()) == 2


async def test_nothing_of_the_chat_is_left_in_the_file(customer: Chat) -> None:
    await customer.contact(ANN_PHONE)
    await customer.say("my secret word is xylophone")
    [reply] = await customer.say("when are you open")
    await customer.press(pressable(reply)[0])
    await customer.say("/human")
    await customer.say("/stop")
    [erased] = await customer.press("priv:yes")
    assert erased.text == TEXTS.get("en", "privacy-erased")
    with closing(sqlite3.connect(customer.store.path)) as file:
        dump = "\n".join(line for line in file.iterdump() if 'INTO "customers"' not in line)
        raws = file.execute("SELECT count(*) FROM inbox WHERE length(raw) > 0 OR chat_key IS NOT NULL").fetchone()[0]
        tasks = file.execute("SELECT status, reason, customer_id FROM tasks").fetchall()
    assert "xylophone" not in dump
    assert ANN_PHONE not in dump
    assert raws == 0
    assert tasks == [("done", None, None)]
    conversation = await customer.conversation()
    assert (conversation.customer_id, conversation.language, dict(conversation.state)) == (None, None, {})
    assert conversation.marketing_stopped_at is not None
    assert conversation.turns > 0
    assert [row.text for row in customer.rows() if row.text] == [erased.text]


async def test_the_staffs_copy_goes_too(customer: Chat) -> None:
    await customer.say("/human")
    conversation = await customer.conversation()
    async with customer.store.writing() as unit:
        await unit.topics.keep(Topic(conversation.conversation_id, f"{STAFF_CHAT}/5", customer.now))
    await customer.press("priv:yes")
    [deleted] = customer.session.asked("DeleteForumTopic")
    assert "message_thread_id=5" in str(deleted)


async def test_others_keep_what_is_theirs(customer: Chat) -> None:
    await customer.say("return policy")
    customer.key = "8"
    await customer.press("priv:yes", chat={"id": 7, "type": "private"})
    customer.key = "7"
    assert len(await customer.history()) == 2


async def test_the_shops_orders_stay(customer: Chat) -> None:
    await customer.contact(ANN_PHONE)
    await customer.press("priv:yes")
    [asked] = await customer.say("where is #W1001")
    assert asked.payload.get("keyboard") == "contact"
    [said] = await customer.contact(ANN_PHONE)
    assert "#W1001" in said.text


async def test_a_chat_that_never_spoke_has_little_to_copy_or_erase(customer: Chat) -> None:
    assert await customer.press("priv:copy")
    assert await customer.press("priv:yes")
