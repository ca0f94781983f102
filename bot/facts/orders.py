"""The slots of an order, bound to its rows: `orders`, `order_items`, `shipments` and `refunds`.

Each function answers None when the row does not hold the value; what is then said is the plan's affair.
"""

from datetime import UTC, datetime
from decimal import Decimal

from bot.facts.bound import Bound, bind, block, cell, source
from bot.facts.voice import Voice
from storage.records import Address, Order, OrderItem, Receipt, Refund, Shipment, Source

MAX_LINES = 10


def of_order(order: Order, column: str) -> Source:
    """The source of a plain column of an order."""
    return source("orders", order.order_id, column, getattr(order, column), order.version)


def of_item(order: Order, item: OrderItem, column: str) -> Source:
    return source("order_items", f"{order.order_id}/{item.position}", column, getattr(item, column), order.version)


def of_shipment(order: Order, parcel: Shipment, column: str) -> Source:
    return source("shipments", f"{order.order_id}/{parcel.position}", column, getattr(parcel, column), order.version)


def of_refund(order: Order, refund: Refund, column: str) -> Source:
    return source("refunds", f"{order.order_id}/{refund.position}", column, getattr(refund, column), order.version)


def name(order: Order) -> Bound:
    return bind("order.id", order.order_id, of_order(order, "order_id"))


def total(order: Order, voice: Voice) -> Bound | None:
    if order.total is None:
        return None
    printed = voice.money(order.total, order.currency)
    return bind("total", printed, of_order(order, "total"), of_order(order, "currency"))


def payment(order: Order) -> Bound | None:
    return bind("payment", order.payment_method, of_order(order, "payment_method")) if order.payment_method else None


def address(order: Order) -> Bound | None:
    printed = print_address(order.shipping_address)
    if not printed:
        return None
    return bind("address", printed, source("orders", order.order_id, "shipping_address", printed, order.version))


def print_address(place: Address | None) -> str:
    """One line, in the order an envelope has; missing parts are left out."""
    if place is None:
        return ""
    town = " ".join(part for part in (place.city, place.region, place.postcode) if part)
    return ", ".join(part for part in (place.line1, place.line2, town, place.country) if part)


def day(slot: str, order: Order, column: str, voice: Voice) -> Bound | None:
    """A date column of the order, as the shop's calendar day."""
    moment = getattr(order, column)
    return bind(slot, voice.day(moment), of_order(order, column)) if moment else None


def eta(order: Order, voice: Voice) -> Bound | None:
    if order.estimated_delivery is None:
        return None
    return bind("eta", voice.day_or_today(order.estimated_delivery), of_order(order, "estimated_delivery"))


def shipped_at(order: Order) -> tuple[datetime, Source] | None:
    """When the first parcel left, if any parcel says so."""
    left = [(parcel.shipped_at, parcel) for parcel in order.shipments if parcel.shipped_at]
    if not left:
        return None
    moment, parcel = min(left, key=lambda pair: pair[0])
    return moment, of_shipment(order, parcel, "shipped_at")


def shipped_day(order: Order, voice: Voice) -> Bound | None:
    found = shipped_at(order)
    return bind("shipped.date", voice.day(found[0]), found[1]) if found else None


def left_on(order: Order, parcel: Shipment, voice: Voice) -> Bound | None:
    """When one parcel left."""
    moment = parcel.shipped_at
    return bind("shipped.date", voice.day(moment), of_shipment(order, parcel, "shipped_at")) if moment else None


def items(order: Order, voice: Voice) -> Bound | None:
    """The block of an order's lines: quantity × title (options), price of one piece."""
    lines, cells = [], []
    for item in order.items[:MAX_LINES]:
        line, proofs = _item_line(order, item, voice)
        lines.append(line)
        cells += proofs
    if len(order.items) > MAX_LINES:
        lines.append("…")
    return block("items", lines, cells) if lines else None


def _item_line(order: Order, item: OrderItem, voice: Voice) -> tuple[str, list[Receipt]]:
    parts, cells = [], []
    if item.quantity is not None:
        parts.append(f"{item.quantity} × ")
        cells.append(cell("items.quantity", str(item.quantity), of_item(order, item, "quantity")))
    title = item_title(order, item, voice)
    parts.append(title.text)
    cells += title.receipts
    if chosen := item_options(order, item):
        parts.append(f" ({chosen.text})")
        cells += chosen.receipts
    if price := item_price(order, item, voice):
        parts.append(f", {price.text}")
        cells += price.receipts
    return "• " + "".join(parts), cells


def item_title(order: Order, item: OrderItem, voice: Voice) -> Bound:
    if item.title:
        return bind("item.title", voice.quoted(item.title), of_item(order, item, "title"))
    return bind("item.title", voice.quoted(item.sku or "?"), of_item(order, item, "sku"))


def item_price(order: Order, item: OrderItem, voice: Voice) -> Bound | None:
    if item.price is None:
        return None
    proof = (of_item(order, item, "price"), of_order(order, "currency"))
    return bind("item.price", voice.money(item.price, order.currency), *proof)


def item_quantity(order: Order, item: OrderItem, voice: Voice) -> Bound | None:
    if item.quantity is None:
        return None
    return bind("item.quantity", voice.count(item.quantity, "piece"), of_item(order, item, "quantity"))


