"""Values as spreadsheets and shop exports spell them, turned into the native files' spelling.

It knows no column; what it cannot read it hands on as it is, and the check of the field says so.
"""

import re
import unicodedata
from collections.abc import Iterable
from datetime import datetime

from bot.importers.found import FieldError

_SIGNS = frozenset(("kr", "zł", "р", "руб", "kč", "lei", "fr", "ft", "лв", "元", "円"))
_NUMBER = re.compile(r"-?\d+([.,]\d+)*")
_OFFSET = re.compile(r"\s+([+-]\d{2}):?(\d{2})$")
_GERMAN = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})(?:[ ,]+(\d{1,2}:\d{2}(?::\d{2})?))?")
_TRUE = frozenset(("true", "yes", "y", "1", "ja", "oui", "si", "sí", "sim", "да", "vrai", "wahr", "是", "on", "x"))
_FALSE = frozenset(("false", "no", "n", "0", "nein", "non", "não", "нет", "faux", "falsch", "否", "off"))


def decimal_mark(amounts: Iterable[str]) -> str | None:
    """The mark that the amounts of a file use before their decimals, when one of them shows it beyond doubt."""
    for amount in amounts:
        digits = _bare(amount)
        if not _NUMBER.fullmatch(digits):
            continue
        marks = re.findall(r"[.,]", digits)
        tail = len(digits) - 1 - max(digits.rfind("."), digits.rfind(","))
        if len(set(marks)) == 2 or (len(marks) == 1 and tail != 3):
            return str(marks[-1])
    return None


def amount(written: str, mark: str | None = None) -> str | None:
    """Money with a decimal point: `1.234,56 €` → `1234.56`; blank is None. Raises FieldError for what is no number.

    `mark` settles `1,299` and `1.299`: the file's decimal mark, "" where both must be thousands, None where a comma is.
    """
    if not written.strip():
        return None
    digits = _bare(written)
    if not _NUMBER.fullmatch(digits):
        raise FieldError(f"{written.strip()!r} is no amount")
    marks = re.findall(r"[.,]", digits)
    if not marks:
        return digits
    whole, last, decimals = digits.rpartition(marks[-1])
    if len(set(marks)) == 1 and (len(marks) > 1 or _is_thousands(whole, last, decimals, mark)):
        whole, decimals = digits, ""
    groups = re.split(r"[.,]", whole.lstrip("-"))
    uneven = len(groups) > 1 and (len(groups[0]) > 3 or any(len(group) != 3 for group in groups[1:]))
    if uneven or len(set(re.findall(r"[.,]", whole))) > 1 or (decimals and last in whole):
        raise FieldError(f"{written.strip()!r} is no amount")
    return re.sub(r"[.,]", "", whole) + (f".{decimals}" if decimals else "")


def _is_thousands(whole: str, last: str, decimals: str, mark: str | None) -> bool:
    """Whether the only mark of a number parts thousands."""
    if len(decimals) != 3 or len(whole.lstrip("-")) > 3 or whole.lstrip("-").startswith("0"):
        return False
    return last == "," if mark is None else last != mark


def _bare(written: str) -> str:
    """Without currency signs, codes and spaces; apostrophes part thousands in Switzerland."""
    plain = "".join(
        sign
        for sign in unicodedata.normalize("NFKC", written)
        if unicodedata.category(sign) not in ("Sc", "Zs") and sign not in "'’\t"
    )
    found = re.fullmatch(r"([^\W\d_]*)\.?(-?[\d.,]*\d)([^\W\d_]*)\.?", plain)
    if not found or any(word and not _is_currency(word) for word in (found[1], found[3])):
        return plain
    return found[2]


def _is_currency(word: str) -> bool:
    return word.casefold() in _SIGNS or bool(re.fullmatch(r"[A-Z]{3}", word))


def moment(written: str) -> str | None:
    """ISO 8601 where the spelling is unmistakable: `2026-06-01 10:22:33 +0100`, `... UTC`, `1.6.2026`."""
    value = written.strip()
    if not value:
        return None
    if found := _GERMAN.fullmatch(value):
        clock = f"T{found[4].zfill(5)}" if found[4] else ""
        return f"{found[3]}-{int(found[2]):02}-{int(found[1]):02}{clock}"
    if value.endswith((" UTC", " GMT", " Z")):
        return value.rsplit(" ", 1)[0] + "+00:00"
    return _OFFSET.sub(r"\1:\2", value)


def aware(written: str) -> datetime | None:
    """The moment, None when blank or not readable."""
    try:
        return datetime.fromisoformat(moment(written) or "")
    except ValueError:
        return None


def flag(written: str, name: str) -> bool | None:
    """Yes or no in the spellings of spreadsheets; blank is None. Raises FieldError."""
    value = written.strip().casefold()
    if not value:
        return None
    if value in _TRUE:
        return True
    if value in _FALSE:
        return False
    raise FieldError(f"{name} {written.strip()!r} is neither yes nor no")


def pieces(written: str) -> list[str]:
    """A comma-separated list; `\\,` is a comma within a piece. With semicolons alone those part it."""
    sign = "," if "," in written or ";" not in written else ";"
    found = re.split(rf"(?<!\\){sign}", written)
    return [piece.replace("\\,", ",").strip() for piece in found if piece.strip()]


def above_zero(amount: str | None) -> str | None:
    """Exports write 0 where no price was struck out."""
    return amount if amount and amount.strip("0.") else None
