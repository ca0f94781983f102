"""The same event is one event."""

from dataclasses import replace
from datetime import UTC, datetime

from storage.engine import Store
from storage.records import Address, Customer, CustomerId, Event, Sku, Tally

NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)
ANN = Customer(
    CustomerId("c1"), "Ann", "ann@example.com", "+442079460958", "en-GB", Address("12 Mill Lane"), True, {"vip": True}
)


async def test_the_same_event_is_one_event(store: Store) -> None:
    view = Event(ANN.customer_id, "view", NOON, sku=Sku("MUG"))
    search = Event(ANN.customer_id, "search", NOON.replace(hour=13), query="mug")
    other = replace(view, customer_id=CustomerId("c2"))
    async with store.writing() as unit:
        assert await unit.events.add([view, search, view, other]) == Tally(added=3, unchanged=1)
        assert await unit.events.add([view]) == Tally(unchanged=1)
        assert await unit.events.of_customer(ANN.customer_id) == [search, view]
        assert await unit.events.all() == [view, other, search]
