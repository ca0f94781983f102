"""The acts: every proposition the clerk can state, frozen first because acts and slots are the model's vocabulary.

An act is true of a row or it is not; code decides which (`bot/plan/orders.py`, `products.py`), never the model.
A clause of an act holds exactly `slots_for(row)`: the act's own slots and, when its row is new to the reply,
the slot that names the row. Blocks (lists, passages) end their clause after a colon.
"""

from dataclasses import dataclass
from enum import StrEnum


class Row(StrEnum):
    """Whether the clause speaks of a row the reply has not named yet."""

    NEW = "new"
    SAME = "same"
    FREE = "free"


class Polarity(StrEnum):
    """The leading yes or no that code sets for a positively phrased yes/no question."""

    OPEN = "open"
    YES = "yes"
    NO = "no"


class Kind(StrEnum):
    """What an act is about; `FRAME` acts state no fact."""

    ORDER = "order"
    ITEM = "item"
    PRODUCT = "product"
    PAIR = "pair"
    SHOP = "shop"
    TALK = "talk"
    FRAME = "frame"


NAMES = {Kind.ORDER: "order.id", Kind.ITEM: "order.id", Kind.PRODUCT: "product.title"}
BLOCKS = frozenset({"items", "shipments", "products", "choices", "orders", "passage", "quote", "url", "tracking.url"})

SLOTS = {
    "order.id": "#W2611340",
    "asked.id": "#W2611340, as the customer wrote it",
    "order.count": "3 orders",
    "orders": "block: one line per order",
    "items": "block: one line per item with quantity and price",
    "item.count": "3 items",
    "item.title": "“Trail Mug”",
    "item.price": "$12.00",
    "item.quantity": "2 pieces",
    "item.options": "Blue, M",
    "total": "$129.00",
    "payment": "Visa",
    "address": "12 Mill Lane, York YO1 7HH, GB",
    "placed": "June 3",
    "eta": "June 9, or today",
    "shipped.date": "June 5",
    "delivered.date": "June 8",
    "tracking.number": "1Z999AA10123456784",
    "tracking.carrier": "UPS",
    "tracking.url": "https://…",
    "shipments": "block: one line per parcel",
    "parcel.count": "2 parcels",
    "refund.amount": "$20.00",
    "refund.date": "June 12",
    "refund.method": "store credit",
    "product.title": "“Trail Mug”",
    "price": "$24.00",
    "was.price": "$30.00",
    "saving": "$6.00",
    "price.low": "$24.00",
    "price.high": "$36.00",
    "stock": "14 pieces",
    "option.name": "colour",
    "option.value": "Red",
    "option.values": "Red, M",
    "options": "S, M and L",
    "quote": "block: the sentence of the description, quoted",
    "category": "Tents",
    "vendor": "Northmoor",
    "url": "https://…",
    "products": "block: one line per product with its price",
    "product.count": "12 products",
    "a.title": "“Trail Mug”",
    "a.price": "$24.00",
    "b.title": "“Camp Mug”",
    "b.price": "$30.00",
    "difference": "$6.00",
    "choices": "block: numbered choices",
    "passage": "block: a policy passage, quoted whole",
    "deadline": "June 4, 6:00 PM",
}


@dataclass(frozen=True, slots=True)
class Act:
    """One proposition; `means` is its predicate in words, `polar` whether it may answer yes or no."""

    name: str
    kind: Kind
    slots: tuple[str, ...]
    means: str
    polar: bool = False

    def rows(self) -> tuple[Row, ...]:
        """The row states a clause of this act can have."""
        return (Row.NEW, Row.SAME) if self.kind in NAMES else (Row.FREE,)

    def slots_for(self, row: Row) -> tuple[str, ...]:
        """The slots a clause must hold, each exactly once, in no order."""
        return (NAMES[self.kind], *self.slots) if row is Row.NEW else self.slots


def _acts(kind: Kind, lines: str) -> list[Act]:
    acts = []
    for line in lines.strip().splitlines():
        head, means = (part.strip() for part in line.split("|", 1))
        name, *slots = head.split()
        acts.append(Act(name.rstrip("?"), kind, tuple(slots), means, name.endswith("?")))
    return acts


