"""Cuts text into words with their places, folds case and accents, and stems lightly; knows no catalogue and no intent.

Han characters stand as one word each, letters and digits part ("500ml" is two words), so that a title
and a customer's spelling of it are cut alike.
"""

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

HAN = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
_WORD = re.compile(rf"[{HAN}]|\d+(?:[.,]\d+)?|[^\W\d_{HAN}]+(?:'[^\W\d_{HAN}]+)?")
_ODD_PLURALS = {
    **{word: word[:-3] + "f" for word in ("leaves", "loaves", "shelves", "halves", "scarves", "wolves", "calves")},
    **{"knives": "knife", "wives": "wife", "lives": "life", "heroes": "hero"},
    **{
        word: word[:-2]
        for word in ("colores", "sabores", "flores", "motores", "azules", "grises", "marrones", "collares")
    },
}
_CYRILLIC = re.compile(r"[\u0400-\u04ff]")
_RU_ENDINGS = tuple(
    "иями ями ами ого его ому ему ыми ими ое ее ые ие ая яя ой ей ый ий ую юю ых их ым им ом ем ам ям ах ях "  # noqa: SIM905
    "ов ев ью ия ии ию а я о е ы и у ю ь".split()
)


@dataclass(frozen=True, slots=True)
class Word:
    """One word of a text: as written, folded, stemmed, and where it stands."""

    text: str
    fold: str
    stem: str
    start: int
    end: int


@lru_cache(maxsize=65536)
def fold(word: str) -> str:
    """Lower case without accents; й and ё keep their base letter only where Unicode says so."""
    lowered = word.lower()
    if lowered.isascii():
        return lowered
    if _CYRILLIC.search(lowered):
        return lowered.replace("ё", "е")
    parts = unicodedata.normalize("NFD", lowered)
    return "".join(part for part in parts if unicodedata.category(part) != "Mn")


@lru_cache(maxsize=65536)
def stem(folded: str) -> str:
    """A word's number-free form: plural endings of English and Spanish off, case endings of Russian off."""
    if folded.endswith("'s"):
        folded = folded[:-2]
    if _CYRILLIC.search(folded):
        return _stem_russian(folded)
    return _stem_latin(folded) if folded.isascii() and folded.isalpha() else folded


def _stem_latin(word: str) -> str:
    if len(word) <= 3 or not word.endswith("s") or word.endswith(("ss", "us", "is")):
        return word
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    if word in _ODD_PLURALS:
        return _ODD_PLURALS[word]
    if word.endswith(("ches", "shes", "xes", "sses", "dores", "jes", "atoes")):
        return word[:-2]
    return word[:-1]


def _stem_russian(word: str) -> str:
    for ending in _RU_ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            return word[: -len(ending)]
    return word


def cut(text: str) -> list[Word]:
    """The words of a text in order."""
    words = []
    for match in _WORD.finditer(text):
        folded = fold(match.group())
        words.append(Word(match.group(), folded, stem(folded), match.start(), match.end()))
    return words


def key(text: str) -> tuple[str, ...]:
    """The stems of a text: what two spellings of one title share."""
    return tuple(word.stem for word in cut(text))


def folded(text: str) -> str:
    """A text as its folded words: equal for two spellings that differ in case, accents and punctuation alone."""
    return " ".join(word.fold for word in cut(text))
