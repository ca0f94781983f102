"""Each command answers in the customer's language, and what it promises is written down."""

from datetime import timedelta

import pytest

from bot.plan.scene import Scene
from storage.records import CustomerId
from tests.handlers.customer import TEXTS, Chat, labels, pressable

ANN = CustomerId("C1")


@pytest.mark.parametrize(
    ("code", "language"), [("en", "en"), ("zh-hans", "zh"), ("ru", "ru"), ("es-MX", "es"), ("de", "en")]
)
async def test_help_speaks_the_language_of_the_app(customer: Chat, code: str, language: str) -> None:
    customer.language_code = code
    [said] = await customer.say("/help")
    assert said.text == TEXTS.get(language, "help")


async def test_start_says_what_it_is(customer: Chat) -> None:
    [said] = await customer.say("/start")
    assert "a program" in said.text


async def test_a_linked_order_is_only_a_hint(customer: Chat) -> None:
    [said] = await customer.say("/start order_W1001")
    assert said.payload["keyboard"] == "contact"
    assert "W1001" not in said.text
    conversation = await customer.conversation()
    assert conversation.customer_id is None
    assert Scene.from_json(conversation.state).order_hint == "W1001"
    [reply] = await customer.say("ann@example.com")
    assert "#W1001" in reply.text
    assert (await customer.conversation()).customer_id == ANN


async def test_a_linked_order_of_another_shows_nothing(customer: Chat) -> None:
    await customer.change(customer_id=ANN)
    [foreign] = await customer.say("/start order_W2001")
    [unknown] = await customer.say("/start order_W9999")
    assert not any(fact in foreign.text for fact in ("289", "Klarna", "Tent", "June 23"))
    assert foreign.text.replace("W2001", "") == unknown.text.replace("W9999", "") or unknown.text


async def test_a_known_customer_follows_the_link_to_the_order(customer: Chat) -> None:
    await customer.change(customer_id=ANN)
    [reply] = await customer.say("/start order_W1001")
    assert "#W1001" in reply.text


@pytest.mark.parametrize("payload", ["order_", "order_<b>", "promo", "order_" + "9" * 60])
async def test_other_links_are_a_plain_start(customer: Chat, payload: str) -> None:
    [said] = await customer.say(f"/start {payload}")
    assert said.text == TEXTS.get("en", "start")


async def test_orders_is_the_customers_own_question(customer: Chat) -> None:
    [asked] = await customer.say("/orders")
    assert asked.payload["keyboard"] == "contact"
    await customer.change(customer_id=ANN, state={})
    [reply] = await customer.say("/orders")
    assert "#W1001" in reply.text and "#W1002" in reply.text
    assert "#W2001" not in reply.text


async def test_a_language_is_chosen_by_button(customer: Chat) -> None:
    [question] = await customer.say("/language")
    assert labels(question) == ["English", "中文", "Русский", "Español"]
    [said] = await customer.press("lang:ru")
    assert said.text == TEXTS.get("ru", "language-set")
    assert (await customer.conversation()).language == "ru"
    [said] = await customer.say("/help")
    assert said.text == TEXTS.get("ru", "help")


async def test_a_person_is_one_word_away(customer: Chat) -> None:
    [said] = await customer.say("/human")
    [task] = await customer.tasks()
    assert (task.kind, task.reason, task.owner) == ("handoff", "asked for", "staff")
    assert task.deadline > customer.now
    assert "June 16, 12:00 PM" in said.text
    [again] = await customer.say("/human")
    assert "already" in again.text and "June 16, 12:00 PM" in again.text
    assert await customer.tasks() == [task]


async def test_a_late_person_is_not_promised_again(customer: Chat) -> None:
    await customer.say("/human")
    customer.now += timedelta(days=3)
    [said] = await customer.say("/human")
    assert said.text == TEXTS.get("en", "human-late")


async def test_a_person_who_is_there_is_not_called(customer: Chat) -> None:
    await customer.change(mode="person", person_at=customer.now)
    [said] = await customer.say("/human")
    assert said.text == TEXTS.get("en", "human-here")
    assert await customer.tasks() == []


async def test_the_clerk_comes_back_by_command(customer: Chat) -> None:
    await customer.change(mode="person", person_at=customer.now)
    [said] = await customer.say("/bot")
    assert said.text == TEXTS.get("en", "bot-back")
    assert (await customer.conversation()).mode == "clerk"
    assert await customer.say("return policy")


async def test_offers_stop_and_may_come_again(customer: Chat) -> None:
    [said] = await customer.say("/stop")
    assert pressable(said) == ["mkt:on"]
    assert (await customer.conversation()).marketing_stopped_at == customer.now
    [greeted] = await customer.say("/start")
    assert pressable(greeted) == ["mkt:on"]
    assert (await customer.conversation()).marketing_stopped_at is not None
    [said] = await customer.press("mkt:on")
    assert said.text == TEXTS.get("en", "stop-undone")
    assert (await customer.conversation()).marketing_stopped_at is None


async def test_an_unknown_command_is_not_a_question_to_the_clerk(customer: Chat) -> None:
    [said] = await customer.say("/frobnicate now")
    assert said.text == TEXTS.get("en", "unknown-command")
