"""A turn keeps the wording it began with; the next has the new one; the old comes back when nobody speaks by it."""

import asyncio
import random
from collections.abc import Sequence
from datetime import UTC, datetime

from bot.conversation.rota import Rota
from bot.conversation.wording import SLOW_MS, Tempo, Wording
from bot.facts.bound import bind
from bot.facts.voice import Voice
from bot.generation.request import Candidate, ClauseRequest, Sampling
from bot.guard.guard import Guard
from bot.guard.licence import Licence
from bot.plan.acts import Polarity, Row
from bot.plan.proposition import Plan, Proposition
from bot.plan.scene import Scene
from storage.records import Source

VOICE = Voice("en", datetime(2026, 6, 15, 12, tzinfo=UTC), UTC)
NAME = bind("order.id", "#W1", Source("orders", "#W1", "order_id", "#W1", 1))
SUM = bind("total", "£48.00", Source("orders", "#W1", "total", "48.00", 1))
TOTAL = Proposition("order.total", (SUM,), "#W1", NAME)
PLAN = Plan((TOTAL, TOTAL, TOTAL), Scene(), "order.total", 1.0)


class Slow:
    """A writer that takes its time and signs what it writes; nothing is asked of it after it was closed."""

    def __init__(self, name: str, seconds: float = 0.002) -> None:
        self.name, self.seconds, self.closed = name, seconds, False

    async def write(self, requests: Sequence[ClauseRequest], sampling: Sampling) -> list[list[Candidate]]:
        assert not self.closed
        await asyncio.sleep(random.uniform(0, self.seconds))
        assert not self.closed
        return [[Candidate(self.name, -0.1)] for _ in requests]


class Sealed(Guard):
    """Refuses everything under its own name."""

    def __init__(self, name: str) -> None:
        super().__init__(Licence(None))
        self.name = name

    def refuses(self, text: str, language: str, act: str, polarity: Polarity, row: Row) -> str | None:
        return self.name


def wording(name: str) -> Wording:
    """Asked clause by clause, so that a turn awaits its writer three times."""
    return Wording(Slow(name), Sealed(name), Sampling(), "plain", Tempo(SLOW_MS * 2))


async def ignore(text: str) -> None:
    """Somebody who waits, for whom each clause is asked for on its own."""


async def speak(rota: Rota) -> set[str]:
    """The names of all writers and guards that a turn met."""
    spoken = await rota.speak(PLAN, VOICE, "what does it come to", 1, hear=ignore)
    assert spoken.text and len(spoken.clauses) == len(spoken.blocked) == 3
    return {name for one in spoken.blocked for name in (one.text, one.reason)}


async def test_a_turn_under_way_ends_as_it_began() -> None:
    rota, old = Rota(wording("old")), "old"
    turn = asyncio.ensure_future(speak(rota))
    await asyncio.sleep(0)
    handed = asyncio.ensure_future(rota.replace(wording("new")))
    await asyncio.sleep(0)
    assert [one.writer.name for one in rota.wordings if isinstance(one.writer, Slow)] == ["new", "old"]
    assert not handed.done()
    assert await speak(rota) == {"new"}
    assert await turn == {old}
    assert isinstance((await handed).writer, Slow)
    assert len(rota.wordings) == 1


async def test_without_a_turn_the_old_one_comes_back_at_once() -> None:
    first = wording("old")
    rota = Rota(first)
    async with asyncio.timeout(1):
        assert await rota.replace(wording("new")) is first


async def test_a_turn_that_fails_or_is_given_up_holds_nobody_up() -> None:
    rota = Rota(wording("old"))
    turn = asyncio.ensure_future(speak(rota))
    await asyncio.sleep(0)
    turn.cancel()
    async with asyncio.timeout(1):
        await asyncio.gather(turn, return_exceptions=True)
        await rota.replace(wording("new"))


async def test_of_many_turns_none_is_lost_and_none_is_mixed() -> None:
    """Four promotions under fifty customers: each closes its predecessor as the service does."""
    rota, met = Rota(wording("0")), []

    async def customer() -> None:
        for _ in range(6):
            met.append(await speak(rota))
            await asyncio.sleep(random.uniform(0, 0.003))

    async def promotions() -> None:
        for number in range(1, 5):
            await asyncio.sleep(0.004)
            old = await rota.replace(wording(str(number)))
            assert isinstance(old.writer, Slow)
            old.writer.closed = True

    await asyncio.gather(promotions(), *(customer() for _ in range(50)))
    assert len(met) == 300
    assert all(len(names) == 1 for names in met)
    assert set().union(*met) >= {"0", "4"}
