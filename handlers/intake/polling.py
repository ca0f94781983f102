"""Long polling: asks Telegram for updates as raw JSON, and for the next ones only when those are on the disk.

No typed client stands between: one update that cannot be read must not stop the others.
"""

import asyncio
import json
import re
import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import aiohttp

from bot.errors import ShopclerkError
from handlers.backoff import Backoff
from handlers.intake.accepting import Intake
from handlers.intake.updates import update_id
from handlers.nursery import where
from storage.errors import StorageError

ALLOWED = ("message", "edited_message", "callback_query", "my_chat_member")
MOST = 100
PROBATION_S = 30.0  # who is told of another instance so soon is the second one
CONFLICTS, CONFLICTS_OF_ELDER = 2, 10
CONFLICT_PAUSE_S = 1.0
SKIP_AFTER = 3
_UPDATE_ID = re.compile(rb'"update_id"\s*:\s*(\d{1,18})\b')


class TokenInUse(ShopclerkError):
    """Somebody else receives the updates of this bot."""


class TokenRefused(ShopclerkError):
    """Telegram does not know the token."""


@dataclass(frozen=True)
class _Answer:
    """What Telegram said: `body` as it came and as JSON (None: not readable)."""

    status: int
    body: bytes
    said: Any


class _Unwell(Exception):
    """Try again, after `pause_s` where Telegram names it."""

    def __init__(self, reason: str, pause_s: float | None = None) -> None:
        super().__init__(reason)
        self.pause_s = pause_s


class Polling:
    """Feeds an intake from `getUpdates` until it is cancelled."""

    def __init__(
        self,
        intake: Intake,
        token: str,
        *,
        api: str = "https://api.telegram.org",
        allowed: Sequence[str] = ALLOWED,
        poll_s: int = 25,
    ) -> None:
        self._intake, self._allowed, self._poll_s = intake, list(allowed), poll_s
        self._url = f"{api.rstrip('/')}/bot{token}/getUpdates"
        self._telegram, self._store = Backoff("polling"), Backoff("accepting", most_s=5.0)
        self._offset: int | None = None
        self._limit = MOST
        self._unreadable = self._conflicts = 0
        self._probation_s, self._began_s = PROBATION_S, 0.0

    async def run(self) -> None:
        """Raises TokenInUse or TokenRefused; everything else is waited out."""
        self._began_s = time.monotonic()
        timeout = aiohttp.ClientTimeout(total=self._poll_s + 15, connect=10)
        async with aiohttp.ClientSession(timeout=timeout) as session:
            while True:
                pause_s = await self._round(session)
                if pause_s:
                    await asyncio.sleep(pause_s)

    async def _round(self, session: aiohttp.ClientSession) -> float:
        """One request and what came of it; returns the pause until the next."""
        try:
            await self._take(await self._ask(session))
            self._telegram.worked()
            self._store.worked()
        except StorageError as problem:
            return self._store.failed(str(problem), problem.told)
        except _Unwell as problem:
            pause_s = self._telegram.failed(str(problem))
            return pause_s if problem.pause_s is None else problem.pause_s
        except (aiohttp.ClientError, TimeoutError, OSError) as problem:
            return self._telegram.failed(type(problem).__name__)  # its text may hold the address, and so the token
        except ShopclerkError:
            raise
        except Exception as problem:  # nobody else would ask again
            return self._store.failed(where(problem))
        return 0.0

    async def _ask(self, session: aiohttp.ClientSession) -> _Answer:
        wanted: dict[str, Any] = {"timeout": self._poll_s, "limit": self._limit, "allowed_updates": self._allowed}
        if self._offset is not None:
            wanted["offset"] = self._offset
        async with session.post(self._url, json=wanted) as response:
            body = await response.read()
        try:
            return _Answer(response.status, body, json.loads(body.decode("utf-8", "replace")))
        except (ValueError, RecursionError):
            return _Answer(response.status, body, None)

    async def _take(self, answer: _Answer) -> None:
        """The offset moves only after the commit."""
        said = answer.said if isinstance(answer.said, dict) else {}
        self._check(answer.status, said)
        updates = said.get("result")
        if not isinstance(updates, list):
            await self._take_unreadable(answer.body)
        elif updates:
            await self._intake.accept(updates)
            self._unreadable, self._limit = 0, MOST
            self._move([number for one in updates if (number := update_id(one)) is not None])

    def _check(self, status: int, said: dict[str, Any]) -> None:
        if status in (401, 404):
            raise TokenRefused("Telegram refuses the bot token: copy it again from BotFather into SHOPCLERK_BOT_TOKEN")
        if status == 409:
            self._meet_conflict(str(said.get("description")))
        if status != 200:
            raise _Unwell(f"Telegram answered {status}", _retry_after(said))
        self._conflicts = 0

    def _meet_conflict(self, said: str) -> None:
        if "webhook" in said:
            raise TokenInUse("a webhook is set for this bot: set SHOPCLERK_WEBHOOK_URL, or delete the webhook")
        self._conflicts += 1
        young = time.monotonic() - self._began_s < self._probation_s
        if self._conflicts >= (CONFLICTS if young else CONFLICTS_OF_ELDER):
            raise TokenInUse("another program receives this bot's messages: stop it, or use a token of your own")
        raise _Unwell("another program asked for this bot's messages", CONFLICT_PAUSE_S)

    async def _take_unreadable(self, body: bytes) -> None:
        """An answer that is no JSON: ask for one update at a time, and step over the one that stays unreadable."""
        self._unreadable += 1
        ids = [int(found) for found in _UPDATE_ID.findall(body)]
        if ids:
            await self._intake.accept([body])  # kept in quarantine
        if ids and self._limit == 1 and self._unreadable > SKIP_AFTER:
            self._move(ids[:1])
            return
        self._limit = 1
        raise _Unwell("Telegram's answer cannot be read")

    def _move(self, ids: list[int]) -> None:
        if not ids:
            raise _Unwell("no update_id in the answer")
        self._offset = max(ids) + 1


def _retry_after(said: dict[str, Any]) -> float | None:
    parameters = said.get("parameters")
    seconds = parameters.get("retry_after") if isinstance(parameters, dict) else None
    return float(seconds) if isinstance(seconds, (int, float)) and not isinstance(seconds, bool) else None
