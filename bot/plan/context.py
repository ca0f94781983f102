"""Which question a segment asks, read in the light of the conversation: what was asked before, of which rows.

The recogniser reads a segment alone; "when was that", "and the blue one?", "how many were in it" mean nothing alone.
Knows intents and scenes, answers nothing.
"""

from bot.facts.policies import SURE
from bot.facts.products import Product
from bot.intents.asks import ASKS, Needs
from bot.intents.reading import Form, Segment
from bot.plan import cues
from bot.plan.aspects import BRIEF, ITEM_ASKS, are_aspects, bare_aspect, is_follow_up, is_short, of_order_too
from bot.plan.choices import is_numbers, numbers_chosen
from bot.plan.fitting import names_a_size
from bot.plan.lines import WIDE_ASKS, is_bought, of_line, of_named_line, of_pointed_line, of_purchase, of_told
from bot.plan.talked import Talked

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
_LIKE_A_REFUND = ("order.total", "order.payment", "order.item_price", "order.shipped", "action.pay", "order.address")
_OF_LINES = {"many": "order.item_quantity", "much": "order.item_price"}
_OF_OPTIONS = ("product.price", "product.stock", "product.option")
_NOT_OF_ORDERS = ("action.pay", "talk.private", "talk.claim", "talk.angry", "oos")
_FEW = 6


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
    if line := of_line(segment, talked):
        return line, max(confidence, 0.5)
    return in_context(segment.intent, segment, talked) if told else _of_names(segment, talked), confidence


def in_context(intent: str, segment: Segment, talked: Talked) -> str:
    """A guess in the light of the conversation: "how much was it" of an order asks its total."""
    asks = segment.form is not Form.STATEMENT
    if intent == "action.refund" and asks and cues.GIVEN_BACK.search(segment.text):
        return "order.refund"
    if intent == "order.total" and cues.PAID_WITH.search(segment.text):
        return "order.payment"
    if intent == "order.payment" and cues.HOW_MUCH.search(segment.text) and not cues.PAID_WITH.search(segment.text):
        return "order.total"
    if intent in _LIKE_A_REFUND and _of_money(segment, talked):
        return "order.refund"
    if extreme := _extreme(intent, segment):
        return extreme
    if talked.last and talked.last.intent == "order.refund" and _of_its_way(intent, segment):
        return "order.refund"
    if bought := of_purchase(intent, segment, talked) or of_told(intent, segment, talked):
        return bought
    if line := of_named_line(intent, segment, talked) or of_pointed_line(intent, segment, talked):
        return line
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


def _of_money(segment: Segment, talked: Talked) -> bool:
    """ "How much did I get" after a word of a refund asks of the money."""
    refund = talked.last is not None and talked.last.intent == "order.refund"
    back = refund or (cues.SENT_BACK.search(segment.told) and cues.MONEY_BACK.search(segment.told))
    of_order = segment.orders or cues.ALTOGETHER.search(segment.text) or cues.ORDER_WORD.search(segment.text)
    return bool(back) and not of_order and cues.GOT_BACK.search(segment.text) is not None and is_short(segment)


def _compared(segment: Segment, talked: Talked) -> bool:
    """Whether there are two products to tell the difference of: named now, or compared just before."""
    pair = {*talked.scene.products, *talked.scene.others}
    before = talked.last is not None and talked.last.intent == "product.compare"
    known = sum(talked.shelf.catalogue.get(key) is not None for key in pair)
    return len(segment.products) > 1 or (before and known > 1) or (len(segment.products) == 1 and known > 0)


