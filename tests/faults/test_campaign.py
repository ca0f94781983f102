"""A short campaign of kills; `make faults` runs long ones."""

from pathlib import Path

import pytest

from tests.faults.campaign import Question, Tally, judge
from tests.faults.shop import APOLOGY, run_campaign
from tests.faults.steps import STEPS


def test_every_step_names_something_that_is_there() -> None:
    for owner, name, moment in STEPS.values():
        assert callable(getattr(owner, name.partition(":")[0]))
        assert moment in ("before", "after")


def test_a_missing_reply_is_noticed() -> None:
    tally = Tally()
    judge([Question("how much is the Mug?", "Mug")], [], APOLOGY, tally)
    assert (tally.lost, tally.clean) == (1, False)


@pytest.mark.slow
async def test_kills_lose_and_double_nothing(tmp_path: Path) -> None:
    tally = await run_campaign(tmp_path, kills=6, messages=60, seed=11)
    assert tally.clean, tally
    assert tally.messages == 60
    assert tally.kills.total() > 0
