"""Methods about the bot itself, its updates, its chats' members and its files."""

import json
import re
from typing import Any

from tests.botapi.bots import BotAccount
from tests.botapi.errors import bad_request, conflict
from tests.botapi.params import Params
from tests.botapi.records import JSON

WEBHOOK_ACTIVE = "can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first"

SECRET = re.compile(r"[A-Za-z0-9_-]{0,256}")


class RawJson(str):
    """A result that is JSON already."""

    __slots__ = ()


def get_me(bot: BotAccount, params: Params) -> Any:
    """getMe."""
    return {**bot.me, "can_join_groups": True, "can_read_all_group_messages": True, "supports_inline_queries": False}


async def get_updates(bot: BotAccount, params: Params) -> Any:
    """getUpdates."""
    if bot.webhook.url:
        raise conflict(WEBHOOK_ACTIVE)
    bot.updates.allow(params.nested("allowed_updates"))
    limit = min(max(params.integer("limit", 100), 1), 100)
    return RawJson(await bot.updates.poll(params.integer("offset"), limit, params.integer("timeout")))


async def set_webhook(bot: BotAccount, params: Params) -> Any:
    """setWebhook; plain http is taken, since this server never leaves the machine."""
    url = params.text("url")
    if not url:
        return await delete_webhook(bot, params)
    if not url.startswith(("http://", "https://")):
        raise bad_request("bad webhook: invalid URL specified")
    if not SECRET.fullmatch(params.text("secret_token")):
        raise bad_request("secret token contains unallowed characters")
    if not 1 <= params.integer("max_connections", 40) <= 100:
        raise bad_request("bad webhook: max_connections must be in [1, 100]")
    bot.updates.end_poll(conflict("terminated by setWebhook request"))
    bot.updates.allow(params.nested("allowed_updates"))
    if params.flag("drop_pending_updates"):
        bot.updates.clear()
    await bot.webhook.start(url, params.text("secret_token"), params.integer("max_connections", 40))
    return True


async def delete_webhook(bot: BotAccount, params: Params) -> Any:
    """deleteWebhook."""
    await bot.webhook.stop()
    if params.flag("drop_pending_updates"):
        bot.updates.clear()
    return True


def webhook_info(bot: BotAccount, params: Params) -> Any:
    """getWebhookInfo."""
    return bot.webhook.info()


def answer_callback(bot: BotAccount, params: Params) -> Any:
    """answerCallbackQuery."""
    query_id = params.text("callback_query_id")
    if not bot.query_is_open(query_id):
        raise bad_request("query is too old and response timeout expired or query ID is invalid")
    bot.answers[query_id] = {"text": params.text("text"), "show_alert": params.flag("show_alert")}
    bot.changes.notify()
    return True


def answer_inline(bot: BotAccount, params: Params) -> Any:
    """answerInlineQuery."""
    query_id = params.text("inline_query_id")
    if not bot.query_is_open(query_id):
        raise bad_request("query is too old and response timeout expired or query ID is invalid")
    bot.answers[query_id] = {"results": params.nested("results") or [], "is_personal": params.flag("is_personal")}
    bot.changes.notify()
    return True


def get_file(bot: BotAccount, params: Params) -> Any:
    """getFile."""
    stored = bot.files.find(params.text("file_id"), "invalid file_id")
    return {**stored.ids, "file_size": len(stored.content), "file_path": stored.path}


def command_key(params: Params) -> str:
    """Commands are kept by scope and language."""
    scope = params.mapping("scope") or {"type": "default"}
    return json.dumps([scope, params.text("language_code")], sort_keys=True)


def set_commands(bot: BotAccount, params: Params) -> Any:
    """setMyCommands."""
    bot.commands[command_key(params)] = params.nested("commands") or []
    return True


def get_commands(bot: BotAccount, params: Params) -> Any:
    """getMyCommands."""
    return bot.commands.get(command_key(params), [])


def delete_commands(bot: BotAccount, params: Params) -> Any:
    """deleteMyCommands."""
    bot.commands.pop(command_key(params), None)
    return True


def get_chat(bot: BotAccount, params: Params) -> Any:
    """getChat."""
    return {**bot.find(params).body, "accent_color_id": 0, "max_reaction_count": 11, "accepted_gift_types": GIFTS}


def get_member(bot: BotAccount, params: Params) -> Any:
    """getChatMember."""
    chat, user_id = bot.find(params), params.integer("user_id")
    user = bot.me if user_id == bot.id else bot.users.get(user_id)
    if user is None:
        raise bad_request("PARTICIPANT_ID_INVALID")
    return chat.member(user)


def get_administrators(bot: BotAccount, params: Params) -> Any:
    """getChatAdministrators."""
    chat = bot.find(params)
    chat.member(bot.me)
    return [member for member in chat.members.values() if member["status"] in ("administrator", "creator")]


def leave_chat(bot: BotAccount, params: Params) -> Any:
    """leaveChat."""
    chat = bot.find(params)
    chat.refusal = f"bot is not a member of the {chat.kind} chat"
    return True


def keep_profile(bot: BotAccount, params: Params) -> Any:
    """setMyName and the like: taken, and kept for the get methods."""
    bot.profile.setdefault(params.text("language_code"), {}).update(params.values)
    return True


def profile_of(bot: BotAccount, params: Params) -> JSON:
    """getMyName and the like."""
    kept = bot.profile.get(params.text("language_code"), {})
    return {key: str(kept.get(key, "")) for key in ("name", "description", "short_description")}


GIFTS = dict.fromkeys(
    ("unlimited_gifts", "limited_gifts", "unique_gifts", "premium_subscription", "gifts_from_channels"), False
)
METHODS = {
    "getMe": get_me,
    "getWebhookInfo": webhook_info,
    "answerCallbackQuery": answer_callback,
    "answerInlineQuery": answer_inline,
    "getFile": get_file,
    "setMyCommands": set_commands,
    "getMyCommands": get_commands,
    "deleteMyCommands": delete_commands,
    "getChat": get_chat,
    "getChatMember": get_member,
    "getChatAdministrators": get_administrators,
    "leaveChat": leave_chat,
    "setMyName": keep_profile,
    "setMyDescription": keep_profile,
    "setMyShortDescription": keep_profile,
    "getMyName": profile_of,
    "getMyDescription": profile_of,
    "getMyShortDescription": profile_of,
    "setChatMenuButton": keep_profile,
    "setMyDefaultAdministratorRights": keep_profile,
    "pinChatMessage": keep_profile,
    "unpinChatMessage": keep_profile,
    "logOut": keep_profile,
    "close": keep_profile,
}
ASYNC_METHODS = {"getUpdates": get_updates, "setWebhook": set_webhook, "deleteWebhook": delete_webhook}
