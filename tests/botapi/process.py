"""The server as a process of its own, for as long as a block lasts; it also ends when the test's process does."""

import asyncio
import sys
from asyncio.subprocess import PIPE
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

from tests.botapi.client import RemoteApi, connected
from tests.botapi.server import TOKEN

ROOT = Path(__file__).parents[2]
CLOSES_WITHIN_S = 10


@asynccontextmanager
async def botapi_process(tokens: Sequence[str] = (TOKEN,), port: int = 0) -> AsyncIterator[RemoteApi]:
    """Starts `python -m tests.botapi` and yields a hand on it."""
    arguments = [
        "-m",
        "tests.botapi",
        "--port",
        str(port),
        "--until-stdin-closes",
        *(f"--token={one}" for one in tokens),
    ]
    process = await asyncio.create_subprocess_exec(sys.executable, *arguments, stdin=PIPE, stdout=PIPE, cwd=ROOT)
    assert process.stdin and process.stdout
    try:
        url = (await process.stdout.readline()).decode().strip()
        assert url, "the server did not start; see its stderr"
        async with connected(url) as api:
            yield api
    finally:
        process.stdin.close()
        try:
            await asyncio.wait_for(process.wait(), CLOSES_WITHIN_S)
        except TimeoutError:
            process.kill()
            await process.wait()
