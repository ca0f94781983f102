from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from bot.importers.guests import customer_id
from storage.records import Address, Status

ReadFile = Callable[..., tuple[list[Any], list[tuple[int, str]]]]
Write = Callable[[str, str | bytes], Path]

ORDER = {
    "Name": "#1001",
    "Email": "Anna@Example.com",
    "Financial Status": "paid",
    "Currency": "EUR",
    "Total": "29.40",
    "Created at": "2026-06-01 10:22:33 +0100",
    "Lineitem quantity": "2",
    "Lineitem name": "Tee - S",
    "Lineitem price": "14.70",
    "Lineitem sku": "TEE-S",
}


@pytest.fixture
def export(write: Write, write_table: Callable[..., str], read_file: ReadFile) -> Callable[..., Any]:
    return lambda *rows: read_file(write("export.csv", write_table(*rows)))


@pytest.fixture
def orders(export: Callable[..., Any]) -> Callable[..., Any]:
    """The orders alone, without their customers."""

    def reading(*rows: dict[str, str]) -> Any:
        taken, rejected = export(*rows)
        return taken[1::2], rejected

    return reading


def test_an_order_is_its_rows_together(orders: Callable[..., Any]) -> None:
    address = {
        "Shipping Address1": "1 High St",
        "Shipping City": "Leeds",
        "Shipping Zip": "'LS1",
        "Shipping Country": "GB",
    }
    second = {"Name": "#1001", "Lineitem quantity": "1", "Lineitem name": "Mug", "Lineitem price": "0.00"}
    ((order,), rejected) = orders(ORDER | address | {"Payment Method": "Visa"}, second)
    assert rejected == []
    assert (order.order_id, order.status, order.currency, order.total) == (
        "#1001",
        "processing",
        "EUR",
        Decimal("29.40"),
    )
    assert order.placed_at.isoformat() == "2026-06-01T09:22:33+00:00"
    assert [(item.sku, item.title, item.quantity, item.price) for item in order.items] == [
        ("TEE-S", "Tee - S", 2, Decimal("14.70")),
        (None, "Mug", 1, Decimal("0.00")),
    ]
    assert order.shipping_address == Address("1 High St", None, "Leeds", None, "LS1", "GB")
    assert (order.payment_method, order.email, order.shipments, order.refunds) == ("Visa", "Anna@Example.com", (), ())


@pytest.mark.parametrize(
    ("cells", "status"),
    [
        ({"Financial Status": "pending"}, Status.PENDING),
        ({"Financial Status": "", "Fulfillment Status": ""}, Status.PENDING),
        ({"Financial Status": "authorized"}, Status.PROCESSING),
        ({"Fulfillment Status": "unfulfilled"}, Status.PROCESSING),
        ({"Fulfillment Status": "partial"}, Status.PROCESSING),
        ({"Fulfillment Status": "fulfilled"}, Status.SHIPPED),
        ({"Financial Status": "pending", "Fulfillment Status": "fulfilled"}, Status.SHIPPED),
        ({"Financial Status": "refunded", "Fulfillment Status": "fulfilled"}, Status.REFUNDED),
        ({"Financial Status": "partially_refunded", "Fulfillment Status": "fulfilled"}, Status.SHIPPED),
        ({"Financial Status": "voided"}, Status.CANCELLED),
        ({"Financial Status": "refunded", "Cancelled at": "2026-06-02 10:00:00 +0100"}, Status.CANCELLED),
    ],
)
def test_status(orders: Callable[..., Any], cells: dict[str, str], status: Status) -> None:
    ((order,), _) = orders(ORDER | cells)
    assert order.status == status


def test_an_unknown_status_is_refused(orders: Callable[..., Any]) -> None:
    _, rejected = orders(ORDER | {"Financial Status": "lost"})
    assert rejected == [(2, "Financial Status 'lost' is not known")]


def test_a_refund_has_its_amount(orders: Callable[..., Any]) -> None:
    ((order,), _) = orders(ORDER | {"Refunded Amount": "5.00", "Financial Status": "partially_refunded"})
    assert [refund.amount for refund in order.refunds] == [Decimal("5.00")]
    ((order,), _) = orders(ORDER | {"Refunded Amount": "0.00"})
    assert order.refunds == ()


