"""Topics of a staff group."""

import pytest
from aiogram import Bot
from aiogram.exceptions import TelegramBadRequest

from tests.botapi.server import BotApi


async def test_a_topic_from_its_making_to_its_end(api: BotApi, bot: Bot) -> None:
    staff, eve, ann = api.bot.supergroup(forum=True), api.bot.user("Eve"), api.bot.private("Ann")
    topic = await bot.create_forum_topic(staff.id, "Ann Archer")
    thread = topic.message_thread_id
    await bot.send_message(staff.id, "summary", message_thread_id=thread)
    written = staff.say("hello Ann", eve, thread_id=thread)
    copied = await bot.copy_message(ann.id, staff.id, written.id)
    assert ann.log[copied.message_id].text == "hello Ann"
    await bot.edit_forum_topic(staff.id, thread, name="Ann A.")
    await bot.close_forum_topic(staff.id, thread)
    await bot.reopen_forum_topic(staff.id, thread)
    assert staff.topics[thread]["name"] == "Ann A." and not staff.topics[thread]["closed"]
    assert [message.text for message in staff.replies(thread)] == ["summary"]
    heard = [update.message for update in await bot.get_updates()]
    assert [bool(message and message.is_topic_message) for message in heard] == [True] * 5
    assert heard[1] and heard[1].message_thread_id == thread and heard[1].reply_to_message
    await bot.delete_forum_topic(staff.id, thread)
    with pytest.raises(TelegramBadRequest, match="message thread not found"):
        await bot.send_message(staff.id, "x", message_thread_id=thread)
    assert staff.messages() == []


async def test_only_forums_with_rights_have_topics(api: BotApi, bot: Bot) -> None:
    staff = api.bot.supergroup(forum=True)
    staff.add_bot(status="administrator", can_manage_topics=False)
    with pytest.raises(TelegramBadRequest, match="not enough rights to manage topics"):
        await bot.create_forum_topic(staff.id, "Ann")
    for chat in (api.bot.supergroup(), api.bot.group()):
        with pytest.raises(TelegramBadRequest, match="the chat is not a forum"):
            await bot.create_forum_topic(chat.id, "Ann")


async def test_staff_make_and_close_topics_too(api: BotApi, bot: Bot) -> None:
    staff, eve = api.bot.supergroup(forum=True), api.bot.user("Eve")
    thread = staff.open_topic("Returns", eve)
    staff.close_topic(thread, eve)
    created, closed = [update.message for update in await bot.get_updates()]
    assert created and created.forum_topic_created and closed and closed.forum_topic_closed
    await bot.send_message(staff.id, "administrators may write in closed topics", message_thread_id=thread)
    staff.remove_topic(thread)
    with pytest.raises(TelegramBadRequest, match="message thread not found"):
        await bot.close_forum_topic(staff.id, thread)
