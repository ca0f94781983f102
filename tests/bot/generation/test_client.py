import asyncio
import time
from pathlib import Path

import pytest

from bot.generation.client import LocalWriter, NoWriter, open_writer
from bot.generation.request import ClauseRequest, Sampling
from bot.plan.acts import Polarity, Row

REQUEST = ClauseRequest("en", "plain", "where is it", None, Row.SAME, Polarity.OPEN, "order.shipped")
SAMPLING = Sampling(candidates=12, max_tokens=64, deadline_s=20)


async def test_without_a_model_there_are_no_candidates() -> None:
    assert await NoWriter().write([REQUEST, REQUEST], SAMPLING) == [[], []]


@pytest.mark.slow
async def test_a_writer_loads_off_the_loop_and_answers_together(checkpoint_folder: Path) -> None:
    writer = open_writer(checkpoint_folder)
    try:
        await writer.warm()
        answers = await asyncio.gather(*(writer.write([REQUEST] * 2, SAMPLING) for _ in range(5)))
        assert all(len(answer) == 2 for answer in answers)
        assert all(answer == answers[0] or answer[0][0].text for answer in answers)
    finally:
        writer.close()


@pytest.mark.slow
async def test_the_loop_stays_free_while_the_model_writes(checkpoint_folder: Path) -> None:
    writer = open_writer(checkpoint_folder)
    try:
        await writer.warm()
        task = asyncio.create_task(writer.write([REQUEST] * 8, Sampling(candidates=8, max_tokens=250, deadline_s=2)))
        ticks, longest, last = 0, 0.0, time.monotonic()
        while not task.done():
            await asyncio.sleep(0.005)
            longest, last, ticks = max(longest, time.monotonic() - last), time.monotonic(), ticks + 1
        assert ticks > 5
        assert longest < 0.5
    finally:
        writer.close()


@pytest.mark.slow
async def test_a_passed_deadline_gives_empty_answers_in_time(checkpoint_folder: Path) -> None:
    writer = open_writer(checkpoint_folder)
    try:
        await writer.warm()
        begun = time.monotonic()
        answer = await writer.write([REQUEST] * 8, Sampling(candidates=8, max_tokens=250, deadline_s=0.01))
        assert time.monotonic() - begun < 1
        assert len(answer) == 8
    finally:
        writer.close()


@pytest.mark.slow
async def test_a_full_queue_gives_no_candidates(checkpoint_folder: Path) -> None:
    writer = LocalWriter(open_writer(checkpoint_folder)._checkpoint, max_waiting=1)
    try:
        answers = await asyncio.gather(*(writer.write([REQUEST], Sampling(deadline_s=0.05)) for _ in range(20)))
        assert all(len(answer) == 1 for answer in answers)
    finally:
        writer.close()


@pytest.mark.slow
async def test_a_caller_that_gives_up_leaves_the_writer_well(checkpoint_folder: Path) -> None:
    writer = open_writer(checkpoint_folder)
    try:
        await writer.warm()
        task = asyncio.create_task(writer.write([REQUEST] * 8, Sampling(candidates=8, max_tokens=250, deadline_s=20)))
        await asyncio.sleep(0.02)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        assert len(await writer.write([REQUEST], SAMPLING)) == 1
    finally:
        writer.close()
