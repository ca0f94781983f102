"""The webhook: a small HTTP server whose only answer of success means that the update is on the disk."""

import asyncio
import hashlib
import hmac
import re

import structlog
from aiohttp import web

from bot.errors import BadInput
from handlers.backoff import Backoff
from handlers.intake.accepting import Intake
from handlers.nursery import where
from storage.errors import StorageError

log = structlog.get_logger(__name__)

HEADER = "X-Telegram-Bot-Api-Secret-Token"
BODY_LIMIT = 1024 * 1024
READ_S = 10.0
_SECRET = re.compile(r"[A-Za-z0-9_-]{1,256}")


def webhook_path(token: str, secret: str) -> str:
    """A path that cannot be guessed and needs no keeping."""
    return "/telegram/" + hmac.new(secret.encode(), token.encode(), hashlib.sha256).hexdigest()[:40]


class Webhook:
    """Listens on `host:port`; `port` 0 takes a free one, and `port` says which."""

    def __init__(self, intake: Intake, token: str, secret: str, *, host: str = "127.0.0.1", port: int = 8080) -> None:
        if not _SECRET.fullmatch(secret):
            do = "use 1 to 256 letters, digits, _ and -"
            raise BadInput("SHOPCLERK_WEBHOOK_SECRET", "a webhook needs a secret that Telegram takes", do)
        self._intake, self._secret = intake, secret.encode()
        self.path, self.host, self.port = webhook_path(token, secret), host, port
        self._trouble = Backoff("accepting")
        self._runner: web.AppRunner | None = None

    async def start(self) -> None:
        """Raises BadInput when the port is taken."""
        app = web.Application(client_max_size=BODY_LIMIT)
        app.router.add_post(self.path, self._receive)
        self._runner = web.AppRunner(app, access_log=None, handler_cancellation=False, shutdown_timeout=5.0)
        await self._runner.setup()
        try:
            await web.TCPSite(self._runner, self.host, self.port).start()
        except OSError as problem:
            await self.stop()
            place = f"{self.host}:{self.port}"
            raise BadInput(place, f"cannot listen there ({problem.strerror})", "set SHOPCLERK_WEBHOOK_PORT") from None
        self.port = self._runner.addresses[0][1]

    async def stop(self) -> None:
        """Takes no more; what is being written is still answered."""
        if self._runner is not None:
            await self._runner.cleanup()
            self._runner = None

    async def _receive(self, request: web.Request) -> web.Response:
        given = request.headers.get(HEADER, "").encode("utf-8", "surrogateescape")
        if not hmac.compare_digest(given, self._secret):
            return web.Response(status=403)
        try:
            async with asyncio.timeout(READ_S):
                body = await request.read()
        except TimeoutError:
            return web.Response(status=408)
        return await self._accept(body)

    async def _accept(self, body: bytes) -> web.Response:
        try:
            await self._intake.accept([body])
        except StorageError as problem:
            self._trouble.failed(str(problem), problem.told)
            return web.Response(status=503)
        except Exception as problem:
            self._trouble.failed(where(problem))
            return web.Response(status=503)
        self._trouble.worked()
        return web.Response()
