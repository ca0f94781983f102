"""Which of the customer's own orders, and which of their lines, a segment means.

An order named by number, or pointed at ("my last one"), is that order. Else every order is scored by what the text says
of it: its goods, its time, its state, and how well it suits the question; the best is meant when it is clearly ahead.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from bot.facts.products import Product
from bot.intents.moments import Span, find_days, find_spans, find_times_of_year
from bot.intents.reading import Pointer, Segment
from bot.plan import cues
from bot.plan.orders import GONE, UNDERWAY
from bot.plan.overlap import KIND, Spoken, rarity, shared, spoken, told_of
from bot.plan.scene import Scene
from bot.plan.shelf import Shelf
from storage.records import Order, OrderItem, Status

MAX_ORDERS, MAX_TOGETHER = 5, 4
# A conditional logit over a customer's orders, rounded; fitted on questions over three shops, each checked by the two
# others. What is said outright of an order is rare there and counts for more than was fitted.
WORDS, CARRIED, MOST, SHARE = 1.5, 0.8, 0.7, 0.8
MONTH, EVENT, TOLD_MONTH, DAYS, DATE, STATE = 2.5, 0.9, 1.8, 1.5, 1.0, 1.5
CALLED_OFF, SENT_BACK, REFUNDED, OVER, MOVING, ARRIVED, NOT_YET = 0.9, 0.8, 1.3, 0.9, 1.6, 0.9, -0.7
FOCUS, ELSEWHEN, UNNAMED, ANOTHER, WENT_ON = 3.6, -2.0, -0.3, -2.5, 2.0
AHEAD, NAMED, TOLD_OFF, HELD, IN_IT, CLOSE = 0.7, 0.5, 3.0, 2.0, 2.5, 0.06

_SEVERAL = re.compile(
    r"\b(?:orders|both|each|two|three|all)\b|\b(?:pedidos|ambos|ambas|cada uno|dos)\b|заказы|заказов|обоих|оба"
    r"|两个|都|各",
    re.IGNORECASE,
)
_CALLED_OFF = re.compile(r"\bcancel|\bcalled? (?:\w+ )?off\b|\bbinned\b|\banul|отмен|取消", re.IGNORECASE)
_SENT_BACK = re.compile(
    r"\b(?:sent|went|gave|brought|took|put|paid|given|money) (?:\w+ ){0,3}back\b|\breturned\b|\brefund|\bgot rid of\b"
    r"|\bdevol|\bdevuel|\breembols|\babon|верн|возвра|退",
    re.IGNORECASE,
)
# What only tells which order or line is meant: "when I bought the trumpet", "in the order with the case".
_ASIDE = re.compile(
    r"\b(?:(?:same )?(?:order|parcel|purchase|one) (?:as|with|along with)|when i (?:bought|got|ordered)|along with"
    r"|together with|in with|besides|next to|apart from)\b[^,.;:?!–-]*"
    r"|\b(?:pedido (?:de|del|con)|junto con|cuando compr[eé])\b[^,.;:?!]*|\b(?:заказ\w* с|вместе с|кроме)\b[^,.;:?!]*",
    re.IGNORECASE,
)
# An order told by its goods: "the kettle order", "the order with the lamp".
_WITH_GOODS = re.compile(
    r"\b(?:order|purchase|one) (?:with|of|for|containing|that (?:has|had))\b|\bthe (?:\w+ ){1,3}(?:order|purchase)\b"
    r"|\b(?:pedido|compra) (?:de|del|con)\b|\bзаказ\w* (?:с|со|на)\b|的(?:那个?)?(?:订单|单)|那[一个]?单",
    re.IGNORECASE,
)
_REFUND = frozenset(["order.refund", "action.refund"])
_OPEN = frozenset(
    [
        "order.status",
        "order.eta",
        "order.tracking",
        "order.shipped",
        "order.carrier",
        "order.parcels",
        "action.cancel",
        "action.address",
        "action.change",
    ]
)
_HERE = frozenset(["order.delivered", "action.return", "action.exchange", "action.problem", "action.refund"])


@dataclass(frozen=True)
class Orders:
    """`found` are meant; `missing` were named but are not the customer's; `choices` must be asked about."""

    found: tuple[Order, ...] = ()
    missing: tuple[str, ...] = ()
    choices: tuple[Order, ...] = ()
    by_focus: bool = False


