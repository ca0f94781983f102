"""The clock a command is told."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.errors import BadInput
from handlers.cli.session import read_now


@pytest.mark.parametrize(
    "text", ["2026-06-15T12:00:00+00:00", "2026-06-15T12:00:00Z", "2026-06-15T12:00:00", "2026-06-15T14:00+02:00"]
)
def test_a_moment_is_aware(text: str) -> None:
    assert read_now(text) == datetime(2026, 6, 15, 12, tzinfo=UTC)


def test_a_day_is_its_midnight() -> None:
    assert read_now("2026-06-15") == datetime(2026, 6, 15, tzinfo=UTC)


def test_without_one_it_is_the_clock_s() -> None:
    assert abs(read_now(None) - datetime.now(UTC)) < timedelta(seconds=5)


@pytest.mark.parametrize("text", ["", "today", "15/06/2026", "2026-13-01", "12:00", "now\nor later"])
def test_anything_else_is_bad_input(text: str) -> None:
    with pytest.raises(BadInput, match="--now"):
        read_now(text)
