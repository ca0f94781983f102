"""Finds order numbers in any spelling, from the shapes the shop's own numbers have; looks no order up.

A shape is a number with every digit as 9: "#W9999999", "ORD-9999"; a shop with many letters in its numbers has them
as A. The letters may be left out by the customer; the key is then digits alone and the plan matches by suffix.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from bot.intents.reading import OrderRef

_CALLED = (
    r"(?:\borders?|\bordr|\bordernr|\bpurchases?|\binvoices?|\bpedidos?|\bcompras?|\bзаказ\w*|\bзаказ|\bпокупк\w*|订单|訂單|单子|(?<!快递)(?<!运)(?<!物流)单)"
    r"(?:\s*(?:numbers?|num|no|nr|id|code|n[uú]mero|n[ºo°]|nro|ном\w*|编号|号码|号|單號|是|is|es|:)(?![a-zа-я]))*[\s.:#№=\-]*"
)
_NUMBERED = r"(?:(?<![a-z])(?:no|nr|n[ºo°]|num)\.?\s?|[#№]\s?)"
_NAMED = re.compile(rf"(?:{_CALLED})([#№]?\s?(?:[A-Za-z]{{1,6}}-?)?\d[\dA-Za-z]*(?:[-/][\dA-Za-z]+)*)", re.I)
_SPACED = re.compile(rf"(?:{_CALLED})(\d(?:\s\d){{3,}})(?!\d)", re.I)
_HASHED = re.compile(rf"{_NUMBERED}([A-Za-z]{{0,6}}-?\d[\dA-Za-z]*(?:-[\dA-Za-z]+)*)", re.I)
_SAID_NUMBER = re.compile(r"(?:number|num|no|nr|id|n[uú]mero|номер\w*|号|#|№)[\s.:#№]*$", re.I)
_MONEY_BEFORE = re.compile(r"(?:[$€£¥₽]|usd|eur|gbp|rmb|cny)\s*$", re.I)
_UNIT_AFTER = re.compile(
    r"^(?:[.,:]\d|\s?(?:[$€£¥₽%°]|usd|eur|gbp|dollars?|bucks|euros?|pounds?|pesos?|руб\w*|р\.|元|块|美元|"
    r"ml|l|cl|cm|mm|m|km|kg|g|mg|lb|lbs|oz|inch|inches|w|v|mah|gb|tb|мл|см|мм|кг|г|шт|件|个|"
    r"pcs|pieces?|items?|units?|days?|weeks?|months?|years?|hours?|people|persons?|times|am|pm|"
    r"d[ií]as?|semanas?|meses|años?|дн\w*|недел\w*|天|年|月|日)(?![a-zа-я]))",
    re.I,
)
_OTHER_NUMBER = re.compile(
    r"(?:track(?:ing)?(?:\s?(?:number|no|id|code))?|trackingnummer|size|talla|размер\w*|phone|tel|zip|postcode|sku|year|"
    r"в|трек\w*(?:[\s-]номер\w*)?|seguimiento|快递单号|运单号|物流单号|\bunder|\bover|\bbelow|\babove|\bcosts?|\bsince|[x×])[\s:#.]*(?:is\s)?$",
    re.I,
)
_YEAR = re.compile(r"(?:19[5-9]\d|20[0-4]\d)$")
_LEAST_BARE_DIGITS = 4


@dataclass(frozen=True, slots=True)
class _Shape:
    """One pattern of the shop's numbers: with its letters, and with digits alone; `own` letters are the shop's."""

    whole: re.Pattern[str]
    bare: re.Pattern[str] | None
    own: bool


class OrderFinder:
    """Finds the order numbers of a message, given the shapes of the shop's."""

    def __init__(self, shapes: Sequence[str]) -> None:
        self._shapes = [shape for shape in map(_compile, dict.fromkeys(shapes)) if shape is not None]

    def find_whole(self, text: str) -> list[tuple[int, int]]:
        """Where numbers stand with the letters and signs of the shop's own: nothing else looks like that."""
        return [match.span() for shape in self._shapes if shape.own for match in shape.whole.finditer(text)]

    def find(self, text: str, taken: Sequence[tuple[int, int]] = ()) -> list[OrderRef]:
        """Every order number in reading order; `taken` are stretches (phones, addresses) that hold none."""
        found: list[OrderRef] = []
        blocked = list(taken)
        for start, end in self._spans(text):
            if any(low < end and start < high for low, high in blocked):
                continue
            blocked.append((start, end))
            written = text[start:end]
            found.append(OrderRef(written, make_key(written), start, end))
        return sorted(found, key=lambda ref: ref.start)

    def _spans(self, text: str) -> list[tuple[int, int]]:
        spans = []
        for shape in self._shapes:
            spans += [m.span() for m in shape.whole.finditer(text) if shape.own or self._may_stand(text, m)]
        spans += [m.span(1) for m in _SPACED.finditer(text)]
        spans += [m.span(1) for m in _NAMED.finditer(text) if self._is_named(text, m)]
        spans += [m.span(1) for m in _HASHED.finditer(text) if self._is_hashed(m)]
        for shape in self._shapes:
            if shape.bare:
                spans += [m.span() for m in shape.bare.finditer(text) if self._may_stand(text, m)]
        return [_trim(text, span) for span in spans]

    def _may_stand(self, text: str, match: re.Match[str]) -> bool:
        before, after = text[max(0, match.start() - 32) : match.start()], text[match.end() : match.end() + 12]
        if _OTHER_NUMBER.search(before):
            return False
        letters = any(char.isalpha() for char in match.group())
        if letters or match.group().startswith("#"):
            return True
        digits = sum(char.isdigit() for char in match.group())
        if digits < _LEAST_BARE_DIGITS or _MONEY_BEFORE.search(before) or _UNIT_AFTER.match(after):
            return False
        if before.endswith(("+", ".", ",")) and before[:-1].endswith(tuple("0123456789")):
            return False
        return not (digits == 4 and _YEAR.match(match.group().strip()))

    def _is_named(self, text: str, match: re.Match[str]) -> bool:
        """`order 12` may be a quantity to buy; a short number counts only after the word number or a #."""
        core = match.group(1)
        digits = sum(char.isdigit() for char in core)
        if _UNIT_AFTER.match(text[match.end() : match.end() + 12]):
            return False
        if re.match(r"[A-Za-z]+-", core) and digits >= 2:
            return True
        called = text[match.start() : match.start(1)]
        least = 2 if _SAID_NUMBER.search(called) or core[:1] in "#№" else 4
        if digits >= max(least, 2) and not (digits < 4 and re.match(r"\s+[a-z]", text[match.end() :])):
            return not (digits == 4 and _YEAR.match(core) and not self._fits(core) and least == 4)
        return self._fits(core) and digits >= 2

    def _is_hashed(self, match: re.Match[str]) -> bool:
        digits = sum(char.isdigit() for char in match.group(1))
        return digits >= 3 or (digits > 1 and self._fits(match.group(1)))

    def _fits(self, written: str) -> bool:
        return any(
            shape.whole.fullmatch(written) or (shape.bare is not None and shape.bare.fullmatch(written))
            for shape in self._shapes
        )


