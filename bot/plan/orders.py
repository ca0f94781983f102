"""Answers about one order: for each ask, the propositions that are true of its rows, the asked one first.

The tables below are the predicates: in every family exactly one act holds of an order at a moment.
"""

import re
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal

from bot.facts import orders as facts
from bot.facts.bound import Bound
from bot.facts.voice import Voice
from bot.plan import cues
from bot.plan.acts import Polarity
from bot.plan.proof import of_order
from bot.plan.proposition import Proposition
from bot.plan.question import Question
from storage.records import Order, OrderItem, Shipment, Status

Answer = list[Proposition]

GONE = (Status.CANCELLED, Status.REFUNDED, Status.RETURNED)
_EVERY = re.compile(r"\b(?:both|all|every|numbers|amb[oa]s|todos|оба|обе|все|номера)\b|两个|都|所有", re.IGNORECASE)
# "How many items did the order with the bass hold" counts all of it, the goods only say which order is meant.
_OF_WHOLE = re.compile(
    r"\bhow many (?:items|things|articles|pieces|products)\b|\bcu[aá]nt[oa]s (?:art[ií]culos|cosas|productos|piezas)\b"
    r"|сколько (?:всего )?(?:товаров|вещей|позиций|предметов)|(?:多少|几)(?:件|样|个)?(?:商品|东西)",
    re.IGNORECASE,
)
UNDERWAY = (Status.PENDING, Status.PROCESSING, Status.SHIPPED)


def say(order: Order, act: str, *slots: Bound | None, polarity: Polarity = Polarity.OPEN) -> Proposition:
    """A proposition about an order; slots must be bound (a missing value is an act of its own)."""
    held = tuple(slot for slot in slots if slot)
    return Proposition(act, held, order.order_id, facts.name(order), polarity, proof=of_order(act, order))


def has_or_missing(order: Order, act: str, slot: Bound | None) -> Proposition:
    return say(order, act, slot) if slot else say(order, f"{act}_missing")


def status(order: Order, voice: Voice) -> Proposition:
    """The one act that tells where the order stands."""
    if order.status is Status.SHIPPED:
        left = facts.shipped_day(order, voice)
        return say(order, "order.shipped_on", left) if left else say(order, "order.shipped")
    if order.status is Status.DELIVERED:
        came = facts.day("delivered.date", order, "delivered_at", voice)
        return say(order, "order.delivered_on", came) if came else say(order, "order.delivered")
    if order.status is Status.REFUNDED:
        return refund(order, voice)
    return say(order, f"order.{order.status.value}")


def refund(order: Order, voice: Voice) -> Proposition:
    """The one act that tells what was given back."""
    found = facts.refunded(order)
    if found is None or found[0] == Decimal(0):
        given = order.status is Status.REFUNDED or order.refunds
        return say(order, "order.refunded" if given else "order.refund_none")
    amount, _ = found
    if order.total is None:
        act = "order.refunded_sum"
    else:
        act = "order.refunded_full" if amount >= order.total else "order.refunded_part"
    return say(order, act, facts.refund_amount(order, voice))


def eta(order: Order, voice: Voice) -> Proposition:
    """The one act that tells when to expect it."""
    if order.status in GONE:
        return say(order, "order.eta_off")
    if order.status is Status.DELIVERED:
        return status(order, voice)
    slot = facts.eta(order, voice)
    if slot is None or order.estimated_delivery is None:
        return say(order, "order.eta_none")
    if order.estimated_delivery == voice.today:
        return say(order, "order.eta_today", slot)
    return say(order, "order.eta_future" if order.estimated_delivery > voice.today else "order.eta_past", slot)


def answer_status(order: Order, voice: Voice, question: Question) -> Answer:
    first = status(order, voice)
    return [first, eta(order, voice)] if order.status in UNDERWAY and order.estimated_delivery else [first]


def answer_eta(order: Order, voice: Voice, question: Question) -> Answer:
    first = eta(order, voice)
    if first.act == "order.eta_off" or (first.act == "order.eta_none" and order.status in UNDERWAY):
        return [first, status(order, voice)]
    return [first]


def answer_delivered(order: Order, voice: Voice, question: Question) -> Answer:
    if order.status is Status.DELIVERED:
        return [turned(status(order, voice), question, True)]
    more = [eta(order, voice)] if order.status in UNDERWAY and order.estimated_delivery else []
    return [turned(status(order, voice), question, False), *more]


