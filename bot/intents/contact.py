"""Finds an e-mail address and a phone number in a message; knows nothing of whose they are.

phonenumbers is imported on the first text with enough digits: its metadata takes a while to load.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from bot.intents.reading import Contact

_EMAIL = re.compile(r"[A-Za-z0-9][\w.+%'-]{0,63}@(?:[A-Za-z0-9-]{1,63}\.){1,8}[A-Za-z]{2,24}", re.ASCII)
_DIGITS = re.compile(r"[+(]?\d[\d\s().\-/]{5,22}\d")
_CALLED = re.compile(
    r"phone|mobile|\bcell\b|\btel\b|call me|number is|телефон|номер тел|\bтел\b|móvil|movil|电话|手机|号码", re.I
)
_REGIONS = ("US", "GB", "RU", "CN", "ES", "DE", "FR", "MX", "IN")
_LONGEST = 8


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of the text that is an address or a number."""

    kind: str
    value: str
    start: int
    end: int


def find_contact(text: str, taken: Sequence[tuple[int, int]] = ()) -> tuple[Contact, list[Span]]:
    """The first e-mail and the first phone, and every stretch that is either; `taken` stretches are neither."""
    spans = [Span("email", match.group(), match.start(), match.end()) for match in _EMAIL.finditer(text)]
    spans += _phones(text, [*taken, *((span.start, span.end) for span in spans)])
    email = next((span.value for span in spans if span.kind == "email"), None)
    phone = next((span.value for span in spans if span.kind == "phone"), None)
    return Contact(email, phone), spans


def _phones(text: str, taken: Sequence[tuple[int, int]]) -> list[Span]:
    found = []
    called = bool(_CALLED.search(text))
    for match in list(_DIGITS.finditer(text))[:_LONGEST]:
        if any(low < match.end() and match.start() < high for low, high in taken):
            continue
        written = match.group()
        number = _parse(written, called) if _looks_dialled(written, called) else None
        if number:
            found.append(Span("phone", number, match.start(), match.end()))
    return found


def _looks_dialled(written: str, called: bool) -> bool:
    """A plus, or a national number that is grouped like one or called a phone; order numbers have neither."""
    digits = sum(char.isdigit() for char in written)
    if written.startswith("+") or called:
        return digits >= 7
    return written.startswith(("0", "(")) and digits >= 9


def _parse(written: str, called: bool) -> str | None:
    import phonenumbers

    regions: tuple[str | None, ...] = (None,) if written.startswith("+") else _REGIONS
    for region in regions:
        try:
            number = phonenumbers.parse(written, region)
        except phonenumbers.NumberParseException:
            continue
        if phonenumbers.is_valid_number(number) or (called and written.startswith("+")):
            return str(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164))
    return None
