"""One batch of a chat at a time, in order; what fails is tried again, what hangs is fenced off, nothing is lost."""

import asyncio
import random
from collections.abc import AsyncIterator, Callable
from typing import Any

import pytest
from structlog.testing import capture_logs

from handlers.intake.actors import ATTEMPTS_OF_ALL, Actors
from handlers.nursery import Nursery
from storage.engine import Store
from storage.errors import LeaseLost, StorageBusy
from storage.records import InboxRow, Work
from tests.handlers.arrivals import BOT, LONG_AGO, Clerk, arrive, states, text_of, until

Start = Callable[..., Actors]


@pytest.fixture
async def start(store: Store) -> AsyncIterator[Start]:
    """Makes actors around a clerk; they end with the test."""
    async with Nursery(grace_s=0.2) as nursery:
        made: list[Actors] = []

        def make(clerk: Clerk, burst_s: float = 0.1, lease_s: float = 5.0, boot: str = "b1", **more: Any) -> Actors:
            actors = Actors(
                store,
                BOT,
                more.pop("feed", clerk.feed),
                more.pop("on_given_up", clerk.give_up),
                burst_s=burst_s,
                lease_s=lease_s,
                boot=boot,
                nursery=nursery,
                **more,
            )
            made.append(actors)
            return actors

        yield make
        for actors in made:
            actors.stop()


def failing(times: int, problem: Exception, text: str = "bad") -> Callable[[str], Any]:
    """Work that fails so many times on one text."""
    left = times

    async def work_on(said: str) -> None:
        nonlocal left
        if said == text and left:
            left -= 1
            raise problem

    return work_on


def hanging(text: str, times: int = 1) -> Callable[[str], Any]:
    """Work that never ends on one text."""
    left = times

    async def work_on(said: str) -> None:
        nonlocal left
        if said == text and left:
            left -= 1
            await asyncio.Event().wait()

    return work_on


async def test_each_chat_in_order_and_chats_side_by_side(store: Store, start: Start) -> None:
    dice, at_work = random.Random(3), dict.fromkeys(range(10), 0)

    async def work_on(text: str) -> None:
        chat = int(text.split()[0])
        at_work[chat] += 1
        assert at_work[chat] == 1
        await asyncio.sleep(dice.random() / 200)
        at_work[chat] -= 1

    clerk = Clerk(store, work_on)
    arriving = [text_of(n, f"{n % 10} {n:03}", chat=n % 10) for n in range(60)]
    await arrive(store, *dice.sample(arriving, 60))
    actors = start(clerk, burst_s=0)
    await actors.recover()
    await until(lambda: actors.idle)
    for chat in range(10):
        mine = [text for key, text in clerk.turns if key == str(chat)]
        assert mine == sorted(mine)
        assert len(mine) == 6
    assert len({key for key, _ in clerk.turns[:10]}) > 5  # none waited until another was through
    assert set((await states(store)).values()) == {"done"}


async def test_a_burst_is_one_turn_and_an_edit_replaces_its_text(store: Store, start: Start) -> None:
    clerk = Clerk(store)
    actors = start(clerk, burst_s=0.15)
    for update in (
        text_of(1, "where is W1002"),
        text_of(2, "please"),
        text_of(3, "where is W1001", kind="edited_message", of=1),
    ):
        await arrive(store, update, ago_s=0)
        actors.notify(["7"])
        await asyncio.sleep(0.03)
        assert clerk.turns == []
    await until(lambda: actors.idle)
    assert clerk.turns == [("7", "where is W1001\nplease")]
    assert len(clerk.works[0].inbox_ids) == 3
    assert set((await states(store)).values()) == {"done"}


async def test_a_backlog_waits_for_nothing_and_a_command_stands_alone(store: Store, start: Start) -> None:
    clerk = Clerk(store)
    await arrive(store, *(text_of(n, text) for n, text in enumerate(["hi", "there", "/human", "why", "not"])))
    actors = start(clerk, burst_s=20)
    await actors.recover()
    await until(lambda: actors.idle)
    assert clerk.texts == ["hi\nthere", "/human", "why\nnot"]


async def test_an_edit_that_comes_later_is_a_turn_of_its_own(store: Store, start: Start) -> None:
    clerk = Clerk(store)
    actors = start(clerk)
    await arrive(store, text_of(1, "W1002?"))
    actors.notify(["7"])
    await until(lambda: actors.idle)
    await arrive(store, text_of(2, "W1001?", kind="edited_message", of=1))
    actors.notify(["7"])
    await until(lambda: actors.idle)
    assert clerk.texts == ["W1002?", "W1001?"]


