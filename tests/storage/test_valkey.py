"""A server that lives and dies with its context."""

from pathlib import Path

from storage.redis import ping
from storage.valkey import running_valkey


async def test_the_server_ends_with_its_context(tmp_path: Path) -> None:
    async with running_valkey(tmp_path / "valkey") as url:
        assert await ping(url)
    assert not await ping(url)


async def test_two_servers_at_once(tmp_path: Path) -> None:
    async with running_valkey(tmp_path / "a") as one, running_valkey(tmp_path / "b") as other:
        assert one != other
