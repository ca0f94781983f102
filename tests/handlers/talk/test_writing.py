"""Plain words reach the clerk once, and its reply is kept, delivered and settled together."""

from aiogram.methods import SendMessageDraft

from bot.conversation.wording import SLOW_MS, Wording
from bot.plan.scene import Scene
from handlers.delivery.drafting import Drafts
from storage.records import CustomerId
from tests.handlers.customer import ME, Chat, labels, pressable

ANN = CustomerId("C1")


async def test_a_question_is_answered_and_settled_in_one_turn(customer: Chat) -> None:
    await customer.change(customer_id=ANN)
    [reply] = await customer.say("where is #W1001")
    assert "#W1001" in reply.text
    assert [one.role for one in await customer.history()] == ["customer", "clerk"]
    assert labels(reply) == ["👍", "👎"]
    conversation = await customer.conversation()
    assert pressable(reply) == [f"fb:{conversation.conversation_id}:0:+", f"fb:{conversation.conversation_id}:0:-"]


async def test_a_stranger_is_asked_for_proof_with_a_contact_button(customer: Chat) -> None:
    [reply] = await customer.say("where is #W1001")
    assert (reply.payload["keyboard"], "Share" in reply.payload["keyboard_label"]) == ("contact", True)
    assert "Parcelrunner" not in reply.text


async def test_long_texts_are_cut_before_they_are_read(customer: Chat) -> None:
    await customer.say("a" * 9000)
    assert len((await customer.history())[0].text) == 4096


async def test_the_clerk_is_silent_while_a_person_has_the_chat(customer: Chat) -> None:
    await customer.change(mode="person", person_at=customer.now)
    assert await customer.say("hello?") == []
    assert [one.text for one in await customer.history()] == ["hello?"]


async def test_a_changed_text_is_not_answered_again(customer: Chat) -> None:
    await customer.say("return policy")
    edited = customer.message(text="return policy please", edit_date=1)
    assert await customer.feed({"edited_message": edited}) == []
    assert len(await customer.history()) == 2


async def test_a_person_reads_the_changed_text(customer: Chat) -> None:
    await customer.change(mode="person", person_at=customer.now)
    await customer.feed({"edited_message": customer.message(text="number 5, not 4", edit_date=1)})
    assert [one.text for one in await customer.history()] == ["number 5, not 4"]


async def test_a_choice_is_pressed(customer: Chat) -> None:
    await customer.change(customer_id=ANN)
    [question] = await customer.say("what is in my order")
    assert labels(question)[:2] == ["1", "2"]
    [reply] = await customer.press(pressable(question)[0])
    assert [one.text for one in await customer.history() if one.role == "customer"][-1] == "1"
    assert Scene.from_json((await customer.conversation()).state).pending is None
    assert reply.text
    assert customer.session.asked("AnswerCallbackQuery")


async def test_an_old_choice_changes_nothing(customer: Chat) -> None:
    await customer.change(customer_id=ANN)
    [question] = await customer.say("what is in my order")
    await customer.say("return policy")
    before = await customer.conversation()
    assert await customer.press(pressable(question)[0]) == []
    assert await customer.conversation() == before
    [told] = customer.session.asked("AnswerCallbackQuery")
    assert "no longer open" in str(told)


async def test_a_choice_that_was_never_offered_changes_nothing(customer: Chat) -> None:
    await customer.change(customer_id=ANN)
    await customer.say("what is in my order")
    before = await customer.conversation()
    assert await customer.press("pick:0:9") == []
    assert await customer.press("pick:banana") == []
    assert await customer.conversation() == before


async def test_a_slow_reply_is_shown_as_it_grows(customer: Chat) -> None:
    customer.dispatcher["drafts"] = Drafts(customer.bot)
    wording = customer.services.clerk._wording
    assert isinstance(wording, Wording)
    wording.tempo.clause_ms = SLOW_MS + 1
    [reply] = await customer.say("how much is the trail mug? how much is the ridge tent?")
    drafts = customer.session.asked("SendMessageDraft")
    assert drafts
    for draft in drafts:
        assert isinstance(draft, SendMessageDraft)
        assert (draft.chat_id, draft.draft_id) == (ME, customer.last_work.inbox_ids[-1])
        assert draft.text and reply.text.startswith(draft.text)
