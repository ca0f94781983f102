"""The Python API at a distance: the same names and arguments over `/_control`, each to be awaited."""

import asyncio
import base64
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any

from aiohttp import ClientSession

from tests.botapi.records import JSON, Call, Message, Note, Update

LOOK_EVERY_S = 0.02
Remote = Callable[..., Awaitable[Any]]


class ControlError(AssertionError):
    """The server could not do what the test asked."""


class Target:
    """An object of the server; names that are not here are operations of the server's own object."""

    def __init__(self, api: "RemoteApi", target: str, **chosen: Any) -> None:
        self.api = api
        self.target = target
        self.chosen = chosen

    async def call(self, operation: str, *args: Any, **fields: Any) -> Any:
        """One operation; returns its result as JSON values."""
        return (await self.ask(operation, *args, **fields))["result"]

    async def ask(self, operation: str, *args: Any, **fields: Any) -> JSON:
        """One operation with the version to wait on."""
        if isinstance(content := fields.get("content"), bytes):
            fields = {**fields, "content_base64": base64.b64encode(content).decode()}
            del fields["content"]
        return await self.api.post(f"{self.target}/{operation}", {**self.chosen, **fields, "args": args})

    def __getattr__(self, operation: str) -> Remote:
        if operation.startswith("_"):
            raise AttributeError(operation)

        async def remote(*args: Any, **fields: Any) -> Any:
            return await self.call(operation, *args, **fields)

        return remote


class RemoteChat(Target):
    """A chat; see `people.PeopledChat` for everything it can do."""

    def __init__(self, api: "RemoteApi", body: JSON, token: str) -> None:
        super().__init__(api, "chat", chat=body["chat"]["id"], bot=token)
        self.body: JSON = body["chat"]
        self.id: int = body["chat"]["id"]
        self.user_id: int = body["user_id"]

    async def say(
        self, text: str, user: int | JSON | None = None, thread_id: int | None = None, **extra: Any
    ) -> Message:
        """A text message."""
        return Message.from_json(await self.call("say", text, user, thread_id, **extra))

    async def messages(self, thread_id: int | None = None) -> list[Message]:
        """The visible messages in order."""
        return [Message.from_json(one) for one in await self.call("messages", thread_id)]

    async def replies(self, thread_id: int | None = None) -> list[Message]:
        """The visible messages of the bot."""
        return [Message.from_json(one) for one in await self.call("replies", thread_id)]

    async def log(self) -> list[Message]:
        """All messages, deleted ones too."""
        return [Message.from_json(one) for one in (await self.call("log")).values()]

    async def drafts(self) -> list[Note]:
        """The drafts that are on the screen."""
        return [Note.from_json(one) for one in await self.call("drafts")]

    async def draft_log(self) -> list[Note]:
        """Every state of every draft."""
        return [Note.from_json(one) for one in await self.call("draft_log")]

    async def actions(self) -> list[Note]:
        """The chat actions so far."""
        return [Note.from_json(one) for one in await self.call("actions")]

    async def wait_for(
        self, condition: Callable[[list[Message]], object], timeout_s: float = 5, thread_id: int | None = None
    ) -> list[Message]:
        """The visible messages once the condition holds for them."""
        return await self.wait("messages", condition, timeout_s, thread_id)

    async def wait_replies(self, count: int, timeout_s: float = 5, thread_id: int | None = None) -> list[Message]:
        """The bot's visible messages once there are so many."""
        return await self.wait("replies", lambda seen: len(seen) >= count, timeout_s, thread_id)

    async def wait(
        self, read: str, condition: Callable[[list[Message]], object], timeout_s: float, thread_id: int | None
    ) -> list[Message]:
        """Looks again whenever the chat has changed."""
        deadline = time.monotonic() + timeout_s
        while True:
            answer = await self.ask(read, thread_id)
            seen = [Message.from_json(one) for one in answer["result"]]
            if condition(seen):
                return seen
            left = deadline - time.monotonic()
            if left <= 0:
                raise TimeoutError(f"not met within {timeout_s} s; last seen: {seen}")
            await self.call("wait", version=answer["version"], timeout_s=left)


