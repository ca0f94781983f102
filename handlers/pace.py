"""How many may work at once: as many as the event loop bears without answering late.

Turns that wait for something cost the loop nothing and may be many; turns that compute make it late, and more of them
at once would only hold up what must be quick, above all the acknowledgement of updates.
"""

import asyncio
import time
from collections.abc import Callable

BEAT_S, LATE_S = 0.02, 1000.0


class Pace:
    """`allowed` halves with every beat that comes late and grows by one with every other."""

    def __init__(self, most: int, changed: Callable[[], None]) -> None:
        self._most, self._changed = most, changed
        self.allowed = most

    async def keep(self, busy: Callable[[], object]) -> None:
        """Beats as long as somebody works."""
        while busy():
            due_s = time.monotonic() + BEAT_S
            await asyncio.sleep(BEAT_S)
            self.feel(time.monotonic() - due_s)

    def feel(self, late_s: float) -> None:
        """One beat, so much too late."""
        if late_s > LATE_S:
            self.allowed = max(1, self.allowed // 2)
        elif self.allowed < self._most:
            self.allowed += 1
            self._changed()
