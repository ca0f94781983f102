"""Orders: whole replacement, their order, and nobody reads another's."""

import inspect
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from storage.engine import Store
from storage.orders import Orders, order_key
from storage.records import (
    Address,
    Customer,
    CustomerId,
    Order,
    OrderId,
    OrderItem,
    Refund,
    Shipment,
    Sku,
    Status,
    Tally,
)

ANN, BOB = CustomerId("c-ann"), CustomerId("c-bob")
NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)
FULL = Order(
    OrderId("#W2611340"),
    ANN,
    Status.SHIPPED,
    (
        OrderItem(1, Sku("MUG-M"), "Trail Mug", 2, Decimal("24.00"), {"Size": "M"}),
        OrderItem(2, None, None, None, None),
    ),
    "USD",
    total=Decimal("48.00"),
    placed_at=NOON,
    estimated_delivery=date(2026, 6, 9),
    shipments=(Shipment(1, "UPS", "1Z9", None, (Sku("MUG-M"),), "on its way", NOON), Shipment(2)),
    payment_method="Visa",
    shipping_address=Address("12 Mill Lane", city="York"),
    email="Ann@Example.com",
    phone="+44 20 7946 0958",
    refunds=(Refund(1, Decimal("4.50"), NOON, "store credit", (Sku("MUG-M"),)),),
    extra={"note": "ring twice"},
)
OLD = Order(OrderId("#W1"), ANN, Status.DELIVERED, (), "USD", placed_at=datetime(2025, 1, 1, tzinfo=UTC))
TWIN = replace(OLD, order_id=OrderId("#W2"))
UNDATED = Order(OrderId("#W9"), ANN, Status.PENDING, (), "USD")
BOBS = replace(FULL, order_id=OrderId("#W7 7"), customer_id=BOB, email=None, phone=None)


@pytest.fixture
async def loaded(store: Store) -> Store:
    async with store.writing() as unit:
        assert await unit.orders.upsert([OLD, UNDATED, BOBS, FULL, TWIN]) == Tally(added=5)
        await unit.customers.upsert([Customer(BOB, email="bob@example.com", phone="+15550100")])
    return store


async def test_newest_first_and_whole(loaded: Store) -> None:
    async with loaded.reading() as unit:
        assert await unit.orders.of_customer(ANN) == [FULL, TWIN, OLD, UNDATED]
        assert await unit.orders.of_customer(ANN, limit=1) == [FULL]


async def test_each_reads_their_own(loaded: Store) -> None:
    async with loaded.reading() as unit:
        assert await unit.orders.of_customer(BOB) == [BOBS]
        assert await unit.orders.of_customer(CustomerId("c-ANN")) == []
        assert await unit.orders.of_customer(CustomerId("' OR 1=1 --")) == []


def test_no_method_returns_an_order_without_its_customer() -> None:
    for name, method in inspect.getmembers(Orders, inspect.isfunction):
        signature = inspect.signature(method)
        if not name.startswith("_") and "Order" in str(signature.return_annotation):
            assert "customer_id" in signature.parameters, name


async def test_an_order_is_replaced_whole(loaded: Store) -> None:
    less = replace(FULL, items=FULL.items[:1], shipments=(), refunds=(), status=Status.DELIVERED)
    async with loaded.writing() as unit:
        assert await unit.orders.upsert([less, OLD]) == Tally(changed=1, unchanged=1)
        assert (await unit.orders.of_customer(ANN))[0] == replace(less, version=2)


async def test_a_line_alone_changes_the_order(loaded: Store) -> None:
    line = replace(FULL.items[0], quantity=3)
    async with loaded.writing() as unit:
        assert await unit.orders.upsert([replace(FULL, items=(line, FULL.items[1]))]) == Tally(changed=1)


@pytest.mark.parametrize(
    ("key", "email", "phone", "owner"),
    [
        ("W2611340", "ann@EXAMPLE.com ", None, ANN),
        ("W2611340", None, "+442079460958", ANN),
        ("W2611340", "wrong@example.com", "+442079460958", ANN),
        ("W77", "BOB@example.com", None, BOB),
        ("W77", None, "+15550100", BOB),
        ("W77", "ann@example.com", None, None),
        ("W2611340", "bob@example.com", "+15550100", None),
        ("W2611340", None, None, None),
        ("W2611340", "", " ", None),
        ("W1", "", None, None),
        ("NONE", "ann@example.com", None, None),
        ("", "ann@example.com", None, None),
    ],
)
async def test_find_owner(loaded: Store, key: str, email: str | None, phone: str | None, owner: str | None) -> None:
    async with loaded.reading() as unit:
        assert await unit.orders.find_owner(key, email, phone) == owner


async def test_a_key_of_two_owners_proves_nothing(loaded: Store) -> None:
    clash = replace(FULL, order_id=OrderId("W-2611340"), customer_id=BOB)
    async with loaded.writing() as unit:
        await unit.orders.upsert([clash])
        assert await unit.orders.find_owner("W2611340", "ann@example.com", None) is None


async def test_shapes(loaded: Store) -> None:
    async with loaded.reading() as unit:
        assert await unit.orders.shapes() == ["#W9", "#W9 9", "#W9999999"]


def test_order_key() -> None:
    assert [order_key(text) for text in ("#w26-11 340", "Ｗ２６", "№ 5", "#")] == ["W2611340", "W26", "NO5", ""]
