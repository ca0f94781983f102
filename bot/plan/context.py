"""Which question a segment asks, read in the light of the conversation: what was asked before, of which rows.

The recogniser reads a segment alone; "when was that", "and the blue one?", "how many were in it" mean nothing alone.
Knows intents and scenes, answers nothing.
"""

import re
from dataclasses import dataclass

from bot.facts.policies import SURE
from bot.facts.products import Product
from bot.intents.asks import ASKS, Needs
from bot.intents.reading import Form, Segment
from bot.plan import cues, targets
from bot.plan.choices import is_numbers, numbers_chosen
from bot.plan.fitting import names_a_size
from bot.plan.scene import Asked, Scene
from bot.plan.shelf import Shelf
from storage.records import Order

CONFIDENT = 0.42
STRONG_POLICY = SURE

_FOR_ORDER = {
    "product.price": "order.total",
    "product.info": "order.status",
    "product.options": "order.item_options",
    "product.link": "order.tracking",
    "product.stock": "order.status",
}
_FOR_PRODUCT = {
    "order.total": "product.price",
    "order.item_price": "product.price",
    "order.item_options": "product.options",
    "order.item_quantity": "product.stock",
    "order.item_count": "product.stock",
}
_FOR_LINE = {
    "product.price": "order.item_price",
    "product.discount": "order.item_price",
    "order.total": "order.item_price",
    "product.options": "order.item_options",
    "product.option": "order.item_options",
    "product.count": "order.item_quantity",
    "order.item_count": "order.item_quantity",
    "product.stock": "order.item_quantity",
}
LINE_ASKS = (
    "order.items",
    "order.item_count",
    "order.item_price",
    "order.item_quantity",
    "order.item_options",
    "order.parcels",
)
_NOT_OF_ORDERS = ("action.pay", "talk.private", "talk.claim", "talk.angry", "oos")
_BRIEF, _FEW, _LIKELY_ORDER = 4, 6, 0.15
ITEM_ASKS = ("order.item_price", "order.item_quantity", "order.item_options")
_PARCEL_ASKS = ("order.parcels", "order.tracking", "order.carrier")
_WHEN = {"order.status": "order.eta", "order.tracking": "order.eta", "order.carrier": "order.eta"}


@dataclass(frozen=True)
class Talked:
    """The conversation so far: its scene, and the questions asked, newest first."""

    scene: Scene
    asked: tuple[Asked, ...]
    shelf: Shelf

    @property
    def last(self) -> Asked | None:
        return self.asked[0] if self.asked else None

    @property
    def orders(self) -> tuple[Order, ...]:
        return tuple(order for key in self.scene.orders if (order := self.shelf.order(key)))

    @property
    def products(self) -> tuple[Product, ...]:
        return tuple(product for key in self.scene.products if (product := self.shelf.catalogue.get(key)))


def settled(segment: Segment, talked: Talked) -> tuple[str, float] | None:
    """What a segment asks beyond doubt, and how sure that is: it only names something, or asks only an aspect."""
    confidence = segment.confidence
    if not any(sign.isalpha() for sign in segment.text) and not (segment.orders or segment.references):
        numbered = _by_number(segment, talked)
        return (numbered, 1.0) if numbered else ("oos", 0.0)
    if cues.DIFFERENCE.search(segment.text) and _compared(segment, talked):
        return "product.compare", max(confidence, 0.5)
    if extreme := _extreme("product.price", segment):
        return extreme, max(confidence, 0.5)
    if follow_up := _bare(segment, talked) or _by_number(segment, talked):
        return follow_up, 1.0
    told = len(segment.guesses) == 1 and confidence >= 1.0
    if not (told or segment.ellipsis):
        return None
    if line := _of_line(segment, talked):
        return line, max(confidence, 0.5)
    return in_context(segment.intent, segment, talked) if told else _of_names(segment, talked), confidence


def in_context(intent: str, segment: Segment, talked: Talked) -> str:
    """A guess in the light of the conversation: "how much was it" of an order asks its total."""
    asks = segment.form is not Form.STATEMENT
    if intent == "action.refund" and asks and cues.GIVEN_BACK.search(segment.text):
        return "order.refund"
    if intent == "order.total" and cues.PAID_WITH.search(segment.text):
        return "order.payment"
    if extreme := _extreme(intent, segment):
        return extreme
    if talked.last and talked.last.intent == "order.refund" and _of_its_way(intent, segment):
        return "order.refund"
    if bought := _of_purchase(intent, segment, talked):
        return bought
    return _in_context(_for_stranger(intent, segment, talked), segment, talked)


