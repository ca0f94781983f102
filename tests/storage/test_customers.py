"""Customers, and the phone that names one of them."""

from dataclasses import replace

from storage.engine import Store
from storage.records import Address, Customer, CustomerId, Tally

ANN = Customer(
    CustomerId("c1"), "Ann", "ann@example.com", "+442079460958", "en-GB", Address("12 Mill Lane"), True, {"vip": True}
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