def answer_shipped(order: Order, voice: Voice, question: Question) -> Answer:
    parcel = _parcel_asked(order, question)
    left = facts.left_on(order, parcel, voice) if parcel else facts.shipped_day(order, voice)
    if order.status in (Status.DELIVERED, Status.RETURNED, Status.REFUNDED):
        if left:
            return [turned(say(order, "order.left_on", left), question, True)]
        return [status(order, voice)] if question.yesno else [say(order, "order.shipped_none"), status(order, voice)]
    if order.status is Status.SHIPPED:
        gone = say(order, "order.shipped_on", left) if left else status(order, voice)
        first = turned(gone, question, True)
        return [first] if left or question.yesno else [first, say(order, "order.shipped_none")]
    return [turned(status(order, voice), question, False)]


def answer_tracking(order: Order, voice: Voice, question: Question) -> Answer:
    tracked = facts.tracked(order)
    if question.items and len(tracked) > 1 and not _EVERY.search(question.text):
        return [_parcel_of(order, item, voice) for item in question.items]
    links = [parcel for parcel in order.shipments if parcel.url]
    if len(tracked) > 1:
        return [say(order, "order.tracking_many", facts.parcels(order, voice))]
    link = say(order, "order.tracking_link", facts.tracking(order, links[0], "url")) if len(links) == 1 else None
    if link and (question.names("link") or not tracked):
        return [link]
    if not tracked:
        more = [status(order, voice)] if order.status is not Status.SHIPPED else []
        return [say(order, "order.tracking_none"), *more]
    number, carrier = (facts.tracking(order, tracked[0], column) for column in ("number", "carrier"))
    first = (
        say(order, "order.tracking_carrier", carrier, number) if carrier else say(order, "order.tracking_one", number)
    )
    return [first, link] if link else [first]


def answer_carrier(order: Order, voice: Voice, question: Question) -> Answer:
    if question.names("number"):
        return answer_tracking(order, voice, question)
    asked = _parcel_asked(order, question)
    carried = [parcel for parcel in ((asked,) if asked else order.shipments) if parcel.carrier]
    if len({parcel.carrier for parcel in carried}) > 1:
        return [say(order, "order.tracking_many", facts.parcels(order, voice))]
    return (
        [say(order, "order.carrier", facts.tracking(order, carried[0], "carrier"))]
        if carried
        else [say(order, "order.carrier_none")]
    )


def answer_parcels(order: Order, voice: Voice, question: Question) -> Answer:
    if question.items and not _EVERY.search(question.text):
        return [_parcel_of(order, item, voice) for item in question.items]
    if not order.shipments:
        return [say(order, "order.tracking_none"), status(order, voice)]
    if len(order.shipments) == 1:
        return [say(order, "order.whole")]
    split = turned(say(order, "order.split", facts.parcel_count(order, voice)), question, True)
    return [split, say(order, "order.tracking_many", facts.parcels(order, voice))]


def _parcel_asked(order: Order, question: Question) -> Shipment | None:
    """Of several parcels, the one that holds all the lines asked about."""
    held = {parcel.position: parcel for item in question.items if (parcel := facts.parcel_of(order, item))}
    return next(iter(held.values())) if len(order.shipments) > 1 and len(held) == 1 else None


def _parcel_of(order: Order, item: OrderItem, voice: Voice) -> Proposition:
    parcel = facts.parcel_of(order, item)
    title = facts.item_title(order, item, voice)
    if parcel and parcel.carrier and parcel.number:
        slots = (facts.tracking(order, parcel, "carrier"), facts.tracking(order, parcel, "number"))
        return say(order, "item.shipment", title, *slots)
    return say(order, "item.shipment_none", title)


def answer_items(order: Order, voice: Voice, question: Question) -> Answer:
    if question.items and question.yesno:
        titles = [facts.item_title(order, item, voice) for item in question.items]
        return [turned(say(order, "item.present", title), question, True) for title in titles]
    if question.named_item and question.yesno:
        return [turned(say(order, "order.item_absent"), question, False)]
    block = facts.items(order, voice)
    return [say(order, "order.items", block)] if block else [say(order, "order.items_missing")]


def answer_item_count(order: Order, voice: Voice, question: Question) -> Answer:
    if question.items and not _OF_WHOLE.search(question.text):
        return answer_item_quantity(order, voice, question)
    count = facts.item_count(order, voice)
    return [say(order, "order.item_count", count)] if count else answer_items(order, voice, question)