def _extreme(intent: str, segment: Segment) -> str | None:
    """ "The cheaper of your music stands, what is it": the one at the end of a kind, whatever else is asked."""
    found = cues.CHEAPER_OF.search(segment.text)
    if not found or not intent.startswith("product.") or not (segment.kinds or segment.products):
        return None
    return "product.dearest" if found["high"] or found["caro"] or found["dorog"] else "product.cheapest"


def _of_its_way(intent: str, segment: Segment) -> bool:
    """ "And where did it go" after a refund asks of the money, not of the parcel."""
    return intent.startswith("order.") and not segment.orders and cues.WENT_TO.search(segment.text) is not None


def _compared(segment: Segment, talked: Talked) -> bool:
    """Whether there are two products to tell the difference of: named now, or compared just before."""
    pair = {*talked.scene.products, *talked.scene.others}
    before = talked.last is not None and talked.last.intent == "product.compare"
    known = sum(talked.shelf.catalogue.get(key) is not None for key in pair)
    return len(segment.products) > 1 or (before and known > 1) or (len(segment.products) == 1 and known > 0)


def bare_aspect(text: str) -> str | None:
    """`when`, `how`, `much` or `which`, when a text asks nothing else."""
    rest = " ".join(re.sub(r"[^\w\s]", " ", text).split())
    trimmed = " ".join(cues.FILLERS.sub(" ", rest).split())
    for name, pattern in cues.ASPECTS.items():
        if pattern.match(rest) or pattern.match(trimmed):
            return name
    return None


def is_follow_up(segment: Segment) -> bool:
    """Whether a segment leans on the question before it ("what about the uk")."""
    words = len(re.findall(r"[\u4e00-\u9fff]{1,2}|[^\W\u4e00-\u9fff]+", segment.text))
    return bool(cues.FOLLOWS.search(segment.text)) or words <= 3


def of_the_shop(segment: Segment) -> bool:
    """Whether a segment asks what can be had now, in whatever talk of orders it stands."""
    rest = cues.ON_SALE_NOW.sub(" ", segment.text)
    return rest != segment.text and not (segment.orders or cues.OF_ORDER.search(rest))


def may_be_of_line(intent: str) -> bool:
    """Whether an ask of goods may mean a line of an order as well: "how many tees", "which sizes were they"."""
    return intent in _FOR_LINE


def priced_one(segment: Segment, talked: Talked) -> Product | None:
    """ "The cheaper one" of the products talked about, when the segment asks something else of it."""
    found = cues.PRICED_ONE.search(segment.text)
    pool = [p for key in (*talked.scene.products, *talked.scene.others) if (p := talked.shelf.catalogue.get(key))]
    pool = list(dict.fromkeys(pool))[:2]
    if not found or len(pool) < 2 or len(cues.PRICED_ONE.sub(" ", segment.text).split()) < 2:
        return None
    return (max if found["high"] else min)(pool, key=lambda product: min(row.price for row in product.variants))


def _bare(segment: Segment, talked: Talked) -> str | None:
    """A question that names nothing but an aspect is about what was asked last."""
    text = segment.text
    for option in segment.options:
        text = text.replace(option.written, " ")
    aspect, last = bare_aspect(text), talked.last
    named = any(mention.written in segment.text for mention in segment.products)
    if aspect is None or last is None or segment.orders or named:
        return None
    if segment.options and not (aspect in ("much", "many") and talked.scene.topic == "product"):
        return None
    if last.intent == "order.refund":
        return "order.refund"
    if aspect == "when" and last.intent.startswith("order."):
        return _WHEN.get(last.intent, last.intent)
    if aspect == "many" and talked.scene.topic == "product":
        return "product.stock"
    if aspect == "much" and last.intent.startswith("product."):
        return "product.price"
    if aspect == "much" and last.intent.startswith("order."):
        return "order.item_price" if last.intent in ITEM_ASKS else "order.total"
    return None


