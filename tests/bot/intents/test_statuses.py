"""A status that names an order is told from a question about it."""

import pytest

from bot.intents.statuses import find_statuses
from storage.records import Status


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("why was my cancelled order charged", Status.CANCELLED),
        ("my canceled order", Status.CANCELLED),
        ("the order that was delivered", Status.DELIVERED),
        ("which are my shipped orders", Status.SHIPPED),
        ("the refunded one", Status.REFUNDED),
        ("the order I returned", Status.RETURNED),
        ("отменённый заказ", Status.CANCELLED),
        ("доставленный заказ", Status.DELIVERED),
        ("mi pedido cancelado", Status.CANCELLED),
        ("已取消的订单", Status.CANCELLED),
        ("已送达的订单", Status.DELIVERED),
    ],
)
def test_status_names_an_order(text: str, status: Status) -> None:
    assert find_statuses(text) == (status,)


@pytest.mark.parametrize(
    "text",
    ["has my order shipped?", "is it delivered", "cancel my order", "заказ отменён?", "¿está enviado?", "发货了吗"],
)
def test_a_question_names_none(text: str) -> None:
    assert find_statuses(text) == ()
