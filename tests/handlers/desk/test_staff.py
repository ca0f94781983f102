"""What staff write in a topic reaches that customer and nobody else; notes, commands and strangers reach nobody."""

from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from datetime import timedelta

import pytest

from bot.conversation.clerk import Clerk
from bot.generation.request import Candidate, ClauseRequest, Sampling
from storage.engine import Store
from storage.records import OutboxRow
from tests.handlers.staffroom import StaffRoom, open_room

MakeClerk = Callable[..., Clerk]


class Interrupted:
    """Writes nothing, so that templates speak; but something else happens before it is done."""

    def __init__(self) -> None:
        self.meanwhile: Callable[[], Awaitable[object]] | None = None

    async def write(self, requests: Sequence[ClauseRequest], sampling: Sampling) -> list[list[Candidate]]:
        meanwhile, self.meanwhile = self.meanwhile, None
        if meanwhile is not None:
            await meanwhile()
        return [[] for _ in requests]


@pytest.fixture
def writer() -> Interrupted:
    return Interrupted()


@pytest.fixture
async def room(small_shop: Store, make_clerk: MakeClerk, writer: Interrupted) -> AsyncIterator[StaffRoom]:
    async with open_room(small_shop, make_clerk(writer)) as opened:
        yield opened


@pytest.fixture
async def thread(room: StaffRoom) -> int:
    """Ann waits for a person, and staff know it."""
    await room.wait_for_person()
    number = await room.announce()
    await room.handle()
    assert all("forum_topic_created" in raw["message"] for raw in room.left)
    return number


def read(room: StaffRoom) -> list[str]:
    """What Ann reads."""
    return [message.text for message in room.ann.replies()]


async def roles(room: StaffRoom) -> list[tuple[str, str]]:
    held = await room.conversation()
    async with room.store.reading() as unit:
        return [(one.role, one.text) for one in await unit.conversations.history(held.conversation_id, 100)]


async def test_the_customer_reads_it_from_the_bot_and_the_clerk_falls_silent(room: StaffRoom, thread: int) -> None:
    await room.write("Sam here, let me look.", thread)
    assert room.left == [] and read(room) == ["Sam here, let me look."]
    assert await room.ask("thank you") is None
    await room.deliver()
    assert room.told(thread)[-1] == "👤 thank you"
    assert await roles(room) == [("staff", "Sam here, let me look."), ("customer", "thank you")]
    held = await room.conversation()
    assert held.mode == "person" and held.person_at is not None


async def test_the_clerk_s_words_are_mirrored_while_somebody_waits(room: StaffRoom, thread: int) -> None:
    answer = await room.ask("when are you open?")
    await room.deliver()
    assert answer is not None
    assert room.told(thread)[-2:] == ["👤 when are you open?", f"🤖 {answer.text}"]


async def test_a_photo_is_copied_without_its_sender(room: StaffRoom, thread: int) -> None:
    room.group.photo(caption="like this one?", user=room.sam, message_thread_id=thread, is_topic_message=True)
    await room.handle()
    [shown] = room.ann.replies()
    assert shown.text == "like this one?" and "photo" in shown.body and "forward_origin" not in shown.body
    assert await roles(room) == [("staff", "[photo] like this one?")]


async def test_what_the_clerk_was_about_to_say_is_not_said(room: StaffRoom, thread: int) -> None:
    async with room.store.writing() as unit:
        reply = OutboxRow("telegram", str(room.ann.id), "It is on its way.", room.now, payload={"kind": "reply"})
        await unit.outbox.add(reply)
    await room.write("Sam here.", thread)
    assert read(room) == ["Sam here."]


async def test_a_reply_that_is_being_worded_is_refused_silently(
    room: StaffRoom, thread: int, writer: Interrupted
) -> None:
    writer.meanwhile = lambda: room.write("Sam here.", thread)
    assert await room.ask("where is my order?") is None
    await room.deliver()
    assert read(room) == ["Sam here."]
    assert await roles(room) == [("staff", "Sam here."), ("customer", "where is my order?")]
    assert room.told(thread)[-1] == "👤 where is my order?"


async def test_notes_stay_among_staff(room: StaffRoom, thread: int) -> None:
    for note in ("// she called twice", "  //again\nand more", "／／中文"):
        await room.write(note, thread)
    room.group.photo(caption="// look", user=room.sam, message_thread_id=thread, is_topic_message=True)
    await room.handle()
    assert read(room) == [] and (await room.conversation()).mode == "clerk"


@pytest.mark.parametrize("slip", ["/clsoe", "/ok", "/take@another_bot"])
async def test_a_slip_of_the_pen_is_no_reply(room: StaffRoom, thread: int, slip: str) -> None:
    await room.write(slip, thread)
    assert read(room) == [] and room.told(thread)[-1].startswith("There is no such command")


async def test_general_unknown_topics_bots_and_other_groups_are_let_be(room: StaffRoom, thread: int) -> None:
    bot = {"id": 99, "is_bot": True, "first_name": "Helper"}
    channel = {"id": -1001, "type": "channel", "title": "News"}
    other = room.api.bot.supergroup("Other", forum=True)
    await room.write("hello all", None)
    await room.write("hello?", 4711)
    await room.write("beep", thread, user=bot)
    await room.write("news", thread, sender_chat=channel)
    room.group.post({"new_chat_title": "Team"}, room.sam, thread)
    room.group.post({"dice": {"emoji": "🎲", "value": 3}}, room.sam, thread)
    other.say("take me", room.sam, thread)
    await room.handle()
    assert len(room.left) == 3  # what was fed last
    assert read(room) == [] and (await room.conversation()).mode == "clerk"


