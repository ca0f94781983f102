"""Pauses while something is out of order, and one line in the log when that begins and one when it is over."""

import time

import structlog

log = structlog.get_logger(__name__)


class Backoff:
    """The pause is as long as the trouble has lasted, between two bounds; so it doubles."""

    def __init__(self, what: str, first_s: float = 0.5, most_s: float = 30.0) -> None:
        self._what, self._first_s, self._most_s = what, first_s, most_s
        self._since_s: float | None = None
        self._told = False

    def failed(self, reason: str, told: bool = False) -> float:
        """How many seconds to wait before the next try; trouble that the log has already `told` gets no line here."""
        now_s = time.monotonic()
        if self._since_s is None:
            self._since_s, self._told = now_s, told
            if not told:
                log.warning(f"{self._what}_failing", reason=reason)
        return min(max(self._first_s, now_s - self._since_s), self._most_s)

    def worked(self) -> None:
        if self._since_s is None:
            return
        if not self._told:
            log.warning(f"{self._what}_works_again", after_s=round(time.monotonic() - self._since_s, 1))
        self._since_s = None
