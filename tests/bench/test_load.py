"""The load run and the comparison in small: all is accepted and answered once, in order. Times are not judged."""

import asyncio
from pathlib import Path

import pytest

from bot.errors import BadInput
from handlers.cli import benching
from tests.bench.crowd import greet, import_shop, meet
from tests.bench.intake import Comparison, empty_backlog
from tests.bench.load import Figures, read_figures, run_load
from tests.bench.processes import ECHO_TOKEN, running_echo
from tests.botapi.process import botapi_process
from tests.faults.judging import Question, Tally

TIMES = [(1, 10.0, 10.1, 10.01), (2, 11.0, 11.1, 11.2)]


def test_figures_are_read_from_times_and_tally() -> None:
    figures = read_figures(TIMES, Tally(messages=2), ended=15.0)
    assert (figures.messages, figures.accepted, figures.offered_per_s) == (2, 2, 1.0)
    assert figures.acknowledged_p99_ms == pytest.approx(200)
    assert (figures.drained_s, figures.answered_per_s) == (4.0, 0.4)
    assert figures.in_order
    assert not figures.met  # one acknowledgement in two came late


@pytest.mark.parametrize("tally", [Tally(2, lost=1), Tally(2, doubled=1), Tally(2, inverted=1)])
def test_a_wrong_answer_fails_the_run(tally: Tally) -> None:
    quick = [(number, at, at, at + 0.001) for number, at, _, _ in TIMES]
    assert read_figures(quick, Tally(2), ended=15.0).met
    assert not read_figures(quick, tally, ended=15.0).met


def test_an_update_that_was_never_confirmed_fails_the_run() -> None:
    assert not read_figures([*TIMES, (3, 12.0, 12.1, None)], Tally(3), ended=15.0).in_order


def test_half_of_the_echo_is_enough_and_a_wrong_answer_is_not() -> None:
    assert Comparison(1, 10, 10, 50.0, 100.0, 0, 2).met
    assert not Comparison(1, 10, 10, 49.0, 100.0, 0, 2).met
    assert not Comparison(1, 10, 10, 90.0, 100.0, 1, 2).met


def test_outside_a_checkout_the_comparison_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(benching, "CHECKOUT", tmp_path)
    with pytest.raises(BadInput, match="checkout"):
        benching.intake()


@pytest.mark.slow
@pytest.mark.parametrize("webhook", [False, True])
async def test_a_short_load_is_accepted_and_answered_in_order(tmp_path: Path, webhook: bool) -> None:
    async with asyncio.timeout(400):
        figures: Figures = await run_load(tmp_path, rate=60, seconds=3, chats=60, webhook=webhook, drain_s=180)
    assert figures.messages == 180
    assert figures.in_order, figures


@pytest.mark.slow
async def test_the_echo_answers_its_backlog(tmp_path: Path) -> None:
    async with asyncio.timeout(120), botapi_process([ECHO_TOKEN]) as api, running_echo(tmp_path, api.url):
        questions = [Question(one.text, one.text) for one in await import_shop(tmp_path)]
        await greet(await meet(api, ECHO_TOKEN, 1, edited=False), questions[0], 60)
        crowd = await meet(api, ECHO_TOKEN, 40, edited=False)
        rate, wrong = await empty_backlog(crowd, questions, 80, 60)
    assert wrong == 0
    assert rate > 0
