"""Answers about products: for each ask, the propositions that are true of the catalogue's rows, the asked one first."""

import re
from collections.abc import Callable, Sequence
from dataclasses import replace

from bot.facts import products as facts
from bot.facts.bound import Bound, bind
from bot.facts.describe import best_sentences
from bot.facts.products import Product
from bot.facts.voice import Voice
from bot.intents.reading import Form
from bot.plan.orders import turned
from bot.plan.proof import of_product
from bot.plan.proposition import Proposition
from bot.plan.question import Question
from storage.records import Variant

Answer = list[Proposition]
MAX_VALUES = 6
# "What keys are there", "which colours does it come in" ask for the values of an option.
_LISTS = re.compile(
    r"\b(?:what|which) \w+ (?:are there|(?:do|does|has|have|is|are) (?:it|they|you|this|these|there)\b.*)\W*$"
    r"|\bqu[eé] \w+ (?:hay|tiene|ten[eé]is)\b|\bкак(?:ие|их) \w+ (?:есть|бывают?)|有(?:哪些|什么|哪几种)",
    re.IGNORECASE,
)

# Values asked for in the plural: "sizes in cream", "which colours has it in M".
_MANY = re.compile(
    r"\b(?:what|which|sizes|colou?rs|lengths|widths|tallas|colores|tama[nñ]os|n[uú]meros|qu[eé])\b"
    r"|размер(?:ы|ов|ах)|цвет(?:а|ов|ах)\b|как(?:ие|их)|哪|什么|几种|几个",
    re.IGNORECASE,
)


def say(product: Product, voice: Voice, act: str, *slots: Bound | None, rows: Sequence[Variant] = ()) -> Proposition:
    """A proposition about a product; `rows` are the variants it speaks of, all of them when left out."""
    held = tuple(slot for slot in slots if slot)
    proof = of_product(act, product, rows)
    return Proposition(act, held, product.product_id, facts.name(product, voice), proof=proof)


def wanted(product: Product, question: Question) -> tuple[Variant, ...]:
    """The variants the customer's options leave; all of them when no option was chosen."""
    return product.having(question.options) if question.options else product.variants


def no_such(product: Product, voice: Voice, question: Question) -> Proposition | None:
    """The act that says the chosen options do not exist, alone or together; None when they do."""
    missing = [value for value in question.options if not product.offers(value)]
    missing += question.unknown_options
    if missing:
        if not product.options:
            return turned(say(product, voice, "option.none"), question, False)
        value = facts.chosen("option.value", product.variants, missing[:1], product)
        return turned(say(product, voice, "option.no", value), question, False)
    if question.options and not wanted(product, question):
        values = facts.chosen("option.values", (), question.options, product)
        return turned(say(product, voice, "option.combination_no", values), question, False)
    return None


def answer_price(product: Product, voice: Voice, question: Question) -> Answer:
    if gone := no_such(product, voice, question):
        return [gone]
    rows = wanted(product, question)
    spread = facts.prices(rows, voice)
    if not spread:
        return [_price(product, row, voice, True) for row in rows[:3]]
    if len({row.price for row in rows}) > 1:
        return [say(product, voice, "product.price_range", *spread)]
    return [_price(product, rows[0], voice, bool(question.options), rows)]


def _price(product: Product, row: Variant, voice: Voice, chosen: bool, rows: Sequence[Variant] = ()) -> Proposition:
    price = facts.money("price", row, "price", voice)
    if chosen and row.options and not _all_cost(product, row):
        values = facts.chosen("option.values", rows or (row,), tuple(map(str, row.options.values())), product)
        return say(product, voice, "option.price", values, price)
    if facts.reduced(row) and all(other.compare_at_price == row.compare_at_price for other in rows):
        return say(product, voice, "product.price_was", price, facts.money("was.price", row, "compare_at_price", voice))
    return say(product, voice, "product.price", price)


def _all_cost(product: Product, row: Variant) -> bool:
    return all((other.price, other.currency) == (row.price, row.currency) for other in product.variants)


def stock_act(rows: Sequence[Variant]) -> str:
    """Which of in_stock, out, available, unavailable, stock_unknown holds of the variants together.

    An unknown stock is never counted as zero: with one among them the sum is not said.
    """
    sellable = [row for row in rows if row.available is not False]
    if not sellable:
        return "out" if all(row.stock == 0 for row in rows) else "unavailable"
    if all(row.stock is not None for row in sellable):
        if sum(row.stock or 0 for row in sellable) > 0:
            return "in_stock"
        return "available" if any(row.available for row in sellable) else "out"
    if any(row.available or (row.stock or 0) > 0 for row in sellable):
        return "available"
    return "stock_unknown"


def answer_stock(product: Product, voice: Voice, question: Question) -> Answer:
    if gone := no_such(product, voice, question):
        return [gone]
    if many := _values_left(product, voice, question):
        return many
    rows = wanted(product, question)
    state = stock_act(rows)
    slots: list[Bound] = []
    family = "product"
    if question.options:
        family = "option"
        slots.append(facts.chosen("option.values", rows, question.options, product))
    if state == "in_stock":
        slots.append(facts.stock([row for row in rows if row.available is not False], voice))
    first = say(product, voice, f"{family}.{state}", *slots, rows=rows)
    return [turned(first, question, state in ("in_stock", "available"))] if state != "stock_unknown" else [first]


