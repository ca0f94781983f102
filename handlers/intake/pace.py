"""How many turns may be at work at once: fewer while the acknowledgement of updates comes late.

Turns share the event loop and the writer with it. Nobody misses a turn that begins a little later; an update that is
not acknowledged comes again, and holds up those behind it.
"""

import time

LATE_S, GROW_S = 0.02, 0.05
LEAST = 2  # one may hang


class Pace:
    """`allowed` halves when an update was late and grows by one every `GROW_S`, up to `most`."""

    def __init__(self, most: int) -> None:
        self._most, self._base, self._since_s = most, most, 0.0

    @property
    def allowed(self) -> int:
        return min(self._most, self._base + int((time.monotonic() - self._since_s) / GROW_S))

    def accepted(self, after_s: float) -> None:
        """An update was acknowledged so long after it came."""
        if after_s > LATE_S:
            self._base, self._since_s = min(self._most, max(LEAST, self.allowed // 2)), time.monotonic()
