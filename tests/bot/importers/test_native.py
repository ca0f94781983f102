from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.importers import native
from bot.importers.found import FieldError
from storage.records import Address

Write = Callable[[str, str | bytes], Path]
TEA: dict[str, Any] = {"sku": "T1", "product_id": "T", "title": "Tea", "price": "4.50", "currency": "gbp"}
ORDER: dict[str, Any] = {"order_id": "#1", "customer_id": "C1", "status": "Shipped", "items": [], "currency": "GBP"}


def test_a_variant_with_everything() -> None:
    row = TEA | {"description": "Green", "tags": ["a", 1], "options": {"Size": "L", "Age": None}, "stock": 3}
    row |= {"compare_at_price": "5", "available": True, "updated_at": "2026-06-01T10:00:00+02:00", "shelf": "B4"}
    tea = native.variant(row)
    assert (tea.price, tea.currency, tea.tags, tea.options) == (Decimal("4.50"), "GBP", ("a", "1"), {"Size": "L"})
    assert (tea.stock, tea.available, tea.extra) == (3, True, {"shelf": "B4"})
    assert tea.updated_at is not None
    assert tea.updated_at.isoformat() == "2026-06-01T08:00:00+00:00"


def test_null_and_absent_mean_the_same() -> None:
    optional = (
        "description",
        "vendor",
        "tags",
        "options",
        "stock",
        "available",
        "compare_at_price",
        "url",
        "updated_at",
    )
    assert native.variant(TEA) == native.variant(TEA | dict.fromkeys(optional))
    assert native.variant(TEA).stock is None


@pytest.mark.parametrize(
    ("price", "kept"),
    [
        ("4.123456", "4.123456"),
        (19.9, "19.9"),
        (1e-7, "0.0000001"),
        (5, "5"),
        ("0", "0"),
        ("9999999999999", "9999999999999"),
    ],
)
def test_money_is_kept_as_it_is(price: Any, kept: str) -> None:
    assert format(native.variant(TEA | {"price": price}).price, "f") == kept


@pytest.mark.parametrize(
    "wrong",
    [
        {"price": "-1"}, {"price": "1,5"}, {"price": "1_000"}, {"price": True}, {"price": float("nan")},
        {"price": "Infinity"}, {"price": "1E+999999"}, {"price": "99999999999999"}, {"price": ["1"]}, {"price": None},
        {"currency": "XYZW"}, {"currency": None}, {"title": " "}, {"title": {}}, {"title": "x" * 100_001},
        {"sku": None}, {"stock": "many"}, {"stock": 1.5}, {"stock": 10**18}, {"stock": True},
        {"available": "yes"}, {"tags": "a"}, {"options": ["a"]}, {"options": {"a": {}}},
        {"updated_at": "yesterday"}, {"updated_at": "0001-01-01T00:00:00+05:00"},
    ],
)  # fmt: skip
def test_unknown_values_are_errors(wrong: dict[str, Any]) -> None:
    with pytest.raises(FieldError, match=next(iter(wrong))):
        native.variant(TEA | wrong)


def test_an_order_with_everything() -> None:
    order = native.order(
        ORDER
        | {
            "items": [{"sku": "T1", "title": "Tea", "quantity": 2, "price": "4.50"}],
            "total": "9.00",
            "estimated_delivery": "2026-06-20",
            "tracking": [{"carrier": "DHL", "number": "1", "skus": ["T1"], "shipped_at": "2026-06-02"}],
            "refunds": [{"amount": "4.50", "at": "2026-06-09"}],
            "shipping_address": {"line1": "1 High St", "country": "GB"},
            "phone": "+44 7911 123456",
        }
    )
    assert (order.status, order.estimated_delivery, order.phone) == ("shipped", date(2026, 6, 20), "+447911123456")
    assert (order.shipments[0].skus, order.refunds[0].amount) == (("T1",), Decimal("4.50"))
    assert order.shipping_address == Address("1 High St", country="GB")


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"status": "flown"}, "status 'flown' is none of"),
        ({"items": [{"quantity": 1}]}, "item 1 has neither sku nor title"),
        ({"items": [{"sku": "A"}, {"sku": "B", "quantity": -1}]}, "item 2: quantity -1 is negative"),
        ({"items": "A"}, "items must be a list"),
        ({"estimated_delivery": "2026-06-32"}, "estimated_delivery"),
        ({"refunds": [{"amount": "much"}]}, "amount 'much' is no amount"),
        ({"customer_id": ""}, "customer_id is missing"),
    ],
)
def test_an_order_is_refused_whole(wrong: dict[str, Any], said: str) -> None:
    with pytest.raises(FieldError, match=said):
        native.order(ORDER | wrong)


def test_an_event_needs_what_it_is_about() -> None:
    with pytest.raises(FieldError, match="query or sku"):
        native.event({"customer_id": "C1", "type": "view", "at": "2026-06-01"})


BASES = {"products": TEA, "orders": ORDER}
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=6,
)


@settings(suppress_health_check=[HealthCheck.too_slow], max_examples=150, deadline=None)
@given(
    kind=st.sampled_from(sorted(native.MAKERS)),
    row=st.dictionaries(st.sampled_from([*TEA, *ORDER, "stock", "tags", "options", "tracking", "at", "type"]), JSON),
)
def test_no_value_stops_the_reading(kind: str, row: dict[str, Any]) -> None:
    try:
        native.MAKERS[kind](BASES.get(kind, {}) | row)
    except FieldError as problem:
        assert "\n" not in str(problem)