async def test_an_anonymous_administrator_is_staff(room: StaffRoom, thread: int) -> None:
    anonymous = {"id": 1087968824, "is_bot": True, "first_name": "Group"}
    await room.write("The shop here.", thread, user=anonymous, sender_chat=room.group.body)
    await room.write("/take", thread, user=anonymous, sender_chat=room.group.body)
    assert read(room) == ["The shop here."]
    assert [task.owner for task in await room.tasks()] == ["Staff"]


async def test_a_correction_follows_what_it_corrects(room: StaffRoom, thread: int) -> None:
    message = await room.write("It comes Tusday.", thread)
    room.group.edit(message.id, "It comes Tuesday.")
    await room.handle()
    assert read(room) == ["It comes Tusday.", "✏️ It comes Tuesday."]


async def test_a_late_correction_is_not_sent_and_staff_are_told(room: StaffRoom, thread: int) -> None:
    message = await room.write("It comes Tusday.", thread)
    await room.write("/bot", thread)
    room.group.edit(message.id, "It comes Tuesday.")
    await room.handle()
    assert "✏️ It comes Tuesday." not in read(room) and room.told(thread)[-1].startswith("Not sent")
    assert (await room.conversation()).mode == "clerk"


async def test_taken_once_and_everybody_sees_by_whom(room: StaffRoom, thread: int) -> None:
    await room.write("/take", thread)
    me = f"Sam ({room.sam['id']})"
    assert [(task.owner, task.status) for task in await room.tasks()] == [(me, "taken")]
    assert room.told(thread)[-1] == f"{me} takes care of this."
    await room.write("/take", thread, user=room.api.bot.user("Kim"))
    assert room.told(thread)[-1] == f"{me} has taken this already."


async def test_handed_back_the_clerk_answers_and_the_customer_knows(room: StaffRoom, thread: int) -> None:
    await room.write("Sam here.", thread)
    await room.write("/bot", thread)
    assert read(room)[-1].startswith("You are talking to the shop's assistant again.")
    assert "handed the conversation back" in room.told(thread)[-1]
    assert await room.ask("when are you open?") is not None


async def test_after_a_long_silence_of_staff_the_clerk_answers_again(room: StaffRoom, thread: int) -> None:
    await room.write("Sam here.", thread)
    room.now += timedelta(hours=11)
    assert await room.ask("when are you open?") is None
    room.now += timedelta(hours=2)
    assert await room.ask("when are you open?") is not None
    assert (await room.conversation()).mode == "clerk"


async def test_closed_the_customer_is_asked_how_it_was(room: StaffRoom, thread: int) -> None:
    await room.write("Sam here.", thread)
    await room.write("/close", thread)
    held = await room.conversation()
    assert await room.tasks() == [] and held.mode == "clerk"
    assert room.group.topics[thread]["closed"]
    asked = room.ann.replies()[-1]
    assert asked.text == "Our colleague has finished here. How was it?"
    key = f"fh:{held.conversation_id}:{held.turns}"
    assert [button["callback_data"] for button in asked.buttons] == [f"{key}:+", f"{key}:-"]
    await room.write("/take", thread)
    assert room.told(thread)[-1] == "Nothing waits here."


async def test_a_topic_that_cannot_be_closed_changes_nothing_else(room: StaffRoom, thread: int) -> None:
    room.api.faults.add("error", method="closeForumTopic", status=400)
    await room.write("/close", thread)
    assert await room.tasks() == [] and not room.group.topics[thread]["closed"]


async def test_the_customer_s_own_language(room: StaffRoom, thread: int) -> None:
    await room.ask("где мой заказ?")
    await room.write("/bot", thread)
    assert read(room)[-1] == "Вам снова отвечает помощник магазина. Если нужен человек, напишите /human."


async def test_why(room: StaffRoom) -> None:
    await room.know()
    await room.wait_for_person()
    thread = await room.announce()
    await room.write("/why", thread)
    assert room.told(thread)[-1].startswith("Nothing the clerk said here")
    await room.ask("when will #W1001 arrive?")
    await room.write("/why", thread)
    assert "eta: June 19 ← orders/#W1001.estimated_delivery" in room.told(thread)[-1]
    assert "June 19" not in "".join(read(room)[1:])


async def test_a_button_in_the_staff_group_is_nobody_s(room: StaffRoom, thread: int) -> None:
    room.group.press(room.group.replies(thread)[-1].id, "fb:1:0:+", room.sam, force=True)
    await room.handle()
    assert len(room.left) == 1 and read(room) == []


async def test_what_is_written_about_an_erased_chat_goes_nowhere(room: StaffRoom, thread: int) -> None:
    held = await room.conversation()
    async with room.store.writing() as unit:
        await unit.privacy.erase(held)
    await room.write("Sam here.", thread)
    assert read(room) == [] and len(room.left) == 1
