"""Which quantities a question asks for and a sentence gives: "how heavy" wants "1.2 kg", not "a heavy lid".

The quantities and their units are data (`quantities.yaml`). Knows text only; a Spanish, Russian or Chinese question may
come with its English.
"""

import re
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

from bot.tables import read_table

_NUMBER = (
    r"(?:\d[\d.,]*|half|an?|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fifteen|eighteen|twenty"
    r"|thirty|forty|fifty|sixty|hundred|several)(?: and a half)?"
)
_NUMBERED = re.compile(
    r"\d|\b(?:two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fifteen|eighteen|twenty|thirty|forty|fifty"
    r"|sixty|hundred|dozen|half|single|double|pair|trio|duo)\b|[一二两三四五六七八九十]",
    re.IGNORECASE,
)
_COUNTS = re.compile(r"\bhow many\b|\bnumber of\b|cu[aá]nt[oa]s\b|сколько|几|多少", re.IGNORECASE)


@dataclass(frozen=True)
class _Quantity:
    name: str
    asks: re.Pattern[str]
    told: re.Pattern[str]


@lru_cache(maxsize=2048)
def asked(question: str) -> frozenset[str]:
    """The quantities that a question may be after; several where a word is open, as "how long" is."""
    return frozenset(quantity.name for quantity in _quantities() if quantity.asks.search(question))


@lru_cache(maxsize=65536)
def told(sentence: str) -> frozenset[str]:
    """The quantities that a sentence gives."""
    return frozenset(quantity.name for quantity in _quantities() if quantity.told.search(sentence))


def asks_count(question: str) -> bool:
    """Whether only a number can answer."""
    return _COUNTS.search(question) is not None


def has_number(sentence: str) -> bool:
    return _NUMBERED.search(sentence) is not None


@lru_cache(maxsize=1)
def _quantities() -> tuple[_Quantity, ...]:
    rows = read_table(files("bot.facts").joinpath("quantities.yaml"))
    return tuple(
        _Quantity(name, re.compile(row["asks"], re.IGNORECASE), _told(row["units"], row.get("told")))
        for name, row in rows.items()
    )


def _told(units: str, otherwise: str | None) -> re.Pattern[str]:
    pattern = rf"\b{_NUMBER}[ -]?(?:{units})(?![a-z/²])"
    return re.compile(f"{pattern}|{otherwise}" if otherwise else pattern, re.IGNORECASE)
