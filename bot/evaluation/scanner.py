"""Finds what a reply says without a receipt, from the printed text and its receipts alone.

Deliberately imports nothing else of the project: it must not share a mistake with the code it checks.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

_NUMBER = re.compile(r"\d+(?:[.,:]\d+)*")
_NUMBER_WORD = re.compile(
    r"\b(?:two|three|four|five|six|seven|eight|nine|ten|twenty|thirty|hundred|thousand|dozen|tomorrow|tonight"
    r"|dos|tres|cuatro|cinco|siete|ocho|nueve|diez"
    r"|два|три|четыре|пять|шесть|семь|восемь|девять|десять|завтра)\b"
    r"|明天|[两三四五六七八九十百千]\s*(?:天|元|块|件|个|小时)",
    re.IGNORECASE,
)
_QUOTED = re.compile(r"“([^”]+)”|«([^»]+)»")
# A stop after a link ends the sentence, not the link.
_LINK = re.compile(r"https?://\S*[^\s.,;:!?)»”。，；：！？）]")


def ungrounded(text: str, receipts: Sequence[Mapping[str, Any]]) -> list[str]:
    """Numbers (in words, too), currency signs, links and quoted names of `text` that no receipt's printed text has."""
    printed = [_plain(str(receipt["text"])) for receipt in receipts if receipt.get("sources")]
    body = _plain(text)
    backed = _covered(body, printed)
    wrong = [match[0] for match in _NUMBER.finditer(body) if not backed(match)]
    wrong += [match[0] for match in _NUMBER_WORD.finditer(body) if not backed(match)]
    wrong += [sign for at, sign in enumerate(body) if unicodedata.category(sign) in ("No", "Nl") and not backed(at)]
    wrong += [match[0] for match in _QUOTED.finditer(body) if not backed(match)]
    wrong += [match[0] for match in _LINK.finditer(body) if not backed(match)]
    wrong += [sign for at, sign in enumerate(body) if unicodedata.category(sign) == "Sc" and not backed(at)]
    return wrong


def _covered(body: str, printed: Iterable[str]) -> Any:
    """A test whether a stretch (or one position) of the body lies within some receipt's text as printed there."""
    spans = []
    for text in {text.strip() for text in printed if text.strip()}:
        at = body.find(text)
        while at >= 0:
            spans.append((at, at + len(text)))
            at = body.find(text, at + 1)

    def backed(place: "re.Match[str] | int") -> bool:
        start, end = (place, place + 1) if isinstance(place, int) else place.span()
        return any(left <= start and end <= right for left, right in spans)

    return backed


def _plain(text: str) -> str:
    return text.replace("\u202f", " ").replace("\xa0", " ")
