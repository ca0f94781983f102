"""Which asks an act answers, by its name alone."""

from functools import cache

from bot.intents.asks import ASKS

_BY_PREFIX = (
    ("order.eta", ("order.eta", "order.status", "order.delivered")),
    ("order.delivered", ("order.delivered", "order.status", "order.eta")),
    ("order.shipped", ("order.shipped", "order.status", "order.eta")),
    ("order.tracking", ("order.tracking",)),
    ("order.carrier", ("order.carrier", "order.tracking")),
    ("order.split", ("order.parcels",)),
    ("order.whole", ("order.parcels",)),
    ("order.refund", ("order.refund", "order.status")),
    ("order.total", ("order.total",)),
    ("order.item_count", ("order.item_count",)),
    ("order.item", ("order.items",)),
    ("order.payment", ("order.payment",)),
    ("order.address", ("order.address",)),
    ("order.placed", ("order.placed",)),
    ("orders.", ("order.list", "order.count")),
    ("order.", ("order.status", "order.shipped", "order.eta")),
    ("item.price", ("order.item_price",)),
    ("item.quantity", ("order.item_quantity",)),
    ("item.options", ("order.item_options",)),
    ("item.shipment", ("order.parcels",)),
    ("item.refunded", ("order.refund",)),
    ("item.", ("order.items",)),
    ("product.price", ("product.price", "product.info")),
    ("product.saving", ("product.discount",)),
    ("product.not_reduced", ("product.discount",)),
    ("product.quote", ("product.detail", "product.info")),
    ("product.detail", ("product.detail", "product.info")),
    ("product.category", ("product.category",)),
    ("product.vendor", ("product.vendor",)),
    ("product.link", ("product.link",)),
    ("product.cheapest", ("product.cheapest",)),
    ("product.dearest", ("product.dearest",)),
    ("product.list", ("product.find",)),
    ("product.count", ("product.count",)),
    ("product.sold", ("product.find",)),
    ("product.not_found", ("product.find", "product.price", "product.stock")),
    ("product.choose", ("product.price", "product.stock")),
    ("product.", ("product.stock", "product.find")),
    ("option.list", ("product.options",)),
    ("option.price", ("product.price", "product.option")),
    ("option.", ("product.option", "product.stock")),
    ("compare.", ("product.compare",)),
    ("policy.", ("policy",)),
    ("request.cancel", ("action.cancel",)),
    ("request.return", ("action.return",)),
    ("request.refund", ("action.refund",)),
    ("request.exchange", ("action.exchange",)),
    ("request.address", ("action.address",)),
    ("request.change", ("action.change",)),
    ("request.problem", ("action.problem",)),
    ("handoff.", ("talk.human", "talk.angry")),
    ("verify.", ("talk.verify", "order.status", "order.list")),
    ("refuse.private", ("talk.private",)),
    ("refuse.claim", ("talk.claim",)),
    ("refuse.", ("action.pay", "action.cancel", "action.change")),
    ("clarify.order", ("order.status", "order.eta", "order.total")),
    ("clarify.product", ("product.price", "product.stock")),
    ("clarify.", ("oos",)),
    ("frame.greet", ("talk.greet",)),
    ("frame.thank", ("talk.thank",)),
    ("frame.bye", ("talk.bye",)),
    ("frame.empathise", ("action.problem", "talk.angry")),
    ("frame.sure", ("talk.bot",)),
)


@cache
def asks_of(act: str) -> tuple[str, ...]:
    """The asks an act may answer; every ask for acts that fit anywhere."""
    for prefix, asks in _BY_PREFIX:
        if act.startswith(prefix):
            return asks
    return tuple(ASKS)
