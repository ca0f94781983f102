"""What belongs to no topic: a customer who blocks the bot and comes back, and buttons that nobody knows."""

from typing import Any

from tests.handlers.customer import BOT, Chat


def membership(customer: Chat, status: str) -> dict[str, Any]:
    bot = {"id": int(BOT), "is_bot": True, "first_name": "Clerk"}
    body = customer.message()
    before: dict[str, Any] = {"user": bot, "status": "member"}
    after: dict[str, Any] = {"user": bot, "status": status}
    after |= {"until_date": 0} if status == "kicked" else {}
    changed = {"chat": body["chat"], "from": body["from"], "date": body["date"]}
    return {"my_chat_member": {**changed, "old_chat_member": before, "new_chat_member": after}}


async def test_who_blocks_the_bot_is_out_of_reach_until_they_come_back(customer: Chat) -> None:
    assert await customer.feed(membership(customer, "kicked")) == []
    assert (await customer.conversation()).unreachable_at is not None
    await customer.feed(membership(customer, "member"))
    assert (await customer.conversation()).unreachable_at is None


async def test_an_unknown_button_is_old(customer: Chat) -> None:
    assert await customer.press("from:last:year") == []
    [answered] = customer.session.asked("AnswerCallbackQuery")
    assert "no longer open" in str(answered)