class RemoteBot(Target):
    """A bot; see `bots.BotAccount` and `updates.Updates` for everything it can do."""

    def __init__(self, api: "RemoteApi", token: str) -> None:
        super().__init__(api, "bot", bot=token)
        self.token = token

    async def private(self, name: str = "Ann", user_id: int | None = None, **fields: Any) -> RemoteChat:
        """A private chat with a new person."""
        return RemoteChat(self.api, await self.call("private", name, user_id, **fields), self.token)

    async def group(self, title: str = "Group", chat_id: int | None = None) -> RemoteChat:
        """A basic group."""
        return RemoteChat(self.api, await self.call("group", title, chat_id), self.token)

    async def supergroup(self, title: str = "Staff", chat_id: int | None = None, forum: bool = False) -> RemoteChat:
        """A supergroup, with topics if it is a forum."""
        return RemoteChat(self.api, await self.call("supergroup", title, chat_id, forum), self.token)

    async def user(self, name: str = "Ann", user_id: int | None = None, **fields: Any) -> JSON:
        """A person."""
        return dict(await self.call("user", name, user_id, **fields))

    async def chats(self) -> list[RemoteChat]:
        """All chats."""
        return [RemoteChat(self.api, one, self.token) for one in await self.call("chats")]

    async def transcript(self) -> dict[int, list[Message]]:
        """The visible messages of all chats."""
        found = (await self.call("transcript")).items()
        return {int(chat): [Message.from_json(one) for one in messages] for chat, messages in found}

    async def calls(self) -> list[Call]:
        """All requests of the bot."""
        return [Call.from_json(one) for one in await self.call("calls")]

    async def calls_of(self, method: str) -> list[Call]:
        """The requests for one method."""
        return [Call.from_json(one) for one in await self.call("calls_of", method)]

    async def updates(self) -> list[Update]:
        """All updates ever emitted, with when they were served and confirmed."""
        return [Update.from_json(one) for one in await self.call("updates")]

    async def wait_calls(self, method: str, count: int, timeout_s: float = 5) -> list[Call]:
        """The requests for one method once there are so many."""
        await self.api.wait_for(self.counts, lambda now: now["calls"].get(method, 0) >= count, timeout_s)
        return await self.calls_of(method)

    async def wait_confirmed(self, timeout_s: float = 5) -> None:
        """Returns once no update waits for confirmation."""
        await self.api.wait_for(self.counts, lambda now: not now["pending"], timeout_s)

    async def counts(self) -> JSON:
        """How many updates went out and wait for confirmation, and how many requests came by method."""
        return dict(await self.call("counts"))


class RemoteApi(Target):
    """A server in another process."""

    def __init__(self, url: str, session: ClientSession) -> None:
        super().__init__(self, "api")
        self.url = url
        self.session = session
        self.faults = Target(self, "faults")

    async def post(self, path: str, order: JSON) -> JSON:
        """One control request."""
        async with self.session.post(f"{self.url}/_control/{path}", json=order) as answer:
            body: JSON = await answer.json()
        if not body["ok"]:
            raise ControlError(body["error"])
        return body

    async def bot(self, token: str | None = None) -> RemoteBot:
        """A bot by its token, or the first one."""
        return RemoteBot(self, token or (await self.call("bots"))[0])

    async def many(self, orders: list[JSON]) -> list[Any]:
        """Several operations in one request: [{"target": "chat", "operation": "say", "chat": 7, "text": "hi"}, ...]."""
        return list((await self.post("many", {"orders": orders}))["result"])

    async def wait_for(
        self, look: Callable[[], Awaitable[Any]], met: Callable[[Any], object], timeout_s: float = 5
    ) -> Any:
        """What `look` returned when `met` was content; looks after changes, but 50 times a second at most."""
        deadline = time.monotonic() + timeout_s
        while True:
            version = (await self.ask("bots"))["version"]
            seen = await look()
            if met(seen):
                return seen
            left = deadline - time.monotonic()
            if left <= 0:
                raise TimeoutError(f"not met within {timeout_s} s; last seen: {seen}")
            await asyncio.sleep(LOOK_EVERY_S)
            await self.call("wait", version=version, timeout_s=left)


@asynccontextmanager
async def connected(url: str) -> AsyncIterator[RemoteApi]:
    """A hand on the server at this address."""
    async with ClientSession() as session:
        yield RemoteApi(url, session)
