"""Token buckets refill, tell once a window, and remember across a restart what they are given."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.conversation.limits import DAY, MINUTE, Limits, Verdict

NOW = datetime(2026, 6, 15, 12, tzinfo=UTC)
ANSWER, TOLD, SILENT = Verdict.ANSWER, Verdict.TELL_MINUTE, Verdict.SILENT


@pytest.fixture
def limits() -> Limits:
    made = Limits(per_minute=3, per_day=10)
    made.meet("7", [], NOW)
    return made


def take(limits: Limits, count: int, at: datetime = NOW) -> list[Verdict]:
    return [limits.take("7", at) for _ in range(count)]


def test_a_minutes_worth_then_one_notice_then_silence(limits: Limits) -> None:
    assert take(limits, 6) == [ANSWER, ANSWER, ANSWER, TOLD, SILENT, SILENT]


def test_it_refills_evenly(limits: Limits) -> None:
    take(limits, 4)
    assert take(limits, 2, NOW + MINUTE / 3) == [ANSWER, SILENT]
    assert take(limits, 4, NOW + 2 * MINUTE) == [ANSWER, ANSWER, ANSWER, TOLD]


def test_a_days_worth_is_told_as_such(limits: Limits) -> None:
    for hour in range(4):
        take(limits, 3, NOW + hour * MINUTE)
    assert take(limits, 2, NOW + 5 * MINUTE) == [SILENT, SILENT]
    assert take(limits, 1, NOW + DAY) == [ANSWER]


def test_turns_of_before_count(limits: Limits) -> None:
    limits.meet("7", [NOW - timedelta(seconds=2)] * 3, NOW)
    assert take(limits, 1) == [TOLD]
    limits.meet("7", [NOW - timedelta(hours=3)] * 10, NOW)
    assert take(limits, 1) == [Verdict.ANSWER]
    limits.meet("7", [NOW - timedelta(minutes=20)] * 10, NOW)
    assert take(limits, 1) == [Verdict.TELL_DAY]


def test_a_clock_that_goes_back_gives_and_takes_nothing(limits: Limits) -> None:
    take(limits, 3)
    assert take(limits, 1, NOW - timedelta(hours=1)) == [TOLD]
    assert take(limits, 1, NOW) == [SILENT]


def test_another_try_of_the_same_work_is_the_same_verdict(limits: Limits) -> None:
    assert [limits.take("7", NOW, (1, 2)) for _ in range(9)] == [ANSWER] * 9
    assert take(limits, 3) == [ANSWER, ANSWER, TOLD]
    assert [limits.take("7", NOW + MINUTE, (3,)) for _ in range(2)] == [ANSWER] * 2


def test_a_notice_is_given_again_to_another_try_of_its_work(limits: Limits) -> None:
    take(limits, 3)
    assert [limits.take("7", NOW, (9,)) for _ in range(2)] == [TOLD, TOLD]
    assert limits.take("7", NOW, (10,)) == SILENT


def test_chats_do_not_share_and_the_longest_silent_is_forgotten() -> None:
    limits = Limits(1, 10, remembered=2)
    for chat in "123":
        limits.meet(chat, [], NOW)
        assert limits.take(chat, NOW) == ANSWER
    assert [limits.knows(chat) for chat in "123"] == [False, True, True]
