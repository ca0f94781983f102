"""How values are printed for one customer at one moment: money, dates, counts, lists.

Knows locales and the clock it is given, nothing of rows. Dates are printed without the year unless it differs from
now's; Babel's narrow spaces become plain ones so that what is printed can be searched and compared.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, tzinfo
from decimal import Decimal
from functools import cached_property

from babel import Locale
from babel.dates import format_date, format_skeleton, format_time
from babel.numbers import format_currency, format_decimal

SPOKEN = ("en", "zh", "ru", "es")

_LOCALES = {"en": "en", "zh": "zh_Hans", "ru": "ru", "es": "es"}
_QUOTES = {"en": "“”", "zh": "“”", "ru": "«»", "es": "«»"}
_TODAY = {"en": "today", "zh": "今天", "ru": "сегодня", "es": "hoy"}
_COUNTS: dict[str, dict[str, tuple[str, ...]]] = {
    "en": {
        "piece": ("piece", "pieces"),
        "item": ("item", "items"),
        "parcel": ("parcel", "parcels"),
        "order": ("order", "orders"),
        "product": ("product", "products"),
    },
    "zh": {"piece": ("件",), "item": ("件商品",), "parcel": ("个包裹",), "order": ("个订单",), "product": ("款商品",)},
    "ru": {
        "piece": (" шт.", " шт.", " шт."),
        "item": (" товар", " товара", " товаров"),
        "parcel": (" посылка", " посылки", " посылок"),
        "order": (" заказ", " заказа", " заказов"),
        "product": (" товар", " товара", " товаров"),
    },
    "es": {
        "piece": ("unidad", "unidades"),
        "item": ("artículo", "artículos"),
        "parcel": ("paquete", "paquetes"),
        "order": ("pedido", "pedidos"),
        "product": ("producto", "productos"),
    },
}


def speakable(language: str | None) -> str:
    """The spoken language for a detected or hinted one; English when we do not speak it."""
    code = (language or "en").lower().replace("_", "-").split("-")[0]
    return code if code in SPOKEN else "en"


@dataclass(frozen=True)
class Voice:
    """One customer's language and the moment of the turn (`now` aware); `zone` is the shop's."""

    language: str
    now: datetime
    zone: tzinfo

    @cached_property
    def locale(self) -> Locale:
        return Locale.parse(_LOCALES[self.language])

    @property
    def today(self) -> date:
        return self.now.astimezone(self.zone).date()

    def local(self, moment: datetime | date) -> date:
        """The shop's calendar day of a moment."""
        return moment.astimezone(self.zone).date() if isinstance(moment, datetime) else moment

    def money(self, amount: Decimal, currency: str) -> str:
        return _plain(format_currency(amount, currency, locale=self.locale))

    def day(self, moment: datetime | date) -> str:
        day = self.local(moment)
        if day.year == self.today.year:
            return _plain(format_skeleton("MMMMd", day, locale=self.locale))
        return _plain(format_date(day, "long", locale=self.locale)).removesuffix(" г.")

    def day_or_today(self, moment: datetime | date) -> str:
        return _TODAY[self.language] if self.local(moment) == self.today else self.day(moment)

    def moment(self, when: datetime) -> str:
        clock = _plain(format_time(when.astimezone(self.zone), "short", locale=self.locale))
        return f"{self.day(when)} {clock}" if self.language == "zh" else f"{self.day(when)}, {clock}"

    def count(self, number: int, noun: str) -> str:
        """ "3 items": the number with its noun in the right plural (piece, item, parcel, order, product)."""
        forms = _COUNTS[self.language][noun]
        printed = _plain(str(format_decimal(number, locale=self.locale)))
        word = forms[_plural(self.locale, number, len(forms))]
        return printed + word if self.language in ("zh", "ru") else f"{printed} {word}"

    def quoted(self, text: str) -> str:
        marks = _QUOTES[self.language]
        return marks[0] + text + marks[1]

    def listing(self, values: Sequence[str]) -> str:
        """ "S, M and L" in English; plain commas elsewhere, because Spanish "y" changes before an i."""
        if self.language == "en" and len(values) > 1:
            return f"{', '.join(values[:-1])} and {values[-1]}"
        return ("、" if self.language == "zh" else ", ").join(values)


def _plural(locale: Locale, number: int, forms: int) -> int:
    if forms == 1:
        return 0
    form = locale.plural_form(number)
    if forms == 2:
        return 0 if form == "one" else 1
    return {"one": 0, "few": 1}.get(form, 2)


def _plain(text: str) -> str:
    return text.replace("\u202f", " ").replace("\xa0", " ")
