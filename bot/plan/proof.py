"""Which rows an act rests on beside the slots it prints: the sources of "is on its way" and of "is not recorded".

An act without a slot of its own still states a fact; its receipt names the columns that its predicate looked at.
"""

from collections.abc import Sequence

from bot.facts import orders, products
from bot.facts.bound import source
from bot.facts.products import Product
from storage.records import Order, Source, Variant

_STATUS = ("status",)
_ORDER = {
    "order.pending": _STATUS,
    "order.processing": _STATUS,
    "order.shipped": _STATUS,
    "order.shipped_on": _STATUS,
    "order.delivered": ("status", "delivered_at"),
    "order.delivered_on": _STATUS,
    "order.cancelled": _STATUS,
    "order.returned": _STATUS,
    "order.refunded": ("status", "refunds"),
    "order.refunded_full": ("total",),
    "order.refunded_part": ("total",),
    "order.refund_none": ("refunds",),
    "order.eta_future": _STATUS,
    "order.eta_today": _STATUS,
    "order.eta_past": _STATUS,
    "order.eta_none": ("estimated_delivery",),
    "order.eta_off": _STATUS,
    "order.delivered_none": _STATUS,
    "order.split": ("shipments",),
    "order.whole": ("shipments",),
    "order.total_missing": ("total",),
    "order.items_missing": ("items",),
    "order.payment_missing": ("payment_method",),
    "order.address_missing": ("shipping_address",),
    "order.placed_missing": ("placed_at",),
    "item.shipment_none": ("shipments",),
    "item.refunded": ("refunds",),
}
# What no parcel, or no refund, of the order has: the column of each, or that there is none of them.
_PARTS = {
    "order.shipped_none": ("shipments", "shipped_at"),
    "order.carrier_none": ("shipments", "carrier"),
    "order.tracking_none": ("shipments", "number"),
    "order.refund_date_missing": ("refunds", "at"),
    "order.refund_method_missing": ("refunds", "method"),
}
_STOCK = ("stock", "available")
_PRODUCT = {
    "product.in_stock": ("available",),
    "product.out": _STOCK,
    "product.available": _STOCK,
    "product.unavailable": _STOCK,
    "product.stock_unknown": _STOCK,
    "product.not_reduced": ("compare_at_price",),
    "product.detail_none": ("description",),
    "product.category_missing": ("category",),
    "product.vendor_missing": ("vendor",),
    "product.link_missing": ("url",),
    "option.none": ("options",),
    "option.no": ("options",),
    "option.combination_no": ("options",),
    "option.in_stock": ("available",),
    "option.out": _STOCK,
    "option.available": _STOCK,
    "option.unavailable": _STOCK,
    "option.stock_unknown": _STOCK,
}
_LISTS = ("shipments", "refunds", "items")


def of_order(act: str, order: Order) -> tuple[Source, ...]:
    """The order's number and the columns its act looked at; a list of rows stands as how many there are."""
    if act == "order.item_absent":
        told = [orders.of_item(order, item, "title") for item in order.items]
    elif act in _PARTS:
        told = _of_parts(order, *_PARTS[act])
    else:
        told = [_column(order, column) for column in _ORDER.get(act, ())]
    return (orders.of_order(order, "order_id"), *told)


def _of_parts(order: Order, table: str, column: str) -> list[Source]:
    """The column of every parcel or refund; where there is none, that there is none."""
    if table == "shipments":
        found = [orders.of_shipment(order, parcel, column) for parcel in order.shipments]
    else:
        found = [orders.of_refund(order, refund, column) for refund in order.refunds]
    return found or [_column(order, table)]


def _column(order: Order, column: str) -> Source:
    if column in _LISTS:
        return source("orders", order.order_id, column, len(getattr(order, column)), order.version)
    return orders.of_order(order, column)


def of_product(act: str, product: Product, rows: Sequence[Variant] = ()) -> tuple[Source, ...]:
    """The product's title and the columns its act looked at, over the variants it speaks of."""
    columns = _PRODUCT.get(act, ())
    told = (product.first,) if columns == ("description",) else rows or product.variants
    title = products.of_variant(product.first, "title")
    return (title, *(products.of_variant(row, column) for row in told for column in columns))
