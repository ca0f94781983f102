"""Whose wording answers: a turn keeps the one it began with to its end, the next turn has the latest.

It knows no model and no registry; who hands in a new wording closes the old one when it comes back.
"""

import asyncio
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from bot.conversation.reply import Spoken
from bot.conversation.wording import Hear, Wording
from bot.facts.voice import Voice
from bot.plan.proposition import Plan


class _Shift:
    """A wording and how many turns it is speaking in."""

    def __init__(self, wording: Wording) -> None:
        self.wording = wording
        self.turns = 0
        self.idle = asyncio.Event()
        self.idle.set()

    @contextmanager
    def turn(self) -> Iterator[Wording]:
        self.turns += 1
        self.idle.clear()
        try:
            yield self.wording
        finally:
            self.turns -= 1
            if not self.turns:
                self.idle.set()


class Rota:
    """Speaks as a `Wording` does; writer, licence and veto change together and between turns only."""

    def __init__(self, wording: Wording) -> None:
        self._now = _Shift(wording)
        self._leaving: list[_Shift] = []

    @property
    def wordings(self) -> list[Wording]:
        """The one of now and those whose last turns still run."""
        return [shift.wording for shift in (self._now, *self._leaving)]

    async def speak(
        self,
        plan: Plan,
        voice: Voice,
        masked: str,
        seed: int,
        recent: Sequence[str] = (),
        hear: Hear | None = None,
    ) -> Spoken:
        """As `Wording.speak`, by the wording of this moment."""
        with self._now.turn() as wording:
            return await wording.speak(plan, voice, masked, seed, recent, hear)

    async def replace(self, fresh: Wording) -> Wording:
        """The next turn has `fresh`; returns the old wording when the last turn with it is over."""
        old, self._now = self._now, _Shift(fresh)
        self._leaving.append(old)
        await old.idle.wait()
        self._leaving.remove(old)
        return old.wording