def test_the_day_of_leaving_is_kept_without_a_number(orders: Callable[..., Any]) -> None:
    ((order,), _) = orders(ORDER | {"Fulfillment Status": "fulfilled", "Fulfilled at": "2026-06-02 10:00:00 +0100"})
    (parcel,) = order.shipments
    assert (parcel.number, parcel.shipped_at.isoformat()) == (None, "2026-06-02T09:00:00+00:00")


def test_an_order_with_a_row_that_cannot_be_taken_is_rejected_whole(orders: Callable[..., Any]) -> None:
    second = {"Name": "#1001", "Lineitem quantity": "some", "Lineitem name": "Mug"}
    other = ORDER | {"Name": "#1002"}
    taken, rejected = orders(ORDER, second, other)
    assert [order.order_id for order in taken] == ["#1002"]
    assert rejected == [(2, "line 3: Lineitem quantity 'some' is no whole number")]


def test_a_row_cut_off_spoils_the_order_it_names(
    write: Write, write_table: Callable[..., str], read_file: ReadFile
) -> None:
    good = write_table(ORDER, ORDER | {"Name": "#1002"}, ORDER | {"Name": "#1003"})
    taken, rejected = read_file(write("o.csv", good + '"#1003","x"\n'))
    assert [order.order_id for order in taken[1::2]] == ["#1001", "#1002"]
    assert rejected == [(4, "line 5: 2 cells where the header has 10")]


def test_a_quote_never_closed_spoils_its_own_order_alone(write: Write, read_file: ReadFile) -> None:
    text = "Name,Financial Status,Total,Currency,Lineitem name,Lineitem price\n"
    text += '#1,paid,5,EUR,Tea,5\n#1,,,,Cake,1\n#2,paid,5,EUR,"Tea,5\n#3,paid,5,EUR,Tea,5\n'
    taken, rejected = read_file(write("o.csv", text))
    assert [order.order_id for order in taken[1::2]] == ["#1", "#3"]
    assert rejected == [(4, "line 4: a quote is opened and never closed")]


def test_a_row_without_a_name_spoils_the_order_above(orders: Callable[..., Any]) -> None:
    taken, rejected = orders(ORDER, {"Lineitem name": "Mug", "Lineitem quantity": "1"})
    assert (taken, rejected) == ([], [(2, "line 3: Name is missing")])


def test_an_order_whose_first_row_is_missing_is_refused(orders: Callable[..., Any]) -> None:
    _, rejected = orders(ORDER, {"Name": "#7", "Lineitem name": "Mug", "Lineitem quantity": "1"})
    assert rejected == [(3, "the first row of this order is not above it")]


def test_an_order_twice_in_a_file_is_refused_with_the_first_line(orders: Callable[..., Any]) -> None:
    _, rejected = orders(ORDER, ORDER | {"Name": "#1002"}, ORDER)
    assert rejected == [(4, "#1001 stands on line 2 already")]


def test_who_bought_it(export: Callable[..., Any]) -> None:
    billing = {"Billing Name": "Anna B", "Billing City": "Leeds", "Billing Phone": "'+44 7911 123456"}
    other = ORDER | {"Name": "#2", "Email": "", "Phone": "+447911123456"}
    nobody = ORDER | {"Name": "#3", "Email": "", "Shipping Phone": "+447911999999"}
    (anna, order, phoned, by_phone, _, _), _ = export(ORDER | billing | {"Accepts Marketing": "yes"}, other, nobody)
    assert anna.customer_id == order.customer_id == customer_id("anna@example.com ", "", "")
    assert (anna.name, anna.phone, anna.marketing_consent, anna.address.city) == (
        "Anna B",
        "+447911123456",
        True,
        "Leeds",
    )
    assert phoned.customer_id == by_phone.customer_id == customer_id("", "+44 7911 123456", "#9")
    assert "anna" not in anna.customer_id


def test_nobody_known_has_an_id_of_the_order_and_the_receivers_phone_proves_nothing(
    export: Callable[..., Any],
) -> None:
    (guest, order), _ = export(ORDER | {"Name": "#3", "Email": "", "Shipping Phone": "+447911999999"})
    assert guest.customer_id == customer_id("", "", "#3")
    assert order.phone is None
