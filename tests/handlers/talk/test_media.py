"""What is not text is told politely that it was not read; where it matters a person gets it."""

from typing import Any

import pytest

from storage.records import CustomerId, Topic
from tests.handlers.customer import ME, STAFF_CHAT, TEXTS, Chat

ANN = CustomerId("C1")
FILE = {"file_id": "f", "file_unique_id": "u"}
PHOTO: dict[str, Any] = {"photo": [{**FILE, "width": 9, "height": 9}]}
SHOWN = {
    "photo": PHOTO,
    "voice": {"voice": {**FILE, "duration": 3}},
    "video": {"video_note": {**FILE, "length": 9, "duration": 3}},
    "document": {"document": FILE},
}
STICKER = {**FILE, "type": "regular", "width": 9, "height": 9, "is_animated": False, "is_video": False}
LIGHT = [
    ({"sticker": STICKER}, "media-sticker"),
    ({"dice": {"emoji": "🎲", "value": 6}}, "media-sticker"),
    ({"location": {"latitude": 1.0, "longitude": 2.0}}, "media-location"),
    ({"story": {"id": 1, "chat": {"id": 5, "type": "private"}}}, "media-other"),
    ({"something_new": {"of": 2030}}, "media-other"),
]


@pytest.mark.parametrize("kind", SHOWN)
async def test_a_stranger_is_asked_for_words(customer: Chat, kind: str) -> None:
    [said] = await customer.send(**SHOWN[kind])
    assert said.text == TEXTS.get("en", "media-words", kind=kind)
    assert await customer.tasks() == []


@pytest.mark.parametrize("kind", SHOWN)
async def test_a_known_customers_picture_goes_to_a_person(customer: Chat, kind: str) -> None:
    await customer.change(customer_id=ANN)
    [said] = await customer.send(**SHOWN[kind])
    [task] = await customer.tasks()
    assert task.reason == kind
    assert said.text == TEXTS.get("en", "media-person", kind=kind, deadline="June 16, 12:00 PM")
    assert [(one.role, one.text) for one in await customer.history()] == [
        ("customer", f"[{kind} #100]"),
        ("clerk", said.text),
    ]


async def test_talk_of_an_order_makes_a_picture_matter(customer: Chat) -> None:
    await customer.say("where is #W1001")
    [said] = await customer.send(**PHOTO)
    assert "June 16" in said.text
    assert len(await customer.tasks()) == 1


async def test_a_caption_is_the_customers_text(customer: Chat) -> None:
    await customer.change(customer_id=ANN)
    [said] = await customer.send(**PHOTO, caption="where is #W1001")
    assert "#W1001" in said.text


async def test_an_album_is_answered_once(customer: Chat) -> None:
    for _ in range(2):
        await customer.send(**PHOTO, media_group_id="a1")
    assert [one.role for one in await customer.history()] == ["customer", "clerk", "customer"]
    await customer.change(customer_id=ANN)
    assert len(await customer.send(**PHOTO, media_group_id="a2")) == 1
    assert await customer.send(**PHOTO, media_group_id="a2") == []
    assert len(await customer.tasks()) == 1


async def test_a_person_who_waits_in_the_topic_gets_the_picture(customer: Chat) -> None:
    await customer.change(customer_id=ANN)
    await customer.send(**PHOTO)
    await open_topic(customer)
    [said] = await customer.send(**PHOTO, caption="and the other side")
    assert said.text == TEXTS.get("en", "media-added", deadline="June 16, 12:00 PM")
    copies = [row.payload["copy"] for row in customer.staff if "copy" in row.payload]
    assert copies == [{"from_chat_id": ME, "message_id": 101}]
    assert len(await customer.tasks()) == 1


@pytest.mark.parametrize("content", [PHOTO, *(content for content, _ in LIGHT)])
async def test_while_a_person_talks_everything_is_passed_on_in_silence(customer: Chat, content: dict[str, Any]) -> None:
    await customer.change(mode="person", person_at=customer.now)
    await open_topic(customer)
    assert await customer.send(**content) == []
    assert [row.payload["copy"]["message_id"] for row in customer.staff] == [100]


@pytest.mark.parametrize(("content", "key"), LIGHT)
async def test_the_rest_is_answered_lightly(customer: Chat, content: dict[str, Any], key: str) -> None:
    await customer.change(customer_id=ANN)
    [said] = await customer.send(**content)
    assert said.text == TEXTS.get("en", key)
    assert await customer.tasks() == []


async def test_service_messages_are_left_alone(customer: Chat) -> None:
    assert (
        await customer.feed(
            {"message": customer.message(message_auto_delete_timer_changed={"message_auto_delete_time": 5})},
            settled=False,
        )
        == []
    )


async def open_topic(customer: Chat) -> None:
    conversation = await customer.conversation()
    async with customer.store.writing() as unit:
        await unit.topics.keep(Topic(conversation.conversation_id, f"{STAFF_CHAT}/5", customer.now))
