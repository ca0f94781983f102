"""Asks of goods that mean what was bought: lines of the customer's own orders, not the catalogue's products."""

from bot.intents.reading import Segment
from bot.plan import cues, targets
from bot.plan.aspects import LINE_ASKS, is_follow_up
from bot.plan.talked import Talked
from storage.records import Order

CONFIDENT = 0.42
_LIKELY_ORDER = 0.15
FOR_LINE = {
    "product.price": "order.item_price",
    "product.discount": "order.item_price",
    "order.total": "order.item_price",
    "product.options": "order.item_options",
    "product.option": "order.item_options",
    "product.count": "order.item_quantity",
    "order.item_count": "order.item_quantity",
    "product.stock": "order.item_quantity",
}
_PARCEL_ASKS = ("order.parcels", "order.tracking", "order.carrier")
WIDE_ASKS = (*("order.status", "order.eta", "order.shipped", "order.delivered"), *_PARCEL_ASKS)
_COUNTED = ("product.count", "product.stock", "order.item_count")


def of_line(segment: Segment, talked: Talked) -> str | None:
    """An ask of goods that means a line of the order in focus, not the catalogue's product."""
    named = segment.products or segment.kinds or segment.options
    focus = orders_meant(segment, talked)
    if not focus or not named:
        return None
    last = talked.last
    leans = segment.ellipsis or is_follow_up(segment) or bool(cues.WHICH_ONE.search(segment.text))
    went_on = last is not None and last.intent in LINE_ASKS and leans
    held = any(targets.items_of(order, segment, talked.shelf, segment.text) for order in focus)
    of_order = bool(cues.OF_ORDER.search(segment.text) or segment.orders)
    if (cues.OF_SHOP.search(segment.text) or cues.ON_SALE_NOW.search(segment.text)) and not of_order:
        return None
    if not (held or (went_on and (segment.products or segment.kinds))):
        return None
    if segment.intent.startswith(("order.", "action.")) and not segment.ellipsis and segment.confidence >= CONFIDENT:
        own = segment.intent == "order.total" and is_bought(segment, talked, focus, named=True)
        return FOR_LINE[segment.intent] if own else None
    if segment.intent in FOR_LINE and not segment.ellipsis:
        return FOR_LINE[segment.intent]
    if went_on and last is not None:
        return last.intent
    if not (segment.ellipsis or segment.intent == "product.find" or (of_order and not segment.orders)):
        return None
    if last is None or last.intent not in WIDE_ASKS:
        return "order.items"
    if last.intent in _PARCEL_ASKS and cues.WHICH_ONE.search(segment.text):
        return "order.parcels"
    parted = any(len(order.shipments) > 1 for order in focus)
    return last.intent if parted and is_follow_up(segment) else "order.items"


def of_purchase(intent: str, segment: Segment, talked: Talked) -> str | None:
    """An ask of goods in the words of a purchase ("what size did I take"), of something the customer bought."""
    if not intent.startswith("product.") or not cues.TOOK.search(segment.text) or segment.orders:
        return None
    goods = segment.products or segment.kinds
    pool = talked.shelf.orders if goods or talked.scene.topic == "product" else talked.orders
    held = any(targets.items_of(order, segment, talked.shelf, segment.text) for order in pool)
    if not (held or (talked.orders and not goods)):
        return None
    least = _LIKELY_ORDER if intent in ("product.detail", "product.info") else 0.0
    likely = (one.intent for one in segment.guesses if one.confidence >= least)
    asked = next((intent for intent in likely if intent.startswith("order.")), None)
    return FOR_LINE.get(intent, asked)


def of_told(intent: str, segment: Segment, talked: Talked) -> str | None:
    """ "I bought bowls last month. How many": the question after a story asks of what was bought."""
    asks_shop = cues.OF_SHOP.search(segment.text) or cues.NOW.search(segment.text)
    if intent not in FOR_LINE or intent == "order.total" or asks_shop or not cues.TOOK.search(segment.told):
        return None
    past = intent in _COUNTED or cues.PAST.search(segment.text)
    return FOR_LINE[intent] if past and is_bought(segment, talked, talked.shelf.orders) else None


def of_pointed_line(intent: str, segment: Segment, talked: Talked) -> str | None:
    """ "Which cake tin is that again": which of a kind the order in focus holds."""
    pointed = segment.points_at_it and cues.WHICH_KIND.match(segment.text)
    if intent != "product.find" or not pointed or talked.scene.topic != "order":
        return None
    return "order.items" if is_bought(segment, talked, talked.orders) else None


def of_named_line(intent: str, segment: Segment, talked: Talked) -> str | None:
    """An ask of goods that an order holds, the order being named or the past told: "which sizes were the pyjamas"."""
    if intent not in FOR_LINE or (intent == "order.total" and not segment.orders):
        return None
    if intent == "order.total" and cues.ALTOGETHER.search(segment.text):
        return None
    asks_shop = cues.OF_SHOP.search(segment.text) or cues.NOW.search(segment.text)
    told = cues.PAST.search(segment.text) or intent in _COUNTED
    if not segment.orders and (asks_shop or not told):
        return None
    return FOR_LINE[intent] if is_bought(segment, talked, orders_meant(segment, talked)) else None


def is_bought(segment: Segment, talked: Talked, orders: tuple[Order, ...], named: bool = False) -> bool:
    """Whether one of these orders holds goods the segment is about; `named` leaves out what only went before it."""
    goods = bool(segment.products or segment.kinds)
    if named:
        goods = any(mention.written in segment.text for mention in segment.products)
    return goods and any(targets.items_of(order, segment, talked.shelf, segment.text) for order in orders)


def orders_meant(segment: Segment, talked: Talked) -> tuple[Order, ...]:
    if segment.orders:
        return tuple(o for ref in segment.orders for o in targets.match_order(ref.key, talked.shelf.orders))
    return talked.orders if talked.scene.topic == "order" else ()
