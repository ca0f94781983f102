"""Notices that the event loop stands still and says where it stands: one line of the log each time.

A thread of its own looks, since nothing on the loop could. It only tells; what holds the loop is not interrupted.
"""

import asyncio
import sys
import threading
import time
from types import TracebackType
from typing import Self

import structlog

from handlers.places import is_ours, spelled

log = structlog.get_logger(__name__)

PATIENCE_S = 2.0
LOOKS = 8


class Watchdog:
    """`with Watchdog(): ...` in a coroutine; a loop that makes no step for `patience_s` is told once until it does."""

    def __init__(self, patience_s: float = PATIENCE_S) -> None:
        self._pause_s = patience_s / LOOKS
        self._ended = threading.Event()
        self._stepped_s = 0.0
        self._step: asyncio.TimerHandle | None = None

    def __enter__(self) -> Self:
        self._loop, self._watched = asyncio.get_running_loop(), threading.get_ident()
        self._make_step()
        self._thread = threading.Thread(target=self._look, name="watchdog", daemon=True)
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._ended.set()
        if self._step is not None:
            self._step.cancel()
        self._thread.join()

    def _make_step(self) -> None:
        self._stepped_s = time.monotonic()
        self._step = self._loop.call_later(self._pause_s, self._make_step)

    def _look(self) -> None:
        """Looks without a step are counted, not seconds: a process that was halted as a whole is not blocked."""
        seen_s, missed = 0.0, 0
        while not self._ended.wait(self._pause_s):
            if self._stepped_s != seen_s:
                if missed > LOOKS:
                    log.warning("loop_runs_again", after_s=round(self._stepped_s - seen_s, 1))
                seen_s, missed = self._stepped_s, 0
                continue
            missed += 1
            if missed == LOOKS + 1:
                log.error("loop_blocked", for_s=round(time.monotonic() - seen_s, 1), at=place_of(self._watched))


def place_of(thread: int) -> str:
    """The innermost line of ours that a thread is at: `bot/conversation/clerk.py:88`."""
    innermost = frame = sys._current_frames().get(thread)
    while frame is not None and not is_ours(frame.f_code.co_filename):
        frame = frame.f_back
    frame = frame or innermost
    if frame is None:
        return "unknown"
    return spelled(frame.f_code.co_filename, frame.f_lineno)
