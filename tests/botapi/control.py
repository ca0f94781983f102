"""The test's hand on a server in another process: `POST /_control/TARGET/OPERATION` calls a method of the Python API.

The body is the method's arguments by name ("args" those by place), "chat" and "bot" choose the object.
"""

import base64
import json
from asyncio import iscoroutine
from collections.abc import Callable, Mapping
from functools import partial
from typing import TYPE_CHECKING, Any

from aiohttp import web

from tests.botapi.bots import BotAccount
from tests.botapi.records import JSON

if TYPE_CHECKING:
    from tests.botapi.server import BotApi

Operation = Callable[..., Any]
REFUSED = (AssertionError, AttributeError, LookupError, TimeoutError, TypeError, ValueError)
CHAT_READS = ("actions", "draft_log", "log", "members", "reactions", "topics")
BOT_READS = ("answers", "calls", "commands", "profile", "users")
UPDATES = ("confirm", "hold", "inject", "inject_text", "release", "repeat")
MAKERS = ("private", "group", "supergroup")


async def control(api: "BotApi", request: web.BaseRequest) -> web.Response:
    """Answers one control request."""
    _, _, target, operation = f"{request.path}//".split("/")[:4]
    try:
        order = json.loads(await request.read() or b"{}")
        if target == "many":
            return reply(200, {"ok": True, "result": [encode(await carry_out(api, **one)) for one in order["orders"]]})
        result, version = await carry_out(api, target, operation, **order), version_of(api, target, order)
    except REFUSED as error:
        return reply(400, {"ok": False, "error": f"{type(error).__name__}: {error}"})
    return reply(200, {"ok": True, "result": encode(result), "version": version})


async def carry_out(api: "BotApi", target: str, operation: str, **order: Any) -> Any:
    """One operation on the server, a bot, a chat or the faults."""
    if operation == "wait":
        changes = api.changes if target == "api" else chat_of(api, order).changes
        return await changes.wait(order["version"], order.get("timeout_s", 30))
    found = find(api, target, operation, order)
    args = order.pop("args", ())
    if "content_base64" in order:
        order["content"] = base64.b64decode(order.pop("content_base64"))
    result = found(*args, **order)
    return await result if iscoroutine(result) else result


def find(api: "BotApi", target: str, operation: str, order: JSON) -> Operation:
    """What an operation calls; takes "bot" and "chat" out of the order where they choose the object."""
    if operation.startswith("_"):
        raise LookupError(operation)
    if target == "faults":
        return (lambda: api.faults.rules) if operation == "rules" else getattr(api.faults, operation)
    if target == "chat":
        chat = chat_of(api, order)
        return (lambda: getattr(chat, operation)) if operation in CHAT_READS else getattr(chat, operation)
    if target == "bot":
        return find_of_bot(bot_of(api, order), operation)
    if target == "api" and operation in ("add_bot", "bots"):
        return (lambda: list(api.bots)) if operation == "bots" else lambda *args: api.add_bot(*args).me
    raise LookupError(f"{target}/{operation}")


def find_of_bot(bot: BotAccount, operation: str) -> Operation:
    """The operations on one bot."""
    if operation in UPDATES:
        return partial(getattr(bot.updates, operation))
    if operation in MAKERS:
        return partial(make_chat, getattr(bot, operation))
    special: Mapping[str, Operation] = {
        "me": lambda: bot.me,
        "chats": lambda: [chat.as_json() for chat in bot.chats.values()],
        "updates": lambda: bot.updates.log,
        "pending": lambda: list(bot.updates.pending.values()),
        "webhook": bot.webhook.info,
        "set": lambda **fields: set_fields(bot, fields),
    }
    if operation in special:
        return special[operation]
    return (lambda: getattr(bot, operation)) if operation in BOT_READS else getattr(bot, operation)


def make_chat(maker: Operation, *args: Any, **fields: Any) -> Any:
    """A new chat, as the client knows one."""
    return maker(*args, **fields).as_json()


def set_fields(bot: BotAccount, fields: JSON) -> None:
    """Numbers that tests change: query_ttl_s, and of the webhook retry_s and timeout_s."""
    for name, value in fields.items():
        target: Any = bot if name == "query_ttl_s" else bot.webhook
        if name not in ("query_ttl_s", "retry_s", "timeout_s"):
            raise LookupError(name)
        setattr(target, name, value)


def bot_of(api: "BotApi", order: JSON) -> BotAccount:
    """The bot named by its token, or the first one."""
    token = order.pop("bot", None)
    return api.bots[token] if token else api.bot


def chat_of(api: "BotApi", order: JSON) -> Any:
    """The chat named by its id."""
    return bot_of(api, order).chats[order.pop("chat")]


def version_of(api: "BotApi", target: str, order: JSON) -> int:
    """What to hand to `wait` next."""
    return chat_of(api, dict(order)).changes.version if target == "chat" else api.changes.version


def encode(value: Any) -> Any:
    """Records as JSON."""
    if hasattr(value, "as_json"):
        return value.as_json()
    if isinstance(value, dict):
        return {key: encode(one) for key, one in value.items()}
    return [encode(one) for one in value] if isinstance(value, list | tuple) else value


def reply(status: int, body: Any) -> web.Response:
    """A JSON answer."""
    text = json.dumps(body, ensure_ascii=False)
    return web.Response(status=status, body=text.encode(), content_type="application/json")
