"""`shopclerk replay`: recorded customer turns in, today's replies out."""

import asyncio
import json
from pathlib import Path
from typing import Annotated

import typer

from bot.conversation.replay import read_recorded, replay
from bot.errors import BadInput
from bot.settings import load_settings
from handlers.cli.progress import track
from handlers.cli.session import Now, Seed, read_now, warm_services


def replay_file(
    file: Annotated[Path, typer.Argument(help="Recorded turns, JSON Lines.")],
    out: Annotated[Path, typer.Option("--out", help="Where the replies go, JSON Lines.")],
    concurrency: Annotated[int, typer.Option("--concurrency", min=1, help="Conversations answered at once.")] = 1,
    now: Now = None,
    seed: Seed = 0,
) -> None:
    """Answer recorded customer turns in bulk; leaves nothing in the shop."""
    if out.is_dir():
        raise BadInput(str(out), "is a folder", "name a file for the replies")
    asyncio.run(_replay(file, out, concurrency, now, seed))


async def _replay(file: Path, out: Path, concurrency: int, now: str | None, seed: int) -> None:
    moment, recorded = read_now(now), read_recorded(file)
    partial = out.with_name(out.name + ".part")
    async with warm_services(load_settings()) as opened:
        try:
            with partial.open("w", encoding="utf-8", errors="replace") as sink, track("replay", len(recorded)) as step:
                lines = replay(recorded, opened.clerk, opened.store.reading, moment, seed, concurrency)
                async for _, answer in lines:
                    sink.write(json.dumps(answer, ensure_ascii=False) + "\n")
                    step()
        except OSError as problem:
            raise BadInput(str(out), (problem.strerror or "cannot be written").lower()) from None
    partial.replace(out)
