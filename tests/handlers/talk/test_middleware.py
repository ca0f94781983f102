"""Over the limit there is one polite line and then silence; every line of the log of an update carries its id."""

from datetime import timedelta

from structlog.contextvars import get_contextvars

from bot.conversation.limits import DAY
from storage.records import Work
from tests.handlers.customer import TEXTS, Chat


async def test_one_notice_a_minute_then_silence_then_answers_again(customer: Chat) -> None:
    limit = customer.services.settings.turns_per_minute
    for _ in range(limit):
        assert len(await customer.say("/help")) == 1
    [notice] = await customer.say("/help")
    assert notice.text == TEXTS.get("en", "limit-minute")
    assert await customer.say("return policy") == []
    assert await customer.press("priv:yes") == []
    customer.now += timedelta(minutes=1)
    assert (await customer.say("/help"))[0].text == TEXTS.get("en", "help")


async def test_a_restart_forgives_nobody(customer: Chat) -> None:
    await fill(customer, customer.services.settings.turns_per_minute)
    [notice] = await customer.say("return policy")
    assert notice.text == TEXTS.get("en", "limit-minute")


async def test_a_day_has_its_limit(customer: Chat) -> None:
    customer.now -= timedelta(minutes=30)
    await fill(customer, customer.services.settings.turns_per_day)
    customer.now += timedelta(minutes=4)
    [notice] = await customer.say("return policy")
    assert notice.text == TEXTS.get("en", "limit-day")
    customer.now += DAY
    assert (await customer.say("/help"))[0].text == TEXTS.get("en", "help")


async def test_a_second_try_of_the_same_update_costs_nothing(customer: Chat) -> None:
    raw = {"update_id": 900, "message": customer.message(text="/help")}
    work = await customer.store.joined(lambda unit: customer._take(unit, raw))
    for _ in range(customer.services.settings.turns_per_minute + 5):
        await customer.give(raw, Work(work.inbox_ids))
    assert len(await customer.say("/help")) == 1


async def test_the_log_of_an_update_carries_its_id(customer: Chat) -> None:
    seen = []

    async def look(unit: object) -> None:
        seen.append(get_contextvars())

    take_turn = customer.services.manager.take_turn

    async def watch(message: object) -> None:
        await look(None)
        await take_turn(message)  # type: ignore[arg-type]

    object.__setattr__(customer.services.manager, "take_turn", watch)
    await customer.say("return policy")
    assert seen == [{"trace": "u1"}]
    assert get_contextvars() == {}


async def fill(customer: Chat, turns: int) -> None:
    """Turns that a process before this one answered."""
    async with customer.store.writing() as unit:
        conversation = await unit.conversations.open("telegram", customer.key)
        for _ in range(turns):
            conversation = await unit.conversations.add_turn(conversation, "?", None, customer.now)