async def test_what_no_handler_settles_is_settled_all_the_same(store: Store, start: Start) -> None:
    fed: list[str] = []

    async def ignore(update: dict[str, Any], work: Work, key: str) -> None:
        fed.append(key)

    await arrive(store, text_of(1, "/a"), text_of(2, "/b"))
    actors = start(Clerk(store), feed=ignore)
    await actors.recover()
    await until(lambda: actors.idle)
    assert fed == ["7", "7"]
    assert set((await states(store)).values()) == {"done"}


@pytest.mark.slow
async def test_a_failed_turn_is_tried_again_under_a_new_token(store: Store, start: Start) -> None:
    clerk = Clerk(store, failing(2, ValueError("what she wrote")))
    await arrive(store, text_of(1, "bad"))
    actors = start(clerk)
    with capture_logs() as logs:
        await actors.recover()
        await until(lambda: actors.idle)
    assert clerk.texts == ["bad"]
    assert [work.lease and (work.lease.token, work.lease.attempts) for work in clerk.works] == [(1, 1), (2, 2), (3, 3)]
    assert [line["event"] for line in logs] == ["turn_failed", "turn_failed"]
    assert "she wrote" not in str(logs)


@pytest.mark.slow
async def test_after_three_tries_it_is_given_up_and_the_chat_goes_on(store: Store, start: Start) -> None:
    clerk = Clerk(store, failing(9, ValueError()))
    await arrive(store, text_of(1, "bad"), text_of(2, "/good"))
    actors = start(clerk)
    await actors.recover()
    await until(lambda: actors.idle)
    assert clerk.begun == ["bad"] * 3 + ["/good"]
    [(updates, reason)] = clerk.given_up
    assert updates == [1]
    assert reason.startswith("ValueError at test_actors.py:")
    assert await states(store) == {1: "quarantined", 2: "done"}


@pytest.mark.slow
async def test_a_hung_turn_is_noticed_its_late_result_refused_and_others_go_on(store: Store, start: Start) -> None:
    release = asyncio.Event()
    tries = 0

    async def deaf(text: str) -> None:
        """Does not even let itself be cancelled, the first time."""
        nonlocal tries
        tries += text == "stuck"
        while text == "stuck" and tries == 1 and not release.is_set():
            try:
                await release.wait()
            except asyncio.CancelledError:
                continue

    clerk = Clerk(store, deaf)
    await arrive(store, text_of(1, "stuck"), *(text_of(n, f"/{n}", chat=n) for n in range(100, 120)))
    actors = start(clerk, lease_s=1.0, most=4)
    await actors.recover()
    await until(lambda: actors.idle)
    assert clerk.texts.index("stuck") == 20  # all the others were answered meanwhile
    release.set()
    await until(lambda: clerk.refused)
    assert isinstance(clerk.refused[0], LeaseLost)
    assert clerk.texts.count("stuck") == 1


async def test_a_turn_that_always_hangs_is_given_up(store: Store, start: Start) -> None:
    clerk = Clerk(store, hanging("stuck", times=9))
    await arrive(store, text_of(1, "stuck"))
    actors = start(clerk, lease_s=0.05)
    await actors.recover()
    await until(lambda: actors.idle)
    assert clerk.given_up == [([1], "not done in 0.05 s")]


@pytest.mark.slow
async def test_the_store_is_waited_for_and_that_counts_for_nothing(store: Store, start: Start) -> None:
    clerk = Clerk(store, failing(2, StorageBusy(store.path, None)))
    await arrive(store, text_of(1, "bad"))
    actors = start(clerk)
    with capture_logs() as logs:
        await actors.recover()
        await until(lambda: actors.idle)
    assert clerk.texts == ["bad"]
    assert [work.lease and work.lease.attempts for work in clerk.works] == [1, 1, 1]
    assert [line["event"] for line in logs] == ["store_failing", "store_works_again"]


async def test_what_cannot_be_read_is_given_up_at_once(store: Store, start: Start) -> None:
    clerk = Clerk(store)
    async with store.writing() as unit:
        await unit.inbox.add(InboxRow(BOT, 1, b"{", LONG_AGO, "7"))
    await arrive(store, text_of(2, "good"))
    actors = start(clerk)
    await actors.recover()
    await until(lambda: actors.idle)
    assert (clerk.given_up, clerk.texts) == ([([1], "unreadable")], ["good"])


