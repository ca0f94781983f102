"""The process under test: `shopclerk run` with its death at a step arranged by FAULT=step:count."""

import asyncio
import os
import signal

from bot.settings import load_settings
from handlers.app import serve
from tests.faults.steps import arm


async def main() -> None:
    """Serves until SIGTERM or death."""
    stop = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop.set)
    await serve(load_settings(), stop)


if __name__ == "__main__":
    if fault := os.environ.get("FAULT"):
        step, _, count = fault.partition(":")
        arm(step, int(count))
    asyncio.run(main())
