"""A promoted version takes over in the running service: loaded beside the old one, which leaves after its last turn.

It looks at one file and knows neither chats nor turns. A version that cannot speak changes nothing.
"""

import asyncio
from collections.abc import Callable

import structlog

from bot.conversation.rota import Rota
from bot.conversation.wording import Wording
from bot.generation.checkpoint import ModelUnusable
from bot.generation.client import LocalWriter, Writer
from bot.training.registry import Mark, Pin, Registry

log = structlog.get_logger(__name__)

LOOK_S = 1.0


class Succession:
    """Watches the registry of a home; `make` words by a writer, `seen` is the mark of what answers already."""

    def __init__(self, registry: Registry, rota: Rota, make: Callable[[Writer], Wording], seen: Mark) -> None:
        self._registry, self._rota, self._make, self._seen = registry, rota, make, seen
        self._loading: LocalWriter | None = None

    async def run(self, every_s: float = LOOK_S) -> None:
        """Looks until it is cancelled."""
        while True:
            await self.look()
            await asyncio.sleep(every_s)

    async def look(self) -> None:
        """Takes up what was promoted since the last look; a version that does not load is told once."""
        mark = self._registry.mark()
        if mark == self._seen:
            return
        self._seen = mark
        try:
            pin, wording = await self._load()
        except Exception as problem:
            reason = str(problem) if isinstance(problem, ModelUnusable) else type(problem).__name__
            log.error("promotion_failed", reason=reason, do="the version before answers on")
            return
        log.info("promoted", version=pin.version, digest=pin.digest)
        await self._hand_over(wording)

    def close(self) -> None:
        """Closes every writer that still speaks, or was to."""
        for writer in (*(wording.writer for wording in self._rota.wordings), self._loading):
            _close(writer)

    async def _load(self) -> tuple[Pin, Wording]:
        """The promoted version, loaded and rehearsed; raises ModelUnusable."""
        pin = (await asyncio.to_thread(self._registry.state)).promoted
        _, checkpoint = await asyncio.to_thread(self._registry.resolve, pin)
        self._loading = writer = LocalWriter(checkpoint)
        try:
            await writer.warm()
            wording = await asyncio.to_thread(self._make, writer)
        except Exception:
            await asyncio.to_thread(writer.close)
            raise
        self._loading = None
        return pin, wording

    async def _hand_over(self, wording: Wording) -> None:
        old = await self._rota.replace(wording)
        await asyncio.to_thread(_close, old.writer)


def _close(writer: Writer | None) -> None:
    if isinstance(writer, LocalWriter):
        writer.close()
