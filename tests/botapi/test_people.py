"""What people do, as aiogram's types read it."""

import pytest
from aiogram import Bot
from aiogram.types import (
    BotCommand,
    BotCommandScopeAllPrivateChats,
    ChatMemberAdministrator,
    ChatMemberBanned,
    InlineQueryResultArticle,
    InputTextMessageContent,
    Message,
)

from tests.botapi.server import BotApi
from tests.botapi.test_sending import BUTTONS

KINDS = ["message", "edited_message", "callback_query", "message_reaction", "my_chat_member", "chat_member"]


async def test_every_kind_of_message_is_valid(api: BotApi, bot: Bot) -> None:
    chat = api.bot.private("Ann", language_code="es")
    chat.say("/start order_1001")
    for act in (chat.photo, chat.voice, chat.document, chat.sticker, chat.location):
        act()
    chat.contact("+447700900101")
    chat.contact("+447700900102", user_id=5)
    messages = [update.message for update in await bot.get_updates()]
    assert all(messages) and len(messages) == 8
    first, *_, own, others = [message for message in messages if message]
    assert first.entities and first.entities[0].type == "bot_command" and first.from_user
    assert first.from_user.language_code == "es"
    assert own.contact and own.from_user and own.contact.user_id == own.from_user.id
    assert others.contact and others.contact.user_id == 5


async def test_buttons_are_pressed_and_answered(api: BotApi, bot: Bot) -> None:
    group, ann, bob = api.bot.group(), api.bot.user("Ann"), api.bot.user("Bob")
    sent = await bot.send_message(group.id, "sure?", reply_markup=BUTTONS)
    query_id = group.press(sent.message_id, "y", bob)
    query = (await bot.get_updates())[0].callback_query
    assert query and query.data == "y" and query.from_user.id == bob["id"] != ann["id"]
    assert isinstance(query.message, Message) and query.message.text == "sure?"
    await bot.answer_callback_query(query.id, "done")
    assert api.bot.answers[query_id]["text"] == "done"
    api.bot.expire_queries()
    with pytest.raises(Exception, match="query is too old"):
        await bot.answer_callback_query(query.id)
    with pytest.raises(AssertionError, match="no button 'z'"):
        group.press(sent.message_id, "z", bob)
    assert group.press(sent.message_id, "forged", bob, force=True)


async def test_edits_reactions_and_memberships(api: BotApi, bot: Bot) -> None:
    await bot.get_updates(allowed_updates=KINDS)
    chat, group, eve = api.bot.private(), api.bot.supergroup(), api.bot.user("Eve")
    said = chat.say("where is my ordr")
    chat.edit(said.id, "where is my order")
    chat.react(said.id, "👍")
    chat.block()
    chat.unblock()
    group.add_bot(eve)
    group.join(eve)
    group.leave(eve)
    updates = await bot.get_updates()
    assert [update.event_type for update in updates] == [
        *("message", "edited_message", "message_reaction", "my_chat_member", "my_chat_member"),
        *("my_chat_member", "chat_member", "message", "chat_member", "message"),
    ]
    blocked = updates[3].my_chat_member
    assert blocked and isinstance(blocked.new_chat_member, ChatMemberBanned)


async def test_members_and_their_rights(api: BotApi, bot: Bot) -> None:
    staff, boss = api.bot.supergroup(forum=True), api.bot.user("Boss")
    staff.set_member(boss, "creator", is_anonymous=False)
    mine = await bot.get_chat_member(staff.id, bot.id)
    assert isinstance(mine, ChatMemberAdministrator) and mine.can_manage_topics
    assert len(await bot.get_chat_administrators(staff.id)) == 2
    assert (await bot.get_chat(staff.id)).is_forum
    assert (await bot.get_chat_member(staff.id, boss["id"])).status == "creator"


async def test_commands_by_scope_and_language(api: BotApi, bot: Bot) -> None:
    scope = BotCommandScopeAllPrivateChats()
    await bot.set_my_commands([BotCommand(command="help", description="Hilfe")], scope, "de")
    assert [one.description for one in await bot.get_my_commands(scope, "de")] == ["Hilfe"]
    assert await bot.get_my_commands() == []
    await bot.delete_my_commands(scope, "de")
    assert await bot.get_my_commands(scope, "de") == []
    await bot.set_my_description("A clerk", "en")
    assert (await bot.get_my_description("en")).description == "A clerk"


async def test_inline_queries(api: BotApi, bot: Bot) -> None:
    query_id = api.bot.inline("my orders", api.bot.user("Eve"))
    query = (await bot.get_updates())[0].inline_query
    assert query and query.id == query_id
    content = InputTextMessageContent(message_text="x")
    await query.as_(bot).answer([InlineQueryResultArticle(id="1", title="x", input_message_content=content)])
    assert api.bot.answers[query_id]["results"][0]["title"] == "x"


async def test_waiting_says_what_it_saw(api: BotApi) -> None:
    chat = api.bot.private("Ann")
    chat.say("hello")
    with pytest.raises(TimeoutError, match="Ann: 'hello'"):
        await chat.wait_for(lambda seen: len(seen) > 1, timeout_s=0.01)
