"""Each slot of an order: what is printed, which rows prove it, None where the row does not say."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.facts import orders
from bot.facts.bound import Bound
from bot.facts.voice import SPOKEN, Voice
from storage.records import Address, CustomerId, Order, OrderId, OrderItem, Refund, Shipment, Sku, Source, Status

NOW = datetime(2026, 6, 15, 12, tzinfo=UTC)
EN = Voice("en", NOW, UTC)
MUG = OrderItem(1, Sku("m"), "Trail Mug", 2, Decimal("24.00"), {"Size": "L", "Colour": "Red"})
TENT = OrderItem(2, Sku("t"), "Dome Tent", 1, Decimal("199.50"))


def order(**fields: object) -> Order:
    base = {"order_id": OrderId("#W1"), "customer_id": CustomerId("c1"), "status": Status.SHIPPED, "items": ()}
    return Order(**(base | {"currency": "GBP", "version": 4} | fields))  # type: ignore[arg-type]


def line(**fields: object) -> OrderItem:
    base = {"position": 1, "sku": None, "title": None, "quantity": None, "price": None}
    return OrderItem(**(base | fields))  # type: ignore[arg-type]


def sources(bound: Bound | None) -> list[tuple[str, str, str]]:
    assert bound is not None
    return [(one.table, one.key, one.column) for receipt in bound.receipts for one in receipt.sources]


FULL = order(
    items=(MUG, TENT),
    total=Decimal("247.50"),
    placed_at=NOW - timedelta(days=5),
    estimated_delivery=date(2026, 6, 20),
    delivered_at=NOW,
    payment_method="Visa",
    shipping_address=Address("12 Mill Lane", None, "York", None, "YO1 7PR", "UK"),
    shipments=(
        Shipment(1, "UPS", "1Z1", "https://t.example/1", (Sku("t"),), "in transit", NOW - timedelta(days=1)),
        Shipment(2, "DHL", None, None, (Sku("m"),), None, NOW - timedelta(days=3)),
    ),
    refunds=(Refund(1, Decimal("5.00"), NOW - timedelta(days=2), "Visa"), Refund(2, Decimal("7.50"), NOW, None)),
)
Slot = Callable[[Order], Bound | None]
SLOTS: dict[str, tuple[Slot, str, list[tuple[str, str, str]]]] = {
    "total": (
        lambda one: orders.total(one, EN),
        "£247.50",
        [("orders", "#W1", "total"), ("orders", "#W1", "currency")],
    ),
    "payment": (orders.payment, "Visa", [("orders", "#W1", "payment_method")]),
    "address": (orders.address, "12 Mill Lane, York YO1 7PR, UK", [("orders", "#W1", "shipping_address")]),
    "placed": (lambda one: orders.day("placed", one, "placed_at", EN), "June 10", [("orders", "#W1", "placed_at")]),
    "eta": (lambda one: orders.eta(one, EN), "June 20", [("orders", "#W1", "estimated_delivery")]),
    "shipped.date": (lambda one: orders.shipped_day(one, EN), "June 12", [("shipments", "#W1/2", "shipped_at")]),
    "item.count": (
        lambda one: orders.item_count(one, EN),
        "3 items",
        [("order_items", "#W1/1", "quantity"), ("order_items", "#W1/2", "quantity")],
    ),
    "refund.amount": (
        lambda one: orders.refund_amount(one, EN),
        "£12.50",
        [("refunds", "#W1/1", "amount"), ("refunds", "#W1/2", "amount"), ("orders", "#W1", "currency")],
    ),
    "refund.date": (lambda one: orders.refund_day(one, EN), "June 15", [("refunds", "#W1/2", "at")]),
    "refund.method": (orders.refund_method, "Visa", [("refunds", "#W1/1", "method")]),
}


@pytest.mark.parametrize("slot", SLOTS)
def test_a_slot_prints_its_row(slot: str) -> None:
    bind, text, proof = SLOTS[slot]
    found = bind(FULL)
    assert found is not None
    assert (found.slot, found.text) == (slot, text)
    assert sources(found) == proof
    assert all(one.version == 4 for receipt in found.receipts for one in receipt.sources)


@pytest.mark.parametrize("slot", SLOTS)
def test_a_missing_value_has_no_slot(slot: str) -> None:
    assert SLOTS[slot][0](order()) is None


def test_name() -> None:
    assert orders.name(FULL).receipts[0].sources == (Source("orders", "#W1", "order_id", "#W1", 4),)


def test_an_eta_of_today_is_said_so() -> None:
    found = orders.eta(order(estimated_delivery=NOW.date()), EN)
    assert found is not None and found.text == "today"


@pytest.mark.parametrize(
    ("place", "printed"),
    [
        (None, ""),
        (Address(), ""),
        (Address(city="York"), "York"),
        (Address("1 A St", "Flat 2", "Austin", "TX", "78701", "US"), "1 A St, Flat 2, Austin TX 78701, US"),
    ],
)
def test_an_address_leaves_out_what_is_missing(place: Address | None, printed: str) -> None:
    assert orders.print_address(place) == printed
    assert (orders.address(order(shipping_address=place)) is None) == (printed == "")


def test_items_are_a_block() -> None:
    found = orders.items(FULL, EN)
    assert found is not None
    assert found.text == "\n• 2 × “Trail Mug” (L, Red), £24.00\n• 1 × “Dome Tent”, £199.50"
    assert [(cell.slot, cell.text) for cell in found.receipts[:4]] == [
        ("items.quantity", "2"),
        ("item.title", "“Trail Mug”"),
        ("item.options", "L, Red"),
        ("item.price", "£24.00"),
    ]
    assert orders.items(order(), EN) is None


def test_a_line_prints_only_what_is_known() -> None:
    found = orders.items(order(items=(line(sku=Sku("m")), line(position=2))), EN)
    assert found is not None
    assert found.text == "\n• “m”\n• “?”"
    assert sources(found) == [("order_items", "#W1/1", "sku"), ("order_items", "#W1/2", "sku")]


@pytest.mark.parametrize("slot", [orders.item_price, orders.item_quantity])
def test_an_unknown_of_a_line_has_no_slot(slot: Callable[[Order, OrderItem, Voice], Bound | None]) -> None:
    assert slot(FULL, line(), EN) is None
    assert orders.item_options(FULL, line()) is None


def test_an_unknown_quantity_makes_the_count_unknown() -> None:
    assert orders.item_count(order(items=(MUG, line(position=2))), EN) is None


items = st.builds(
    OrderItem,
    position=st.integers(1, 40),
    sku=st.none() | st.just(Sku("s")),
    title=st.none() | st.text(min_size=1, max_size=9),
    quantity=st.none() | st.integers(0, 99),
    price=st.none() | st.decimals(0, 999, places=2),
    options=st.dictionaries(st.sampled_from(["Size", "Colour"]), st.text(min_size=1, max_size=5)),
)


@given(st.lists(items, min_size=1, max_size=14).map(tuple), st.sampled_from(SPOKEN))
@settings(deadline=None)
def test_every_cell_of_a_block_is_printed_in_it(bought: tuple[OrderItem, ...], language: str) -> None:
    found = orders.items(order(items=bought), Voice(language, NOW, UTC))
    assert found is not None
    assert all(cell.text in found.text and cell.sources for cell in found.receipts)
    assert found.text.endswith("\n…") == (len(bought) > orders.MAX_LINES)


def test_parcels_are_a_block() -> None:
    found = orders.parcels(FULL, EN)
    assert found.text == "\n• UPS, 1Z1, in transit, June 14: “Dome Tent”\n• DHL, June 12: “Trail Mug”"
    assert all(cell.text in found.text and cell.sources for cell in found.receipts)
    assert orders.parcel_count(FULL, EN).text == "2 parcels"
    assert orders.parcel_count(FULL, EN).receipts[0].fn == "count"


def test_tracking() -> None:
    tracked, untracked = FULL.shipments
    assert orders.tracked(FULL) == [tracked]
    found = orders.tracking(FULL, tracked, "number")
    assert found is not None and (found.slot, found.text) == ("tracking.number", "1Z1")
    assert sources(found) == [("shipments", "#W1/1", "number")]
    assert orders.tracking(FULL, untracked, "number") is None
    assert orders.tracking(FULL, untracked, "url") is None


def test_the_parcel_of_a_line() -> None:
    assert orders.parcel_of(FULL, TENT) == FULL.shipments[0]
    whole = order(items=(MUG,), shipments=(Shipment(1, "UPS"),))
    assert orders.parcel_of(whole, MUG) == whole.shipments[0]
    two = order(items=(MUG,), shipments=(Shipment(1, "UPS"), Shipment(2, "DHL")))
    assert orders.parcel_of(two, MUG) is None
    another = order(items=(MUG,), shipments=(Shipment(1, "UPS", skus=(Sku("t"),)),))
    assert orders.parcel_of(another, MUG) is None


def test_refunds_are_summed_and_say_so() -> None:
    several = orders.refund_amount(FULL, EN)
    one = orders.refund_amount(order(refunds=FULL.refunds[:1]), EN)
    assert several is not None and several.receipts[0].fn == "sum"
    assert one is not None and (one.text, one.receipts[0].fn) == ("£5.00", None)


def test_a_refund_of_unknown_amount_makes_the_sum_unknown() -> None:
    unknown = order(refunds=(*FULL.refunds, Refund(3)))
    assert orders.refunded(unknown) is None
    assert orders.refund_amount(unknown, EN) is None


def test_a_list_of_orders() -> None:
    older = order(order_id=OrderId("#W0"), items=(TENT,))
    assert orders.listing("orders", [FULL, older], EN, numbered=False).text == (
        "\n• #W1, June 10, “Trail Mug” …\n• #W0, “Dome Tent”"
    )
    numbered = orders.listing("choices", [FULL, older], EN, numbered=True)
    assert numbered.text.startswith("\n1. #W1, ") and "\n2. #W0, " in numbered.text
    assert [cell.text for cell in numbered.receipts if cell.fn == "position"] == ["1", "2"]
    assert all(cell.text in numbered.text for cell in numbered.receipts)


def test_a_long_list_of_orders_ends_with_a_sign() -> None:
    found = orders.listing("orders", [FULL] * 11, EN, numbered=False)
    assert found.text.count("#W1") == orders.MAX_LINES
    assert found.text.endswith("\n…")
