"""The catalogue as the plan reads it: products with their variants, and their slots bound to rows of `products`.

A product is named by its title; a fact that differs between variants names the variants it came from.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

from bot.facts.bound import Bound, bind, block, cell, source
from bot.facts.meaning import NONE, Meaning
from bot.facts.voice import Voice
from bot.intents.words import key
from storage.records import Receipt, Sku, Source, Variant

MAX_LINES = 8


@dataclass(frozen=True, eq=False)
class Product:
    """Variants that share a `product_id`, in the catalogue's order; compared by identity, one per catalogue."""

    product_id: str
    variants: tuple[Variant, ...]
    meaning: Meaning = NONE

    @property
    def first(self) -> Variant:
        return self.variants[0]

    @property
    def title(self) -> str:
        return self.first.title

    @cached_property
    def stems(self) -> tuple[str, ...]:
        """The words of the title, without number or case."""
        return key(self.title)

    @cached_property
    def options(self) -> Mapping[str, tuple[str, ...]]:
        """Option names with their distinct values, in order of appearance."""
        found: dict[str, dict[str, None]] = {}
        for variant in self.variants:
            for name, value in variant.options.items():
                found.setdefault(name, {})[value] = None
        return {name: tuple(values) for name, values in found.items()}

    def having(self, chosen: Iterable[str]) -> tuple[Variant, ...]:
        """The variants that have every chosen option value."""
        wanted = list(chosen)
        return tuple(
            variant
            for variant in self.variants
            if all(any(is_value(one, *option) for option in variant.options.items()) for one in wanted)
        )

    def offers(self, value: str) -> bool:
        return bool(self.having([value]))


class Catalogue:
    """All products of the shop, by id and by the kinds that a customer can name."""

    def __init__(self, variants: Sequence[Variant], meaning: Meaning = NONE) -> None:
        grouped: dict[str, list[Variant]] = {}
        for variant in variants:
            grouped.setdefault(variant.product_id, []).append(variant)
        self.products = {key: Product(key, tuple(rows), meaning) for key, rows in grouped.items()}
        self._by_sku = {variant.sku: variant.product_id for variant in variants}
        # One message asks for the same kinds many times.
        self._kinds = lru_cache(maxsize=1024)(self._of_kind)

    def get(self, product_id: str) -> Product | None:
        return self.products.get(product_id)

    def of_sku(self, sku: str | None) -> Product | None:
        owner = self._by_sku.get(Sku(sku)) if sku else None
        return self.products.get(owner) if owner else None

    def of_kind(self, field: str, value: str) -> tuple[Product, ...]:
        """The products of a category, tag, vendor, or with a word in the title."""
        return self._kinds(field, value.casefold())

    def _of_kind(self, field: str, wanted: str) -> tuple[Product, ...]:
        return tuple(product for product in self.products.values() if _is_kind(product, field, wanted))


def qualified(name: str, value: str) -> str:
    """A value with the name of its option, where several options have it: a waist of 32, not a length."""
    return f"{name}: {value}"


def is_value(said: str, name: str, value: object) -> bool:
    """Whether what was chosen, qualified or not, is this value of this option."""
    folded = said.casefold()
    return folded == str(value).casefold() or folded == qualified(name, str(value)).casefold()


def _is_kind(product: Product, field: str, wanted: str) -> bool:
    row = product.first
    if field == "category":
        return (row.category or "").casefold() == wanted
    if field == "tag":
        return wanted in {tag.casefold() for tag in row.tags}
    if field == "vendor":
        return (row.vendor or "").casefold() == wanted
    words, title = key(wanted), product.stems
    return any(title[at : at + len(words)] == words for at in range(len(title) - len(words) + 1))


def of_variant(variant: Variant, column: str) -> Source:
    return source("products", variant.sku, column, getattr(variant, column), variant.version)


def option_of(variant: Variant, name: str) -> Source:
    return source("products", variant.sku, f"options.{name}", variant.options.get(name), variant.version)


def name(product: Product, voice: Voice) -> Bound:
    return bind("product.title", voice.quoted(product.title), of_variant(product.first, "title"))


def money(slot: str, variant: Variant, column: str, voice: Voice) -> Bound:
    """A price column of a variant, printed in the variant's currency."""
    printed = voice.money(getattr(variant, column), variant.currency)
    return bind(slot, printed, of_variant(variant, column), of_variant(variant, "currency"))


def saving(variant: Variant, voice: Voice) -> Bound | None:
    """What the reduction saves; None when there is none."""
    if not reduced(variant):
        return None
    assert variant.compare_at_price is not None
    printed = voice.money(variant.compare_at_price - variant.price, variant.currency)
    proof = [of_variant(variant, column) for column in ("compare_at_price", "price", "currency")]
    return bind("saving", printed, *proof, fn="difference")


def reduced(variant: Variant) -> bool:
    return variant.compare_at_price is not None and variant.compare_at_price > variant.price


