"""Late acknowledgements hold turns back, for a while."""

import time

import pytest

from handlers.intake.pace import GROW_S, LATE_S, LEAST, Pace


def test_fewer_while_updates_are_late_and_more_again(monkeypatch: pytest.MonkeyPatch) -> None:
    now_s = 100.0
    monkeypatch.setattr(time, "monotonic", lambda: now_s)
    held = Pace(32)
    held.accepted(LATE_S / 2)
    assert held.allowed == 32
    held.accepted(LATE_S * 2)
    assert held.allowed == 16
    for _ in range(9):
        held.accepted(LATE_S * 2)
    assert held.allowed == LEAST
    now_s += 3.5 * GROW_S
    assert held.allowed == LEAST + 3
    now_s += 60
    assert held.allowed == 32


def test_a_small_most_stays() -> None:
    held = Pace(1)
    held.accepted(1)
    assert held.allowed == 1
