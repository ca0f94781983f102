"""The HTTP front: addresses, tokens, answers, and faults carried out. What methods do is elsewhere."""

import asyncio
import json
import time
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from typing import Any

from aiohttp import StreamReader, web
from aiohttp.abc import AbstractStreamWriter
from aiohttp.http import RawRequestMessage

from tests.botapi.accounts import RawJson
from tests.botapi.bots import BotAccount
from tests.botapi.changes import Changes, wait_until
from tests.botapi.control import control, reply
from tests.botapi.errors import ApiError
from tests.botapi.faults import WEBHOOK, Fault, Faults
from tests.botapi.methods import canonical, perform
from tests.botapi.params import Params, read_params
from tests.botapi.records import Call, Update

TOKEN = "4200:TEST"
BODY_LIMIT = 60 * 1024 * 1024


class BotApi:
    """A Bot API server with the bots one gives it; `url` is known once it runs."""

    def __init__(self, tokens: Sequence[str] = (TOKEN,)) -> None:
        self.changes = Changes()
        self.faults = Faults()
        self.bots: dict[str, BotAccount] = {}
        self.url = ""
        self.hanging: set[asyncio.Future[None]] = set()
        for token in tokens:
            self.add_bot(token)

    @property
    def bot(self) -> BotAccount:
        """The first bot; most tests have only one."""
        return next(iter(self.bots.values()))

    def add_bot(self, token: str, username: str = "shop_bot") -> BotAccount:
        """One more bot."""
        bot = self.bots[token] = BotAccount(token, self.changes, username)
        bot.webhook.copies = self.copies
        return bot

    async def wait_for(self, condition: Callable[[], object], timeout_s: float = 5) -> None:
        """Returns once the condition holds; it is looked at after every request and everything people do."""
        await wait_until(self.changes, condition, bool, timeout_s)

    def copies(self, update: Update) -> int:
        """How many times a webhook delivery is made."""
        return 1 + sum(1 for _ in self.faults.meet(WEBHOOK, update.lane)) if self.faults.rules else 1

    async def handle(self, request: web.BaseRequest) -> web.StreamResponse:
        """Any request."""
        path = request.path
        if path.startswith("/bot"):
            token, _, name = path[4:].partition("/")
            return await self.answer(request, token, name)
        if path.startswith("/_control/"):
            return await control(self, request)
        if path.startswith("/file/bot"):
            token, _, name = path[9:].partition("/")
            return self.send_file(token, name)
        return reply(404, {"ok": False, "error_code": 404, "description": "Not Found"})

    async def answer(self, request: web.BaseRequest, token: str, name: str) -> web.StreamResponse:
        """A method call: faults before it, the method, faults after it."""
        bot = self.bots.get(token)
        try:
            if bot is None:
                raise ApiError(401, "Unauthorized")
            name = canonical(name)
            params = await read_params(request)
        except ApiError as error:
            return reply(error.code, error.as_json())
        call = Call(name, params.values, time.monotonic())
        bot.note_call(call)
        rules = await self.strike(name, params) if self.faults.rules else []
        try:
            return await self.carry_out(request, bot, call, params, rules)
        finally:
            self.changes.notify()

    async def carry_out(
        self, request: web.BaseRequest, bot: BotAccount, call: Call, params: Params, rules: list[Fault]
    ) -> web.StreamResponse:
        """What happens once the request is known and its faults are drawn."""
        early = next((rule for rule in rules if not rule.accepted), None)
        if early:
            return await self.fail(request, call, early)
        try:
            result = await perform(bot, call.method, params)
            call.accepted, call.status = True, 200
        except ApiError as error:
            call.status = error.code
            return reply(error.code, error.as_json())
        for rule in rules:
            if rule.kind != "slow":
                return await self.fail(request, call, rule)
            await asyncio.sleep(self.faults.latency(rule))
        return reply_result(result)

    async def strike(self, method: str, params: Params) -> list[Fault]:
        """Waits for latencies that come before the method; returns the other faults."""
        rules = []
        for rule in self.faults.meet(method, chat_of(params)):
            if rule.kind == "slow" and not rule.accepted:
                await asyncio.sleep(self.faults.latency(rule))
            else:
                rules.append(rule)
        return rules

    async def fail(self, request: web.BaseRequest, call: Call, rule: Fault) -> web.StreamResponse:
        """The fault in place of an answer."""
        call.status = 0
        if rule.kind == "hang":
            await self.hang()
        if rule.kind in ("drop", "hang"):
            if request.transport:
                request.transport.abort()
            return web.Response(status=500)
        if rule.kind == "garbage":
            call.status = 200
            return web.Response(text=rule.body, content_type="text/html")
        error = rule.error()
        call.status = error.code
        return reply(error.code, error.as_json())

    async def hang(self) -> None:
        """Waits until the server closes."""
        future: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self.hanging.add(future)
        try:
            await future
        finally:
            self.hanging.discard(future)

    def send_file(self, token: str, path: str) -> web.Response:
        """A file's content."""
        bot = self.bots.get(token)
        stored = bot.files.by_path.get(path) if bot else None
        if stored is None:
            return reply(404, {"ok": False, "error_code": 404, "description": "Not Found"})
        return web.Response(body=stored.content, content_type="application/octet-stream")

    async def close(self) -> None:
        """Lets go of everybody who waits."""
        for future in self.hanging:
            if not future.done():
                future.set_result(None)
        for bot in self.bots.values():
            bot.updates.end_poll(ApiError(502, "Bad Gateway"))
            await bot.webhook.stop()


def chat_of(params: Params) -> int | None:
    """The chat a request is about, if it is a number."""
    given = str(params.values.get("chat_id", ""))
    return int(given) if given.lstrip("-").isdigit() else None


def reply_result(result: Any) -> web.Response:
    """The answer of a method that was carried out."""
    text = result if isinstance(result, RawJson) else json.dumps(result, ensure_ascii=False)
    return web.Response(body=f'{{"ok":true,"result":{text}}}'.encode(), content_type="application/json")


def make_request(
    message: RawRequestMessage,
    payload: StreamReader,
    protocol: web.RequestHandler,
    writer: AbstractStreamWriter,
    task: "asyncio.Task[None]",
) -> web.BaseRequest:
    """A request that may carry a file as large as Telegram takes."""
    loop = asyncio.get_running_loop()
    return web.BaseRequest(message, payload, protocol, writer, task, loop, client_max_size=BODY_LIMIT)


@asynccontextmanager
async def running_botapi(tokens: Sequence[str] = (TOKEN,), port: int = 0) -> AsyncIterator[BotApi]:
    """A server on a free port of 127.0.0.1 for as long as the block lasts."""
    api = BotApi(tokens)
    server = web.Server(api.handle, request_factory=make_request, access_log=None)
    runner = web.ServerRunner(server, shutdown_timeout=1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", port)
    await site.start()
    api.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
    try:
        yield api
    finally:
        await api.close()
        await runner.cleanup()