def extremes(variants: Sequence[Variant]) -> tuple[Variant, Variant] | None:
    """The cheapest and the dearest of variants in one currency; None for mixed currencies."""
    if len({variant.currency for variant in variants}) != 1:
        return None
    return min(variants, key=lambda row: row.price), max(variants, key=lambda row: row.price)


def prices(variants: Sequence[Variant], voice: Voice) -> list[Bound]:
    """`price.low` and `price.high` over variants of one currency, each with every row it was chosen from."""
    found = extremes(variants)
    if not found:
        return []
    everything = [of_variant(variant, "price") for variant in variants]
    return [
        bind(slot, voice.money(row.price, row.currency), *everything, of_variant(row, "currency"), fn=fn)
        for slot, row, fn in (("price.low", found[0], "min"), ("price.high", found[1], "max"))
    ]


def stock(variants: Sequence[Variant], voice: Voice) -> Bound:
    """The counted stock of variants together; call only when every stock is known."""
    number = sum(variant.stock or 0 for variant in variants)
    proof = [of_variant(variant, "stock") for variant in variants]
    return bind("stock", voice.count(number, "piece"), *proof, fn="sum" if len(variants) > 1 else None)


def option_values(product: Product, name: str, voice: Voice) -> list[Bound]:
    """The name of an option and all its values."""
    values = product.options[name]
    rows = [variant for variant in product.variants if name in variant.options]
    proof = [option_of(variant, name) for variant in rows]
    return [
        bind("option.name", name, proof[0], fn="name"),
        bind("options", voice.listing(list(values)), *proof, fn="distinct"),
    ]


def chosen(slot: str, variants: Sequence[Variant], values: Sequence[str], product: Product) -> Bound:
    """The option values the customer chose, as the catalogue spells them."""
    rows = variants or product.variants
    printed, proof = [], []
    for value in values:
        row, name, spelled = _spelled(rows, value) or _spelled(product.variants, value) or (product.first, "", value)
        printed.append(spelled)
        proof.append(option_of(row, name) if name else of_variant(row, "options"))
    return bind(slot, ", ".join(printed), *proof)


def _spelled(rows: Sequence[Variant], value: str) -> tuple[Variant, str, str] | None:
    for row in rows:
        for name, spelled in row.options.items():
            if is_value(value, name, spelled):
                return row, name, str(spelled)
    return None


def label(variant: Variant) -> str:
    """The option values of a variant, as a choice line prints them."""
    return ", ".join(str(value) for value in variant.options.values())


def listing(slot: str, products: Sequence[Product], voice: Voice, numbered: bool = False) -> Bound:
    """One line per product with its (lowest) price; numbered for a question."""
    lines, cells = [], []
    for number, product in enumerate(products[:MAX_LINES], 1):
        parts = [voice.quoted(product.title)]
        cells.append(cell(f"{slot}.title", parts[0], of_variant(product.first, "title")))
        if found := extremes(product.variants):
            low, high = found
            parts.append(_price_cell(slot, low, cells, voice))
            if low.price != high.price:
                parts[-1] += f" – {_price_cell(slot, high, cells, voice)}"
        if numbered:
            cells.append(cell(f"{slot}.number", str(number), of_variant(product.first, "title"), fn="position"))
        lines.append(f"{f'{number}.' if numbered else '•'} {', '.join(parts)}")
    if len(products) > MAX_LINES and not numbered:
        lines.append("…")
    return block(slot, lines, cells)


def _price_cell(slot: str, row: Variant, cells: list[Receipt], voice: Voice) -> str:
    printed = voice.money(row.price, row.currency)
    cells.append(cell(f"{slot}.price", printed, of_variant(row, "price"), of_variant(row, "currency")))
    return printed


def variant_listing(slot: str, variants: Sequence[Variant]) -> Bound:
    """Numbered variants of one product, by their option values."""
    lines, cells = [], []
    for number, variant in enumerate(variants[:MAX_LINES], 1):
        proof = [option_of(variant, name) for name in variant.options]
        cells.append(cell(f"{slot}.options", label(variant), *proof))
        cells.append(cell(f"{slot}.number", str(number), *proof, fn="position"))
        lines.append(f"{number}. {label(variant)}")
    return block(slot, lines, cells)


def difference(left: Variant, right: Variant, voice: Voice) -> Bound:
    """How far two prices of one currency lie apart."""
    printed = voice.money(abs(left.price - right.price), left.currency)
    proof = [of_variant(row, column) for row in (left, right) for column in ("price", "currency")]
    return bind("difference", printed, *proof, fn="difference")


_SENTENCE = re.compile(r"(?<=[.!?。！？])\s+|(?<=[。！？])|\n+")


def sentences(text: str) -> list[str]:
    """The sentences of a description, in order."""
    return [part.strip() for part in _SENTENCE.split(text) if part.strip()]


def quote(product: Product, sentence: str) -> Bound:
    """A sentence of the description, word for word."""
    return bind("quote", "\n" + sentence, of_variant(product.first, "description"), fn="sentence")
