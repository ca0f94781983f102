"""In a group the bot has one line, and only when called; elsewhere it gives nothing away."""

from typing import Any

import pytest

from tests.handlers.customer import BOT, GROUP, ME, STAFF_CHAT, Chat

IN_GROUP = {"id": GROUP, "type": "supergroup", "title": "Friends"}
MENTION: dict[str, Any] = {
    "text": "@drumlin_bot where is #W1001",
    "entities": [{"type": "mention", "offset": 0, "length": 12}],
}
COMMAND = {"text": "/orders", "entities": [{"type": "bot_command", "offset": 0, "length": 7}]}
OURS = {"text": "/orders@drumlin_bot", "entities": [{"type": "bot_command", "offset": 0, "length": 19}]}
OTHERS = {"text": "/orders@other_bot", "entities": [{"type": "bot_command", "offset": 0, "length": 17}]}
REPLY = {
    "text": "and mine?",
    "reply_to_message": {
        "message_id": 1, "date": 1, "chat": IN_GROUP, "text": "?",
        "from": {"id": int(BOT), "is_bot": True, "first_name": "Clerk"},
    },
}  # fmt: skip


@pytest.fixture
def group(customer: Chat) -> Chat:
    customer.key = str(GROUP)
    return customer


@pytest.mark.parametrize("content", [MENTION, COMMAND, OURS, REPLY])
async def test_who_calls_gets_a_link_and_no_facts(group: Chat, content: dict[str, Any]) -> None:
    [said] = await group.send(chat=IN_GROUP, **content)
    assert "https://t.me/drumlin_bot" in said.text
    assert "W1001" not in said.text


@pytest.mark.parametrize("content", [OTHERS, {"text": "where is #W1001"}, {"text": "nice weather"}])
async def test_other_talk_is_none_of_its_business(group: Chat, content: dict[str, Any]) -> None:
    assert await group.feed({"message": group.message(chat=IN_GROUP, **content)}, settled=False) == []


async def test_a_flood_is_met_with_silence(group: Chat) -> None:
    answers = [await group.send(chat=IN_GROUP, **COMMAND) for _ in range(25)]
    assert [len(rows) for rows in answers] == [1] * 20 + [0] * 5


async def test_the_staff_group_is_left_to_others(group: Chat) -> None:
    staff = {"id": STAFF_CHAT, "type": "supergroup", "title": "Staff"}
    assert await group.feed({"message": group.message(chat=staff, **MENTION)}, settled=False) == []


async def test_the_number_of_a_group_is_told_to_whoever_installs(group: Chat) -> None:
    entities = [{"type": "bot_command", "offset": 0, "length": 3}]
    [said] = await group.send(chat=IN_GROUP, text="/id", entities=entities)
    assert said.text == str(GROUP)


async def test_inline_results_are_empty(customer: Chat) -> None:
    query = {"id": "5", "from": customer.person(), "query": "where is #W1001", "offset": ""}
    assert await customer.feed({"inline_query": query}) == []
    [answered] = customer.session.asked("AnswerInlineQuery")
    assert answered.results == []  # type: ignore[attr-defined]


async def test_a_button_in_a_group_changes_nothing(group: Chat) -> None:
    assert await group.press("priv:yes", chat=IN_GROUP) == []
    [answered] = group.session.asked("AnswerCallbackQuery")
    assert "not for you" in str(answered)


async def test_another_users_button_in_a_private_chat_changes_nothing(customer: Chat) -> None:
    await customer.say("return policy")
    assert await customer.press("priv:yes", user=ME + 1) == []
    assert len(await customer.history()) == 2
    [answered] = customer.session.asked("AnswerCallbackQuery")
    assert "not for you" in str(answered)
