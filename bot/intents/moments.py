"""Finds the days a text speaks of, from a given today: "yesterday", "last week", "in spring", "from the 7th"."""

import re
from collections.abc import Iterator
from datetime import date, timedelta

from bot.intents.months import find_months

Span = tuple[date, date]

# Days before today: the first and the last of the stretch.
_AGO = {
    (0, 0): r"\b(?:today|this (?:morning|afternoon|evening)|earlier today|hoy|esta mañana)\b|сегодня|今天|今早|今晚",
    (1, 1): r"\b(?:yesterday|last night|ayer|anoche)\b|вчера|昨天|昨晚",
    (2, 2): r"\b(?:day before yesterday|anteayer|antes de ayer)\b|позавчера|前天",
    (1, 4): r"\b(?:the other day|(?:couple|few) (?:of )?days ago|el otro d[ií]a|hace (?:unos|un par de) d[ií]as)\b"
    r"|на днях|пару дней назад|前几天|几天前",
    (4, 13): r"\b(?:last week|a week ago|la semana pasada|hace una semana)\b|на прошлой неделе|неделю назад"
    r"|上周|上星期|上个?礼拜",
    (0, 6): r"\b(?:this week|esta semana)\b|на этой неделе|这周|本周|这个?星期",
    (28, 62): r"\b(?:last month|mes pasado)\b|в прошлом месяце|месяц назад|上个?月",
}
_SEASONS = {
    (12, 1, 2): r"\b(?:winter|invierno)\b|\bзим(?:а|ой|у|ы)\b|冬天|冬季",
    (3, 4, 5): r"\b(?:in|this|last) spring\b|\bprimavera\b|\bвесн(?:а|ой|у|ы)\b|春天|春季",
    (6, 7, 8): r"\b(?:summer|verano)\b|\bлет(?:о|ом)\b|夏天|夏季",
    (9, 10, 11): r"\b(?:autumn|in fall|last fall|otoño)\b|\bосен(?:ь|ью|и)\b|秋天|秋季",
    (12,): r"\b(?:christmas|xmas|navidad(?:es)?)\b|рождеств|圣诞",
}
_DAY = re.compile(
    r"\b(?:from|on|of) the (\d{1,2})(?:st|nd|rd|th)?\b(?!\s*[%€£$])|\bdel? (?:d[ií]a )?(\d{1,2})\b(?= de|\W*$)"
    r"|(\d{1,2})(?:-го| числа)|(\d{1,2})[号日]",
    re.IGNORECASE,
)
_RELATIVE = [(re.compile(words, re.IGNORECASE), days) for days, words in _AGO.items()]
_YEARLY = [(re.compile(words, re.IGNORECASE), months) for months, words in _SEASONS.items()]


def find_spans(text: str, today: date) -> tuple[Span, ...]:
    """The stretches of days that a text names by their distance from today, the shorter first."""
    found = [
        (today - timedelta(last), today - timedelta(first))
        for pattern, (first, last) in _RELATIVE
        if pattern.search(text)
    ]
    return tuple(sorted(found, key=lambda span: span[1] - span[0]))


def find_times_of_year(text: str) -> frozenset[int]:
    """The months 1..12 a text names, by name or by their season."""
    seasons = (month for pattern, months in _YEARLY if pattern.search(text) for month in months)
    return find_months(text) | frozenset(seasons)


def find_days(text: str) -> frozenset[int]:
    """The days of the month a text names ("the one from the 7th")."""
    return frozenset(day for day in _numbers(text) if 1 <= day <= 31)


def _numbers(text: str) -> Iterator[int]:
    for match in _DAY.finditer(text):
        yield from (int(group) for group in match.groups() if group)
