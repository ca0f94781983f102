"""What most commands share: the settings, the clock they are told, and services opened and warm."""

import asyncio
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Annotated

import typer

from bot.bootstrap import Services, services
from bot.errors import BadInput
from bot.generation.client import LocalWriter
from bot.settings import Settings

Now = Annotated[str | None, typer.Option("--now", help="The moment to answer at, ISO 8601; default: the clock's.")]
Seed = Annotated[int, typer.Option("--seed", help="Seed of the sampling.")]
Json = Annotated[bool, typer.Option("--json", help="One JSON document on stdout, nothing else.")]


def read_now(text: str | None) -> datetime:
    """The moment named, aware; raises BadInput."""
    if text is None:
        return datetime.now(UTC)
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise BadInput("--now", f"{text!r} is no ISO 8601 moment", "write it like 2026-06-15T12:00:00+00:00") from None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


@asynccontextmanager
async def warm_services(settings: Settings) -> AsyncIterator[Services]:
    """Services whose model is loaded, so that the first turn is as fast as the others."""
    os.environ.setdefault("HF_HUB_OFFLINE", "1")
    async with services(settings) as opened:
        if isinstance(opened.writer, LocalWriter):
            await opened.writer.warm()
        async with opened.store.reading() as unit:
            shop = await opened.shops.current(unit)
        await asyncio.to_thread(shop.warm)
        yield opened
