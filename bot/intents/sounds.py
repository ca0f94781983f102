"""Spells a word as it sounds, so that a name borrowed into Cyrillic meets its Latin spelling: "бодран", "bodhrán"."""

import re
from functools import lru_cache

from rapidfuzz.distance import Levenshtein

from bot.intents.words import fold

_CYRILLIC = dict(zip("абвгдезийклмнопрстуфыэюя", "abvgdeziiklmnoprstufieua", strict=True))
_CYRILLIC |= {"ж": "j", "х": "h", "ц": "ts", "ч": "ch", "ш": "sh", "щ": "sh", "ъ": "", "ь": "", "ё": "e"}
# In this order; "tch" of a "watch" before the "c" that is a "k".
_SAME = {
    "ph": "f", "sch": "sh", "ck": "k", "tch": "ch", "dge": "j", "ce": "se", "ci": "si", "cy": "si",
    "ch": "!", "c": "k", "!": "ch", "q": "k", "x": "ks", "w": "v", "y": "i", "oo": "u", "ee": "i", "h": "", "ts": "s",
}  # fmt: skip
_TWICE = re.compile(r"(.)\1+")
LEAST = 4


@lru_cache(maxsize=65536)
def sound(word: str) -> str:
    """The rough sound of a word, in Latin letters."""
    spelled = "".join(_CYRILLIC.get(letter, letter) for letter in fold(word))
    for written, said in _SAME.items():
        spelled = spelled.replace(written, said)
    return _TWICE.sub(r"\1", spelled)


def likeness(left: str, right: str) -> float:
    """How alike two sounds are, 0..1; 0 for what is too short to tell."""
    if min(len(left), len(right)) < LEAST or left[0] != right[0]:
        return 0.0
    return Levenshtein.normalized_similarity(left, right)