def _by_number(segment: Segment, talked: Talked) -> str | None:
    """A number alone chooses a variant of the product in focus: "and 42?"."""
    if talked.scene.topic != "product" or not talked.products or segment.orders or segment.products:
        return None
    chosen, strange = numbers_chosen(segment, talked.products[0])
    if not chosen and len(segment.text.split()) <= _FEW and names_a_size(segment, talked.products[0]):
        return "product.option"
    brief = bool(chosen) and len(segment.text.split()) <= _BRIEF and not segment.intent.startswith("product.price")
    if not (chosen or strange) or not (segment.ellipsis or is_numbers(segment) or brief):
        return None
    kept = next((one.intent for one in talked.asked if one.intent.startswith("product.")), "product.option")
    return kept if kept in ("product.price", "product.stock") else "product.option"


def _for_stranger(intent: str, segment: Segment, talked: Talked) -> str:
    """A stranger who names goods and no order asks about the goods."""
    named = any(not mention.weak for mention in segment.products) or talked.scene.topic == "product"
    if talked.shelf.customer is not None or not named or not intent.startswith("order."):
        return intent
    if segment.orders or cues.OF_ORDER.search(segment.text) or _points_at_order(segment):
        return intent
    likely = "product.info" if segment.products else "product.detail"
    return next((guess.intent for guess in segment.guesses if guess.intent.startswith("product.")), likely)


def _of_line(segment: Segment, talked: Talked) -> str | None:
    """An ask of goods that means a line of the order in focus, not the catalogue's product."""
    named = segment.products or segment.kinds or segment.options
    focus = _orders_meant(segment, talked)
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
        return _FOR_LINE.get(segment.intent) if segment.products and segment.intent == "order.total" else None
    if segment.intent in _FOR_LINE and not segment.ellipsis:
        return _FOR_LINE[segment.intent]
    if went_on and last is not None:
        return last.intent
    if not (segment.ellipsis or segment.intent == "product.find" or (of_order and not segment.orders)):
        return None
    of_parcels = last is not None and last.intent in _PARCEL_ASKS and bool(cues.WHICH_ONE.search(segment.text))
    return "order.parcels" if of_parcels else "order.items"


def _of_purchase(intent: str, segment: Segment, talked: Talked) -> str | None:
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
    return _FOR_LINE.get(intent, asked)


def _orders_meant(segment: Segment, talked: Talked) -> tuple[Order, ...]:
    if segment.orders:
        return tuple(o for ref in segment.orders for o in targets.match_order(ref.key, talked.shelf.orders))
    return talked.orders if talked.scene.topic == "order" else ()


def _points_at_order(segment: Segment) -> bool:
    return any(reference.of == "order" for reference in segment.references)


def _in_context(intent: str, segment: Segment, talked: Talked) -> str:
    named_order = bool(segment.orders) or _points_at_order(segment)
    named_product = bool(segment.products or segment.kinds) and not _points_at_order(segment)
    topic = talked.scene.topic
    if segment.orders and intent in _NOT_OF_ORDERS:
        return next((guess.intent for guess in segment.guesses if guess.intent.startswith("order.")), "order.status")
    if intent in _FOR_ORDER and not named_product and (named_order or topic == "order") and not of_the_shop(segment):
        return _FOR_ORDER[intent]
    if intent in _FOR_PRODUCT and not named_order and topic == "product" and not named_product:
        return _FOR_PRODUCT[intent]
    if intent == "order.item_price" and not talked.shelf.orders and named_product:
        return "product.price"
    goods = segment.products or segment.kinds or segment.options
    if intent == "order.item_price" and not goods and topic == "order":
        return intent if talked.last and talked.last.intent in ITEM_ASKS else "order.total"
    if intent == "talk.verify" and talked.shelf.customer is not None:
        return next((guess.intent for guess in segment.guesses if guess.intent.startswith("order.")), intent)
    return intent


def _of_names(segment: Segment, talked: Talked) -> str:
    """Names alone: the last question again, for what is named now; else the plainest question about that."""
    kinds = {ASKS[asked.intent].needs: asked.intent for asked in reversed(talked.asked) if asked.intent in ASKS}
    last = talked.last
    if segment.orders or segment.statuses:
        return kinds.get(Needs.ORDER, "order.status")
    if _points_at_order(segment) and (segment.products or segment.kinds):
        return "order.status"
    if last and last.intent == "policy" and is_follow_up(segment):
        return "policy"
    if segment.options:
        kept = kinds.get(Needs.PRODUCT, "product.option")
        return kept if kept in ("product.price", "product.stock", "product.option") else "product.option"
    if segment.products:
        return kinds.get(Needs.PRODUCT, "product.info")
    if segment.kinds:
        return "product.find"
    return last.intent if segment.references and last else segment.intent
