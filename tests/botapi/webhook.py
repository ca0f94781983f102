"""Delivery of one bot's updates to its webhook: in order within a chat, chats side by side, again until 2xx.

As Telegram's own server does it: `max_connections` bounds the requests in flight, a failed one waits without one.
"""

import asyncio
import time
from collections import deque
from collections.abc import Callable

from aiohttp import ClientError, ClientSession, ClientTimeout, TCPConnector

from tests.botapi.records import JSON, Update
from tests.botapi.updates import Updates, mark_served

HEADER = "X-Telegram-Bot-Api-Secret-Token"
ANSWER_WITHIN_S = 60.0


class Webhook:
    """Where updates go, and the workers that bring them there."""

    def __init__(self, updates: Updates) -> None:
        self.updates = updates
        self.url = ""
        self.secret_token = ""
        self.max_connections = 40
        self.retry_s = 0.05
        self.timeout_s = ANSWER_WITHIN_S
        self.last_error: JSON = {}
        self.requests = 0
        self.copies: Callable[[Update], int] = lambda update: 1
        self.lanes: dict[int, deque[int]] = {}
        self.ready: asyncio.Queue[int] = asyncio.Queue()
        self.workers: list[asyncio.Task[None]] = []
        self.session: ClientSession | None = None

    async def start(self, url: str, secret_token: str, max_connections: int) -> None:
        """Sets the webhook; what waits goes there at once."""
        if (url, secret_token, max_connections) == (self.url, self.secret_token, self.max_connections):
            return
        await self.stop()
        self.url, self.secret_token, self.max_connections = url, secret_token, max_connections
        self.session = ClientSession(connector=TCPConnector(limit=0), timeout=ClientTimeout(total=self.timeout_s))
        self.updates.listeners.append(self.take)
        self.workers = [asyncio.create_task(self.work()) for _ in range(max_connections)]
        if not self.updates.held:
            for serial in self.updates.pending:
                self.take(serial)

    async def stop(self) -> None:
        """Takes the webhook away; pending updates stay."""
        self.url = ""
        self.updates.listeners.clear()
        workers, self.workers = self.workers, []
        for worker in workers:
            worker.cancel()
        await asyncio.gather(*workers, return_exceptions=True)
        if self.session:
            await self.session.close()
        self.session, self.lanes, self.ready = None, {}, asyncio.Queue()

    def take(self, serial: int) -> None:
        """Puts an update into the lane of its chat."""
        lane_id = self.updates.pending[serial].lane
        lane = self.lanes.get(lane_id)
        if lane is None:
            self.lanes[lane_id] = deque((serial,))
            self.ready.put_nowait(lane_id)
        else:
            lane.append(serial)

    async def work(self) -> None:
        """Brings one update after another."""
        while True:
            lane_id = await self.ready.get()
            lane = self.lanes[lane_id]
            update = self.updates.pending.get(lane[0])
            if update and not await self.deliver(update):
                asyncio.get_running_loop().call_later(self.retry_s, self.ready.put_nowait, lane_id)
                continue
            serial = lane.popleft()
            if update:
                self.updates.drop(serial, time.monotonic())
            if lane:
                self.ready.put_nowait(lane_id)
            else:
                del self.lanes[lane_id]

    async def deliver(self, update: Update) -> bool:
        """One delivery, or several of the same when copies are asked for; true if all were taken."""
        taken = [await self.post(update) for _ in range(self.copies(update))]
        return all(taken) or update.once

    async def post(self, update: Update) -> bool:
        """One request; true for 2xx."""
        assert self.session
        headers = {"Content-Type": "application/json"}
        if self.secret_token:
            headers[HEADER] = self.secret_token
        mark_served(update, time.monotonic())
        self.requests += 1
        try:
            async with self.session.post(self.url, data=update.body.encode(), headers=headers) as answer:
                if 200 <= answer.status < 300:
                    return True
                self.fail(f"Wrong response from the webhook: {answer.status} {answer.reason}")
        except (ClientError, TimeoutError, OSError) as error:
            self.fail(f"Connection failed: {type(error).__name__}")
        return False

    def fail(self, message: str) -> None:
        """Notes the newest error for getWebhookInfo."""
        self.last_error = {"last_error_date": int(time.time()), "last_error_message": message}
        self.updates.changes.notify()

    def info(self) -> JSON:
        """getWebhookInfo."""
        allowed = {"allowed_updates": sorted(self.updates.allowed)} if self.updates.allowed else {}
        connections = {"max_connections": self.max_connections} if self.url else {}
        count = {"pending_update_count": len(self.updates.pending)}
        return {"url": self.url, "has_custom_certificate": False, **count, **connections, **self.last_error, **allowed}
