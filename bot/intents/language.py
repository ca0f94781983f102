"""Says which language a message is in; script decides first, then familiar words, then lingua; a hint breaks ties.

Languages the clerk does not speak keep their honest code. lingua is loaded on its first use.
"""

import re
from collections.abc import Collection, Mapping
from typing import Any

from bot.intents.words import fold

SPOKEN = ("en", "zh", "ru", "es")
_WORD = re.compile(r"[^\W\d_]+")
_HAN, _KANA, _HANGUL = re.compile(r"[\u3400-\u9fff]"), re.compile(r"[\u3040-\u30ff]"), re.compile(r"[\uac00-\ud7af]")
_CYRILLIC, _UKRAINIAN = re.compile(r"[\u0400-\u04ff]"), re.compile(r"[іїєґІЇЄҐ]")
_ARABIC, _LATIN = re.compile(r"[\u0600-\u06ff]"), re.compile(r"[A-Za-zÀ-ɏ]")
_SPANISH_SIGNS = re.compile(r"[¿¡ñÑ]")
_SURE, _MARGIN, _SHORT = 0.62, 0.12, 3
_LATIN_LANGUAGES = (
    "ENGLISH SPANISH PORTUGUESE FRENCH GERMAN ITALIAN DUTCH POLISH TURKISH SWEDISH CZECH ROMANIAN "  # noqa: SIM905
    "INDONESIAN VIETNAMESE".split()
)


class Detector:
    """Detects the language of a text; `vocabularies` are familiar folded words by language ("en", "es")."""

    def __init__(self, vocabularies: Mapping[str, Collection[str]] | None = None) -> None:
        self._familiar = {code: frozenset(words) for code, words in (vocabularies or {}).items()}
        self._lingua: Any = None

    def detect(self, text: str, hint: str | None = None) -> str:
        """A two-letter code; `hint` ("en", "zh-hans", "pt-br") decides where the text does not."""
        hinted = hint.replace("_", "-").split("-")[0].lower() if hint else None
        return _by_script(text) or self._by_words(text, hinted)

    def _by_words(self, text: str, hinted: str | None) -> str:
        words = [fold(word) for word in _WORD.findall(text)][:200]
        if not words:
            return hinted or "en"
        if _SPANISH_SIGNS.search(text):
            return "es"
        known = {code: sum(word in vocabulary for word in words) for code, vocabulary in self._familiar.items()}
        best = max(known, key=lambda code: known[code], default="en")
        lead = known.get(best, 0) - max((count for code, count in known.items() if code != best), default=0)
        if known.get(best, 0) >= 0.7 * len(words) and (lead >= 2 or lead / len(words) >= 0.5):
            return best if lead or not hinted else hinted
        if len(words) < _SHORT:
            return hinted or (best if lead else "en")
        return self._by_lingua(text, hinted)

    def _by_lingua(self, text: str, hinted: str | None) -> str:
        values = self._load().compute_language_confidence_values(text[:400])
        if not values:
            return hinted or "en"
        ranked = [(value.language.iso_code_639_1.name.lower(), value.value) for value in values]
        sure = ranked[0][1] >= _SURE and ranked[0][1] - ranked[1][1] >= _MARGIN
        if sure or not hinted:
            return str(ranked[0][0])
        return hinted if any(code == hinted and value > 0.05 for code, value in ranked) else str(ranked[0][0])

    def _load(self) -> Any:
        if self._lingua is None:
            from lingua import Language, LanguageDetectorBuilder

            languages = [getattr(Language, name) for name in _LATIN_LANGUAGES]
            self._lingua = LanguageDetectorBuilder.from_languages(*languages).build()
        return self._lingua


def _by_script(text: str) -> str | None:
    if _KANA.search(text):
        return "ja"
    for code, script in (("zh", _HAN), ("ko", _HANGUL)):
        # One Chinese character says as much as a Latin word, and titles inside it are often English.
        if len(script.findall(text)) * 8 >= len(_LATIN.findall(text)) and script.search(text):
            return code
    if len(_CYRILLIC.findall(text)) * 3 >= len(_LATIN.findall(text)) and _CYRILLIC.search(text):
        return "uk" if _UKRAINIAN.search(text) else "ru"
    if len(_ARABIC.findall(text)) > len(_LATIN.findall(text)):
        return "ar"
    return None