def answer_item_price(order: Order, voice: Voice, question: Question) -> Answer:
    def line(item: OrderItem) -> Proposition:
        title, price = facts.item_title(order, item, voice), facts.item_price(order, item, voice)
        return say(order, "item.price", title, price) if price else say(order, "item.price_missing", title)

    return _per_item(order, voice, question, line)


def answer_item_quantity(order: Order, voice: Voice, question: Question) -> Answer:
    def line(item: OrderItem) -> Proposition:
        title, count = facts.item_title(order, item, voice), facts.item_quantity(order, item, voice)
        return say(order, "item.quantity", title, count) if count else say(order, "item.present", title)

    return _per_item(order, voice, question, line)


def answer_item_options(order: Order, voice: Voice, question: Question) -> Answer:
    def line(item: OrderItem) -> Proposition:
        title, chosen = facts.item_title(order, item, voice), facts.item_options(order, item)
        return say(order, "item.options", title, chosen) if chosen else say(order, "item.options_missing", title)

    return _per_item(order, voice, question, line)


def _per_item(order: Order, voice: Voice, question: Question, line: Callable[[OrderItem], Proposition]) -> Answer:
    """The named lines; the only line; else, nothing being named, the whole list, which holds the answer."""
    if question.named_item and not question.items:
        return [say(order, "order.item_absent")]
    items = question.items or (order.items if len(order.items) == 1 else ())
    return [line(item) for item in items] or answer_items(order, voice, question)


def answer_total(order: Order, voice: Voice, question: Question) -> Answer:
    return [has_or_missing(order, "order.total", facts.total(order, voice))]


def answer_payment(order: Order, voice: Voice, question: Question) -> Answer:
    return [has_or_missing(order, "order.payment", facts.payment(order))]


def answer_address(order: Order, voice: Voice, question: Question) -> Answer:
    return [has_or_missing(order, "order.address", facts.address(order))]


def answer_placed(order: Order, voice: Voice, question: Question) -> Answer:
    return [has_or_missing(order, "order.placed", facts.day("placed", order, "placed_at", voice))]


def answer_refund(order: Order, voice: Voice, question: Question) -> Answer:
    first = refund(order, voice)
    if first.act == "order.refund_none":
        more = [status(order, voice)] if order.status in GONE else []
        return [turned(first, question, False), *more]
    wanted = [aspect for aspect in ("amount", "when", "how") if question.names(aspect)]
    if cues.TO_ACCOUNT.match(question.text):
        wanted = ["how"]
    elif wanted and question.yesno and "amount" not in wanted:
        wanted = ["amount", *wanted]  # "did you pay it back, and when" asks whether as well
    if wanted and wanted != ["amount"]:
        said = {"amount": turned(first, question, True), "when": _refund_day(order, voice), "how": _method(order)}
        return [said[aspect] for aspect in wanted]
    items = [say(order, "item.refunded", facts.item_title(order, item, voice)) for item in _refunded(order, question)]
    day = facts.refund_day(order, voice)
    more = items or ([say(order, "order.refund_date", day)] if day else [])
    return [turned(first, question, True), *more]


def _refund_day(order: Order, voice: Voice) -> Proposition:
    return has_or_missing(order, "order.refund_date", facts.refund_day(order, voice))


def _method(order: Order) -> Proposition:
    return has_or_missing(order, "order.refund_method", facts.refund_method(order))


def _refunded(order: Order, question: Question) -> list[OrderItem]:
    given = {sku for row in order.refunds for sku in row.skus}
    return [item for item in question.items if item.sku in given]


def turned(proposition: Proposition, question: Question, yes: bool) -> Proposition:
    """The proposition with the leading yes or no that a positively phrased yes/no question gets."""
    if not question.yesno:
        return proposition
    polarity = Polarity.YES if yes else Polarity.NO
    return replace(proposition, polarity=polarity)


ANSWERS: dict[str, Callable[[Order, Voice, Question], Answer]] = {
    "order.status": answer_status,
    "order.eta": answer_eta,
    "order.delivered": answer_delivered,
    "order.shipped": answer_shipped,
    "order.tracking": answer_tracking,
    "order.carrier": answer_carrier,
    "order.parcels": answer_parcels,
    "order.items": answer_items,
    "order.item_count": answer_item_count,
    "order.item_price": answer_item_price,
    "order.item_quantity": answer_item_quantity,
    "order.item_options": answer_item_options,
    "order.total": answer_total,
    "order.payment": answer_payment,
    "order.address": answer_address,
    "order.placed": answer_placed,
    "order.refund": answer_refund,
}