_ORDER = """
order.pending? | placed, but nobody has begun to work on it yet
order.processing? | being prepared; not shipped
order.shipped? | handed to the carrier, on its way; not delivered; no shipping date known
order.shipped_on? shipped.date | handed to the carrier on that date; not delivered
order.delivered? | delivered; the date is not recorded
order.delivered_on? delivered.date | delivered on that date
order.cancelled? | cancelled; it will not be sent
order.refunded? | refunded; the amount is not recorded
order.refunded_full? refund.amount | the whole amount was given back
order.refunded_part? refund.amount | a part of the order's money, this much, was given back, not all
order.refunded_sum? refund.amount | this much was given back (says neither all nor part)
order.returned? | the goods came back to the shop
order.left_on? shipped.date | it left the shop on that date (says nothing of where it is now)
order.refund_none? | no refund is recorded for it
order.refund_date refund.date | the refund was made on that date
order.refund_date_missing | the date of the refund is not recorded
order.refund_method refund.method | the refund went to that method
order.refund_method_missing | how it was refunded is not recorded
order.eta_future? eta | expected to arrive on that coming date (an estimate, not a promise)
order.eta_today? eta | expected today; the slot prints the word today
order.eta_past? eta | was expected on that past date and is not marked delivered
order.eta_none? | no delivery date is recorded
order.eta_off? | it is cancelled, refunded or returned, so no delivery is to be expected
order.shipped_none | no shipping date is recorded (say only that)
order.delivered_none? | it is not marked as delivered
order.tracking_one? tracking.number | its tracking number
order.tracking_carrier? tracking.carrier tracking.number | its carrier and tracking number
order.carrier? tracking.carrier | the carrier alone
order.carrier_none? | no carrier is recorded
order.tracking_link? tracking.url | the link where the parcel can be followed
order.tracking_many? shipments | several parcels with their numbers
order.tracking_none? | no tracking number is recorded (never say "yet")
order.split? parcel.count | it travels in several parcels
order.whole? | it travels in one parcel; only one is recorded
order.total? total | the order's total
order.total_missing | the total is not recorded
order.items? items | what is in it, as a list
order.items_missing | its items are not recorded
order.item_count? item.count | how many items it holds
order.payment? payment | paid by that method
order.payment_missing | the payment method is not recorded
order.address? address | the address it goes, or went, to
order.address_missing | no shipping address is recorded
order.placed? placed | placed on that date
order.placed_missing | the date it was placed is not recorded
order.item_absent? | what the customer named is not among its items
"""

_ITEM = """
item.price? item.title item.price | the price of one piece of that line of the order
item.price_missing item.title | the price of that line is not recorded
item.quantity? item.title item.quantity | how many pieces of it were ordered
item.options? item.title item.options | in which options (size, colour) it was ordered
item.options_missing item.title | no options are recorded for that line
item.present? item.title | that line is in the order
item.shipment? item.title tracking.carrier tracking.number | the parcel, by carrier and number, that holds that line
item.shipment_none? item.title | no parcel is recorded for that line
item.refunded? item.title | that line was refunded
"""

_TALK = """
orders.none? | the customer has no orders here
orders.list? orders | the customer's orders, as a list
orders.count? order.count | how many orders the customer has
orders.choose choices | which of these orders is meant? (a question with a numbered list)
order.not_found | no such order on the customer's account (reads the same for a stranger's order)
order.not_found_id asked.id | the same, naming the number the customer wrote
product.not_found? | nothing in the catalogue matches what was asked
product.choose choices | which of these products is meant? (a question with a numbered list)
option.choose choices | which of these variants is meant? (a question with a numbered list)
verify.ask | to speak about orders I must know who you are: the order number and the e-mail or phone used for it
verify.contact | of a proof the order number is given: which e-mail or phone was used for it?
verify.number | of a proof the e-mail or phone is given: what is the order number?
verify.done | thank you, I now know who you are
verify.failed | the two do not match; please check them
verify.locked deadline | too many tries; a colleague takes over, who answers by the deadline
clarify.ask | I did not understand; ask in other words (asks about an order or a product)
clarify.order | which order is meant? give the number
clarify.product | which product is meant? give its name
refuse.action | I cannot do that myself (change, cancel, pay); says nothing about who will
refuse.private | I cannot give information about other people or internal matters
refuse.claim | I can only say what the shop's records say (an answer to "say it is free", "promise me")
handoff.done deadline | a colleague has been asked and answers by the deadline
request.cancel deadline | the wish to cancel was passed on; a colleague answers by the deadline
request.return deadline | the wish to return was passed on; answer by the deadline
request.refund deadline | the wish for a refund was passed on; answer by the deadline
request.exchange deadline | the wish to exchange was passed on; answer by the deadline
request.address deadline | the wish to change the address was passed on; answer by the deadline
request.change deadline | the wish to change the order was passed on; answer by the deadline
request.problem deadline | the reported damage, loss or wrong item was passed on; answer by the deadline
"""

