"""Puts a question into English word by word, as far as `gloss.yaml` knows the words; order and grammar are left alone.

Good enough to find the English passage or sentence that answers, never to be read by anybody.
"""

from functools import lru_cache
from importlib.resources import files

from bot.intents.words import cut, fold
from bot.tables import read_table

LANGUAGES = ("es", "ru", "zh")
LONGEST_HAN, MOST_ENDING = 6, 4


@lru_cache(maxsize=2048)
def to_english(text: str, language: str) -> str:
    """The English words of a Spanish, Russian or Chinese text, in its order; empty where none is known."""
    if language not in LANGUAGES:
        return ""
    words = cut(text)
    found: list[str] = []
    place = 0
    while place < len(words):
        for length in range(min(LONGEST_HAN, len(words) - place), 0, -1):
            forms = [word.fold for word in words[place : place + length]]
            if english := _known(forms, language):
                found.append(english)
                place += length - 1
                break
        else:
            if words[place].text.isascii() and language != "es":
                found.append(words[place].text)
        place += 1
    return " ".join(found)


def _known(forms: list[str], language: str) -> str | None:
    table = _table(language)
    if language == "zh":
        return table.get("".join(forms))
    if english := table.get(" ".join(forms)):
        return english
    if len(forms) > 1:
        return None
    word = forms[0]
    if language == "es":
        return table.get(word.removesuffix("s")) or table.get(word.removesuffix("es"))
    ends = range(len(word), max(2, len(word) - MOST_ENDING - 1), -1)
    return next((english for end in ends if (english := table.get(word[:end]))), None)


@lru_cache(maxsize=4)
def _table(language: str) -> dict[str, str]:
    rows = read_table(files("bot.facts").joinpath("gloss.yaml"))
    return {
        " ".join(fold(part) for part in str(word).split()): str(english)
        for english, row in rows.items()
        for word in row.get(language, ())
    }
