"""A loop that stands still is told, once, with the line that holds it; one that is only busy is not."""

import asyncio
import threading
import time
from collections.abc import Callable
from pathlib import Path

from structlog.testing import capture_logs

from handlers.watchdog import Watchdog, place_of
from tests.handlers.arrivals import until

Events = list[str]


def _block(until_told: Callable[[], bool]) -> None:
    """Holds the loop until the watchdog has spoken, for ten seconds at most."""
    end_s = time.monotonic() + 10
    while not until_told() and time.monotonic() < end_s:
        time.sleep(0.01)


async def test_a_blocked_loop_is_told_once_with_its_place() -> None:
    with capture_logs() as logs, Watchdog(patience_s=0.2):
        await asyncio.sleep(0.1)
        _block(lambda: bool(logs))
        time.sleep(0.5)  # noqa: ASYNC251 - it goes on standing still
        await until(lambda: len(logs) > 1)
    assert [line["event"] for line in logs] == ["loop_blocked", "loop_runs_again"]
    assert logs[0]["at"].startswith(f"tests/handlers/{Path(__file__).name}:")
    assert logs[0]["for_s"] >= 0.2


async def test_each_time_is_told() -> None:
    with capture_logs() as logs, Watchdog(patience_s=0.2):
        for number in (1, 3):
            _block(lambda number=number: len(logs) >= number)  # type: ignore[misc]
            await until(lambda number=number: len(logs) > number)  # type: ignore[misc]
    assert [line["event"] for line in logs] == ["loop_blocked", "loop_runs_again"] * 2


async def test_a_loop_at_work_is_left_alone() -> None:
    with capture_logs() as logs, Watchdog(patience_s=2.0):
        end_s = time.monotonic() + 0.5
        while time.monotonic() < end_s:  # noqa: ASYNC110 - busy is what it is to be
            await asyncio.sleep(0)
    assert logs == []


async def test_its_thread_ends_with_it() -> None:
    with Watchdog(patience_s=0.1):
        assert "watchdog" in [one.name for one in threading.enumerate()]
    assert "watchdog" not in [one.name for one in threading.enumerate()]


def test_a_thread_that_is_gone_is_nowhere() -> None:
    assert place_of(-1) == "unknown"
