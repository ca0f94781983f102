"""What an act rests on beside the slots it prints."""

from dataclasses import replace
from decimal import Decimal

import pytest

from bot.facts.products import Catalogue
from bot.plan import proof
from bot.plan.acts import ACTS
from bot.plan.proof import of_order, of_product
from storage.records import Refund, Shipment, Source
from tests.conftest import ORDERS, PLACED, VARIANTS

ORDER = ORDERS[0]
MUG, TENT = Catalogue(VARIANTS).products.values()


def columns(sources: tuple[Source, ...]) -> list[tuple[str, str, str, object]]:
    return [(source.table, source.key, source.column, source.value) for source in sources]


def test_every_act_is_one_that_can_be_said() -> None:
    named = {*proof._ORDER, *proof._PARTS, *proof._PRODUCT}
    assert named <= set(ACTS)


@pytest.mark.parametrize("act", sorted({*proof._ORDER, *proof._PARTS, "order.item_absent", "talk.thank"}))
def test_an_order_is_named_first(act: str) -> None:
    for order in ORDERS:
        number, *told = of_order(act, order)
        assert (number.column, number.value) == ("order_id", order.order_id)
        assert told or act == "talk.thank"
        assert {source.key.partition("/")[0] for source in told} <= {order.order_id}


def test_a_status_rests_on_its_column() -> None:
    assert columns(of_order("order.shipped", ORDER))[1:] == [("orders", "#W1001", "status", "shipped")]


def test_a_list_stands_as_its_length() -> None:
    assert columns(of_order("order.whole", ORDER))[1:] == [("orders", "#W1001", "shipments", 1)]
    assert columns(of_order("order.refund_none", ORDER))[1:] == [("orders", "#W1001", "refunds", 0)]


def test_what_no_parcel_has_is_shown_of_every_parcel() -> None:
    two = replace(ORDER, shipments=(Shipment(1, "Parcelrunner"), Shipment(2, shipped_at=PLACED)))
    assert columns(of_order("order.tracking_none", two))[1:] == [
        ("shipments", "#W1001/1", "number", None),
        ("shipments", "#W1001/2", "number", None),
    ]
    none = replace(ORDER, shipments=())
    assert columns(of_order("order.carrier_none", none))[1:] == [("orders", "#W1001", "shipments", 0)]


def test_what_no_refund_has_is_shown_of_every_refund() -> None:
    refunded = replace(ORDER, refunds=(Refund(1, Decimal(5)),))
    assert columns(of_order("order.refund_method_missing", refunded))[1:] == [("refunds", "#W1001/1", "method", None)]


def test_an_absent_item_rests_on_all_that_are_there() -> None:
    titles = [source.value for source in of_order("order.item_absent", ORDER)[1:]]
    assert titles == ["Trail Mug", "Ridge Tent"]


def test_stock_rests_on_every_variant_or_on_those_spoken_of() -> None:
    everything = of_product("product.out", MUG)
    assert [source.key for source in everything] == ["MUG-RED", *["MUG-RED"] * 2, *["MUG-SKY"] * 2]
    sky = of_product("option.out", MUG, MUG.variants[1:])
    assert columns(sky)[1:] == [("products", "MUG-SKY", "stock", 0), ("products", "MUG-SKY", "available", None)]


def test_a_description_is_the_products_own() -> None:
    assert [source.column for source in of_product("product.detail_none", MUG)] == ["title", "description"]


def test_an_act_that_looks_at_nothing_rests_on_the_title() -> None:
    assert columns(of_product("product.price", TENT)) == [("products", "TENT-2", "title", "Ridge Tent")]
