from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

ReadFile = Callable[..., tuple[list[Any], list[tuple[int, str]]]]
Write = Callable[[str, str | bytes], Path]

PRODUCT = {"Handle": "tee", "Title": "Tee", "Option1 Name": "Size", "Option1 Value": "S", "Variant Price": "19.90"}


@pytest.fixture
def products(write: Write, write_table: Callable[..., str], read_file: ReadFile) -> Callable[..., Any]:
    return lambda *rows, **choices: read_file(write("export.csv", write_table(*rows)), **choices)


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
