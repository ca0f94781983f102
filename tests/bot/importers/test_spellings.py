import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.importers import spellings
from bot.importers.found import FieldError


@pytest.mark.parametrize(
    ("written", "mark", "plain"),
    [
        ("19.90", None, "19.90"),
        ("12,5", None, "12.5"),
        ("1.234,56 €", None, "1234.56"),
        ("€1,234.56", None, "1234.56"),
        ("1 234,56 kr", None, "1234.56"),
        ("1\u202f234,56\u00a0₽", None, "1234.56"),
        ("CHF 1'234.50", None, "1234.50"),
        ("USD 12", None, "12"),
        ("1,234,567", None, "1234567"),
        ("1,299", None, "1299"),
        ("1,299", ".", "1299"),
        ("1,299", ",", "1.299"),
        ("1.299", None, "1.299"),
        ("1.299", ",", "1299"),
        ("1.299", "", "1299"),
        ("0,125", None, "0.125"),
        ("0.00001", None, "0.00001"),
        ("-3", None, "-3"),
        ("１２.５", None, "12.5"),
        ("¥1200", None, "1200"),
        ("199 руб.", None, "199"),
        (" ", None, None),
    ],
)
def test_amounts(written: str, mark: str | None, plain: str | None) -> None:
    assert spellings.amount(written, mark) == plain


@pytest.mark.parametrize("written", ["free", "12 apples", "1,2.3,4", "1.23.4", "1,23,456.7", "12-13", "1e5", "from 5"])
def test_what_is_no_amount_is_refused(written: str) -> None:
    with pytest.raises(FieldError, match="is no amount"):
        spellings.amount(written)


@given(st.integers(0, 10**9), st.integers(0, 99))
def test_grouped_amounts_read_back(whole: int, cents: int) -> None:
    english = f"{whole:,}.{cents:02}"
    german = english.translate(str.maketrans(",.", ".,"))
    assert spellings.amount(english) == spellings.amount(german) == f"{whole}.{cents:02}"


@pytest.mark.parametrize(
    ("amounts", "mark"),
    [(["5", "1,299", "12,50"], ","), (["1,299", "3.20"], "."), (["1,299", "7"], None), (["1.299,00"], ","), ([], None)],
)
def test_the_first_clear_amount_shows_the_mark(amounts: list[str], mark: str | None) -> None:
    assert spellings.decimal_mark(amounts) == mark


@pytest.mark.parametrize(
    ("written", "iso"),
    [
        ("2026-06-01 10:22:33 +0100", "2026-06-01 10:22:33+01:00"),
        ("2026-06-01 10:22:33 UTC", "2026-06-01 10:22:33+00:00"),
        ("2026-06-01T10:22:33Z", "2026-06-01T10:22:33Z"),
        ("1.6.2026", "2026-06-01"),
        ("01.06.2026 9:05", "2026-06-01T09:05"),
        ("", None),
    ],
)
def test_moments(written: str, iso: str | None) -> None:
    assert spellings.moment(written) == iso


def test_flags() -> None:
    assert [spellings.flag(word, "x") for word in ("TRUE", "1", "ja", "no", "0", " ")] == [
        True, True, True, False, False, None,
    ]  # fmt: skip
    with pytest.raises(FieldError, match="published 'maybe'"):
        spellings.flag("maybe", "published")


def test_pieces() -> None:
    assert spellings.pieces("a, b\\, c,,d") == ["a", "b, c", "d"]
    assert spellings.pieces("a; b") == ["a", "b"]
