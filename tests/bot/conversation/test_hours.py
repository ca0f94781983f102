"""A promise falls due while the shop is open, and never sooner than it was promised."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.conversation.hours import due_at
from storage.records import ShopFact

LONDON = ZoneInfo("Europe/London")
MONDAY = datetime(2026, 6, 15, tzinfo=LONDON)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def facts(**values: str) -> dict[str, ShopFact]:
    return {name: ShopFact(name, value) for name, value in ({"timezone": "Europe/London"} | values).items()}


SHOP = facts(opens="9:00", closes="18:00", open_days="Monday to Saturday")


@pytest.mark.parametrize(
    ("now", "within", "due"),
    [
        (MONDAY + 10 * HOUR, 2 * HOUR, MONDAY + 12 * HOUR),
        (MONDAY + 10.2 * HOUR, 2 * HOUR, MONDAY + 13 * HOUR),
        (MONDAY + 16 * HOUR, 2 * HOUR, MONDAY + 18 * HOUR),
        (MONDAY + 16.1 * HOUR, 2 * HOUR, MONDAY + DAY + 10 * HOUR),
        (MONDAY + 3 * HOUR, 2 * HOUR, MONDAY + 10 * HOUR),
        (MONDAY + 17 * HOUR, 24 * HOUR, MONDAY + DAY + 17 * HOUR),
        (MONDAY + 5 * DAY + 11 * HOUR, 24 * HOUR, MONDAY + 7 * DAY + 10 * HOUR),
    ],
)
def test_a_promise_falls_due_while_the_shop_is_open(now: datetime, within: timedelta, due: datetime) -> None:
    assert due_at(now, within, SHOP) == due
    assert due_at(now.astimezone(UTC), within, SHOP).tzinfo is UTC


@pytest.mark.parametrize("known", [{}, {"opens": "9:00"}, {"opens": "early", "closes": "late"}, {"opens": "25:00"}])
def test_without_hours_it_is_the_next_full_hour(known: dict[str, str]) -> None:
    night = datetime(2026, 6, 14, 2, 20, tzinfo=UTC)
    assert due_at(night, DAY, facts(**known)) == datetime(2026, 6, 15, 3, tzinfo=UTC)


@pytest.mark.parametrize(
    ("opens", "closes", "due"),
    [
        ("9", "17", 10), ("9.00", "17h00", 10), ("9 am", "5 p.m.", 10), ("09:30", "5:30pm", 10.5),
        ("11:00", "11:30", 11.5),
        ("12 am", "12 pm", 4), ("22:00", "6:00", 4), ("0:00", "24:00", 4),
    ],
)  # fmt: skip
def test_clock_times_as_people_write_them(opens: str, closes: str, due: float) -> None:
    assert due_at(MONDAY + 3 * HOUR, HOUR, facts(opens=opens, closes=closes)) == MONDAY + due * HOUR


@pytest.mark.parametrize(
    ("days", "opens_on"),
    [
        ("Monday to Saturday", 7), ("Mon-Fri", 7), ("Mo–Fr", 7), ("Sundays", 6), ("Saturday and Sunday", 6),
        ("Mondays, Wednesdays & Fridays", 7), ("Fri to Mon", 6), ("from Tuesday to Thursday", 8), ("daily", 6),
        ("lunes a viernes", 7), ("de martes a sábado", 8), ("вт–пт", 8), ("с понедельника по субботу", 7),
        ("周一至周五", 7), ("从周二到周六", 8), ("星期日", 6), ("every day but Sunday", 6),
        ("Monday to Friday to Sunday", 6),
    ],
)  # fmt: skip
def test_weekdays_in_every_language(days: str, opens_on: int) -> None:
    saturday_night = MONDAY + 5 * DAY + 22 * HOUR
    due = due_at(saturday_night, HOUR, facts(opens="9:00", closes="18:00", days=days))
    assert due == MONDAY + opens_on * DAY + 10 * HOUR


def test_opening_hours_are_the_shop_s_own_clock() -> None:
    kathmandu = facts(opens="10:00", closes="17:00", timezone="Asia/Kathmandu")
    assert due_at(datetime(2026, 6, 15, 0, 0, tzinfo=UTC), HOUR, kathmandu) == datetime(2026, 6, 15, 5, 15, tzinfo=UTC)


@given(
    now=st.datetimes(datetime(2026, 1, 1), datetime(2026, 12, 31), timezones=st.just(UTC)),
    within=st.integers(1, 72),
    opens=st.integers(0, 23),
    closes=st.integers(0, 24),
)
def test_never_sooner_than_promised_and_never_while_closed(now: datetime, within: int, opens: int, closes: int) -> None:
    due = due_at(now, within * HOUR, facts(opens=f"{opens}:00", closes=f"{closes}:00"))
    assert now + within * HOUR <= due <= now + within * HOUR + 26 * HOUR
    hour = due.astimezone(LONDON).hour
    local = 24 if closes == 24 and hour == 0 else hour  # who closes at 24:00 calls midnight so
    assert opens <= local <= closes if opens < closes else local >= opens or local <= closes
