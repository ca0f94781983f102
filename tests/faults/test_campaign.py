"""A short campaign of kills, and little ones of what comes twice; `make faults` runs long ones."""

from pathlib import Path

import pytest

from tests.faults.again import drop_answers, repeat_updates
from tests.faults.judging import Question, Tally, judge
from tests.faults.order import answer_in_order
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
    tally = await run_campaign(tmp_path, kills=6, messages=60, seed=11, phrases=True)
    assert tally.clean, tally
    assert tally.messages >= 60
    assert tally.kills.total() == 6
    assert tally.strays <= 6


@pytest.mark.slow
@pytest.mark.parametrize("webhook", [False, True])
async def test_a_repeated_update_is_answered_once(tmp_path: Path, webhook: bool) -> None:
    found = await repeat_updates(tmp_path, 40, seed=3, webhook=webhook)
    assert found.times == 40
    assert found.tally.clean, found
    assert found.tally.strays == 0


@pytest.mark.slow
async def test_a_send_whose_answer_is_lost_is_seen_once(tmp_path: Path) -> None:
    found = await drop_answers(tmp_path, 30, seed=3)
    assert found.times == 30
    assert found.tally.clean, found


@pytest.mark.slow
async def test_a_chat_reads_its_answers_in_order(tmp_path: Path) -> None:
    found = await answer_in_order(tmp_path, chats=20, per_chat=5, seed=3)
    assert found.clean, found
