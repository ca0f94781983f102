"""Cleans a customer's message before anything reads it: one spelling a character, nothing invisible, a length cap.

It knows nothing of language or meaning; every later offset counts in the text this module returns.
"""

import re
import unicodedata

MAX_CHARS = 4000

_SURROGATES = re.compile(r"[\ud800-\udfff]")
_SPACES = re.compile(r"[^\S\n]+")
_LINES = re.compile(r"\s*\n\s*")
_STRETCHED = re.compile(r"([!?.,…~])\1{3,}")
_KEPT_FORMAT = "\n\t"
_QUOTES = str.maketrans({"’": "'", "‘": "'", "`": "'", "´": "'", "“": '"', "”": '"', "„": '"', "‟": '"', "\u2011": "-"})


def clean(text: str) -> str:
    """The message in NFKC without control, format, bidi or private characters, its white space single."""
    # NFKC may lengthen a text eighteenfold (U+FDFA), so it is cut before and after.
    text = _SURROGATES.sub(" ", text[:MAX_CHARS])
    text = unicodedata.normalize("NFKC", text)[:MAX_CHARS].translate(_QUOTES)
    text = "".join(_visible(char) for char in text)
    text = _LINES.sub("\n", _SPACES.sub(" ", text)).strip()
    return _STRETCHED.sub(r"\1\1\1", text)


def _visible(char: str) -> str:
    if char < "\x7f" and char >= " ":
        return char
    if char in _KEPT_FORMAT:
        return char
    if char in "\r\x0b\x0c\u2028\u2029":
        return "\n"
    category = unicodedata.category(char)
    if category in ("Cf", "Co", "Cn"):
        return ""
    return " " if category in ("Cc", "Cs") else char


def has_words(text: str) -> bool:
    """Whether anything is left that could be read: emoji and punctuation alone are not words."""
    return any(char.isalnum() for char in text)
