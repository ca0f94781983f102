"""When a promise of "within N hours" falls due: never while the shop is closed. Pure; knows rows of `shop.yaml` only.

`opens` and `closes` are clock times ("9:00", "6 pm"), `open_days` or `days` names weekdays ("Monday to Saturday") in
any language the clerk speaks. What cannot be read counts as not said: better an hour too early than no promise at all.
"""

import re
from collections.abc import Iterator, Mapping
from datetime import date, datetime, time, timedelta, tzinfo
from functools import cache

from babel.dates import get_day_names

from bot.conversation.shop import zone_of
from storage.records import ShopFact

HOUR = timedelta(hours=1)
STEM = 4
EVERY_DAY = frozenset(range(7))
_CLOCK = re.compile(r"(\d{1,2})(?:[:.h](\d{2}))?\s*([ap])?\.?\s*m?\.?", re.IGNORECASE)
_SPAN = re.compile(r"\s*(?:\bto\b|\ba\b|\bthrough\b|\buntil\b|\bпо\b|至|到|-|–|—)\s*", re.IGNORECASE)
_LIST = re.compile(r"\s*(?:,|;|/|&|、|，|和|\band\b|\by\b|\be\b|\bи\b)\s*", re.IGNORECASE)
_LEADING = re.compile(r"^(?:from|de|del|с|从)\s+|^从", re.IGNORECASE)
_LOCALES = ("en", "es", "ru", "zh")


def due_at(now: datetime, within: timedelta, facts: Mapping[str, ShopFact]) -> datetime:
    """The full hour at which an answer promised `within` is due; when closed, an hour after the next opening."""
    zone = zone_of(facts)
    due = _full_hour((now + within).astimezone(zone))
    opens, closes = _clock(facts.get("opens")), _clock(facts.get("closes"))
    if opens is not None and closes is not None:
        due = _while_open(due, opens, closes, _days(facts.get("open_days") or facts.get("days")), zone)
    return due.astimezone(now.tzinfo)


def _full_hour(moment: datetime) -> datetime:
    """The next full hour, so that a promise is never shorter than the shop said."""
    floor = moment.replace(minute=0, second=0, microsecond=0)
    return floor if floor == moment else floor + HOUR


def _while_open(due: datetime, opens: timedelta, closes: timedelta, days: frozenset[int], zone: tzinfo) -> datetime:
    for start, end in _windows(due.date() - timedelta(days=1), opens, closes, days, zone):
        if start <= due <= end:
            return due
        if start > due:
            return min(start + HOUR, end)
    return due


def _windows(
    first: date, opens: timedelta, closes: timedelta, days: frozenset[int], zone: tzinfo
) -> Iterator[tuple[datetime, datetime]]:
    """Opening and closing, day by day for nine days; who closes at or before opening is open past midnight."""
    length = closes - opens if closes > opens else closes - opens + timedelta(days=1)
    for day in (first + timedelta(days=number) for number in range(9)):
        if day.weekday() in days:
            start = datetime.combine(day, time()) + opens
            yield start.replace(tzinfo=zone), (start + length).replace(tzinfo=zone)


def _clock(fact: ShopFact | None) -> timedelta | None:
    """The time since midnight; None when it is not said or not understood."""
    match = _CLOCK.fullmatch(fact.value.strip()) if fact else None
    if match is None:
        return None
    hour, minute, half = int(match[1]), int(match[2] or 0), (match[3] or "").lower()
    if half and 1 <= hour <= 12:
        hour = hour % 12 + (12 if half == "p" else 0)
    return timedelta(hours=hour, minutes=minute) if hour <= 24 and minute < 60 else None


def _days(fact: ShopFact | None) -> frozenset[int]:
    """Weekdays, Monday being 0; all of them when not said or not understood."""
    found: set[int] = set()
    for part in _LIST.split(fact.value.strip()) if fact else ():
        ends = [_weekday(name) for name in _SPAN.split(_LEADING.sub("", part))]
        if None in ends or len(ends) > 2:
            return EVERY_DAY
        first, last = ends[0] or 0, ends[-1] or 0
        found |= {(first + step) % 7 for step in range((last - first) % 7 + 1)}
    return frozenset(found) or EVERY_DAY


def _weekday(name: str) -> int | None:
    """Long and short names; a long one also with the endings it takes ("Mondays", "субботу")."""
    plain = name.casefold().strip(" .")
    return _names().get(plain, _names().get(plain[:STEM]) if len(plain) > STEM else None)


@cache
def _names() -> Mapping[str, int]:
    """Weekday names, short, long and the beginnings of the long ones, in every language spoken."""
    names: dict[str, int] = {}
    for locale in _LOCALES:
        for day, name in (*get_day_names("wide", locale=locale).items(), *_short(locale)):
            plain = name.casefold().strip(" .")
            names |= {plain: day, plain[:STEM]: day}
    return names


def _short(locale: str) -> list[tuple[int, str]]:
    """ "Mon", and "Mo" where a name has letters to leave out."""
    short = list(get_day_names("abbreviated", locale=locale).items())
    return short + [(day, name[:2]) for day, name in short if len(name) > 2]
