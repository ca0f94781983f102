"""Redis gone, killed, emptied or slow: the same answers, as fast as ever, and one line in the log."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from urllib.parse import urlsplit

from redis.asyncio import Redis

from storage.valkey import running_valkey
from tests.faults.env_world import ASKED, Report, ask, make_home, p95, running
from tests.faults.judging import Question, finals

SLOW_S = 2.0
CHATS = 4


@dataclass
class Talk:
    """What customers were told, in order, and how long each answer took."""

    replies: list[list[str]]
    took_s: list[float]
    warnings: list[str]


async def redis_down(folder: Path, turns: int) -> Report:
    """Nobody listens at the address, from the start."""
    return await _compare("redis down", folder, turns, _nowhere, _nothing, lines=1)


async def redis_killed(folder: Path, turns: int) -> Report:
    """The server dies half-way."""
    return await _compare("redis killed", folder, turns, _valkey, _kill, lines=1)


async def redis_flushed(folder: Path, turns: int) -> Report:
    """Everything it held is gone half-way; nothing fails, so there is nothing to say."""
    return await _compare("redis flushed", folder, turns, _valkey, _flush, lines=0)


async def redis_slow(folder: Path, turns: int) -> Report:
    """Every answer of the server is late by two seconds."""
    return await _compare("redis slow by 2 s", folder, turns, _slow_valkey, _nothing, lines=1)


@dataclass
class Place:
    """Where the service looks for Redis, and the server behind it."""

    url: str
    server: AsyncExitStack
    valkey_url: str = ""
    connections: int = 0


Midway = Callable[[Place], Awaitable[None]]


async def _compare(
    name: str,
    folder: Path,
    turns: int,
    open_place: Callable[[Path, AsyncExitStack], Awaitable[Place]],
    midway: Midway,
    lines: int,
) -> Report:
    """The same conversation with a healthy server and with the fault."""
    async with AsyncExitStack() as stack:
        healthy = await _valkey(folder / "healthy", stack)
        right = await _talk(folder / "right", healthy, turns, _must_hold_windows)
        place = await open_place(folder / "faulty", stack)
        found = await _talk(folder / "found", place, turns, midway)
    report = Report(name)
    same = sum(a == b for one, other in zip(right.replies, found.replies, strict=True) for a, b in zip(one, other))  # noqa: B905
    report.figures |= {"same answers": f"{same}/{CHATS * turns}", "log lines": len(found.warnings)}
    report.figures |= {"p95 ms": round(p95(found.took_s) * 1000), "healthy": round(p95(right.took_s) * 1000)}
    report.figures["slowest s"] = round(max(found.took_s), 2)
    report.must(found.replies == right.replies, "other answers")
    report.must(all(len(one) == turns for one in found.replies), "answers lost or doubled")
    report.must(len(found.warnings) == lines, f"not {lines} lines in the log but {found.warnings}")
    report.must(right.warnings == [], f"a healthy server is complained about: {right.warnings}")
    report.must(median(found.took_s) < median(right.took_s) + SLOW_S / 2, "turns wait for Redis")
    if place.connections:
        report.figures["connections tried"] = place.connections
        report.must(place.connections <= CHATS * 2, "a slow server is asked again and again")
    return report


async def _talk(home: Path, place: Place, turns: int, midway: Midway) -> Talk:
    async with running(await make_home(home), redis_url=place.url) as world:
        chats = world.people(CHATS)
        took_s = [await ask(chat, _question(0)) for chat in chats]  # in this order: wording follows conversation ids
        for number in range(1, turns):
            if number == turns // 2:
                await midway(place)
            took_s += await asyncio.gather(*(ask(chat, _question(number)) for chat in chats))
        return Talk([finals(chat.replies()) for chat in chats], took_s, world.warnings())


def _question(number: int) -> Question:
    """The same again now and then: what was said last decides how it is said next."""
    return ASKED[number // 2 % len(ASKED)]


async def _nothing(place: Place) -> None:
    """The fault is there from the start."""


async def _kill(place: Place) -> None:
    await place.server.aclose()


async def _flush(place: Place) -> None:
    await _must_hold_windows(place)
    async with Redis.from_url(place.valkey_url) as admin:
        await admin.flushall()


async def _must_hold_windows(place: Place) -> None:
    """Else Redis was not part of the conversation at all."""
    async with Redis.from_url(place.valkey_url) as admin:
        assert len(await admin.keys("shopclerk:*:history:*")) >= CHATS


async def _valkey(folder: Path, stack: AsyncExitStack) -> Place:
    server = await stack.enter_async_context(AsyncExitStack())
    url = await server.enter_async_context(running_valkey(folder))
    return Place(url, server, url)


async def _nowhere(folder: Path, stack: AsyncExitStack) -> Place:
    """A port that was free a moment ago."""
    place = await _valkey(folder, stack)
    await place.server.aclose()
    return place


async def _slow_valkey(folder: Path, stack: AsyncExitStack) -> Place:
    place = await _valkey(folder, stack)
    behind = urlsplit(place.valkey_url).port or 0
    place.url = await stack.enter_async_context(_slowed(behind, place))
    return place


@asynccontextmanager
async def _slowed(behind: int, place: Place) -> AsyncIterator[str]:
    """A way to the server at port `behind` on which every answer takes `SLOW_S` longer."""

    under_way: set[asyncio.Task[None]] = set()

    async def carry(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, delay_s: float) -> None:
        with suppress(OSError):
            while data := await reader.read(65536):
                await asyncio.sleep(delay_s)
                writer.write(data)
                await writer.drain()
        writer.close()

    async def meet(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        place.connections += 1
        server_reader, server_writer = await asyncio.open_connection("127.0.0.1", behind)
        try:
            await asyncio.gather(carry(reader, server_writer, 0.0), carry(server_reader, writer, SLOW_S))
        finally:
            for one in (writer, server_writer):
                one.close()

    def take(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.ensure_future(meet(reader, writer))
        under_way.add(task)
        task.add_done_callback(under_way.discard)

    server = await asyncio.start_server(take, "127.0.0.1", 0)
    try:
        yield f"redis://127.0.0.1:{server.sockets[0].getsockname()[1]}/0"
    finally:
        server.close()
        for task in under_way:
            task.cancel()
        await asyncio.gather(*under_way, return_exceptions=True)
        await asyncio.sleep(0)  # closed transports let their sockets go in the next step of the loop