def order_key(text: str) -> str:
    """The comparable form of an order number: upper-case letters and digits."""
    return re.sub(r"[^A-Z0-9]", "", text.upper())


def match_order(key: str, orders: Sequence[Order]) -> list[Order]:
    """The orders a written number can mean: the same key, else the same digits when the prefix was left out."""
    exact = [order for order in orders if order_key(order.order_id) == key]
    if exact or not key.isdigit():
        return exact
    return [order for order in orders if re.sub(r"\D", "", order.order_id) == key]


def find_orders(
    segment: Segment, intent: str, scene: Scene, shelf: Shelf, message: str = "", today: date | None = None
) -> Orders:
    """The orders a segment means; `message` is the whole text it stands in, from `today` its "yesterday" counts."""
    if segment.orders:
        return _by_number(segment, shelf)
    if pointed := _by_pointer(segment, scene, shelf, _described(segment, shelf)):
        return pointed
    scores = _scores(segment, intent, scene, shelf, message or segment.text, today)
    best = max(scores.values(), default=0.0)
    near = tuple(order for order in shelf.orders if scores[order.order_id] > best - AHEAD)
    if len(near) == 1:
        return Orders(near, by_focus=near[0].order_id in scene.orders)
    held = tuple(order for key in scene.orders if (order := shelf.order(key)) in near and order)
    if held:
        return Orders(held, by_focus=True)
    if len(near) < min(len(shelf.orders), MAX_TOGETHER + 1) and _SEVERAL.search(f"{segment.told} {segment.text}"):
        return Orders(near)
    return Orders(choices=near)


def _scores(
    segment: Segment, intent: str, scene: Scene, shelf: Shelf, message: str, today: date | None
) -> Mapping[str, float]:
    """How well each order fits what is said."""
    told = {str(order.order_id): _told(order, shelf) for order in shelf.orders}
    rare = rarity(list(told.values()))
    said = f"{segment.told} {segment.text}".strip()
    here = _shares(spoken(said, segment.language), told, rare)
    named = max(here.values(), default=0.0) > NAMED
    anew = bool(segment.told) and named
    if anew or (not segment.told and find_times_of_year(said) and cues.ORDER_ONE.search(said)):
        message = said  # "how much did you give back on the July one": another order than the one before
    around = _shares(spoken(message, segment.language), told, rare)
    mine, most = (here, max(here.values())) if named else (around, max(around.values(), default=0.0))
    when = _When.of(segment.text if find_times_of_year(segment.text) else said, message, today)
    inside = cues.INSIDE.search(segment.text) is not None
    focus = WENT_ON * (segment.ellipsis and intent == "order.items") + IN_IT * inside + FOCUS
    holding = _holding(segment, shelf)

    def fits(key: str) -> bool:
        return here[key] > 0 and (not holding or key in holding)

    other = UNNAMED + ANOTHER * (anew or _WITH_GOODS.search(segment.text) is not None)
    return {
        order.order_id: WORDS * mine[order.order_id]
        + CARRIED * named * around[order.order_id]
        + (MOST * (mine[order.order_id] == most) + SHARE * mine[order.order_id] / most if most > 0 else 0.0)
        + HELD * (order.order_id in holding)
        + other * (named and order.order_id in scene.orders and not fits(order.order_id))
        + when.score(order, order.order_id in scene.orders)
        + _state(order, segment, intent)
        + focus * (order.order_id in scene.orders)
        for order in shelf.orders
    }


