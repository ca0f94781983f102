from collections.abc import Callable, Iterable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from bot.importers.shopify import customer_id
from storage.records import Address, Status

ReadFile = Callable[..., tuple[list[Any], list[tuple[int, str]]]]
Write = Callable[[str, str | bytes], Path]

PRODUCT = {"Handle": "tee", "Title": "Tee", "Option1 Name": "Size", "Option1 Value": "S", "Variant Price": "19.90"}
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


def table(*rows: dict[str, str]) -> str:
    """A CSV of these rows; a column for every key that one of them has."""
    header = list(dict.fromkeys(key for row in rows for key in row))
    return "".join(line(header if at < 0 else [rows[at].get(key, "") for key in header]) for at in range(-1, len(rows)))


def line(cells: Iterable[str]) -> str:
    return ",".join('"' + cell.replace('"', '""') + '"' for cell in cells) + "\n"


@pytest.fixture
def products(write: Write, read_file: ReadFile) -> Callable[..., Any]:
    return lambda *rows, **choices: read_file(write("export.csv", table(*rows)), **choices)


@pytest.fixture
def orders(products: Callable[..., Any]) -> Callable[..., Any]:
    """The orders alone, without their customers."""

    def reading(*rows: dict[str, str]) -> Any:
        taken, rejected = products(*rows)
        return taken[1::2], rejected

    return reading


def test_a_variant_takes_from_the_first_row_what_its_own_leaves_blank(products: Callable[..., Any]) -> None:
    first = PRODUCT | {"Body (HTML)": "<p>Soft</p>", "Vendor": "Acme", "Type": "Shirts", "Tags": "a, b"}
    first |= {"Variant SKU": "TEE-S", "Image Src": "http://x/1.jpg", "Variant Compare At Price": "25.00"}
    second = {"Handle": "tee", "Option1 Value": "M", "Variant Price": "21.00", "Variant SKU": "TEE-M"}
    (small, medium), rejected = products(first, second)
    assert rejected == []
    assert (small.sku, small.price, small.options) == ("TEE-S", Decimal("19.90"), {"Size": "S"})
    assert (medium.sku, medium.price, medium.options) == ("TEE-M", Decimal("21.00"), {"Size": "M"})
    assert (medium.title, medium.description, medium.vendor, medium.category) == ("Tee", "Soft", "Acme", "Shirts")
    assert (medium.product_id, medium.tags, medium.currency) == ("tee", ("a", "b"), "GBP")
    assert (small.compare_at_price, medium.compare_at_price) == (Decimal("25.00"), None)


def test_rows_with_an_image_alone_are_passed_over(products: Callable[..., Any]) -> None:
    taken, rejected = products(PRODUCT, {"Handle": "tee", "Image Src": "http://x/2.jpg"})
    assert (len(taken), rejected) == (1, [])


def test_default_title_means_no_options(products: Callable[..., Any]) -> None:
    ((mug,), _) = products(PRODUCT | {"Option1 Name": "Title", "Option1 Value": "Default Title"})
    assert mug.options == {}
    assert mug.sku == "tee"


def test_a_missing_sku_is_made_of_handle_and_options(products: Callable[..., Any]) -> None:
    (found, _) = products(PRODUCT, {"Handle": "tee", "Option1 Value": "M / L", "Variant Price": "1"})
    assert [variant.sku for variant in found] == ["tee/S", "tee/M / L"]


@pytest.mark.parametrize(
    ("tracker", "quantity", "policy", "stock", "available"),
    [
        ("shopify", "3", "deny", 3, None),
        ("shopify", "0", "deny", 0, None),
        ("shopify", "-2", "deny", 0, None),
        ("shopify", "-2", "continue", 0, True),
        ("shopify", "3", "continue", 3, None),
        ("", "7", "deny", None, True),
    ],
)
def test_stock(
    products: Callable[..., Any], tracker: str, quantity: str, policy: str, stock: int | None, available: bool | None
) -> None:
    counted = {"Variant Inventory Tracker": tracker, "Variant Inventory Qty": quantity}
    ((tee,), _) = products(PRODUCT | counted | {"Variant Inventory Policy": policy})
    assert (tee.stock, tee.available) == (stock, available)


def test_what_is_not_published_is_not_available(products: Callable[..., Any]) -> None:
    (found, _) = products(PRODUCT | {"Published": "false"}, PRODUCT | {"Handle": "b", "Status": "draft"})
    assert [variant.available for variant in found] == [False, False]


def test_rows_that_cannot_be_taken_are_told_by_line(products: Callable[..., Any]) -> None:
    taken, rejected = products(
        PRODUCT,
        {"Handle": "lost", "Option1 Value": "M", "Variant Price": "1"},
        PRODUCT | {"Handle": "b", "Variant Price": "free"},
        PRODUCT | {"Handle": "c", "Variant Price": ""},
        PRODUCT | {"Option1 Value": "S"},
    )
    assert len(taken) == 1
    assert rejected == [
        (3, "continues lost, but its first row is not above it"),
        (4, "Variant Price 'free' is no amount"),
        (5, "price is missing"),
        (6, "tee/S stands on line 2 already"),
    ]


def test_the_newer_headers_are_known_too(products: Callable[..., Any]) -> None:
    row = {"Title": "Tee", "URL handle": "tee", "SKU": "T1", "Price": "5", "Inventory tracker": "shopify"}
    ((tee,), rejected) = products(row | {"Inventory quantity": "4", "Continue selling when out of stock": "DENY"})
    assert (tee.sku, tee.price, tee.stock, rejected) == ("T1", Decimal(5), 4, [])


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


def test_a_row_cut_off_spoils_the_order_it_names(write: Write, read_file: ReadFile) -> None:
    good = table(ORDER, ORDER | {"Name": "#1002"}, ORDER | {"Name": "#1003"})
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


def test_who_bought_it(products: Callable[..., Any]) -> None:
    billing = {"Billing Name": "Anna B", "Billing City": "Leeds", "Billing Phone": "'+44 7911 123456"}
    other = ORDER | {"Name": "#2", "Email": "", "Phone": "+447911123456"}
    nobody = ORDER | {"Name": "#3", "Email": "", "Shipping Phone": "+447911999999"}
    (anna, order, phoned, by_phone, _, _), _ = products(ORDER | billing | {"Accepts Marketing": "yes"}, other, nobody)
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
    products: Callable[..., Any],
) -> None:
    (guest, order), _ = products(ORDER | {"Name": "#3", "Email": "", "Shipping Phone": "+447911999999"})
    assert guest.customer_id == customer_id("", "", "#3")
    assert order.phone is None
