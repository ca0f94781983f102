"""Background work fails alone and ends with its nursery."""

import asyncio

import pytest
from structlog.testing import capture_logs

from handlers.nursery import Nursery


async def fails() -> None:
    raise ValueError("what the customer wrote")


async def test_a_failure_is_told_without_its_words_and_takes_nobody_along() -> None:
    with capture_logs() as logs:
        async with Nursery() as nursery:
            other = nursery.start(asyncio.sleep(0.01, "fine"), "other")
            nursery.start(fails(), "sick")
            assert await other == "fine"
    assert [(line["event"], line["task"]) for line in logs] == [("task_failed", "sick")]
    assert logs[0]["reason"].startswith("ValueError at test_nursery.py:")


async def test_all_end_with_it() -> None:
    async with Nursery() as nursery:
        forever = nursery.start(asyncio.sleep(3600), "forever")
    assert forever.cancelled()
    with pytest.raises(RuntimeError, match="late"):
        nursery.start(fails(), "late")


async def test_one_that_does_not_end_is_left_behind() -> None:
    release = asyncio.Event()

    async def stubborn() -> None:
        while not release.is_set():
            try:
                await release.wait()
            except asyncio.CancelledError:
                continue

    with capture_logs() as logs:
        async with Nursery(grace_s=0.01) as nursery:
            task = nursery.start(stubborn(), "stubborn")
            await asyncio.sleep(0)
    release.set()
    await task
    assert [(line["event"], line["task"]) for line in logs] == [("task_left_behind", "stubborn")]
