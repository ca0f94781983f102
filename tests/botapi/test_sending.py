"""What may be sent, and what comes of it."""

import pytest
from aiogram import Bot
from aiogram.exceptions import TelegramBadRequest, TelegramForbiddenError
from aiogram.types import BufferedInputFile, InlineKeyboardButton, InlineKeyboardMarkup, ReplyParameters

from tests.botapi.conftest import Ask
from tests.botapi.server import BotApi

BUTTONS = InlineKeyboardMarkup(inline_keyboard=[[InlineKeyboardButton(text="Yes", callback_data="y")]])


async def test_aiogram_sends_and_reads_back(api: BotApi, bot: Bot) -> None:
    chat = api.bot.private()
    asked = chat.say("hello")
    reply = ReplyParameters(message_id=asked.id)
    sent = await bot.send_message(chat.id, "hi", reply_markup=BUTTONS, reply_parameters=reply)
    assert sent.chat.id == chat.id and sent.reply_markup
    assert sent.reply_to_message and sent.reply_to_message.text == "hello"
    assert [message.text for message in chat.messages()] == ["hello", "hi"]
    assert (await bot.me()).username == "shop_bot"


@pytest.mark.parametrize(
    ("text", "description"),
    [
        ("x" * 4097, "message is too long"),
        ("😀" * 2049, "message is too long"),
        (" \n ", "message text is empty"),
        ("", "message text is empty"),
    ],
)
async def test_text_has_bounds(api: BotApi, ask: Ask, text: str, description: str) -> None:
    answer = await ask("sendMessage", chat_id=api.bot.private().id, text=text)
    assert answer["description"] == f"Bad Request: {description}"


async def test_text_up_to_the_bound_is_taken(api: BotApi, ask: Ask) -> None:
    chat = api.bot.private()
    assert (await ask("sendMessage", chat_id=chat.id, text="😀" * 2048))["ok"]
    assert (await ask("sendMessage", chat_id=chat.id, text=f"<b>{'x' * 4096}</b>", parse_mode="HTML"))["ok"]


async def test_who_cannot_be_written_to(api: BotApi, ask: Ask) -> None:
    blocked, silent, group = api.bot.private(), api.bot.private(started=False), api.bot.group()
    blocked.block()
    group.remove_bot()
    for chat, why in (
        (blocked, "bot was blocked by the user"),
        (silent, "bot can't initiate conversation with a user"),
        (group, "bot was kicked from the group chat"),
    ):
        answer = await ask("sendMessage", chat_id=chat.id, text="x")
        assert (answer["error_code"], answer["description"]) == (403, f"Forbidden: {why}")
    blocked.unblock()
    silent.say("/start")
    assert (await ask("sendMessage", chat_id=blocked.id, text="x"))["ok"]
    assert (await ask("sendMessage", chat_id=silent.id, text="x"))["ok"]


async def test_aiogram_maps_the_errors(api: BotApi, bot: Bot) -> None:
    chat = api.bot.private()
    chat.block()
    with pytest.raises(TelegramForbiddenError):
        await bot.send_message(chat.id, "x")
    with pytest.raises(TelegramBadRequest, match="can't parse entities"):
        await bot.send_message(api.bot.private().id, "<b>x", parse_mode="HTML")


async def test_keyboards_are_checked(api: BotApi, ask: Ask) -> None:
    private, group = api.bot.private(), api.bot.group()
    long = {"inline_keyboard": [[{"text": "x", "callback_data": "y" * 65}]]}
    contact = {"keyboard": [[{"text": "share", "request_contact": True}]]}
    assert not (await ask("sendMessage", chat_id=private.id, text="x", reply_markup=long))["ok"]
    assert not (await ask("sendMessage", chat_id=group.id, text="x", reply_markup=contact))["ok"]
    sent = await ask("sendMessage", chat_id=private.id, text="x", reply_markup=contact)
    assert "reply_markup" not in sent["result"]
    assert private.messages()[0].buttons == contact["keyboard"][0]


async def test_files_go_up_and_come_down(api: BotApi, bot: Bot) -> None:
    chat = api.bot.private()
    sent = await bot.send_document(chat.id, BufferedInputFile(b"12345", "note.txt"), caption="a note")
    assert sent.document
    content = await bot.download(sent.document)
    assert content and content.read() == b"12345"
    assert (await bot.send_photo(chat.id, BufferedInputFile(b"jpeg", "a.jpg"))).photo
    received = chat.photo(b"from the customer").body["photo"][0]["file_id"]
    content = await bot.download(received)
    assert content and content.read() == b"from the customer"
    with pytest.raises(TelegramBadRequest, match="invalid file_id"):
        await bot.get_file("nothing")


async def test_copies_and_forwards(api: BotApi, bot: Bot) -> None:
    source, target = api.bot.private("Ann"), api.bot.private("Bob")
    said = source.say("hello")
    copied = await bot.copy_message(target.id, source.id, said.id)
    forwarded = await bot.forward_message(target.id, source.id, said.id)
    assert target.log[copied.message_id].body["from"] == api.bot.me
    assert forwarded.forward_origin and forwarded.forward_origin.type == "user"
    with pytest.raises(TelegramBadRequest, match="message to copy not found"):
        await bot.copy_message(target.id, source.id, 999)


async def test_drafts_are_shown_until_the_message_comes(api: BotApi, bot: Bot) -> None:
    chat = api.bot.private()
    await bot.send_message_draft(chat.id, 7, text="Order")
    await bot.send_message_draft(chat.id, 7, text="Order is")
    await bot.send_chat_action(chat.id, "typing")
    assert [note.text for note in chat.drafts()] == ["Order is"]
    assert chat.messages() == [] and chat.actions[0].text == "typing"
    await bot.send_message(chat.id, "Order is on its way.")
    assert chat.drafts() == [] and len(chat.draft_log) == 2
    with pytest.raises(TelegramBadRequest):
        await bot.send_message_draft(api.bot.group().id, 7, text="x")
