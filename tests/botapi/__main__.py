"""`python -m tests.botapi --port 0`: serves until SIGTERM or SIGINT; the only line on stdout is the address."""

import argparse
import asyncio
import signal
import sys

from tests.botapi.server import TOKEN, running_botapi


async def serve(tokens: list[str], port: int, until_stdin_closes: bool) -> None:
    """Runs the server until somebody ends it."""
    over = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, over.set)
    async with running_botapi(tokens, port) as api:
        sys.stdout.write(f"{api.url}\n")
        sys.stdout.flush()
        if until_stdin_closes:
            await watch_stdin(loop, over)
        await over.wait()


async def watch_stdin(loop: asyncio.AbstractEventLoop, over: asyncio.Event) -> None:
    """Ends the server together with the process that holds the other end."""

    class Watcher(asyncio.Protocol):
        def connection_lost(self, exc: Exception | None) -> None:
            over.set()

    await loop.connect_read_pipe(Watcher, sys.stdin)


def main() -> None:
    """Reads the arguments."""
    parser = argparse.ArgumentParser(prog="python -m tests.botapi", description=__doc__)
    parser.add_argument("--port", type=int, default=0, help="0: a free one")
    parser.add_argument("--token", action="append", help=f"a bot's token, may be repeated; default {TOKEN}")
    parser.add_argument("--until-stdin-closes", action="store_true", help="end with the process that started this one")
    options = parser.parse_args()
    asyncio.run(serve(options.token or [TOKEN], options.port, options.until_stdin_closes))


if __name__ == "__main__":
    main()
