"""Customers, policies, shop facts, events and intents."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from storage.engine import Store
from storage.records import Address, Customer, CustomerId, Event, Intent, Passage, ShopFact, Sku, Tally

NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)
ANN = Customer(
    CustomerId("c1"), "Ann", "ann@example.com", "+442079460958", "en-GB", Address("12 Mill Lane"), True, {"vip": True}
)
HOURS = Intent(
    "hours", {"en": ("when are you open",), "zh": ("几点开门",)}, {"en": ("From {shop.opens}.",)}, verified=True
)


async def test_customers(store: Store) -> None:
    async with store.writing() as unit:
        assert await unit.customers.upsert([ANN, Customer(CustomerId("c2"))]) == Tally(added=2)
        assert await unit.customers.upsert([ANN]) == Tally(unchanged=1)
        assert await unit.customers.get(ANN.customer_id) == ANN
        assert await unit.customers.get(CustomerId("c3")) is None
        assert await unit.customers.by_phone("+44 (20) 7946-0958") == ANN
        assert await unit.customers.by_phone("") is None


async def test_a_shared_phone_names_nobody(store: Store) -> None:
    async with store.writing() as unit:
        await unit.customers.upsert([ANN, replace(ANN, customer_id=CustomerId("c2"))])
        assert await unit.customers.by_phone("+442079460958") is None


async def test_policies_are_replaced_by_file(store: Store) -> None:
    returns, costs = Passage("returns.md", "Returns", "30 days.", "d1"), Passage("returns.md", "Costs", "Free.", "d2")
    other = Passage("ship.md", "Returns", "See there.", "d3")
    async with store.writing() as unit:
        assert await unit.policies.replace_file("returns.md", [returns, costs]) == Tally(added=2)
        assert await unit.policies.replace_file("ship.md", [other]) == Tally(added=1)
        new = replace(costs, text="Five pounds.", digest="d4")
        assert await unit.policies.replace_file("returns.md", [new, returns]) == Tally(changed=1, unchanged=1)
        assert await unit.policies.all() == [replace(new, version=2), returns, other]
        assert await unit.policies.replace_file("returns.md", [returns]) == Tally(unchanged=1, removed=1)
        assert await unit.policies.replace_file("returns.md", []) == Tally(removed=1)
        assert await unit.policies.all() == [other]
        with pytest.raises(ValueError, match="twice"):
            await unit.policies.replace_file("returns.md", [returns, returns])


async def test_facts(store: Store) -> None:
    async with store.writing() as unit:
        assert await unit.facts.upsert([ShopFact("opens", "9:00"), ShopFact("closes", "17:00")]) == Tally(added=2)
        assert await unit.facts.upsert([ShopFact("opens", "8:00"), ShopFact("closes", "17:00")]) == Tally(0, 1, 1)
        assert (await unit.facts.all())["opens"] == ShopFact("opens", "8:00", 2)


async def test_the_same_event_is_one_event(store: Store) -> None:
    view = Event(ANN.customer_id, "view", NOON, sku=Sku("MUG"))
    search = Event(ANN.customer_id, "search", NOON.replace(hour=13), query="mug")
    other = replace(view, customer_id=CustomerId("c2"))
    async with store.writing() as unit:
        assert await unit.events.add([view, search, view, other]) == Tally(added=3, unchanged=1)
        assert await unit.events.add([view]) == Tally(unchanged=1)
        assert await unit.events.of_customer(ANN.customer_id) == [search, view]
        assert await unit.events.all() == [view, other, search]


async def test_intents_keep_every_version(store: Store) -> None:
    async with store.writing() as unit:
        assert await unit.intents.upsert([HOURS], "ann") == Tally(added=1)
        assert await unit.intents.upsert([HOURS], "bob") == Tally(unchanged=1)
        off = replace(HOURS, enabled=False)
        assert await unit.intents.upsert([off, replace(HOURS, name="a")], "bob") == Tally(added=1, changed=1)
        assert [intent.name for intent in await unit.intents.all()] == ["a", "hours"]
        assert await unit.intents.get("hours") == replace(off, version=2)
        back = await unit.intents.rollback("hours", 1, "cem")
        assert back == replace(HOURS, version=3)
        versions = await unit.intents.history("hours")
        assert [(kept.author, kept.intent.version, kept.intent.enabled) for kept in versions] == [
            ("cem", 3, True),
            ("bob", 2, False),
            ("ann", 1, True),
        ]
        assert versions[0].at.tzinfo is UTC
        assert await unit.intents.get("none") is None
        with pytest.raises(KeyError, match="no version 9"):
            await unit.intents.rollback("hours", 9, "cem")


async def test_rolling_back_to_what_stands_changes_nothing(store: Store) -> None:
    async with store.writing() as unit:
        await unit.intents.upsert([HOURS], "ann")
        assert await unit.intents.rollback("hours", 1, "bob") == HOURS
        assert len(await unit.intents.history("hours")) == 1
