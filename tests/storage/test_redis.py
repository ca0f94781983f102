"""Redis in trouble is told once and rests; one that answers again is told too."""

from collections.abc import Awaitable
from pathlib import Path
from typing import Any

from redis.exceptions import ConnectionError as Unreachable
from structlog.testing import capture_logs

from storage.redis import Hot, ping
from storage.valkey import running_valkey


class Fickle:
    """Fails as long as it is told to."""

    def __init__(self) -> None:
        self.broken, self.asked = True, 0

    async def get(self, name: str) -> str:
        self.asked += 1
        if self.broken:
            raise Unreachable
        return name

    def set(self, name: str, value: str, *, ex: int | None = None) -> Awaitable[Any]:
        return self.get(name)

    def delete(self, name: str) -> Awaitable[Any]:
        return self.get(name)


async def test_trouble_is_one_line_and_its_end_another() -> None:
    server = Fickle()
    hot = Hot(server, rest_s=0)
    with capture_logs() as logs:
        assert [await hot.ask(lambda one: one.get("a")) for _ in range(3)] == [None] * 3
        server.broken = False
        assert [await hot.ask(lambda one: one.get("a")) for _ in range(3)] == ["a"] * 3
    assert [line["event"] for line in logs] == ["redis_failing", "redis_works_again"]


async def test_a_server_that_failed_is_left_alone_for_a_while() -> None:
    server = Fickle()
    hot = Hot(server, rest_s=60)
    with capture_logs() as logs:
        assert [await hot.ask(lambda one: one.get("a")) for _ in range(9)] == [None] * 9
    assert (server.asked, len(logs)) == (1, 1)


async def test_ping_tells_a_server_from_none_and_writes_no_line(tmp_path: Path) -> None:
    with capture_logs() as logs:
        async with running_valkey(tmp_path) as url:
            assert await ping(url)
        assert not await ping(url)
    assert logs == []