def _holding(segment: Segment, shelf: Shelf) -> frozenset[str]:
    """The orders with goods that are named outright, by a title."""
    titles = (mention for mention in segment.products if not mention.weak)
    named = {key for mention in titles for key, score in mention.matches if score >= mention.matches[0][1] - CLOSE}
    return frozenset(order.order_id for order in shelf.orders if named & set(goods_of(order, shelf)))


def _told(order: Order, shelf: Shelf) -> Mapping[str, float]:
    """The words of an order's lines."""
    told: dict[str, float] = {}
    for item in order.items:
        for word, weight in told_of(shelf.catalogue.of_sku(item.sku), item).items():
            told[word] = max(weight, told.get(word, 0.0))
    return told


def _shares(said: Spoken, told: Mapping[str, Mapping[str, float]], rare: Mapping[str, float]) -> Mapping[str, float]:
    return {key: shared(said, row, rare) for key, row in told.items()}


@dataclass(frozen=True)
class _When:
    """The time a text tells: months of its own, months of the message around it, a stretch of days."""

    months: frozenset[int]
    around: frozenset[int]
    days: Span | None
    dates: frozenset[int]

    @classmethod
    def of(cls, text: str, message: str, today: date | None) -> "_When":
        months = find_times_of_year(text)
        spans = (find_spans(text, today) or find_spans(message, today)) if today else ()
        around = frozenset[int]() if months else find_times_of_year(message)
        return cls(months, around, spans[0] if spans else None, find_days(message))

    def score(self, order: Order, in_focus: bool) -> float:
        placed = order.placed_at.date() if order.placed_at else None
        moments = [order.delivered_at, *(one.at for one in order.refunds), *(one.shipped_at for one in order.shipments)]
        then = placed is not None and placed.month in self.months
        later = any(moment and moment.month in self.months for moment in moments)
        score = MONTH * then + EVENT * later + TOLD_MONTH * (placed is not None and placed.month in self.around)
        if self.days and placed and self.days[0] <= placed <= self.days[1]:
            score += DAYS
        if placed and placed.day in self.dates:
            score += DATE
        return score + ELSEWHEN * (in_focus and bool(self.months) and not then and not later)


def _state(order: Order, segment: Segment, intent: str) -> float:
    """How well an order's state suits what is asked and said of it."""
    text = f"{segment.told} {segment.text}"
    back = order.status in (Status.RETURNED, Status.REFUNDED) or bool(order.refunds)
    return (
        STATE * (order.status.value in segment.statuses)
        + CALLED_OFF * (order.status is Status.CANCELLED and _CALLED_OFF.search(text) is not None)
        + TOLD_OFF * (order.status is Status.CANCELLED and _CALLED_OFF.search(segment.told) is not None)
        + SENT_BACK * (back and _SENT_BACK.search(text) is not None)
        + REFUNDED * (intent in _REFUND and bool(order.refunds))
        + OVER * (intent in _REFUND and order.status in GONE)
        + MOVING * (intent in _OPEN and order.status in UNDERWAY)
        + ARRIVED * (intent in _HERE and order.status is Status.DELIVERED)
        + NOT_YET * (intent == "order.delivered" and order.status is Status.SHIPPED)
    )


def _described(segment: Segment, shelf: Shelf) -> tuple[Order, ...]:
    """The orders in a status or of a month that the segment names; all of them when it names none that fits."""
    orders = shelf.orders
    if segment.statuses:
        orders = tuple(order for order in orders if order.status.value in segment.statuses) or orders
    if months := find_times_of_year(segment.text):
        orders = tuple(order for order in orders if order.placed_at and order.placed_at.month in months) or orders
    return orders


def _by_number(segment: Segment, shelf: Shelf) -> Orders:
    found: list[Order] = []
    missing: list[str] = []
    for ref in segment.orders:
        matches = match_order(ref.key, shelf.orders)
        found += [order for order in matches if order not in found]
        if not matches:
            missing.append(ref.written)
    return Orders(tuple(found), tuple(missing))


