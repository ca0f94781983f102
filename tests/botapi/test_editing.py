"""What may be edited, and what stays on record."""

import pytest
from aiogram import Bot
from aiogram.exceptions import TelegramBadRequest
from aiogram.types import KeyboardButton, ReactionTypeEmoji, ReplyKeyboardMarkup

from tests.botapi.conftest import Ask
from tests.botapi.server import BotApi
from tests.botapi.test_sending import BUTTONS


async def test_edits_keep_their_history(api: BotApi, bot: Bot) -> None:
    chat = api.bot.private()
    sent = await bot.send_message(chat.id, "one moment", reply_markup=BUTTONS)
    await bot.edit_message_text("the answer", chat_id=chat.id, message_id=sent.message_id)
    (message,) = chat.messages()
    assert [version.text for version in message.versions] == ["one moment", "the answer"]
    assert message.versions[0].at < message.versions[1].at
    assert message.buttons == [] and "reply_markup" not in message.body
    await bot.edit_message_reply_markup(chat_id=chat.id, message_id=sent.message_id, reply_markup=BUTTONS)
    assert message.edits == 2 and message.buttons


async def test_what_cannot_be_edited(api: BotApi, bot: Bot) -> None:
    chat = api.bot.private()
    theirs = chat.say("mine")
    sent = await bot.send_message(chat.id, "same", reply_markup=BUTTONS)
    keys = ReplyKeyboardMarkup(keyboard=[[KeyboardButton(text="share")]])
    with_keys = await bot.send_message(chat.id, "keys", reply_markup=keys)
    for message_id, why in (
        (theirs.id, "message can't be edited"),
        (with_keys.message_id, "message can't be edited"),
        (sent.message_id, "message is not modified"),
        (999, "message to edit not found"),
    ):
        with pytest.raises(TelegramBadRequest, match=why):
            await bot.edit_message_text("same", chat_id=chat.id, message_id=message_id, reply_markup=BUTTONS)


async def test_deleted_messages_are_gone_but_on_record(api: BotApi, bot: Bot) -> None:
    chat = api.bot.private()
    sent = await bot.send_message(chat.id, "oops")
    await bot.delete_message(chat.id, sent.message_id)
    assert chat.messages() == [] and chat.log[sent.message_id].deleted_at
    for method in (bot.delete_message(chat.id, sent.message_id), bot.copy_message(chat.id, chat.id, sent.message_id)):
        with pytest.raises(TelegramBadRequest, match="not found"):
            await method


async def test_reactions_of_the_bot(api: BotApi, bot: Bot) -> None:
    chat = api.bot.private()
    said = chat.say("thanks")
    await bot.set_message_reaction(chat.id, said.id, [ReactionTypeEmoji(emoji="👍")])
    assert chat.reactions[said.id][api.bot.id][0]["emoji"] == "👍"


async def test_replying_to_what_is_gone(api: BotApi, ask: Ask) -> None:
    chat = api.bot.private()
    said = chat.say("never mind")
    chat.erase(said.id)
    reply = {"message_id": said.id}
    answer = await ask("sendMessage", chat_id=chat.id, text="x", reply_parameters=reply)
    assert answer["description"] == "Bad Request: message to be replied not found"
    lenient = {**reply, "allow_sending_without_reply": True}
    assert (await ask("sendMessage", chat_id=chat.id, text="x", reply_parameters=lenient))["ok"]