@pytest.mark.slow
async def test_when_even_giving_up_fails_it_is_put_aside(store: Store, start: Start) -> None:
    async def refuse(*_: object) -> None:
        raise RuntimeError

    clerk = Clerk(store, failing(9, ValueError()))
    await arrive(store, text_of(1, "bad"), text_of(2, "/good"))
    actors = start(clerk, on_given_up=refuse)
    await actors.recover()
    await until(lambda: actors.idle)
    assert await states(store) == {1: "quarantined", 2: "done"}
    assert clerk.texts == ["/good"]


async def test_the_next_process_finds_what_was_at_work(store: Store, start: Start) -> None:
    clerk = Clerk(store, hanging("first"))
    await arrive(store, text_of(1, "first"), text_of(2, "/second"))
    dying = start(clerk)
    await dying.recover()
    await until(lambda: clerk.begun)
    dying.stop()
    await until(lambda: not dying._working)
    assert await states(store) == {1: "taken", 2: "new"}
    after = start(clerk, boot="b2")
    await after.recover()
    await until(lambda: after.idle)
    assert clerk.texts == ["first", "/second"]


async def test_a_turn_that_kills_the_process_again_and_again_is_given_up(store: Store, start: Start) -> None:
    clerk = Clerk(store)
    await arrive(store, text_of(1, "deadly"))
    async with store.writing() as unit:
        for death in range(ATTEMPTS_OF_ALL):
            await unit.leases.take(f"chat:{BOT}:7", "actors", 0.0, 8.0, boot=f"boot {death}")
    actors = start(clerk)
    await actors.recover()
    await until(lambda: actors.idle)
    assert clerk.given_up == [([1], "begun 10 times and never finished")]


async def test_draining_ends_what_is_at_work_and_leaves_the_rest(store: Store, start: Start) -> None:
    clerk = Clerk(store, lambda text: asyncio.sleep(0.1))
    await arrive(store, text_of(1, "/a"), text_of(2, "/b"))
    actors = start(clerk)
    await actors.recover()
    await until(lambda: clerk.begun)
    assert await actors.drain(timeout_s=2)
    actors.notify(["8"])
    await asyncio.sleep(0.02)
    assert clerk.texts == ["/a"]
    assert await states(store) == {1: "done", 2: "new"}


async def test_draining_does_not_wait_for_ever(store: Store, start: Start) -> None:
    clerk = Clerk(store, hanging("stuck"))
    await arrive(store, text_of(1, "stuck"))
    actors = start(clerk)
    await actors.recover()
    await until(lambda: clerk.begun)
    assert not await actors.drain(timeout_s=0.05)


async def test_a_flooding_chat_has_one_place_in_the_queue(store: Store, start: Start) -> None:
    clerk = Clerk(store)
    flood = [text_of(n, f"/{n}") for n in range(100)]
    await arrive(store, *flood, *(text_of(1000 + n, "/mine", chat=50 + n) for n in range(5)))
    actors = start(clerk, most=2)
    await actors.recover()
    await until(lambda: clerk.texts.count("/mine") == 5)
    assert len(clerk.turns) <= 12
    await until(lambda: actors.idle)
    assert [text for key, text in clerk.turns if key == "7"] == [f"/{n}" for n in range(100)]


async def test_a_clock_that_jumps_back_does_not_hold_a_burst(store: Store, start: Start) -> None:
    clerk = Clerk(store)
    await arrive(store, text_of(1, "hi"), ago_s=-3600)
    actors = start(clerk, burst_s=0.05)
    await actors.recover()
    await until(lambda: actors.idle, within_s=1)
    assert clerk.texts == ["hi"]


async def test_messages_that_come_while_a_turn_is_at_work_are_the_next(store: Store, start: Start) -> None:
    gate = asyncio.Event()

    async def work_on(text: str) -> None:
        if text == "one":
            await gate.wait()

    clerk = Clerk(store, work_on)
    actors = start(clerk)
    await arrive(store, text_of(1, "one"))
    actors.notify(["7"])
    await until(lambda: clerk.begun)
    await arrive(store, text_of(2, "two"), text_of(3, "three"))
    actors.notify(["7"])
    gate.set()
    await until(lambda: actors.idle)
    assert clerk.texts == ["one", "two\nthree"]
