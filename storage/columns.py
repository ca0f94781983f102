"""How values are kept in a column: text that any database takes, exact money, UTC times, JSON.

It knows no table.
"""

import json
from collections.abc import Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import JSON, DateTime, Dialect, String, Text, TypeDecorator


def clean_text(text: str) -> str:
    """Without NUL, lone surrogates as U+FFFD: what UTF-8 and PostgreSQL can keep."""
    if text.isascii():
        return text.replace("\x00", "")
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace").replace("\x00", "")


def clean_json(value: Any) -> Any:
    """The same value with plain containers and clean strings; what JSON lacks becomes text."""
    if isinstance(value, str):
        return clean_text(value)
    if isinstance(value, Mapping):
        return {clean_text(str(key)): clean_json(held) for key, held in value.items()}
    if isinstance(value, (list, tuple, set, frozenset)):
        return [clean_json(held) for held in value]
    if value is None or isinstance(value, (bool, int)):
        return value
    if isinstance(value, float):
        return value if value - value == 0 else None  # JSON has no infinity and no NaN
    return clean_text(str(value))


def dump_json(value: Any) -> str:
    return json.dumps(clean_json(value), ensure_ascii=False, separators=(",", ":"))


def as_utc(value: datetime) -> datetime:
    if value.tzinfo is None:
        raise ValueError(f"a stored time needs its time zone: {value.isoformat()}")
    return value.astimezone(UTC)


def plain_amount(value: Decimal) -> str:
    """Its digits without an exponent; `ValueError` for what is no amount (NaN, 1E+999999)."""
    if not value.is_finite() or abs(value.adjusted()) > 30:
        raise ValueError(f"not an amount of money: {value}")
    return format(value, "f")


class CleanText(TypeDecorator[str]):
    """Text without what a database cannot keep."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        return None if value is None else clean_text(value)


class Money(TypeDecorator[Decimal]):
    """An exact decimal as its digits; never a float."""

    impl = String(64)
    cache_ok = True

    def process_bind_param(self, value: Decimal | None, dialect: Dialect) -> str | None:
        if value is None:
            return None
        return plain_amount(value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> Decimal | None:
        return None if value is None else Decimal(value)


class UtcTime(TypeDecorator[datetime]):
    """An aware time, in UTC in the file and out of it."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        kept = as_utc(value)
        return kept.replace(tzinfo=None) if dialect.name == "sqlite" else kept

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        return None if value is None else value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


Json = JSON(none_as_null=True)


def comparable(value: Any) -> Any:
    """A form in which equal values are equal text: 24.0 and 24.00 are one price."""
    if isinstance(value, Decimal):
        amount = plain_amount(value)
        return amount.rstrip("0").rstrip(".") if "." in amount else amount
    if isinstance(value, datetime):
        return as_utc(value).isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return dict(value)
    if isinstance(value, (set, frozenset)):
        return sorted(map(str, value))
    return str(value)
