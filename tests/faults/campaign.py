"""Kills the service again and again while customers write.

The Bot API stand-in runs in a process of its own and survives; so do the messages that Telegram still holds. Every
step comes in its turn, and what customers write is shared out over the lives, so that each has work at its death.
"""

import random
import signal
from dataclasses import dataclass

from tests.faults.crowd import Crowd
from tests.faults.judging import PERSON, Question, Tally, finals, judge
from tests.faults.lives import ROOT, Life, Lives
from tests.faults.steps import MOST, MOST_ELSEWHERE, STEPS

__all__ = ["ANYTIME", "PERSON", "ROOT", "Campaign", "Question", "Tally", "finals", "judge"]

LIFE_S = 40.0
LOOK_S = 0.1
ANYTIME, ANYTIME_S = "anytime", 2.0
COLD_EVERY, COLD_FAULT = 20, ("sent", 5)
PEACE_EVERY = 10  # a chat that is begun more often than that and never finished gets an apology, by design
SIP = 3


@dataclass
class Campaign:
    """The lives of one shop's service, and its customers."""

    lives: Lives
    crowd: Crowd
    luck: random.Random

    async def kill_often(self, kills: int, messages: int, tally: Tally) -> None:
        """Lives that end at each step in turn, `kills` of them; then one that lives until all is answered."""
        await self.learn()
        steps = [*STEPS, ANYTIME]
        for number in range(kills):
            if number % len(steps) == 0:
                self.luck.shuffle(steps)
            due = messages * (number + 1) // kills
            step = await self.end_one(number, steps[number % len(steps)], due)
            tally.kills[step] += 1
            if number % PEACE_EVERY == PEACE_EVERY - 1:
                await self.live_until_answered()
        await self.live_until_answered()

    async def learn(self) -> None:
        """A life in peace: the first one of a new shop learns it, which takes its time, and the others find that."""
        await self.crowd.write(SIP)
        await self.live_until_answered()

    async def live_until_answered(self) -> None:
        life = await self.lives.begin()
        try:
            await self.crowd.until_answered()
        finally:
            await life.stop()

    async def end_one(self, number: int, step: str, due: int) -> str:
        """One life with some messages waiting and others coming, until `due` were written; returns where it ended."""
        cold = number % COLD_EVERY == COLD_EVERY - 1
        step, count = COLD_FAULT if cold else (step, self.luck.randint(1, MOST.get(step, MOST_ELSEWHERE)))
        await self.crowd.write((due - self.crowd.written + 1) // 2, asks_person=step == "handoff")
        life = await self.lives.begin(None if step == ANYTIME else f"{step}:{count}", cold)
        if step == ANYTIME:
            await life.ends(self.luck.uniform(0, ANYTIME_S))
            life.send(signal.SIGKILL)
        if not await self.feed(life, due):
            life.send(signal.SIGKILL)
            step = f"not at {step}"
        await life.over
        return step

    async def feed(self, life: Life, due: int) -> bool:
        """Customers go on writing, beyond `due` if nothing else is left to do; False when it would not die."""
        for _ in range(int(LIFE_S / LOOK_S)):
            if await life.ends(LOOK_S):
                break
            if self.crowd.written < due or await self.crowd.all_answered():
                await self.crowd.write(SIP)
        await self.crowd.write(due - self.crowd.written)
        return life.ended
