"""`shopclerk run`: the service on Telegram, until it is told to stop."""

import asyncio
import os
import signal
import sys

import typer

from bot.settings import Settings, load_settings
from handlers.app import serve

FIRST_STEPS = """\
1. Token: in Telegram write /newbot to @BotFather, choose a name, and copy the token that comes back.
2. File: write SHOPCLERK_BOT_TOKEN=THE_TOKEN into a file named .env in this folder (every setting: deploy/.env.example).
3. Staff: make a group, turn on Topics in its settings, add the bot as an admin who may manage topics, write /id there.
4. File: add SHOPCLERK_STAFF_CHAT=THE_NUMBER it answers; import the shop with: shopclerk import FOLDER
5. Check with: shopclerk doctor; then start with: shopclerk run"""


def run() -> None:
    """Serve customers on Telegram; SIGTERM and Ctrl+C stop it, and what is unfinished waits for the next start."""
    settings = load_settings()
    if settings.bot_token is None:
        print(FIRST_STEPS, file=sys.stderr)
        raise typer.Exit(2)
    os.environ.setdefault("HF_HUB_OFFLINE", "1")
    asyncio.run(_run(settings))


async def _run(settings: Settings) -> None:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for sign in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(sign, stop.set)
    await serve(settings, stop)
    sys.stderr.flush()
    os._exit(0)  # everything is closed; a thread that still learns the shop cannot be told to stop
