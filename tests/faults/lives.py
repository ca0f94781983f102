"""The service as processes that live, one at a time, until they are killed or told to stop."""

import asyncio
import json
import os
import signal
import sys
import time
from asyncio.subprocess import DEVNULL, PIPE, Process, create_subprocess_exec
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).parents[2]
SERVICE = ("-m", "tests.faults.service")
LOG = "service.log"
ENDS_WITHIN_S = 30.0


@dataclass
class Life:
    """A process of the service; `cold` when it was not forked but started as a shop starts it."""

    pid: int
    cold: bool
    over: "asyncio.Task[None]"
    born_s: float = field(default_factory=time.monotonic)
    ended_s: float = 0.0

    @property
    def ended(self) -> bool:
        return self.over.done()

    async def ends(self, within_s: float) -> bool:
        """Waits for its end; False when it lives on."""
        await asyncio.wait({self.over}, timeout=within_s)
        return self.over.done()

    def send(self, sign: signal.Signals) -> None:
        with suppress(ProcessLookupError):
            os.kill(self.pid, sign)

    async def stop(self) -> None:
        """SIGTERM, and SIGKILL to one that does not obey."""
        self.send(signal.SIGTERM)
        if not await self.ends(ENDS_WITHIN_S):
            self.send(signal.SIGKILL)
            await self.over


class Lives:
    """Begins lives in one home folder with the same settings."""

    def __init__(self, breeder: Process, home: Path, settings: Mapping[str, str]) -> None:
        self._breeder, self._home, self._settings = breeder, home, settings
        self.all: list[Life] = []

    async def begin(self, fault: str | None = None, cold: bool = False) -> Life:
        """The one before it must have ended."""
        told = {**self._settings, "FAULT": fault or ""}
        life = await (self._start(told) if cold else self._fork(told))
        self.all.append(life)
        life.over.add_done_callback(lambda _: setattr(life, "ended_s", time.monotonic()))
        return life

    async def _fork(self, told: Mapping[str, str]) -> Life:
        assert self._breeder.stdin and self._breeder.stdout
        self._breeder.stdin.write(json.dumps(told).encode() + b"\n")
        pid = int(await self._breeder.stdout.readline())
        return Life(pid, False, asyncio.create_task(self._told(), name="end of a life"))

    async def _told(self) -> None:
        assert self._breeder.stdout
        await self._breeder.stdout.readline()

    async def _start(self, told: Mapping[str, str]) -> Life:
        began_s = time.monotonic()
        with (self._home / LOG).open("ab") as log:
            process = await create_subprocess_exec(
                sys.executable, *SERVICE, cwd=ROOT, env={**environment(), **told}, stdout=DEVNULL, stderr=log
            )
        return Life(process.pid, True, asyncio.create_task(_end_of(process), name="end of a life"), began_s)


async def _end_of(process: Process) -> None:
    await process.wait()


@asynccontextmanager
async def lives(home: Path, settings: Mapping[str, str]) -> AsyncIterator[Lives]:
    """At the end none is left."""
    with (home / LOG).open("ab") as log:
        told = {**environment(), **settings}
        breeder = await create_subprocess_exec(
            sys.executable, *SERVICE, "--breed", cwd=ROOT, env=told, stdin=PIPE, stdout=PIPE, stderr=log
        )
    assert breeder.stdin and breeder.stdout
    assert await breeder.stdout.readline() == b"ready\n", (home / LOG).read_text("utf-8")[-2000:]
    begun = Lives(breeder, home, settings)
    try:
        yield begun
    finally:
        for life in begun.all:
            if not life.ended:
                life.send(signal.SIGKILL)
                await life.over
        breeder.stdin.close()
        await breeder.wait()


def environment() -> dict[str, str]:
    """Compiled modules are kept, as where the project is installed."""
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return {**kept, "PYTHONPATH": str(ROOT)}
