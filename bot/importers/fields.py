"""Values of the native files, checked one by one; every error names the field, the value and what it must be."""

import re
from collections.abc import Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from math import isfinite
from typing import Any

from babel import Locale

from bot.importers.found import FieldError
from storage.columns import clean_text

MAX_TEXT = 100_000
_AMOUNT = re.compile(r"[0-9]{1,13}(\.[0-9]{0,15})?|\.[0-9]{1,15}")
CURRENCIES = frozenset(Locale("en").currencies)


def text(row: Mapping[str, Any], name: str) -> str | None:
    """A string, or a number as its spelling; None when absent, null or blank."""
    value = row.get(name)
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        raise FieldError(f"{name} must be a string")
    spelled = clean_text(str(value)).strip()
    if len(spelled) > MAX_TEXT:
        raise FieldError(f"{name} is longer than {MAX_TEXT} characters")
    return spelled or None


def required(row: Mapping[str, Any], name: str) -> str:
    value = text(row, name)
    if value is None:
        raise FieldError(f"{name} is missing")
    return value


def money(row: Mapping[str, Any], name: str) -> Decimal | None:
    """A non-negative decimal, written with a point; as many decimals as it has."""
    value = row.get(name)
    if value is None or value == "":
        return None
    plain = format(Decimal(str(value)), "f") if isinstance(value, float) and isfinite(value) else str(value).strip()
    if isinstance(value, bool) or not _AMOUNT.fullmatch(plain):
        raise FieldError(f"{name} {shown(value)} is no amount")
    return Decimal(plain)


def shown(value: Any) -> str:
    """A value as errors quote it."""
    spelled = repr(value)
    return spelled if len(spelled) <= 80 else spelled[:77] + "..."


def whole(row: Mapping[str, Any], name: str) -> int | None:
    """A whole number."""
    value = row.get(name)
    if value is None or value == "":
        return None
    if isinstance(value, bool) or not re.fullmatch(r"-?[0-9]{1,12}(\.0+)?", str(value).strip()):
        raise FieldError(f"{name} {shown(value)} is no whole number")
    return int(str(value).strip().partition(".")[0])


def flag(row: Mapping[str, Any], name: str) -> bool | None:
    value = row.get(name)
    if value is None or isinstance(value, bool):
        return value
    raise FieldError(f"{name} must be true or false")


def moment(row: Mapping[str, Any], name: str) -> datetime | None:
    """ISO 8601; without an offset it is UTC."""
    value = text(row, name)
    if value is None:
        return None
    try:
        parsed = datetime.fromisoformat(value)
        return parsed.astimezone(UTC) if parsed.tzinfo else parsed.replace(tzinfo=UTC)
    except (ValueError, OverflowError):
        raise FieldError(f"{name} {shown(value)} is no ISO 8601 moment") from None


def day(row: Mapping[str, Any], name: str) -> date | None:
    value = text(row, name)
    if value is None:
        return None
    try:
        return datetime.fromisoformat(value).date()
    except ValueError:
        raise FieldError(f"{name} {shown(value)} is no ISO 8601 date") from None


def currency(row: Mapping[str, Any], name: str = "currency") -> str:
    value = required(row, name).upper()
    if value not in CURRENCIES:
        raise FieldError(f"{name} {shown(value)} is no ISO 4217 code")
    return value


def texts(row: Mapping[str, Any], name: str) -> tuple[str, ...]:
    """A list of strings; null means none."""
    value = row.get(name)
    if value is None:
        return ()
    if not isinstance(value, list) or not all(isinstance(one, str | int) for one in value):
        raise FieldError(f"{name} must be a list of strings")
    return tuple(str(one).strip() for one in value if str(one).strip())


def pairs(row: Mapping[str, Any], name: str) -> dict[str, str]:
    """An object of name → value; values that are null are left out."""
    value = row.get(name)
    if value is None:
        return {}
    if not isinstance(value, dict) or any(isinstance(one, dict | list) for one in value.values()):
        raise FieldError(f"{name} must be an object of name and value")
    return {str(key).strip(): str(one).strip() for key, one in value.items() if one is not None and str(one).strip()}


def objects(row: Mapping[str, Any], name: str) -> list[Mapping[str, Any]]:
    """A list of objects; null means none."""
    value = row.get(name)
    if value is None:
        return []
    if not isinstance(value, list) or not all(isinstance(one, dict) for one in value):
        raise FieldError(f"{name} must be a list of objects")
    return value
