"""One bot of the server: who it is, its chats, its updates, its settings."""

import itertools
import secrets
import time
from collections import Counter
from typing import Any

from tests.botapi.changes import Changes, wait_until
from tests.botapi.errors import bad_request, forbidden
from tests.botapi.files import Files
from tests.botapi.params import Params
from tests.botapi.people import PeopledChat
from tests.botapi.records import JSON, Call, Message
from tests.botapi.updates import Updates
from tests.botapi.webhook import Webhook

FIRST_UPDATE = 500_001
QUERY_TTL_S = 60.0


class BotAccount:
    """Chats belong to one bot: two bots that share a group are not modelled."""

    def __init__(self, token: str, changes: Changes | None = None, username: str = "shop_bot") -> None:
        self.token = token
        self.id = int(token.split(":")[0])
        self.me: JSON = {"id": self.id, "is_bot": True, "first_name": "Shop", "username": username}
        self.changes = changes or Changes()
        self.updates = Updates(FIRST_UPDATE, self.changes)
        self.webhook = Webhook(self.updates)
        self.files = Files()
        self.chats: dict[int, PeopledChat] = {}
        self.users: dict[int, JSON] = {}
        self.commands: dict[str, list[JSON]] = {}
        self.profile: dict[str, JSON] = {}
        self.calls: list[Call] = []
        self.call_counts: Counter[str] = Counter()
        self.queries: dict[str, float] = {}
        self.answers: dict[str, JSON] = {}
        self.query_ttl_s = QUERY_TTL_S
        self.message_ids = itertools.count(1)
        self.supergroup_ids: dict[int, itertools.count[int]] = {}
        self.new_ids = itertools.count(1_001)
        self.owner_id = self.user("Owner")["id"]

    def user(self, name: str = "Ann", user_id: int | None = None, **fields: Any) -> JSON:
        """A person: Telegram's User object; `fields` are e.g. username, language_code."""
        number = user_id or next(self.new_ids)
        body: JSON = {"id": number, "is_bot": False, "first_name": name, "language_code": "en", **fields}
        self.users[number] = body
        return body

    def private(
        self, name: str = "Ann", user_id: int | None = None, started: bool = True, **fields: Any
    ) -> PeopledChat:
        """A private chat with a new person; with `started=False` the bot may not write there yet."""
        user = self.user(name, user_id, **fields)
        shared: JSON = {key: user[key] for key in ("first_name", "last_name", "username") if key in user}
        chat = self.open({"id": user["id"], "type": "private", **shared})
        chat.user_id = user["id"]
        chat.started = started
        return chat

    def group(self, title: str = "Group", chat_id: int | None = None) -> PeopledChat:
        """A basic group."""
        return self.open({"id": chat_id or -next(self.new_ids), "type": "group", "title": title})

    def supergroup(self, title: str = "Staff", chat_id: int | None = None, forum: bool = False) -> PeopledChat:
        """A supergroup, with topics if it is a forum."""
        number = chat_id or -1_000_000_000_000 - next(self.new_ids)
        body: JSON = {"id": number, "type": "supergroup", "title": title}
        return self.open({**body, "is_forum": True} if forum else body)

    def open(self, body: JSON) -> PeopledChat:
        """Puts a chat on the server."""
        chat = self.chats[body["id"]] = PeopledChat(self, body)
        return chat

    def next_message_id(self, chat: Any) -> int:
        """Supergroups count for themselves, all other chats of a bot together."""
        if chat.kind != "supergroup":
            return next(self.message_ids)
        return next(self.supergroup_ids.setdefault(chat.id, itertools.count(1)))

    def find(self, params: Params, name: str = "chat_id") -> PeopledChat:
        """The chat a method names."""
        given = params.text(name)
        if not given:
            raise bad_request(f"{name} is empty")
        chat = self.chats.get(params.integer(name)) if given.lstrip("-").isdigit() else None
        if chat is None:
            raise bad_request("chat not found")
        return chat

    def writable(self, params: Params) -> PeopledChat:
        """The chat a method names, if the bot may write there."""
        chat = self.find(params)
        if chat.refusal:
            raise forbidden(chat.refusal)
        if not chat.started:
            raise forbidden("bot can't initiate conversation with a user")
        return chat

    def open_query(self, query_id: str) -> None:
        """From now on the query can be answered for a while."""
        self.queries[query_id] = time.monotonic()

    def expire_queries(self) -> None:
        """All queries so far are too old to be answered."""
        self.queries.clear()

    def inline(self, query: str, user: JSON | int) -> str:
        """Somebody types an inline query; returns its id, under which `answers` keeps the results."""
        person = user if isinstance(user, dict) else self.users[user]
        query_id = str(secrets.randbits(62))
        self.open_query(query_id)
        body = {"id": query_id, "from": person, "query": query, "offset": ""}
        self.updates.emit("inline_query", body, person["id"])
        return query_id

    def query_is_open(self, query_id: str) -> bool:
        """Whether a callback query can still be answered."""
        return time.monotonic() - self.queries.get(query_id, float("-inf")) <= self.query_ttl_s

    def note_call(self, call: Call) -> None:
        """Keeps a request."""
        self.calls.append(call)
        self.call_counts[call.method] += 1
        self.changes.notify()

    def counts(self) -> JSON:
        """How many updates went out and wait for confirmation, and how many requests came by method; cheap."""
        updates = {"updates": len(self.updates.log), "pending": len(self.updates.pending)}
        return {**updates, "calls": dict(self.call_counts)}

    def times(self) -> list[tuple[int, float, float | None, float | None]]:
        """Of every update: id, when it was emitted, first served and confirmed."""
        return [(one.id, one.at, one.served_at, one.confirmed_at) for one in self.updates.log]

    def calls_of(self, method: str) -> list[Call]:
        """The requests for one method, in order."""
        return [call for call in self.calls if call.method == method]

    async def wait_calls(self, method: str, count: int, timeout_s: float = 5) -> list[Call]:
        """The requests for one method once there are so many."""
        await wait_until(self.changes, lambda: self.call_counts[method], lambda seen: seen >= count, timeout_s)
        return self.calls_of(method)

    async def wait_confirmed(self, timeout_s: float = 5) -> None:
        """Returns once no update waits for confirmation."""
        await wait_until(self.changes, lambda: len(self.updates.pending), lambda left: not left, timeout_s)

    def transcript(self) -> dict[int, list[Message]]:
        """The visible messages of all chats."""
        return {chat.id: chat.messages() for chat in self.chats.values()}
