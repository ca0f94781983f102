"""Values as each of the four languages prints them."""

from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.facts.voice import SPOKEN, Voice, speakable

NOW = datetime(2026, 6, 15, 12, tzinfo=UTC)
EN, ZH, RU, ES = (Voice(language, NOW, UTC) for language in ("en", "zh", "ru", "es"))
voices = st.sampled_from([EN, ZH, RU, ES])


@pytest.mark.parametrize(
    ("voice", "amount", "currency", "printed"),
    [
        (EN, "1234.5", "USD", "$1,234.50"),
        (EN, "24.00", "GBP", "£24.00"),
        (EN, "2400", "JPY", "¥2,400"),
        (EN, "0", "EUR", "€0.00"),
        (RU, "1234.50", "RUB", "1 234,50 ₽"),
        (ES, "24.10", "EUR", "24,10 €"),
        (ZH, "24.10", "CNY", "¥24.10"),
    ],
)
def test_money(voice: Voice, amount: str, currency: str, printed: str) -> None:
    assert voice.money(Decimal(amount), currency) == printed


@given(voices, st.decimals(0, 10**6, places=2), st.sampled_from(["GBP", "USD", "EUR", "RUB", "CNY"]))
@settings(deadline=None)
def test_money_prints_every_digit_and_no_strange_space(voice: Voice, amount: Decimal, currency: str) -> None:
    printed = voice.money(amount, currency)
    assert "".join(char for char in printed if char.isdigit()) == str(amount).replace(".", "")
    assert "\xa0" not in printed and "\u202f" not in printed


@pytest.mark.parametrize(
    ("voice", "this_year", "another"),
    [
        (EN, "June 5", "June 5, 2025"),
        (ZH, "6月5日", "2025年6月5日"),
        (RU, "5 июня", "5 июня 2025"),
        (ES, "5 de junio", "5 de junio de 2025"),
    ],
)
def test_day(voice: Voice, this_year: str, another: str) -> None:
    assert voice.day(date(2026, 6, 5)) == this_year
    assert voice.day(date(2025, 6, 5)) == another


@given(voices, st.dates(date(2000, 1, 1), date(2099, 12, 31)))
@settings(deadline=None)
def test_the_year_is_printed_only_if_it_differs(voice: Voice, day: date) -> None:
    assert (str(day.year) in voice.day(day)) == (day.year != 2026)
    assert str(day.day) in voice.day(day)


def test_a_moment_is_the_shops_calendar_day() -> None:
    tokyo = Voice("en", datetime(2025, 12, 31, 16, tzinfo=UTC), timezone(timedelta(hours=9)))
    late = datetime(2026, 1, 1, 20, tzinfo=UTC)
    assert (tokyo.today, tokyo.local(late)) == (date(2026, 1, 1), date(2026, 1, 2))
    assert (tokyo.day(late), tokyo.moment(late)) == ("January 2", "January 2, 5:00 AM")
    assert tokyo.day(date(2025, 12, 31)) == "December 31, 2025"


@pytest.mark.parametrize(("voice", "today"), [(EN, "today"), (ZH, "今天"), (RU, "сегодня"), (ES, "hoy")])
def test_today(voice: Voice, today: str) -> None:
    assert voice.day_or_today(NOW) == voice.day_or_today(NOW.date()) == today
    assert voice.day_or_today(NOW + timedelta(days=1)) == voice.day(date(2026, 6, 16))


@pytest.mark.parametrize(
    ("voice", "one", "two"),
    [
        (EN, "1 item", "2 items"),
        (ZH, "1件商品", "2件商品"),
        (RU, "1 товар", "2 товара"),
        (ES, "1 artículo", "2 artículos"),
    ],
)
def test_count(voice: Voice, one: str, two: str) -> None:
    assert (voice.count(1, "item"), voice.count(2, "item")) == (one, two)


@given(st.integers(0, 999))
@settings(deadline=None)
def test_russian_plurals(number: int) -> None:
    teens = number % 100 in range(11, 15)
    form = (
        "посылка"
        if number % 10 == 1 and not teens
        else "посылки"
        if number % 10 in (2, 3, 4) and not teens
        else "посылок"
    )
    assert RU.count(number, "parcel") == f"{number} {form}"


@given(st.integers(0, 999))
@settings(deadline=None)
def test_english_and_spanish_plurals(number: int) -> None:
    assert EN.count(number, "order") == f"{number} order{'' if number == 1 else 's'}"
    assert ES.count(number, "order") == f"{number} pedido{'' if number == 1 else 's'}"


@pytest.mark.parametrize("noun", ["piece", "item", "parcel", "order", "product"])
@pytest.mark.parametrize("voice", [EN, ZH, RU, ES])
def test_every_noun_can_be_counted(voice: Voice, noun: str) -> None:
    assert voice.count(7, noun).startswith("7")
    assert voice.count(7, noun).removeprefix("7").strip()


def test_quotes_and_lists() -> None:
    assert [voice.quoted("X") for voice in (EN, ZH, RU, ES)] == ["“X”", "“X”", "«X»", "«X»"]
    assert EN.listing(["S", "M", "L"]) == "S, M and L"
    assert [voice.listing(["S", "M"]) for voice in (EN, ZH, RU, ES)] == ["S and M", "S、M", "S, M", "S, M"]
    assert EN.listing(["S"]) == "S"


@pytest.mark.parametrize(
    ("code", "spoken"), [("zh-Hans", "zh"), ("RU", "ru"), ("es_MX", "es"), ("pt-br", "en"), ("", "en"), (None, "en")]
)
def test_speakable(code: str | None, spoken: str) -> None:
    assert speakable(code) == spoken
    assert spoken in SPOKEN
