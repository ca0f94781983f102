"""telemelya, a Bot API server that nobody here wrote, with the Redis and the S3 it needs; and a customer's hand on it.

Each runs in a process of its own on a port that the system chose, which is read from what it prints.
"""

import asyncio
import os
import re
import sys
from asyncio.subprocess import DEVNULL, PIPE, create_subprocess_exec
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from aiohttp import ClientSession, web

from handlers.intake.webhook import HEADER
from storage.valkey import running_valkey

START_S, STOP_S, ANSWER_S = 30.0, 5.0, 30.0
KEY = "test-key"
TOKEN = "123456789:TEST"  # the id that telemelya's getMe answers
_RUNNING = re.compile(rb"unning on (http://127\.0\.0\.1:\d+)")
Json = dict[str, Any]


@asynccontextmanager
async def running_telemelya(folder: Path) -> AsyncIterator[str]:
    """Its address, as long as the block lasts."""
    async with (
        running_valkey(folder / "valkey") as redis_url,
        _running(folder, {}, "moto.server", "-H", "127.0.0.1", "-p", "0") as s3,
    ):
        told = {"MOCK_SERVER_HOST": "127.0.0.1", "MOCK_SERVER_PORT": "0", "REDIS_URL": redis_url}
        told |= {"MINIO_ENDPOINT": urlsplit(s3).netloc, "AUTH_KEYS": KEY}
        async with _running(folder, told, "telemelya.server.app") as url:
            yield url


@asynccontextmanager
async def _running(folder: Path, told: Mapping[str, str], module: str, *args: str) -> AsyncIterator[str]:
    """A module as a process; the address it says it runs on. In `folder`, where no .env of ours lies."""
    command = [sys.executable, "-m", module, *args]
    environment = {**os.environ, **told}
    process = await create_subprocess_exec(*command, cwd=folder, env=environment, stdout=DEVNULL, stderr=PIPE)
    assert process.stderr is not None
    rest: asyncio.Future[bytes] | None = None
    try:
        async with asyncio.timeout(START_S):
            url = await _address(process.stderr)
        rest = asyncio.ensure_future(process.stderr.read())  # a full pipe would stop it
        yield url
    finally:
        if process.returncode is None:
            process.terminate()
        try:
            async with asyncio.timeout(STOP_S):
                await process.wait()
        except TimeoutError:
            process.kill()
            await process.wait()
        if rest is not None:
            await rest


async def _address(said: asyncio.StreamReader) -> str:
    while line := await said.readline():
        if found := _RUNNING.search(line):
            return found[1].decode()
    raise RuntimeError("it ended before it ran")


@asynccontextmanager
async def relaying(target: str, secret: str) -> AsyncIterator[str]:
    """Passes what comes in on to `target` with the secret that Telegram would send along and telemelya does not."""
    async with ClientSession() as out:

        async def pass_on(request: web.BaseRequest) -> web.Response:
            body, headers = await request.read(), {HEADER: secret, "Content-Type": "application/json"}
            async with out.post(target + request.path, data=body, headers=headers) as answer:
                return web.Response(status=answer.status, body=await answer.read())

        runner = web.ServerRunner(web.Server(pass_on, access_log=None))
        await runner.setup()
        try:
            await web.TCPSite(runner, "127.0.0.1", 0).start()
            yield f"http://127.0.0.1:{runner.addresses[0][1]}"
        finally:
            await runner.cleanup()


@dataclass
class Customer:
    """A private chat: what the customer does, and what stands on the screen; `log` are the bot's requests in order."""

    http: ClientSession
    url: str
    chat_id: int
    log: list[Json] = field(default_factory=list)
    screen: dict[int, Json] = field(default_factory=dict)

    async def say(self, text: str) -> Json:
        """A text or a command; how it was delivered."""
        return await self._send({"chat_id": self.chat_id, "text": text})

    async def press(self, message_id: int, label: str) -> None:
        """A button under a message, by what stands on it."""
        lines = (self.screen[message_id].get("reply_markup") or {}).get("inline_keyboard", [])
        data = next(one["callback_data"] for line in lines for one in line if label in one["text"])
        await self._send({"chat_id": self.chat_id, "callback_data": data, "callback_message_id": message_id})

    async def read(self, text: str) -> Json:
        """The message that holds `text`, once it stands there as the last."""
        await self.wait_for(lambda: text in self._last().get("text", ""))
        return self._last()

    async def request(self, method: str, after: int = 0) -> Json:
        """The bot's request of this method after the first so many, once it came."""
        await self.wait_for(lambda: any(one["method"] == method for one in self.log[after:]))
        return next(one for one in self.log[after:] if one["method"] == method)

    async def wait_for(self, met: Callable[[], bool]) -> None:
        """TimeoutError names the methods there were."""
        loop = asyncio.get_running_loop()
        deadline = loop.time() + ANSWER_S
        while not met():
            if loop.time() > deadline:
                raise TimeoutError(f"not met; requests so far: {[one['method'] for one in self.log]}")
            asked = {"session_id": self._session, "timeout": "1"}
            async with self.http.get(f"{self.url}/api/v1/test/responses/wait", params=asked) as answer:
                self._take((await answer.json())["response"])

    def _take(self, record: Json | None) -> None:
        if record is None:
            return
        self.log.append(record)
        if record["method"] == "deleteMessage":
            self.screen.pop(record["message_id"], None)
        elif record["method"].startswith(("sendMessage", "editMessage")):
            self.screen[record["message_id"]] = record

    def _last(self) -> Json:
        return self.screen[max(self.screen)] if self.screen else {}

    @property
    def _session(self) -> str:
        return f"chat-{self.chat_id}"

    async def _send(self, update: Json) -> Json:
        named = {"bot_token": TOKEN, "session_id": self._session}
        async with self.http.post(f"{self.url}/api/v1/test/send_update", params=named, json=update) as answer:
            assert answer.status == 200, await answer.text()
            delivered: Json = (await answer.json())["delivery"]
            return delivered