def _values_left(product: Product, voice: Voice, question: Question) -> Answer:
    """ "Which sizes are left in blue?": each value of that option that can be had, with its stock."""
    names = question.option_names(product)
    if question.form is not Form.OPEN or not names or not question.names("left"):
        return []
    said = []
    for value in product.options[names[0]]:
        rows = product.having((*question.options, value))
        state = stock_act(rows) if rows else "out"
        if state in ("in_stock", "available"):
            slots = [facts.chosen("option.values", rows, (value, *question.options), product)]
            slots += [facts.stock(rows, voice)] if state == "in_stock" else []
            said.append(say(product, voice, f"option.{state}", *slots, rows=rows))
    return said[:MAX_VALUES] or [say(product, voice, f"product.{stock_act(product.variants)}")]


def _values_within(product: Product, voice: Voice, question: Question) -> Answer:
    """ "Which sizes are there in cream": the values of one option beside those chosen, each with its stock."""
    names = [name for name in question.option_names(product) if not _chosen_of(product, name, question)]
    if not names or not question.named_option or not _MANY.search(question.text):
        return []
    values = [str(value) for value in product.options[names[0]]]
    offered = [value for value in values if product.having((*question.options, value))]
    if offered == values:
        return [say(product, voice, "option.list", *facts.option_values(product, names[0], voice))]
    return [
        one
        for value in offered[:MAX_VALUES]
        for one in answer_stock(product, voice, replace(question, form=Form.OPEN, options=(*question.options, value)))
    ]


def _chosen_of(product: Product, name: str, question: Question) -> bool:
    """Whether a value of this option is chosen."""
    return any(facts.is_value(said, name, value) for said in question.options for value in product.options[name])


def answer_options(product: Product, voice: Voice, question: Question) -> Answer:
    if many := _values_left(product, voice, question) or _values_within(product, voice, question):
        return many
    names = question.option_names(product) or list(product.options)
    if not names:
        return [say(product, voice, "option.none")]
    return [say(product, voice, "option.list", *facts.option_values(product, name, voice)) for name in names[:3]]


def answer_option(product: Product, voice: Voice, question: Question) -> Answer:
    if not question.options and not question.unknown_options:
        return answer_options(product, voice, question)
    if gone := no_such(product, voice, question):
        if gone.act != "option.no" or not product.options:
            return [gone]
        name = _option_like(product, question)
        return (
            [gone, say(product, voice, "option.list", *facts.option_values(product, name, voice))] if name else [gone]
        )
    if many := _values_within(product, voice, question):
        return many
    rows = wanted(product, question)
    state = stock_act(rows)
    if state != "in_stock":
        return answer_stock(product, voice, question)
    values = facts.chosen("option.values", rows, question.options, product)
    return [turned(say(product, voice, "option.in_stock", values, facts.stock(rows, voice), rows=rows), question, True)]


def _option_like(product: Product, question: Question) -> str | None:
    """The option the missing value would belong to, when only one is possible."""
    named = question.option_names(product)
    if named:
        return named[0]
    return next(iter(product.options)) if len(product.options) == 1 else None


def answer_detail(product: Product, voice: Voice, question: Question) -> Answer:
    if _LISTS.search(question.text) and question.option_names(product):
        return answer_options(product, voice, question)
    told = best_sentences(product, question.bare or question.text, voice.language)
    if told:
        return [say(product, voice, "product.quote", facts.quote(product, sentence)) for sentence in told]
    names = question.option_names(product)
    if names:
        return answer_options(product, voice, question)
    return [say(product, voice, "product.detail_none")]


def answer_info(product: Product, voice: Voice, question: Question) -> Answer:
    prices = answer_price(product, voice, question)
    if not product.first.description:
        return prices
    opening = facts.sentences(product.first.description)[0]
    return [say(product, voice, "product.quote", facts.quote(product, opening)), *prices[:1]]


def answer_discount(product: Product, voice: Voice, question: Question) -> Answer:
    rows = [row for row in wanted(product, question) if facts.reduced(row)]
    if not rows:
        return [turned(say(product, voice, "product.not_reduced"), question, False)]
    row = rows[0]
    slots = (facts.money("price", row, "price", voice), facts.money("was.price", row, "compare_at_price", voice))
    return [
        turned(say(product, voice, "product.price_was", *slots), question, True),
        say(product, voice, "product.saving", facts.saving(row, voice)),
    ]


def answer_vendor(product: Product, voice: Voice, question: Question) -> Answer:
    return [_column(product, voice, "vendor", "product.vendor")]


def answer_category(product: Product, voice: Voice, question: Question) -> Answer:
    return [_column(product, voice, "category", "product.category")]


def answer_link(product: Product, voice: Voice, question: Question) -> Answer:
    rows = [row for row in wanted(product, question) or product.variants if row.url]
    if not rows:
        return [say(product, voice, "product.link_missing")]
    url = rows[0].url or ""
    return [say(product, voice, "product.link", bind("url", url, facts.of_variant(rows[0], "url")))]


def _column(product: Product, voice: Voice, column: str, act: str) -> Proposition:
    value = getattr(product.first, column)
    if not value:
        return say(product, voice, f"{act}_missing")
    return say(product, voice, act, bind(column, value, facts.of_variant(product.first, column)))


def answer_sold(product: Product, voice: Voice, question: Question) -> Answer:
    """ "Do you have X?": what matters is whether it can be bought."""
    if question.options or question.unknown_options:
        return answer_option(product, voice, question)
    state = stock_act(product.variants)
    if state in ("in_stock", "available"):
        more = answer_price(product, voice, question)
        return [turned(say(product, voice, "product.sold"), question, True), *more[:1]]
    return answer_stock(product, voice, question)


ANSWERS: dict[str, Callable[[Product, Voice, Question], Answer]] = {
    "product.price": answer_price,
    "product.stock": answer_stock,
    "product.options": answer_options,
    "product.option": answer_option,
    "product.detail": answer_detail,
    "product.info": answer_info,
    "product.discount": answer_discount,
    "product.vendor": answer_vendor,
    "product.category": answer_category,
    "product.link": answer_link,
}