def _by_pointer(segment: Segment, scene: Scene, shelf: Shelf, pool: tuple[Order, ...]) -> Orders | None:
    for reference in segment.references:
        if reference.of == "product":
            continue
        match reference.pointer:
            case Pointer.LAST if reference.of == "order" or scene.topic != "product":
                return Orders(pool[:1])
            case Pointer.PREVIOUS if len(pool) > 1:
                return Orders(pool[1:2])
            case Pointer.FIRST:
                return Orders(pool[-1:])
            case Pointer.ALL if reference.of == "order":
                return Orders(pool[:MAX_ORDERS])
            case Pointer.BOTH if len(two := talked_about(scene, shelf)[:2]) == 2:
                return Orders(two)
            case Pointer.OTHER:
                if alike := _alike(scene, shelf):
                    return Orders(alike)
                if rest := _others(scene, shelf):
                    return Orders(rest) if len(rest) == 1 else Orders(choices=rest)
    return None


def _others(scene: Scene, shelf: Shelf) -> tuple[Order, ...]:
    """The orders talked about but not in focus; else, of two orders, the one not in focus."""
    rest = tuple(order for key in scene.others if key not in scene.orders and (order := shelf.order(key)))
    return rest or tuple(order for order in shelf.orders if order.order_id not in scene.orders)


def talked_about(scene: Scene, shelf: Shelf) -> tuple[Order, ...]:
    """The orders talked about, newest first."""
    keys = dict.fromkeys((*scene.orders, *scene.others))
    return tuple(order for key in keys if (order := shelf.order(key)))


def _alike(scene: Scene, shelf: Shelf) -> tuple[Order, ...]:
    """The one other order that holds goods of the order in focus."""
    focus = [order for key in scene.orders if (order := shelf.order(key))]
    held = {product_id for order in focus for product_id in goods_of(order, shelf)}
    rest = [order for order in shelf.orders if order not in focus and held & set(goods_of(order, shelf))]
    return tuple(rest) if len(rest) == 1 else ()


def goods_of(order: Order, shelf: Shelf) -> list[str]:
    """The products of an order's lines that the catalogue still has."""
    return [product.product_id for item in order.items if (product := shelf.catalogue.of_sku(item.sku))]


def items_of(order: Order, segment: Segment, shelf: Shelf, text: str) -> tuple[OrderItem, ...]:
    """The lines of an order that a text names; what only says which order is meant counts where nothing else does."""
    asked = _ASIDE.sub(" ", text)
    return _lines(order, segment, shelf, asked) or (_lines(order, segment, shelf, text) if asked != text else ())


def _lines(order: Order, segment: Segment, shelf: Shelf, text: str) -> tuple[OrderItem, ...]:
    said = spoken(text, segment.language)
    named = _named(segment, shelf, text)
    products = [shelf.catalogue.of_sku(item.sku) for item in order.items]
    told = [told_of(product, item) for product, item in zip(products, order.items, strict=True)]
    rare = rarity(told)
    scores = []
    for product, row in zip(products, told, strict=True):
        plain = {word: weight for word, weight in row.items() if weight >= KIND}
        score = shared(said, plain, rare)
        scores.append(score + (product is not None and product.product_id in named))
    best = max(scores, default=0.0)
    return tuple(item for item, score in zip(order.items, scores, strict=True) if score > max(NAMED * best, 0.0))


def _named(segment: Segment, shelf: Shelf, text: str) -> set[str]:
    """The products and the goods of kinds that the segment names, but those in the part of it that was left out."""

    def stands(written: str) -> bool:
        return written in text or written not in segment.text

    named = {key for one in segment.products if stands(one.written) for key, _ in one.matches}
    kinds = (one for one in segment.kinds if stands(one.written))
    of_kinds: list[Product] = [p for kind in kinds for p in shelf.catalogue.of_kind(kind.field, kind.value)]
    return named | {product.product_id for product in of_kinds}
