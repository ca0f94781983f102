"""A phone number counts only as the sender's own; what waited for the proof is answered with it."""

from datetime import timedelta

import pytest

from bot.bootstrap import VERIFIED_FOR
from storage.records import CustomerId
from tests.handlers.customer import ANN_PHONE, ME, TEXTS, Chat

ANN, BOB = CustomerId("C1"), CustomerId("C2")
FORWARDED = {"type": "user", "date": 1, "sender_user": {"id": 9, "is_bot": False, "first_name": "B"}}


@pytest.mark.parametrize("phone", [ANN_PHONE, "+" + ANN_PHONE, "+44 7700 900101"])
async def test_ones_own_number_is_a_proof(customer: Chat, phone: str) -> None:
    [said] = await customer.contact(phone)
    conversation = await customer.conversation()
    assert (conversation.customer_id, conversation.verified_until) == (ANN, customer.now + VERIFIED_FOR)
    assert said.payload["remove_keyboard"] is True


async def test_what_was_asked_before_is_answered_right_away(customer: Chat) -> None:
    await customer.say("where is #W1001")
    [said] = await customer.contact(ANN_PHONE)
    assert "#W1001" in said.text
    assert "June 19" in said.text or "June 3" in said.text


async def test_the_hinted_order_is_answered_right_away(customer: Chat) -> None:
    await customer.say("/start order_W1001")
    [said] = await customer.contact(ANN_PHONE)
    assert "#W1001" in said.text


@pytest.mark.parametrize("foreign", [{"user_id": 9}, {"user_id": None}, {"user_id": ME, "forward_origin": FORWARDED}])
async def test_anothers_number_is_refused_and_is_no_try(customer: Chat, foreign: dict[str, object]) -> None:
    for _ in range(4):
        [said] = await customer.contact(ANN_PHONE, **foreign)  # type: ignore[arg-type]
        assert said.text == TEXTS.get("en", "contact-foreign")
        assert said.payload["keyboard"] == "contact"
    assert await customer.contact(ANN_PHONE)
    assert (await customer.conversation()).customer_id == ANN


async def test_what_is_no_number_is_nobodys(customer: Chat) -> None:
    [said] = await customer.contact("12")
    assert said.text in {TEXTS.get("en", "contact-foreign"), TEXTS.get("en", "contact-unknown")}


async def test_three_strange_numbers_bring_a_person_and_an_hours_wait(customer: Chat) -> None:
    for _ in range(2):
        [said] = await customer.contact("447700900999")
        assert said.text == TEXTS.get("en", "contact-unknown")
    [locked] = await customer.contact("447700900999")
    [task] = await customer.tasks()
    assert task.reason == "verification failed"
    assert "June 16, 12:00 PM" in locked.text
    [wait] = await customer.contact(ANN_PHONE)
    assert "after June 15, 1:00 PM" in wait.text
    assert (await customer.conversation()).customer_id is None
    customer.now += timedelta(hours=1, minutes=1)
    await customer.contact(ANN_PHONE)
    assert (await customer.conversation()).customer_id == ANN


async def test_a_proof_runs_out(customer: Chat) -> None:
    await customer.contact(ANN_PHONE)
    customer.now += VERIFIED_FOR + timedelta(minutes=1)
    [said] = await customer.say("where is #W1001")
    assert said.payload.get("keyboard") == "contact"


async def test_a_second_proof_makes_it_last_longer(customer: Chat) -> None:
    await customer.contact(ANN_PHONE)
    customer.now += timedelta(days=20)
    [said] = await customer.contact(ANN_PHONE)
    assert said.text == TEXTS.get("en", "contact-known")
    assert (await customer.conversation()).verified_until == customer.now + VERIFIED_FOR


async def test_another_customers_proof_leaves_nothing_of_the_first(customer: Chat) -> None:
    await customer.contact(ANN_PHONE)
    await customer.say("where is #W1001")
    await customer.contact("447700900102")
    conversation = await customer.conversation()
    assert (conversation.customer_id, conversation.state) == (BOB, {})


async def test_a_proof_reaches_the_person_who_has_the_chat(customer: Chat) -> None:
    await customer.change(mode="person", person_at=customer.now)
    [said] = await customer.contact(ANN_PHONE)
    assert said.text == TEXTS.get("en", "contact-known")
    assert (await customer.conversation()).customer_id == ANN


async def test_logging_out_forgets_who_it_was_and_the_scene(customer: Chat) -> None:
    await customer.contact(ANN_PHONE)
    await customer.say("where is #W1001")
    [said] = await customer.say("/logout")
    assert said.text == TEXTS.get("en", "logout-done")
    conversation = await customer.conversation()
    assert (conversation.customer_id, conversation.verified_until, conversation.state) == (None, None, {})
    [asked] = await customer.say("when does it arrive")
    assert "June 19" not in asked.text
    [said] = await customer.say("/logout")
    assert said.text == TEXTS.get("en", "logout-none")