_PRODUCT = """
product.in_stock? stock | that many pieces are in stock
product.out? | out of stock, none left
product.available? | can be bought; the stock is not counted
product.unavailable? | cannot be bought now
product.stock_unknown | the stock is not recorded
product.sold? | we carry it (it is in the catalogue)
product.price? price | its price
product.price_range price.low price.high | its price depends on the variant, from low to high
product.price_was? price was.price | its price now and before the reduction
product.saving? saving | how much less it costs than before
product.not_reduced? | no earlier price is recorded; it is not marked as reduced
product.quote? quote | the sentence of its description that answers, quoted
product.detail_none | its description does not say that
product.category category | the category it is in
product.category_missing | no category is recorded
product.vendor? vendor | who makes it
product.vendor_missing | the maker is not recorded
product.link url | the page where it is
product.link_missing | no page is recorded
option.list option.name options | the values of that option, as a list
option.none? | it comes in one version only
option.yes? option.value | it exists in that option value (says nothing of stock)
option.no? option.value | it does not exist in that option value
option.combination_no? option.values | each exists, but not that combination
option.in_stock? option.values stock | that variant has that many pieces in stock
option.out? option.values | that variant exists but is out of stock
option.available? option.values | that variant can be bought; stock not counted
option.unavailable? option.values | that variant exists but cannot be bought now
option.stock_unknown option.values | that variant exists; its stock is not recorded
option.price? option.values price | the price of that variant
"""

_PAIR = """
compare.less? a.title a.price b.title b.price | a costs less than b
compare.same? a.title b.title price | a and b cost the same
compare.currency a.title a.price b.title b.price | the two are priced in different currencies; no comparison
compare.difference difference | the difference between the two prices just named
"""

_SHOP = """
product.cheapest product.title price | of those asked about, this one costs least
product.dearest product.title price | of those asked about, this one costs most
product.list? products | products that match, as a list
product.count product.count | how many products match
policy.quote passage | the passage of the shop's policies that answers, quoted whole
policy.none | the shop's policies do not say
"""

_FRAME = """
frame.greet | hello, how can I help
frame.thank | you are welcome (answer to thanks)
frame.bye | goodbye
frame.empathise | sorry that this happened (loss, damage, delay, anger); admits no fault and promises nothing
frame.offer | is there anything else? / just ask
frame.ack | a short opener: of course / let me see / here is what I have (states nothing, not a yes)
frame.sure | light small talk: I am the shop's automatic assistant
"""

ACTS: dict[str, Act] = {
    act.name: act
    for kind, lines in (
        (Kind.ORDER, _ORDER),
        (Kind.ITEM, _ITEM),
        (Kind.TALK, _TALK),
        (Kind.PRODUCT, _PRODUCT),
        (Kind.PAIR, _PAIR),
        (Kind.SHOP, _SHOP),
        (Kind.FRAME, _FRAME),
    )
    for act in _acts(kind, lines)
}


def cells() -> list[tuple[Act, Polarity, Row]]:
    """Every act × polarity × row state that a clause can have."""
    return [
        (act, polarity, row)
        for act in ACTS.values()
        for polarity in (Polarity if act.polar else (Polarity.OPEN,))
        for row in act.rows()
    ]
