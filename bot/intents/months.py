"""Finds the months a text names, in the spoken languages; a day of the month is left to whoever reads dates."""

import re

_NAMES = (
    (r"jan(?:uary)?|enero", r"январ\w*", "1|一"),
    (r"feb(?:ruary)?|febrero", r"феврал\w*", "2|二"),
    (r"mar(?:ch)?|marzo", r"март(?:а|е|ом|у|овск\w+)?", "3|三"),
    (r"apr(?:il)?|abril", r"апрел\w*", "4|四"),
    (
        r"(?<=in )may|(?<=from )may|(?<=my )may|(?<=last )may|(?<=since )may|(?<=\d )may|may(?= \d)|may(?= order)|mayo",
        r"ма(?:й|я|е|йск\w+)",
        "5|五",
    ),
    (r"june?|junio", r"июн\w*", "6|六"),
    (r"july?|julio", r"июл\w*", "7|七"),
    (r"aug(?:ust)?|agosto", r"август\w*", "8|八"),
    (r"sept?(?:ember)?|se[p]?tiembre", r"сентябр\w*", "9|九"),
    (r"oct(?:ober)?|octubre", r"октябр\w*", "10|十"),
    (r"nov(?:ember)?|noviembre", r"ноябр\w*", "11|十一"),
    (r"dec(?:ember)?|diciembre", r"декабр\w*", "12|十二"),
)
_PATTERNS = tuple(
    re.compile(rf"\b(?:{latin})\b|\b{russian}\b|(?<![\d一二十])(?:{han})月(?!\d)", re.IGNORECASE)
    for latin, russian, han in _NAMES
)


def find_months(text: str) -> frozenset[int]:
    """The numbers 1..12 of the months named."""
    return frozenset(number for number, pattern in enumerate(_PATTERNS, 1) if pattern.search(text))
