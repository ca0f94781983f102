"""A store in trouble says so in one line of the log, however many wait for it, and in one more once it is over."""

import time
from collections.abc import Iterator
from contextlib import contextmanager

import structlog

from storage.errors import StorageError

log = structlog.get_logger(__name__)

CALM_S = 30.0


class Trouble:
    """Watches what is written. A full disk takes a small write now and then: it is over after `calm_s` without one
    that failed.
    """

    def __init__(self, calm_s: float = CALM_S) -> None:
        self._calm_s = calm_s
        self._since_s: float | None = None
        self._last_s = 0.0

    @contextmanager
    def watched(self) -> Iterator[None]:
        """Marks what goes wrong inside as told, so that nobody else need say it."""
        try:
            yield
        except StorageError as problem:
            self._failed(problem)
            raise
        self._worked()

    def _failed(self, problem: StorageError) -> None:
        self._last_s, problem.told = time.monotonic(), True
        if self._since_s is None:
            self._since_s = self._last_s
            log.error("store_failing", reason=str(problem))

    def _worked(self) -> None:
        if self._since_s is not None and time.monotonic() - self._last_s >= self._calm_s:
            log.warning("store_works_again", after_s=round(self._last_s - self._since_s, 1))
            self._since_s = None