def make_key(written: str) -> str:
    """The comparable form: upper-case letters and digits only."""
    return "".join(char for char in written.upper() if char.isalnum())


def shape_of(order_id: str) -> str:
    """An order number's shape: letters as A, digits as 9, the rest as it stands."""
    return "".join("9" if char.isdigit() else "A" if char.isalpha() else char for char in order_id.strip())


def _compile(shape: str) -> _Shape | None:
    parts = re.findall(r"[^\W\d_]+|9+", shape)
    if "9" not in shape:
        return None
    pieces = [_piece(part) for part in parts]
    guard = r"(?<![A-Za-z0-9@])(?<!\d[.,])"
    end = r"(?![A-Za-z0-9@])(?!-\d)"
    whole = re.compile(guard + "[#№]?" + r"[\s\-./]?".join(pieces) + end, re.IGNORECASE)
    bare = None
    if any(part[0] != "9" for part in parts):
        numbers = r"[\s\-./]?".join(piece for piece in pieces if piece.startswith(r"\d"))
        bare = re.compile(r"(?<![A-Za-z0-9@])(?<![\dA-Za-z][.,\-])[#№]?" + numbers + end)
    own = any(part[0] != "9" and set(part) != {"A"} for part in parts)
    return _Shape(whole, bare, own)


def _piece(part: str) -> str:
    """Digits by their count, letters as they stand; where any may stand, not a word of its own."""
    if part[0] == "9":
        return rf"\d{{{len(part)}}}"
    return rf"[A-Za-z]{{{len(part)}}}(?!\s)" if set(part) == {"A"} else re.escape(part)


def _trim(text: str, span: tuple[int, int]) -> tuple[int, int]:
    start, end = span
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1] in " -.":
        end -= 1
    return start, end
