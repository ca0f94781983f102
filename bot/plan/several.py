"""Answers about several products: which of two costs less, the cheapest of a kind, those that match, how many."""

from collections.abc import Sequence

from bot.facts import products as facts
from bot.facts.bound import Bound, bind
from bot.facts.products import Product
from bot.facts.voice import Voice
from bot.plan.orders import turned
from bot.plan.products import Answer, answer_price, answer_sold
from bot.plan.proposition import Proposition
from bot.plan.question import Question
from storage.records import Variant


def compare(left: Product, right: Product, voice: Voice, question: Question) -> Answer:
    """Which of two costs less; by their lowest prices, and only if these settle it."""
    pairs = [facts.extremes(_fitting(product, question) or product.variants) for product in (left, right)]
    if not pairs[0] or not pairs[1]:
        return answer_price(left, voice, question) + answer_price(right, voice, question)
    (low, high), (other_low, other_high) = pairs[0], pairs[1]
    if low.currency != other_low.currency:
        return [_pair("compare.currency", low, other_low, voice)]
    if low.price == high.price == other_low.price == other_high.price:
        proof = [facts.of_variant(row, column) for row in (low, other_low) for column in ("price", "currency")]
        price = bind("price", voice.money(low.price, low.currency), *proof, fn="same")
        return [Proposition("compare.same", (*_titles(low, other_low, voice), price))]
    if high.price < other_low.price or other_high.price < low.price:
        less, more = (low, other_low) if high.price < other_low.price else (other_low, low)
        single = low.price == high.price and other_low.price == other_high.price
        far = Proposition("compare.difference", (facts.difference(less, more, voice),))
        return [_pair("compare.less", less, more, voice), *([far] if single else [])]
    return answer_price(left, voice, question) + answer_price(right, voice, question)


def _fitting(product: Product, question: Question) -> tuple[Variant, ...]:
    """The variants that the options chosen leave, of those that the product has."""
    return product.having(tuple(value for value in question.options if product.offers(value)))


def _titles(left: Variant, right: Variant, voice: Voice) -> tuple[Bound, Bound]:
    first, second = (
        bind(f"{side}.title", voice.quoted(row.title), facts.of_variant(row, "title"))
        for side, row in (("a", left), ("b", right))
    )
    return first, second


def _pair(act: str, left: Variant, right: Variant, voice: Voice) -> Proposition:
    title, other = _titles(left, right, voice)
    prices = (facts.money("a.price", left, "price", voice), facts.money("b.price", right, "price", voice))
    return Proposition(act, (title, prices[0], other, prices[1]))


def extreme(products: Sequence[Product], voice: Voice, dearest: bool) -> Answer:
    """The cheapest or dearest of products, in the currency most of them are priced in; receipts name every row."""
    rows = [row for product in products for row in product.variants]
    counts = {row.currency: 0 for row in rows}
    for row in rows:
        counts[row.currency] += 1
    main = max(counts, key=lambda currency: counts[currency])
    rows = [row for row in rows if row.currency == main]
    best = (max if dearest else min)(rows, key=lambda row: row.price)
    proof = [facts.of_variant(best, "price"), facts.of_variant(best, "currency")]
    proof += [facts.of_variant(row, "price") for row in rows if row is not best]
    act, fn = ("product.dearest", "max") if dearest else ("product.cheapest", "min")
    title = bind("product.title", voice.quoted(best.title), facts.of_variant(best, "title"))
    price = bind("price", voice.money(best.price, best.currency), *proof, fn=fn)
    return [Proposition(act, (title, price), best.product_id)]


def found(products: Sequence[Product], voice: Voice, question: Question) -> Answer:
    """ "Do you have any X?": the products that match, as a list or alone."""
    if len(products) == 1:
        return answer_sold(products[0], voice, question)
    listed = Proposition("product.list", (facts.listing("products", products, voice),))
    return [turned(listed, question, True)]


def counted(products: Sequence[Product], voice: Voice) -> Answer:
    proof = [facts.of_variant(product.first, "title") for product in products]
    return [
        Proposition(
            "product.count", (bind("product.count", voice.count(len(products), "product"), *proof, fn="count"),)
        )
    ]