def item_options(order: Order, item: OrderItem) -> Bound | None:
    if not item.options:
        return None
    printed = ", ".join(" ".join(str(value).split()) for value in item.options.values())
    proof = source("order_items", f"{order.order_id}/{item.position}", "options", printed, order.version)
    return bind("item.options", printed, proof)


def item_count(order: Order, voice: Voice) -> Bound | None:
    """How many pieces the order holds; None when a quantity is unknown."""
    counts = [item.quantity for item in order.items]
    if not counts or any(count is None for count in counts):
        return None
    proof = [of_item(order, item, "quantity") for item in order.items]
    return bind("item.count", voice.count(sum(count or 0 for count in counts), "item"), *proof, fn="sum")


def tracked(order: Order) -> list[Shipment]:
    return [parcel for parcel in order.shipments if parcel.number]


def tracking(order: Order, parcel: Shipment, column: str) -> Bound | None:
    """The parcel's `number`, `carrier` or `url` as its tracking slot."""
    value = getattr(parcel, column)
    return bind(f"tracking.{column}", value, of_shipment(order, parcel, column)) if value else None


def parcels(order: Order, voice: Voice) -> Bound:
    """The block of an order's parcels: carrier, number, day it left, what is in it."""
    lines, cells = [], []
    titles = {item.sku: item for item in order.items}
    for parcel in order.shipments[:MAX_LINES]:
        parts = []
        for column in ("carrier", "number", "status"):
            if value := getattr(parcel, column):
                parts.append(value)
                cells.append(cell(f"shipments.{column}", value, of_shipment(order, parcel, column)))
        if parcel.shipped_at:
            parts.append(voice.day(parcel.shipped_at))
            cells.append(cell("shipments.shipped_at", parts[-1], of_shipment(order, parcel, "shipped_at")))
        held = [titles[sku] for sku in parcel.skus if sku in titles]
        names = [item_title(order, item, voice) for item in held]
        cells += [proof for title in names for proof in title.receipts]
        line = "• " + ", ".join(parts)
        lines.append(f"{line}: {', '.join(title.text for title in names)}" if names else line)
    return block("shipments", lines, cells)


def parcel_count(order: Order, voice: Voice) -> Bound:
    proof = [of_shipment(order, parcel, "position") for parcel in order.shipments]
    return bind("parcel.count", voice.count(len(order.shipments), "parcel"), *proof, fn="count")


def parcel_of(order: Order, item: OrderItem) -> Shipment | None:
    """The parcel that holds a line: the one that names its sku, or the only one of an order that names none."""
    named = [parcel for parcel in order.shipments if item.sku and item.sku in parcel.skus]
    if named:
        return named[0]
    whole = [parcel for parcel in order.shipments if not parcel.skus]
    return whole[0] if len(order.shipments) == 1 and whole else None


def refunded(order: Order) -> tuple[Decimal, list[Refund]] | None:
    """The sum of the refunds and the rows it came from; None without rows or when an amount is unknown."""
    if not order.refunds or any(refund.amount is None for refund in order.refunds):
        return None
    return sum((refund.amount or Decimal(0) for refund in order.refunds), Decimal(0)), list(order.refunds)


def refund_amount(order: Order, voice: Voice) -> Bound | None:
    found = refunded(order)
    if not found:
        return None
    amount, rows = found
    proof = [of_refund(order, refund, "amount") for refund in rows] + [of_order(order, "currency")]
    return bind("refund.amount", voice.money(amount, order.currency), *proof, fn="sum" if len(rows) > 1 else None)


def refund_day(order: Order, voice: Voice) -> Bound | None:
    dated = [refund for refund in order.refunds if refund.at]
    if not dated:
        return None
    last = max(dated, key=lambda refund: refund.at or datetime.min.replace(tzinfo=UTC))
    assert last.at is not None
    return bind("refund.date", voice.day(last.at), of_refund(order, last, "at"))


def refund_method(order: Order) -> Bound | None:
    paid = [refund for refund in order.refunds if refund.method]
    return bind("refund.method", paid[-1].method or "", of_refund(order, paid[-1], "method")) if paid else None


def listing(slot: str, orders: list[Order], voice: Voice, numbered: bool) -> Bound:
    """One line per order: its number, the day it was placed, its first item; numbered for a question."""
    lines, cells = [], []
    for number, order in enumerate(orders[:MAX_LINES], 1):
        label = name(order)
        parts = [label.text]
        cells += [cell(f"{slot}.order_id", label.text, of_order(order, "order_id"))]
        if order.placed_at:
            parts.append(voice.day(order.placed_at))
            cells.append(cell(f"{slot}.placed_at", parts[-1], of_order(order, "placed_at")))
        if order.items:
            title = item_title(order, order.items[0], voice)
            parts.append(title.text + (" …" if len(order.items) > 1 else ""))
            cells += title.receipts
        if numbered:
            cells.append(cell(f"{slot}.number", str(number), of_order(order, "order_id"), fn="position"))
        lines.append(f"{f'{number}.' if numbered else '•'} {', '.join(parts)}")
    if len(orders) > MAX_LINES and not numbered:
        lines.append("…")
    return block(slot, lines, cells)
