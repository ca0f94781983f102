"""Trouble is told once when it begins and once when it is over."""

import pytest
from structlog.testing import capture_logs

from handlers.backoff import Backoff


def test_pauses_double_between_two_bounds(monkeypatch: pytest.MonkeyPatch) -> None:
    now_s = 100.0
    monkeypatch.setattr("handlers.backoff.time.monotonic", lambda: now_s)
    trouble, pauses = Backoff("polling", 0.5, 4.0), []
    for _ in range(6):
        pauses.append(trouble.failed("no route"))
        now_s += pauses[-1]
    assert pauses == [0.5, 0.5, 1.0, 2.0, 4.0, 4.0]


def test_one_line_when_it_begins_and_one_when_it_is_over() -> None:
    trouble = Backoff("polling")
    with capture_logs() as logs:
        trouble.worked()
        for _ in range(3):
            trouble.failed("no route")
        trouble.worked()
        trouble.worked()
    assert [line["event"] for line in logs] == ["polling_failing", "polling_works_again"]
