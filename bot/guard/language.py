"""Whether a clause is written in the language it should be: by script, and between Latin ones by small words.

The licence compares wordings within one language; this check stops a clause before that when its letters are of
another script. It looks at the wording alone, slots left out: titles may be in any language.
"""

import re
import unicodedata

_SLOT = re.compile(r"\{[a-z.]+\}")
_SCRIPTS = {"en": "LATIN", "es": "LATIN", "ru": "CYRILLIC", "zh": "CJK"}
# Latin words that Russian and Chinese shops write as they are.
_LOANS = re.compile(r"\b(e-?mail|id|sku|ok)\b", re.IGNORECASE)
_ONLY = {
    "en": re.compile(r"\b(the|is|was|has|been|we|your|for|and|with|this|it)\b", re.IGNORECASE),
    "es": re.compile(r"\b(el|la|los|las|está|fue|ha|su|tu|para|y|con|este|pedido|del|que)\b|[ñ¿¡áéíóú]", re.IGNORECASE),
}


def speaks(text: str, language: str) -> bool:
    """Whether the wording is of that language as far as its letters and small words tell."""
    bare = _LOANS.sub(" ", _SLOT.sub(" ", text))
    script = _SCRIPTS.get(language)
    if script is None or not all(_is_of(sign, script) for sign in bare if sign.isalpha()):
        return False
    other = {"en": "es", "es": "en"}.get(language)
    return other is None or len(_ONLY[other].findall(bare)) <= len(_ONLY[language].findall(bare))


def _is_of(sign: str, script: str) -> bool:
    return unicodedata.name(sign, "").startswith(script)
