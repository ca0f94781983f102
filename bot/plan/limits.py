"""A price a customer will not go beyond: "under 50 euros", "не дороже 50", "50以下"."""

import re
from collections.abc import Sequence
from decimal import Decimal, InvalidOperation

from bot.facts.products import Product

# Groups of thousands count as such; what is followed by a unit of something else is no price.
_AMOUNT = (
    r"[$€£¥₽]?\s*(\d{1,3}(?:[.,\s]\d{3})+(?:[.,]\d{1,2})?|\d+(?:[.,]\d{1,2})?)"
    r"(?![\d.,]*\s*(?:%|k\b|days?\b|weeks?\b|hours?\b|kg\b|g\b|cm\b|mm\b|ml\b|l\b|inch|people|persons?|d[ií]as?\b|дн|天|人))"
)
_MOST = re.compile(
    rf"\b(?:under|below|less than|cheaper than|up to|at most|max(?:imum)?(?: of)?|no more than|not more than|within)\s+{_AMOUNT}"
    rf"|\b(?:menos de|por debajo de|hasta|m[aá]ximo(?: de)?|no m[aá]s de)\s+{_AMOUNT}"
    rf"|\b(?:до|дешевле|не дороже|не более|меньше)\s+{_AMOUNT}|{_AMOUNT}\s*(?:元|块|欧元|英镑|美元)?\s*(?:以下|以内|之内)|(?:不超过|低于)\s*{_AMOUNT}",
    re.IGNORECASE,
)
_LEAST = re.compile(
    rf"\b(?:over|above|more than|at least|from)\s+{_AMOUNT}|\b(?:m[aá]s de|desde)\s+{_AMOUNT}|\b(?:от|дороже)\s+{_AMOUNT}|{_AMOUNT}\s*以上",
    re.IGNORECASE,
)

_BETWEEN = re.compile(rf"\b(?:between|entre|между)\s+{_AMOUNT}\s+(?:and|y|и)\s+{_AMOUNT}", re.IGNORECASE)


def within(products: Sequence[Product], text: str) -> list[Product]:
    """The products that have a variant in the price range a text sets; all of them when it sets none."""
    if between := _BETWEEN.search(text):
        least, most = _number(between[1]), _number(between[2])
    else:
        most, least = _amount(_MOST, text), _amount(_LEAST, _MOST.sub(" ", text))
    if most is None and least is None:
        return list(products)
    return [
        product
        for product in products
        if any(
            (most is None or row.price <= most) and (least is None or row.price >= least) for row in product.variants
        )
    ]


def _amount(pattern: re.Pattern[str], text: str) -> Decimal | None:
    found = pattern.search(text)
    written = next((group for group in found.groups() if group), None) if found else None
    return _number(written) if written else None


def _number(written: str) -> Decimal | None:
    """A number as people type it: "1,250.00", "1.250,00", "1 000", "12,5"."""
    plain = re.sub(r"[.,\s](?=\d{3}(?:\D|$))", "", written).replace(",", ".")
    try:
        return Decimal(plain)
    except InvalidOperation:
        return None
