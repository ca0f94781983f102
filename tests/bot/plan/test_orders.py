"""The predicates of order acts, over every shape an order can have."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.facts.voice import SPOKEN, Voice
from bot.intents.reading import Form
from bot.plan import orders
from bot.plan.acts import ACTS, Polarity, Row
from bot.plan.question import Question
from storage.records import CustomerId, Order, OrderId, OrderItem, Refund, Shipment, Sku, Status

NOW = datetime(2026, 6, 15, 12, tzinfo=UTC)
TODAY = NOW.date()

money = st.decimals(min_value=0, max_value=500, places=2)
moments = st.datetimes(datetime(2025, 1, 1), datetime(2026, 6, 15), timezones=st.just(UTC))
texts = st.sampled_from(["A", "Trail Mug", "x y"])

items = st.builds(
    OrderItem,
    position=st.integers(1, 5),
    sku=st.none() | st.sampled_from([Sku("s1"), Sku("s2")]),
    title=st.none() | texts,
    quantity=st.none() | st.integers(0, 9),
    price=st.none() | money,
    options=st.dictionaries(st.sampled_from(["Size", "Colour"]), st.sampled_from(["M", "Red"]), max_size=2),
)
shipments = st.builds(
    Shipment,
    position=st.integers(1, 3),
    carrier=st.none() | texts,
    number=st.none() | texts,
    url=st.none() | st.just("https://t.example/1"),
    skus=st.just(()) | st.just((Sku("s1"),)),
    status=st.none() | texts,
    shipped_at=st.none() | moments,
)
refunds = st.builds(
    Refund, position=st.integers(1, 3), amount=st.none() | money, at=st.none() | moments, method=st.none() | texts
)
any_order = st.builds(
    Order,
    order_id=st.just(OrderId("#W1")),
    customer_id=st.just(CustomerId("c1")),
    status=st.sampled_from(list(Status)),
    items=st.lists(items, max_size=3).map(tuple),
    currency=st.sampled_from(["GBP", "USD", "JPY"]),
    total=st.none() | money,
    placed_at=st.none() | moments,
    updated_at=st.none(),
    estimated_delivery=st.none() | st.dates(date(2026, 6, 1), date(2026, 6, 30)),
    delivered_at=st.none() | moments,
    shipments=st.lists(shipments, max_size=3).map(tuple),
    payment_method=st.none() | texts,
    shipping_address=st.none(),
    refunds=st.lists(refunds, max_size=2).map(tuple),
)
voices = st.sampled_from([Voice(language, NOW, UTC) for language in SPOKEN])


def asking(intent: str, text: str = "", form: Form = Form.OPEN) -> Question:
    return Question(intent, form, text)


def order(**fields: object) -> Order:
    base = {"order_id": "#W1", "customer_id": "c1", "status": Status.SHIPPED, "items": (), "currency": "GBP"}
    return Order(**(base | fields))  # type: ignore[arg-type]


@pytest.mark.parametrize("intent", sorted(orders.ANSWERS))
@given(one=any_order, voice=voices, form=st.sampled_from(list(Form)))
def test_every_answer_binds_exactly_its_slots(intent: str, one: Order, voice: Voice, form: Form) -> None:
    answer = orders.ANSWERS[intent](one, voice, asking(intent, form=form))
    assert answer
    for said in answer:
        assert sorted(slot.slot for slot in said.slots) == sorted(ACTS[said.act].slots_for(Row.SAME))
        assert said.name and said.name.slot == "order.id"
        assert said.polarity is Polarity.OPEN or ACTS[said.act].polar
        assert all(proof.sources for slot in said.slots for proof in slot.receipts)


@given(one=any_order, voice=voices)
def test_shipped_is_never_said_of_an_order_that_is_not(one: Order, voice: Voice) -> None:
    act = orders.status(one, voice).act
    assert act.startswith("order.shipped") == (one.status is Status.SHIPPED)
    assert act.startswith("order.delivered") == (one.status is Status.DELIVERED)


@given(one=any_order, voice=voices)
def test_a_whole_refund_is_said_only_when_it_is_whole(one: Order, voice: Voice) -> None:
    given_back = sum((refund.amount or Decimal(0) for refund in one.refunds), Decimal(0))
    act = orders.refund(one, voice).act
    if act == "order.refunded_full":
        assert one.total is not None and given_back >= one.total
    if act == "order.refunded_part":
        assert one.total is not None and given_back < one.total


@pytest.mark.parametrize(
    ("days", "act"), [(3, "order.eta_future"), (0, "order.eta_today"), (-2, "order.eta_past"), (None, "order.eta_none")]
)
def test_eta_depends_on_the_day(days: int | None, act: str) -> None:
    due = None if days is None else TODAY + timedelta(days=days)
    assert orders.eta(order(estimated_delivery=due), Voice("en", NOW, UTC)).act == act


@pytest.mark.parametrize("status", [Status.CANCELLED, Status.REFUNDED, Status.RETURNED])
def test_a_dead_order_has_no_delivery_to_expect(status: Status) -> None:
    dead = order(status=status, estimated_delivery=TODAY + timedelta(days=3))
    said = orders.answer_eta(dead, Voice("en", NOW, UTC), asking("order.eta"))
    assert said[0].act == "order.eta_off"
    assert not any(slot.slot == "eta" for one in said for slot in one.slots)


def test_several_parcels_are_listed_each_with_its_number() -> None:
    parcels = (Shipment(1, "UPS", "1Z1"), Shipment(2, "DHL", "JD2"))
    [said] = orders.answer_tracking(order(shipments=parcels), Voice("en", NOW, UTC), asking("order.tracking"))
    assert said.act == "order.tracking_many"
    assert "1Z1" in said.slots[0].text and "JD2" in said.slots[0].text


def test_of_several_parcels_the_one_with_the_line_asked_about() -> None:
    lines = (
        OrderItem(1, Sku("s1"), "Clarinet", 1, Decimal(1)),
        OrderItem(2, Sku("s2"), "Reeds", 1, Decimal(1)),
    )
    parcels = (
        Shipment(1, "UPS", "1Z1", None, (Sku("s1"),), None, NOW - timedelta(days=3)),
        Shipment(2, "DHL", "JD2", None, (Sku("s2"),), None, NOW - timedelta(days=2)),
    )
    sent, voice = order(items=lines, shipments=parcels), Voice("en", NOW, UTC)
    asked = [
        replace(asking(intent), items=lines[1:]) for intent in ("order.shipped", "order.carrier", "order.tracking")
    ]
    [left] = orders.answer_shipped(sent, voice, asked[0])
    assert "June 13" in left.slots[0].text
    [carrier] = orders.answer_carrier(sent, voice, asked[1])
    assert (carrier.act, carrier.slots[0].text) == ("order.carrier", "DHL")
    [tracked] = orders.answer_tracking(sent, voice, asked[2])
    assert tracked.act == "item.shipment" and tracked.slots[-1].text == "JD2"
    [every] = orders.answer_tracking(sent, voice, replace(asked[2], text="both numbers please"))
    assert every.act == "order.tracking_many"


def test_yes_is_said_only_to_a_positive_question() -> None:
    voice = Voice("en", NOW, UTC)
    yes = orders.answer_shipped(order(), voice, asking("order.shipped", "has it shipped?", Form.YESNO))
    negative = orders.answer_shipped(order(), voice, asking("order.shipped", "hasn't it shipped?", Form.NEGATIVE))
    assert yes[0].polarity is Polarity.YES
    assert negative[0].polarity is Polarity.OPEN


def test_not_shipped_answers_no() -> None:
    waiting = order(status=Status.PROCESSING)
    [said] = orders.answer_shipped(waiting, Voice("en", NOW, UTC), asking("order.shipped", "shipped?", Form.YESNO))
    assert (said.act, said.polarity) == ("order.processing", Polarity.NO)


def test_an_order_of_unknown_total_is_refunded_by_a_sum() -> None:
    refunded = order(status=Status.REFUNDED, refunds=(Refund(1, Decimal("5.00")), Refund(2, Decimal("7.50"))))
    said = orders.refund(refunded, Voice("en", NOW, UTC))
    assert said.act == "order.refunded_sum"
    assert said.slots[0].text == "£12.50"
    assert said.slots[0].receipts[0].fn == "sum"


def _acts(one: Order, intent: str, text: str, **more: object) -> list[str]:
    question = replace(Question(intent, Form.OPEN, text), **more)  # type: ignore[arg-type]
    return [said.act for said in orders.ANSWERS[intent](one, Voice("en", NOW, UTC), question)]


@pytest.mark.parametrize(
    ("text", "acts"),
    [
        ("so was I paid for them, and onto what", ["order.refunded_full", "order.refund_method"]),
        ("how much and when was it", ["order.refunded_full", "order.refund_date"]),
        ("which day was it", ["order.refund_date"]),
        ("onto what", ["order.refund_method"]),
        ("on my amex?", ["order.refund_method"]),
        ("how much, when and to what", ["order.refunded_full", "order.refund_date", "order.refund_method"]),
    ],
)
def test_a_refund_is_answered_by_all_that_is_asked_of_it(text: str, acts: list[str]) -> None:
    given = Refund(1, Decimal("5.00"), NOW, "PayPal")
    back = order(status=Status.REFUNDED, total=Decimal("5.00"), currency="GBP", refunds=(given,))
    assert _acts(back, "order.refund", text) == acts


def test_the_items_of_an_order_told_by_its_goods_are_all_counted() -> None:
    bass = OrderItem(1, Sku("s1"), "Bass", 1, None)
    one = order(items=(bass, OrderItem(2, Sku("s2"), "Strap", 2, None)))
    whole = "how many items did the order with the bass hold"
    assert _acts(one, "order.item_count", whole, items=(bass,)) == ["order.item_count"]
    assert _acts(one, "order.item_count", "how many basses did I get", items=(bass,)) == ["item.quantity"]


def test_the_number_of_a_carrier_is_that_of_its_parcel() -> None:
    sent = order(status=Status.SHIPPED, shipments=(Shipment(1, "UPS", "1Z7"),))
    assert _acts(sent, "order.carrier", "the UPS number") == ["order.tracking_carrier"]
    assert _acts(sent, "order.carrier", "which company") == ["order.carrier"]
