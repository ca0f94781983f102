"""Thumbs are kept once per reply, may be changed, and count only in their own conversation."""

import pytest

from storage.records import Feedback
from tests.handlers.customer import Chat, pressable

HOURS = "when are you open"


async def given(customer: Chat) -> list[tuple[int, str, int]]:
    conversation = await customer.conversation()
    async with customer.store.reading() as unit:
        found: list[Feedback] = await unit.feedback.of_conversation(conversation.conversation_id)
    return [(one.turn, one.kind, one.rating) for one in found]


async def test_a_thumb_is_kept_and_changed(customer: Chat) -> None:
    [reply] = await customer.say(HOURS)
    up, down = pressable(reply)
    assert await customer.press(up) == []
    assert await given(customer) == [(0, "reply", 1)]
    await customer.press(down)
    assert await given(customer) == [(0, "reply", -1)]
    [thanked, sorry] = map(str, customer.session.asked("AnswerCallbackQuery"))
    assert "Thank you!" in thanked
    assert "/human" in sorry


async def test_the_pressed_button_shows_the_choice(customer: Chat) -> None:
    [reply] = await customer.say(HOURS)
    up, down = pressable(reply)
    keyboard = [[{"text": "👍", "callback_data": up}, {"text": "👎 ✓", "callback_data": down}]]
    await customer.press(up, markup={"inline_keyboard": keyboard})
    [edited] = customer.session.asked("EditMessageReplyMarkup")
    assert [one.text for one in edited.reply_markup.inline_keyboard[0]] == ["👍 ✓", "👎"]  # type: ignore[attr-defined]


async def test_the_hand_off_is_rated_apart(customer: Chat) -> None:
    await customer.say(HOURS)
    conversation = await customer.conversation()
    await customer.press(f"fh:{conversation.conversation_id}:{conversation.turns}:+")
    assert await given(customer) == [(1, "handoff", 1)]


@pytest.mark.parametrize("data", ["fb:999:0:+", "fb:1:77:+", "fb:1:0:?"])
async def test_what_is_not_ones_own_is_not_kept(customer: Chat, data: str) -> None:
    await customer.say(HOURS)
    assert await customer.press(data) == []
    assert await given(customer) == []