def of_the_shop(segment: Segment) -> bool:
    """Whether a segment asks what can be had now, in whatever talk of orders it stands."""
    rest = cues.ON_SALE_NOW.sub(" ", segment.text)
    return rest != segment.text and not (segment.orders or cues.OF_ORDER.search(rest))


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
    options = [option for option in segment.options if option.written in text]
    for option in options:
        text = text.replace(option.written, " ")
    aspect, last = bare_aspect(text), talked.last
    named = any(mention.written in segment.text for mention in segment.products)
    if aspect in _OF_LINES and cues.TOOK.search(segment.told) and is_bought(segment, talked, talked.shelf.orders):
        return _OF_LINES[aspect]
    if last is None or segment.orders or named:
        return None
    if last.intent == "order.refund" and (cues.TO_ACCOUNT.match(text) or are_aspects(text)):
        return "order.refund"
    if aspect is None:
        return None
    if options and not (aspect in ("much", "many") and talked.scene.topic == "product"):
        return None
    if last.intent == "order.refund":
        return "order.refund"
    if last.intent.startswith(("order.", "orders.")):
        return of_order_too(aspect, last.intent)
    if aspect == "many" and talked.scene.topic == "product":
        return "product.stock"
    return "product.price" if aspect == "much" and last.intent.startswith("product.") else None


def _by_number(segment: Segment, talked: Talked) -> str | None:
    """A number alone chooses a variant of the product in focus: "and 42?"."""
    if talked.scene.topic != "product" or not talked.products or segment.orders or segment.products:
        return None
    chosen, strange = numbers_chosen(segment, talked.products[0])
    if not chosen and len(segment.text.split()) <= _FEW and names_a_size(segment, talked.products[0]):
        return "product.option"
    brief = bool(chosen) and len(segment.text.split()) <= BRIEF and not segment.intent.startswith("product.price")
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


def _points_at_order(segment: Segment) -> bool:
    return any(reference.of == "order" for reference in segment.references)


def _in_context(intent: str, segment: Segment, talked: Talked) -> str:
    named_order = bool(segment.orders) or _points_at_order(segment)
    named_product = bool(segment.products or segment.kinds) and not _points_at_order(segment)
    topic = talked.scene.topic
    if segment.orders and intent in _NOT_OF_ORDERS:
        return next((guess.intent for guess in segment.guesses if guess.intent.startswith("order.")), "order.status")
    if intent in _FOR_ORDER and not named_product and not of_the_shop(segment):
        of_shop = cues.OF_SHOP.search(segment.text) or cues.NOW.search(segment.text)
        if named_order or (topic == "order" and not of_shop):
            return _FOR_ORDER[intent]
    told_of_order = cues.ORDER_WORD.search(f"{segment.told} {segment.text}") or cues.ALTOGETHER.search(segment.text)
    if intent in _FOR_PRODUCT and not named_order and not told_of_order and topic == "product" and not named_product:
        return _FOR_PRODUCT[intent]
    if intent == "order.item_price" and not talked.shelf.orders and named_product:
        return "product.price"
    goods = segment.products or segment.kinds or segment.options
    if intent == "order.total" and topic == "order" and not cues.ALTOGETHER.search(segment.text):
        return "order.item_price" if is_bought(segment, talked, talked.orders, named=True) else intent
    if intent == "order.item_price" and not goods and topic == "order" and not cues.EACH.search(segment.text):
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
    if last and last.intent == "policy" and is_follow_up(segment) and not (segment.options and Needs.PRODUCT in kinds):
        return "policy"
    if segment.options:
        return _of_options(talked)
    ordered = last is not None and talked.scene.topic == "order" and last.intent in WIDE_ASKS
    if last and ordered and is_follow_up(segment) and is_bought(segment, talked, talked.shelf.orders):
        return last.intent
    if segment.products:
        return kinds.get(Needs.PRODUCT, "product.info")
    if segment.kinds:
        return "product.find"
    return last.intent if segment.references and last else segment.intent


def _of_options(talked: Talked) -> str:
    """Options alone ask for what was asked of goods before: whether they are there rather than what they cost."""
    asked = [one.intent for one in talked.asked if one.intent in _OF_OPTIONS]
    return next((intent for intent in asked if intent != "product.price"), asked[0] if asked else "product.option")
